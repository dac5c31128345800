use super::{SETTINGS, Setting, check_together};

fn setting(variable: &str) -> Setting {
    *SETTINGS.iter().find(|setting| setting.variable == variable).unwrap()
}

#[test]
fn every_default_passes_its_own_check() {
    for setting in SETTINGS {
        for default in [setting.default, setting.sandbox_default].into_iter().flatten() {
            assert_eq!(setting.check(default).as_deref(), Ok(default), "{}", setting.variable);
        }
    }
}

#[test]
fn values_are_put_into_one_form() {
    for (variable, value, expected) in [
        ("CUSTOMER_NAME", "  Klinik Süd ", "Klinik Süd"),
        ("TWILIO_PHONE_NUMBER", "(202) 555-0123", "+12025550123"),
        ("TIME_ZONE", "america/new_york", "America/New_York"),
        ("REMINDER_OUTREACH_START", "8:00", "08:00"),
        ("REMINDER_FIRST_TIMING", "2d", "2d"),
        ("IE_ENDPOINT", "https://ehr.clinic.org/in", "https://ehr.clinic.org/in"),
    ] {
        assert_eq!(setting(variable).check(value).as_deref(), Ok(expected), "{variable}");
    }
}

#[test]
fn wrong_values_are_refused_with_the_rule() {
    let long = "x".repeat(451);
    for (variable, values) in [
        ("CUSTOMER_NAME", vec!["", " ", "a\nb", &long]),
        ("TIME_ZONE", vec!["", "EST", "Mars/Olympus", "-0700"]),
        (
            "IE_ENDPOINT",
            vec![
                "",
                "ehr",
                "http://ehr.clinic.org",
                "https://your.ngrok.io",
                "https://user:pass@ehr.clinic.org",
                "https://example.com/x",
            ],
        ),
        ("REMINDER_FIRST_TIMING", vec!["", "800", "14m", "36d", "-2h", "2w", "é"]),
        ("REMINDER_OUTREACH_START", vec!["", "8", "24:00", "08:60", "0800", "+8:00"]),
    ] {
        for value in values {
            let problem = setting(variable).check(value).unwrap_err();
            assert!(problem.starts_with("must"), "{variable} {value}: {problem}");
        }
    }
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
