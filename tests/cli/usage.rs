//! What pam says of itself, and to what it cannot use: help, usage, bad input, missing credentials.

use crate::support::{Pam, Served};

#[test]
fn help_and_version_are_results() {
    let pam = Pam::new();
    for args in [&["--help"][..], &["deploy", "--help"], &["reminders", "cancel", "--help"], &["--version"]] {
        let ran = pam.run(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
        assert!(ran.stdout.contains("pam"), "{args:?}");
    }
    assert_eq!(std::fs::read_dir(pam.home()).expect("home").count(), 0, "help leaves nothing behind");
}

#[test]
fn wrong_usage_is_2_also_as_json() {
    let pam = Pam::new();
    for args in
        [&["dploy"][..], &[], &["reminders", "cancel"], &["simulate", "moved"], &["deploy", "--frobnicate"]]
    {
        let ran = pam.run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!ran.stderr.is_empty(), "{args:?}");
    }
    let ran = pam.run(&["dploy", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (2, "usage"));
}

#[test]
fn missing_credentials_are_4_and_say_how_to_go_on() {
    let pam = Pam::new();
    for args in [
        &["deploy"][..],
        &["plan"],
        &["status"],
        &["undeploy"],
        &["simulate", "booked"],
        &["reminders", "list"],
    ] {
        let ran = pam.run(args);
        assert_eq!(ran.code, 4, "{args:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("TWILIO_ACCOUNT_SID") && ran.stderr.contains("--sandbox"),
            "{}",
            ran.stderr
        );
        assert_eq!(pam.run(&[args, &["--json"]].concat()).error_code(), "credentials-missing");
    }
}

#[test]
fn a_number_that_is_none_is_refused_before_anything_is_reached() {
    let ran = Pam::new().run(&["simulate", "booked", "--patient-phone", "((((", "--json"]);
    assert_eq!((ran.code, ran.json()["error"]["field"].as_str()), (3, Some("--patient-phone")));
}

#[test]
fn a_file_that_is_no_json_is_refused_without_showing_it() {
    let ran = Pam::new()
        .run_with_input(&["simulate", "--file", "-", "--json"], "{\"patient_phone\": \"+12025550143\"");
    assert_eq!((ran.code, ran.json()["error"]["field"].as_str()), (3, Some("--file")));
    assert!(!ran.stdout.contains("12025550143"));
}

#[test]
fn a_message_that_has_no_sid_is_refused_instead_of_not_found() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    for command in ["list", "cancel", "send"] {
        let ran = pam.run(&["reminders", command, "--sandbox", "--yes", "--json", "--message", "SM12"]);
        let error = &ran.json()["error"];
        assert_eq!((ran.code, error["field"].as_str()), (3, Some("--message")), "{command}: {error}");
    }
}

#[test]
fn the_first_text_of_a_phone_needs_a_number_to_go_to_and_both_are_offered() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let error = &pam.run(&["sandbox", "reply", "+12025550175", "hi", "--json"]).json()["error"];
    assert_eq!(error["field"], "--to", "{error}");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("+12025550123")), "{error}");
    pam.json(&["sandbox", "reply", "+12025550175", "hi", "--to", "+12025550123"]);
}

#[test]
fn an_input_without_anything_in_it_is_named_as_what_it_is() {
    let ran = Pam::new().run_with_input(&["simulate", "--file", "-", "--json"], " \n");
    let message = ran.json()["error"]["message"].to_string();
    assert!(ran.code == 3 && message.contains("standard input is empty"), "{message}");
}

#[test]
fn a_program_that_is_not_there_is_said_before_anybody_calls() {
    let pam = Pam::new().with("EHR_SIGNING_SECRET", "planted-secret");
    pam.file("here", "");
    for program in ["./nope", "no-such-program-anywhere", "/nope/here"] {
        let ran = pam.run(&["listen", "--port", "0", "--exec", program, "--json"]);
        assert_eq!(
            (ran.code, ran.error_code().as_str()),
            (3, "program-missing"),
            "{program}: {}",
            ran.stdout
        );
    }
}
