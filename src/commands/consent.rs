//! What `--yes` does not cover: writing over somebody else's changes, and taking a number from another use. Each has a
//! flag of its own and, on a terminal, a question.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::target::Target;
use crate::context::Context;
use crate::deploy::{self, Drift, Names, Observed, Plan};
use crate::error::{Error, Result};
use crate::settings::text_file;

/// The consent that a user gives beforehand.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Consent")]
pub struct ConsentArgs {
    /// Write over what somebody else changed since the last deploy; a copy of it is kept
    #[arg(long, help_heading = "Consent")]
    pub overwrite_drift: bool,
    /// Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back
    #[arg(long, help_heading = "Consent")]
    pub take_number: bool,
}

/// Asks for what a plan needs beyond a yes.
///
/// # Errors
/// `drift` or `number-in-use`, exit code 10, where nobody agreed; nothing was changed.
pub(super) fn ask(context: &Context, args: &ConsentArgs, plan: &Plan) -> Result<()> {
    if !plan.takes.is_empty() && !args.take_number {
        let what = plan.takes.join(", and ");
        let flag = "--take-number";
        context
            .prompts
            .explicit_consent("number-in-use", &what, "Take it, until undeploy gives it back?", flag)
            .map_err(|error| {
                error.field("TWILIO_PHONE_NUMBER").hint("Or choose another number with --phone-number")
            })?;
    }
    let lost: Vec<String> = overwritten(plan).map(told).collect();
    if !lost.is_empty() && !args.overwrite_drift {
        let what = format!("somebody else changed what would be written over: {}", lost.join("; "));
        context
            .prompts
            .explicit_consent("drift", &what, "Write over it? A copy is kept", "--overwrite-drift")
            .map_err(|error| {
                let edited = overwritten(plan).any(|drift| drift.group == "Flow");
                if edited {
                    error.hint("Or keep it: pam flow pull FILE, then pam deploy --flow FILE")
                } else {
                    error
                }
            })?;
    }
    Ok(())
}

fn overwritten(plan: &Plan) -> impl Iterator<Item = &Drift> {
    plan.drift.iter().filter(|drift| drift.overwritten)
}

pub(super) fn told(drift: &Drift) -> String {
    format!("{} {} {}", drift.group, drift.name, drift.detail)
}

/// Keeps a copy of what a plan writes over, for this user's eyes only, and tells where; gives the folder, if there is
/// something to keep.
///
/// # Errors
/// When it cannot be read or written: nothing was changed then.
pub(super) async fn keep(
    context: &Context,
    target: &Target,
    names: &Names,
    observed: &Observed,
    plan: &Plan,
) -> Result<Option<PathBuf>> {
    let copies = deploy::copies(&target.client, observed, &plan.drift).await?;
    if copies.is_empty() {
        return Ok(None);
    }
    let at = context.now().strftime("%Y%m%dT%H%M%S%.3fZ").to_string();
    let name = names.shown().replace('/', "-");
    let folder =
        context.paths()?.state.join("overwritten").join(target.client.account_sid()).join(name).join(at);
    let unwritable = |error: std::io::Error| {
        Error::invalid("copy-unwritable", text_file::unwritable(&folder, &error))
            .field("PAM_HOME")
            .hint("Nothing was changed: what would be written over could not be kept")
    };
    create_private(&folder).map_err(unwritable)?;
    for (file, content) in copies {
        write_private(&folder.join(file), &content).map_err(unwritable)?;
    }
    context.output.note(format!("What is written over is kept in {}", folder.display()));
    Ok(Some(folder))
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A number's previous webhook may have a key in its query.
fn write_private(file: &Path, content: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(content.as_bytes())
}
