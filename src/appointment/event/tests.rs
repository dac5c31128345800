use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Event, EventType, FIELDS, instant};

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
    assert_eq!(check(json("2026-03-09T17:00:00Z", json!(true))), Err("patient_phone"));
    assert_eq!(check(json!({"event_type": "MOVED"})), Err("event_type"));
    assert_eq!(check(json!({"event_type": "BOOKED", "patient_fone": "1"})), Err("event"));
    assert_eq!(check(json!([])), Err("event"));
}

#[test]
fn every_event_that_pam_ships_fits_the_schema_of_its_type_and_no_other() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../assets/schema/event.schema.json")).unwrap();
    let known = schema["$defs"]["fields"]["properties"].as_object().unwrap();
    assert_eq!(known.keys().collect::<Vec<_>>().len(), FIELDS.len());
    assert!(FIELDS.iter().all(|field| known.contains_key(*field)));
    for kind in EventType::ALL {
        let file =
            format!("{}/assets/events/{}.json", env!("CARGO_MANIFEST_DIR"), kind.as_str().to_lowercase());
        let mut event: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        event["event_datetime_utc"] = json!("2026-03-09T16:00:00Z");
        event["appointment_datetime"] = json!("2026-03-11T09:30");
        assert!(jsonschema::is_valid(&schema, &event), "{kind}");
        Event::parse(&event).unwrap().check(at("2026-03-09T16:00:00Z"), Some(&TimeZone::UTC)).unwrap();
        for other in EventType::ALL {
            let one = json!({"$ref": format!("#/$defs/{other}"), "$defs": schema["$defs"]});
            assert_eq!(jsonschema::is_valid(&one, &event), kind == other, "{kind} as {other}");
        }
    }
}

#[test]
fn an_id_may_be_a_whole_number_that_json_keeps() {
    let read = |id: Value| Event::parse(&json!({"event_type": "BOOKED", "appointment_id": id}));
    assert_eq!(read(json!(4711)).unwrap().get("appointment_id"), Some("4711"));
    assert_eq!(read(json!("0042")).unwrap().get("appointment_id"), Some("0042"));
    for other in [json!(1.5), json!(9_007_199_254_740_993_i64), json!(true), json!(["4711"])] {
        assert_eq!(read(other.clone()).unwrap_err().field, "appointment_id", "{other}");
    }
}
