//! Cancels reminders: first the intent in the record, then the Messages, then the record again. Cut off in between, the
//! record says `obsolete`, and the next event of the appointment, the sweep, or the same call again finishes it.

use std::collections::BTreeMap;

use futures::Stream;
use futures::stream::{self, StreamExt};

use super::Listed;
use crate::appointment::{Record, Reminder, ReminderState};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messages::NOT_CANCELABLE;
use crate::twilio::sync::MapItem;
use crate::twilio::{ApiError, Client, SyncServiceSid};

/// What became of a reminder.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The reminder.
    pub listed: Listed,
    /// Nothing, or why it could not be canceled.
    pub result: Result<()>,
}

const REASON: &str = "canceled-by-operator";
/// Appointments that are worked on at once; the client has a limit of its own for requests.
const AT_ONCE: usize = 10;
/// From so many appointments on their records are read by the page, which costs one request for all of them.
const WORTH_A_PAGE: usize = 10;

/// Cancels many reminders, those of one appointment together, and tells of each as it is done.
///
/// However many there are, a page of records is in memory at a time, and an appointment takes two requests for its
/// record and one for each Message.
pub fn cancel_all<'a>(
    client: &'a Client,
    sync: &'a SyncServiceSid,
    reminders: Vec<Listed>,
) -> impl Stream<Item = Outcome> + 'a {
    let mut left: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for listed in reminders {
        left.entry(listed.key.clone()).or_default().push(listed);
    }
    stream::unfold((left, BTreeMap::new()), async |(mut left, mut read)| {
        let (key, reminders) = left.pop_first()?;
        if !read.contains_key(&key) && left.len() >= WORTH_A_PAGE {
            read = read_ahead(client, sync, &key, &left).await;
        }
        let item = read.remove(&key);
        Some(((key, reminders, item), (left, read)))
    })
    .map(move |(key, reminders, item)| of_one_appointment(client, sync, key, reminders, item))
    .buffer_unordered(AT_ONCE)
    .flat_map(stream::iter)
}

/// The records from `key` on that are needed. One that is missing here, for whatever reason, is read by itself.
async fn read_ahead(
    client: &Client,
    sync: &SyncServiceSid,
    key: &str,
    left: &BTreeMap<String, Vec<Listed>>,
) -> BTreeMap<String, MapItem> {
    let page = client.map_items_from(sync, Record::MAP, key).await.unwrap_or_default();
    let needed = page.into_iter().filter(|item| item.key == key || left.contains_key(&item.key));
    needed.map(|item| (item.key.clone(), item)).collect()
}

/// A new state of a reminder, with its reason.
type Mark = (String, ReminderState, &'static str);

async fn of_one_appointment(
    client: &Client,
    sync: &SyncServiceSid,
    key: String,
    reminders: Vec<Listed>,
    item: Option<MapItem>,
) -> Vec<Outcome> {
    let intent = |record: &Record| {
        let found = reminders.iter().filter_map(|listed| record.reminder(&listed.reminder.id));
        found.filter_map(|found| Some((found.id.clone(), intended(found)?, REASON))).collect()
    };
    let (item, record) = match mark(client, sync, &key, item, intent).await {
        Ok(marked) => marked,
        Err(error) => {
            let fail = |listed| Outcome { listed, result: Err(error.clone()) };
            return reminders.into_iter().map(fail).collect();
        }
    };
    let mut outcomes = Vec::new();
    let mut marks: Vec<Mark> = Vec::new();
    for listed in reminders {
        let result = match record.reminder(&listed.reminder.id) {
            Some(found) => message(client, found, &mut marks).await,
            None => Err(Error::not_found(
                "reminder-gone",
                "the reminder is no longer in the appointment's record",
            )),
        };
        outcomes.push(Outcome { listed, result });
    }
    if let Err(error) = mark(client, sync, &key, Some(item), |_| marks.clone()).await {
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.result.is_ok()) {
            outcome.result = Err(error.clone());
        }
    }
    outcomes
}

/// What is written before its Message is touched; nothing when that stands there already, or must not.
fn intended(reminder: &Reminder) -> Option<ReminderState> {
    match (reminder.state, &reminder.message_sid) {
        _ if under_way(reminder) => None,
        (ReminderState::Scheduled | ReminderState::Parked, Some(_)) => Some(ReminderState::Obsolete),
        (ReminderState::Scheduled | ReminderState::Parked, None) => Some(ReminderState::Canceled),
        _ => None,
    }
}

/// Somebody is making its Message, or sending it at once, and would not see that it is no longer wanted.
fn under_way(reminder: &Reminder) -> bool {
    reminder.state == ReminderState::Creating || reminder.sending_at.is_some()
}

fn in_the_making() -> Error {
    Error::new(ExitCode::Incomplete, "in-the-making", "the reminder's Message is being made right now").hint(
        "Repeat the command in a minute; if nothing changes, run pam reminders sweep, which finishes what was begun",
    )
}

fn already_sent(status: &str) -> Error {
    Error::new(
        ExitCode::Incomplete,
        "already-sent",
        format!("the reminder had gone out already (its Message is {status})"),
    )
}

/// Cancels a reminder's Message, as the record had it before it was marked, and says how it has to be marked now.
async fn message(client: &Client, reminder: &Reminder, marks: &mut Vec<Mark>) -> Result<()> {
    let mut done = |state, reason| marks.push((reminder.id.clone(), state, reason));
    // Somebody began to cancel it before: it may be done.
    let begun = match reminder.state {
        _ if under_way(reminder) => return Err(in_the_making()),
        ReminderState::Sent => return Err(already_sent("sent")),
        ReminderState::Canceled | ReminderState::Skipped | ReminderState::Failed => return Ok(()),
        state => state == ReminderState::Obsolete,
    };
    let Some(sid) = &reminder.message_sid else {
        if begun {
            done(ReminderState::Canceled, REASON);
        }
        return Ok(());
    };
    let status = match canceled(client, sid, begun).await {
        Ok(status) => status,
        Err(error) if error.is_not_found() => "canceled".to_owned(),
        Err(error) => return Err(error.into()),
    };
    if status == "canceled" {
        done(ReminderState::Canceled, REASON);
        Ok(())
    } else {
        done(ReminderState::Sent, "it had gone out already");
        Err(already_sent(&status))
    }
}

/// Cancels a Message; the status that it has then. One that may be canceled already is looked at first, for nothing is
/// asked of Twilio again that has succeeded.
async fn canceled(client: &Client, sid: &str, look: bool) -> std::result::Result<String, ApiError> {
    if look {
        let status = client.message(sid).await?.status;
        if status != "scheduled" {
            return Ok(status);
        }
    }
    match client.cancel_message(sid).await {
        Err(error) if error.has_code(NOT_CANCELABLE) => Ok(client.message(sid).await?.status),
        canceled => canceled.map(|message| message.status),
    }
}

/// Writes the marks that `decide` makes of one record, again when somebody else changed the record meanwhile; gives the
/// item as written, and the record as it was before. `known` is the item as it was last seen. A reminder that is gone is
/// left out.
async fn mark(
    client: &Client,
    sync: &SyncServiceSid,
    key: &str,
    known: Option<MapItem>,
    decide: impl Fn(&Record) -> Vec<Mark>,
) -> Result<(MapItem, Record)> {
    const TRIES: usize = 8;
    let mut known = known;
    for _ in 0..TRIES {
        let gone = || Error::not_found("record-gone", "the appointment's record is no longer there");
        let mut item = match known.take() {
            Some(item) => item,
            None => client.map_item(sync, Record::MAP, key).await?.ok_or_else(gone)?,
        };
        let record = Record::parse(&item.data)
            .map_err(|reason| Error::bug(format!("the record {key} does not fit the schema: {reason}")))?;
        let mut changed = false;
        for (id, state, reason) in decide(&record) {
            changed |= Record::set_reminder_state(&mut item.data, &id, state, reason);
        }
        if !changed {
            return Ok((item, record));
        }
        match client.update_map_item(sync, Record::MAP, key, &item.revision, &item.data).await {
            Ok(written) => return Ok((written, record)),
            Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 412) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::new(ExitCode::Incomplete, "record-contended", "the appointment's record changes all the time")
        .hint("Repeat the command in a moment"))
}
