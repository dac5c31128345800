//! The scenarios that pam carries hold, and a Flow that is broken makes the right one fail.

use serde_json::Value;

use crate::support::{Pam, Served};

fn documents(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn every_scenario_holds_in_a_sandbox_of_its_own() {
    let pam = Pam::new();
    let listed = pam.json(&["simulate", "scenario", "--list"]);
    let listed = listed["scenarios"].as_array().unwrap();
    assert!(listed.len() >= 6, "{listed:#?}");
    let ran = pam.run(&["simulate", "scenario", "--all", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let documents = documents(&ran.stdout);
    let summary = documents.last().unwrap();
    assert_eq!((&summary["held"], &summary["scenarios"]), (&listed.len().into(), &listed.len().into()));
    let steps: u64 = listed.iter().filter_map(|scenario| scenario["steps"].as_u64()).sum();
    let held = documents.iter().filter(|document| document["ok"] == true).count();
    assert_eq!(held as u64, steps, "each step was played");
}

#[test]
fn a_broken_flow_makes_the_right_scenario_fail_with_what_differs() {
    let pam = Pam::new();
    let directory = pam.home().join("mine");
    let app = directory.to_str().unwrap();
    pam.json(&["app", "export", app]);
    let template = directory.join("studio-templates/appointment-management.json");
    let flow = std::fs::read_to_string(&template).unwrap();
    let broken = flow.replace("\"value\": \"cancel\"", "\"value\": \"kancel\"");
    assert_ne!(flow, broken);
    std::fs::write(&template, broken).unwrap();
    let ran = pam.run(&[
        "simulate",
        "scenario",
        "book-remind-confirm",
        "cancel-by-patient",
        "two-visits-one-phone",
        "--app",
        app,
        "--json",
    ]);
    assert_eq!(ran.code, 8, "{}{}", ran.stdout, ran.stderr);
    let mut documents = documents(&ran.stdout);
    let error = documents.pop().unwrap();
    assert_eq!(error["error"]["code"], "scenario-failed", "{error}");
    assert_eq!(documents.last().unwrap()["failed"], serde_json::json!(["cancel-by-patient"]));
    let step = documents.iter().find(|document| document["ok"] == false).unwrap();
    assert_eq!(step["scenario"], "cancel-by-patient");
    let wrong: Vec<(&str, &str)> = step["mismatches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|wrong| (wrong["what"].as_str().unwrap(), wrong["expected"].as_str().unwrap()))
        .collect();
    assert_eq!(
        wrong,
        [("text 1", "without \"CONFIRM APPT\""), ("request 1", "CANCEL for S-300 answered 200")]
    );

    let shown = pam.run(&["simulate", "scenario", "cancel-by-patient", "--app", app]);
    assert!(shown.stdout.contains("not as expected (line"), "{}", shown.stdout);
    assert!(shown.stdout.contains("- CANCEL for S-300"), "{}", shown.stdout);
}

#[test]
fn a_scenario_is_played_twice_in_a_sandbox_that_is_used() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let refused = pam.run(&["simulate", "scenario", "redelivery", "--sandbox", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (7, "not-deployed"));
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input", "--time-zone", "America/Phoenix"]);
    for _ in 0..2 {
        let ran = pam.run(&["simulate", "scenario", "redelivery", "--sandbox"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
    let refused = pam.run(&["simulate", "scenario", "clocks-change", "--sandbox", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (3, "scenario-settings"), "{}", refused.stdout);
}

#[test]
fn a_file_that_is_no_scenario_is_refused_with_line_and_field() {
    let pam = Pam::new();
    let file = pam.home().join("mine.toml");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "title = \"Mine\"\n\n[[steps]]\nevent = \"boked\"\n").unwrap();
    let refused = pam.run(&["simulate", "scenario", path, "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (3, "scenario-file"), "{}", refused.stdout);
    assert_eq!(refused.json()["error"]["field"], format!("{path}:4"));
    assert!(refused.stdout.contains("steps[0].event must be one of booked"), "{}", refused.stdout);
    let unknown = pam.run(&["simulate", "scenario", "nothing", "--json"]);
    assert_eq!((unknown.code, unknown.error_code().as_str()), (7, "no-such-scenario"));
    let usage = pam.run(&["simulate", "scenario", "--json"]);
    assert_eq!(usage.code, 2);
}
