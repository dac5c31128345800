//! Compares what happened with what was expected.

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use regex::Regex;
use similar::{ChangeTag, TextDiff};

use super::file::{Expect, Reminder, Request, Text};
use crate::appointment::{Event, FIELDS, instant, when};

/// What a step brought about.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Texts that phones got, in order.
    pub texts: Vec<SeenText>,
    /// Requests that the EHR got, in order; tries of one are one.
    pub requests: Vec<SeenRequest>,
    /// The scenario's reminders that will still go out, by time.
    pub reminders: Vec<SeenReminder>,
    /// How many requests wait for the EHR.
    pub waiting: usize,
    /// Why the event was refused.
    pub refused: Option<String>,
}

/// A text on a phone.
#[derive(Debug, Clone)]
pub struct SeenText {
    /// The phone.
    pub to: String,
    /// What it says.
    pub body: String,
}

/// A request at the EHR.
#[derive(Debug, Clone)]
pub struct SeenRequest {
    /// `CONFIRM` or `CANCEL`.
    pub event_type: String,
    /// The appointment.
    pub appointment_id: String,
    /// What the last try was answered.
    pub answered: u16,
    /// How often it came.
    pub tries: usize,
    /// Whether every try's signature was right.
    pub signed: bool,
}

/// A reminder that will still go out.
#[derive(Debug, Clone)]
pub struct SeenReminder {
    /// The appointment.
    pub appointment_id: String,
    /// `48h`.
    pub offset: String,
    /// `scheduled`, `parked`.
    pub state: String,
    /// When.
    pub send_at: Option<Timestamp>,
    /// What it says, if it has a Message yet.
    pub body: Option<String>,
}

/// Something that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What: `text 1`.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What was seen.
    pub seen: String,
    /// For whole texts the words that differ, each with what stands instead.
    pub words: Vec<(String, String)>,
}

impl Mismatch {
    fn new(what: impl Into<String>, expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self { what: what.into(), expected: expected.into(), seen: seen.into(), words: Vec::new() }
    }
}

/// What expectations are compared in the light of.
#[derive(Debug, Clone)]
pub struct Light<'a> {
    /// The last event.
    pub event: Option<&'a Event>,
    /// The clinic's name.
    pub clinic: &'a str,
    /// The clinic's zone.
    pub zone: &'a TimeZone,
    /// The time.
    pub now: Timestamp,
}

/// Compares. An empty list is: as expected.
#[must_use]
pub fn check(expect: &Expect, seen: &Seen, light: &Light<'_>) -> Vec<Mismatch> {
    let mut wrong = Vec::new();
    match (&expect.refused, &seen.refused) {
        (Some(part), Some(reason)) if reason.contains(part.as_str()) => {}
        (None, None) => {}
        (expected, seen) => {
            let expected = expected
                .as_ref()
                .map_or_else(|| "the event is taken".to_owned(), |part| format!("refused with {part:?}"));
            let seen = seen
                .as_ref()
                .map_or_else(|| "the event is taken".to_owned(), |reason| format!("refused: {reason}"));
            wrong.push(Mismatch::new("event", expected, seen));
        }
    }
    let show_text = |text: &SeenText| format!("to {}: {}", text.to, text.body);
    each(&mut wrong, "text", expect.texts.as_deref(), &seen.texts, wanted_text, show_text, |want, got| {
        text(want, got, light)
    });
    each(
        &mut wrong,
        "request",
        expect.requests.as_deref(),
        &seen.requests,
        wanted_request,
        shown_request,
        request,
    );
    let show = |reminder: &SeenReminder| shown_reminder(reminder, light.zone);
    each(
        &mut wrong,
        "reminder",
        expect.reminders.as_deref(),
        &seen.reminders,
        wanted_reminder,
        show,
        |want, got| reminder(want, got, light).map(|expected| Mismatch::new("", expected, show(got))),
    );
    // A request that is not signed is wrong in every scenario.
    for (number, got) in seen.requests.iter().enumerate().filter(|(_, got)| !got.signed) {
        let what = format!("request {}", number + 1);
        wrong.push(Mismatch::new(what, "signed with the deployment's secret", shown_request(got)));
    }
    if let Some(expected) = expect.waiting
        && expected != seen.waiting
    {
        let say = |number: usize| format!("{number} waiting for the EHR");
        wrong.push(Mismatch::new("requests", say(expected), say(seen.waiting)));
    }
    wrong
}

/// Compares two lists one by one, and says what is too much and what is missing.
fn each<W, S>(
    wrong: &mut Vec<Mismatch>,
    what: &str,
    wanted: Option<&[W]>,
    seen: &[S],
    say_wanted: impl Fn(&W) -> String,
    say_seen: impl Fn(&S) -> String,
    compare: impl Fn(&W, &S) -> Option<Mismatch>,
) {
    let Some(wanted) = wanted else { return };
    for number in 0..wanted.len().max(seen.len()) {
        let name = format!("{what} {}", number + 1);
        let mismatch = match (wanted.get(number), seen.get(number)) {
            (Some(want), Some(got)) => compare(want, got),
            (Some(want), None) => Some(Mismatch::new("", say_wanted(want), "none")),
            (None, Some(got)) => Some(Mismatch::new("", "none", say_seen(got))),
            (None, None) => None,
        };
        wrong.extend(mismatch.map(|mismatch| Mismatch { what: name, ..mismatch }));
    }
}

fn wanted_text(text: &Text) -> String {
    let mut parts = Vec::new();
    parts.extend(text.to.iter().map(|to| format!("to {to}")));
    parts.extend(text.exact.iter().map(|exact| format!("{exact:?}")));
    parts.extend(text.contains.iter().map(|part| format!("with {part:?}")));
    parts.extend(text.lacks.iter().map(|part| format!("without {part:?}")));
    parts.extend(text.matches.iter().map(|pattern| format!("that matches /{pattern}/")));
    if parts.is_empty() { "any text".to_owned() } else { format!("a text {}", parts.join(", ")) }
}

fn text(want: &Text, got: &SeenText, light: &Light<'_>) -> Option<Mismatch> {
    let seen = format!("to {}: {}", got.to, got.body);
    let fail = |expected: String| Some(Mismatch::new("", expected, seen.clone()));
    if let Some(to) = want.to.as_ref().filter(|to| **to != got.to) {
        return fail(format!("to {to}"));
    }
    if let Some(exact) = &want.exact {
        let exact = fill(exact, light);
        if exact != got.body {
            let words = words(&exact, &got.body);
            return Some(Mismatch { what: String::new(), expected: exact, seen: got.body.clone(), words });
        }
    }
    if let Some(expected) = missing(&want.contains, &want.lacks, &got.body, light) {
        return fail(expected);
    }
    let pattern = want.matches.as_ref()?;
    // That it is a pattern was checked when the file was read.
    let matches = Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(&got.body));
    if matches { None } else { fail(format!("matches /{pattern}/")) }
}

/// The first part that is missing, or is there and must not be.
fn missing(contains: &[String], lacks: &[String], body: &str, light: &Light<'_>) -> Option<String> {
    let absent = contains.iter().map(|part| fill(part, light)).find(|part| !body.contains(part.as_str()));
    let present = lacks.iter().map(|part| fill(part, light)).find(|part| body.contains(part.as_str()));
    absent.map(|part| format!("with {part:?}")).or_else(|| present.map(|part| format!("without {part:?}")))
}

/// The words that differ, each run with what stands instead.
fn words(expected: &str, seen: &str) -> Vec<(String, String)> {
    let diff = TextDiff::from_words(expected, seen);
    let mut runs: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for change in diff.iter_all_changes() {
        if change.tag() == ChangeTag::Equal {
            // A blank between two changed words belongs to both.
            open = open && change.value().trim().is_empty();
            if let (true, Some((old, new))) = (open, runs.last_mut()) {
                old.push_str(change.value());
                new.push_str(change.value());
            }
            continue;
        }
        if !open {
            runs.push(Default::default());
        }
        open = true;
        if let Some((old, new)) = runs.last_mut() {
            if change.tag() == ChangeTag::Delete { old } else { new }.push_str(change.value());
        }
    }
    runs.into_iter().map(|(old, new)| (old.trim().to_owned(), new.trim().to_owned())).collect()
}

fn wanted_request(request: &Request) -> String {
    let mut parts = vec![request.event_type.clone().unwrap_or_else(|| "a request".to_owned())];
    parts.extend(request.appointment_id.iter().map(|id| format!("for {id}")));
    parts.extend(request.answered.iter().map(|status| format!("answered {status}")));
    parts.extend(request.tries.iter().map(|tries| format!("in {tries} tries")));
    parts.join(" ")
}

fn shown_request(got: &SeenRequest) -> String {
    let signed = if got.signed { "" } else { ", wrongly signed" };
    format!(
        "{} for {} answered {} in {} tries{signed}",
        got.event_type, got.appointment_id, got.answered, got.tries
    )
}

fn request(want: &Request, got: &SeenRequest) -> Option<Mismatch> {
    let fits = want.event_type.as_ref().is_none_or(|kind| *kind == got.event_type)
        && want.appointment_id.as_ref().is_none_or(|id| *id == got.appointment_id)
        && want.answered.is_none_or(|status| status == got.answered)
        && want.tries.is_none_or(|tries| tries == got.tries);
    if fits { None } else { Some(Mismatch::new("", wanted_request(want), shown_request(got))) }
}

fn wanted_reminder(reminder: &Reminder) -> String {
    let mut parts = vec![reminder.offset.clone().unwrap_or_else(|| "a reminder".to_owned())];
    parts.extend(reminder.appointment_id.iter().map(|id| format!("of {id}")));
    parts.extend(reminder.state.iter().cloned());
    parts.extend(reminder.day.iter().map(|day| format!("on {day}")));
    parts.extend(reminder.local_time.iter().map(|time| format!("at {time}")));
    parts.join(" ")
}

fn shown_reminder(got: &SeenReminder, zone: &TimeZone) -> String {
    let at = got.send_at.map_or_else(
        || "at no time".to_owned(),
        |at| at.to_zoned_datetime(zone.clone()).strftime("%a %-d %b %Y at %H:%M").to_string(),
    );
    format!("{} of {} {} {at}", got.offset, got.appointment_id, got.state)
}

/// What of a reminder is not as wanted.
fn reminder(want: &Reminder, got: &SeenReminder, light: &Light<'_>) -> Option<String> {
    let local = got.send_at.map(|at| at.to_zoned_datetime(light.zone.clone()));
    let day = want.day.as_ref().map(|text| {
        when(text, light.now, light.zone, time(0, 0, 0, 0))
            .and_then(|day| day.in_zone(light.zone))
            .map(|day| day.to_zoned_datetime(light.zone.clone()).date())
    });
    let clock = local.as_ref().map(|local| local.strftime("%H:%M").to_string());
    let same = |want: &Option<String>, got: &str| want.as_deref().is_none_or(|want| want == got);
    let fits = same(&want.appointment_id, &got.appointment_id)
        && same(&want.offset, &got.offset)
        && same(&want.state, &got.state)
        && want.local_time.as_ref().is_none_or(|time| Some(time) == clock.as_ref())
        && day.is_none_or(|day| day.is_some() && day == local.map(|local| local.date()));
    if !fits {
        return Some(wanted_reminder(want));
    }
    missing(&want.contains, &want.lacks, got.body.as_deref().unwrap_or_default(), light)
}

/// What may stand in braces, beside a field of the event.
const WORDS: [&str; 2] = ["clinic", "at"];

/// The braces of a text: what stands before each, and what is in it.
fn braces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((before, after)) = rest.split_once('{') else {
            return Some((std::mem::take(&mut rest), None));
        };
        let (inside, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        Some((before, Some(inside)))
    })
}

/// Checks what stands in braces.
pub(super) fn placeholders(text: &str) -> Result<(), String> {
    for (_, inside) in braces(text) {
        let Some(name) = inside.map(|inside| inside.split(':').next().unwrap_or_default()) else { continue };
        if !WORDS.contains(&name) && !FIELDS.contains(&name) {
            return Err(format!(
                "must not have {{{name}}}: clinic, at and an event's fields can stand in braces"
            ));
        }
    }
    Ok(())
}

/// Puts in what stands in braces: `{clinic}`, a field of the last event such as `{patient_first_name}`, and `{at:%A}`,
/// the appointment's time at the clinic in the form that follows the colon (strftime).
#[must_use]
pub(super) fn fill(text: &str, light: &Light<'_>) -> String {
    let mut filled = String::new();
    for (before, inside) in braces(text) {
        filled.push_str(before);
        let Some(inside) = inside else { continue };
        let (name, form) = inside.split_once(':').unwrap_or((inside, "%Y-%m-%d %H:%M"));
        let field = |name: &str| light.event.and_then(|event| event.get(name));
        match name {
            "clinic" => filled.push_str(light.clinic),
            "at" => {
                let time = field("appointment_datetime").unwrap_or_default();
                let at = instant(time, field("appointment_timezone"), Some(light.zone));
                let local = at.map(|at| at.to_zoned_datetime(light.zone.clone()));
                let text = local.ok().and_then(|local| jiff::fmt::strtime::format(form, &local).ok());
                filled.push_str(&text.unwrap_or_default());
            }
            field_name => filled.push_str(field(field_name).unwrap_or_default()),
        }
    }
    filled
}
