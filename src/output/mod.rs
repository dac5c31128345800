//! The only place that prints: standard output is for results, standard error for everything else.

mod human;
mod progress;
mod prompt;
mod table;
mod terminal;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::MultiProgress;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::exit::ExitCode;

pub use human::{Style, counted, local_time, wrap};
pub use progress::Progress;
pub use prompt::Prompts;
pub use table::{long_table, table};
pub use terminal::Terminal;

/// What a command found out or did, in both forms.
pub trait Report {
    /// For a person, ending with a newline.
    ///
    /// # Errors
    /// When the writer fails.
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()>;
    /// For a script; fields are only ever added.
    fn json(&self) -> Value;
}

/// Which form results take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text and tables.
    Human,
    /// JSON.
    Json,
}

/// Where and how everything is printed. Gathered once in `Context`.
#[derive(Debug, Clone)]
pub struct Output {
    format: Format,
    quiet: bool,
    verbose: bool,
    terminal: Terminal,
    stdout_style: Style,
    stderr_style: Style,
    reader_gone: Arc<AtomicBool>,
    /// What moves on the terminal; it steps aside for each line that is printed.
    bars: MultiProgress,
}

impl Output {
    /// Decides colours and levels once.
    #[must_use]
    pub fn new(
        format: Format,
        quiet: bool,
        verbose: bool,
        color: clap::ColorChoice,
        terminal: Terminal,
    ) -> Self {
        let style = |on: bool| {
            let width = terminal.columns.filter(|_| on);
            Style::new(terminal.use_color(color, on)).wide(width)
        };
        Self {
            format,
            quiet,
            verbose,
            terminal,
            stdout_style: style(terminal.stdout),
            stderr_style: style(terminal.stderr),
            reader_gone: Arc::default(),
            bars: MultiProgress::new(),
        }
    }

    /// The same output without progress and notes, for work that a command does on its way.
    #[must_use]
    pub fn without_progress(&self) -> Self {
        Self { quiet: true, ..self.clone() }
    }

    /// Whether results are JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// The styles of standard output, for text that goes through [`Output::line`].
    #[must_use]
    pub fn result_style(&self) -> &Style {
        &self.stdout_style
    }

    /// The styles of standard error, for text that goes through [`Output::note`].
    #[must_use]
    pub fn style(&self) -> &Style {
        &self.stderr_style
    }

    /// Prints a command's result: one JSON document, or text.
    ///
    /// # Errors
    /// When standard output cannot be written; a closed pipe is no error.
    pub fn report(&self, report: &dyn Report) -> Result<()> {
        match self.format {
            Format::Json => self.json_line(&report.json()),
            Format::Human => {
                let mut text = Vec::new();
                report
                    .human(&mut text, &self.stdout_style)
                    .map_err(|error| Error::bug(format!("could not format the result: {error}")))?;
                self.write_text(&String::from_utf8_lossy(&text))
            }
        }
    }

    /// Prints one element of a stream: a line of JSON, or text.
    ///
    /// # Errors
    /// See [`Output::report`].
    pub fn json_line(&self, value: &Value) -> Result<()> {
        self.write_out(format!("{value}\n").as_bytes())
    }

    /// Prints one element of a stream in either form.
    ///
    /// # Errors
    /// See [`Output::report`].
    pub fn line(&self, human: &str, json: impl FnOnce() -> Value) -> Result<()> {
        match self.format {
            Format::Json => self.json_line(&json()),
            Format::Human => self.write_text(&format!("{human}\n")),
        }
    }

    /// Whether nobody reads standard output any more, as behind `| head`: then a stream may end.
    #[must_use]
    pub fn reader_gone(&self) -> bool {
        self.reader_gone.load(Ordering::Relaxed)
    }

    /// Prints text that is the result itself, such as a completion script.
    ///
    /// # Errors
    /// See [`Output::report`].
    pub fn raw(&self, text: &[u8]) -> Result<()> {
        self.write_out(text)
    }

    /// Prints one line a person may want to know; silent with `--quiet`.
    pub fn note(&self, line: impl AsRef<str>) {
        if !self.quiet {
            self.say(line.as_ref());
        }
    }

    /// Whether `--verbose` was given.
    #[must_use]
    pub fn is_verbose(&self) -> bool {
        self.verbose && !self.quiet
    }

    /// Prints a line only with `--verbose`.
    pub fn detail(&self, line: impl AsRef<str>) {
        if self.is_verbose() {
            self.say(line.as_ref());
        }
    }

    /// Prints a warning; `--quiet` does not hide it.
    pub fn warn(&self, line: impl AsRef<str>) {
        let line = format!("{} {}", self.stderr_style.warning("warning:"), line.as_ref());
        self.say(&self.stderr_style.hanging(9, &line));
    }

    /// Prints an error where its reader looks: JSON on standard output, text on standard error.
    pub fn error(&self, error: &Error) {
        if self.is_json() {
            // The command has failed already; a closed pipe cannot make it worse.
            let _ = self.json_line(&error.to_json());
        } else {
            self.say(human::error(error, &self.stderr_style).trim_end());
        }
    }

    fn say(&self, line: &str) {
        let line = human::visible(line);
        self.bars.suspend(|| write_err(&line));
    }

    fn write_text(&self, text: &str) -> Result<()> {
        self.write_out(human::visible(text).as_bytes())
    }

    fn write_out(&self, bytes: &[u8]) -> Result<()> {
        let write = || {
            let mut stdout = io::stdout().lock();
            stdout.write_all(bytes).and_then(|()| stdout.flush())
        };
        match self.bars.suspend(write) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.reader_gone.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => Err(Error::new(
                ExitCode::Incomplete,
                "output-unwritable",
                format!("standard output cannot be written: {error}"),
            )
            .hint("What the command does is done; repeat it where its output can be written")),
            Ok(()) => Ok(()),
        }
    }

    /// A progress display for work of which nobody knows how much it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.display(None)
    }

    /// A progress display with a bar, for so much work.
    #[must_use]
    pub fn progress_of(&self, total: usize) -> Progress {
        self.display(u64::try_from(total).ok())
    }

    fn display(&self, of: Option<u64>) -> Progress {
        if self.quiet {
            Progress::nothing()
        } else if self.terminal.can_move() {
            Progress::moving(&self.bars, of, self.stderr_style.has_color())
        } else {
            Progress::lines(of)
        }
    }
}

fn write_err(line: &str) {
    // Nothing is left to tell it to when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests;
