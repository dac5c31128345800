//! What kind of terminal pam runs in; gathered once, decided purely.

use std::io::IsTerminal;

use clap::ColorChoice;
use dialoguer::console::Term;

/// The facts that decide colour, progress and prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Standard input is a terminal.
    pub stdin: bool,
    /// Standard output is a terminal.
    pub stdout: bool,
    /// Standard error is a terminal.
    pub stderr: bool,
    /// `CI` is set: no prompts, no moving display.
    pub ci: bool,
    /// `NO_COLOR` is set and not empty (<https://no-color.org>), `CLICOLOR` is 0, or `TERM` is dumb.
    pub no_color: bool,
    /// `TERM` is dumb: the cursor cannot be moved.
    pub dumb: bool,
    /// `CLICOLOR_FORCE` is set and not 0: colours also where there is no terminal.
    pub force_color: bool,
    /// How wide the terminal is.
    pub columns: Option<usize>,
}

impl Terminal {
    /// Looks at the three standard streams; `variable` gives environment variables that are set and not empty.
    #[must_use]
    pub fn detect<'e>(variable: impl Fn(&str) -> Option<&'e str>) -> Self {
        let no_color = variable("NO_COLOR").is_some();
        let dumb = variable("TERM") == Some("dumb");
        let plain = variable("CLICOLOR") == Some("0") || dumb;
        let force_color = !no_color && variable("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let size = Term::stdout().size_checked().or_else(|| Term::stderr().size_checked());
        Self {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
            ci: variable("CI").is_some(),
            no_color: no_color || plain && !force_color,
            dumb,
            force_color,
            columns: size.map(|(_, columns)| columns.into()).filter(|columns| *columns > 0),
        }
    }

    /// Whether a stream gets colours.
    #[must_use]
    pub fn use_color(&self, choice: ColorChoice, stream_is_terminal: bool) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => (stream_is_terminal || self.force_color) && !self.no_color,
        }
    }

    /// Whether a display may move: a person looks at it, and the terminal can.
    #[must_use]
    pub fn can_move(&self) -> bool {
        self.stderr && !self.ci && !self.dumb
    }

    /// Whether a question can be asked: both ends are a person's, and nobody said otherwise.
    #[must_use]
    pub fn can_ask(&self, no_input: bool, json: bool) -> bool {
        self.stdin && self.stderr && !self.ci && !no_input && !json
    }
}
