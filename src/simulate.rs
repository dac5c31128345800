//! Plays an EHR: starts an Execution of the Flow with an event, as an integration would.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::appointment::{Event, EventType, InvalidEvent};
use crate::bundle::Bundle;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::studio::{ACTIVE_EXECUTION, Execution, Step};
use crate::twilio::{Client, ExecutionSid, FlowSid};

/// What to simulate: the sample event with these changes.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Fields by their names in the event's JSON.
    pub fields: Vec<(&'static str, String)>,
    /// When the appointment is, if not in [`DEFAULT_DAYS`] days.
    pub at: Option<String>,
}

impl Overrides {
    fn put_into(&self, event: &mut Event) {
        if let Some(at) = &self.at {
            event.set("appointment_datetime", at.clone());
        }
        for (field, text) in &self.fields {
            event.set(field, text.clone());
        }
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
    overrides.put_into(&mut event);
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
    overrides.put_into(&mut event);
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

/// An Execution from its start to its end.
#[derive(Debug, Clone)]
pub struct Run {
    /// `FN…`
    pub sid: ExecutionSid,
    /// `active` when it has not ended in time, else `ended`.
    pub status: String,
    /// Its Steps, oldest first.
    pub steps: Vec<Step>,
    /// Texts that were sent, with their SIDs.
    pub texts: Vec<Text>,
    /// What functions and requests answered that did not go well, by widget.
    pub failures: Vec<Failure>,
}

/// A text that a widget sent.
#[derive(Debug, Clone)]
pub struct Text {
    /// The widget.
    pub widget: String,
    /// The Message.
    pub sid: String,
    /// What it says.
    pub body: String,
}

/// A function that did not answer with success.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The widget.
    pub widget: String,
    /// Its HTTP status, if it answered.
    pub status: Option<u64>,
    /// The problem's `detail` or `title`.
    pub reason: Option<String>,
}

impl Failure {
    /// The reason, or what is known without one.
    #[must_use]
    pub fn explain(&self) -> &str {
        let unknown = if self.status.is_some() { "it gave no reason" } else { "no answer in time" };
        self.reason.as_deref().unwrap_or(unknown)
    }
}

/// Starts an Execution. While another one of the same patient is active Twilio refuses with 409; ours end within
/// seconds, so it is tried again for a while.
///
/// # Errors
/// Twilio's.
pub async fn start(client: &Client, flow: &FlowSid, from: &str, event: &Event) -> Result<Execution> {
    const TRIES: u32 = 10;
    let to = event.get("patient_phone").unwrap_or_default();
    let parameters = event.to_json();
    let mut tries = 0;
    loop {
        tries += 1;
        match client.start_execution(flow, to, from, &parameters).await {
            Err(error) if error.has_code(ACTIVE_EXECUTION) && tries < TRIES => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) if error.has_code(ACTIVE_EXECUTION) => {
                return Err(Error::from(error)
                    .hint("Another event of this patient is still being handled; repeat in a moment"));
            }
            result => return Ok(result?),
        }
    }
}

/// Waits until an Execution has ended, at most `patience`, and reads what it did.
///
/// # Errors
/// Twilio's.
pub async fn follow(
    client: &Client,
    flow: &FlowSid,
    execution: &Execution,
    patience: Duration,
) -> Result<Run> {
    let mut waited = Duration::ZERO;
    let mut pause = Duration::from_millis(100);
    let mut status = execution.status.clone();
    while status == "active" && waited < patience {
        tokio::time::sleep(pause).await;
        waited += pause;
        pause = (pause * 2).min(Duration::from_secs(1));
        status = client.execution(flow, &execution.sid).await?.status;
    }
    let (steps, context) = futures::try_join!(
        client.steps(flow, &execution.sid),
        client.execution_context(flow, &execution.sid),
    )?;
    let widgets = context.get("widgets").and_then(Value::as_object).cloned().unwrap_or_default();
    let (texts, failures) = outcomes(&widgets, &steps);
    Ok(Run { sid: execution.sid.clone(), status, steps, texts, failures })
}

fn outcomes(widgets: &Map<String, Value>, steps: &[Step]) -> (Vec<Text>, Vec<Failure>) {
    let mut texts = Vec::new();
    let mut failures = Vec::new();
    for step in steps {
        let Some(widget) = step.transitioned_from.clone() else { continue };
        let Some(outputs) = widgets.get(&widget) else { continue };
        let text = |pointer: &str| outputs.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        if let (Some(sid), Some(body)) = (text("/outbound/Sid"), text("/outbound/Body")) {
            texts.push(Text { widget, sid, body });
        } else if step.name == "fail" || step.name == "failed" {
            failures.push(Failure {
                widget,
                status: outputs.get("status_code").and_then(Value::as_u64),
                reason: text("/parsed/detail").or_else(|| text("/parsed/title")),
            });
        }
    }
    (texts, failures)
}

/// The error of an Execution that ended without telling the patient anything because a function refused the event.
#[must_use]
pub fn refused(run: &Run) -> Option<Error> {
    let failure = run
        .failures
        .iter()
        .find(|failure| run.texts.is_empty() || failure.status.is_none_or(|s| s >= 500))?;
    let reason = failure.explain();
    let status = failure.status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
    Some(
        Error::new(ExitCode::Refused, "event-failed", format!("{} failed{status}: {reason}", failure.widget))
            .hint(format!("The Execution is {}; its context has the whole answer", run.sid)),
    )
}

#[cfg(test)]
mod tests;
