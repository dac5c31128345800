//! Colours, tables and times as a person reads them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Error, Result};

/// Green is success, red an error, yellow a warning, cyan a hint; all read correctly without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    color: bool,
}

impl Style {
    /// With or without colours.
    #[must_use]
    pub const fn new(color: bool) -> Self {
        Self { color }
    }

    fn paint(self, style: Ansi, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Success.
    #[must_use]
    pub fn success(&self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    /// Failure.
    #[must_use]
    pub fn failure(&self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    /// Something to look at.
    #[must_use]
    pub fn warning(&self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// A next step, a name, an address.
    #[must_use]
    pub fn hint(&self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }

    /// A heading.
    #[must_use]
    pub fn bold(&self, text: &str) -> String {
        self.paint(Ansi::new().bold(), text)
    }

    /// Something of less weight.
    #[must_use]
    pub fn dim(&self, text: &str) -> String {
        self.paint(Ansi::new().dimmed(), text)
    }
}

/// So many rows of a long table are laid out at once.
const ROWS_AT_ONCE: usize = 500;
/// Below this many columns a table that does not fit would break every word in it.
const NARROW: usize = 60;

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

fn text(table: &Table) -> String {
    let mut text = String::new();
    for line in table.to_string().lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// A table without borders that fits the terminal's width; in a narrow one each row is a block of lines.
#[must_use]
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let table = laid_out(Some(head), rows.iter().cloned());
    match too_narrow(&table, natural_width(head, rows)) {
        Some(width) => blocks(head, rows, width),
        None => text(&table),
    }
}

/// The same table of rows that are many, a part at a time: laid out, a row weighs many times what it says. Parts have
/// columns of the same width, unless the terminal is too narrow for them.
///
/// # Errors
/// Those of `print`.
pub fn long_table(
    head: &[&str],
    count: usize,
    row: impl Fn(usize) -> Vec<String>,
    mut print: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    let rows = |from: usize| (from..count.min(from + ROWS_AT_ONCE)).map(&row);
    if count <= ROWS_AT_ONCE {
        return print(&table(head, &rows(0).collect::<Vec<_>>()));
    }
    let parts = || (0..count).step_by(ROWS_AT_ONCE);
    let part = |from: usize| laid_out((from == 0).then_some(head), rows(from));
    let mut widths = vec![0; head.len()];
    for from in parts() {
        for (width, own) in widths.iter_mut().zip(part(from).column_max_content_widths()) {
            *width = own.max(*width);
        }
    }
    let padded = |width: u16| width.saturating_add(2);
    let whole: usize = widths.iter().map(|width| usize::from(padded(*width))).sum();
    for from in parts() {
        let mut part = part(from);
        if let Some(width) = too_narrow(&part, whole) {
            let gap = if from == 0 { "" } else { "\n" };
            print(&format!("{gap}{}", blocks(head, &rows(from).collect::<Vec<_>>(), width)))?;
            continue;
        }
        if part.width().is_none_or(|room| whole <= usize::from(room)) {
            for (column, width) in part.column_iter_mut().zip(&widths) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded(*width))));
            }
        }
        print(&text(&part))?;
    }
    Ok(())
}

/// The terminal's width, where it is too small for a table of `whole` columns.
fn too_narrow(table: &Table, whole: usize) -> Option<usize> {
    table.width().map(usize::from).filter(|width| *width < NARROW && whole > *width)
}

fn natural_width(head: &[&str], rows: &[Vec<String>]) -> usize {
    let column = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        cells.chain([head[at].chars().count()]).max().unwrap_or_default() + 2
    };
    (0..head.len()).map(column).sum()
}

/// A line for each cell that says something; what does not fit beside its name stands below it.
fn blocks(head: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let names = head.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let block = |row: &Vec<String>| {
        let mut text = String::new();
        for (name, cell) in head.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            if names + 2 + cell.chars().count() <= width {
                let _ = writeln!(text, "{name:<names$}  {cell}");
            } else {
                let _ = writeln!(text, "{name}");
                for line in wrap(cell, width.saturating_sub(2)) {
                    let _ = writeln!(text, "  {line}");
                }
            }
        }
        text
    };
    rows.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// Lines of at most `width` characters, broken between words; a longer word has a line of its own.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `Mon 9 Mar 2026, 09:30 PDT`: the clinic's wall time.
#[must_use]
pub fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%a %-d %b %Y, %H:%M %Z").to_string()
}

pub(super) fn error(error: &Error, style: &Style) -> String {
    let mut text = format!("{} {}\n", style.failure("error:"), error.message);
    if let Some(field) = &error.field {
        let _ = writeln!(text, "  in: {field}");
    }
    if let Some(twilio) = &error.twilio {
        let mut parts = vec![format!("HTTP {}", twilio.status)];
        parts.extend(twilio.code.map(|code| format!("code {code}")));
        parts.extend(twilio.request_id.clone());
        let _ = writeln!(text, "  Twilio: {}", parts.join(", "));
        if let Some(url) = &twilio.more_info {
            let _ = writeln!(text, "  see: {url}");
        }
    }
    for hint in &error.hints {
        let _ = writeln!(text, "  {} {hint}", style.hint("hint:"));
    }
    text
}
