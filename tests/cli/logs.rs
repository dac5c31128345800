//! One timeline of what happened, and the addresses of what is deployed.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Pam, Served};

fn logs(pam: &Pam, args: &[&str]) -> Vec<Value> {
    let ran = pam.run(&[&["logs", "--sandbox", "--json"], args].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn book(pam: &Pam, id: &str, phone: &str) {
    pam.json(&["simulate", "booked", "--sandbox", "--appointment-id", id, "--patient-phone", phone]);
}

#[test]
fn executions_functions_and_messages_stand_on_one_timeline() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let (ana, leo) = ("+12025550151", "+12025550152");
    book(&pam, "T-1", ana);
    book(&pam, "T-2", leo);
    book(&pam, "T-3", ana);
    pam.json(&["sandbox", "inbox", "--answer-with", "503"]);
    pam.json(&["sandbox", "reply", leo, "confirm appt"]);

    let all = logs(&pam, &[]);
    let times: Vec<&str> = all.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let count = |entries: &[Value], kind: &str| entries.iter().filter(|entry| entry["kind"] == kind).count();
    assert_eq!(count(&all, "execution"), 4);
    assert_eq!(count(&all, "message"), 5, "three bookings, an answer, and the answer to it");
    let waits =
        |entry: &Value| entry["message"].as_str().is_some_and(|line| line.contains("ehr-request-waits"));
    assert!(all.iter().any(waits), "what the function logged: {all:#?}");
    let mut keys: Vec<String> = all.iter().map(ToString::to_string).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all.len(), "nothing twice");

    let of_leo = logs(&pam, &["--phone", leo]);
    assert_eq!((count(&of_leo, "execution"), count(&of_leo, "message")), (2, 3), "{of_leo:#?}");
    assert!(of_leo.iter().any(waits), "it was logged while his answer was handled");
    let of_one = logs(&pam, &["--appointment", "T-1"]);
    assert_eq!((count(&of_one, "execution"), count(&of_one, "message")), (1, 1), "{of_one:#?}");
    assert_eq!(of_one[0]["event_type"], "BOOKED");
    let unknown = pam.run(&["logs", "--sandbox", "--appointment", "T-9", "--json"]);
    assert_eq!((unknown.code, unknown.error_code().as_str()), (7, "appointment-unknown"));

    // A text that Twilio does not take, because the patient has opted out.
    pam.json(&["sandbox", "reply", ana, "STOP"]);
    pam.run(&[
        "simulate",
        "canceled",
        "--sandbox",
        "--appointment-id",
        "T-1",
        "--patient-phone",
        ana,
        "--json",
    ]);
    let problems = logs(&pam, &["--problems", "--phone", ana]);
    assert!(!problems.is_empty() && problems.iter().all(|entry| entry["problem"] == true), "{problems:#?}");
    let shown = pam.run(&["logs", "--sandbox", "--phone", leo]);
    assert!(shown.stdout.contains("BOOKED for appointment T-2"), "{}", shown.stdout);
}

#[test]
fn logs_are_followed_without_telling_anything_twice() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    book(&pam, "T-4", "+12025550153");
    let mut process =
        pam.command(&["logs", "--sandbox", "--follow", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    let mut seen = vec![next(), next()];
    book(&pam, "T-5", "+12025550154");
    seen.extend([next(), next()]);
    process.kill().unwrap();
    process.wait().unwrap();
    let about = |id: &str| seen.iter().filter(|entry| entry["appointment_id"] == id).count();
    assert_eq!((about("T-4"), about("T-5")), (1, 1), "{seen:#?}");
    let messages: Vec<&str> = seen.iter().filter_map(|entry| entry["message_sid"].as_str()).collect();
    assert_eq!(messages.len(), 2);
    assert_ne!(messages[0], messages[1]);
}

#[test]
fn what_can_be_opened_is_printed_where_there_is_no_terminal() {
    let pam = Pam::new();
    let none = pam.run(&["open", "sandbox", "--json"]);
    assert_eq!((none.code, none.error_code().as_str()), (7, "sandbox-not-running"));
    let served = Served::start(&pam);
    let sandbox = pam.json(&["open", "sandbox"]);
    assert_eq!((&sandbox["url"], &sandbox["opened"]), (&served.page.as_str().into(), &false.into()));
    let missing = pam.run(&["open", "page", "--sandbox", "--json"]);
    assert_eq!((missing.code, missing.error_code().as_str()), (7, "not-deployed"));
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let page = pam.run(&["open", "page", "--sandbox"]);
    assert!(page.stdout.starts_with("http://pam-") && page.stdout.contains(".localhost:"), "{}", page.stdout);
    let flow = pam.run(&["open", "flow", "--sandbox", "--json"]);
    assert_eq!((flow.code, flow.error_code().as_str()), (3, "no-console"));
}
