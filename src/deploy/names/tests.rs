use super::{Names, check_environment};

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
