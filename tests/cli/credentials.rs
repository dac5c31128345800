//! An account's credentials from the environment, over TLS and under Twilio's own host names: what a user of Twilio
//! types, with the sandbox in Twilio's place as the proxy that the environment names.

use crate::support::{Pam, Served};

const SETTINGS: [(&str, &str); 6] = [
    ("CUSTOMER_NAME", "Crow Clinic"),
    ("TWILIO_PHONE_NUMBER", "+12025550124"),
    ("ADMINISTRATOR_PHONE_NUMBER", "(202) 555-0170"),
    ("TIME_ZONE", "America/Denver"),
    ("IE_ENDPOINT", "https://ehr.clinic.org/in"),
    ("APPLICATION_PASSWORD", "a long enough password"),
];

/// A user whose environment has an account's credentials, and the sandbox that is the account.
fn user(extra: &[(&str, &str)]) -> (Pam, Served, Pam) {
    let owner = Pam::new();
    let served = Served::start(&owner);
    let env = owner.json(&["sandbox", "env"]);
    let mut user = Pam::new();
    for name in ["TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET", "HTTPS_PROXY", "SSL_CERT_FILE"]
    {
        user = user.with(name, env[name].as_str().expect("text"));
    }
    for (name, value) in extra {
        user = user.with(name, value);
    }
    (user, served, owner)
}

#[test]
fn the_whole_round_works_without_the_sandbox_flag() {
    let (pam, _served, owner) = user(&SETTINGS);
    let deployed = pam.json(&["deploy", "--yes", "--no-input"]);
    assert_eq!(
        (deployed["changed"].as_bool(), deployed["phone_number"].as_str()),
        (Some(true), Some("+12025550124"))
    );
    assert!(deployed["password"].is_null(), "it was given, so it is not shown");
    assert_eq!(pam.json(&["deploy", "--yes", "--no-input"])["changed"], false);
    pam.json(&["simulate", "booked"]);
    assert_eq!(pam.json(&["reminders", "list"])["reminders"].as_array().map(Vec::len), Some(2));
    assert_eq!(pam.json(&["status"])["healthy"], true);
    assert_eq!(pam.json(&["undeploy", "--yes"])["reminders_canceled"], 2);
    assert_eq!(
        owner.json(&["sandbox", "messages", "+12025550175"])["messages"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn a_missing_setting_names_its_flag_and_its_variable() {
    for missing in SETTINGS.map(|(name, _)| name) {
        let others: Vec<_> = SETTINGS.into_iter().filter(|(name, _)| *name != missing).collect();
        let (pam, served, owner) = user(&others);
        let before = served.last_request(&owner);
        let ran = pam.run(&["deploy", "--yes", "--no-input", "--json"]);
        let error = &ran.json()["error"];
        assert_eq!((ran.code, error["code"].as_str()), (3, Some("setting-missing")), "{error}");
        assert!(error["field"].as_str().is_some_and(|field| field.starts_with("--")), "{error}");
        assert!(error["hints"].to_string().contains(missing), "{error}");
        let writes = owner.json(&["sandbox", "requests", "--writes", "--after", &before.to_string()]);
        assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0), "nothing was changed");
    }
}

#[test]
fn a_certificate_that_is_not_trusted_is_a_network_error_and_no_secret_is_sent() {
    let (pam, _served, _owner) = user(&[("SSL_CERT_FILE", "/nonexistent")]);
    let ran = pam.run(&["status", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (6, "network"), "{}", ran.stdout);
}
