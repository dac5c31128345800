use secrecy::ExposeSecret;

use super::{Found, Source, find, from_environment};
use crate::exit::ExitCode;
use crate::settings::env::Environment;
use crate::settings::paths::Paths;

const AC: &str = "AC00000000000000000000000000000001";
const SK: &str = "SK00000000000000000000000000000002";

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn an_api_key_goes_before_the_auth_token() {
    let env = environment(&[
        ("TWILIO_ACCOUNT_SID", AC),
        ("TWILIO_API_KEY", SK),
        ("TWILIO_API_SECRET", "s"),
        ("TWILIO_AUTH_TOKEN", "t"),
    ]);
    let credentials = from_environment(&env).unwrap();
    assert_eq!((credentials.username.as_str(), credentials.password.expose_secret()), (SK, "s"));
    let env = environment(&[("TWILIO_ACCOUNT_SID", AC), ("TWILIO_AUTH_TOKEN", "t")]);
    let credentials = from_environment(&env).unwrap();
    assert_eq!((credentials.username.as_str(), credentials.password.expose_secret()), (AC, "t"));
}

#[test]
fn what_is_missing_or_malformed_is_named_and_never_shown() {
    for (pairs, field) in [
        (vec![], "TWILIO_ACCOUNT_SID"),
        (vec![("TWILIO_AUTH_TOKEN", "t")], "TWILIO_ACCOUNT_SID"),
        (vec![("TWILIO_ACCOUNT_SID", AC)], "TWILIO_API_KEY"),
        (vec![("TWILIO_ACCOUNT_SID", AC), ("TWILIO_API_KEY", SK)], "TWILIO_API_SECRET"),
        (vec![("TWILIO_ACCOUNT_SID", ""), ("TWILIO_AUTH_TOKEN", "t")], "TWILIO_ACCOUNT_SID"),
        (vec![("TWILIO_ACCOUNT_SID", "planted-secret"), ("TWILIO_AUTH_TOKEN", "t")], "TWILIO_ACCOUNT_SID"),
        (
            vec![
                ("TWILIO_ACCOUNT_SID", AC),
                ("TWILIO_API_KEY", "planted-secret"),
                ("TWILIO_API_SECRET", "planted-secret"),
            ],
            "TWILIO_API_KEY",
        ),
    ] {
        let error = from_environment(&environment(&pairs)).unwrap_err();
        assert_eq!(error.exit, ExitCode::Credentials);
        assert_eq!(error.field.as_deref(), Some(field));
        assert!(!error.to_json().to_string().contains("planted-secret"));
    }
}

/// A home with twilio-cli's configuration.
fn home_with(config: &serde_json::Value, mode: u32) -> (tempfile::TempDir, Environment) {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::TempDir::new().unwrap();
    let folder = home.path().join(".twilio-cli");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("config.json");
    std::fs::write(&file, config.to_string()).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    let env = environment(&[("HOME", home.path().to_str().unwrap())]);
    (home, env)
}

fn found(env: &Environment, wanted: Option<&str>) -> crate::error::Result<Found> {
    find(env, || Paths::find(env), wanted)
}

fn twilio_cli() -> serde_json::Value {
    serde_json::json!({
        "edge": "dublin", "email": {}, "prompts": {}, "plugins": {}, "activeProject": "clinic",
        "projects": [{"id": "old", "accountSid": AC}],
        "profiles": {
            "barn": {"accountSid": AC, "apiKey": "planted-secret", "apiSecret": "planted-secret"},
            "clinic": {"accountSid": AC, "apiKey": SK, "apiSecret": "s", "region": "ie1"},
        },
    })
}

#[test]
fn twilio_clis_profile_is_the_last_resort_and_brings_its_region() {
    let (_home, env) = home_with(&twilio_cli(), 0o600);
    let cli = found(&env, None).unwrap();
    assert_eq!(
        (&cli.source, cli.credentials.username.as_str()),
        (&Source::TwilioCli("clinic".to_owned()), SK)
    );
    assert_eq!((cli.region.as_deref(), cli.edge.as_deref()), (Some("ie1"), Some("dublin")));
    assert_eq!((cli.credentials.password.expose_secret(), cli.warning), ("s", None));
    let env = env.with("TWILIO_ACCOUNT_SID", AC).with("TWILIO_AUTH_TOKEN", "t");
    assert_eq!(found(&env, None).unwrap().source, Source::Environment);
    assert_eq!(found(&env, Some("clinic")).unwrap().source, Source::TwilioCli("clinic".to_owned()));
}

#[test]
fn what_is_wrong_with_twilio_clis_profile_is_said_without_showing_it() {
    let (_home, env) = home_with(&twilio_cli(), 0o600);
    for (name, code, word) in [
        ("old", "credentials-incomplete", "no secret in its file"),
        ("barn", "credentials-incomplete", "apiKey"),
        ("farm", "profile-unknown", "farm"),
    ] {
        let error = found(&env, Some(name)).unwrap_err();
        assert_eq!((error.exit, error.code), (ExitCode::Credentials, code));
        assert!(error.message.contains(word) && !error.hints.is_empty(), "{error:?}");
        assert!(!error.to_json().to_string().contains("planted-secret"));
    }
    assert!(found(&env, Some("farm")).unwrap_err().to_json().to_string().contains("barn, clinic"));
}

#[test]
fn a_configuration_that_asks_for_names_is_obeyed_and_one_that_others_read_is_warned_of() {
    let mut config = twilio_cli();
    config["requireProfileInput"] = true.into();
    let (_home, env) = home_with(&config, 0o644);
    let error = found(&env, None).unwrap_err();
    assert_eq!((error.exit, error.field.as_deref()), (ExitCode::Credentials, Some("--profile")));
    assert!(error.to_json().to_string().contains("barn, clinic"));
    let cli = found(&env, Some("clinic")).unwrap();
    assert!(cli.warning.is_some_and(|warning| warning.contains("chmod 600")));
}

#[test]
fn its_folder_can_be_elsewhere_and_what_is_no_json_is_not_shown() {
    let (home, env) = home_with(&twilio_cli(), 0o600);
    let empty = tempfile::TempDir::new().unwrap();
    let other = env.with("TWILIO_CONFIG_DIR", empty.path().to_str().unwrap());
    assert_eq!(found(&other, None).unwrap_err().code, "credentials-missing");
    std::fs::write(home.path().join(".twilio-cli/config.json"), "{\"profiles\": planted-secret").unwrap();
    let error = found(&env, None).unwrap_err();
    assert_eq!(error.code, "twilio-cli-unreadable");
    assert!(!error.to_json().to_string().contains("planted-secret"));
}

#[test]
fn names_of_other_tools_and_sids_of_other_kinds_are_recognised() {
    let env = environment(&[("TWILIO_ACCOUNT_SID", AC), ("TWILIO_API_KEY_SID", SK)]);
    let told = from_environment(&env).unwrap_err().hints.join("\n");
    assert!(told.contains("TWILIO_API_KEY_SID is set") && told.contains("is TWILIO_API_KEY\n"), "{told}");
    let env = environment(&[("ACCOUNT_SID", AC), ("AUTH_TOKEN", "t")]);
    let told = from_environment(&env).unwrap_err().hints.join("\n");
    assert!(told.contains("TWILIO_ACCOUNT_SID") && told.contains("TWILIO_AUTH_TOKEN"), "{told}");
    let env = environment(&[("TWILIO_ACCOUNT_SID", SK), ("TWILIO_AUTH_TOKEN", "t")]);
    assert!(from_environment(&env).unwrap_err().message.contains("the SID of an API key"));
}
