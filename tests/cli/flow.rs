//! The live Flow becomes a template again without loss, and what is wrong with one is found before a deploy.

use serde_json::Value;

use crate::support::{Pam, Served, rest};

const DEPLOY: [&str; 3] = ["deploy", "--sandbox", "--yes"];

/// The live Flow as the REST API gives it.
pub(crate) fn live_flow(pam: &Pam) -> Value {
    let status = pam.run(&["status", "--sandbox", "--json"]).json();
    let sid = status["flow_sid"].as_str().expect("a Flow");
    rest(pam, "GET", &format!("studio.twilio.com/v2/Flows/{sid}"), &[])
}

/// Saves the Flow as the Console does, with another text.
pub(crate) fn edit_flow(pam: &Pam, from: &str, to: &str) -> Value {
    let flow = live_flow(pam);
    let edited = flow["definition"].to_string().replace(from, to);
    assert!(edited.contains(to), "there is no {from}");
    let form = [("Status", "published"), ("Definition", edited.as_str())];
    let sid = flow["sid"].as_str().expect("a SID");
    rest(pam, "POST", &format!("studio.twilio.com/v2/Flows/{sid}"), &form)
}

#[test]
fn a_pulled_flow_is_a_template_and_deploying_it_changes_nothing() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&[&DEPLOY[..], &["--customer-name", "Owl {{ & }} Health"]].concat());
    let file = pam.home().join("flow.json");
    let file = file.to_str().expect("a path in Unicode");
    pam.json(&["flow", "pull", file, "--sandbox"]);
    let embedded = include_str!("../../studio-templates/appointment-management.json");
    let pulled = std::fs::read_to_string(file).expect("the template");
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(json(&pulled), json(embedded), "what nobody edited is the template again");

    let again = pam.run(&["flow", "pull", file, "--sandbox", "--json"]);
    assert_eq!((again.code, again.error_code().as_str()), (3, "file-exists"), "{}", again.stdout);
    edit_flow(&pam, "is booked for", "stands in our books for {PAM:");
    pam.json(&["flow", "pull", file, "--sandbox", "--force"]);
    let pulled = std::fs::read_to_string(file).expect("the template");
    assert!(pulled.contains("stands in our books for {PAM:OPENING}"), "{pulled}");
    for sid in ["ZS", "ZE", "ZH"].map(|prefix| format!("\"{prefix}")) {
        assert!(!pulled.contains(&sid), "a SID is left: {pulled}");
    }
    assert!(pulled.contains("{PAM:CUSTOMER_NAME}") && !pulled.contains("Owl"), "{pulled}");

    let plan = ["plan", "--sandbox", "--exit-code", "--flow", file];
    assert_eq!(pam.run(&plan).code, 0);
    let app = pam.home().join("app");
    let app = app.to_str().expect("a path in Unicode");
    pam.json(&["app", "export", app]);
    let template = format!("{app}/studio-templates/appointment-management.json");
    pam.json(&["flow", "pull", &template, "--sandbox", "--force", "--app", app]);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code", "--app", app]).code, 0);

    let before = live_flow(&pam)["revision"].clone();
    let last = served.last_request(&pam);
    let deployed = pam.json(&[&DEPLOY[..], &["--flow", file]].concat());
    assert_eq!(deployed["changed"], false, "{deployed}");
    assert_eq!(live_flow(&pam)["revision"], before);
    let writes = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    let writes = writes["requests"].as_array().expect("requests").clone();
    assert!(writes.len() == 1, "only pam's own record is written: {writes:?}");
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 0, "it is the deployed Flow now");
}

#[test]
fn a_pulled_flow_is_printed_without_a_file() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let missing = pam.run(&["flow", "pull", "--sandbox", "--json"]);
    assert_eq!((missing.code, missing.error_code().as_str()), (7, "not-deployed"), "{}", missing.stdout);
    pam.json(&DEPLOY);
    let printed = pam.run(&["flow", "pull", "--sandbox"]);
    let template: Value = serde_json::from_str(&printed.stdout).expect("JSON and nothing else");
    assert_eq!(template["initial_state"], "Trigger");
    assert_eq!(pam.json(&["flow", "pull", "--sandbox"]), template);
}

#[test]
fn a_template_is_validated_offline_and_on_request_by_twilio() {
    let pam = Pam::new();
    let whole = pam.json(&["flow", "validate"]);
    assert_eq!((&whole["valid"], &whole["asked_twilio"]), (&true.into(), &false.into()), "{whole}");
    let write = |name: &str, text: String| {
        let file = pam.home().join(name);
        std::fs::write(&file, text).expect("a file");
        file.to_str().expect("a path in Unicode").to_owned()
    };
    let embedded = include_str!("../../studio-templates/appointment-management.json");
    let swapped = embedded.replace("{PAM:DOMAIN}/message-booked", "{PAM:DOMAIN}/message-remind");
    let swapped = write("swapped.json", swapped);
    let ran = pam.run(&["flow", "validate", &swapped, "--json"]);
    assert_eq!(
        (ran.code, &ran.json()["findings"][0]["widget"]),
        (3, &"message-booked".into()),
        "{}",
        ran.stdout
    );

    let _served = Served::start(&pam);
    let widget = embedded.replace("\"type\": \"set-variables\"", "\"type\": \"set-variabels\"");
    let widget = write("widget.json", widget);
    assert_eq!(pam.run(&["flow", "validate", &widget]).code, 0, "what widgets there are, Twilio knows");
    let ran = pam.run(&["flow", "validate", &widget, "--online", "--sandbox", "--json"]);
    let found = ran.json();
    assert_eq!((ran.code, &found["asked_twilio"]), (3, &true.into()), "{found}");
    assert!(
        found["findings"][0]["message"].as_str().is_some_and(|text| text.contains("enumeration")),
        "{found}"
    );
    assert_eq!(pam.json(&["flow", "validate", "--online", "--sandbox"])["valid"], true);

    let refused =
        pam.run(&["deploy", "--sandbox", "--yes", "--json", "--flow", &write("no.json", "{".into())]);
    assert_eq!((refused.code, refused.error_code().as_str()), (3, "flow-template"), "{}", refused.stdout);
}
