//! What `pam doctor` finds, and what it exits with.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::support::{Pam, Ran, Served};

/// Status and message of a check.
fn check<'v>(report: &'v Value, id: &str) -> (&'v str, &'v str) {
    let checks = report["checks"].as_array().expect("checks");
    let found =
        checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id} in {report:#}"));
    (found["status"].as_str().expect("a status"), found["message"].as_str().expect("a message"))
}

fn doctor(pam: &Pam, args: &[&str]) -> (i32, Value) {
    let ran: Ran = pam.run(&[&["doctor", "--json"], args].concat());
    for found in ran.json()["checks"].as_array().expect("checks") {
        let needs_fix = ["warning", "failed"].contains(&found["status"].as_str().unwrap_or_default());
        assert_eq!(found["fix"].is_string(), needs_fix, "{found}");
    }
    (ran.code, ran.json())
}

#[test]
fn a_deployment_of_an_account_is_examined_from_end_to_end() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    let (code, before) = doctor(&owner, &["--sandbox"]);
    assert_eq!(
        (code, check(&before, "deployment").0, check(&before, "inbound").0),
        (0, "warning", "skipped")
    );
    owner.json(&["deploy", "--sandbox", "--yes"]);
    let (code, after) = doctor(&owner, &["--sandbox"]);
    assert_eq!((code, &after["healthy"]), (0, &Value::Bool(true)), "{after:#}");
    assert_eq!(check(&after, "quota"), ("ok", "1 of 50 Serverless Services"));

    // The same, as an account that carriers ask for a campaign.
    let pam = Pam::of_account(&owner);
    let endpoint = Endpoint::answering("405 Method Not Allowed");
    let flags = ["--ehr-endpoint", endpoint.url.as_str()];
    let (code, report) = doctor(&pam, &flags);
    assert_eq!((code, check(&report, "registration").0), (8, "failed"), "{report:#}");
    assert_eq!(check(&report, "clock").0, "ok");
    assert_eq!(check(&report, "ehr-endpoint").0, "ok");
    Served::register_campaign(&owner);
    assert_eq!(check(&doctor(&pam, &flags).1, "registration").0, "warning", "in review");
    owner.json(&["sandbox", "advance", "14d"]);
    let (code, report) = doctor(&pam, &flags);
    assert_eq!(check(&report, "registration").0, "ok", "{report:#}");
    let (status, message) = check(&report, "clock");
    assert_eq!((code, status), (8, "failed"), "the account is two weeks ahead now");
    assert!(message.contains("behind"), "{message}");
    let seen = endpoint.seen();
    assert!(seen.iter().all(|request| request.starts_with("HEAD /in HTTP/1.1\r\n")), "{seen:?}");
    assert!(!seen.concat().to_lowercase().contains("authorization"));
}

#[test]
fn what_somebody_changed_fails_with_what_mends_it() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    Served::route_number(&pam, "https://other.example/sms");
    let (code, report) = doctor(&pam, &["--sandbox"]);
    assert_eq!(
        (code, check(&report, "inbound").0, check(&report, "drift").0),
        (10, "failed", "failed"),
        "{report:#}"
    );
    pam.json(&["deploy", "--sandbox", "--yes", "--overwrite-drift"]);
    Served::delete_variable(&pam, "CUSTOMER_NAME");
    let account = Pam::of_account(&pam);
    let (code, report) = doctor(&account, &["--ehr-endpoint", "off"]);
    assert_eq!(check(&report, "settings"), ("failed", "the deployment lacks CUSTOMER_NAME"));
    assert_ne!(code, 0);
    assert_eq!(check(&report, "ehr-endpoint").0, "warning");
}

#[test]
fn a_number_in_somebody_elses_messaging_service_is_found_before_a_deploy() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    Served::occupy_number(&pam, "Shop");
    let (code, report) = doctor(&pam, &["--sandbox"]);
    let (status, message) = check(&report, "inbound");
    assert_eq!((code, status), (8, "failed"));
    assert!(message.contains("dropped") && message.contains("Shop"), "{message}");
    let (code, report) = doctor(&pam, &["--sandbox", "--phone-number", "+12025559999"]);
    assert_eq!((code, check(&report, "number").0), (3, "failed"));
}

#[test]
fn the_exit_code_is_that_of_the_first_failure() {
    let (code, report) = doctor(&Pam::new(), &[]);
    assert_eq!((code, check(&report, "credentials").0, check(&report, "quota").0), (4, "failed", "skipped"));
    let user = |url: &str| {
        Pam::new()
            .with("PAM_API_URL", url)
            .with("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
            .with("TWILIO_AUTH_TOKEN", "planted-secret")
    };
    let owner = Pam::new();
    let served = Served::start(&owner);
    assert_eq!(doctor(&user(&served.url), &[]).0, 4, "refused");
    let (code, report) = doctor(&user(&served.url).with("TWILIO_REGION", "eu1"), &[]);
    assert_eq!((code, check(&report, "region").0), (3, "failed"));
    // Port 9 of this machine: nobody answers there.
    let (code, report) = doctor(&user("http://127.0.0.1:9"), &[]);
    assert_eq!((code, check(&report, "credentials").0), (6, "failed"), "{report:#}");
    assert!(!report.to_string().contains("planted-secret"));
    let pam = Pam::new();
    pam.file("pam.toml", "timezone = \"UTC\"");
    let (code, report) = doctor(&pam, &["--sandbox"]);
    assert_eq!((code, check(&report, "files").0), (3, "failed"), "{report:#}");
}

#[test]
fn a_region_is_part_of_every_host() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    owner.json(&["deploy", "--sandbox", "--yes"]);
    let pam = Pam::of_account(&owner).with("TWILIO_REGION", "ie1");
    let ran = pam.run(&["doctor", "--json", "--verbose"]);
    let report = ran.json();
    let (status, message) = check(&report, "region");
    assert_eq!(status, "warning");
    assert!(message.contains("ie1 through the edge dublin"), "{message}");
    assert_eq!(check(&report, "deployment").0, "ok", "every product is reached there: {report:#}");
}

#[test]
fn a_clock_that_is_wrong_is_found() {
    let body = r#"{"incoming_phone_numbers":[],"next_page_uri":null}"#;
    let server = Endpoint::serving(format!(
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    ));
    let pam = Pam::new()
        .with("PAM_API_URL", server.url.trim_end_matches("/in"))
        .with("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
        .with("TWILIO_AUTH_TOKEN", "planted-secret");
    let (code, report) = doctor(&pam, &[]);
    let (status, message) = check(&report, "clock");
    assert_eq!((code, status), (8, "failed"), "{report:#}");
    assert!(message.contains("ahead of"), "{message}");
    assert_eq!(check(&report, "number").0, "failed", "the account has none");
}

/// A server that gives every request the same answer and keeps what it was asked.
struct Endpoint {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Endpoint {
    fn answering(status: &str) -> Self {
        Self::serving(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
    }

    fn serving(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/in", listener.local_addr().expect("its address"));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = seen.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut request = Vec::new();
                let mut part = [0; 4096];
                while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut part) {
                        Ok(count) if count > 0 => request.extend(&part[..count]),
                        _ => break,
                    }
                }
                log.lock().expect("the log").push(String::from_utf8_lossy(&request).into_owned());
                // Who asked may be gone already.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("the log").clone()
    }
}
