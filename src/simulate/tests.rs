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

#[test]
fn words_count_in_the_appointments_zone_and_else_in_utc() {
    let made = |at: &str, zone: Option<&str>, clinic: Option<&TimeZone>| {
        let mut overrides = Overrides { at: Some(at.to_owned()), fields: Vec::new() };
        overrides.fields.extend(zone.map(|zone| ("appointment_timezone", zone.to_owned())));
        let event = event(EventType::Booked, &overrides, now(), clinic);
        event.map(|event| event.get("appointment_datetime").unwrap().to_owned())
    };
    let clinic = TimeZone::get("America/New_York").unwrap();
    assert_eq!(made("tomorrow 14:00", None, Some(&clinic)).unwrap(), "2026-03-07T14:00:00");
    assert_eq!(made("tomorrow 14:00", None, None).unwrap(), "2026-03-07T14:00:00Z");
    // In Auckland it is tomorrow already.
    assert_eq!(
        made("tomorrow 14:00", Some("Pacific/Auckland"), Some(&clinic)).unwrap(),
        "2026-03-08T14:00:00"
    );
    assert_eq!(made("someday", None, Some(&clinic)).unwrap_err().field, "appointment_datetime");
    assert_eq!(made("tomorrow", Some("Nowhere"), None).unwrap_err().field, "appointment_timezone");
}

#[test]
fn a_field_that_no_event_has_is_refused_with_the_one_that_was_meant() {
    let json = serde_json::json!({"event_type": "BOOKED", "patient_fone": "+12025550175"});
    let refused = super::given(&json, &Overrides::default(), now(), None).unwrap_err();
    assert!(refused.rule.ends_with("did you mean patient_phone?"), "{}", refused.rule);
}
