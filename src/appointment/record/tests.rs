use serde_json::{Value, json};

use super::{Record, ReminderState};

const SCHEMA: &str = include_str!("../../../assets/schema/appointment-record.schema.json");
const EXAMPLE: &str = include_str!("../../../assets/schema/appointment-record.example.json");

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

fn is_valid(record: &Value) -> bool {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::is_valid(&schema, record)
}

#[test]
fn the_example_fits_the_schema_and_is_read() {
    assert!(is_valid(&example()));
    let record = Record::parse(&example()).unwrap();
    assert_eq!((record.appointment_id.as_str(), record.reminders.len()), ("A-20417", 2));
    assert_eq!(record.reminders[1].delivery.as_deref(), Some("delivered"));
    assert_eq!(record.last_failed_text.unwrap().kind, "REPLY");
}

#[test]
fn every_state_of_the_schema_is_known_and_the_other_way_round() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let states = schema["$defs"]["reminder"]["properties"]["state"]["enum"].as_array().unwrap();
    for state in states {
        let read: ReminderState = serde_json::from_value(state.clone()).unwrap();
        assert_eq!(state, read.as_str());
    }
    assert_eq!(states.len(), 8);
}

#[test]
fn a_changed_state_leaves_the_rest_and_still_fits_the_schema() {
    let mut record = example();
    let id = record["reminders"][0]["id"].as_str().unwrap().to_owned();
    assert!(Record::set_reminder_state(&mut record, &id, ReminderState::Canceled, "canceled-by-operator"));
    assert!(is_valid(&record));
    record["reminders"][0]["state"] = json!("scheduled");
    record["reminders"][0]["reason"] = Value::Null;
    assert_eq!(record, example());
    assert!(!Record::set_reminder_state(&mut record, "other", ReminderState::Canceled, ""));
    assert_eq!(record, example());
}

#[test]
fn an_id_becomes_the_key_that_the_functions_use() {
    let keys: Value =
        serde_json::from_str(include_str!("../../../assets/schema/appointment-keys.example.json")).unwrap();
    for (id, key) in keys.as_object().unwrap() {
        assert_eq!(Record::key(id), *key, "{id}");
    }
}

#[test]
fn an_id_is_marked_in_logs_as_the_functions_mark_it() {
    let example: Value =
        serde_json::from_str(include_str!("../../../assets/schema/appointment-marks.example.json")).unwrap();
    let key = hex::decode(example["key"].as_str().unwrap()).unwrap();
    for (id, mark) in example["marks"].as_object().unwrap() {
        assert_eq!(Record::log_mark(&key, id), *mark, "{id}");
    }
}

#[test]
fn a_phone_lists_its_appointments() {
    let item =
        json!({"version": 1, "appointments": [{"appointment_id": "A-1"}, {"appointment_id": "A-2"}, {}]});
    assert_eq!(Record::ids_of_phone(&item), ["A-1", "A-2"]);
    assert!(Record::ids_of_phone(&json!({})).is_empty());
}
