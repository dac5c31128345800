//! What pam says of itself, and to what it cannot use: help, usage, bad input, missing credentials.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::os::unix::ffi::OsStringExt;

use crate::support::{Pam, Served};

#[test]
fn help_and_version_are_results() {
    let pam = Pam::new();
    for args in [&["--help"][..], &["deploy", "--help"], &["reminders", "cancel", "--help"], &["--version"]] {
        let ran = pam.run(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
        assert!(ran.stdout.contains("pam"), "{args:?}");
    }
    for (args, command) in
        [(&["--help"][..], &[][..]), (&["reminders", "list", "-h"], &["reminders", "list"])]
    {
        let told = pam.json(args);
        assert_eq!(told["command"], serde_json::json!(command), "{args:?}");
        assert!(told["text"].as_str().is_some_and(|text| text.contains("Usage: pam")), "{told}");
    }
    assert_eq!(pam.json(&["deploy", "--version"])["version"], env!("CARGO_PKG_VERSION"));
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
    for program in ["./nope", "no-such-program-anywhere", "/nope/here", "./here", ""] {
        let ran = pam.run(&["listen", "--port", "0", "--exec", program, "--json"]);
        assert_eq!(
            (ran.code, ran.error_code().as_str()),
            (3, "program-missing"),
            "{program}: {}",
            ran.stdout
        );
    }
}

/// Arguments, the field that is named, and part of what is said.
type Wrong = (&'static [&'static str], i32, &'static str, &'static str);

#[test]
fn what_cannot_be_meant_names_the_flag_and_what_was_probably_meant() {
    let pam = Pam::new();
    const WRONG: [Wrong; 13] = [
        (&["login", "--sandbox"], 2, "--sandbox", "the sandbox needs none"),
        (&["deploy", "--sandbox", "--yes", "--app", "nowhere"], 3, "--app", "there is no folder nowhere"),
        (&["promote", "--sandbox", "--from", "A B"], 3, "--from", "is not an environment"),
        (&["promote", "--sandbox", "--from", "dev", "--to", ""], 3, "--to", "is not an environment"),
        (&["deploy", "--rollback", "--customer-name", "x"], 2, "--customer-name", "--rollback"),
        (&["deploy", "--rollback", "--original", "x"], 2, "--rollback", "--original"),
        (
            &["plan", "--sandbox", "--time-zone", "new york"],
            3,
            "--time-zone",
            "did you mean America/New_York?",
        ),
        (&["whoami", "--profile", ""], 2, "--profile <NAME>", "a value is required"),
        (&["profiles", "--use", ""], 2, "--use <NAME>", "a value is required"),
        (&["help", "exit-code"], 2, "", "Did you mean pam help exit-codes?"),
        (&["simulate", "scenario", "book-remind-confrm"], 7, "", "Did you mean book-remind-confirm?"),
        (&["listen", "--forward-to", "ehr"], 2, "--forward-to <URL>", "must be an http:// or https:// URL"),
        (&["sandbox", "reply", "+12025550175", ""], 3, "TEXT", "must not be empty"),
    ];
    for (args, code, field, said) in WRONG {
        let ran = pam.run(&[args, &["--json"]].concat());
        let error = &ran.json()["error"];
        assert_eq!(
            (ran.code, error["field"].as_str().unwrap_or_default()),
            (code, field),
            "{args:?}: {error}"
        );
        assert!(error.to_string().contains(said), "{args:?}: {error}");
    }
}

#[test]
fn what_is_not_unicode_is_written_to_or_refused_by_name() {
    let pam = Pam::new();
    let odd = OsString::from_vec(b"app\xff".to_vec());
    let exported = pam.command(&["app", "export", "--json"]).arg(&odd).output().expect("it runs");
    assert_eq!(exported.status.code(), Some(0), "{}", String::from_utf8_lossy(&exported.stderr));
    assert!(pam.home().join(&odd).join("functions").is_dir());
    for variable in ["CUSTOMER_NAME", "TWILIO_ACCOUNT_SID", "PAM_HOME", "HOME"] {
        let ran = pam.command(&["profiles", "--json"]).env(variable, &odd).output().expect("it runs");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert_eq!(ran.status.code(), Some(3), "{said}");
        assert!(said.contains(&format!("the variable {variable} is not UTF-8")), "{said}");
    }
    let other = pam.command(&["profiles", "--json"]).env("SOMETHING", &odd).output().expect("it runs");
    assert_eq!(other.status.code(), Some(0), "what pam does not read is nothing to it");
}

#[test]
fn a_full_disk_is_no_fault_of_pam() {
    let pam = Pam::new();
    let full = OpenOptions::new().write(true).open("/dev/full").expect("the device that is always full");
    let ran = pam.command(&["help", "exit-codes"]).stdout(full).output().expect("it runs");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(8), "{said}");
    assert!(said.contains("standard output cannot be written") && !said.contains("report it"), "{said}");
}

#[test]
fn a_home_that_cannot_be_written_stops_the_demo_before_it_begins() {
    let pam = Pam::new();
    pam.file("file", "");
    let home = pam.home().join("file/below");
    let ran = pam.command(&["demo", "--exit", "--json"]).env("PAM_HOME", &home).output().expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!((ran.status.code(), said.lines().count()), (Some(3), 1), "{said}");
    assert!(said.contains("PAM_HOME") && said.contains("a file stands where a folder would"), "{said}");
}

#[test]
fn what_cannot_be_written_says_why_in_words() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.file("file", "");
    std::fs::create_dir(pam.home().join("folder")).expect("the folder is made");
    for (args, why) in [
        (&["man", "--out", "file"][..], "a file stands where a folder would"),
        (&["app", "export", "file"], "a file stands where a folder would"),
        (&["plan", "--sandbox", "--out", "folder"], "it is a folder"),
        (&["plan", "--sandbox", "--out", "gone/plan.json"], "the folder that it would be in is not there"),
        (&["flow", "pull", "--sandbox", "gone/flow.json"], "the folder that it would be in is not there"),
    ] {
        let ran = pam.run(&[args, &["--json"]].concat());
        let error = &ran.json()["error"];
        let message = error["message"].to_string();
        assert!(ran.code == 3 && message.contains("cannot be written") && message.contains(why), "{message}");
        assert!(!error["hints"].to_string().is_empty() && !message.contains("os error"), "{error}");
    }
}

#[test]
fn faults_are_told_in_words() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    for (args, said) in [
        (
            &["--answer", "429", "--retry-after", "1", "--times", "3"][..],
            "answer 429 with Retry-After: 1, 3 times",
        ),
        (
            &["--hang-up", "after", "--method", "post", "--times", "1"],
            "hang up after it is done, to POST, once",
        ),
        (&["--limit", "50"], "answer 429 above 50 requests a second, until it is cleared"),
        (
            &["--hold", "before", "--after", "2"],
            "give no answer, and do nothing, after 2 that pass, until it is cleared",
        ),
        (
            &["--delay", "500", "--host", "api.twilio.com", "--path", "Messages"],
            "answer 500 ms later, on api.twilio.com, where the path holds \"Messages\", until it is cleared",
        ),
    ] {
        let ran = pam.run(&[&["sandbox", "faults"], args].concat());
        assert_eq!((ran.code, ran.stdout.lines().last()), (0, Some(said)), "{args:?}: {}", ran.stderr);
    }
    assert_eq!(pam.run(&["sandbox", "faults", "--clear"]).stdout, "No fault waits\n");
}
