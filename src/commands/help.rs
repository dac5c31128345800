//! `pam help`, and what is said when a command line is wrong.

use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue};
use clap::{Args, CommandFactory};
use clap_complete::ArgValueCandidates;
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::commands::complete;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Format, Output, Report, Style, Terminal};

/// The topic that is no command.
pub(super) const EXIT_CODES: &str = "exit-codes";

/// Arguments of `pam help`.
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// A command, or exit-codes
    #[arg(value_name = "COMMAND", add = ArgValueCandidates::new(complete::topics))]
    pub words: Vec<String>,
}

pub(super) fn run(context: &Context, args: HelpArgs) -> Result<ExitCode> {
    if args.words == [EXIT_CODES] {
        context.output.report(&ExitCodes)?;
        return Ok(ExitCode::Done);
    }
    let words = std::iter::once("pam").chain(args.words.iter().map(String::as_str)).chain(["--help"]);
    match Cli::command().try_get_matches_from(words) {
        Err(error) if context.output.is_json() && !error.use_stderr() => {
            context.output.json_line(&json!({"command": args.words, "text": error.to_string()}))?;
            Ok(ExitCode::Done)
        }
        Err(error) => Ok(show(&error, context.output.is_json())),
        Ok(_) => Err(Error::bug("--help gave no help")),
    }
}

/// Shows help, version, or what is wrong with the command line, and gives the exit code.
pub(super) fn show(error: &clap::Error, json: bool) -> ExitCode {
    if error.use_stderr() && json {
        let terminal = Terminal::detect(|_| None);
        Output::new(Format::Json, false, false, clap::ColorChoice::Never, terminal).error(&wrong(error));
    } else {
        // A closed pipe is no reason to fail.
        let _ = error.print();
    }
    if error.use_stderr() { ExitCode::Usage } else { ExitCode::Done }
}

/// What clap says, for a script: its first sentence, the argument, and what was probably meant.
fn wrong(error: &clap::Error) -> Error {
    let text = error.to_string();
    let message = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut wrong = Error::new(ExitCode::Usage, "usage", message);
    wrong.field =
        word(error, ContextKind::InvalidArg).or_else(|| word(error, ContextKind::InvalidSubcommand));
    let suggested =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let suggested = suggested.into_iter().find_map(|kind| word(error, kind));
    if let Some(suggested) = suggested {
        wrong = wrong.hint(format!("Did you mean {suggested}?"));
    }
    wrong.hint("See pam --help, and pam help COMMAND")
}

fn word(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) if !words.is_empty() => Some(words.join(" or ")),
        _ => None,
    }
}

struct ExitCodes;

impl Report for ExitCodes {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        for code in ExitCode::ALL {
            writeln!(out, "{}  {}", style.bold(&format!("{:>3}", code as u8)), code.meaning())?;
        }
        writeln!(out, "\nWith --json an error has its code as exit_code.")
    }

    fn json(&self) -> Value {
        let entry = |code: ExitCode| json!({"code": code as u8, "meaning": code.meaning()});
        json!({"exit_codes": ExitCode::ALL.map(entry)})
    }
}
