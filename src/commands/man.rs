//! `pam man`: a page for each command.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use serde_json::json;

use super::app::shown;
use super::sandbox::Plain;
use crate::cli::Cli;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::settings::text_file;

/// Arguments of `pam man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands into this directory, for example ~/.local/share/man/man1
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: ManArgs) -> Result<ExitCode> {
    let pages = pages()?;
    let Some(directory) = args.out else {
        let (name, text) = pages.into_iter().next().ok_or_else(|| Error::bug("pam has no man page"))?;
        context.output.report(&Plain { json: json!({"name": name, "text": text}), text })?;
        return Ok(ExitCode::Done);
    };
    let unwritable = |error: std::io::Error| {
        Error::invalid("directory-unwritable", text_file::unwritable(&directory, &error))
            .field("--out")
            .hint("Choose a directory that you may write to")
    };
    fs::create_dir_all(&directory).map_err(unwritable)?;
    for (name, text) in &pages {
        fs::write(directory.join(name), text).map_err(unwritable)?;
    }
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    context.output.report(&Plain {
        text: format!("{} pages written to {}", names.len(), directory.display()),
        json: json!({"directory": shown(&directory), "files": names}),
    })?;
    Ok(ExitCode::Done)
}

/// File name and text of each page, pam's own first.
///
/// # Errors
/// None that could happen: pages are written to memory.
pub fn pages() -> Result<Vec<(String, String)>> {
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    Ok(pages)
}

fn collect(command: &Command, pages: &mut Vec<(String, String)>) -> Result<()> {
    let man = Man::new(command.clone());
    let name = man.get_filename();
    let mut text = Vec::new();
    man.render(&mut text).map_err(|error| Error::bug(format!("{name}: {error}")))?;
    let mut text = String::from_utf8(text).map_err(|error| Error::bug(format!("{name}: {error}")))?;
    text.push_str(".SH \"EXIT STATUS\"\n");
    for code in ExitCode::ALL {
        let _ = writeln!(text, ".TP\n\\fB{}\\fR\n{}", code as u8, code.meaning());
    }
    pages.push((name, text));
    // What clap adds says no more than --help.
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        collect(below, pages)?;
    }
    Ok(())
}
