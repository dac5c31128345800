//! `pam help`, and what is said when a command line is wrong.

use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory};
use clap_complete::ArgValueCandidates;
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::commands::complete;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Format, Output, Report, Style, Terminal};
use crate::settings::config_file::nearest;

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
    if let [word] = args.words.as_slice()
        && nearest(word, &[EXIT_CODES]).is_some()
    {
        let message = format!("there is no help on {word:?}");
        return Err(Error::new(ExitCode::Usage, "usage", message)
            .hint(format!("Did you mean pam help {EXIT_CODES}?")));
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
    // A closed pipe is no reason to fail.
    if json {
        let terminal = Terminal::detect(|_| None);
        let output = Output::new(Format::Json, false, false, clap::ColorChoice::Never, terminal);
        match error.kind() {
            ErrorKind::DisplayVersion => {
                drop(output.json_line(&json!({"version": env!("CARGO_PKG_VERSION")})))
            }
            _ if error.use_stderr() => output.error(&wrong(error)),
            _ => drop(output.json_line(&json!({"command": asked_about(), "text": error.to_string()}))),
        }
    } else {
        let _ = error.print();
    }
    if error.use_stderr() { ExitCode::Usage } else { ExitCode::Done }
}

/// The command whose help `--help` asks for.
fn asked_about() -> Vec<String> {
    let root = Cli::command();
    let (mut command, mut words) = (&root, Vec::new());
    for word in std::env::args_os().skip(1) {
        if let Some(below) = command.find_subcommand(&word) {
            command = below;
            words.push(below.get_name().to_owned());
        }
    }
    words
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
