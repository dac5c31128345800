//! `pam simulate EVENT`: plays an event of the EHR and shows what it did.

mod follow;
mod load;
mod scenario;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::ArgValueCandidates;
use serde_json::{Value, json};

use super::target::{Session, deployed, not_deployed};
use crate::appointment::{EventType, InvalidEvent, Record};
use crate::cli::StackArgs;
use crate::commands::complete;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style};
use crate::settings::app::PHONE_NUMBER;
use crate::settings::{phone, text_file};
use crate::simulate::{self, Overrides, Run};
use crate::twilio::studio::Execution;
use crate::twilio::{Client, FlowSid, SyncServiceSid};
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
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct SimulateArgs {
    /// Something else than one event.
    #[command(subcommand)]
    pub command: Option<SimulateCommand>,
    /// Which event
    #[arg(value_enum, required_unless_present = "file")]
    pub event: Option<EventName>,
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Read the event's JSON from a file, or from standard input with "-"
    #[arg(long, value_name = "FILE", conflicts_with = "event")]
    pub file: Option<PathBuf>,
    /// What the event says.
    #[command(flatten)]
    pub fields: FieldArgs,
    /// How it is watched.
    #[command(flatten)]
    pub follow: FollowArgs,
    /// How many of it.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// What is played instead of one event.
#[derive(Debug, Subcommand)]
pub enum SimulateCommand {
    /// Play a scenario: events, replies and moves of the clock, and check what comes of each
    Scenario(scenario::ScenarioArgs),
}

/// What an event says instead of the sample's words.
#[derive(Debug, Args)]
#[command(next_help_heading = "The event")]
pub struct FieldArgs {
    /// When the appointment is: "tomorrow 14:00", "in 3 days 9:30", 2026-03-09T09:30 in the clinic's time, or with an offset [default: when it is, else in 3 days at 10:00]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Zone of the appointment's time: America/New_York or -0500
    #[arg(long, value_name = "ZONE", add = ArgValueCandidates::new(complete::zones))]
    pub zone: Option<String>,
    /// The EHR's id of the appointment
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(complete::appointments))]
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
    /// Provider's id
    #[arg(long, value_name = "ID")]
    pub provider_id: Option<String>,
    /// Provider's first name
    #[arg(long, value_name = "NAME")]
    pub provider_first_name: Option<String>,
    /// Provider's last name
    #[arg(long, value_name = "NAME")]
    pub provider_last_name: Option<String>,
    /// Number that patients call back
    #[arg(long, value_name = "NUMBER")]
    pub provider_callback_phone: Option<String>,
    /// When the EHR says that it happened, with offset [default: now]
    #[arg(long, value_name = "TIME")]
    pub event_time: Option<String>,
}

/// How an Execution is watched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Watching")]
pub struct FollowArgs {
    /// Show Steps, functions' answers, texts and what became of them as they happen
    #[arg(long)]
    pub follow: bool,
    /// Wait for the patient's answer too, and follow the Execution that it starts
    #[arg(long, value_name = "DURATION", requires = "follow", value_parser = duration)]
    pub reply_within: Option<Duration>,
}

/// How many events, and how fast.
#[derive(Debug, Args)]
#[command(next_help_heading = "Load (sandbox only)")]
pub struct LoadArgs {
    /// Play so many events, each of another appointment, and of another patient unless --patient-phone says which
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["follow", "file"],
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub count: Option<u32>,
    /// So many a second
    #[arg(long, value_name = "PER_SECOND", requires = "count", default_value_t = 10.0, value_parser = rate)]
    pub rate: f64,
}

fn rate(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (0.01..=1000.0).contains(&rate) => Ok(rate),
        _ => Err("must be a number of events a second from 0.01 to 1000".to_owned()),
    }
}

/// `30s`, `10m`, `2h`, `1d`.
pub(super) fn duration(text: &str) -> std::result::Result<Duration, String> {
    let rule = || "must be a duration such as 30s, 10m or 2h".to_owned();
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        _ => return Err(rule()),
    };
    let number: u32 = text[..text.len() - 1].parse().map_err(|_| rule())?;
    Ok(Duration::from_secs(u64::from(number) * unit))
}

impl FieldArgs {
    fn overrides(&self) -> Result<Overrides> {
        let mut fields = Vec::new();
        for (field, value) in [
            ("event_datetime_utc", &self.event_time),
            ("appointment_timezone", &self.zone),
            ("appointment_id", &self.appointment_id),
            ("appointment_location", &self.location),
            ("patient_first_name", &self.patient_first_name),
            ("patient_last_name", &self.patient_last_name),
            ("patient_id", &self.patient_id),
            ("provider_id", &self.provider_id),
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

/// Where events go: the deployed Flow, and the number that it texts from.
struct Way<'a> {
    client: &'a Client,
    flow: &'a FlowSid,
    from: &'a str,
}

impl Way<'_> {
    async fn start(&self, session: &Session<'_>, event: &appointment::Event) -> Result<Execution> {
        let waiting = || {
            session.context.output.note("waiting: another Execution of this patient is active");
        };
        simulate::start(self.client, self.flow, self.from, event, simulate::WAIT, &waiting).await
    }
}

pub(super) async fn run(session: &Session<'_>, args: SimulateArgs) -> Result<ExitCode> {
    if let Some(SimulateCommand::Scenario(args)) = args.command {
        return scenario::run(session, args).await;
    }
    let mut overrides = args.fields.overrides()?;
    let read = args.file.as_deref().map(read_event).transpose()?;
    let (target, _, observed) = session.stack(&args.stack).await?;
    if args.load.count.is_some() && target.control.is_none() {
        return Err(Error::invalid("load-needs-sandbox", "--count plays load, which only the sandbox takes")
            .field("--count")
            .hint("Add --sandbox"));
    }
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
    let way = Way { client: &target.client, flow: &flow.flow.sid, from };
    if let Some(count) = args.load.count {
        let one_phone = args.fields.patient_phone.is_some();
        return load::run(session, &way, &event, count, args.load.rate, one_phone).await;
    }
    let execution = way.start(session, &event).await?;
    let run = if args.follow.follow {
        follow::run(session, &way, &event, &execution, args.follow.reply_within).await?
    } else {
        simulate::follow(way.client, way.flow, &execution, PATIENCE).await?
    };
    let refused = simulate::refused(&run);
    let status = run.status.clone();
    if !args.follow.follow {
        session.context.output.report(&SimulateReport { event, run })?;
    }
    match refused {
        Some(error) => Err(error),
        None if status == "active" => {
            session.context.output.warn("the Execution is still active");
            Ok(ExitCode::Incomplete)
        }
        None => Ok(ExitCode::Done),
    }
}

/// How long an Execution is watched.
const PATIENCE: Duration = Duration::from_secs(60);

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
    let piped = path == Path::new("-");
    if piped {
        io::stdin().take(1 << 20).read_to_string(&mut text).map_err(|error| {
            wrong(format!("standard input cannot be read: {}", text_file::reason(&error)))
        })?;
    } else {
        text = text_file::read(path).map_err(wrong)?;
    }
    let name = if piped { "standard input".to_owned() } else { path.display().to_string() };
    let text = text_file::unmarked(text);
    if text.trim().is_empty() {
        return Err(wrong(format!("{name} is empty")));
    }
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    if text.trim().is_empty() {
        return Err(wrong(format!("{name} is empty")));
    }
    // The text may hold a patient's data, so only the place of the mistake is told.
    serde_json::from_str(&text).map_err(|error| {
        wrong(format!("{name} is not JSON: line {}, column {}", error.line(), error.column()))
    })
}

struct SimulateReport {
    event: appointment::Event,
    run: Run,
}

impl Report for SimulateReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let id = self.event.get("appointment_id").unwrap_or_default();
        let kind = style.bold(self.event.kind().as_str());
        let head = format!("{kind} for appointment {id}: Execution {} {}", self.run.sid, self.run.status);
        writeln!(out, "{}", style.hanging(2, &head))?;
        let path: Vec<&str> =
            self.run.steps.iter().filter_map(|step| step.transitioned_from.as_deref()).collect();
        writeln!(out, "{}", style.hanging(2, &format!("  {}", style.dim(&path.join(" > ")))))?;
        for text in &self.run.texts {
            let to = self.event.get("patient_phone").unwrap_or_default();
            let line = format!("  {} {to}: {}", style.success("text to"), text.body);
            writeln!(out, "{}", style.hanging(4, &line))?;
        }
        if self.run.texts.is_empty() && self.run.failures.is_empty() {
            writeln!(out, "  no text was sent: the app knew this event already, or a newer one")?;
        }
        for failure in &self.run.failures {
            let line = format!("  {} {}: {}", style.failure("failed"), failure.widget, failure.explain());
            writeln!(out, "{}", style.hanging(4, &line))?;
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
