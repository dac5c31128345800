//! Colours, lines and times as a person reads them.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use dialoguer::console::measure_text_width;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::Error;

/// Lines without a terminal are laid out for so many columns.
const COLUMNS: usize = 80;
/// Longer lines are hard to read.
const MOST_COLUMNS: usize = 100;
/// What is indented has at least so much room, or is indented less.
const LEAST_ROOM: usize = 30;

/// Green is success, red an error, yellow a warning, cyan a hint; all read correctly without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    color: bool,
    /// The terminal's width, if it is one.
    width: Option<usize>,
}

impl Style {
    /// With or without colours; not for a terminal.
    #[must_use]
    pub const fn new(color: bool) -> Self {
        Self { color, width: None }
    }

    /// For a terminal of that many columns.
    #[must_use]
    pub const fn wide(self, width: Option<usize>) -> Self {
        Self { width, ..self }
    }

    /// Whether there are colours.
    #[must_use]
    pub const fn has_color(&self) -> bool {
        self.color
    }

    /// The columns for what is laid out with a terminal and without.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.width.map_or(COLUMNS, |width| width.min(MOST_COLUMNS))
    }

    /// The terminal's width, if it is one.
    #[must_use]
    pub const fn width(&self) -> Option<usize> {
        self.width
    }

    /// Text that a terminal would break in the middle of words: at one, its lines are broken between words and all but the
    /// first indented; elsewhere it stays one line, for `grep`.
    #[must_use]
    pub fn hanging(&self, indent: usize, text: &str) -> String {
        match self.width {
            Some(width) => broken(text, width, indent),
            None => text.to_owned(),
        }
    }

    /// The same with a terminal and without: within [`Style::columns`].
    #[must_use]
    pub fn within(&self, indent: usize, text: &str) -> String {
        broken(text, self.columns(), indent)
    }

    fn paint(self, style: Ansi, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
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

/// What pam's own styles print.
const STYLES: [&str; 7] = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m"];

/// Text in which every control character but line ends, tabs and pam's own styles is spelled out: patients write texts and
/// EHRs names, and neither may steer the terminal of whoever reads them.
#[must_use]
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(steers) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = match STYLES.into_iter().find(|style| from.starts_with(style)) {
            Some(style) => {
                out.push_str(style);
                &from[style.len()..]
            }
            None => {
                let mut after = from.chars();
                out.extend(after.next().into_iter().flat_map(char::escape_unicode));
                after.as_str()
            }
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Breaks lines that are wider than `width` between words, and indents what follows. A word stays whole: a
/// SID or an address has to be copied. Styles have no width.
fn broken(text: &str, width: usize, indent: usize) -> String {
    let indent = if indent + LEAST_ROOM > width { 2 } else { indent };
    let mut out = String::new();
    let mut used = 0;
    for piece in text.split_inclusive([' ', '\n']) {
        let word = piece.trim_end_matches([' ', '\n']);
        let wide = measure_text_width(word);
        // One that fits nowhere is the terminal's to break, where it stands.
        if wide > 0 && used + wide > width && used > indent && indent + wide <= width {
            out.truncate(out.trim_end_matches(' ').len());
            let _ = write!(out, "\n{:indent$}", "");
            used = indent;
        }
        out.push_str(piece);
        used = if piece.ends_with('\n') { 0 } else { used + measure_text_width(piece) };
    }
    out
}

/// Lines of at most `width` characters, broken between words; a longer word has a line of its own.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if measure_text_width(line) + 1 + measure_text_width(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `1 reminder`, `2 reminders`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `Mon 9 Mar 2026, 09:30 PDT`: the clinic's wall time.
#[must_use]
pub fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%a %-d %b %Y, %H:%M %Z").to_string()
}

pub(super) fn error(error: &Error, style: &Style) -> String {
    let said = format!("{} {}", style.failure("error:"), error.message);
    let mut text = format!("{}\n", style.hanging(7, &said));
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
        let hint = format!("  {} {hint}", style.hint("hint:"));
        let _ = writeln!(text, "{}", style.hanging(8, &hint));
    }
    text
}
