//! Cancels reminders: first the intent in the record, then the Messages, then the record again. Cut off in between, the
//! record says `obsolete`, and the next event of the appointment, the sweep, or the same call again finishes it.

use std::collections::BTreeMap;

use futures::Stream;
use futures::stream::{self, StreamExt};

use super::Listed;
use crate::appointment::{Record, ReminderState};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messages::NOT_CANCELABLE;
use crate::twilio::sync::MapItem;
use crate::twilio::{Client, SyncServiceSid};

/// What became of a reminder.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The reminder.
    pub listed: Listed,
    /// Nothing, or why it could not be canceled.
    pub result: Result<()>,
}

const REASON: &str = "canceled with pam";
/// Appointments that are worked on at once; the client has a limit of its own for requests.
const AT_ONCE: usize = 10;

/// Cancels many reminders, those of one appointment together, and tells of each as it is done.
pub fn cancel_all<'a>(
    client: &'a Client,
    sync: &'a SyncServiceSid,
    reminders: Vec<Listed>,
) -> impl Stream<Item = Outcome> + 'a {
    let mut appointments: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for listed in reminders {
        appointments.entry(listed.key.clone()).or_default().push(listed);
    }
    stream::iter(appointments.into_values())
        .map(move |reminders| of_one_appointment(client, sync, reminders))
        .buffer_unordered(AT_ONCE)
        .flat_map(stream::iter)
}

/// Cancels one reminder.
///
/// # Errors
/// When the record or the Message cannot be changed.
pub async fn cancel(client: &Client, sync: &SyncServiceSid, listed: &Listed) -> Result<()> {
    let outcomes = of_one_appointment(client, sync, vec![listed.clone()]).await;
    outcomes.into_iter().try_for_each(|outcome| outcome.result)
}

/// A new state of a reminder, with its reason.
type Mark = (String, ReminderState, &'static str);

async fn of_one_appointment(client: &Client, sync: &SyncServiceSid, reminders: Vec<Listed>) -> Vec<Outcome> {
    let Some(key) = reminders.first().map(|listed| listed.key.clone()) else { return Vec::new() };
    let intent: Vec<Mark> = reminders
        .iter()
        .filter(|listed| !under_way(listed))
        .map(|listed| (listed.reminder.id.clone(), ReminderState::Obsolete, REASON))
        .collect();
    let marked = mark(client, sync, &key, None, &intent).await;
    let (item, record) = match marked {
        Ok(marked) => marked,
        Err(error) => {
            let fail = |listed| Outcome { listed, result: Err(error.clone()) };
            return reminders.into_iter().map(fail).collect();
        }
    };
    let mut outcomes = Vec::new();
    let mut marks = Vec::new();
    for listed in reminders {
        let result = if under_way(&listed) {
            Err(in_the_making())
        } else {
            message(client, &record, &listed, &mut marks).await
        };
        outcomes.push(Outcome { listed, result });
    }
    if let Err(error) = mark(client, sync, &key, Some(item), &marks).await {
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.result.is_ok()) {
            outcome.result = Err(error.clone());
        }
    }
    outcomes
}

/// Somebody is making its Message, or sending it at once, and would not see that it is no longer wanted.
fn under_way(listed: &Listed) -> bool {
    listed.reminder.state == ReminderState::Creating || listed.reminder.sending_at.is_some()
}

fn in_the_making() -> Error {
    Error::new(ExitCode::Incomplete, "in-the-making", "the reminder's Message is being made right now").hint(
        "Repeat the command in a minute; if nothing changes, run pam reminders sweep, which finishes what was begun",
    )
}

/// Cancels a reminder's Message and says how the record has to be marked.
async fn message(client: &Client, record: &Record, listed: &Listed, marks: &mut Vec<Mark>) -> Result<()> {
    let id = &listed.reminder.id;
    let Some(found) = record.reminders.iter().find(|reminder| reminder.id == *id) else {
        return Err(Error::not_found(
            "reminder-gone",
            "the reminder is no longer in the appointment's record",
        ));
    };
    let mut done = |state, reason| marks.push((id.clone(), state, reason));
    let Some(sid) = &found.message_sid else {
        done(ReminderState::Canceled, REASON);
        return Ok(());
    };
    match client.cancel_message(sid).await {
        Ok(_) => {}
        Err(error) if error.has_code(NOT_CANCELABLE) => {
            let status = client.message(sid).await?.status;
            if status != "canceled" {
                done(ReminderState::Sent, "it had gone out already");
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
    done(ReminderState::Canceled, REASON);
    Ok(())
}

/// Sets the states of reminders in one record, again when somebody else changed the record meanwhile; gives the item
/// and the record as written. `known` is the item as it was last seen. A reminder that is gone is left out.
async fn mark(
    client: &Client,
    sync: &SyncServiceSid,
    key: &str,
    known: Option<MapItem>,
    marks: &[Mark],
) -> Result<(MapItem, Record)> {
    const TRIES: usize = 8;
    let mut known = known;
    for _ in 0..TRIES {
        let gone = || Error::not_found("record-gone", "the appointment's record is no longer there");
        let mut item = match known.take() {
            Some(item) => item,
            None => client.map_item(sync, Record::MAP, key).await?.ok_or_else(gone)?,
        };
        let mut changed = false;
        for (id, state, reason) in marks {
            changed |= Record::set_reminder_state(&mut item.data, id, *state, reason);
        }
        let record = Record::parse(&item.data)
            .map_err(|reason| Error::bug(format!("the record {key} does not fit the schema: {reason}")))?;
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
