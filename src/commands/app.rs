//! `pam app export DIR`: the app, written out to be edited.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::sandbox::Plain;
use crate::bundle::{self, Bundle, DirectoryError};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Arguments of `pam app`.
#[derive(Debug, Args)]
pub struct AppArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: AppCommand,
}

/// What to do with the app.
#[derive(Debug, Subcommand)]
pub enum AppCommand {
    /// Write functions and Flow template into a directory, to be edited and deployed with --app
    Export {
        /// A directory that is empty or not there yet
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

pub(super) fn run(context: &Context, args: AppArgs) -> Result<ExitCode> {
    let AppCommand::Export { directory } = args.command;
    let written = bundle::export(&directory).map_err(|error| explain(&error, "DIR"))?;
    context.output.report(&Plain {
        text: format!(
            "{} files written to {}; edit them, then: pam deploy --app {}",
            written.len(),
            directory.display(),
            directory.display()
        ),
        json: json!({"directory": directory, "files": written}),
    })?;
    Ok(ExitCode::Done)
}

/// The app in a directory, or the one that this binary carries; with another template of its Flow, if one is given.
pub(super) fn bundle(directory: Option<&Path>, flow: Option<&Path>) -> Result<Bundle> {
    let bundle = match directory {
        None => Bundle::embedded(),
        Some(directory) => Bundle::from_directory(directory).map_err(|error| explain(&error, "--app"))?,
    };
    let Some(flow) = flow else { return Ok(bundle) };
    bundle.with_flow(flow_text(flow, "--flow")?).map_err(|error| {
        Error::invalid("flow-template", format!("{}: {error}", flow.display()))
            .field("--flow")
            .hint(format!("See all that is wrong with it: pam flow validate {}", flow.display()))
    })
}

/// The text of a Flow's template in a file.
pub(super) fn flow_text(file: &Path, field: &str) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| {
        Error::invalid("flow-template", format!("{}: {error}", file.display()))
            .field(field)
            .hint("pam flow pull FILE writes one")
    })
}

fn explain(error: &DirectoryError, field: &str) -> Error {
    let hint = match error {
        DirectoryError::NotEmpty { .. } => "Choose a directory that is not there yet: nothing is overwritten",
        DirectoryError::Name { .. } => "Rename the file, or move it out of the directory",
        DirectoryError::Read { .. } => "pam app export DIR writes a directory that can be deployed",
        DirectoryError::Template { .. } => {
            "Placeholders are SERVICE_SID, ENVIRONMENT_SID, DOMAIN, CUSTOMER_NAME and FUNCTION_SID:path-of-a-function"
        }
        DirectoryError::Write { .. } => "Choose a directory that you may write to",
    };
    Error::invalid("app-directory", error.to_string()).field(field).hint(hint)
}
