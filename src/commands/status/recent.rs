//! What happened and what comes next, as far as a glance needs it.
//!
//! The records are read a page at a time, so requests grow with the clinic's appointments; of the account's Messages two
//! pages are read, however many it has.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use crate::appointment::{Record, Reminder, ReminderState};
use crate::deploy::Stack;
use crate::error::Result;
use crate::output::{Style, local_time, table, wrap};
use crate::reminders::{self, Filter, Listed, in_order, listed};
use crate::settings::app::PHONE_NUMBER;
use crate::twilio::codes;
use crate::twilio::messages::Message;
use crate::twilio::{ApiError, Client};

/// How many of each kind are shown.
const SHOWN: usize = 5;
/// Texts that were lost longer ago are not shown.
const WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many of the account's newest Messages are looked at for such that never had a sender.
const NEWEST: usize = 100;
/// Twilio's Message and the note in the record of the same lost text are not farther apart.
const SAME_TEXT: SignedDuration = SignedDuration::from_mins(2);
const SEND_AGAIN: &str =
    "It was to be sent at once and was not: pam reminders send --appointment ID sends it";

/// What is told.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// How many records there are.
    pub(super) appointments: usize,
    /// How many more do not fit the schema.
    pub(super) unreadable: usize,
    /// How many reminders will still go out.
    pub(super) pending: usize,
    /// The next ones of these.
    pub(super) next_reminders: Vec<Listed>,
    /// How many reminders somebody began to schedule, to cancel or to send, and left so.
    pub(super) half_done: usize,
    /// The first ones of these.
    pub(super) unfinished: Vec<HalfDone>,
    /// How many requests the EHR has not taken.
    pub(super) waiting: usize,
    /// The oldest ones of these.
    pub(super) requests: Vec<Waiting>,
    /// The newest events, newest first.
    pub(super) events: Vec<Happened>,
    /// Texts that did not reach their patients, newest first.
    pub(super) undelivered: Vec<Lost>,
}

/// A reminder that somebody began to schedule, to cancel or to send, and left so.
#[derive(Debug, Serialize)]
pub(super) struct HalfDone {
    appointment_id: String,
    id: String,
    phone: String,
    send_at: Option<Timestamp>,
    state: ReminderState,
    reason: Option<String>,
}

impl HalfDone {
    fn what(&self) -> &'static str {
        match self.state {
            ReminderState::Creating => "not scheduled yet",
            ReminderState::Obsolete => "not canceled yet",
            _ => "perhaps not sent",
        }
    }
}

/// A request that the EHR has not taken.
#[derive(Debug, Serialize)]
pub(super) struct Waiting {
    appointment_id: String,
    kind: String,
    at: Option<Timestamp>,
    attempts: u32,
    last_status: Option<u16>,
}

/// An event of the EHR's that was applied.
#[derive(Debug, Serialize)]
pub(super) struct Happened {
    appointment_id: String,
    event_type: String,
    at: Timestamp,
}

/// A text that did not reach its patient.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Lost {
    at: Timestamp,
    phone: String,
    /// As far as a record names it.
    appointment_id: Option<String>,
    message_sid: Option<String>,
    /// Twilio's, if it gave one.
    code: Option<u32>,
    /// What is known without a code.
    reason: Option<String>,
    /// What mends it.
    mend: Option<&'static str>,
}

/// Reads it all.
///
/// # Errors
/// Twilio's.
pub(super) async fn look(client: &Client, stack: &Stack, now: Timestamp) -> Result<Recent> {
    let mut recent = Recent::default();
    let messages = async { Ok(lost(client, stack).await?) };
    let records = async {
        let mut taken = Taken::new(now);
        if let Some(sync) = &stack.sync {
            let unreadable = reminders::each(client, &sync.sid, |key, record| {
                taken.take(&mut recent, &key, &record);
                Ok(())
            });
            recent.unreadable = unreadable.await?.len();
        }
        Ok::<_, crate::error::Error>(taken)
    };
    let (messages, taken) = futures::try_join!(messages, records)?;
    recent.undelivered = taken.undelivered(messages);
    Ok(recent)
}

/// The newest Messages of this deployment that were lost.
async fn lost(client: &Client, stack: &Stack) -> Result<Vec<Message>, ApiError> {
    let Some(number) = stack.variable(PHONE_NUMBER) else { return Ok(Vec::new()) };
    let (sent, newest) =
        futures::try_join!(client.newest_messages_from(number), client.newest_messages(None, NEWEST))?;
    let service = stack.messaging.as_ref().map(|service| service.sid.as_str());
    let senderless = newest.into_iter().filter(|message| {
        message.from.is_none() && service.is_some() && message.messaging_service_sid.as_deref() == service
    });
    Ok(sent.into_iter().chain(senderless).filter(Message::is_lost).collect())
}

/// What is kept of the records while they pass.
struct Taken {
    now: Timestamp,
    /// Appointments and send times by the SIDs of reminders' Messages, of the time that is shown.
    by_message: BTreeMap<String, (String, Timestamp)>,
    noted: Vec<Lost>,
}

impl Taken {
    fn new(now: Timestamp) -> Self {
        Self { now, by_message: BTreeMap::new(), noted: Vec::new() }
    }

    fn is_recent(&self, at: Timestamp) -> bool {
        at <= self.now && self.now.duration_since(at) <= WINDOW
    }

    fn take(&mut self, recent: &mut Recent, key: &str, record: &Record) {
        recent.appointments += 1;
        let id = &record.appointment_id;
        let pending: Vec<Listed> =
            listed(key, record).filter(|listed| Filter::default().holds(listed, self.now)).collect();
        recent.pending += pending.len();
        recent.next_reminders.extend(pending);
        in_order(&mut recent.next_reminders);
        recent.next_reminders.truncate(SHOWN);
        if let Some(event) = &record.last_event {
            let (event_type, at) = (event.kind.clone(), event.at);
            recent.events.push(Happened { appointment_id: id.clone(), event_type, at });
            recent
                .events
                .sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.appointment_id.cmp(&b.appointment_id)));
            recent.events.truncate(SHOWN);
        }
        for reminder in record.half_done(self.now) {
            recent.half_done += 1;
            recent.unfinished.push(HalfDone {
                appointment_id: id.clone(),
                id: reminder.id.clone(),
                phone: reminder.to.clone().unwrap_or_else(|| record.patient.phone.clone()),
                send_at: reminder.send_at,
                state: reminder.state,
                reason: reminder.reason.clone(),
            });
            recent.unfinished.sort_by_key(|reminder| reminder.send_at);
            recent.unfinished.truncate(SHOWN);
        }
        for request in record.requests.iter().filter(|request| request.is_waiting()) {
            recent.waiting += 1;
            recent.requests.push(Waiting {
                appointment_id: id.clone(),
                kind: request.kind.clone(),
                at: request.at,
                attempts: request.attempts,
                last_status: request.last_status,
            });
            recent.requests.sort_by_key(|request| request.at);
            recent.requests.truncate(SHOWN);
        }
        self.note_lost(record);
    }

    fn note_lost(&mut self, record: &Record) {
        let lost = |at, phone: &str, reason: String| {
            let code = reason.strip_prefix("twilio-").and_then(|code| code.parse().ok());
            let mend =
                code.map_or_else(|| (reason == Reminder::INTERRUPTED).then_some(SEND_AGAIN), codes::mend);
            Lost {
                at,
                phone: phone.to_owned(),
                appointment_id: Some(record.appointment_id.clone()),
                message_sid: None,
                code,
                reason: code.is_none().then_some(reason),
                mend,
            }
        };
        for reminder in &record.reminders {
            let Some(at) = reminder.send_at.filter(|at| self.is_recent(*at)) else { continue };
            if let Some(sid) = &reminder.message_sid {
                self.by_message.insert(sid.clone(), (record.appointment_id.clone(), at));
            }
            if reminder.state == ReminderState::Failed {
                let phone = reminder.to.as_deref().unwrap_or(&record.patient.phone);
                let reason = reminder.reason.clone().unwrap_or_else(|| "refused".to_owned());
                let message_sid = reminder.message_sid.clone();
                self.noted.push(Lost { message_sid, ..lost(at, phone, reason) });
            }
        }
        if let Some(failed) = record.last_failed_text.as_ref().filter(|failed| self.is_recent(failed.at)) {
            let reason = format!("Twilio did not take the text of {}", failed.kind);
            self.noted.push(lost(failed.at, &record.patient.phone, reason));
        }
    }

    /// Twilio's Messages and the records' notes, each text once; what Twilio says goes first, it has the code.
    fn undelivered(mut self, messages: Vec<Message>) -> Vec<Lost> {
        let mut all: Vec<Lost> = Vec::new();
        for message in messages {
            let reminder = self.by_message.remove(&message.sid);
            // A reminder's Message was created when it was scheduled; one that was refused has no time of its own.
            let due = reminder.as_ref().map(|(_, at)| *at);
            let at = message.date_sent.or(due).or(message.date_created);
            let Some(at) = at.filter(|at| self.is_recent(*at)) else { continue };
            all.push(Lost {
                at,
                phone: message.to,
                appointment_id: reminder.map(|(appointment, _)| appointment),
                code: message.error_code,
                reason: message.error_code.is_none().then_some(message.status),
                mend: message.error_code.and_then(codes::mend),
                message_sid: Some(message.sid),
            });
        }
        for noted in self.noted {
            let known = all.iter_mut().find(|lost| match &noted.message_sid {
                Some(_) => lost.message_sid == noted.message_sid,
                None => lost.phone == noted.phone && lost.at.duration_since(noted.at).abs() <= SAME_TEXT,
            });
            match known {
                Some(known) => known.appointment_id = known.appointment_id.take().or(noted.appointment_id),
                None => all.push(noted),
            }
        }
        all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.message_sid.cmp(&b.message_sid)));
        all
    }
}

impl Recent {
    pub(super) fn next_json(&self, zone: &TimeZone) -> Vec<Value> {
        let next = |listed: &Listed| {
            json!({
                "appointment_id": listed.appointment_id,
                "id": listed.reminder.id,
                "phone": listed.phone,
                "offset": listed.reminder.offset,
                "send_at": listed.reminder.send_at.map(|at| at.to_string()),
                "time_zone": zone.iana_name().unwrap_or("UTC"),
                "state": listed.reminder.state.as_str(),
            })
        };
        self.next_reminders.iter().map(next).collect()
    }

    pub(super) fn human(&self, out: &mut dyn Write, style: &Style, zone: &TimeZone) -> io::Result<()> {
        let time = |at: Option<Timestamp>| at.map_or_else(String::new, |at| local_time(at, zone));
        let hint = |text: &str| format!("{} {text}", style.hint("hint:"));
        if self.unreadable > 0 {
            let what = format!("{} records cannot be read", self.unreadable);
            writeln!(out, "  {} {what}; pam reminders repair --dry-run names them", style.failure("!"))?;
        }
        let next = self.next_reminders.iter().map(|listed| {
            let reminder = &listed.reminder;
            let state = reminder.state.as_str().to_owned();
            vec![time(reminder.send_at), listed.appointment_id.clone(), listed.phone.clone(), state]
        });
        section(out, style, "Next reminders", self.pending, next)?;
        let unfinished = self.unfinished.iter().map(|reminder| {
            let (appointment, phone) = (reminder.appointment_id.clone(), reminder.phone.clone());
            vec![time(reminder.send_at), appointment, phone, reminder.what().to_owned()]
        });
        section(out, style, "Reminders left half done", self.half_done, unfinished)?;
        if self.half_done > 0 {
            writeln!(out, "  {}", hint("Run pam reminders sweep to finish them"))?;
        }
        let events = self
            .events
            .iter()
            .map(|event| vec![time(Some(event.at)), event.appointment_id.clone(), event.event_type.clone()]);
        section(out, style, "Last events", self.events.len(), events)?;
        let requests = self.requests.iter().map(|request| {
            let answer =
                request.last_status.map_or_else(|| "no answer".to_owned(), |code| format!("HTTP {code}"));
            let tried = format!("tried {}x, last {answer}", request.attempts);
            vec![time(request.at), request.appointment_id.clone(), request.kind.clone(), tried]
        });
        section(out, style, "Requests that the EHR has not taken", self.waiting, requests)?;
        if self.waiting > 0 {
            writeln!(out, "  {}", hint("Run pam reminders sweep to send them again"))?;
        }
        let lost = self.undelivered.iter().take(SHOWN).map(|lost| {
            let why =
                lost.code.map_or_else(|| lost.reason.clone().unwrap_or_default(), |code| code.to_string());
            vec![
                time(Some(lost.at)),
                lost.appointment_id.clone().unwrap_or_default(),
                lost.phone.clone(),
                why,
            ]
        });
        section(out, style, "Undelivered texts of the last 7 days", self.undelivered.len(), lost)?;
        let page = |code| format!("See https://www.twilio.com/docs/api/errors/{code}");
        let mends: BTreeMap<String, String> = self
            .undelivered
            .iter()
            .filter_map(|lost| match (lost.code, lost.mend) {
                (Some(code), mend) => {
                    Some((code.to_string(), mend.map_or_else(|| page(code), str::to_owned)))
                }
                (None, mend) => Some((lost.reason.clone()?, mend?.to_owned())),
            })
            .collect();
        for (what, mend) in mends {
            let text = format!("{what}: {mend}");
            for (number, line) in wrap(&text, style.columns() - 8).iter().enumerate() {
                let line = if number == 0 { hint(line) } else { format!("      {line}") };
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    }
}

pub(super) fn section(
    out: &mut dyn Write,
    style: &Style,
    title: &str,
    all: usize,
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let more = if all > rows.len() { format!(" ({} of {all})", rows.len()) } else { String::new() };
    writeln!(out, "\n{}{}", style.bold(title), style.dim(&more))?;
    for line in table(&[], &rows).lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
