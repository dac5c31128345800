//! Scheduled reminders, read from the appointments' records and the Messages they name.
//!
//! Twilio never tells when a scheduled Message goes out, so the record is what is listed: one request for each hundred
//! appointments, however many Messages the account has. What a reminder says and when it is due is decided by the
//! functions alone.

mod cancel;
mod filter;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::appointment::{Record, Reminder, ReminderState};
use crate::error::Result;
use crate::twilio::{Client, SyncServiceSid};

pub use cancel::{Outcome, cancel_all};
pub use filter::{Filter, Selection, States};

/// One reminder with the appointment it belongs to.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The item's key in the Sync Map.
    pub key: String,
    /// The EHR's id.
    pub appointment_id: String,
    /// The EHR's id of the patient.
    pub patient_id: String,
    /// The patient's name.
    pub patient: String,
    /// The EHR's id of the provider; may be empty.
    pub provider_id: String,
    /// The provider's name.
    pub provider: String,
    /// Whom it goes to.
    pub phone: String,
    /// When the appointment begins.
    pub starts_at: Timestamp,
    /// The reminder.
    pub reminder: Reminder,
}

/// All records of a stack.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Records that were read, with their items' keys.
    pub records: Vec<(String, Record)>,
    /// Keys of items that do not fit the schema, with the reason.
    pub unreadable: BTreeMap<String, String>,
}

/// Reads all records of a stack.
///
/// # Errors
/// Twilio's.
pub async fn read(client: &Client, sync: &SyncServiceSid) -> Result<Records> {
    let mut all = Records::default();
    all.unreadable = each(client, sync, |key, record| {
        all.records.push((key, record));
        Ok(())
    })
    .await?;
    Ok(all)
}

/// Reads the records of a stack, a page in memory at a time; gives the keys of those that do not fit the schema, with
/// the reason.
///
/// # Errors
/// Twilio's, and those of `take`.
pub async fn each(
    client: &Client,
    sync: &SyncServiceSid,
    mut take: impl FnMut(String, Record) -> Result<()>,
) -> Result<BTreeMap<String, String>> {
    let mut unreadable = BTreeMap::new();
    let mut page = None;
    loop {
        let (items, next) = client.map_items_page(sync, Record::MAP, page).await?;
        for item in items {
            match Record::parse(&item.data) {
                Ok(record) => take(item.key, record)?,
                Err(reason) => {
                    unreadable.insert(item.key, reason);
                }
            }
        }
        if next.is_none() {
            return Ok(unreadable);
        }
        page = next;
    }
}

impl Records {
    /// The reminders that will still go out after `now`, the next one first.
    #[must_use]
    pub fn pending(&self, now: Timestamp) -> Vec<Listed> {
        let filter = Filter::default();
        self.to_come(|listed| filter.holds(listed, now))
    }

    /// The reminders whose Messages may still go out after `now`: the pending ones, and those that somebody began to
    /// cancel.
    #[must_use]
    pub fn cancelable(&self, now: Timestamp) -> Vec<Listed> {
        self.to_come(|listed| {
            let state = listed.reminder.state;
            (state.is_pending() || state == ReminderState::Obsolete) && !Record::is_due(&listed.reminder, now)
        })
    }

    fn to_come(&self, wanted: impl Fn(&Listed) -> bool) -> Vec<Listed> {
        let all = self.records.iter().flat_map(|(key, record)| listed(key, record));
        let mut found: Vec<Listed> = all.filter(wanted).collect();
        in_order(&mut found);
        found
    }
}

/// Sorts by the time at which they go out.
pub fn in_order(reminders: &mut [Listed]) {
    reminders.sort_by(|a, b| {
        (a.reminder.send_at, &a.appointment_id, &a.reminder.id).cmp(&(
            b.reminder.send_at,
            &b.appointment_id,
            &b.reminder.id,
        ))
    });
}

/// The reminders of a record.
pub fn listed(key: &str, record: &Record) -> impl Iterator<Item = Listed> {
    let name = |first: &str, last: &str| format!("{first} {last}").trim().to_owned();
    let (patient, provider) = (&record.patient, &record.provider);
    record.reminders.iter().map(move |reminder| Listed {
        key: key.to_owned(),
        appointment_id: record.appointment_id.clone(),
        patient_id: patient.id.clone(),
        patient: name(&patient.first_name, &patient.last_name),
        provider_id: provider.id.clone(),
        provider: name(&provider.first_name, &provider.last_name),
        phone: reminder.to.clone().unwrap_or_else(|| patient.phone.clone()),
        starts_at: record.starts_at,
        reminder: reminder.clone(),
    })
}

/// The zone in which times are shown; a deployment without one is shown in UTC.
#[must_use]
pub fn zone(name: Option<&str>) -> TimeZone {
    name.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests;
