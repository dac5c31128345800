use std::collections::BTreeSet;

use super::{SETTINGS, Setting, check_together, invalid, missing};

#[test]
fn every_default_passes_its_own_check() {
    for setting in &SETTINGS {
        for default in [setting.default, setting.sandbox_default].into_iter().flatten() {
            assert_eq!(setting.check(default).as_deref(), Ok(default), "{}", setting.variable);
        }
    }
}

#[test]
fn no_two_settings_share_a_name() {
    let names: Vec<&str> = SETTINGS
        .iter()
        .flat_map(|setting| [setting.variable, setting.flag])
        .chain(SETTINGS.iter().filter_map(|setting| setting.former))
        .collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn off_is_a_value_where_something_can_be_switched_off() {
    for setting in &SETTINGS {
        let checked = setting.check("Off");
        if setting.can_be_off {
            assert_eq!(checked.as_deref(), Ok("off"));
            assert!(setting.check("what?").unwrap_err().ends_with("or off"), "the rule says so");
        } else {
            assert_ne!(checked.as_deref(), Ok("off"), "{}", setting.variable);
        }
    }
}

#[test]
fn errors_name_every_way_to_give_a_value_and_a_secret_has_no_place_in_a_file() {
    let zone = Setting::of("TIME_ZONE").unwrap();
    for error in [missing(zone), invalid(zone, "TIME_ZONE", Some("pam.toml, line 3"), "must be a time zone")]
    {
        let hint = error.hints.join(" ");
        assert!(["--time-zone", "TIME_ZONE", "pam.toml"].iter().all(|way| hint.contains(way)), "{hint}");
    }
    let password = missing(Setting::of("APPLICATION_PASSWORD").unwrap());
    assert!(!password.hints.join(" ").contains("pam.toml"));
}

#[test]
fn the_outreach_window_ends_after_it_starts() {
    let values = |start: &str, finish: &str| {
        [("REMINDER_OUTREACH_START", start), ("REMINDER_OUTREACH_FINISH", finish)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    };
    assert!(check_together(&values("08:00", "20:00")).is_ok());
    assert!(check_together(&values("20:00", "08:00")).is_err());
    assert!(check_together(&values("08:00", "08:00")).is_err());
}
