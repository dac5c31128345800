//! What stands on a terminal's screen after what was written to it, with styles in words: `[green]Deployed[/] pam`.

use std::fmt::Write;

/// How a character looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    color: Option<&'static str>,
    bold: bool,
    dim: bool,
}

impl Look {
    /// Applies one parameter of `ESC [ … m`.
    fn apply(&mut self, code: &str) {
        match code {
            "" | "0" => *self = Self::default(),
            "1" => self.bold = true,
            "2" => self.dim = true,
            "22" => (self.bold, self.dim) = (false, false),
            "31" => self.color = Some("red"),
            "32" => self.color = Some("green"),
            "33" => self.color = Some("yellow"),
            "36" => self.color = Some("cyan"),
            "39" => self.color = None,
            other => panic!("a style that pam does not use: {other:?}"),
        }
    }

    fn words(self) -> String {
        let bold = self.bold.then_some("bold");
        let words = [self.color, bold, self.dim.then_some("dim")];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A screen without an end below.
#[derive(Default)]
pub(crate) struct Screen {
    columns: usize,
    rows: Vec<Vec<(char, Look)>>,
    row: usize,
    column: usize,
    look: Look,
    cursor_hidden: bool,
    /// Rows that the terminal had to break, because a line was too long.
    pub(crate) broken: Vec<String>,
}

impl Screen {
    /// Shows what was written to a terminal of so many columns. Whatever pam has no reason to write is a failure.
    pub(crate) fn of(written: &str, columns: usize) -> Self {
        let mut screen = Self { columns, ..Self::default() };
        let mut rest = written.chars();
        while let Some(next) = rest.next() {
            match next {
                '\r' => screen.column = 0,
                '\n' => screen.row += 1,
                '\u{8}' => screen.column = screen.column.saturating_sub(1),
                '\u{1b}' => {
                    assert_eq!(rest.next(), Some('['), "an escape that pam does not use");
                    let mut parameters = String::new();
                    let end = loop {
                        match rest.next().expect("the sequence ends") {
                            part @ ('0'..='9' | ';' | '?') => parameters.push(part),
                            end => break end,
                        }
                    };
                    screen.control(&parameters, end);
                }
                control if control.is_control() => panic!("a control character: {control:?}"),
                shown => screen.put(shown),
            }
        }
        screen
    }

    fn control(&mut self, parameters: &str, end: char) {
        let count = parameters.parse().unwrap_or(1_usize);
        match (end, parameters) {
            ('m', all) => all.split(';').for_each(|code| self.look.apply(code)),
            ('A', _) => self.row = self.row.saturating_sub(count),
            ('B', _) => self.row += count,
            ('C', _) => self.column += count,
            ('D', _) => self.column = self.column.saturating_sub(count),
            ('K', "2") => self.line().clear(),
            ('K', "" | "0") => {
                let column = self.column;
                self.line().truncate(column);
            }
            ('J', "" | "0") => {
                let (row, column) = (self.row, self.column);
                self.line().truncate(column);
                self.rows.truncate(row + 1);
            }
            ('l', "?25") => self.cursor_hidden = true,
            ('h', "?25") => self.cursor_hidden = false,
            other => panic!("an escape that pam does not use: {other:?}"),
        }
    }

    fn line(&mut self) -> &mut Vec<(char, Look)> {
        if self.rows.len() <= self.row {
            self.rows.resize(self.row + 1, Vec::new());
        }
        &mut self.rows[self.row]
    }

    fn put(&mut self, shown: char) {
        if self.column >= self.columns {
            let broken = self.line().iter().map(|(shown, _)| shown).collect();
            self.broken.push(broken);
            self.row += 1;
            self.column = 0;
        }
        let (column, look) = (self.column, self.look);
        let line = self.line();
        if line.len() <= column {
            line.resize(column + 1, (' ', Look::default()));
        }
        line[column] = (shown, look);
        self.column += 1;
    }

    /// The lines that are seen.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |row: &Vec<(char, Look)>| row.iter().map(|(shown, _)| shown).collect::<String>();
        self.rows.iter().map(|row| line(row).trim_end().to_owned()).collect()
    }

    /// The same with styles in words.
    pub(crate) fn in_words(&self) -> String {
        let mut text = String::new();
        // Where the next prompt stands, something that moved may have been.
        let last = self.rows.iter().rposition(|row| row.iter().any(|(shown, _)| *shown != ' '));
        for row in &self.rows[..last.map_or(0, |last| last + 1)] {
            let seen = row.iter().rposition(|(shown, _)| *shown != ' ').map_or(0, |last| last + 1);
            for run in row[..seen].chunk_by(|one, next| one.1 == next.1) {
                let shown: String = run.iter().map(|(shown, _)| shown).collect();
                let words = run[0].1.words();
                if words.is_empty() || shown.trim().is_empty() {
                    text.push_str(&shown);
                } else {
                    write!(text, "[{words}]{shown}[/]").expect("text");
                }
            }
            text.push('\n');
        }
        text
    }

    pub(crate) fn cursor_is_shown(&self) -> bool {
        !self.cursor_hidden
    }
}

#[test]
fn styles_become_words_and_what_moved_is_gone() {
    let screen =
        Screen::of("\u{1b}[1;31merror:\u{1b}[0m no\r\n⠋ half\r\u{1b}[2K\u{1b}[32mDone\u{1b}[0m\r\n", 80);
    assert_eq!(screen.in_words(), "[red bold]error:[/] no\n[green]Done[/]\n");
    assert_eq!(screen.lines(), ["error: no", "Done"]);
    let screen = Screen::of("one\r\ntwo\u{1b}[1A\r\u{1b}[Jthree", 4);
    assert_eq!(
        (screen.lines(), screen.broken),
        (vec!["thre".to_owned(), "e".to_owned()], vec!["thre".to_owned()])
    );
}

#[test]
#[should_panic(expected = "does not use")]
fn an_unknown_escape_is_a_failure() {
    Screen::of("\u{1b}[35mmagenta", 80);
}
