use super::{Kind, duration_of_hhmm};

#[test]
fn values_are_put_into_one_form() {
    for (kind, value, expected) in [
        (Kind::Text, "  Klinik Süd ", "Klinik Süd"),
        (Kind::Phone, "(202) 555-0123", "+12025550123"),
        (Kind::Zone, "america/new_york", "America/New_York"),
        (Kind::TimeOfDay, "8:00", "08:00"),
        (Kind::TimeOfDay, "0830", "08:30"),
        (Kind::Duration, "2d", "2d"),
        (Kind::Url, "https://ehr.clinic.org/in?a=b=c#d", "https://ehr.clinic.org/in?a=b=c#d"),
        (Kind::Url, "http://127.0.0.1:8080/in", "http://127.0.0.1:8080/in"),
        (Kind::Url, "https://api.yourhealth.org/in", "https://api.yourhealth.org/in"),
        (Kind::Password, " twelve letters ", " twelve letters "),
    ] {
        assert_eq!(kind.check(value).as_deref(), Ok(expected), "{value}");
    }
}

#[test]
fn wrong_values_are_refused_with_the_rule() {
    let long = "x".repeat(451);
    let no_urls =
        ["", "ehr", "http://ehr.clinic.org", "https://user:pass@ehr.clinic.org", "ftp://ehr.clinic.org"];
    for (kind, values) in [
        (Kind::Text, vec!["", " ", "a\nb", &long]),
        (Kind::Zone, vec!["", "EST", "Mars/Olympus", "-0700"]),
        (Kind::Url, no_urls.to_vec()),
        (Kind::Duration, vec!["", "800", "4800", "14m", "36d", "-2h", "2w", "é"]),
        (Kind::TimeOfDay, vec!["", "8", "800", "24:00", "2400", "08:60", "0860", "+8:00", "+800"]),
        (Kind::Phone, vec!["", "12", "+1XXXXXXXXXX"]),
        (Kind::Password, vec!["", "eleven char", "twelve\nletters", "twelve\tletters"]),
    ] {
        for value in values {
            let problem = kind.check(value).unwrap_err();
            assert!(problem.starts_with("must"), "{kind:?} {value}: {problem}");
        }
    }
}

#[test]
fn the_zone_that_was_probably_meant_is_named() {
    for (written, meant) in [
        ("america/newyork", Some("America/New_York")),
        ("New York", Some("America/New_York")),
        ("Chicgo", Some("America/Chicago")),
        ("Oslo", Some("Europe/Oslo")),
        ("EST", None),
        ("Mars/Olympus", None),
    ] {
        let problem = Kind::Zone.check(written).unwrap_err();
        let named = problem.split_once("did you mean ").map(|(_, zone)| zone.trim_end_matches('?'));
        assert_eq!(named, meant, "{written}");
    }
}

#[test]
fn placeholders_are_no_endpoints() {
    for host in [
        "your.ngrok.io",
        "YOUR.NGROK.IO",
        "your-subdomain.ngrok-free.app",
        "yourdomain.com",
        "api.your-company.com",
        "example.com",
        "www.example.org",
        "clinic.invalid.",
        "changeme.com",
    ] {
        let problem = Kind::Url.check(&format!("https://{host}/in")).unwrap_err();
        assert!(problem.contains("placeholder"), "{host}: {problem}");
    }
}

#[test]
fn an_older_installers_hours_and_minutes_become_durations() {
    for (old, new) in [("4800", Some("48h")), ("0130", Some("90m")), ("0015", Some("15m"))] {
        assert_eq!(duration_of_hhmm(old).as_deref(), new);
    }
    for other in ["48h", "800", "0160", "48000", "é48", ""] {
        assert_eq!(duration_of_hhmm(other), None, "{other}");
    }
}
