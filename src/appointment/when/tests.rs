use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::{When, when};

/// Friday afternoon in New York.
fn now() -> Timestamp {
    "2026-03-06T20:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Option<String> {
    let zone = TimeZone::get("America/New_York").unwrap();
    when(text, now(), &zone, time(10, 0, 0, 0)).map(When::to_text)
}

#[test]
fn days_and_times_are_read_as_people_say_them() {
    for (text, expected) in [
        ("today 18:30", "2026-03-06T18:30:00"),
        ("tomorrow", "2026-03-07T10:00:00"),
        ("Tomorrow at 14:00", "2026-03-07T14:00:00"),
        ("tomorrow, 9:30am", "2026-03-07T09:30:00"),
        ("in 3 days 9:30", "2026-03-09T09:30:00"),
        ("in 1 week noon", "2026-03-13T12:00:00"),
        ("in 5 weeks", "2026-04-10T10:00:00"),
        ("friday 12am", "2026-03-13T00:00:00"),
        ("mon 3pm", "2026-03-09T15:00:00"),
        ("spring-forward 2:30", "2026-03-08T02:30:00"),
        ("2 days before fall-back 8:00", "2026-10-30T08:00:00"),
        ("1 day after spring-forward", "2026-03-09T10:00:00"),
        ("in 90 minutes", "2026-03-06T21:30:00Z"),
        ("in 2 hours", "2026-03-06T22:00:00Z"),
        ("2026-03-09", "2026-03-09T10:00:00"),
        ("2026-03-09 09:30", "2026-03-09T09:30:00"),
        ("2026-03-09T09:30", "2026-03-09T09:30:00"),
        ("2026-03-09T09:30:00-05:00", "2026-03-09T14:30:00Z"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_time_is_none() {
    for text in [
        "",
        "soon",
        "tomorrow 25:00",
        "tomorrow 9",
        "in -3 days",
        "in 3 parsecs",
        "in days",
        "14:00",
        "tomorrow 9:30 10:30",
        "13pm",
        "tomorrow 13pm",
        "in 99999999 days",
        "in 9999999999999999 hours",
        "before",
        "3 days before christmas",
    ] {
        assert_eq!(read(text), None, "{text:?}");
    }
    let utc = when("spring-forward", now(), &TimeZone::UTC, time(0, 0, 0, 0));
    assert_eq!(utc, None, "a zone whose clocks never change");
}

#[test]
fn wall_time_that_a_clock_change_leaves_out_moves_forward() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let gap = when("spring-forward 2:30", now(), &zone, time(0, 0, 0, 0)).unwrap();
    assert_eq!(gap.in_zone(&zone).unwrap().to_string(), "2026-03-08T07:30:00Z");
}
