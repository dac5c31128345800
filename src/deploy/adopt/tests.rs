use std::collections::BTreeMap;

use serde_json::json;

use super::{Original, duration, time_of_day};

fn original(variables: &[(&str, &str)]) -> Original {
    let service = json!({"sid": format!("ZS{:032x}", 1), "unique_name": "patient-appointment-management",
                         "friendly_name": "patient-appointment-management"});
    Original {
        service: serde_json::from_value(service).unwrap(),
        variables: variables.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        flow: None,
        messaging: None,
        verify: None,
        scheduled: Vec::new(),
    }
}

#[test]
fn its_settings_are_said_in_pams_words() {
    let found = original(&[
        ("CUSTOMER_NAME", "Owl Health"),
        ("ADMINISTRATOR_PHONE", "+12025550170"),
        ("REMINDER_FIRST_TIMING", "0800"),
        ("REMINDER_SECOND_TIMING", "0130"),
        ("REMINDER_OUTREACH_START", "0930"),
        ("REMINDER_OUTREACH_FINISH", "2400"),
        ("REPLY_WAIT_TIME", "120"),
        ("SALT", ""),
    ])
    .settings();
    let wanted = BTreeMap::from([
        ("CUSTOMER_NAME", "Owl Health"),
        ("ADMINISTRATOR_PHONE_NUMBER", "+12025550170"),
        ("REMINDER_FIRST_TIMING", "8h"),
        ("REMINDER_SECOND_TIMING", "90m"),
        ("REMINDER_OUTREACH_START", "09:30"),
    ]);
    assert_eq!(found, wanted.into_iter().map(|(key, value)| (key, value.to_owned())).collect());
}

#[test]
fn what_is_no_time_is_left_out() {
    for value in ["", "800", "08:00", "0860", "aaaa", "٠٨٠٠"] {
        assert_eq!((duration(value), time_of_day(value)), (None, None), "{value}");
    }
    assert_eq!(time_of_day("2400").as_deref(), Some("23:59"));
    assert_eq!((time_of_day("2401"), duration("4800").as_deref()), (None, Some("48h")));
}
