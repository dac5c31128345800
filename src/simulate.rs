//! Plays an EHR: starts an Execution of the Flow with an event, as an integration would.

mod execution;

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::appointment::{Event, EventType, InvalidEvent, WHEN_RULE, When, parse_zone, when};
use crate::bundle::Bundle;

pub use execution::{Failure, Happening, Run, Text, WAIT, follow, refused, start, watch};

/// What to simulate: the sample event with these changes.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Fields by their names in the event's JSON.
    pub fields: Vec<(&'static str, String)>,
    /// When the appointment is, in a form that [`when`] reads, if not in [`DEFAULT_DAYS`] days.
    pub at: Option<String>,
}

impl Overrides {
    fn put_into(
        &self,
        event: &mut Event,
        now: Timestamp,
        clinic: Option<&TimeZone>,
    ) -> Result<(), InvalidEvent> {
        for (field, text) in &self.fields {
            event.set(field, text.clone());
        }
        let Some(at) = &self.at else { return Ok(()) };
        let named = event.get("appointment_timezone").filter(|zone| !zone.trim().is_empty());
        let named = named.map(parse_zone).transpose()?;
        let zone = named.as_ref().or(clinic);
        let rule = || InvalidEvent { field: "appointment_datetime", rule: WHEN_RULE.to_owned() };
        let default = time(DEFAULT_HOUR, 0, 0, 0);
        let meant = when(at, now, zone.unwrap_or(&TimeZone::UTC), default).ok_or_else(rule)?;
        // Words count in UTC where no zone is known; wall time that was written out needs one.
        let text = match meant {
            When::Wall(_) if zone.is_none() && !at.trim().starts_with(|c: char| c.is_ascii_digit()) => {
                meant.in_zone(&TimeZone::UTC).ok_or_else(rule)?.to_string()
            }
            _ => meant.to_text(),
        };
        event.set("appointment_datetime", text);
        Ok(())
    }
}

/// A simulated appointment is this many days ahead…
const DEFAULT_DAYS: i64 = 3;
/// … at this hour of the clinic's day.
const DEFAULT_HOUR: i8 = 10;

/// The appointment that [`event`] would be about.
#[must_use]
pub fn appointment_id(kind: EventType, overrides: &Overrides) -> Option<String> {
    let given = overrides.fields.iter().find(|(field, _)| *field == "appointment_id");
    given.map(|(_, id)| id.clone()).or_else(|| sample(kind).ok()?.get("appointment_id").map(str::to_owned))
}

fn sample(kind: EventType) -> Result<Event, InvalidEvent> {
    let text = Bundle::event(&kind.as_str().to_lowercase()).unwrap_or("{}");
    let json = serde_json::from_str(text)
        .map_err(|error| InvalidEvent { field: "event", rule: format!("must be JSON: {error}") })?;
    Event::parse(&json)
}

/// Makes an event from the sample of its type.
///
/// # Errors
/// The field that is wrong.
pub fn event(
    kind: EventType,
    overrides: &Overrides,
    now: Timestamp,
    clinic: Option<&TimeZone>,
) -> Result<Event, InvalidEvent> {
    let mut event = sample(kind)?;
    event.set("event_datetime_utc", now.to_string());
    event.set("appointment_datetime", default_time(now, clinic));
    overrides.put_into(&mut event, now, clinic)?;
    event.check(now, clinic)?;
    Ok(event)
}

/// Makes an event from a given one; its own time is now if it has none.
///
/// # Errors
/// The field that is wrong.
pub fn given(
    json: &Value,
    overrides: &Overrides,
    now: Timestamp,
    clinic: Option<&TimeZone>,
) -> Result<Event, InvalidEvent> {
    let mut event = Event::parse(json)?;
    overrides.put_into(&mut event, now, clinic)?;
    if event.get("event_datetime_utc").is_none() {
        event.set("event_datetime_utc", now.to_string());
    }
    event.check(now, clinic)?;
    Ok(event)
}

/// Wall time in the clinic's zone; without one an instant in UTC.
fn default_time(now: Timestamp, clinic: Option<&TimeZone>) -> String {
    let zone = clinic.cloned().unwrap_or(TimeZone::UTC);
    let day = now.to_zoned_datetime(zone).date().saturating_add(jiff::Span::new().days(DEFAULT_DAYS));
    let suffix = if clinic.is_some() { "" } else { "Z" };
    format!("{day}T{DEFAULT_HOUR:02}:00:00{suffix}")
}

#[cfg(test)]
mod tests;
