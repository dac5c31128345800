//! The appointment's record, as the functions write it into the Sync Map `appointments`.
//!
//! Its shape is `assets/schema/appointment-record.schema.json`; the functions decide, pam reads, and pam's only writes
//! are a reminder's state and its reason.

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A function ends after ten seconds: what it began a minute ago it has left.
const FUNCTION_ENDS: SignedDuration = SignedDuration::from_mins(1);

/// What is known of an appointment. Fields that pam has no use for are not read.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    /// The EHR's id.
    pub appointment_id: String,
    /// Whom the texts go to.
    pub patient: RecordedPatient,
    /// Whom the patient sees.
    pub provider: RecordedProvider,
    /// When the appointment begins.
    pub starts_at: Timestamp,
    /// `booked`, `confirmed`, `canceled`, `noshowed`.
    pub state: String,
    /// The newest event that was applied.
    #[serde(default)]
    pub last_event: Option<AppliedEvent>,
    /// Reminders, past ones too.
    pub reminders: Vec<Reminder>,
    /// What the patient asked the EHR for.
    #[serde(default)]
    pub requests: Vec<RecordedRequest>,
    /// The last text about it that Twilio did not take from the Flow.
    #[serde(default)]
    pub last_failed_text: Option<FailedText>,
    /// When it was last written.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

/// An event of the EHR's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AppliedEvent {
    /// `BOOKED`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The EHR's time of it.
    pub at: Timestamp,
}

/// A text that Twilio did not take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FailedText {
    /// The event it was about, or `REPLY`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When.
    pub at: Timestamp,
}

/// The patient, as far as pam shows it.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordedPatient {
    /// The EHR's id.
    pub id: String,
    /// As the EHR writes it.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// E.164.
    pub phone: String,
}

/// Whom the patient sees, as far as pam shows it.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordedProvider {
    /// The EHR's id; may be empty.
    pub id: String,
    /// May be empty.
    pub first_name: String,
    /// As the EHR writes it.
    pub last_name: String,
}

/// One reminder of one appointment.
#[derive(Debug, Clone, Deserialize)]
pub struct Reminder {
    /// Unique in the record.
    pub id: String,
    /// How long before the appointment, as configured: `48h`.
    pub offset: String,
    /// The number that it goes to: the patient may have another one since.
    #[serde(default)]
    pub to: Option<String>,
    /// When it goes out; none when it was skipped.
    pub send_at: Option<Timestamp>,
    /// Where it stands.
    pub state: ReminderState,
    /// The scheduled Message, once it exists.
    pub message_sid: Option<String>,
    /// Why it was skipped or canceled.
    pub reason: Option<String>,
    /// When somebody began to send it at once; none when nobody is at it.
    #[serde(default)]
    pub sending_at: Option<Timestamp>,
    /// How its Message ended at Twilio (`delivered`, `undelivered` …), as far as a sweep has asked.
    #[serde(default)]
    pub delivery: Option<String>,
}

impl Reminder {
    /// The reason of one that was to be sent at once, was not, and could not be scheduled again.
    pub const INTERRUPTED: &'static str = "send-interrupted";

    /// Whether it failed in such a way that sending it may be tried again.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.state == ReminderState::Failed && self.reason.as_deref() == Some(Self::INTERRUPTED)
    }
}

/// Where a reminder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReminderState {
    /// Its Message is about to be created.
    Creating,
    /// Its Message is scheduled with Twilio.
    Scheduled,
    /// Too far ahead for Twilio, or the patient has opted out; a sweep schedules it.
    Parked,
    /// Will not be sent.
    Skipped,
    /// Its Message is about to be canceled.
    Obsolete,
    /// Its Message was canceled.
    Canceled,
    /// It went out.
    Sent,
    /// Twilio refused its Message for good, or could not deliver it.
    Failed,
}

impl ReminderState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Creating,
        Self::Scheduled,
        Self::Parked,
        Self::Skipped,
        Self::Obsolete,
        Self::Canceled,
        Self::Sent,
        Self::Failed,
    ];

    /// Whether it will still be sent if nobody intervenes.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Creating | Self::Scheduled | Self::Parked)
    }

    /// The word in the record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Scheduled => "scheduled",
            Self::Parked => "parked",
            Self::Skipped => "skipped",
            Self::Obsolete => "obsolete",
            Self::Canceled => "canceled",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// A request of the patient's to the EHR.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordedRequest {
    /// `confirm` or `cancel`.
    pub kind: String,
    /// When the patient asked.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// How often it was posted to the EHR.
    #[serde(default)]
    pub attempts: u32,
    /// HTTP status of the EHR's last answer; none when there was none.
    #[serde(default)]
    pub last_status: Option<u16>,
    /// Whether the EHR has it.
    pub state: RequestState,
    /// Whether the patient has asked for something else since, or the appointment has changed.
    #[serde(default)]
    pub superseded: bool,
}

impl RecordedRequest {
    /// Whether it is still to be sent to the EHR.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == RequestState::Waiting && !self.superseded
    }
}

/// Whether the EHR took a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestState {
    /// It did.
    Delivered,
    /// Not yet; a sweep sends it again.
    Waiting,
}

impl Record {
    /// The Sync Map that holds the records.
    pub const MAP: &'static str = "appointments";

    /// The item's key: the id itself, or where it holds what a key may not, its digest. The functions do the same
    /// (`assets/functions/record-store.private.js`), and a test holds both to one list.
    #[must_use]
    pub fn key(appointment_id: &str) -> String {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:-".contains(&byte);
        // A path's `.` and `..` are resolved away.
        let dots = matches!(appointment_id, "." | "..");
        if !dots && (1..=128).contains(&appointment_id.len()) && appointment_id.bytes().all(safe) {
            return appointment_id.to_owned();
        }
        format!("sha256-{}", hex::encode(Sha256::digest(appointment_id)))
    }

    /// The Sync Map that says of a phone which appointments it has.
    pub const PHONES: &'static str = "phones";

    /// What stands for an appointment in what functions log, under the deployment's signing key. The functions do the
    /// same (`assets/functions/helpers.private.js`), and a test holds both to one list.
    #[must_use]
    pub fn log_mark(key: &[u8], appointment_id: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
        mac.update(format!("log {appointment_id}").as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..8])
    }

    /// The appointments of a phone, from its item in [`Self::PHONES`].
    #[must_use]
    pub fn ids_of_phone(item: &Value) -> Vec<String> {
        let listed = item.get("appointments").and_then(Value::as_array).into_iter().flatten();
        listed.filter_map(|one| one.get("appointment_id")?.as_str().map(str::to_owned)).collect()
    }

    /// Reads a record.
    ///
    /// # Errors
    /// What does not fit the schema.
    pub fn parse(data: &Value) -> Result<Self, String> {
        Self::deserialize(data).map_err(|error| error.to_string())
    }

    /// One of its reminders.
    #[must_use]
    pub fn reminder(&self, id: &str) -> Option<&Reminder> {
        self.reminders.iter().find(|reminder| reminder.id == id)
    }

    /// Whether a reminder has left: Twilio's scheduled Message went out at its time, which the record may not know yet.
    #[must_use]
    pub fn is_due(reminder: &Reminder, now: Timestamp) -> bool {
        // Whoever sends it at once cancels that Message first.
        reminder.state == ReminderState::Scheduled
            && reminder.sending_at.is_none()
            && reminder.send_at.is_some_and(|at| at <= now)
    }

    /// The reminders that somebody began to schedule, to cancel or to send, and was cut off: until the next event of the
    /// appointment, or a sweep, they may be missing, or go out although they should not.
    pub fn half_done(&self, now: Timestamp) -> impl Iterator<Item = &Reminder> {
        let at_work =
            move |at: Option<Timestamp>| at.is_some_and(|at| now.duration_since(at) < FUNCTION_ENDS);
        let quiet = !at_work(self.updated_at);
        self.reminders.iter().filter(move |reminder| {
            let begun = matches!(reminder.state, ReminderState::Creating | ReminderState::Obsolete)
                || reminder.sending_at.is_some();
            begun && quiet && !at_work(reminder.sending_at)
        })
    }

    /// Sets the state of one reminder in a record's JSON and leaves everything else as it is; `false` when it is not
    /// there.
    pub fn set_reminder_state(data: &mut Value, id: &str, state: ReminderState, reason: &str) -> bool {
        let reminders = data.get_mut("reminders").and_then(Value::as_array_mut);
        let found = reminders.into_iter().flatten().find(|reminder| reminder["id"] == id);
        let Some(reminder) = found else { return false };
        reminder["state"] = json!(state);
        reminder["reason"] = json!(reason);
        true
    }
}

#[cfg(test)]
mod tests;
