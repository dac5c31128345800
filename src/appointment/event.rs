//! Events: what an EHR says of an appointment, as the Flow takes it in `Parameters`.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Map, Value};

/// What happened to the appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventType {
    /// A new appointment.
    Booked,
    /// Its time changed.
    Rescheduled,
    /// Its place or provider changed.
    Modified,
    /// The EHR took the patient's confirmation.
    Confirmed,
    /// It will not take place.
    Canceled,
    /// The patient did not come.
    NoShowed,
    /// A reminder is due now.
    Remind,
}

impl EventType {
    /// All types.
    pub const ALL: [Self; 7] = [
        Self::Booked,
        Self::Rescheduled,
        Self::Modified,
        Self::Confirmed,
        Self::Canceled,
        Self::NoShowed,
        Self::Remind,
    ];

    /// The word in `event_type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "BOOKED",
            Self::Rescheduled => "RESCHEDULED",
            Self::Modified => "MODIFIED",
            Self::Confirmed => "CONFIRMED",
            Self::Canceled => "CANCELED",
            Self::NoShowed => "NOSHOWED",
            Self::Remind => "REMIND",
        }
    }

    /// Whether the appointment must lie ahead for the event to make sense.
    #[must_use]
    pub const fn is_about_the_future(self) -> bool {
        !matches!(self, Self::NoShowed)
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventType {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text)).ok_or(())
    }
}

/// A field of an event that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
pub struct InvalidEvent {
    /// The field of the event's JSON.
    pub field: &'static str,
    /// The rule that it breaks, starting with "must".
    pub rule: String,
}

/// An event, ready to be sent. All values are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    kind: EventType,
    fields: Map<String, Value>,
}

/// The fields that an event may have, in the order in which they are written.
pub const FIELDS: [&str; 14] = [
    "event_type",
    "event_datetime_utc",
    "patient_id",
    "patient_first_name",
    "patient_last_name",
    "patient_phone",
    "provider_id",
    "provider_first_name",
    "provider_last_name",
    "provider_callback_phone",
    "appointment_location",
    "appointment_id",
    "appointment_timezone",
    "appointment_datetime",
];

/// Whether every reader of JSON takes the number as it is (RFC 8259, 6).
fn is_kept_whole(number: i64) -> bool {
    number.unsigned_abs() < 1 << 53
}

impl Event {
    /// Reads an event's JSON; null fields count as absent, and whole numbers, which some EHRs have for ids, as their text.
    ///
    /// # Errors
    /// The field that is unknown, missing or not text.
    pub fn parse(json: &Value) -> Result<Self, InvalidEvent> {
        let invalid = |field, rule: &str| InvalidEvent { field, rule: rule.to_owned() };
        let object = json.as_object().ok_or_else(|| invalid("event", "must be a JSON object"))?;
        if let Some(unknown) = object.keys().find(|key| !FIELDS.contains(&key.as_str())) {
            return Err(unknown_field(unknown));
        }
        let mut fields = Map::new();
        for field in FIELDS {
            match object.get(field) {
                None | Some(Value::Null) => {}
                Some(Value::String(text)) => {
                    fields.insert(field.to_owned(), Value::String(text.clone()));
                }
                Some(Value::Number(number)) if number.as_i64().is_some_and(is_kept_whole) => {
                    fields.insert(field.to_owned(), Value::String(number.to_string()));
                }
                Some(_) => return Err(invalid(field, "must be text")),
            }
        }
        let kind = fields.get("event_type").and_then(Value::as_str).unwrap_or_default();
        let kind = kind.parse().map_err(|()| {
            let words: Vec<&str> = EventType::ALL.iter().map(|kind| kind.as_str()).collect();
            invalid("event_type", &format!("must be one of {}", words.join(", ")))
        })?;
        Ok(Self { kind, fields })
    }

    /// What happened.
    #[must_use]
    pub const fn kind(&self) -> EventType {
        self.kind
    }

    /// A field's text.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    /// Sets a field.
    pub fn set(&mut self, field: &'static str, text: impl Into<String>) {
        self.fields.insert(field.to_owned(), Value::String(text.into()));
    }

    /// The event as the Flow takes it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let ordered =
            FIELDS.iter().filter_map(|field| Some(((*field).to_owned(), self.fields.get(*field)?.clone())));
        Value::Object(ordered.collect())
    }

    /// Checks what can be known before the event is sent: the fields that the Flow cannot do without, and a time that
    /// means one instant and, where it must, lies ahead. `clinic` is the deployed app's zone.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self, now: Timestamp, clinic: Option<&TimeZone>) -> Result<(), InvalidEvent> {
        for field in ["appointment_id", "patient_phone", "appointment_datetime", "event_datetime_utc"] {
            if self.get(field).is_none_or(|text| text.trim().is_empty()) {
                return Err(InvalidEvent { field, rule: "must be given".to_owned() });
            }
        }
        let at = instant(
            self.get("appointment_datetime").unwrap_or_default(),
            self.get("appointment_timezone"),
            clinic,
        )?;
        if self.kind.is_about_the_future() && at <= now {
            let rule = "must lie in the future".to_owned();
            return Err(InvalidEvent { field: "appointment_datetime", rule });
        }
        Ok(())
    }
}

/// The error for a field that no event has, with the one that is nearest to it.
#[must_use]
pub fn unknown_field(name: &str) -> InvalidEvent {
    let near = FIELDS
        .into_iter()
        .map(|field| (strsim::jaro_winkler(name, field), field))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, field)| format!("; did you mean {field}?"));
    InvalidEvent {
        field: "event",
        rule: format!("must not have the field {name:?}, which no event has{near}"),
    }
}

/// The instant that a time means: with an offset it is one already, without it is wall time in `zone` (`-0700`,
/// `-07:00` or an IANA name), else in the clinic's zone.
///
/// # Errors
/// The field that is wrong, or that a zone is needed.
pub fn instant(time: &str, zone: Option<&str>, clinic: Option<&TimeZone>) -> Result<Timestamp, InvalidEvent> {
    if let Ok(at) = time.parse::<Timestamp>() {
        return Ok(at);
    }
    let wall: DateTime = time.parse().map_err(|_| InvalidEvent {
        field: "appointment_datetime",
        rule: "must be a date and time such as 2026-03-09T09:30 or 2026-03-09T09:30:00-07:00".to_owned(),
    })?;
    let named = zone.filter(|zone| !zone.trim().is_empty()).map(parse_zone).transpose()?;
    let zone = named.as_ref().or(clinic).ok_or_else(|| InvalidEvent {
        field: "appointment_timezone",
        rule: "must be given, for the time has no offset and the clinic has no time zone".to_owned(),
    })?;
    let zoned = wall.to_zoned_datetime(zone.clone());
    zoned.map(|zoned| zoned.timestamp()).map_err(|_| InvalidEvent {
        field: "appointment_datetime",
        rule: "must be a time between the years 1 and 9999".to_owned(),
    })
}

/// The zone of `-0700`, `-07:00` or an IANA name.
///
/// # Errors
/// The rule for `appointment_timezone`.
pub fn parse_zone(text: &str) -> Result<TimeZone, InvalidEvent> {
    let rule = || InvalidEvent {
        field: "appointment_timezone",
        rule: "must be an offset such as -0700 or a zone such as America/Los_Angeles".to_owned(),
    };
    let text = text.trim();
    let Some(sign) = text.chars().next().filter(|c| "+-".contains(*c)) else {
        return TimeZone::get(text).map_err(|_| rule());
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4).ok_or_else(rule)?;
    let (hours, minutes) = (number / 100, number % 100);
    if hours > 14 || minutes > 59 {
        return Err(rule());
    }
    let seconds = (hours * 3600 + minutes * 60) * if sign == '-' { -1 } else { 1 };
    Offset::from_seconds(seconds).map(TimeZone::fixed).map_err(|_| rule())
}

#[cfg(test)]
mod tests;
