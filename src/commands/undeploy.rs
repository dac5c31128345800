//! `pam undeploy`: shows what goes, asks, cancels the scheduled reminders, removes.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::deploy::Steps;
use super::target::{Session, records};
use super::turn::{Turn, WaitArgs};
use crate::cli::StackArgs;
use crate::deploy::{self, Removal};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style};
use crate::reminders;
use crate::twilio::Client;
use crate::twilio::SyncServiceSid;

/// Arguments of `pam undeploy`.
#[derive(Debug, Args)]
pub struct UndeployArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// How long to wait for somebody else.
    #[command(flatten)]
    pub wait: WaitArgs,
}

pub(super) async fn run(session: &Session<'_>, args: UndeployArgs) -> Result<ExitCode> {
    let turn = Turn::new(session, &args.stack, "undeploy", &args.wait).await?;
    let (target, names, observed) = turn.observe().await?;
    let output = &session.context.output;
    let mut report = UndeployReport { name: names.shown(), removals: Vec::new(), canceled: 0 };
    let Some(stack) = observed.stack.as_ref().filter(|stack| stack.is_begun()) else {
        output.report(&report)?;
        return Ok(ExitCode::Done);
    };
    report.removals = deploy::removals(&observed, target.client.account_sid());
    let records = records(target, stack).await?;
    let pending = records.pending(session.now().await?);
    for removal in &report.removals {
        output.note(
            format!("  - {:<8} {:<19} {}  {}", removal.action, removal.group, removal.name, removal.detail)
                .trim_end(),
        );
    }
    output.note(format!("  - cancel   {} scheduled reminders", pending.len()));
    session.context.prompts.typed_consent("Remove all of this?", &names.shown())?;
    let progress = Steps(output.progress());
    let client = &target.client.within(deploy::TIME_LIMIT);
    let work = async {
        let canceled = match &stack.sync {
            Some(sync) => cancel_all(client, &sync.sid, &pending).await?,
            None => 0,
        };
        deploy::remove(client, &observed, &progress)
            .await
            .map_err(|error| error.hint("What was removed is gone; run pam undeploy again to finish it"))?;
        Ok(canceled)
    };
    report.canceled = deploy::while_claimed(client, &names, &observed, &turn.claimant, work).await?;
    drop(progress);
    output.report(&report)?;
    Ok(ExitCode::Done)
}

/// Cancels every pending reminder before the record of them goes; stops at the first that cannot be canceled, for once
/// the record is gone nobody could find it again.
async fn cancel_all(client: &Client, sync: &SyncServiceSid, pending: &[reminders::Listed]) -> Result<usize> {
    let mut canceled = 0;
    for listed in pending {
        match reminders::cancel(client, sync, listed).await {
            Ok(()) => canceled += 1,
            Err(error) if error.code == "already-sent" => {}
            Err(error) => {
                return Err(Error::new(
                    ExitCode::Incomplete,
                    "undeploy-incomplete",
                    format!(
                        "a reminder of appointment {} could not be canceled: {error}",
                        listed.appointment_id
                    ),
                )
                .hint("Nothing was removed yet; run pam undeploy again"));
            }
        }
    }
    Ok(canceled)
}

struct UndeployReport {
    name: String,
    removals: Vec<Removal>,
    canceled: usize,
}

impl Report for UndeployReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        if self.removals.is_empty() {
            return writeln!(out, "{} is not deployed, nothing was removed", self.name);
        }
        let removed = self.removals.iter().filter(|removal| removal.action == "delete").count();
        writeln!(
            out,
            "{} {}: {removed} resources removed, {} reminders canceled",
            style.success("Removed"),
            self.name,
            self.canceled
        )?;
        for removal in self.removals.iter().filter(|removal| removal.action != "delete") {
            let word = if removal.action == "restore" { "Restored" } else { "Left alone" };
            writeln!(out, "  {word}: {} ({})", removal.name, removal.detail)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "removed": !self.removals.is_empty(),
            "reminders_canceled": self.canceled,
            "removals": self.removals,
        })
    }
}
