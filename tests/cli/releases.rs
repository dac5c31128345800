//! Plans in files, rollback, environments and promotion, as a user types them.

use serde_json::Value;

use crate::support::{Pam, Served};

const FIRST: &str = "+12025550123";
const SECOND: &str = "+12025550124";

fn writes(pam: &Pam, after: u64) -> usize {
    let requests = pam.json(&["sandbox", "requests", "--writes", "--after", &after.to_string()]);
    requests["requests"].as_array().map_or(0, Vec::len)
}

/// An app whose function says something else.
fn edited(pam: &Pam, folder: &str, note: &str) -> String {
    let directory = pam.home().join(folder);
    let app = directory.to_str().expect("a path in Unicode").to_owned();
    if !directory.exists() {
        pam.json(&["app", "export", &app]);
    }
    let file = directory.join("functions/time.private.js");
    let source = std::fs::read_to_string(&file).expect("a function");
    std::fs::write(&file, format!("{source}// {note}\n")).expect("an edit");
    app
}

#[test]
fn a_plan_in_a_file_is_applied_as_it_is_or_not_at_all() {
    let pam = Pam::new().with("APPLICATION_PASSWORD", "planted-password-1");
    let served = Served::start(&pam);
    let file = pam.home().join("plan.json");
    let file = file.to_str().expect("a path in Unicode");
    let plan = |extra: &[&str]| pam.json(&[&["plan", "--sandbox", "--out", file], extra].concat());
    let deploy = ["deploy", "--sandbox", "--plan", file];
    let planned = plan(&["--customer-name", "Owl Health", "--phone-number", FIRST]);
    let text = std::fs::read_to_string(file).expect("the plan");
    assert!(!text.contains("planted") && text.contains("Owl Health"), "{text}");
    let deployed = pam.json(&deploy);
    assert_eq!((&deployed["changed"], &deployed["name"]), (&Value::Bool(true), &Value::from("pam")));
    assert_eq!(deployed["changes"].as_array().map(Vec::len), planned["changes"].as_array().map(Vec::len));

    let refused = |args: &[&str], code: i32, error: &str| {
        let last = served.last_request(&pam);
        let ran = pam.run(&[&deploy[..], args, &["--json"]].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (code, error), "{}{}", ran.stdout, ran.stderr);
        assert_eq!(writes(&pam, last), 0, "{error}: something was written");
    };
    refused(&[], 10, "plan-stale");
    let changed = plan(&["--customer-name", "Crow Clinic"]);
    let variable =
        changed["changes"].as_array().expect("changes").iter().find(|c| c["name"] == "CUSTOMER_NAME");
    let diff = &variable.expect("the Variable")["diff"][0];
    assert_eq!((&diff["before"], &diff["after"]), (&Value::from("Owl Health"), &Value::from("Crow Clinic")));
    refused(&["--customer-name", "Another"], 3, "plan-settings");
    let app = edited(&pam, "other", "x");
    refused(&["--app", &app], 3, "plan-other");
    Served::delete_variable(&pam, "TIME_ZONE");
    refused(&[], 10, "plan-stale");
    plan(&["--customer-name", "Crow Clinic"]);
    assert_eq!(pam.json(&deploy)["changed"], true);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    std::fs::write(file, "{}").expect("a file");
    refused(&[], 3, "plan-file");
}

#[test]
fn a_rollback_brings_the_last_release_back_and_can_be_repeated() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let refused = |args: &[&str]| {
        let ran = pam.run(&[args, &["--sandbox", "--yes", "--json"]].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (7, "no-previous-release"), "{}", ran.stdout);
    };
    refused(&["deploy", "--rollback"]);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    refused(&["deploy", "--rollback"]);
    let before = pam.json(&["status", "--sandbox"]);
    let app = edited(&pam, "app", "a second release");
    pam.json(&["deploy", "--sandbox", "--yes", "--app", &app, "--customer-name", "Crow Clinic"]);
    let after = pam.json(&["status", "--sandbox"]);
    assert_ne!(before["build_sid"], after["build_sid"]);

    assert_eq!(pam.run(&["deploy", "--rollback", "--sandbox"]).code, 10, "it asks first");
    let back = pam.json(&["deploy", "--rollback", "--sandbox", "--yes"]);
    assert_eq!((&back["changed"], &back["build_sid"]), (&Value::Bool(true), &before["build_sid"]));
    let status = pam.json(&["status", "--sandbox"]);
    assert_eq!(
        (&status["build_sid"], &status["healthy"]),
        (&before["build_sid"], &Value::Bool(true)),
        "{status}"
    );
    assert_eq!(status["flow_revision"], 3, "the first definition, published anew");
    let last = served.last_request(&pam);
    assert_eq!(pam.json(&["deploy", "--rollback", "--sandbox", "--yes"])["changed"], false);
    assert_eq!(writes(&pam, last), 0);
    assert_eq!(pam.json(&["simulate", "booked", "--sandbox"])["status"], "ended", "the old release works");

    pam.json(&["deploy", "--sandbox", "--yes", "--app", &app]);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code", "--app", &app]).code, 0);
    let again = pam.json(&["deploy", "--rollback", "--sandbox", "--yes"]);
    assert_eq!(again["build_sid"], before["build_sid"]);
}

#[test]
fn a_rollback_that_is_cut_off_is_finished_by_the_next_one() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    let before = pam.json(&["status", "--sandbox"])["build_sid"].clone();
    let app = edited(&pam, "app", "a second release");
    let newer = ["deploy", "--sandbox", "--yes", "--app", &app, "--customer-name", "Crow Clinic"];
    pam.json(&newer);
    for after in 0..5 {
        for when in ["before", "after"] {
            let after = after.to_string();
            let fault = ["--method", "POST", "--times", "1", "--after", &after];
            pam.json(&[&["sandbox", "faults", "--hang-up", when], &fault[..]].concat());
            pam.run(&["deploy", "--rollback", "--sandbox", "--yes"]);
            pam.json(&["sandbox", "faults", "--clear"]);
            pam.json(&["deploy", "--rollback", "--sandbox", "--yes", "--wait", "0"]);
            let status = pam.json(&["status", "--sandbox"]);
            assert_eq!(
                (&status["build_sid"], &status["healthy"]),
                (&before, &Value::Bool(true)),
                "{after} {when}"
            );
            let last = served.last_request(&pam);
            assert_eq!(pam.json(&["deploy", "--rollback", "--sandbox", "--yes"])["changed"], false);
            assert_eq!(writes(&pam, last), 0, "{after} {when}");
            pam.json(&newer);
        }
    }
}

#[test]
fn environments_stand_beside_each_other_and_a_build_goes_from_one_to_the_other() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let promote = ["promote", "--from", "dev", "--sandbox", "--yes"];
    let nothing = pam.run(&[&promote[..], &["--json"]].concat());
    assert_eq!((nothing.code, nothing.error_code().as_str()), (7, "not-deployed"), "{}", nothing.stdout);
    let dev = ["--environment", "dev"];
    let app = edited(&pam, "app", "made in dev");
    let args = ["--phone-number", SECOND, "--customer-name", "Owl {{ Test }}", "--app", &app];
    let first = pam.json(&[&["deploy", "--sandbox", "--yes"], &dev[..], &args].concat());
    assert!(first["domain"].as_str().is_some_and(|domain| domain.ends_with("-dev.twil.io")), "{first}");
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 7, "production is not there");

    let promoted =
        pam.json(&[&promote[..], &["--phone-number", FIRST, "--customer-name", "Owl Health"]].concat());
    assert_eq!(promoted["environment"], "production");
    let uploads = promoted["changes"].as_array().expect("changes").iter();
    assert_eq!(
        uploads.filter(|change| change["group"] == "Function" && change["action"] != "leave").count(),
        0
    );
    let status = |extra: &[&str]| pam.json(&[&["status", "--sandbox"], extra].concat());
    let (there, here) = (status(&dev), status(&[]));
    assert_eq!((&there["build_sid"], &here["healthy"]), (&here["build_sid"], &Value::Bool(true)), "{here}");
    for own in ["domain", "flow_sid", "messaging_service_sid", "sync_service_sid", "phone_number"] {
        assert_ne!(there[own], here[own], "{own}");
    }
    let booked = pam.json(&["simulate", "booked", "--sandbox"]);
    assert_eq!(booked["texts"].as_array().map(Vec::len), Some(1), "{booked}");
    let texts = pam.json(&["sandbox", "messages", "+12025550175"]);
    let text = &texts["messages"][0];
    assert_eq!(text["from"], FIRST);
    assert!(text["body"].as_str().is_some_and(|body| body.contains("Owl Health")), "{text}");
    assert_eq!(pam.json(&promote)["changed"], false, "again changes nothing");
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code", "--app", &app]).code, 0, "it is that app");

    let all = pam.json(&["deployments", "--sandbox"]);
    let all: Vec<_> = all["deployments"].as_array().expect("deployments").iter().collect();
    assert_eq!(all.iter().map(|found| &found["environment"]).collect::<Vec<_>>(), ["dev", "production"]);
    let flows = Served::flows(&pam);
    pam.json(&[&["undeploy", "--sandbox", "--yes"], &dev[..]].concat());
    assert_eq!(Served::flows(&pam), flows - 1);
    assert_eq!(status(&[])["healthy"], true, "production stands");
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code", "--app", &app]).code, 0);
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(pam.json(&["deployments", "--sandbox"])["deployments"], Value::Array(Vec::new()));
}

#[test]
fn what_a_service_deleted_by_hand_left_behind_stops_no_deploy() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    Served::route_number(&pam, "https://other.example/sms");
    pam.json(&["deploy", "--sandbox", "--yes", "--take-number"]);
    Served::delete_service(&pam);
    let plan = pam.run(&["plan", "--sandbox"]).stdout;
    let words = plan.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("the number is taken out") && words.contains("leave"), "{plan}");
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes", "--take-number"])["changed"], true);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    assert_eq!(pam.json(&["simulate", "booked", "--sandbox"])["status"], "ended");
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(
        Served::number(&pam)["sms_url"],
        "https://other.example/sms",
        "what was before the first deploy"
    );
}

#[test]
fn a_number_that_goes_from_one_environment_to_the_other_comes_back_whole() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let deploy = ["deploy", "--sandbox", "--yes"];
    let dev = ["--environment", "dev"];
    pam.json(&[&deploy[..], &["--phone-number", FIRST]].concat());
    pam.json(&[&deploy[..], &dev, &["--phone-number", SECOND]].concat());
    let take = [&deploy[..], &dev, &["--phone-number", FIRST, "--take-number"]].concat();
    let give = [&["undeploy", "--sandbox", "--yes"], &dev[..]].concat();
    // Undisturbed, and cut off right after the number was taken out of production's Messaging Service.
    for cut_off in [false, true] {
        if cut_off {
            pam.json(&[&deploy[..], &dev, &["--phone-number", SECOND]].concat());
            pam.json(&[
                "sandbox",
                "faults",
                "--hang-up",
                "before",
                "--method",
                "POST",
                "--path",
                "/PhoneNumbers",
            ]);
            assert_ne!(pam.run(&take).code, 0);
            pam.json(&["sandbox", "faults", "--clear"]);
        } else {
            pam.json(&take);
            assert_eq!(pam.run(&["status", "--sandbox"]).code, 10, "production has lost it");
        }
        pam.json(&give);
        assert_eq!(pam.run(&["status", "--sandbox"]).code, 0, "cut off: {cut_off}");
        let plan = pam.run(&["plan", "--sandbox", "--exit-code"]);
        assert_eq!(plan.code, 0, "cut off: {cut_off}: {}", plan.stdout);
    }
}
