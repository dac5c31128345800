use jiff::tz::TimeZone;
use serde_json::json;

use super::{Light, Mismatch, Scenario, Seen, SeenReminder, SeenRequest, SeenText, check, shipped};
use crate::appointment::Event;

const BOOKED: &str = "title = \"T\"\n[[steps]]\nevent = \"booked\"\n";

fn event() -> Event {
    Event::parse(&json!({
        "event_type": "BOOKED", "patient_first_name": "Ana", "appointment_datetime": "2026-03-09T09:30",
    }))
    .unwrap()
}

/// Compares what was seen with the expectations of one step, in New York on a Friday afternoon.
fn compared(expect: &str, seen: &Seen) -> Vec<Mismatch> {
    let scenario = Scenario::parse(&format!("{BOOKED}[steps.expect]\n{expect}")).unwrap();
    let (event, zone) = (event(), TimeZone::get("America/New_York").unwrap());
    let now = "2026-03-06T20:00:00Z".parse().unwrap();
    let light = Light { event: Some(&event), clinic: "Owl Health", zone: &zone, now };
    check(&scenario.steps[0].expect, seen, &light)
}

fn text(body: &str) -> Seen {
    let texts = vec![SeenText { to: "+12025550175".to_owned(), body: body.to_owned() }];
    Seen { texts, ..Seen::default() }
}

#[test]
fn every_shipped_scenario_is_one() {
    let names: Vec<&str> = shipped().map(|(name, _)| name).collect();
    assert!(names.len() >= 6, "{names:?}");
    for (name, text) in shipped() {
        let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let checked = scenario.steps.iter().filter(|step| step.expect != Default::default()).count();
        assert!(checked >= 3, "{name} expects too little");
    }
}

#[test]
fn the_scenario_in_the_documentation_is_one() {
    let text = include_str!("../../docs/operate.md");
    let (_, rest) = text.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    assert_eq!(Scenario::parse(example).unwrap().steps.len(), 3);
}

#[test]
fn what_is_wrong_with_a_file_is_named_with_its_line() {
    for (text, line, part) in [
        ("title = \"T\"\nsteps = []\n", 1, "steps must not be empty"),
        ("title = \"T\"\nwhat = 1\n", 2, "unknown field `what`"),
        ("title = \"T\"\n[[steps]]\nevent = \"boked\"\n", 3, "steps[0].event must be one of booked"),
        (
            "title = \"T\"\n[event]\npatient_fone = \"1\"\n[[steps]]\nevent = \"booked\"\n",
            3,
            "patient_phone?",
        ),
        (
            "title = \"T\"\n[[steps]]\nevent = \"booked\"\nreply = \"x\"\n",
            2,
            "do one thing, not event and reply",
        ),
        ("title = \"T\"\n[[steps]]\n\n[[steps]]\nreply = \"x\"\n", 2, "do or expect something"),
        ("title = \"T\"\n[[steps]]\nreply = \"x\"\nat = \"tomorrow\"\n", 4, "beside an event"),
        ("title = \"T\"\n[[steps]]\nagain = true\n", 2, "again must follow"),
        ("title = \"T\"\n[[steps]]\nehr_answers = 999\n", 3, "from 200 to 599"),
        ("title = \"T\"\n[[steps]]\nevent = 7\n", 3, "string"),
        (
            "title = \"T\"\n[[steps]]\nevent = \"booked\"\n[steps.expect]\ntexts = [{ matches = \"(\" }]\n",
            4,
            "pattern",
        ),
        (
            "title = \"T\"\n[[steps]]\nevent = \"booked\"\n[steps.expect]\ntexts = [{ exact = \"{who}\" }]\n",
            4,
            "{who}",
        ),
        ("title = \"T\"\n[[steps]\n", 2, ""),
    ] {
        let wrong = Scenario::parse(text).unwrap_err();
        assert_eq!(wrong.line, line, "{text}: {wrong}");
        assert!(wrong.reason.contains(part), "{text}: {wrong}");
    }
}

#[test]
fn a_steps_fields_go_before_the_scenarios() {
    let text = "title = \"T\"\n[event]\nappointment_id = \"A\"\npatient_id = \"P\"\n[[steps]]\nevent = \"booked\"\n\
                with = { appointment_id = \"B\" }\n";
    let scenario = Scenario::parse(text).unwrap();
    let super::Action::Event(step) = &scenario.steps[0].action else { panic!("an event") };
    let value =
        |name: &str| step.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str());
    assert_eq!((value("appointment_id"), value("patient_id")), (Some("B"), Some("P")));
    assert_eq!(step.fields.len(), 2);
}

#[test]
fn texts_are_compared_by_parts_patterns_and_wholly() {
    let body = "Owl Health: Hello Ana, your visit is on Monday, March 9 at 9:30 AM.";
    for holds in [
        "texts = [{ contains = [\"{clinic}\", \"{patient_first_name}\", \"{at:%A, %B %-d}\"], lacks = [\"Leo\"] }]",
        "texts = [{ matches = \"March \\\\d{1,2}\", to = \"+12025550175\" }]",
        "texts = [{ exact = \"{clinic}: Hello Ana, your visit is on {at:%A, %B %-d} at 9:30 AM.\" }]",
        "requests = []",
    ] {
        assert_eq!(compared(holds, &text(body)), [], "{holds}");
    }
    for fails in [
        "texts = []",
        "texts = [{}, {}]",
        "texts = [{ contains = [\"Ana\", \"Tuesday\"] }]",
        "texts = [{ lacks = [\"Ana\"] }]",
        "texts = [{ matches = \"^Hello\" }]",
        "texts = [{ to = \"+12025550176\" }]",
        "texts = [{ exact = \"Hello\" }]",
        "requests = [{}]",
        "refused = \"phone\"",
        "waiting = 1",
    ] {
        assert_eq!(compared(fails, &text(body)).len(), 1, "{fails}");
    }
}

#[test]
fn words_that_differ_are_told() {
    let wrong = compared(
        "texts = [{ exact = \"Your visit is on Monday at ten.\" }]",
        &text("Your date is on Monday."),
    );
    let words: Vec<(&str, &str)> =
        wrong[0].words.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    assert_eq!(words, [("visit", "date"), ("Monday at ten.", "Monday.")]);
}

#[test]
fn requests_and_reminders_are_compared_one_by_one() {
    let request = SeenRequest {
        event_type: "CONFIRM".to_owned(),
        appointment_id: "A".to_owned(),
        answered: 503,
        tries: 3,
        signed: true,
    };
    let reminder = SeenReminder {
        appointment_id: "A".to_owned(),
        offset: "48h".to_owned(),
        state: "scheduled".to_owned(),
        send_at: Some("2026-03-08T14:00:00Z".parse().unwrap()),
        body: Some("Reply CONFIRM APPT".to_owned()),
    };
    let mut seen = Seen { requests: vec![request], reminders: vec![reminder], waiting: 1, ..Seen::default() };
    let holds = "requests = [{ event_type = \"CONFIRM\", answered = 503, tries = 3 }]\nwaiting = 1\n\
                 reminders = [{ offset = \"48h\", day = \"in 2 days\", local_time = \"10:00\", contains = [\"CONFIRM\"] }]";
    assert_eq!(compared(holds, &seen), []);
    for fails in [
        "requests = [{ tries = 1 }]",
        "requests = [{ appointment_id = \"B\" }]",
        "reminders = []",
        "reminders = [{ local_time = \"09:00\" }]",
        "reminders = [{ day = \"tomorrow\" }]",
        "reminders = [{ day = \"some day\" }]",
        "reminders = [{ lacks = [\"CONFIRM\"] }]",
        "reminders = [{ state = \"parked\" }]",
    ] {
        assert_eq!(compared(fails, &seen).len(), 1, "{fails}");
    }
    seen.requests[0].signed = false;
    assert_eq!(compared("", &seen).len(), 1, "a request that is not signed is wrong everywhere");
}
