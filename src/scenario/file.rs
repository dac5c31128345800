//! The file: its shape, and what it must not say.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use crate::appointment::{EventType, FIELDS, unknown_field};

/// A scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// One line.
    pub title: String,
    /// What it shows.
    pub about: Option<String>,
    /// Settings that the deployed app must have, by Variable.
    pub settings: BTreeMap<String, String>,
    /// Its steps, at least one.
    pub steps: Vec<Step>,
}

/// A step: one action, and what has to come of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The line in the file where it begins.
    pub line: usize,
    /// One line.
    pub title: String,
    /// What is done.
    pub action: Action,
    /// What has to come of it.
    pub expect: Expect,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// The EHR sends an event.
    Event(EventStep),
    /// The EHR sends the last event again, as it was.
    Again,
    /// A patient writes.
    Reply {
        /// What.
        text: String,
        /// From this phone; the last event's without.
        phone: Option<String>,
    },
    /// The clock moves: a duration, a time, or `next reminder`.
    Advance(String),
    /// The EHR answers with this HTTP status from now on.
    EhrAnswers(u16),
    /// Twilio's API meets a fault, in the form that the sandbox's control takes.
    Fault(serde_json::Value),
    /// The sweep runs.
    Sweep,
    /// Nothing: only what is so is looked at.
    Look,
}

/// An event to send.
#[derive(Debug, Clone)]
pub struct EventStep {
    /// Which.
    pub kind: EventType,
    /// When the appointment is, as `pam simulate --at` takes it.
    pub at: Option<String>,
    /// Fields by name: the scenario's and the step's.
    pub fields: Vec<(&'static str, String)>,
}

/// What has to come of a step; what is absent is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The texts that phones get, all of them, in order.
    pub texts: Option<Vec<Text>>,
    /// The requests that the EHR gets, all of them, in order; tries of one count once.
    pub requests: Option<Vec<Request>>,
    /// The scenario's reminders that will still go out, all of them, by time.
    pub reminders: Option<Vec<Reminder>>,
    /// How many requests wait for the EHR.
    pub waiting: Option<usize>,
    /// The event is refused, with this in the reason.
    pub refused: Option<String>,
}

impl Expect {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A text to a phone.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The phone.
    pub to: Option<String>,
    /// All that it says.
    pub exact: Option<String>,
    /// Parts of it.
    #[serde(default)]
    pub contains: Vec<String>,
    /// What is in no part of it.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// A pattern that it matches.
    pub matches: Option<String>,
}

/// A request to the EHR.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// `CONFIRM` or `CANCEL`.
    pub event_type: Option<String>,
    /// The appointment.
    pub appointment_id: Option<String>,
    /// The HTTP status that the last try was answered with.
    pub answered: Option<u16>,
    /// How often it was sent.
    pub tries: Option<usize>,
}

/// A reminder that will still go out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// The appointment.
    pub appointment_id: Option<String>,
    /// How long before the appointment, as the settings spell it: `48h`.
    pub offset: Option<String>,
    /// `scheduled` or `parked`.
    pub state: Option<String>,
    /// When it goes out, on the clinic's clock: `10:00`.
    pub local_time: Option<String>,
    /// The day on which it goes out, as `pam simulate --at` takes it.
    pub day: Option<String>,
    /// Parts of its text.
    #[serde(default)]
    pub contains: Vec<String>,
    /// What is in no part of its text.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// Why a file is no scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct InvalidScenario {
    /// The line, from 1.
    pub line: usize,
    /// The field and the rule that it breaks.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    about: Option<String>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
    #[serde(default)]
    event: BTreeMap<Spanned<String>, String>,
    steps: Vec<Spanned<RawStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    title: Option<String>,
    event: Option<Spanned<String>>,
    at: Option<Spanned<String>>,
    #[serde(default)]
    with: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    again: bool,
    reply: Option<String>,
    phone: Option<Spanned<String>>,
    advance: Option<String>,
    ehr_answers: Option<Spanned<u16>>,
    fault: Option<toml::Table>,
    #[serde(default)]
    sweep: bool,
    #[serde(default)]
    expect: Option<Spanned<Expect>>,
}

impl Scenario {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The line, the field and the rule.
    pub fn parse(text: &str) -> Result<Self, InvalidScenario> {
        let at = |span: std::ops::Range<usize>| text[..span.start.min(text.len())].matches('\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|error| InvalidScenario {
            line: error.span().map_or(1, at),
            reason: error.message().to_owned(),
        })?;
        let shared = fields(&file.event, &at)?;
        let mut steps = Vec::new();
        for (number, step) in file.steps.into_iter().enumerate() {
            let line = at(step.span());
            steps.push(self::step(step.into_inner(), number, line, &shared, &at)?);
        }
        if steps.is_empty() {
            return Err(InvalidScenario { line: 1, reason: "steps must not be empty".to_owned() });
        }
        if let Some(again) = steps.iter().position(|step| matches!(step.action, Action::Again))
            && !steps[..again].iter().any(|step| matches!(step.action, Action::Event(_)))
        {
            return Err(InvalidScenario {
                line: steps[again].line,
                reason: "again must follow a step with an event".to_owned(),
            });
        }
        let settings = file.settings;
        Ok(Self { title: file.title, about: file.about, settings, steps })
    }
}

type At<'a> = &'a dyn Fn(std::ops::Range<usize>) -> usize;
type Fields = Vec<(&'static str, String)>;

fn fields(given: &BTreeMap<Spanned<String>, String>, at: At<'_>) -> Result<Fields, InvalidScenario> {
    let mut fields = Vec::new();
    for (name, value) in given {
        let line = at(name.span());
        let known = FIELDS.into_iter().find(|field| field == name.get_ref());
        let field = known
            .ok_or_else(|| InvalidScenario { line, reason: unknown_field(name.get_ref()).to_string() })?;
        if matches!(field, "event_type" | "appointment_datetime") {
            let instead = if field == "event_type" { "event" } else { "at" };
            let reason = format!("{field} must be given as the step's `{instead}`");
            return Err(InvalidScenario { line, reason });
        }
        fields.push((field, value.clone()));
    }
    Ok(fields)
}

fn step(
    raw: RawStep,
    number: usize,
    line: usize,
    shared: &Fields,
    at: At<'_>,
) -> Result<Step, InvalidScenario> {
    let wrong = |line: usize, reason: String| InvalidScenario { line, reason };
    let name = format!("steps[{number}]");
    let given = [
        ("event", raw.event.is_some()),
        ("again", raw.again),
        ("reply", raw.reply.is_some()),
        ("advance", raw.advance.is_some()),
        ("ehr_answers", raw.ehr_answers.is_some()),
        ("fault", raw.fault.is_some()),
        ("sweep", raw.sweep),
    ];
    let actions: Vec<&str> = given.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    if actions.len() > 1 {
        return Err(wrong(line, format!("{name} must do one thing, not {}", actions.join(" and "))));
    }
    if raw.event.is_none() {
        if let Some(span) = raw.at.as_ref().map(Spanned::span) {
            return Err(wrong(at(span), format!("{name}.at must stand beside an event")));
        }
        if let Some(first) = raw.with.keys().next() {
            return Err(wrong(at(first.span()), format!("{name}.with must stand beside an event")));
        }
    }
    if let (None, Some(phone)) = (&raw.reply, &raw.phone) {
        return Err(wrong(at(phone.span()), format!("{name}.phone must stand beside a reply")));
    }
    let action = if let Some(event) = raw.event {
        let kind: EventType = event.get_ref().parse().map_err(|()| {
            let words: Vec<String> = EventType::ALL.iter().map(|kind| kind.as_str().to_lowercase()).collect();
            wrong(at(event.span()), format!("{name}.event must be one of {}", words.join(", ")))
        })?;
        let own = fields(&raw.with, at)?;
        let mut all: Fields = shared.clone();
        all.retain(|(field, _)| own.iter().all(|(other, _)| other != field));
        all.extend(own);
        Action::Event(EventStep { kind, at: raw.at.map(Spanned::into_inner), fields: all })
    } else if raw.again {
        Action::Again
    } else if let Some(text) = raw.reply {
        Action::Reply { text, phone: raw.phone.map(Spanned::into_inner) }
    } else if let Some(to) = raw.advance {
        Action::Advance(to)
    } else if let Some(status) = raw.ehr_answers {
        if !(200..600).contains(status.get_ref()) {
            let reason = format!("{name}.ehr_answers must be an HTTP status from 200 to 599");
            return Err(wrong(at(status.span()), reason));
        }
        Action::EhrAnswers(status.into_inner())
    } else if let Some(fault) = raw.fault {
        Action::Fault(serde_json::to_value(fault).map_err(|error| wrong(line, error.to_string()))?)
    } else if raw.sweep {
        Action::Sweep
    } else {
        Action::Look
    };
    let (expect, expect_line) = match raw.expect {
        Some(expect) => (expect.get_ref().clone(), at(expect.span())),
        None => (Expect::default(), line),
    };
    if expect.is_empty() && matches!(action, Action::Look) {
        return Err(wrong(line, format!("{name} must do or expect something")));
    }
    check_expect(&expect, &name).map_err(|reason| wrong(expect_line, reason))?;
    let title = raw.title.unwrap_or_else(|| default_title(&action));
    Ok(Step { line, title, action, expect })
}

fn check_expect(expect: &Expect, name: &str) -> Result<(), String> {
    for (number, text) in expect.texts.iter().flatten().enumerate() {
        let name = format!("{name}.expect.texts[{number}]");
        if let Some(pattern) = &text.matches {
            Regex::new(pattern).map_err(|error| format!("{name}.matches must be a pattern: {error}"))?;
        }
        let words = text.exact.iter().chain(&text.contains).chain(&text.lacks);
        for text in words {
            super::check::placeholders(text).map_err(|rule| format!("{name} {rule}"))?;
        }
    }
    for (number, reminder) in expect.reminders.iter().flatten().enumerate() {
        for text in reminder.contains.iter().chain(&reminder.lacks) {
            super::check::placeholders(text)
                .map_err(|rule| format!("{name}.expect.reminders[{number}] {rule}"))?;
        }
    }
    Ok(())
}

fn default_title(action: &Action) -> String {
    match action {
        Action::Event(event) => format!("The EHR sends {}", event.kind),
        Action::Again => "The EHR sends the same event again".to_owned(),
        Action::Reply { text, .. } => format!("The patient writes {text:?}"),
        Action::Advance(to) => format!("The clock moves: {to}"),
        Action::EhrAnswers(status) => format!("The EHR answers {status} from now on"),
        Action::Fault(_) => "Twilio's API meets a fault".to_owned(),
        Action::Sweep => "The sweep runs".to_owned(),
        Action::Look => "What is so".to_owned(),
    }
}
