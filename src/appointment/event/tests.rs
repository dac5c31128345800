use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{Event, instant};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn an_offset_in_the_time_outranks_every_zone() {
    let clinic = TimeZone::get("America/New_York").unwrap();
    for (time, zone, expected) in [
        ("2026-03-09T09:30:00-07:00", Some("America/New_York"), "2026-03-09T16:30:00Z"),
        ("2026-03-09T09:30:00Z", None, "2026-03-09T09:30:00Z"),
        ("2026-03-09T09:30", Some("-0700"), "2026-03-09T16:30:00Z"),
        ("2026-03-09T09:30", Some("-07:00"), "2026-03-09T16:30:00Z"),
        ("2026-03-09T09:30", Some("+0530"), "2026-03-09T04:00:00Z"),
        ("2026-03-09T09:30", Some("America/Los_Angeles"), "2026-03-09T16:30:00Z"),
        ("2026-03-09 09:30", None, "2026-03-09T13:30:00Z"),
        ("2026-03-09T09:30:15", Some(""), "2026-03-09T13:30:15Z"),
    ] {
        assert_eq!(instant(time, zone, Some(&clinic)).unwrap(), at(expected), "{time} {zone:?}");
    }
}

#[test]
fn a_time_without_any_zone_is_refused_by_name() {
    let error = instant("2026-03-09T09:30", None, None).unwrap_err();
    assert_eq!(error.field, "appointment_timezone");
    for (time, zone, field) in [
        ("2026-W10", None, "appointment_datetime"),
        ("tomorrow", None, "appointment_datetime"),
        ("2026-03-09T09:30", Some("MST7"), "appointment_timezone"),
        ("2026-03-09T09:30", Some("+9999"), "appointment_timezone"),
        ("2026-03-09T09:30", Some("Mars/Olympus"), "appointment_timezone"),
    ] {
        assert_eq!(instant(time, zone, None).unwrap_err().field, field, "{time} {zone:?}");
    }
}

#[test]
fn an_event_is_checked_before_it_is_sent() {
    let now = at("2026-03-09T16:00:00Z");
    let json = |time: &str, phone: serde_json::Value| {
        json!({"event_type": "booked", "event_datetime_utc": "2026-03-09T16:00:00Z", "appointment_id": "A1",
               "patient_phone": phone, "appointment_datetime": time})
    };
    let check =
        |value| Event::parse(&value).and_then(|event| event.check(now, None)).map_err(|error| error.field);
    assert_eq!(check(json("2026-03-09T17:00:00Z", json!("+12025550143"))), Ok(()));
    assert_eq!(check(json("2026-03-09T15:00:00Z", json!("+12025550143"))), Err("appointment_datetime"));
    assert_eq!(check(json("2026-03-09T17:00:00Z", json!(null))), Err("patient_phone"));
    assert_eq!(check(json("2026-03-09T17:00:00Z", json!(12))), Err("patient_phone"));
    assert_eq!(check(json!({"event_type": "MOVED"})), Err("event_type"));
    assert_eq!(check(json!({"event_type": "BOOKED", "patient_fone": "1"})), Err("event"));
    assert_eq!(check(json!([])), Err("event"));
}
