//! What every command needs, gathered once: settings, output, clock, prompts.

use jiff::Timestamp;

use crate::cli::GlobalArgs;
use crate::error::Result;
use crate::output::{Format, Output, Prompts, Terminal};
use crate::settings::env::Environment;
use crate::settings::paths::Paths;

/// The circumstances of one run of pam.
#[derive(Debug, Clone)]
pub struct Context {
    /// Environment variables.
    pub env: Environment,
    /// Where results and everything else go.
    pub output: Output,
    /// Questions.
    pub prompts: Prompts,
    /// Whether the target is the sandbox.
    pub sandbox: bool,
    /// The profile that was named.
    pub profile: Option<String>,
}

impl Context {
    /// Looks at flags, environment and terminal; touches neither network nor file system.
    #[must_use]
    pub fn new(global: &GlobalArgs, env: Environment) -> Self {
        let terminal = Terminal::detect(|name| env.get(name));
        let format = if global.json { Format::Json } else { Format::Human };
        let output = Output::new(format, global.quiet, global.verbose, global.color, terminal);
        let prompts =
            Prompts::new(terminal.can_ask(global.no_input, global.json), global.yes, *output.style());
        Self { env, output, prompts, sandbox: global.sandbox, profile: global.profile.clone() }
    }

    /// pam's folders.
    ///
    /// # Errors
    /// When there is no home directory.
    pub fn paths(&self) -> Result<Paths> {
        Paths::find(&self.env)
    }

    /// The time on this machine. A sandbox has a clock of its own.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the door through which time enters")]
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
