//! What `--yes` does not cover: writing over somebody else's changes, and taking a number from another use. Each has a
//! flag of its own and, on a terminal, a question.

use std::path::PathBuf;

use clap::Args;

use super::target::Target;
use crate::context::Context;
use crate::deploy::{self, Drift, Observed, Plan};
use crate::error::{Error, Result};

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

/// Keeps a copy of what a plan writes over; gives the folder, if there is something to keep.
///
/// # Errors
/// When it cannot be read or written: nothing was changed then.
pub(super) async fn keep_copy(
    context: &Context,
    target: &Target,
    name: &str,
    observed: &Observed,
    plan: &Plan,
) -> Result<Option<PathBuf>> {
    let copies = deploy::copies(&target.client, observed, &plan.drift).await?;
    if copies.is_empty() {
        return Ok(None);
    }
    let at = context.now().strftime("%Y%m%dT%H%M%S%.3fZ").to_string();
    let folder =
        context.paths()?.state.join("overwritten").join(target.client.account_sid()).join(name).join(at);
    let unwritable = |error: std::io::Error| {
        Error::invalid("copy-unwritable", format!("{}: {error}", folder.display()))
            .field("PAM_HOME")
            .hint("Nothing was changed: what would be written over could not be kept")
    };
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    for (file, content) in copies {
        std::fs::write(folder.join(file), content).map_err(unwritable)?;
    }
    Ok(Some(folder))
}
