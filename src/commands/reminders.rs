//! `pam reminders list` and `cancel`.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::target::{Session, deployed, records};
use crate::cli::StackArgs;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, local_time, table};
use crate::reminders::{self, Listed, Outcome, Records, Selection};
use crate::settings::phone;

/// Arguments of `pam reminders`.
#[derive(Debug, Args)]
pub struct RemindersArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: RemindersCommand,
}

/// What to do with reminders.
#[derive(Debug, Subcommand)]
pub enum RemindersCommand {
    /// List the reminders that will still go out
    List(ListArgs),
    /// Cancel the reminders of an appointment, or one of them
    Cancel(CancelArgs),
}

/// Arguments of `pam reminders list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Only of this appointment
    #[arg(long, value_name = "ID")]
    pub appointment: Option<String>,
    /// Only to this number
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
}

/// Arguments of `pam reminders cancel`; one of the two is needed, for there is no "all".
#[derive(Debug, Args)]
#[group(id = "selection", required = true, multiple = false, args = ["appointment", "message"])]
pub struct CancelArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// All reminders of this appointment
    #[arg(long, value_name = "ID")]
    pub appointment: Option<String>,
    /// The reminder with this scheduled Message
    #[arg(long, value_name = "SID")]
    pub message: Option<String>,
}

pub(super) async fn run(session: &Session<'_>, args: RemindersArgs) -> Result<ExitCode> {
    match args.command {
        RemindersCommand::List(args) => list(session, args).await,
        RemindersCommand::Cancel(args) => cancel(session, args).await,
    }
}

async fn list(session: &Session<'_>, args: ListArgs) -> Result<ExitCode> {
    let phone = args.phone.as_deref().map(phone::e164).transpose();
    let phone = phone.map_err(|rule| phone::invalid("--phone", &rule))?;
    let (target, _, observed) = session.stack(&args.stack).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    let records = records(target, stack).await?;
    warn_unreadable(session, &records);
    let mut pending = records.pending(session.now().await?);
    pending.retain(|listed| args.appointment.as_ref().is_none_or(|id| listed.appointment_id == *id));
    pending.retain(|listed| phone.as_ref().is_none_or(|phone| listed.phone == *phone));
    let zone = reminders::zone(stack.variable("TIME_ZONE"));
    session.context.output.report(&ListReport { pending, zone })?;
    Ok(ExitCode::Done)
}

fn warn_unreadable(session: &Session<'_>, records: &Records) {
    for (key, reason) in &records.unreadable {
        session.context.output.warn(format!("the record {key} cannot be read: {reason}"));
    }
}

async fn cancel(session: &Session<'_>, args: CancelArgs) -> Result<ExitCode> {
    let selection = match (args.appointment, args.message) {
        (Some(id), _) => Selection::Appointment(id),
        (None, Some(sid)) => Selection::Message(sid),
        (None, None) => return Err(Error::bug("no selection")),
    };
    let (target, _, observed) = session.stack(&args.stack).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    let zone = reminders::zone(stack.variable("TIME_ZONE"));
    let mut outcomes = Vec::new();
    if let Some(sync) = &stack.sync {
        let records = reminders::read(&target.client, &sync.sid).await?;
        warn_unreadable(session, &records);
        let chosen = reminders::select(records.pending(session.now().await?), &selection);
        if !chosen.is_empty() {
            session.context.output.note(rows(&chosen, &zone).trim_end());
            session.context.prompts.consent(&format!("Cancel {} reminders?", chosen.len()))?;
        }
        for listed in chosen {
            let result = reminders::cancel(&target.client, &sync.sid, &listed).await;
            outcomes.push(Outcome { listed, result });
        }
    }
    let failed = outcomes.iter().any(|outcome| outcome.result.is_err());
    session.context.output.report(&CancelReport { outcomes })?;
    Ok(if failed { ExitCode::Incomplete } else { ExitCode::Done })
}

fn rows(listed: &[Listed], zone: &TimeZone) -> String {
    let rows: Vec<Vec<String>> = listed
        .iter()
        .map(|listed| {
            let reminder = &listed.reminder;
            vec![
                reminder.send_at.map_or_else(|| "?".to_owned(), |at| local_time(at, zone)),
                listed.appointment_id.clone(),
                listed.phone.clone(),
                reminder.offset.clone(),
                reminder.state.as_str().to_owned(),
                reminder.message_sid.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(&["SENDS AT", "APPOINTMENT", "PHONE", "BEFORE", "STATE", "MESSAGE"], &rows)
}

fn entry(listed: &Listed, zone: &TimeZone) -> Value {
    let reminder = &listed.reminder;
    let local = reminder.send_at.map(|at| at.to_zoned_datetime(zone.clone()));
    json!({
        "appointment_id": listed.appointment_id,
        "phone": listed.phone,
        "appointment_at": listed.starts_at.to_string(),
        "offset": reminder.offset,
        "send_at": reminder.send_at.map(|at| at.to_string()),
        "send_at_local": local.as_ref().map(|local| local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()),
        "time_zone": zone.iana_name().unwrap_or("UTC"),
        "state": reminder.state.as_str(),
        "message_sid": reminder.message_sid,
    })
}

struct ListReport {
    pending: Vec<Listed>,
    zone: TimeZone,
}

impl Report for ListReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        if self.pending.is_empty() {
            return writeln!(out, "No reminder is scheduled");
        }
        write!(out, "{}", rows(&self.pending, &self.zone))?;
        writeln!(out, "{}", style.dim(&format!("{} reminders", self.pending.len())))
    }

    fn json(&self) -> Value {
        json!({"reminders": self.pending.iter().map(|listed| entry(listed, &self.zone)).collect::<Vec<_>>()})
    }
}

struct CancelReport {
    outcomes: Vec<Outcome>,
}

impl Report for CancelReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        if self.outcomes.is_empty() {
            return writeln!(out, "No reminder matches, nothing was canceled");
        }
        for outcome in &self.outcomes {
            let message = outcome.listed.reminder.message_sid.as_deref().unwrap_or("not yet scheduled");
            let of = format!(
                "{} of appointment {} ({message})",
                outcome.listed.reminder.offset, outcome.listed.appointment_id
            );
            match &outcome.result {
                Ok(()) => writeln!(out, "{} {of}", style.success("canceled"))?,
                Err(error) => writeln!(out, "{} {of}: {error}", style.failure("failed"))?,
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let entries = self.outcomes.iter().map(|outcome| {
            json!({
                "appointment_id": outcome.listed.appointment_id,
                "offset": outcome.listed.reminder.offset,
                "message_sid": outcome.listed.reminder.message_sid,
                "canceled": outcome.result.is_ok(),
                "error": outcome.result.as_ref().err().map(|error| error.to_json()["error"].clone()),
            })
        });
        json!({"reminders": entries.collect::<Vec<_>>()})
    }
}
