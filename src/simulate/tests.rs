use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Overrides, event};
use crate::appointment::EventType;

fn now() -> Timestamp {
    "2026-03-06T20:00:00Z".parse().unwrap()
}

#[test]
fn every_event_can_be_played_without_any_flag() {
    let clinic = TimeZone::get("America/New_York").unwrap();
    for kind in EventType::ALL {
        let event = event(kind, &Overrides::default(), now(), Some(&clinic)).unwrap();
        assert_eq!(event.kind(), kind);
        assert_eq!(event.get("appointment_datetime"), Some("2026-03-09T10:00:00"));
        assert_eq!(event.get("event_datetime_utc"), Some("2026-03-06T20:00:00Z"));
    }
}

#[test]
fn a_flag_replaces_the_sample_and_is_checked() {
    let overrides =
        |at: &str| Overrides { at: Some(at.to_owned()), fields: vec![("appointment_id", "A 7".to_owned())] };
    let made = event(EventType::Booked, &overrides("2026-03-07T09:30:00-05:00"), now(), None).unwrap();
    assert_eq!(made.get("appointment_id"), Some("A 7"));
    let refused = |at: &str| event(EventType::Booked, &overrides(at), now(), None).unwrap_err().field;
    assert_eq!(refused("2026-03-01T09:30:00Z"), "appointment_datetime");
    assert_eq!(refused("2026-03-07T09:30"), "appointment_timezone");
}
