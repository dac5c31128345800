//! The demo as a new user types it.

use crate::support::Pam;
use serde_json::Value;

const STEPS: [&str; 9] = [
    "sandbox",
    "deploy",
    "booked",
    "confirm-reply",
    "confirmed",
    "first-reminder",
    "rescheduled",
    "cancel-reply",
    "canceled",
];

#[test]
fn every_step_of_the_demo_holds_twice_in_a_row() {
    let pam = Pam::new();
    for _ in 0..2 {
        let ran = pam.run(&["demo", "--exit", "--json"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let steps: Vec<Value> =
            ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let names: Vec<&str> = steps.iter().filter_map(|step| step["step"].as_str()).collect();
        assert_eq!(names, STEPS);
        for step in &steps {
            assert_eq!(step["ok"], true, "{step:#}");
            assert!(step["checks"].as_array().is_some_and(|checks| !checks.is_empty()), "{step:#}");
        }
    }
}

#[test]
fn the_demo_tells_its_story_to_a_person() {
    let ran = Pam::new().run(&["demo", "--exit", "--color", "never"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout.matches('✓').count(), STEPS.len(), "{}", ran.stdout);
    for told in ["CONFIRM APPT", "reminder 48h before", "EHR     <", "patient > CANCEL APPT"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
}
