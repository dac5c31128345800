use jiff::Timestamp;
use serde_json::json;

use super::{Filter, Listed, Selection, States, listed};
use crate::appointment::{Record, ReminderState};

fn now() -> Timestamp {
    "2026-03-06T20:00:00Z".parse().unwrap()
}

/// One appointment with a reminder in each of four states.
fn all() -> Vec<Listed> {
    let reminder = |id: &str, state: &str, send_at: &str, sid: Option<&str>| {
        json!({"id": id, "offset": "48h", "to": "+12025550175", "send_at": send_at, "state": state,
               "message_sid": sid, "reason": null})
    };
    let record = json!({
        "appointment_id": "A-1", "state": "booked", "starts_at": "2026-03-09T20:00:00Z",
        "patient": {"id": "P-1", "first_name": "Ana", "last_name": "Whitfield", "phone": "+12025550199"},
        "provider": {"id": "D-1", "first_name": "", "last_name": "López"},
        "reminders": [
            reminder("past", "scheduled", "2026-03-05T20:00:00Z", Some("SM1")),
            reminder("next", "scheduled", "2026-03-07T20:00:00Z", Some("SM2")),
            reminder("cut", "obsolete", "2026-03-08T20:00:00Z", Some("SM3")),
            reminder("far", "parked", "2026-03-09T08:00:00Z", None),
        ],
    });
    listed("A-1", &Record::parse(&record).unwrap()).collect()
}

fn ids(filter: &Filter) -> Vec<String> {
    all().into_iter().filter(|listed| filter.holds(listed, now())).map(|listed| listed.reminder.id).collect()
}

#[test]
fn states_mean_what_will_happen_and_not_what_the_record_says_yet() {
    let of = |states: States| ids(&Filter { states, ..Filter::default() });
    assert_eq!(of(States::Pending), ["next", "far"]);
    assert_eq!(of(States::Unfinished), ["next", "cut", "far"]);
    assert_eq!(of(States::Sendable), ["next", "far"]);
    assert_eq!(of(States::All).len(), 4);
    assert_eq!(of(States::These(vec![ReminderState::Sent])), ["past"]);
    assert_eq!(of(States::These(vec![ReminderState::Scheduled])), ["next"]);
}

#[test]
fn every_condition_has_to_be_met() {
    let with = |change: &dyn Fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        ids(&filter)
    };
    let both = ["next", "far"];
    assert_eq!(with(&|filter| filter.appointment = Some("A-1".to_owned())), both);
    assert_eq!(with(&|filter| filter.patient = Some("whit".to_owned())), both);
    assert_eq!(with(&|filter| filter.patient = Some("P-1".to_owned())), both);
    assert_eq!(with(&|filter| filter.provider = Some("LÓPEZ".to_owned())), both);
    assert_eq!(
        with(&|filter| filter.phone = Some("+12025550175".to_owned())),
        both,
        "where the reminder goes"
    );
    assert_eq!(with(&|filter| filter.from = Some("2026-03-08T00:00:00Z".parse().unwrap())), ["far"]);
    assert_eq!(with(&|filter| filter.to = Some("2026-03-07T20:00:01Z".parse().unwrap())), ["next"]);
    assert_eq!(with(&|filter| filter.to = Some("2026-03-07T20:00:00Z".parse().unwrap())), [""; 0]);
    assert_eq!(with(&|filter| filter.messages = vec!["SM2".to_owned(), "SM9".to_owned()]), ["next"]);
    let none = |filter: &mut Filter| {
        filter.appointment = Some("A-1".to_owned());
        filter.patient = Some("P-2".to_owned());
    };
    assert_eq!(with(&none), [""; 0]);
}

#[test]
fn a_selection_says_something() {
    assert_eq!(Selection::new(Filter::default()), None);
    assert_eq!(Selection::new(Filter { states: States::All, ..Filter::default() }), None);
    assert!(Selection::new(Filter { phone: Some("+12025550175".to_owned()), ..Filter::default() }).is_some());
}
