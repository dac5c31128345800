use secrecy::ExposeSecret;

use super::from_environment;
use crate::exit::ExitCode;
use crate::settings::env::Environment;

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
