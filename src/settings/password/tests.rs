use secrecy::{ExposeSecret, SecretString};

use super::{check, generate, hash, matches};

#[test]
fn a_generated_password_passes_and_is_never_the_same() {
    let (one, two) = (generate().unwrap(), generate().unwrap());
    assert_eq!(check(one.expose_secret()), Ok(()));
    assert_ne!(one.expose_secret(), two.expose_secret());
    assert!(check("short").is_err());
}

#[test]
fn the_hash_is_salted_short_enough_for_a_variable_and_does_not_hold_the_password() {
    let password = SecretString::from("correct horse battery");
    let (one, two) = (hash(&password).unwrap(), hash(&password).unwrap());
    assert_ne!(one.expose_secret(), two.expose_secret());
    assert!(one.expose_secret().starts_with("scrypt$16384$8$1$") && one.expose_secret().len() < 450);
    assert!(!one.expose_secret().contains("horse"));
}

#[test]
fn a_hash_is_of_its_own_password_only() {
    let password = SecretString::from("correct horse battery");
    let made = hash(&password).unwrap();
    assert!(matches(made.expose_secret(), &password).unwrap());
    assert!(!matches(made.expose_secret(), &SecretString::from("another password")).unwrap());
    for other in ["", "plain", "scrypt$1$8$1$AAAA$AAAA", "scrypt$16384$8$1$!$!", "a$b$c$d$e$f"] {
        assert!(!matches(other, &password).unwrap(), "{other}");
    }
}
