//! Settings from flags, environment and files, as `pam config` shows them and `pam deploy` uses them.

use serde_json::Value;

use crate::support::{Pam, Served};

fn setting<'v>(shown: &'v Value, variable: &str) -> &'v Value {
    let settings = shown["settings"].as_array().expect("settings");
    settings.iter().find(|setting| setting["variable"] == variable).expect("the setting")
}

/// Value, source and place of a setting.
fn of(shown: &Value, variable: &str) -> [String; 3] {
    ["value", "source", "place"].map(|key| setting(shown, variable)[key].as_str().unwrap_or("-").to_owned())
}

#[test]
fn each_source_goes_before_the_next_one() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    owner.json(&["deploy", "--sandbox", "--yes", "--customer-name", "Deployed", "--time-zone", "UTC"]);
    let pam = Pam::of_account(&owner).with("REMINDER_OUTREACH_START", "0900");
    pam.file("pam.toml", "time-zone = \"America/Denver\"\n[deployment.pam]\noutreach-finish = \"21:00\"\n");
    pam.file(
        ".env",
        "TIME_ZONE=America/Chicago\n# default: 3d\nREMINDER_FIRST_TIMING=\nREMINDER_SECOND_TIMING=0200\n",
    );
    let shown = pam.json(&["config", "--ehr-endpoint", ""]);
    assert_eq!((&shown["deployed"], &shown["valid"]), (&Value::Bool(true), &Value::Bool(true)), "{shown:#}");
    assert_eq!(of(&shown, "IE_ENDPOINT"), ["off", "flag", "-"]);
    assert_eq!(of(&shown, "REMINDER_OUTREACH_START"), ["09:00", "environment", "-"]);
    assert_eq!(of(&shown, "TIME_ZONE"), ["America/Denver", "pam.toml", "pam.toml, line 1"]);
    assert_eq!(
        of(&shown, "REMINDER_OUTREACH_FINISH"),
        ["21:00", "pam.toml", "pam.toml [deployment.pam], line 3"]
    );
    assert_eq!(of(&shown, "REMINDER_SECOND_TIMING"), ["2h", ".env", ".env, line 4"]);
    assert_eq!(of(&shown, "CUSTOMER_NAME"), ["Deployed", "deployed", "deployed"]);
    assert_eq!(
        of(&shown, "REMINDER_FIRST_TIMING"),
        ["48h", "deployed", "deployed"],
        "it goes before .env's default"
    );
    let before = setting(&shown, "TIME_ZONE")["before"].as_array().expect("a list");
    let values: Vec<&str> = before.iter().filter_map(|one| one["value"].as_str()).collect();
    assert_eq!(values, ["America/Chicago", "UTC"]);
    assert_eq!(shown["order"][0], "flag");
}

#[test]
fn a_redeploy_keeps_what_is_deployed_and_a_file_changes_nothing_unseen() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--customer-name", "Crow Clinic", "--second-reminder", ""]);
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes"])["changed"], false);
    assert_eq!(of(&pam.json(&["config", "--sandbox"]), "REMINDER_SECOND_TIMING")[0], "off");
    let booked = pam.json(&["simulate", "booked", "--sandbox"]);
    assert_eq!(booked["texts"].as_array().map(Vec::len), Some(1), "{booked}");
    let listed = pam.json(&["reminders", "list", "--sandbox"]);
    assert_eq!(listed["reminders"].as_array().map(Vec::len), Some(1), "the second one is off");
    pam.file("pam.toml", "customer-name = \"Owl Health\"\n");
    let ran = pam.run(&["plan", "--sandbox", "--exit-code"]);
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    assert!(ran.stderr.contains("pam.toml, line 1 replaces Crow Clinic"), "{}", ran.stderr);
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes"])["changed"], true);
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes"])["changed"], false);
}

#[test]
fn without_credentials_there_is_still_much_to_tell() {
    let pam = Pam::new();
    pam.file("clinic.toml", "customer-name = \"Owl Health\"\n[environment.stage]\ntime-zone = \"UTC\"\n");
    let stage = pam.json(&["config", "--config", "clinic.toml", "--environment", "stage"]);
    let place = "clinic.toml [environment.stage], line 3";
    assert_eq!(of(&stage, "TIME_ZONE"), ["UTC", "pam.toml", place], "{stage}");
    let shown = pam.json(&["config", "--config", "clinic.toml"]);
    assert_eq!((&shown["account_sid"], &shown["valid"]), (&Value::Null, &Value::Bool(true)));
    assert_eq!(of(&shown, "CUSTOMER_NAME"), ["Owl Health", "pam.toml", "clinic.toml, line 1"]);
    let missing = shown["missing"].as_array().expect("a list");
    assert!(missing.contains(&Value::from("TIME_ZONE")), "{missing:?}");
    assert!(!pam.home().join(".local").exists(), "it leaves nothing behind");
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line_before_anything_is_asked_or_written() {
    for (name, content, code, told) in [
        ("pam.toml", "\ncustomer_name = \"Owl\"", "config-invalid", "pam.toml, line 2: there is no setting"),
        ("pam.toml", "application-password = \"planted-secret\"", "config-invalid", "is a secret"),
        ("pam.toml", "a = = 1", "config-invalid", "pam.toml, line 1"),
        ("pam.toml", "time-zone = \"EST\"", "setting-invalid", "pam.toml, line 1: time-zone must be"),
        (
            ".env",
            "\nIE_ENDPOINT=https://your.ngrok.io",
            "setting-invalid",
            ".env, line 2: IE_ENDPOINT must be the EHR's own",
        ),
        (
            ".env",
            "APPLICATION_PASSWORD=planted",
            "setting-invalid",
            ".env, line 1: APPLICATION_PASSWORD must have at least 12",
        ),
        (
            ".env",
            "# format: phone\nCUSTOMER_NAME=a",
            "setting-invalid",
            ".env, line 2: CUSTOMER_NAME has an unknown format",
        ),
    ] {
        let pam = Pam::new();
        pam.file(name, content);
        let ran = pam.run(&["deploy", "--sandbox", "--yes", "--json"]);
        let error = &ran.json()["error"];
        assert_eq!((ran.code, error["code"].as_str()), (3, Some(code)), "{content}: {error}");
        assert!(
            error["message"].as_str().is_some_and(|message| message.contains(told)),
            "{content}: {error}"
        );
        assert!(error["hints"].as_array().is_some_and(|hints| !hints.is_empty()), "{content}: {error}");
        assert!(!ran.stdout.contains("planted") && !ran.stderr.contains("planted"), "{content}");
        assert_eq!(pam.run(&["status", "--sandbox"]).code, 7, "{content}: nothing was deployed");
    }
}

#[test]
fn a_named_file_has_to_be_there() {
    let pam = Pam::new();
    for flag in ["--config", "--env-file"] {
        let ran = pam.run(&["config", flag, "nowhere", "--json"]);
        let error = &ran.json()["error"];
        assert_eq!(
            (ran.code, error["code"].as_str(), error["field"].as_str()),
            (3, Some("file-unreadable"), Some(flag))
        );
    }
}

#[test]
fn every_problem_is_shown_and_makes_the_exit_code() {
    let pam = Pam::new();
    pam.file("pam.toml", "time-zone = \"EST\"\nfirst-reminder = \"soon\"\n");
    let ran = pam.run(&["config", "--json"]);
    assert_eq!(ran.code, 3);
    assert_eq!(ran.json()["problems"].as_array().map(Vec::len), Some(2), "{}", ran.stdout);
    let window =
        pam.run(&["config", "--time-zone", "UTC", "--first-reminder", "1h", "--outreach-start", "21:00"]);
    assert_eq!(window.code, 3);
    assert!(window.stdout.contains("REMINDER_OUTREACH_FINISH must be later"), "{}", window.stdout);
}

#[test]
fn no_secret_is_ever_shown() {
    let pam = Pam::new().with("APPLICATION_PASSWORD", "planted secret one");
    pam.file(".env", "APPLICATION_PASSWORD='planted secret two'\n# format: secret\nCUSTOMER_NAME=planted three\nAUTH_TOKEN=planted-four\n");
    for args in
        [&["config", "--explain"][..], &["config", "--json"], &["config", "--verbose", "--color", "always"]]
    {
        let ran = pam.run(args);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stdout.contains("planted") && !ran.stderr.contains("planted"), "{}", ran.stdout);
    }
    assert!(pam.run(&["config", "--explain"]).stdout.contains("AUTH_TOKEN in .env: credentials come from"));
}
