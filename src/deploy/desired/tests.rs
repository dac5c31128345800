use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{Desired, HASHED_PASSWORD, SIGNING_SECRET, TOKEN_ENCRYPTION_KEY, TOKEN_SIGNING_KEY};
use crate::bundle::Bundle;
use crate::settings::app::{Kind, SETTINGS, Setting};
use crate::settings::password;

/// Account data, domain, path and all Variables as JSON (<https://www.twilio.com/docs/api/errors/82006>).
const LARGEST_CONTEXT: usize = 3 * 1024;
const LARGEST_VARIABLE: usize = 450;

/// The largest value that a setting may have; quotes take two bytes in JSON.
fn largest(setting: &Setting) -> String {
    let value = match setting.kind {
        Kind::Text => "\"".repeat(LARGEST_VARIABLE),
        Kind::Phone => "+123456789012345".to_owned(),
        Kind::Zone => "America/Argentina/Buenos_Aires".to_owned(),
        Kind::Url => format!("https://ehr.example/{}", "x".repeat(LARGEST_VARIABLE - 20)),
        Kind::Duration => "840h".to_owned(),
        Kind::TimeOfDay => "08:00".to_owned(),
    };
    setting.check(&value).unwrap_or_else(|rule| panic!("{}: {rule}", setting.variable))
}

#[test]
fn the_largest_settings_that_are_allowed_fit_into_variables_and_into_a_functions_context() {
    let key = |name: &str| (name.to_owned(), password::generate_key().unwrap());
    let hash = password::hash(&SecretString::from("correct horse battery")).unwrap();
    let desired = Desired {
        bundle: Bundle::embedded(),
        settings: SETTINGS.iter().map(|setting| (setting.variable.to_owned(), largest(setting))).collect(),
        number: serde_json::from_value(json!({
            "sid": format!("PN{:032x}", 1), "phone_number": "+12025550123", "friendly_name": null,
            "capabilities": {"sms": true}, "sms_url": null, "sms_method": "POST", "sms_application_sid": "",
        }))
        .unwrap(),
        initial_secrets: [SIGNING_SECRET, TOKEN_SIGNING_KEY, TOKEN_ENCRYPTION_KEY].map(key).into(),
        new_secrets: BTreeMap::from([(HASHED_PASSWORD.to_owned(), hash)]),
        version: "100.100.100-rc.100".to_owned(),
    };
    let sid = "X".repeat(34);
    let longest_path =
        desired.bundle.functions.iter().map(|file| file.path.as_str()).max_by_key(|it| it.len());
    let mut context = json!({
        "ACCOUNT_SID": sid, "AUTH_TOKEN": "x".repeat(32), "SERVICE_SID": sid, "ENVIRONMENT_SID": sid,
        "DOMAIN_NAME": format!("{}-123456-{}.twil.io", "n".repeat(40), "x".repeat(16)), "PATH": longest_path,
    });
    for (key, value) in desired.variables(None) {
        let value = value.as_ref().map_or(sid.as_str(), |value| value.expose_secret());
        assert!(key.len() <= 128 && value.len() <= LARGEST_VARIABLE, "{key}");
        context[key] = json!(value);
    }
    let size = context.to_string().len();
    assert!((2000..=LARGEST_CONTEXT).contains(&size), "{size}");
}
