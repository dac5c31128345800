//! `pam reminders list`.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{FilterArgs, StateName, desk, states};
use crate::cli::StackArgs;
use crate::commands::target::Session;
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{local_time, long_table, table};
use crate::reminders::{Listed, in_order};

/// Arguments of `pam reminders list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Which reminders.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// In this state; several with commas [default: pending,obsolete]
    #[arg(long, value_enum, value_name = "STATE", value_delimiter = ',', hide_possible_values = true)]
    pub state: Vec<StateName>,
    /// In this order
    #[arg(long, value_enum, value_name = "COLUMN", default_value = "send-at", conflicts_with = "stream")]
    pub sort: Column,
    /// Last first
    #[arg(long, conflicts_with = "stream")]
    pub reverse: bool,
    /// These columns, with commas
    #[arg(
        long,
        value_enum,
        value_name = "COLUMNS",
        value_delimiter = ',',
        default_value = "send-at,appointment,phone,before,state,message"
    )]
    pub columns: Vec<Column>,
    /// Print each as it is read, in no order; with --json one document a line
    #[arg(long)]
    pub stream: bool,
}

/// What can be shown of a reminder, and sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Column {
    /// When it goes out, at the clinic
    SendAt,
    /// The EHR's id of the appointment
    Appointment,
    /// When the appointment is, at the clinic
    StartsAt,
    /// The patient's name
    Patient,
    /// Whom the patient sees
    Provider,
    /// The number that it goes to
    Phone,
    /// How long before the appointment
    Before,
    /// Where it stands
    State,
    /// Why it stands there
    Reason,
    /// Its scheduled Message
    Message,
}

impl Column {
    const fn head(self) -> &'static str {
        match self {
            Self::SendAt => "SENDS AT",
            Self::Appointment => "APPOINTMENT",
            Self::StartsAt => "STARTS AT",
            Self::Patient => "PATIENT",
            Self::Provider => "PROVIDER",
            Self::Phone => "PHONE",
            Self::Before => "BEFORE",
            Self::State => "STATE",
            Self::Reason => "REASON",
            Self::Message => "MESSAGE",
        }
    }

    fn cell(self, listed: &Listed, zone: &TimeZone) -> String {
        let reminder = &listed.reminder;
        let time = |at: Option<Timestamp>| at.map_or_else(|| "?".to_owned(), |at| local_time(at, zone));
        match self {
            Self::SendAt => time(reminder.send_at),
            Self::Appointment => listed.appointment_id.clone(),
            Self::StartsAt => time(Some(listed.starts_at)),
            Self::Patient => listed.patient.clone(),
            Self::Provider => listed.provider.clone(),
            Self::Phone => listed.phone.clone(),
            Self::Before => reminder.offset.clone(),
            Self::State => reminder.state.as_str().to_owned(),
            Self::Reason => reminder.reason.clone().unwrap_or_default(),
            Self::Message => reminder.message_sid.clone().unwrap_or_default(),
        }
    }

    /// What it is sorted by where that is not the text.
    fn time(self, listed: &Listed) -> Option<Timestamp> {
        match self {
            Self::SendAt => listed.reminder.send_at,
            Self::StartsAt => Some(listed.starts_at),
            Self::Before => listed
                .reminder
                .send_at
                .and_then(|at| Timestamp::from_second(listed.starts_at.as_second() - at.as_second()).ok()),
            _ => None,
        }
    }
}

const USUAL: [Column; 6] =
    [Column::SendAt, Column::Appointment, Column::Phone, Column::Before, Column::State, Column::Message];

pub(super) async fn run(session: &Session<'_>, args: ListArgs) -> Result<ExitCode> {
    let output = &session.context.output;
    let desk = desk(session, &args.stack).await?;
    let filter = args.filter.filter(states(&args.state), desk.now, &desk.zone)?;
    let zone = &desk.zone;
    let mut totals: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut count = |listed: &Listed| *totals.entry(listed.reminder.state.as_str()).or_default() += 1;
    if args.stream {
        desk.each(session, &filter, |listed| {
            count(&listed);
            let cells = args.columns.iter().map(|column| format!("{:<16}", column.cell(&listed, zone)));
            output.line(cells.collect::<Vec<_>>().join("  ").trim_end(), || entry(&listed, zone))
        })
        .await?;
        let say = total(&totals);
        output.note(say);
        return Ok(ExitCode::Done);
    }
    let mut all = Vec::new();
    desk.each(session, &filter, |listed| {
        count(&listed);
        all.push(listed);
        Ok(())
    })
    .await?;
    in_order(&mut all);
    if args.sort != Column::SendAt {
        all.sort_by_cached_key(|listed| (args.sort.time(listed), args.sort.cell(listed, zone)));
    }
    if args.reverse {
        all.reverse();
    }
    if output.is_json() {
        // Written one by one: a document of ten thousand would weigh more than the reminders themselves.
        for (number, listed) in all.iter().enumerate() {
            let before = if number == 0 { "{\"reminders\":[" } else { "," };
            output.raw(format!("{before}{}", entry(listed, zone)).as_bytes())?;
        }
        let before = if all.is_empty() { "{\"reminders\":[" } else { "" };
        let totals = json!(totals);
        output.raw(format!("{before}],\"totals\":{totals}}}\n").as_bytes())?;
        return Ok(ExitCode::Done);
    }
    if all.is_empty() {
        let nothing: &[u8] =
            if args.filter.is_empty() { b"No reminder is scheduled\n" } else { b"No reminder matches\n" };
        output.raw(nothing)?;
        return Ok(ExitCode::Done);
    }
    let head: Vec<&str> = args.columns.iter().map(|column| column.head()).collect();
    let row = |number: usize| cells(&all[number], &args.columns, zone);
    long_table(&head, all.len(), row, |part| output.raw(part.as_bytes()))?;
    let style = output.result_style();
    output.raw(format!("{}\n", style.dim(&total(&totals))).as_bytes())?;
    if ["creating", "obsolete"].iter().any(|begun| totals.contains_key(begun)) {
        let hint = "Run pam reminders sweep to finish what is creating or obsolete";
        output.raw(format!("{} {hint}\n", style.hint("hint:")).as_bytes())?;
    }
    Ok(ExitCode::Done)
}

/// `3 reminders: 2 scheduled, 1 parked`.
fn total(totals: &BTreeMap<&str, u64>) -> String {
    let all: u64 = totals.values().sum();
    let word = if all == 1 { "reminder" } else { "reminders" };
    let parts: Vec<String> = totals.iter().map(|(state, count)| format!("{count} {state}")).collect();
    if parts.is_empty() { format!("{all} {word}") } else { format!("{all} {word}: {}", parts.join(", ")) }
}

fn cells(listed: &Listed, columns: &[Column], zone: &TimeZone) -> Vec<String> {
    columns.iter().map(|column| column.cell(listed, zone)).collect()
}

/// The usual columns.
pub(super) fn usual_rows(listed: &[Listed], zone: &TimeZone) -> String {
    let rows: Vec<Vec<String>> = listed.iter().map(|listed| cells(listed, &USUAL, zone)).collect();
    table(&USUAL.map(Column::head), &rows)
}

pub(super) fn entry(listed: &Listed, zone: &TimeZone) -> Value {
    let reminder = &listed.reminder;
    let local =
        |at: Timestamp| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    json!({
        "appointment_id": listed.appointment_id,
        "id": reminder.id,
        "patient_id": listed.patient_id,
        "patient": listed.patient,
        "provider": listed.provider,
        "phone": listed.phone,
        "appointment_at": listed.starts_at.to_string(),
        "offset": reminder.offset,
        "send_at": reminder.send_at.map(|at| at.to_string()),
        "send_at_local": reminder.send_at.map(local),
        "time_zone": zone.iana_name().unwrap_or("UTC"),
        "state": reminder.state.as_str(),
        "reason": reminder.reason,
        "message_sid": reminder.message_sid,
    })
}
