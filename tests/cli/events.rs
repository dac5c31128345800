//! Events on demand, watched as they happen and played as load.

use serde_json::Value;

use crate::support::{Pam, Served};

/// The documents of a stream, one a line.
fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["kind"].as_str()).collect()
}

#[test]
fn an_event_is_followed_to_the_patients_answer() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let phone = "+12025550188";
    let follow = [
        "simulate",
        "booked",
        "--sandbox",
        "--patient-phone",
        phone,
        "--at",
        "tomorrow 14:00",
        "--follow",
        "--reply-within",
        "60s",
        "--json",
    ];
    let following = pam
        .command(&follow)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let texts = || pam.json(&["sandbox", "messages", phone])["messages"].as_array().unwrap().len();
    while texts() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    pam.json(&["sandbox", "reply", phone, "Confirm appt"]);
    let ran = crate::support::Ran::from(following.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let lines = lines(&ran.stdout);
    let kinds = kinds(&lines);
    assert_eq!((kinds.first(), kinds.last()), (Some(&"start"), Some(&"end")));
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).collect::<Vec<_>>();
    assert!(
        lines[0]["event"]["appointment_datetime"].as_str().unwrap().ends_with("T14:00:00"),
        "{}",
        lines[0]
    );
    let path: Vec<&str> = of("step").iter().filter_map(|step| step["from"].as_str()).collect();
    assert!(path.starts_with(&["Trigger"]) && path.contains(&"message-booked"), "{path:?}");
    assert_eq!(of("text").len(), 2, "the booking's text and the answer's");
    assert_eq!(of("received")[0]["body"], "Confirm appt");
    assert!(of("answer").iter().any(|answer| answer["body"]["outcome"] == "applied"), "{}", ran.stdout);
    let deliveries = of("delivery");
    assert!(
        deliveries.len() == 2 && deliveries.iter().all(|line| line["status"] == "delivered"),
        "{deliveries:?}"
    );
}

#[test]
fn load_is_played_at_a_rate_and_a_busy_patient_is_waited_for() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let many = pam.json(&["simulate", "booked", "--sandbox", "--count", "8", "--rate", "50"]);
    assert_eq!(
        (&many["ended"], &many["failed"], &many["texts"]),
        (&8.into(), &0.into(), &8.into()),
        "{many}"
    );
    assert_eq!(pam.json(&["reminders", "list", "--sandbox"])["reminders"].as_array().unwrap().len(), 16);
    let before = pam.json(&["sandbox", "requests"])["requests"].as_array().unwrap().len();
    let one = [
        "simulate",
        "booked",
        "--sandbox",
        "--count",
        "8",
        "--rate",
        "1000",
        "--patient-phone",
        "+12025550999",
    ];
    let one = pam.json(&one);
    assert_eq!((&one["ended"], &one["failed"]), (&8.into(), &0.into()), "{one}");
    let requests = pam.json(&["sandbox", "requests"])["requests"].as_array().unwrap()[before..].to_vec();
    assert!(requests.iter().any(|request| request["status"] == 409), "the patient was busy meanwhile");
}
