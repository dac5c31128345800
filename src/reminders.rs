//! Scheduled reminders, read from the appointments' records and the Messages they name.
//!
//! Twilio never tells when a scheduled Message goes out, so the record is what is listed: one request for each hundred
//! appointments, however many Messages the account has. What a reminder says and when it is due is decided by the
//! functions alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::appointment::{Record, Reminder, ReminderState};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messages::NOT_CANCELABLE;
use crate::twilio::sync::MapItem;
use crate::twilio::{Client, SyncServiceSid};

/// One reminder with the appointment it belongs to.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The item's key in the Sync Map.
    pub key: String,
    /// The EHR's id.
    pub appointment_id: String,
    /// Whom it goes to.
    pub phone: String,
    /// When the appointment begins.
    pub starts_at: Timestamp,
    /// The reminder.
    pub reminder: Reminder,
}

/// Which reminders to cancel. There is no way to say "all": a filter that is forgotten must not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Those of one appointment.
    Appointment(String),
    /// The one with this scheduled Message.
    Message(String),
}

impl Selection {
    fn holds(&self, listed: &Listed) -> bool {
        match self {
            Self::Appointment(id) => listed.appointment_id == *id,
            Self::Message(sid) => listed.reminder.message_sid.as_deref() == Some(sid),
        }
    }
}

/// What became of a reminder that was to be canceled.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The reminder.
    pub listed: Listed,
    /// Nothing, or why it could not be canceled.
    pub result: Result<()>,
}

/// What became of a whole stack's reminders.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Records that were read.
    pub records: Vec<(MapItem, Record)>,
    /// Keys of items that do not fit the schema, with the reason.
    pub unreadable: BTreeMap<String, String>,
}

/// Reads all records of a stack.
///
/// # Errors
/// Twilio's.
pub async fn read(client: &Client, sync: &SyncServiceSid) -> Result<Records> {
    let mut all = Records::default();
    for item in client.map_items(sync, Record::MAP).await? {
        match Record::parse(&item.data) {
            Ok(record) => all.records.push((item, record)),
            Err(reason) => {
                all.unreadable.insert(item.key, reason);
            }
        }
    }
    Ok(all)
}

impl Records {
    /// The reminders that will still go out after `now`, the next one first.
    #[must_use]
    pub fn pending(&self, now: Timestamp) -> Vec<Listed> {
        let mut pending: Vec<Listed> = self
            .records
            .iter()
            .flat_map(|(item, record)| listed(item, record))
            .filter(|listed| listed.reminder.state.is_pending() && !Record::is_due(&listed.reminder, now))
            .collect();
        pending.sort_by_key(|listed| (listed.reminder.send_at, listed.appointment_id.clone()));
        pending
    }
}

fn listed(item: &MapItem, record: &Record) -> impl Iterator<Item = Listed> {
    record.reminders.iter().map(|reminder| Listed {
        key: item.key.clone(),
        appointment_id: record.appointment_id.clone(),
        phone: record.patient.phone.clone(),
        starts_at: record.starts_at,
        reminder: reminder.clone(),
    })
}

/// The pending reminders that a selection names.
#[must_use]
pub fn select(pending: Vec<Listed>, selection: &Selection) -> Vec<Listed> {
    pending.into_iter().filter(|listed| selection.holds(listed)).collect()
}

/// Cancels one reminder: first the intent in the record, then the Message, then the record again. Cut off in between,
/// the record says `obsolete`, and the next event of the appointment finishes it.
///
/// # Errors
/// When the record or the Message cannot be changed.
pub async fn cancel(client: &Client, sync: &SyncServiceSid, listed: &Listed) -> Result<()> {
    const REASON: &str = "canceled-by-operator";
    if listed.reminder.state == ReminderState::Creating {
        // Whoever makes its Message would not see that it is no longer wanted.
        return Err(Error::new(
            ExitCode::Incomplete,
            "in-the-making",
            "the reminder's Message is being made right now",
        )
        .hint(
            "Repeat the command in a minute; if nothing changes, deliver the appointment's last event again",
        ));
    }
    let id = &listed.reminder.id;
    let Some(sid) = mark(client, sync, &listed.key, id, ReminderState::Obsolete, REASON).await? else {
        return mark(client, sync, &listed.key, id, ReminderState::Canceled, REASON).await.map(drop);
    };
    match client.cancel_message(&sid).await {
        Ok(_) => {}
        Err(error) if error.has_code(NOT_CANCELABLE) => {
            let status = client.message(&sid).await?.status;
            if status != "canceled" {
                mark(client, sync, &listed.key, id, ReminderState::Sent, "it had gone out already").await?;
                return Err(Error::new(
                    ExitCode::Incomplete,
                    "already-sent",
                    format!("the reminder had gone out already (its Message is {status})"),
                ));
            }
        }
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error.into()),
    }
    mark(client, sync, &listed.key, id, ReminderState::Canceled, REASON).await.map(drop)
}

/// Sets a reminder's state, again when somebody else changed the record meanwhile; gives its Message's SID.
async fn mark(
    client: &Client,
    sync: &SyncServiceSid,
    key: &str,
    id: &str,
    state: ReminderState,
    reason: &str,
) -> Result<Option<String>> {
    const TRIES: usize = 8;
    for _ in 0..TRIES {
        let gone =
            || Error::not_found("reminder-gone", "the reminder is no longer in the appointment's record");
        let mut item = client.map_item(sync, Record::MAP, key).await?.ok_or_else(gone)?;
        let record = Record::parse(&item.data)
            .map_err(|reason| Error::bug(format!("the record {key} does not fit the schema: {reason}")))?;
        let reminder = record.reminders.into_iter().find(|reminder| reminder.id == id).ok_or_else(gone)?;
        Record::set_reminder_state(&mut item.data, id, state, reason);
        match client.update_map_item(sync, Record::MAP, key, &item.revision, &item.data).await {
            Ok(_) => return Ok(reminder.message_sid),
            Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 412) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::new(ExitCode::Incomplete, "record-contended", "the appointment's record changes all the time")
        .hint("Repeat the command in a moment"))
}

/// The zone in which times are shown; a deployment without one is shown in UTC.
#[must_use]
pub fn zone(name: Option<&str>) -> TimeZone {
    name.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}
