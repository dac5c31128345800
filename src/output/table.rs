//! Tables without borders. No cell that one might copy is ever broken: where a terminal is too narrow for a row, its last
//! columns stand on a line below it, and in a very narrow one each cell has a line of its own.

use std::fmt::Write as _;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use dialoguer::console::measure_text_width;

use super::human::wrap;
use crate::error::Result;

/// So many rows of a long table are laid out at once.
const ROWS_AT_ONCE: usize = 500;
/// Below this many columns a row is a block of lines.
const NARROW: usize = 60;
/// Blanks between columns.
const GAP: u16 = 2;
/// A cell that is not wider than this is not broken, though there are blanks in it.
const WHOLE: usize = 30;

/// How the rows of a table are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// In columns; words may be wrapped.
    Columns,
    /// So many columns in a line, and the others on a line below.
    Stacked(usize),
    /// A line for each cell.
    Blocks(usize),
}

/// What the cells of a column need.
#[derive(Debug, Clone, Copy, Default)]
struct Need {
    /// The widest one.
    full: usize,
    /// So that none is broken that shall not be.
    least: usize,
}

impl Need {
    fn add(&mut self, cell: &str) {
        let full = measure_text_width(cell);
        let word = cell.split(' ').map(measure_text_width).max().unwrap_or_default();
        self.full = self.full.max(full);
        self.least = self.least.max(if full <= WHOLE { full } else { word.max(WHOLE) });
    }
}

fn needs(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut add = |at: usize, cell: &str| {
        if needs.len() <= at {
            needs.resize(at + 1, Need::default());
        }
        needs[at].add(cell);
    };
    head.iter().enumerate().for_each(|(at, name)| add(at, name));
    for row in rows {
        row.iter().enumerate().for_each(|(at, cell)| add(at, cell));
    }
    needs
}

/// The columns of cells side by side, without the gap after the last one.
fn sum(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + usize::from(GAP)).sum::<usize>().saturating_sub(GAP.into())
}

fn full(needs: &[Need]) -> usize {
    sum(needs.iter().map(|need| need.full))
}

fn layout(needs: &[Need], width: Option<usize>) -> Layout {
    let Some(width) = width else { return Layout::Columns };
    let least = sum(needs.iter().map(|need| need.least)) + usize::from(GAP);
    if full(needs) <= width || width >= NARROW && least <= width {
        return Layout::Columns;
    }
    let fitting = (2..needs.len()).rev().find(|count| full(&needs[..*count]) <= width);
    match fitting {
        Some(count) if width >= NARROW => Layout::Stacked(count),
        _ => Layout::Blocks(width),
    }
}

fn laid_out(head: Option<&[&str]>, rows: impl Iterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(head) = head {
        table.set_header(head);
    }
    for row in rows {
        table.add_row(row);
    }
    table
}

/// The lines of a table in columns, each as wide as it needs.
fn lines(mut table: Table, needs: &[Need], whole: bool) -> Vec<String> {
    let width = |columns: usize| Width::Fixed(u16::try_from(columns).unwrap_or(u16::MAX).saturating_add(GAP));
    for (column, need) in table.column_iter_mut().zip(needs) {
        column.set_padding((0, GAP));
        column.set_constraint(if whole {
            ColumnConstraint::Absolute(width(need.full))
        } else {
            ColumnConstraint::LowerBoundary(width(need.least))
        });
    }
    table.to_string().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// A table that fits the terminal's width.
#[must_use]
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let needs = needs(head, rows.iter().cloned());
    part(head, rows, &needs, layout(&needs, width()), true)
}

/// The same table of rows that are many, a part at a time: laid out, a row weighs many times what it says. Parts have
/// columns of the same width.
///
/// # Errors
/// Those of `print`.
pub fn long_table(
    head: &[&str],
    count: usize,
    row: impl Fn(usize) -> Vec<String>,
    mut print: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    let needs = needs(head, (0..count).map(&row));
    let layout = layout(&needs, width());
    let mut from = 0;
    loop {
        let rows: Vec<Vec<String>> = (from..count.min(from + ROWS_AT_ONCE)).map(&row).collect();
        let gap = if from > 0 && matches!(layout, Layout::Blocks(_)) { "\n" } else { "" };
        print(&format!("{gap}{}", part(head, &rows, &needs, layout, from == 0)))?;
        from += ROWS_AT_ONCE;
        if from >= count {
            return Ok(());
        }
    }
}

/// The terminal's width.
fn width() -> Option<usize> {
    Table::new().width().map(usize::from)
}

fn part(head: &[&str], rows: &[Vec<String>], needs: &[Need], layout: Layout, first: bool) -> String {
    let mut text = String::new();
    match layout {
        Layout::Blocks(width) => text = blocks(head, rows, width),
        Layout::Columns => {
            let fits = width().is_none_or(|width| full(needs) <= width);
            let table = laid_out((first && !head.is_empty()).then_some(head), rows.iter().cloned());
            for line in lines(table, needs, fits) {
                let _ = writeln!(text, "{line}");
            }
        }
        Layout::Stacked(count) => {
            let below = |cells: &[String]| {
                let said: Vec<&str> =
                    cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
                said.join("  ")
            };
            let names: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
            let all = first.then_some(&names).filter(|names| !names.is_empty()).into_iter().chain(rows);
            let above = laid_out(None, all.clone().map(|row| row[..count].to_vec()));
            for (line, row) in lines(above, &needs[..count], true).into_iter().zip(all) {
                let _ = writeln!(text, "{line}");
                let rest = below(&row[count..]);
                if !rest.is_empty() {
                    let _ = writeln!(text, "  {rest}");
                }
            }
        }
    }
    text
}

/// A line for each cell that says something; what does not fit beside its name stands below it.
fn blocks(head: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let names = head.iter().map(|name| measure_text_width(name)).max().unwrap_or_default();
    let block = |row: &Vec<String>| {
        let mut text = String::new();
        let name = |at: usize| head.get(at).copied().unwrap_or_default();
        for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            if names == 0 {
                let _ = writeln!(text, "{cell}");
            } else if names + 2 + measure_text_width(cell) <= width {
                let _ = writeln!(text, "{:<names$}  {cell}", name(at));
            } else {
                let _ = writeln!(text, "{}", name(at));
                for line in wrap(cell, width.saturating_sub(2)) {
                    let _ = writeln!(text, "  {line}");
                }
            }
        }
        text
    };
    rows.iter().map(block).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
