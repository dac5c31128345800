use super::{ConfigFile, Scope, nearest};
use crate::error::Error;

const FILE: &str = r#"
customer-name = "Owl Health"
time-zone = "America/New_York"

[environment.stage]
ehr-endpoint = "https://stage.owl.org/in"
customer-name = "Owl Stage"

[deployment.crow]
customer-name = "Crow Clinic"

[deployment.crow.environment.stage]
customer-name = "Crow Stage"

[sandbox]
phone-number = "+12025550124"
"#;

fn values(key: &str, name: &str, environment: &str, sandbox: bool) -> Vec<(String, usize)> {
    let file = ConfigFile::parse("pam.toml", FILE).unwrap();
    file.get(key, Scope { name, environment, sandbox })
        .into_iter()
        .map(|entry| (entry.value.clone(), entry.line))
        .collect()
}

fn refused(text: &str) -> Error {
    ConfigFile::parse("pam.toml", text).unwrap_err()
}

#[test]
fn what_stands_further_inside_goes_first() {
    let first = |name, environment| values("customer-name", name, environment, false)[0].clone();
    assert_eq!(first("pam", "production"), ("Owl Health".to_owned(), 2));
    assert_eq!(first("pam", "stage"), ("Owl Stage".to_owned(), 7));
    assert_eq!(first("crow", "production"), ("Crow Clinic".to_owned(), 10));
    assert_eq!(first("crow", "stage"), ("Crow Stage".to_owned(), 13));
    assert_eq!(values("customer-name", "crow", "stage", false).len(), 4, "what is hidden is known, too");
    assert_eq!(values("phone-number", "pam", "production", false), []);
    assert_eq!(values("phone-number", "pam", "production", true)[0].0, "+12025550124");
}

#[test]
fn an_unknown_key_is_an_error_that_says_what_was_meant() {
    for (text, line, meant) in [
        ("\ncustomer_name = \"a\"", 2, "customer-name"),
        ("CUSTOMER_NAME = \"a\"", 1, "customer-name"),
        ("ADMINISTRATOR_PHONE = \"a\"", 1, "administrator-phone-number"),
        ("IE_ENDPOINT = \"a\"", 1, "ehr-endpoint"),
        ("ehr-endpiont = \"a\"", 1, "ehr-endpoint"),
        ("[deploymnet.crow]\ntime-zone = \"UTC\"", 1, "deployment"),
        ("[deployment.crow]\n\ntimezone = \"UTC\"", 3, "time-zone"),
        ("[deployment.crow.environments.stage]", 1, "environment"),
    ] {
        let error = refused(text);
        assert!(error.message.contains(&format!("line {line}:")), "{text}: {}", error.message);
        assert_eq!(error.hints, [format!("Did you mean {meant}?")], "{text}");
    }
    assert!(refused("colour = \"red\"").hints[0].contains("customer-name"), "else all are named");
    assert!(!refused("[sandbox]\nzzz = \"\"").hints[0].contains("deployment"), "as far as they fit there");
}

#[test]
fn secrets_are_refused_without_being_shown() {
    for key in ["password", "application-password", "APPLICATION_PASSWORD", "password-stdin"] {
        let error = refused(&format!("{key} = \"planted secret\""));
        assert!(error.message.contains("secret, which has no place"), "{}", error.message);
        assert!(!format!("{error:?}").contains("planted"));
        assert!(error.hints[0].contains("--password-stdin"));
    }
}

#[test]
fn values_are_strings_and_sections_tables() {
    for (text, told) in [
        ("first-reminder = 48", "a number"),
        ("second-reminder = false", "a boolean"),
        ("customer-name = [\"a\"]", "a list"),
        ("sandbox = \"a\"", "a table, not a string"),
        ("deployment = 1", "a table, not a number"),
        ("deployment.crow = \"a\"", "a table, not a string"),
    ] {
        let error = refused(text);
        assert!(error.message.contains(told), "{text}: {}", error.message);
    }
    let error = refused("a = 1\nb = = 2");
    assert!(error.message.contains("line 2"), "{}", error.message);
    assert!(refused("time-zone = \"UTC\"\ntime-zone = \"UTC\"").message.contains("line 2"));
}

#[test]
fn far_words_are_not_guessed() {
    assert_eq!(nearest("time-zon", &["time-zone", "customer-name"]), Some("time-zone"));
    assert_eq!(nearest("zzz", &["time-zone", "customer-name"]), None);
}

#[test]
fn the_documented_example_is_what_is_read() {
    let page = include_str!("../../../docs/deploy.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let file = ConfigFile::parse("pam.toml", example).unwrap();
    let first = |key, scope| file.get(key, scope)[0].value.clone();
    let scope = |name, environment, sandbox| Scope { name, environment, sandbox };
    assert_eq!(first("customer-name", scope("pam", "production", false)), "Owl Health");
    assert_eq!(first("customer-name", scope("crow", "stage", false)), "Crow Clinic (stage)");
    assert_eq!(
        first("ehr-endpoint", scope("crow", "stage", false)),
        "https://ehr-stage.owlhealth.org/requests"
    );
    assert_eq!(first("phone-number", scope("pam", "production", true)), "+12025550124");
}
