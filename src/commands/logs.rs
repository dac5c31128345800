//! `pam logs`: Executions, functions' logs and Messages on one timeline.

use std::collections::BTreeSet;
use std::time::Duration;

use clap::Args;
use clap_complete::ArgValueCandidates;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::simulate::duration;
use super::target::{Session, Target, deployed, not_deployed};
use crate::appointment::Record;
use crate::cli::StackArgs;
use crate::commands::complete;
use crate::deploy::Stack;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::operate::SIGNING_KEY;
use crate::output::Output;
use crate::reminders;
use crate::settings::app::PHONE_NUMBER;
use crate::settings::phone;
use crate::timeline::{Entry, Scope, Timeline, Whose};
use crate::twilio::serverless::ResourceKind;

/// Arguments of `pam logs`.
#[derive(Debug, Args)]
pub struct LogsArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Go on until Ctrl-C
    #[arg(long, short)]
    pub follow: bool,
    /// Begin so long ago
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = duration)]
    pub since: Duration,
    /// Only about this appointment
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(complete::appointments))]
    pub appointment: Option<String>,
    /// Only about this patient's phone
    #[arg(long, value_name = "NUMBER", conflicts_with = "appointment")]
    pub phone: Option<String>,
    /// Only what did not go well
    #[arg(long)]
    pub problems: bool,
}

/// How often Twilio is asked.
const PAUSE: Duration = Duration::from_secs(2);
/// A Message's status may change so long after it went out; what is older is not asked for again.
const LOOK_BACK: SignedDuration = SignedDuration::from_mins(15);

pub(super) async fn run(session: &Session<'_>, args: LogsArgs) -> Result<ExitCode> {
    let output = &session.context.output;
    let phone = args.phone.as_deref().map(phone::e164).transpose();
    let phone = phone.map_err(|rule| phone::invalid("--phone", &rule))?;
    let (target, _, observed) = session.stack(&args.stack).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    let scope = scope(session, stack, &args.stack)?;
    let whose = match &args.appointment {
        Some(id) => of_appointment(target, stack, id).await?,
        None => of_phone(target, stack, phone).await?,
    };
    let zone = reminders::zone(stack.variable("TIME_ZONE"));
    let mut timeline = Timeline::new(&target.client, &scope, &whose);
    let began = ago(session.now().await?, SignedDuration::try_from(args.since).unwrap_or(LOOK_BACK));
    let mut since = began;
    let mut count = 0_usize;
    loop {
        let now = session.now().await?;
        for entry in timeline.new_since(since).await? {
            // To people it would say twice what the Execution's own line says.
            let told =
                entry.bad || !args.problems && (!entry.call || output.is_json() || output.is_verbose());
            if told {
                show(output, &entry, &zone)?;
                count += 1;
            }
        }
        if !args.follow || output.reader_gone() {
            break;
        }
        since = ago(now, LOOK_BACK).max(began);
        tokio::time::sleep(PAUSE).await;
    }
    if count == 0 && !output.is_json() {
        output.note(format!("nothing happened since {}", local(began, &zone)));
    }
    Ok(ExitCode::Done)
}

/// Twilio's times are whole seconds, so the first one is taken wholly.
fn ago(now: Timestamp, duration: SignedDuration) -> Timestamp {
    let at = now.checked_sub(duration).unwrap_or(Timestamp::MIN);
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn scope(session: &Session<'_>, stack: &Stack, of: &StackArgs) -> Result<Scope> {
    let (Some(flow), Some(number)) = (&stack.flow, stack.variable(PHONE_NUMBER)) else {
        return Err(not_deployed(session, of));
    };
    let names = stack.resources.iter().filter(|((kind, _), _)| *kind == ResourceKind::Function);
    Ok(Scope {
        flow: flow.flow.sid.clone(),
        functions: stack.environment.as_ref().map(|found| (stack.service.sid.clone(), found.sid.clone())),
        names: names.map(|((_, path), resource)| (resource.sid.to_string(), path.clone())).collect(),
        messaging: stack.messaging.as_ref().map(|service| service.sid.clone()),
        number: number.to_owned(),
    })
}

/// What the appointment's record knows: the phone, and the reminders' Messages.
async fn of_appointment(target: &Target, stack: &Stack, id: &str) -> Result<Whose> {
    let unknown = || {
        Error::not_found("appointment-unknown", format!("there is no record of appointment {id:?}"))
            .field("--appointment")
            .hint("Records are kept until 30 days after the appointment; --phone finds by number")
    };
    let sync = stack.sync.as_ref().ok_or_else(unknown)?;
    let item = target.client.map_item(&sync.sid, Record::MAP, &Record::key(id)).await?.ok_or_else(unknown)?;
    let record = Record::parse(&item.data).map_err(|reason| {
        Error::bug(format!("the record of appointment {id:?} does not fit the schema: {reason}"))
    })?;
    let sids = record.reminders.into_iter().filter_map(|reminder| reminder.message_sid).collect();
    let appointment = Some((id.to_owned(), sids));
    Ok(Whose { phone: Some(record.patient.phone), appointment, marks: marks(stack, &[id.to_owned()]) })
}

/// Everybody without a phone; with one, also the appointments that it has.
async fn of_phone(target: &Target, stack: &Stack, phone: Option<String>) -> Result<Whose> {
    let item = match (&stack.sync, &phone) {
        (Some(sync), Some(phone)) => target.client.map_item(&sync.sid, Record::PHONES, phone).await?,
        _ => None,
    };
    let ids = item.map(|item| Record::ids_of_phone(&item.data)).unwrap_or_default();
    Ok(Whose { phone, appointment: None, marks: marks(stack, &ids) })
}

fn marks(stack: &Stack, ids: &[String]) -> BTreeSet<String> {
    let key = stack.variable(SIGNING_KEY).and_then(|key| hex::decode(key).ok());
    ids.iter().filter_map(|id| Some(Record::log_mark(key.as_deref()?, id))).collect()
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Where an entry's text begins.
const INDENT: usize = 32;

fn show(output: &Output, entry: &Entry, zone: &TimeZone) -> Result<()> {
    let style = output.result_style();
    let kind = format!("{:<9}", entry.kind);
    let kind = if entry.bad { style.failure(&kind) } else { style.hint(&kind) };
    let line = format!("{}  {kind}  {}", style.dim(&local(entry.at, zone)), entry.text);
    output.line(&style.hanging(INDENT, &line), || {
        let mut json = json!({"kind": entry.kind, "at": entry.at.to_string(), "problem": entry.bad});
        if let (Some(json), Some(more)) = (json.as_object_mut(), entry.json.as_object()) {
            json.extend(more.clone());
        }
        json
    })
}
