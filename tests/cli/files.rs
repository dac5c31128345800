//! Files as other people's editors write them, and files that are not what a flag wants.

use serde_json::Value;

use crate::support::{Pam, Ran, Served};

const EVENT: &str = include_str!("../../assets/events/booked.json");

/// What a Windows editor puts before the text.
const MARK: &str = "\u{feff}";

fn refused(ran: &Ran) -> (i32, String, String) {
    let error = &ran.json()["error"];
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    (ran.code, text("code"), text("message"))
}

#[test]
fn an_event_is_read_with_a_mark_and_windows_line_ends_from_a_file_and_from_standard_input() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    let event = format!("{MARK}{}", EVENT.replace('\n', "\r\n"));
    pam.file("event.json", &event);
    let at = "in 3 days 10:00";
    let from_file = pam.json(&["simulate", "--sandbox", "--at", at, "--file", "event.json"]);
    assert_eq!(from_file["event"]["appointment_id"], "A-20417");
    let piped = ["simulate", "--sandbox", "--json", "--at", at, "--file", "-"];
    let ran = pam.run_with_input(&piped, &event);
    assert_eq!((ran.code, &ran.json()["status"]), (0, &Value::from("ended")), "{}", ran.stdout);
    for (input, message) in [
        ("", "standard input is empty"),
        (MARK, "standard input is empty"),
        ("{\"event_type\":}", "standard input is not JSON: line 1, column 15"),
    ] {
        let told = refused(&pam.run_with_input(&piped, input));
        assert_eq!(told, (3, "event-file".to_owned(), message.to_owned()), "{input:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_reason_whatever_it_is_for() {
    let pam = Pam::new();
    std::fs::write(pam.home().join("wide"), b"\xff\xfe{\0}\0").expect("the file is written");
    std::fs::create_dir(pam.home().join("folder")).expect("the folder is made");
    for (name, reason) in
        [("wide", "it is not UTF-8"), ("folder", "it is a folder"), ("gone", "there is no such file")]
    {
        for args in [
            &["simulate", "--sandbox", "--file", name][..],
            &["flow", "validate", name],
            &["deploy", "--sandbox", "--yes", "--flow", name],
            &["deploy", "--sandbox", "--yes", "--plan", name],
            &["config", "--config", name],
            &["config", "--env-file", name],
        ] {
            let (code, _, message) = refused(&pam.run(&[args, &["--json"]].concat()));
            assert_eq!((code, message), (3, format!("{name} cannot be read: {reason}")), "{args:?}");
        }
    }
}

#[test]
fn a_template_with_a_fault_is_refused_before_anything_is_written() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let embedded = include_str!("../../studio-templates/appointment-management.json");
    pam.file("flow.json", &embedded.replace("\"next\": \"reminder_texts\"", "\"next\": \"nowhere\""));
    pam.file("event.json", EVENT);
    let last = served.last_request(&pam);
    for (file, told) in [("flow.json", "\"nowhere\", which is no widget"), ("event.json", "\"states\"")] {
        for command in [&["deploy", "--yes"][..], &["plan"]] {
            let ran = pam.run(&[command, &["--sandbox", "--json", "--flow", file]].concat());
            let (code, error, message) = refused(&ran);
            assert_eq!((code, error.as_str()), (3, "flow-template"), "{}", ran.stdout);
            assert!(message.contains(told), "{message}");
            assert!(ran.stdout.contains(&format!("pam flow validate {file}")), "{}", ran.stdout);
        }
    }
    let writes = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(writes["requests"], Value::from(Vec::<Value>::new()));
    pam.file("marked.json", &format!("{MARK}{embedded}"));
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes", "--flow", "marked.json"])["changed"], true);
}

#[test]
fn a_plan_with_a_mark_is_the_plan() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["plan", "--sandbox", "--out", "plan.json"]);
    let plan = std::fs::read_to_string(pam.home().join("plan.json")).expect("the plan");
    pam.file("plan.json", &format!("{MARK}{plan}"));
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes", "--plan", "plan.json"])["changed"], true);
}
