//! What somebody else changed is shown by status and plan alike, never written over without being asked for, and kept.

use serde_json::Value;

use crate::flow::edit_flow;
use crate::support::{Pam, Served, rest};

const DEPLOY: [&str; 3] = ["deploy", "--sandbox", "--yes"];

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// Groups of the drift that a command tells.
fn drift(told: &Value) -> Vec<String> {
    told["drift"].as_array().expect("drift").iter().map(|found| text(&found["group"])).collect()
}

fn status(pam: &Pam) -> (i32, Value) {
    let ran = pam.run(&["status", "--sandbox", "--json"]);
    (ran.code, ran.json())
}

fn writes_since(pam: &Pam, last: u64) -> usize {
    let requests = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    requests["requests"].as_array().expect("requests").len()
}

/// Status and plan tell it, a deploy refuses with exit code 10 and writes nothing, and with the flag it puts it right and
/// keeps a copy.
fn is_asked_for(pam: &Pam, served: &Served, group: &str) -> Value {
    let (code, told) = status(pam);
    assert_eq!((code, drift(&told)), (10, vec![group.to_owned()]), "{told}");
    assert_eq!(told["healthy"], false);
    let planned = pam.json(&["plan", "--sandbox"]);
    assert_eq!(drift(&planned), [group], "{planned}");
    assert_eq!(planned["drift"][0]["overwritten"], true, "{planned}");
    let last = served.last_request(pam);
    let refused = pam.run(&[&DEPLOY[..], &["--json"]].concat());
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "drift"), "{}", refused.stdout);
    assert!(refused.stdout.contains("--overwrite-drift"), "{}", refused.stdout);
    assert_eq!(writes_since(pam, last), 0);
    let deployed = pam.json(&[&DEPLOY[..], &["--overwrite-drift"]].concat());
    assert_eq!(deployed["changed"], true, "{deployed}");
    assert_eq!(status(pam).0, 0);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    deployed
}

/// The files of the copy that a deploy kept.
fn kept(deployed: &Value) -> Vec<(String, String)> {
    let folder = text(&deployed["kept_copy"]);
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the copy")
        .map(|entry| {
            let entry = entry.expect("a file");
            let content = std::fs::read_to_string(entry.path()).expect("text");
            (entry.file_name().into_string().expect("a name"), content)
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_flow_that_was_edited_in_the_console_is_kept_before_it_is_written_over() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    let edited = edit_flow(&pam, "is booked for", "is on the books for");
    let copies = kept(&is_asked_for(&pam, &served, "Flow"));
    assert_eq!(copies.len(), 1);
    let copy: Value = serde_json::from_str(&copies[0].1).expect("JSON");
    assert_eq!(copy, edited["definition"]);
    assert!(copies[0].0.contains("revision-2"), "{copies:?}");
}

#[test]
fn a_number_that_was_repointed_is_drift_and_so_is_an_application_above_its_webhook() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    Served::route_number(&pam, "https://other.example/sms?key=planted");
    let copies = kept(&is_asked_for(&pam, &served, "Phone Number"));
    assert!(copies[0].1.contains("https://other.example/sms?key=planted"), "{copies:?}");
    let number = text(&Served::number(&pam)["sid"]);
    let application = "AP0123456789abcdef0123456789abcdef";
    let path = format!("api.twilio.com/2010-04-01/Accounts/{{AC}}/IncomingPhoneNumbers/{number}.json");
    rest(&pam, "POST", &path, &[("SmsApplicationSid", application)]);
    assert!(status(&pam).1["problems"][0].as_str().is_some_and(|problem| problem.contains(application)));
    is_asked_for(&pam, &served, "Phone Number");
    assert_eq!(Served::number(&pam)["sms_application_sid"].as_str().unwrap_or_default(), "");

    // Undeploy takes the Flow away, so it leads nobody to it, but what somebody else set stays.
    rest(&pam, "POST", &path, &[("SmsApplicationSid", application)]);
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    let after = Served::number(&pam);
    assert_eq!(after["sms_application_sid"], application);
    assert_eq!(after["sms_url"].as_str().unwrap_or_default(), "");
}

#[test]
fn inbound_routing_that_was_switched_off_is_drift() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    let service = text(&status(&pam).1["messaging_service_sid"]);
    let path = format!("messaging.twilio.com/v1/Services/{service}");
    rest(&pam, "POST", &path, &[("UseInboundWebhookOnNumber", "false")]);
    is_asked_for(&pam, &served, "Messaging Service");
}

#[test]
fn a_variable_that_was_changed_by_hand_is_kept_where_it_is_a_setting_and_else_asked_for() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    Served::set_variable(&pam, "SYNC_SERVICE_SID", "IS0123456789abcdef0123456789abcdef");
    is_asked_for(&pam, &served, "Variable");

    Served::set_variable(&pam, "REMINDER_FIRST_TIMING", "36h");
    let (code, told) = status(&pam);
    assert_eq!((code, drift(&told)), (10, vec!["Variable".to_owned()]));
    let planned = pam.json(&["plan", "--sandbox"]);
    assert_eq!(planned["pending"], false, "{planned}");
    assert_eq!(planned["drift"][0]["overwritten"], false, "{planned}");
    let deployed = pam.json(&DEPLOY);
    assert_eq!(deployed["changed"], false, "what is deployed is the setting: {deployed}");
    assert_eq!(status(&pam).0, 0, "it is noted as the setting");
    let other = [&DEPLOY[..], &["--json", "--first-reminder", "72h"]].concat();
    assert_eq!(pam.run(&other).code, 0, "a flag changes what is no drift any more");
    Served::set_variable(&pam, "REMINDER_FIRST_TIMING", "36h");
    let refused = pam.run(&other);
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "drift"), "{}", refused.stdout);
}

#[test]
fn a_build_that_somebody_else_deployed_is_drift_and_its_functions_are_kept() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    let (environment, service) = Served::environment(&pam);
    let own = rest(&pam, "GET", &format!("{service}/Builds"), &[])["builds"][0].clone();
    let versions = own["function_versions"].as_array().expect("Versions");
    let mut form: Vec<(&str, &str)> = versions
        .iter()
        .filter(|version| version["path"] != "/message-booked")
        .map(|version| ("FunctionVersions", version["sid"].as_str().expect("a SID")))
        .collect();
    form.push(("Runtime", "node22"));
    let build = rest(&pam, "POST", &format!("{service}/Builds"), &form);
    let sid = text(&build["sid"]);
    for _ in 0..600 {
        let state = rest(&pam, "GET", &format!("{service}/Builds/{sid}/Status"), &[]);
        if state["status"] != "building" {
            assert_eq!(state["status"], "completed");
            break;
        }
    }
    rest(&pam, "POST", &format!("{environment}/Deployments"), &[("BuildSid", &sid)]);
    let problem = text(&status(&pam).1["problems"][0]);
    assert!(problem.contains("no function /message-booked"), "{problem}");
    is_asked_for(&pam, &served, "Build");
}

#[test]
fn a_number_in_use_is_taken_on_request_and_given_back() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    Served::occupy_number(&pam, "Marketing");
    Served::route_number(&pam, "https://other.example/sms");
    let last = served.last_request(&pam);
    let refused = pam.run(&[&DEPLOY[..], &["--json"]].concat());
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "number-in-use"), "{}", refused.stdout);
    let planned = pam.json(&["plan", "--sandbox"]);
    assert_eq!(planned["takes"].as_array().map(Vec::len), Some(2), "{planned}");
    assert_eq!(writes_since(&pam, last), 0);
    pam.json(&[&DEPLOY[..], &["--take-number"]].concat());
    assert_eq!(status(&pam).0, 0);
    assert_eq!(pam.json(&DEPLOY)["changed"], false, "consent is needed once");
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    let services = rest(&pam, "GET", "messaging.twilio.com/v1/Services", &[]);
    let services = services["services"].as_array().expect("Services").clone();
    assert_eq!(services.len(), 1);
    let senders = format!("messaging.twilio.com/v1/Services/{}/PhoneNumbers", text(&services[0]["sid"]));
    let senders = rest(&pam, "GET", &senders, &[]);
    assert_eq!(senders["phone_numbers"][0]["sid"], Served::number(&pam)["sid"]);
    assert_eq!(Served::number(&pam)["sms_url"], "https://other.example/sms");
}

#[test]
fn undeploy_cancels_what_no_record_knows_and_leaves_other_apps_alone() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&DEPLOY);
    pam.json(&["simulate", "booked", "--sandbox"]);
    let own = text(&status(&pam).1["messaging_service_sid"]);
    let others = rest(&pam, "POST", "messaging.twilio.com/v1/Services", &[("FriendlyName", "Marketing")]);
    let others = text(&others["sid"]);
    let numbers = rest(&pam, "GET", "api.twilio.com/2010-04-01/Accounts/{AC}/IncomingPhoneNumbers.json", &[]);
    let spare = text(&numbers["incoming_phone_numbers"][1]["sid"]);
    let pool = format!("messaging.twilio.com/v1/Services/{others}/PhoneNumbers");
    rest(&pam, "POST", &pool, &[("PhoneNumberSid", &spare)]);
    let [unknown, foreign] = [&own, &others].map(|service| Served::schedule(&pam, service));
    let removed = pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!((&removed["reminders_canceled"], &removed["leftovers"]), (&3.into(), &Value::Array(vec![])));
    assert_eq!(Served::message(&pam, &unknown)["status"], "canceled");
    assert_eq!(Served::message(&pam, &foreign)["status"], "scheduled");
}

#[test]
fn what_is_left_when_the_service_was_deleted_by_hand_is_found_and_removed() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    Served::route_number(&pam, "https://other.example/sms");
    pam.json(&[&DEPLOY[..], &["--take-number"]].concat());
    rest(&pam, "DELETE", &Served::environment(&pam).1, &[]);
    assert_eq!(status(&pam).0, 7);
    let removed = pam.json(&["undeploy", "--sandbox", "--yes"]);
    let groups: Vec<String> =
        removed["removals"].as_array().expect("removals").iter().map(|line| text(&line["group"])).collect();
    assert_eq!(groups, ["Phone Number", "Flow", "Messaging Service", "Sync Service"], "{removed}");
    assert_eq!(Served::number(&pam)["sms_url"], "https://other.example/sms");
    assert_eq!(Served::flows(&pam), 0);
    assert_eq!(pam.json(&["undeploy", "--sandbox", "--yes"])["removed"], false);
}

/// Gives everything of the deployment another name in the Console but for what a unique name finds.
fn rename_all(pam: &Pam) -> [(String, &'static str); 3] {
    let told = status(pam).1;
    let paths = [
        ("studio.twilio.com/v2/Flows", "flow_sid"),
        ("messaging.twilio.com/v1/Services", "messaging_service_sid"),
        ("sync.twilio.com/v1/Services", "sync_service_sid"),
    ];
    paths.map(|(path, sid)| {
        let path = format!("{path}/{}", text(&told[sid]));
        let status = if sid == "flow_sid" { &[("Status", "published")][..] } else { &[] };
        let renamed = rest(pam, "POST", &path, &[&[("FriendlyName", "Mine now")], status].concat());
        assert_eq!(renamed["friendly_name"], "Mine now", "{renamed}");
        (path, sid)
    })
}

#[test]
fn what_was_renamed_is_found_by_its_sid_and_gets_its_name_back() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    pam.json(&["simulate", "booked", "--sandbox"]);
    let before = status(&pam).1;
    let renamed = rename_all(&pam);
    let (code, told) = status(&pam);
    assert_eq!((code, told["appointments"].as_u64()), (10, Some(1)), "{told}");
    assert_eq!(drift(&told), ["Sync Service", "Messaging Service", "Flow"], "{told}");
    let problems = told["problems"].to_string();
    assert_eq!(problems.matches("Mine now").count(), 3, "{problems}");
    assert_eq!(pam.json(&["simulate", "remind", "--sandbox"])["status"], "ended", "it works as before");

    let last = served.last_request(&pam);
    let refused = pam.run(&[&DEPLOY[..], &["--json"]].concat());
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "drift"), "{}", refused.stdout);
    assert_eq!(writes_since(&pam, last), 0);
    let deployed = pam.json(&[&DEPLOY[..], &["--overwrite-drift"]].concat());
    let after = status(&pam);
    assert_eq!(after.0, 0, "{}", after.1);
    for (path, sid) in renamed {
        assert_eq!(before[sid], after.1[sid], "no second one: {deployed}");
        let name = text(&rest(&pam, "GET", &path, &[])["friendly_name"]);
        assert!(name.starts_with("pam [pam "), "{path}: {name}");
    }
    assert_eq!(Served::flows(&pam), 1);
    let last = served.last_request(&pam);
    assert_eq!(pam.json(&DEPLOY)["changed"], false);
    assert_eq!(writes_since(&pam, last), 0);

    // An edit beside the new name is put right in the same deploy, and undeploy takes away what is called otherwise.
    edit_flow(&pam, "is booked for", "is on the books for");
    rename_all(&pam);
    pam.json(&[&DEPLOY[..], &["--overwrite-drift"]].concat());
    assert_eq!(status(&pam).0, 0);
    rename_all(&pam);
    let removed = pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(removed["leftovers"], Value::Array(vec![]), "{removed}");
    assert_eq!(Served::flows(&pam), 0);
    for (list, key) in
        [("messaging.twilio.com/v1/Services", "services"), ("sync.twilio.com/v1/Services", "services")]
    {
        assert_eq!(rest(&pam, "GET", list, &[])[key], Value::Array(vec![]), "{list}");
    }
}

#[test]
fn a_variable_that_names_somebody_elses_service_makes_nothing_of_it_pams() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&DEPLOY);
    let told = status(&pam).1;
    let mut others = Vec::new();
    for (list, variable, sid) in [
        ("messaging.twilio.com/v1/Services", "MESSAGING_SERVICE_SID", "messaging_service_sid"),
        ("sync.twilio.com/v1/Services", "SYNC_SERVICE_SID", "sync_service_sid"),
    ] {
        let other = text(&rest(&pam, "POST", list, &[("FriendlyName", "Marketing")])["sid"]);
        Served::set_variable(&pam, variable, &other);
        rest(&pam, "DELETE", &format!("{list}/{}", text(&told[sid])), &[]);
        others.push(format!("{list}/{other}"));
    }
    assert_eq!(status(&pam).0, 8);
    pam.json(&[&DEPLOY[..], &["--overwrite-drift", "--take-number"]].concat());
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    for other in others {
        assert_eq!(rest(&pam, "GET", &other, &[])["friendly_name"], "Marketing");
    }
}

#[test]
fn a_serverless_service_that_was_renamed_is_still_pams() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&DEPLOY);
    let service = Served::environment(&pam).1;
    rest(&pam, "POST", &service, &[("FriendlyName", "Mine now")]);
    let (code, told) = status(&pam);
    assert_eq!((code, drift(&told)), (10, vec!["Serverless Service".to_owned()]), "{told}");
    pam.json(&[&DEPLOY[..], &["--overwrite-drift"]].concat());
    assert_eq!(rest(&pam, "GET", &service, &[])["friendly_name"], "pam: pam");
    assert_eq!(status(&pam).0, 0);
}

#[test]
fn a_rollback_asks_before_it_writes_over_an_edit_too() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&DEPLOY);
    pam.json(&[&DEPLOY[..], &["--customer-name", "Crow Clinic"]].concat());
    let edited = edit_flow(&pam, "is booked for", "is on the books for");
    let last = served.last_request(&pam);
    let back = [&DEPLOY[..], &["--rollback"]].concat();
    let refused = pam.run(&[&back[..], &["--json"]].concat());
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "drift"), "{}", refused.stdout);
    assert_eq!(writes_since(&pam, last), 0);
    let done = pam.json(&[&back[..], &["--overwrite-drift"]].concat());
    let copies = kept(&done);
    let copy: Value = serde_json::from_str(&copies[0].1).expect("JSON");
    assert_eq!(copy, edited["definition"]);
    let folder = text(&done["kept_copy"]);
    for (path, mode) in [(folder.clone(), 0o700), (format!("{folder}/{}", copies[0].0), 0o600)] {
        let permissions = std::fs::metadata(&path).expect("the copy").permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&permissions) & 0o777, mode, "{path}");
    }
    assert_eq!(pam.json(&back)["changed"], false);
}
