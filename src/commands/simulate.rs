//! `pam simulate EVENT`: plays an event of the EHR and shows what it did.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::target::{Session, deployed, not_deployed};
use crate::appointment::{EventType, InvalidEvent, Record};
use crate::cli::StackArgs;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style};
use crate::settings::app::PHONE_NUMBER;
use crate::settings::phone;
use crate::simulate::{self, Overrides, Run};
use crate::twilio::{Client, SyncServiceSid};
use crate::{appointment, reminders};

/// The seven events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventName {
    /// A new appointment
    Booked,
    /// Its time changed
    Rescheduled,
    /// Its place or provider changed
    Modified,
    /// The EHR took the patient's confirmation
    Confirmed,
    /// It will not take place
    Canceled,
    /// The patient did not come
    Noshowed,
    /// A reminder is due now
    Remind,
}

impl From<EventName> for EventType {
    fn from(name: EventName) -> Self {
        match name {
            EventName::Booked => Self::Booked,
            EventName::Rescheduled => Self::Rescheduled,
            EventName::Modified => Self::Modified,
            EventName::Confirmed => Self::Confirmed,
            EventName::Canceled => Self::Canceled,
            EventName::Noshowed => Self::NoShowed,
            EventName::Remind => Self::Remind,
        }
    }
}

/// Arguments of `pam simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Which event
    #[arg(value_enum, required_unless_present = "file")]
    pub event: Option<EventName>,
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Read the event's JSON from a file, or from standard input with "-"
    #[arg(long, value_name = "FILE", conflicts_with = "event")]
    pub file: Option<PathBuf>,
    /// When the appointment is: 2026-03-09T09:30 in the clinic's time, or with an offset [default: when it is, else in 3 days at 10:00]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Zone of the appointment's time: America/New_York or -0500
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The EHR's id of the appointment
    #[arg(long, value_name = "ID")]
    pub appointment_id: Option<String>,
    /// Where the appointment is
    #[arg(long, value_name = "PLACE")]
    pub location: Option<String>,
    /// Patient's mobile number
    #[arg(long, value_name = "NUMBER")]
    pub patient_phone: Option<String>,
    /// Patient's first name
    #[arg(long, value_name = "NAME")]
    pub patient_first_name: Option<String>,
    /// Patient's last name
    #[arg(long, value_name = "NAME")]
    pub patient_last_name: Option<String>,
    /// Patient's id
    #[arg(long, value_name = "ID")]
    pub patient_id: Option<String>,
    /// Provider's first name
    #[arg(long, value_name = "NAME")]
    pub provider_first_name: Option<String>,
    /// Provider's last name
    #[arg(long, value_name = "NAME")]
    pub provider_last_name: Option<String>,
    /// Number that patients call back
    #[arg(long, value_name = "NUMBER")]
    pub provider_callback_phone: Option<String>,
}

impl SimulateArgs {
    fn overrides(&self) -> Result<Overrides> {
        let mut fields = Vec::new();
        for (field, value) in [
            ("appointment_timezone", &self.zone),
            ("appointment_id", &self.appointment_id),
            ("appointment_location", &self.location),
            ("patient_first_name", &self.patient_first_name),
            ("patient_last_name", &self.patient_last_name),
            ("patient_id", &self.patient_id),
            ("provider_first_name", &self.provider_first_name),
            ("provider_last_name", &self.provider_last_name),
        ] {
            fields.extend(value.clone().map(|value| (field, value)));
        }
        for (field, flag, value) in [
            ("patient_phone", "--patient-phone", &self.patient_phone),
            ("provider_callback_phone", "--provider-callback-phone", &self.provider_callback_phone),
        ] {
            if let Some(value) = value {
                let number = phone::e164(value).map_err(|rule| phone::invalid(flag, &rule))?;
                fields.push((field, number));
            }
        }
        Ok(Overrides { fields, at: self.at.clone() })
    }
}

pub(super) async fn run(session: &Session<'_>, args: SimulateArgs) -> Result<ExitCode> {
    let mut overrides = args.overrides()?;
    let read = args.file.as_deref().map(read_event).transpose()?;
    let (target, _, observed) = session.stack(&args.stack).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    let clinic = stack.variable("TIME_ZONE").map(|name| reminders::zone(Some(name)));
    let now = session.now().await?;
    if let (Some(name), None, Some(sync)) = (args.event, &overrides.at, &stack.sync) {
        overrides.at = known_time(&target.client, &sync.sid, name.into(), &overrides).await?;
    }
    let event = match (read, args.event) {
        (Some(json), _) => simulate::given(&json, &overrides, now, clinic.as_ref()),
        (None, Some(name)) => simulate::event(name.into(), &overrides, now, clinic.as_ref()),
        (None, None) => return Err(Error::bug("neither an event nor a file")),
    };
    let event = event.map_err(|error| invalid(&error))?;
    let (Some(flow), Some(from)) = (&stack.flow, stack.variable(PHONE_NUMBER)) else {
        return Err(not_deployed(session, &args.stack));
    };
    let execution = simulate::start(&target.client, &flow.flow.sid, from, &event).await?;
    let run = simulate::follow(&target.client, &flow.flow.sid, &execution, Duration::from_secs(60)).await?;
    let refused = simulate::refused(&run);
    let status = run.status.clone();
    session.context.output.report(&SimulateReport { event, run })?;
    match refused {
        Some(error) => Err(error),
        None if status == "active" => {
            session.context.output.warn("the Execution is still active");
            Ok(ExitCode::Incomplete)
        }
        None => Ok(ExitCode::Done),
    }
}

/// When the appointment is, if the app knows it and the event is not one that sets its time.
async fn known_time(
    client: &Client,
    sync: &SyncServiceSid,
    kind: EventType,
    overrides: &Overrides,
) -> Result<Option<String>> {
    if matches!(kind, EventType::Booked | EventType::Rescheduled) {
        return Ok(None);
    }
    let Some(id) = simulate::appointment_id(kind, overrides) else { return Ok(None) };
    let item = client.map_item(sync, Record::MAP, &Record::key(&id)).await?;
    Ok(item.and_then(|item| Record::parse(&item.data).ok()).map(|record| record.starts_at.to_string()))
}

fn invalid(error: &InvalidEvent) -> Error {
    let flag = match error.field {
        "appointment_datetime" => Some("--at"),
        "appointment_timezone" => Some("--zone"),
        "appointment_id" => Some("--appointment-id"),
        "patient_phone" => Some("--patient-phone"),
        _ => None,
    };
    let error = Error::invalid("event-invalid", error.to_string()).field(error.field);
    match flag {
        Some(flag) => error.hint(format!("Give it with {flag}, or in the file's JSON")),
        None => error,
    }
}

fn read_event(path: &Path) -> Result<Value> {
    let wrong = |reason: String| Error::invalid("event-file", reason).field("--file");
    let mut text = String::new();
    if path == Path::new("-") {
        io::stdin()
            .take(1 << 20)
            .read_to_string(&mut text)
            .map_err(|error| wrong(format!("could not read standard input: {error}")))?;
    } else {
        text = fs::read_to_string(path)
            .map_err(|error| wrong(format!("could not read {}: {error}", path.display())))?;
    }
    // The text may hold a patient's data, so only the place of the mistake is told.
    serde_json::from_str(&text).map_err(|error| {
        wrong(format!("{} is not JSON: line {}, column {}", path.display(), error.line(), error.column()))
    })
}

struct SimulateReport {
    event: appointment::Event,
    run: Run,
}

impl Report for SimulateReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let id = self.event.get("appointment_id").unwrap_or_default();
        writeln!(
            out,
            "{} for appointment {id}: Execution {} {}",
            style.bold(self.event.kind().as_str()),
            self.run.sid,
            self.run.status
        )?;
        let path: Vec<&str> =
            self.run.steps.iter().filter_map(|step| step.transitioned_from.as_deref()).collect();
        writeln!(out, "  {}", style.dim(&path.join(" > ")))?;
        for text in &self.run.texts {
            let to = self.event.get("patient_phone").unwrap_or_default();
            writeln!(out, "  {} {to}: {}", style.success("text to"), text.body)?;
        }
        if self.run.texts.is_empty() && self.run.failures.is_empty() {
            writeln!(out, "  no text was sent: the app knew this event already, or a newer one")?;
        }
        for failure in &self.run.failures {
            writeln!(out, "  {} {}: {}", style.failure("failed"), failure.widget, failure.explain())?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "event": self.event.to_json(),
            "execution_sid": self.run.sid.as_str(),
            "status": self.run.status,
            "steps": self.run.steps.iter().map(|step| json!({
                "name": step.name, "from": step.transitioned_from, "to": step.transitioned_to,
            })).collect::<Vec<_>>(),
            "texts": self.run.texts.iter().map(|text| json!({
                "widget": text.widget, "message_sid": text.sid, "body": text.body,
            })).collect::<Vec<_>>(),
            "failures": self.run.failures.iter().map(|failure| json!({
                "widget": failure.widget, "status": failure.status, "reason": failure.reason,
            })).collect::<Vec<_>>(),
        })
    }
}
