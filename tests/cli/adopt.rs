//! An install of the app before pam, made through the REST API as its installer made it, is recognised, taken over step by
//! step, and given back.

use futures::FutureExt;
use serde_json::{Value, json};

use crate::original::{FLOWS, Install, MESSAGING, NAME, SERVICES, VERIFY};
use crate::support::{Pam, Served, rest};

/// What the installer left, with a Message that it has scheduled.
struct Made {
    install: Install,
    message: String,
}

impl std::ops::Deref for Made {
    type Target = Install;

    fn deref(&self) -> &Install {
        &self.install
    }
}

fn make(pam: &Pam) -> Made {
    let install = futures::executor::block_on(Install::make(&Served::number(pam), &|path, form| {
        std::future::ready(rest(pam, "POST", path, form)).boxed()
    }));
    let message = Served::schedule(pam, &install.messaging);
    Made { install, message }
}

fn exists(pam: &Pam, path: &str) -> bool {
    rest(pam, "GET", path, &[])["sid"].is_string()
}

fn deploy(pam: &Pam, more: &[&str]) -> Value {
    pam.json(&[&["deploy", "--sandbox", "--yes"], more].concat())
}

/// `action group` of every change that is not simply made or kept.
fn steps(plan: &Value) -> Vec<String> {
    let changes = plan["changes"].as_array().expect("changes");
    let text = |change: &Value, key: &str| change[key].as_str().expect("text").to_owned();
    changes
        .iter()
        .filter(|change| change["action"] != "create" && change["action"] != "keep")
        .map(|change| match text(change, "group").as_str() {
            "Variable" => format!("{} {}", text(change, "action"), text(change, "name")),
            group => format!("{} {group}", text(change, "action")),
        })
        .collect()
}

#[test]
fn an_install_from_before_pam_is_taken_over_and_given_back() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let install = make(&pam);

    // It is recognised, and nothing of it is touched without being asked for.
    let notice = pam.json(&["plan", "--sandbox"])["notice"].as_str().expect("a notice").to_owned();
    assert!(notice.contains(&install.flow) && notice.contains("--adopt"), "{notice}");
    let last = served.last_request(&pam);
    let refused = pam.run(&["deploy", "--sandbox", "--yes", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "number-in-use"), "{}", refused.stdout);
    assert!(refused.stderr.contains("pam deploy --adopt"), "{}", refused.stderr);
    let planned = pam.json(&["plan", "--sandbox", "--adopt"]);
    assert_eq!(
        steps(&planned),
        [
            "adopt Messaging Service",
            "adopt Sender",
            "adopt ADMINISTRATOR_PHONE_NUMBER",
            "adopt CUSTOMER_NAME",
            "adopt REMINDER_FIRST_TIMING",
            "adopt TWILIO_PHONE_NUMBER",
            "adopt Flow",
            "adopt Phone Number",
            "leave Scheduled Messages",
            "leave Verify Service",
            "leave Serverless Service",
        ]
    );
    assert!(!planned.to_string().contains("planted"), "no secret in a plan");
    let writes = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0));

    let deployed = deploy(&pam, &["--adopt"]);
    assert_eq!(
        (&deployed["flow_sid"], &deployed["password"]),
        (&Value::from(install.flow.clone()), &Value::Null)
    );
    let status = pam.json(&["status", "--sandbox"]);
    assert_eq!(
        (&status["healthy"], &status["messaging_service_sid"]),
        (&true.into(), &install.messaging.clone().into())
    );
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    assert_eq!(deploy(&pam, &["--adopt"])["changed"], false);
    assert_eq!(Served::message(&pam, &install.message)["status"], "scheduled");
    assert_eq!(Served::flows(&pam), 1);
    let booked = pam.json(&["simulate", "booked", "--sandbox"]);
    let said = booked["texts"][0]["body"].as_str().unwrap_or_default();
    assert!(said.starts_with("Crow Clinic"), "{booked}");

    let removed = pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!((&removed["reminders_canceled"], &removed["leftovers"]), (&2.into(), &json!([])), "{removed}");
    assert_eq!(Served::message(&pam, &install.message)["status"], "scheduled", "it is not pam's");
    let flow = rest(&pam, "GET", &format!("{FLOWS}/{}", install.flow), &[]);
    assert_eq!((&flow["friendly_name"], &flow["definition"]), (&NAME.into(), &install.definition));
    let messaging = rest(&pam, "GET", &format!("{MESSAGING}/{}", install.messaging), &[]);
    assert_eq!(messaging["friendly_name"], NAME);
    assert_eq!(messaging["use_inbound_webhook_on_number"], false);
    assert!(Served::number(&pam)["sms_url"].as_str().is_some_and(|url| url.ends_with(&install.flow)));
    assert!(exists(&pam, &format!("{SERVICES}/{}", install.service)));
    assert!(!exists(&pam, &format!("{SERVICES}/pam")));
}

#[test]
fn the_rest_of_the_install_is_removed_on_request() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let install = make(&pam);
    let half = pam.run(&["deploy", "--sandbox", "--yes", "--remove-original", "--json"]);
    assert_eq!((half.code, half.error_code().as_str()), (3, "adopt-missing"), "{}", half.stdout);
    let all = ["--adopt", "--remove-original", "--cancel-original-reminders", "--first-reminder", "72h"];
    deploy(&pam, &all);
    assert_eq!(Served::message(&pam, &install.message)["status"], "canceled");
    assert!(!exists(&pam, &format!("{SERVICES}/{NAME}")));
    assert!(!exists(&pam, &format!("{VERIFY}/{}", install.verify)));
    assert_eq!(deploy(&pam, &all)["changed"], false, "it is done once");
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 0);
    let none = Pam::new();
    let missing = none.run(&["plan", "--sandbox", "--adopt", "--json"]);
    assert_eq!((missing.code, missing.error_code().as_str()), (7, "original-missing"), "{}", missing.stdout);
}

#[test]
fn a_take_over_of_which_answers_are_lost_ends_as_any_other() {
    // Answers that are lost of the Sync Service's creation and of both renames, and a record that is never written.
    for (after, effect) in [(1, "after"), (2, "before"), (3, "after"), (4, "after")] {
        let pam = Pam::new();
        let _served = Served::start(&pam);
        let install = make(&pam);
        let skip = after.to_string();
        pam.json(&[
            "sandbox",
            "faults",
            "--hang-up",
            effect,
            "--method",
            "POST",
            "--after",
            &skip,
            "--times",
            "1",
        ]);
        let context = format!("write {after}, hung up {effect}");
        // It looks for what it may have made, so it goes on by itself or is finished by the same command.
        let disturbed = pam.run(&["deploy", "--sandbox", "--yes", "--adopt", "--json"]);
        assert!([0, 6].contains(&disturbed.code), "{context}: {}", disturbed.stdout);
        pam.json(&["sandbox", "faults", "--clear"]);
        let deployed = deploy(&pam, &["--adopt"]);
        assert_eq!(deployed["flow_sid"], install.flow.as_str(), "{context}");
        let status = pam.json(&["status", "--sandbox"]);
        assert_eq!(status["messaging_service_sid"], install.messaging.as_str(), "{context}");
        assert_eq!(Served::flows(&pam), 1, "{context}");
        let services = rest(&pam, "GET", MESSAGING, &[]);
        assert_eq!(services["services"].as_array().map(Vec::len), Some(1), "{context}");
        pam.json(&["undeploy", "--sandbox", "--yes"]);
        let flow = rest(&pam, "GET", &format!("{FLOWS}/{}", install.flow), &[]);
        assert_eq!(
            (&flow["friendly_name"], &flow["definition"]),
            (&NAME.into(), &install.definition),
            "{context}"
        );
    }
}

#[test]
fn an_install_that_has_the_deployments_own_name_is_taken_over_all_the_same() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let install = make(&pam);
    let named = ["--name", NAME];
    let refused = pam.run(&[&["deploy", "--sandbox", "--yes", "--json"], &named[..]].concat());
    assert_eq!((refused.code, refused.error_code().as_str()), (10, "name-taken"), "{}", refused.stdout);
    let told = refused.stdout.clone();
    assert!(told.contains("--name") && told.contains("--adopt"), "{told}");

    let last = served.last_request(&pam);
    let own = format!("{NAME}-pam");
    let planned = pam.json(&[&["plan", "--sandbox", "--adopt"], &named[..]].concat());
    let changes = planned["changes"].as_array().expect("changes");
    let services: Vec<_> = changes
        .iter()
        .filter(|change| change["group"] == "Serverless Service")
        .map(|change| (change["action"].as_str().expect("text"), change["name"].as_str().expect("text")))
        .collect();
    assert_eq!(services, [("create", own.as_str()), ("leave", NAME)]);
    let writes = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0));

    let adopted = deploy(&pam, &[&named[..], &["--adopt"]].concat());
    assert_eq!((&adopted["name"], &adopted["flow_sid"]), (&NAME.into(), &install.flow.clone().into()));
    assert!(exists(&pam, &format!("{SERVICES}/{}", install.service)), "it stays");
    let status = pam.json(&[&["status", "--sandbox"], &named[..]].concat());
    assert_eq!(status["healthy"], true, "{status}");
    assert_eq!(deploy(&pam, &named)["changed"], false);
    let all = pam.json(&["deployments", "--sandbox"]);
    assert_eq!(all["deployments"][0]["name"], NAME, "{all}");

    // Without the install, it is found as before.
    deploy(&pam, &[&named[..], &["--adopt", "--remove-original"]].concat());
    assert!(!exists(&pam, &format!("{SERVICES}/{}", install.service)));
    assert_eq!(deploy(&pam, &named)["changed"], false);
    let removed = pam.json(&[&["undeploy", "--sandbox", "--yes"], &named[..]].concat());
    assert_eq!(removed["leftovers"], json!([]), "{removed}");
    assert!(!exists(&pam, &format!("{SERVICES}/{own}")));
    let flow = rest(&pam, "GET", &format!("{FLOWS}/{}", install.flow), &[]);
    assert_eq!((&flow["friendly_name"], &flow["definition"]), (&NAME.into(), &install.definition));
    let again = pam.json(&[&["undeploy", "--sandbox", "--yes"], &named[..]].concat());
    assert_eq!(again["removed"], false);
}

#[test]
fn a_service_of_the_deployments_name_that_is_no_install_stays_whose_it_is() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    make(&pam);
    rest(&pam, "POST", SERVICES, &[("UniqueName", "shop"), ("FriendlyName", "Our shop")]);
    let last = served.last_request(&pam);
    for args in [
        &["deploy", "--yes"][..],
        &["deploy", "--yes", "--adopt"],
        &["plan", "--adopt"],
        &["plan", "--adopt", "--original", "shop"],
        &["status"],
    ] {
        let ran = pam.run(&[args, &["--name", "shop", "--sandbox", "--json"]].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (10, "name-taken"), "{args:?}: {}", ran.stdout);
        assert!(ran.stdout.contains("--name") && !ran.stdout.contains("with --adopt"), "{}", ran.stdout);
    }
    let undeployed = pam.json(&["undeploy", "--sandbox", "--yes", "--name", "shop"]);
    assert_eq!(undeployed["removed"], false);
    let writes = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_deployment_that_stands_already_takes_nothing_over_and_removes_nothing() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let install = make(&pam);
    deploy(&pam, &["--phone-number", "+12025550124"]);
    let last = served.last_request(&pam);
    for more in [&["--adopt"][..], &["--adopt", "--remove-original"]] {
        let ran = pam.run(&[&["deploy", "--sandbox", "--yes", "--json"], more].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "adopt-too-late"), "{}", ran.stdout);
        assert!(ran.stdout.contains("pam undeploy"), "{}", ran.stdout);
    }
    let writes = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0));
    // Under another name it is taken over, with its number.
    let adopted = deploy(&pam, &["--adopt", "--name", "clinic"]);
    assert_eq!(adopted["flow_sid"], install.flow.as_str());
}
