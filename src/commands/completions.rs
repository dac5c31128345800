//! `pam completions SHELL`.

use clap::Args;
use clap_complete::Shell;
use clap_complete::env::Shells;
use serde_json::json;

use super::complete;
use crate::context::Context;
use crate::error::Result;
use crate::exit::ExitCode;

/// Arguments of `pam completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

pub(super) fn run(context: &Context, args: &CompletionsArgs) -> Result<ExitCode> {
    let script = script(args.shell);
    if context.output.is_json() {
        let text = String::from_utf8_lossy(&script);
        context.output.json_line(&json!({"shell": args.shell.to_string(), "script": text}))?;
    } else {
        context.output.raw(&script)?;
    }
    Ok(ExitCode::Done)
}

/// The completion script for a shell, as it stands in `completions/`: it asks pam at TAB, so that it offers what this
/// machine knows and never is of another version.
#[must_use]
pub fn script(shell: Shell) -> Vec<u8> {
    let mut text = Vec::new();
    let shells = Shells::builtins();
    let registered = shells
        .completer(&shell.to_string())
        .map(|completer| completer.write_registration(complete::VARIABLE, "pam", "pam", "pam", &mut text));
    // Writing to memory does not fail, and clap has a completer for each of its shells.
    debug_assert!(matches!(registered, Some(Ok(()))));
    text
}
