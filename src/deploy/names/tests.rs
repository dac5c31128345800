use super::{Names, check_environment, has_mark, stack_of};

#[test]
fn an_environment_has_a_suffix_and_a_mark_of_its_own() {
    let sid = "ZS0123456789abcdef0123456789abcdef".to_owned().try_into().unwrap();
    let production = Names::new("pam");
    let dev = Names::in_environment("pam", "dev");
    assert_eq!((production.domain_suffix(), dev.domain_suffix()), (None, Some("dev")));
    assert_eq!(production.marked(&sid), "pam [pam 0123456789ab]");
    assert_eq!(dev.marked(&sid), "pam/dev [pam 0123456789ab]");
    assert!(dev.is_marked("pam/dev [pam ffffffffffff]") && !dev.is_marked(&production.marked(&sid)));
    assert!(!production.is_marked(&dev.marked(&sid)));
}

#[test]
fn names_tell_whose_something_is() {
    let sid = "ZS0123456789abcdef0123456789abcdef".to_owned().try_into().unwrap();
    let dev = Names::in_environment("pam", "dev");
    for (name, is_own) in [
        ("pam [pam 0123456789ab]", true),
        ("pam/stage [pam 0123456789ab]", true),
        ("pam [pam ffffffffffff]", false),
        ("pam-2 [pam 0123456789ab]", false),
        ("pam", false),
    ] {
        assert_eq!(dev.belongs_to(&sid, name), is_own, "{name}");
    }
    assert!(has_mark("crow/dev [pam ffffffffffff]") && !has_mark("Marketing [2026]"));
    assert_eq!(stack_of("pam: crow"), Some("crow"));
    assert_eq!(stack_of("pam: crow claimed by ana@vm to deploy until 2026-01-01T00:00:00Z 0f"), Some("crow"));
    assert_eq!(stack_of("crow"), None);
    assert!(Names::new("crow").is_service("pam: crow") && !Names::new("cro").is_service("pam: crow"));
    assert_eq!(Names::new("crow").beside(), "crow-pam");
}

#[test]
fn a_marked_name_fits_a_messaging_service() {
    let sid = "ZS0123456789abcdef0123456789abcdef".to_owned().try_into().unwrap();
    for (name, environment) in [("n".repeat(40), "prod"), ("n".repeat(28), "sixteen-letters1")] {
        check_environment(&name, environment).unwrap();
        assert!(Names::in_environment(&name, environment).marked(&sid).len() <= 64);
    }
    for (name, environment) in
        [("n".repeat(40), "stage"), ("pam".into(), "Dev"), ("pam".into(), ""), ("pam".into(), "a b")]
    {
        assert_eq!(check_environment(&name, environment).unwrap_err().code, "environment-name");
    }
}
