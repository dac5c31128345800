//! `pam undeploy`: shows what goes, asks, cancels the scheduled reminders, removes.

use std::collections::BTreeSet;
use std::io::{self, Write};

use clap::Args;
use futures::StreamExt;
use serde_json::{Value, json};

use super::deploy::{Steps, limited};
use super::target::{Session, records};
use super::turn::{Turn, WaitArgs};
use crate::appointment::ReminderState;
use crate::cli::StackArgs;
use crate::deploy::{self, Observer, Removal, Stack};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, counted};
use crate::reminders::{self, Listed, Records};
use crate::twilio::Client;
use crate::twilio::SyncServiceSid;
use crate::twilio::messages::Message;

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
    let mut report = UndeployReport { name: names.shown(), ..UndeployReport::default() };
    report.removals = deploy::removals(&observed, target.client.account_sid());
    if report.removals.is_empty() {
        output.report(&report)?;
        return Ok(ExitCode::Done);
    }
    let records = match &observed.stack {
        Some(stack) => records(target, stack).await?,
        None => Records::default(),
    };
    let pending = records.cancelable(session.now().await?);
    let unknown = unknown(&target.client, observed.stack.as_ref(), &records, &pending).await?;
    let to_cancel = pending.len() + unknown.len();
    for removal in &report.removals {
        output.note(line(removal, output.style()));
    }
    if to_cancel > 0 {
        let word = output.style().failure("- cancel");
        output.note(format!("  {word}   {}", counted(to_cancel, "scheduled reminder")));
    }
    session.context.prompts.typed_consent("Remove all of this?", &names.shown())?;
    let removed = report.removals.iter().filter(|removal| removal.action != "leave").count();
    let progress = Steps(output.progress_of(to_cancel + removed));
    let client = &limited(target);
    let sync = observed.stack.as_ref().and_then(|stack| stack.sync.as_ref());
    let work = async {
        if to_cancel > 0 {
            progress.step(&format!("canceling {}", counted(to_cancel, "scheduled reminder")));
        }
        let mut canceled = match sync {
            Some(sync) => cancel_all(client, &sync.sid, &pending, &progress).await?,
            None => 0,
        };
        canceled += deploy::cancel_scheduled(client, &unknown).await?;
        progress.done(unknown.len());
        deploy::remove(client, &observed, &progress)
            .await
            .map_err(|error| error.hint("What was removed is gone; run pam undeploy again to finish it"))?;
        Ok(canceled)
    };
    report.canceled = deploy::while_claimed(client, &names, &observed, &turn.claimant, work).await?;
    drop(progress);
    let after = deploy::read_account(&target.client, &names).await?;
    let left = deploy::removals(&after, target.client.account_sid());
    report.leftovers = left.into_iter().filter(|left| left.action == "delete").collect();
    output.report(&report)?;
    Ok(if report.leftovers.is_empty() { ExitCode::Done } else { ExitCode::Incomplete })
}

/// Scheduled Messages of the app's Messaging Service that no record knows: a function was cut off between making one and
/// noting it. A Messaging Service that was taken over may hold somebody else's, which are not touched.
async fn unknown(
    client: &Client,
    stack: Option<&Stack>,
    records: &Records,
    pending: &[Listed],
) -> Result<Vec<Message>> {
    let Some(service) = stack.and_then(|stack| stack.messaging.as_ref()) else { return Ok(Vec::new()) };
    let adopted = stack.and_then(|stack| stack.recorded().adopted?.messaging);
    if adopted.is_some_and(|adopted| adopted.sid == service.sid) {
        return Ok(Vec::new());
    }
    let unsettled = |state: ReminderState| matches!(state, ReminderState::Creating | ReminderState::Obsolete);
    let phones = records
        .records
        .iter()
        .filter(|(_, record)| record.reminders.iter().any(|reminder| unsettled(reminder.state)))
        .map(|(_, record)| record.patient.phone.clone())
        .collect();
    let known: BTreeSet<&str> =
        pending.iter().filter_map(|listed| listed.reminder.message_sid.as_deref()).collect();
    let found = deploy::find_scheduled(client, &service.sid, phones).await?;
    Ok(found.into_iter().filter(|message| !known.contains(message.sid.as_str())).collect())
}

/// Cancels every pending reminder before the record of them goes; stops at the first that cannot be canceled, for once
/// the record is gone nobody could find it again.
async fn cancel_all(
    client: &Client,
    sync: &SyncServiceSid,
    pending: &[Listed],
    progress: &Steps,
) -> Result<usize> {
    // One in the making has no SID yet; its Message, if it was made, was found by looking.
    let made = pending.iter().filter(|listed| listed.reminder.state != ReminderState::Creating);
    let mut outcomes = std::pin::pin!(reminders::cancel_all(client, sync, made.cloned().collect()));
    let mut canceled = 0;
    while let Some(outcome) = outcomes.next().await {
        progress.done(1);
        match outcome.result {
            Ok(()) => canceled += 1,
            Err(error) if error.code == "already-sent" => {}
            Err(error) => {
                return Err(Error::new(
                    ExitCode::Incomplete,
                    "undeploy-incomplete",
                    format!(
                        "a reminder of appointment {} could not be canceled: {error}",
                        outcome.listed.appointment_id
                    ),
                )
                .hint("Nothing was removed yet; run pam undeploy again"));
            }
        }
    }
    Ok(canceled)
}

/// One line of what goes, in the columns of a plan.
fn line(removal: &Removal, style: &Style) -> String {
    let word = match removal.action {
        "delete" => style.failure("- delete "),
        "restore" => style.success("+ restore"),
        _ => style.dim("  leave  "),
    };
    let gap = if removal.detail.is_empty() { "" } else { "  " };
    let line = format!("  {word}  {:<19} {}{gap}{}", removal.group, removal.name, style.dim(&removal.detail));
    style.within(INDENT, &line)
}

/// Where the names begin.
const INDENT: usize = 33;

#[derive(Default)]
struct UndeployReport {
    name: String,
    removals: Vec<Removal>,
    leftovers: Vec<Removal>,
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
            "{} {}: {} removed, {} canceled",
            style.success("Removed"),
            self.name,
            counted(removed, "resource"),
            counted(self.canceled, "reminder")
        )?;
        for removal in self.removals.iter().filter(|removal| removal.action != "delete") {
            let word = if removal.action == "restore" { "Restored" } else { "Left alone" };
            let line = format!("  {word}: {} ({})", removal.name, removal.detail);
            writeln!(out, "{}", style.within(4, &line))?;
        }
        for left in &self.leftovers {
            writeln!(out, "  {} {} {} is still there", style.failure("Left over:"), left.group, left.name)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "removed": !self.removals.is_empty(),
            "reminders_canceled": self.canceled,
            "removals": self.removals,
            "leftovers": self.leftovers,
        })
    }
}
