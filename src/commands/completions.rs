//! `pam completions SHELL`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde_json::json;

use crate::cli::Cli;
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

/// The completion script for a shell, as it stands in `completions/`.
#[must_use]
pub fn script(shell: Shell) -> Vec<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pam", &mut text);
    text
}
