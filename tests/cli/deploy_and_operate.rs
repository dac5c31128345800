//! Deploy, simulate, reminders and undeploy as a user types them, against the sandbox.

use crate::support::{Pam, Served};
use serde_json::Value;

fn reminders(pam: &Pam) -> Vec<Value> {
    pam.json(&["reminders", "list", "--sandbox"])["reminders"].as_array().expect("reminders").clone()
}

#[test]
fn a_deploy_needs_nothing_else_and_a_second_one_writes_nothing() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let first = pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    assert_eq!(first["changed"], true);
    assert!(first["password"].as_str().is_some_and(|password| password.len() >= 20), "{first}");
    let last = served.last_request(&pam);
    let second = pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    assert_eq!((&second["changed"], &second["password"]), (&Value::Bool(false), &Value::Null), "{second}");
    let requests = pam.json(&["sandbox", "requests", "--after", &last.to_string()]);
    let requests = requests["requests"].as_array().expect("requests").clone();
    assert!(requests.len() > 5, "the second deploy looked at the account: {requests:?}");
    let writes: Vec<&Value> = requests.iter().filter(|request| request["write"] == true).collect();
    assert!(writes.is_empty(), "{writes:#?}");
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    let changed = ["plan", "--sandbox", "--exit-code", "--customer-name", "Other Clinic"];
    assert_eq!(pam.run(&changed).code, 10);
}

#[test]
fn a_number_that_another_messaging_service_holds_is_refused_before_anything_is_written() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    Served::occupy_number(&pam, "Marketing");
    let last = served.last_request(&pam);
    let planned = pam.json(&["plan", "--sandbox"]);
    assert!(planned["takes"][0].as_str().is_some_and(|take| take.contains("Marketing")), "{planned}");
    let refused = pam.run(&["deploy", "--sandbox", "--yes", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "number-in-use"), "{}", refused.stdout);
    assert!(refused.stdout.contains("Marketing"), "{}", refused.stdout);
    let requests = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(requests["requests"].as_array().map(Vec::len), Some(0), "{requests:#}");
}

#[test]
fn a_second_deployment_cannot_take_the_number_of_the_first() {
    let pam = Pam::new();
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let refused = pam.run(&["deploy", "--sandbox", "--yes", "--name", "trial", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "number-in-use"), "{}", refused.stdout);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0, "the first one is as it was");
}

#[test]
fn an_edited_app_is_deployed_from_its_directory() {
    let pam = Pam::new();
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let directory = pam.home().join("mine");
    let app = directory.to_str().expect("a path in Unicode");
    pam.json(&["app", "export", app]);
    let again = pam.run(&["app", "export", app, "--json"]);
    assert_eq!((again.code, again.error_code().as_str()), (3, "app-directory"));
    let plan = ["plan", "--sandbox", "--exit-code", "--app", app];
    assert_eq!(pam.run(&plan).code, 0, "what nobody edited is deployed already");

    let edited = directory.join("functions/time.private.js");
    let source = std::fs::read_to_string(&edited).expect("a function");
    std::fs::write(&edited, format!("{source}// Owl Health\n")).expect("an edit");
    assert_eq!(pam.run(&plan).code, 10);
    let deployed = pam.json(&["deploy", "--sandbox", "--yes", "--no-input", "--app", app]);
    assert_eq!(deployed["changed"], true, "{deployed}");
    assert_eq!(deployed["page"], Value::Null, "the sandbox ends with the command, and so does the page");
    assert_eq!(pam.run(&plan).code, 0);
    assert_eq!(pam.json(&["simulate", "booked", "--sandbox"])["status"], "ended", "the edited app works");

    std::fs::write(directory.join("functions/a b.js"), "").expect("a file");
    let refused = pam.run(&[&plan[..], &["--json"]].concat());
    assert_eq!((refused.code, refused.error_code().as_str()), (3, "app-directory"), "{}", refused.stdout);
}

#[test]
fn reminders_are_listed_with_their_send_times_and_canceled_by_appointment() {
    let pam = Pam::new();
    // No sandbox is running: each command runs one inside itself on what the one before left.
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input", "--time-zone", "America/Phoenix"]);
    let booked = pam.json(&["simulate", "booked", "--sandbox", "--appointment-id", "A-17"]);
    assert_eq!(
        (&booked["status"], booked["texts"].as_array().map(Vec::len)),
        (&Value::from("ended"), Some(1))
    );
    pam.json(&[
        "simulate",
        "booked",
        "--sandbox",
        "--appointment-id",
        "B-18",
        "--patient-phone",
        "+12025550144",
    ]);
    let listed: Vec<Value> =
        reminders(&pam).into_iter().filter(|entry| entry["appointment_id"] == "A-17").collect();
    assert_eq!(listed.len(), 2, "{listed:#?}");
    for entry in &listed {
        assert_eq!(entry["phone"], booked["event"]["patient_phone"]);
        assert!(entry["message_sid"].as_str().is_some_and(|sid| sid.starts_with("SM") && sid.len() == 34));
        assert!(entry["send_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{entry}");
        assert_eq!(entry["time_zone"], "America/Phoenix");
        let local = entry["send_at_local"].as_str().expect("local time");
        assert!(local.contains("T10:00:00-07:00"), "ten in the morning at the clinic: {local}");
    }
    let canceled = pam.json(&["reminders", "cancel", "--appointment", "A-17", "--yes", "--sandbox"]);
    assert_eq!(canceled["reminders"].as_array().map(Vec::len), Some(2));
    let left = reminders(&pam);
    assert!(left.len() == 2 && left.iter().all(|entry| entry["appointment_id"] == "B-18"), "{left:#?}");
    let _served = Served::start(&pam);
    for entry in &listed {
        let sid = entry["message_sid"].as_str().expect("a SID");
        assert_eq!(Served::message(&pam, sid)["status"], "canceled");
    }
    let again = pam.json(&["reminders", "cancel", "--appointment", "A-17", "--yes", "--sandbox"]);
    assert_eq!(again["reminders"].as_array().map(Vec::len), Some(0), "repeating changes nothing");
}

#[test]
fn every_event_is_played_and_state_survives_a_kill() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    for event in ["booked", "rescheduled", "modified", "confirmed", "remind", "canceled"] {
        let ran = pam.json(&[
            "simulate",
            event,
            "--sandbox",
            "--appointment-id",
            "K-1",
            "--at",
            "2031-03-10T09:30",
        ]);
        assert_eq!(ran["texts"].as_array().map(Vec::len), Some(1), "{event}: {ran:#}");
        assert_eq!(ran["failures"].as_array().map(Vec::len), Some(0), "{event}: {ran:#}");
    }
    let ran = pam.json(&["simulate", "noshowed", "--sandbox", "--appointment-id", "K-2"]);
    assert_eq!(ran["status"], "ended", "{ran:#}");
    let texts = pam.json(&["sandbox", "messages", "+12025550175"]);
    served.kill();
    assert_eq!(pam.json(&["sandbox", "messages", "+12025550175"]), texts);
    let status = pam.json(&["status", "--sandbox"]);
    assert_eq!((&status["healthy"], &status["problems"]), (&Value::Bool(true), &Value::Array(Vec::new())));
}

#[test]
fn undeploy_removes_what_deploy_made_restores_the_number_and_can_be_repeated() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    Served::route_number(&pam, "https://other.example/sms");
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input", "--take-number"]);
    assert_ne!(Served::number(&pam)["sms_url"], "https://other.example/sms");
    pam.json(&["simulate", "booked", "--sandbox"]);
    let removed = pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!((&removed["removed"], &removed["reminders_canceled"]), (&Value::Bool(true), &Value::from(2)));
    assert_eq!(Served::number(&pam)["sms_url"], "https://other.example/sms");
    let last = served.last_request(&pam);
    let again = pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(again["removed"], false);
    let requests = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(requests["requests"].as_array().map(Vec::len), Some(0));
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 7);
    assert_eq!(
        pam.json(&["deploy", "--sandbox", "--yes", "--no-input", "--take-number"])["changed"],
        true,
        "a new deploy works"
    );
}

#[test]
fn what_is_wrong_is_said_once_and_changes_nothing() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let refused = |args: &[&str], code: i32, error: &str, field: Option<&str>| {
        let before = pam.json(&["sandbox", "requests", "--writes"]);
        let ran = pam.run(&[args, &["--sandbox", "--json"]].concat());
        let found = ran.json();
        assert_eq!((ran.code, found["error"]["code"].as_str()), (code, Some(error)), "{args:?}: {found}");
        if let Some(field) = field {
            assert_eq!(found["error"]["field"], field, "{args:?}");
        }
        assert!(
            found["error"]["hints"].as_array().is_some_and(|hints| !hints.is_empty()),
            "{args:?}: no next step"
        );
        assert_eq!(pam.json(&["sandbox", "requests", "--writes"]), before, "{args:?} wrote something");
    };
    refused(&["status"], 7, "not-deployed", None);
    refused(&["simulate", "booked"], 7, "not-deployed", None);
    refused(&["deploy"], 10, "needs-consent", None);
    refused(
        &["deploy", "--yes", "--phone-number", "+12025559999"],
        3,
        "number-unknown",
        Some("--phone-number"),
    );
    refused(&["deploy", "--yes", "--time-zone", "Mars/Olympus"], 3, "setting-invalid", Some("--time-zone"));
    pam.json(&["deploy", "--sandbox", "--yes"]);
    refused(
        &["simulate", "booked", "--at", "2020-01-01T09:00"],
        3,
        "event-invalid",
        Some("appointment_datetime"),
    );
    refused(&["simulate", "booked", "--zone", "Nowhere"], 3, "event-invalid", Some("appointment_timezone"));
    let naive = ["simulate", "booked", "--at", "2031-03-10T09:30"];
    Served::delete_variable(&pam, "TIME_ZONE");
    refused(&naive, 3, "event-invalid", Some("appointment_timezone"));
    refused(&["undeploy"], 10, "needs-consent", None);
    refused(&["reminders", "list", "--phone", "12"], 3, "phone-invalid", Some("--phone"));
}

#[test]
fn wrong_credentials_are_refused_by_the_sandbox_as_by_twilio() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let wrong = pam
        .with("PAM_API_URL", &served.url)
        .with("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
        .with("TWILIO_AUTH_TOKEN", "planted-secret");
    let ran = wrong.run(&["status", "--json"]);
    let found = ran.json();
    assert_eq!((ran.code, &found["error"]["twilio"]["code"]), (4, &Value::from(20003)), "{found}");
    assert!(!ran.stdout.contains("planted-secret") && !ran.stderr.contains("planted-secret"));
}

#[test]
fn the_documented_event_and_request_are_what_the_app_takes_and_sends() {
    let page = include_str!("../../docs/integrators.md");
    let mut examples = page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let event = examples.next().expect("the event").replace("2026-03-09T09:30", "2031-03-10T09:30");
    let request: Value = serde_json::from_str(examples.next().expect("the request")).expect("JSON");
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    let ran = pam.run_with_input(&["simulate", "--sandbox", "--file", "-", "--json"], &event);
    assert_eq!((ran.code, ran.json()["texts"].as_array().map(Vec::len)), (0, Some(1)), "{}", ran.stdout);
    pam.json(&["sandbox", "reply", "+12025550175", "confirm appt"]);
    let sent = &pam.json(&["sandbox", "inbox"])["requests"][0];
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&sent["body"]), keys(&request));
    assert_eq!(sent["headers"]["idempotency-key"], sent["body"]["id"]);
    for header in ["x-pam-timestamp", "x-pam-signature"] {
        assert!(sent["headers"][header].is_string(), "{header}");
    }
}

#[test]
fn two_operators_at_once_leave_nothing_twice_and_nothing_broken() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    for name in ["Owl Health", "Crow Clinic"] {
        let args = ["deploy", "--sandbox", "--yes", "--json", "--quiet", "--customer-name", name];
        let both =
            [0, 1].map(|_| pam.command(&args).stdout(std::process::Stdio::null()).spawn().expect("pam runs"));
        let codes = both.map(|mut one| one.wait().expect("it ends").code());
        // Both may give way to each other; neither may leave anything that the next deploy does not mend.
        assert!(codes.iter().all(|code| matches!(code, Some(0 | 8))), "{codes:?}");
        pam.json(&["deploy", "--sandbox", "--yes", "--customer-name", name]);
        let status = pam.json(&["status", "--sandbox"]);
        assert_eq!(status["problems"].as_array().map(Vec::len), Some(0), "{status}");
        assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    }
    let removed = pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(removed["removed"], true);
    assert_eq!(Served::flows(&pam), 0, "no second Flow was left behind");
}

#[test]
fn another_number_takes_over_and_the_old_one_is_as_it_was() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    Served::route_number(&pam, "https://other.example/sms");
    pam.json(&["deploy", "--sandbox", "--yes", "--take-number"]);
    pam.json(&["deploy", "--sandbox", "--yes", "--phone-number", "+12025550124"]);
    assert_eq!(Served::number(&pam)["sms_url"], "https://other.example/sms");
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    let booked = pam.json(&["simulate", "booked", "--sandbox"]);
    assert_eq!(booked["texts"].as_array().map(Vec::len), Some(1), "{booked}");
    let texts = pam.json(&["sandbox", "messages", "+12025550175"]);
    assert_eq!(texts["messages"][0]["from"], "+12025550124");
    pam.json(&["sandbox", "reply", "+12025550175", "confirm appt"]);
    assert_eq!(pam.json(&["sandbox", "inbox"])["requests"].as_array().map(Vec::len), Some(1));
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(Served::number(&pam)["sms_url"], "https://other.example/sms");
}
