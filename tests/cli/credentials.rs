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

/// A user whose credentials are twilio-cli's.
fn user_of_twilio_cli(owner: &Pam, secret: &str, mode: u32) -> Pam {
    use std::os::unix::fs::PermissionsExt;
    let env = owner.json(&["sandbox", "env"]);
    let pam = Pam::new().with("PAM_API_URL", env["PAM_API_URL"].as_str().expect("text"));
    std::fs::create_dir(pam.home().join(".twilio-cli")).expect("a folder");
    let profile = serde_json::json!({
        "accountSid": env["TWILIO_ACCOUNT_SID"], "apiKey": env["TWILIO_API_KEY"], "apiSecret": secret,
    });
    let config = serde_json::json!({"activeProject": "clinic", "profiles": {"clinic": profile}});
    pam.file(".twilio-cli/config.json", &config.to_string());
    let path = pam.home().join(".twilio-cli/config.json");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    pam
}

#[test]
fn twilio_clis_profile_works_without_login_and_its_file_stays_as_it_is() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    let env = owner.json(&["sandbox", "env"]);
    let pam = user_of_twilio_cli(&owner, env["TWILIO_API_SECRET"].as_str().expect("text"), 0o644);
    let before = std::fs::read(pam.home().join(".twilio-cli/config.json")).expect("the file");
    let ran = pam.run(&["whoami", "--json"]);
    let told = ran.json();
    assert_eq!((told["source"].as_str(), told["profile"].as_str()), (Some("twilio-cli"), Some("clinic")));
    assert_eq!((told["region"].as_str(), told["edge"].as_str()), (Some("us1"), None));
    assert!(ran.stderr.contains("chmod 600"), "{}", ran.stderr);
    assert_eq!(pam.run(&["status", "--profile", "clinic", "--json"]).error_code(), "not-deployed");
    assert_eq!(std::fs::read(pam.home().join(".twilio-cli/config.json")).expect("the file"), before);
}

#[test]
fn credentials_that_twilio_does_not_know_are_explained_by_kind_and_region() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    let pam = user_of_twilio_cli(&owner, "wrong", 0o600);
    let hints = |pam: &Pam| {
        let ran = pam.run(&["whoami", "--json"]);
        assert_eq!((ran.code, ran.error_code().as_str()), (4, "credentials-refused"), "{}", ran.stdout);
        ran.json()["error"]["hints"].to_string()
    };
    let told = hints(&pam);
    assert!(
        told.contains("TWILIO_API_SECRET") && told.contains("subaccount") && told.contains("us1"),
        "{told}"
    );
    let env = owner.json(&["sandbox", "env"]);
    let pam = Pam::of_account(&owner).with("TWILIO_API_KEY", "").with("TWILIO_API_SECRET", "");
    let told = hints(&pam.with("TWILIO_AUTH_TOKEN", "wrong").with("TWILIO_REGION", "ie1"));
    assert!(told.contains("TWILIO_AUTH_TOKEN") && told.contains("ie1"), "{told}");
    let by_token = Pam::of_account(&owner).with("TWILIO_API_KEY", "").with("TWILIO_API_SECRET", "");
    let token = env["TWILIO_AUTH_TOKEN"].as_str().expect("text");
    let told = by_token.with("TWILIO_AUTH_TOKEN", token).json(&["whoami"]);
    assert_eq!(
        (told["kind"].as_str(), told["account_type"].is_string()),
        (Some("auth_token"), true),
        "{told}"
    );
}

/// A user whose environment is what `pam sandbox env --confuse` prints.
fn confused(owner: &Pam, what: &str) -> Pam {
    let env = owner.json(&["sandbox", "env", "--confuse", what]);
    let names =
        ["PAM_API_URL", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_AUTH_TOKEN"];
    names.iter().fold(Pam::new(), |pam, name| pam.with(name, env[*name].as_str().expect("text")))
}

#[test]
fn credentials_that_are_confused_with_the_accounts_are_told_from_wrong_ones() {
    let owner = Pam::new();
    let served = Served::start(&owner);
    owner.json(&["deploy", "--sandbox", "--yes"]);
    let account = owner.json(&["sandbox", "env"])["TWILIO_ACCOUNT_SID"].as_str().expect("text").to_owned();
    let before = served.last_request(&owner);
    for (what, code, mends) in [
        (
            "owners-key",
            "credentials-of-another-account",
            ["The API key is good", account.as_str(), "made in it"],
        ),
        (
            "owners-token",
            "credentials-refused",
            ["TWILIO_AUTH_TOKEN", "a subaccount has one of its own", "us1"],
        ),
        ("test-token", "test-credentials", ["test credentials", "live ones", "API keys"]),
    ] {
        let pam = confused(&owner, what);
        for command in [
            &["whoami", "--json"][..],
            &["status", "--json"],
            &["deploy", "--yes", "--no-input", "--json"],
            &["undeploy", "--yes", "--json"],
            &["reminders", "list", "--json"],
        ] {
            let ran = pam.run(command);
            assert_eq!(
                (ran.code, ran.error_code().as_str()),
                (4, code),
                "{what} {command:?}: {}",
                ran.stdout
            );
            let hints = ran.json()["error"]["hints"].to_string();
            for mend in mends {
                assert!(hints.contains(mend), "{what} {command:?} {mend}: {hints}");
            }
        }
    }
    let after = before.to_string();
    let writes = owner.json(&["sandbox", "requests", "--writes", "--after", &after]);
    assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0), "nothing was changed: {writes}");
    let pam = Pam::of_account(&owner).with("TWILIO_API_SECRET", "wrong").with("TWILIO_EDGE", "dublin");
    let told = pam.run(&["whoami", "--json"]).json()["error"]["hints"].to_string();
    assert!(told.contains("TWILIO_EDGE=dublin alone") && told.contains("suspended"), "{told}");
}

#[test]
fn the_sandbox_has_credentials_of_its_own() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let told = pam.json(&["whoami", "--sandbox"]);
    assert_eq!((&told["source"], &told["profile"]), (&"sandbox".into(), &serde_json::Value::Null), "{told}");
    assert!(told["account_sid"].as_str().is_some_and(|sid| sid.starts_with("AC")), "{told}");
}
