//! `pam app export DIR`: the app, written out to be edited.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::sandbox::Plain;
use crate::bundle::{self, Bundle, DirectoryError, Severity};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::settings::text_file;

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
        json: json!({"directory": shown(&directory), "files": written}),
    })?;
    Ok(ExitCode::Done)
}

const EXPORT: &str = "pam app export DIR writes a directory that can be deployed";

/// A path as JSON has it: one that is not Unicode with what is wrong replaced.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The app in a directory, or the one that this binary carries; with another template of its Flow, if one is given.
pub(super) fn bundle(directory: Option<&Path>, flow: Option<&Path>) -> Result<Bundle> {
    let bundle = match directory {
        None => Bundle::embedded(),
        Some(directory) if !directory.is_dir() => {
            let message = format!("there is no folder {}", directory.display());
            return Err(Error::invalid("app-directory", message).field("--app").hint(EXPORT));
        }
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
    text_file::read(file).map_err(|message| {
        Error::invalid("flow-template", message).field(field).hint("pam flow pull FILE writes one")
    })
}

/// What would be deployed: a bundle whose Flow has no fault that can be found without asking Twilio.
pub(super) fn deployable(directory: Option<&Path>, flow: Option<&Path>) -> Result<Bundle> {
    let bundle = bundle(directory, flow)?;
    let template = bundle.flow().map_err(|error| Error::bug(error.to_string()))?;
    let findings = template.findings(bundle.functions.iter().map(|file| file.path.as_str()));
    let mut faults = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = faults.next() else { return Ok(bundle) };
    let widget = first.widget.as_ref().map(|widget| format!("{widget}: ")).unwrap_or_default();
    let more = match faults.count() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let (flag, command) = match (flow, directory) {
        (Some(flow), _) => ("--flow", format!("pam flow validate {}", flow.display())),
        (None, Some(app)) => ("--app", format!("pam flow validate --app {}", app.display())),
        (None, None) => ("--app", "pam flow validate".to_owned()),
    };
    Err(Error::invalid(
        "flow-template",
        format!("the Flow's template has a fault: {widget}{}{more}", first.message),
    )
    .field(flag)
    .hint(format!("See all that is wrong with it: {command}")))
}

fn explain(error: &DirectoryError, field: &str) -> Error {
    let hint = match error {
        DirectoryError::NotEmpty { .. } => "Choose a directory that is not there yet: nothing is overwritten",
        DirectoryError::Name { .. } => "Rename the file, or move it out of the directory",
        DirectoryError::Read { .. } => EXPORT,
        DirectoryError::Template { .. } => {
            "Placeholders are SERVICE_SID, ENVIRONMENT_SID, DOMAIN, CUSTOMER_NAME and FUNCTION_SID:path-of-a-function"
        }
        DirectoryError::Write { .. } => "Choose a directory that you may write to",
    };
    let message = match error {
        DirectoryError::Read { path, error } => text_file::unreadable(path, error),
        DirectoryError::Write { path, error } => text_file::unwritable(path, error),
        other => other.to_string(),
    };
    Error::invalid("app-directory", message).field(field).hint(hint)
}
