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
    // Who called a function is for matching: whoever reads learns it from the Execution.
    let called = "called: The Flow called.";
    assert!(!shown.stdout.contains(called) && shown.stdout.contains("ehr-request-waits"), "{}", shown.stdout);
    let verbose = pam.run(&["logs", "--sandbox", "--phone", leo, "--verbose"]);
    assert_eq!(verbose.stdout.matches(called).count(), lines(&of_leo, called).len(), "{}", verbose.stdout);
}

/// What functions logged, as `code` lines of the entries.
fn lines<'a>(entries: &'a [Value], code: &str) -> Vec<&'a Value> {
    let logged = |entry: &&Value| entry["message"].as_str().is_some_and(|line| line.contains(code));
    entries.iter().filter(logged).collect()
}

#[test]
fn two_patients_that_are_served_in_the_same_second_see_their_own_lines_only() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let patients = [("S-1", "+12025550156"), ("S-2", "+12025550157"), ("S 3/ü", "+12025550158")];
    for (id, phone) in patients {
        book(&pam, id, phone);
    }
    pam.json(&["sandbox", "inbox", "--answer-with", "404"]);
    let replies: Vec<_> = patients
        .iter()
        .map(|(_, phone)| {
            let args = ["sandbox", "reply", phone, "confirm appt", "--json"];
            pam.command(&args).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut reply in replies {
        assert!(reply.wait().unwrap().success());
    }
    let waits = "ehr-request-waits";
    let until = std::time::Instant::now() + std::time::Duration::from_secs(180);
    while lines(&logs(&pam, &[]), waits).len() < 3 {
        assert!(std::time::Instant::now() < until, "{:#?}", logs(&pam, &[]));
    }
    // One call of a function for all of them: each line says whose it is.
    pam.json(&["sandbox", "advance", "2m"]);
    assert_eq!(pam.json(&["reminders", "sweep", "--sandbox"])["waiting"], 3);
    let all = logs(&pam, &[]);
    assert_eq!(lines(&all, waits).len(), 6, "{all:#?}");
    let mut seen = Vec::new();
    for (id, phone) in patients {
        let by_phone = logs(&pam, &["--phone", phone]);
        assert_eq!(by_phone, logs(&pam, &["--appointment", id]), "{id}");
        let own = lines(&by_phone, waits);
        let functions: Vec<&str> = own.iter().map(|line| line["function"].as_str().unwrap()).collect();
        assert_eq!(functions, ["/message-confirm", "/sweep"], "{by_phone:#?}");
        // Booking calls two functions, an answer two.
        assert_eq!(lines(&by_phone, " called: ").len(), 4, "{by_phone:#?}");
        let told: Vec<&str> = by_phone.iter().filter_map(|entry| entry["message"].as_str()).collect();
        let (called, waited) = (" called: ", "ehr-request-waits");
        let first =
            |code| told.iter().rposition(|line| line.contains("/message-confirm") && line.contains(code));
        assert!(first(called) < first(waited), "a call begins before it waits: {told:#?}");
        for line in by_phone.iter().filter(|entry| entry["kind"] == "function") {
            let sid = line["log_sid"].as_str().unwrap().to_owned();
            assert!(!seen.contains(&sid), "a line of two patients: {line}");
            seen.push(sid);
            assert!(!line.to_string().contains(id) && !line.to_string().contains(phone), "{line}");
        }
    }
    let functions = all.iter().filter(|entry| entry["kind"] == "function").count();
    assert_eq!(seen.len(), functions, "every line is somebody's: {all:#?}");
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
    let mut next = || {
        let told = lines.by_ref().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        told.into_iter().find(|entry| entry["kind"] != "function").unwrap()
    };
    let mut seen = vec![next(), next()];
    book(&pam, "T-5", "+12025550154");
    seen.extend([next(), next()]);
    let stop = std::process::Command::new("kill").args(["-INT", &process.id().to_string()]).status();
    assert!(stop.unwrap().success());
    assert_eq!(process.wait().unwrap().code(), Some(0), "Ctrl-C is how one ends that");
    let rest: Vec<String> = lines.map(|line| line.unwrap()).collect();
    assert!(!rest.iter().any(|line| line.contains("error\":")), "{rest:?}");
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

#[test]
fn a_patients_text_neither_steers_the_terminal_nor_looks_like_another_entry() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let (phone, text) = ("+12025550159", "hi \u{1b}]0;owned\u{7}\n2026-01-01 00:00:00  execution  forged");
    pam.json(&["sandbox", "reply", phone, text, "--to", "+12025550123"]);
    let told = logs(&pam, &[]);
    assert!(told.iter().any(|entry| entry["body"] == text), "scripts get it as it is: {told:#?}");
    for args in [&["logs", "--sandbox"][..], &["sandbox", "messages", phone]] {
        let shown = pam.run(&[args, &["--color", "always"]].concat()).stdout;
        assert!(shown.contains(r"hi \u{1b}]0;owned\u{7}"), "{args:?}: {shown}");
    }
    let shown = pam.run(&["logs", "--sandbox"]).stdout;
    assert!(!shown.contains('\u{1b}') && !shown.lines().any(|line| line.ends_with("forged")), "{shown}");
}
