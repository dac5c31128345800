use super::{is_e164, segments};

#[test]
fn numbers() {
    for good in ["+12025550123", "+4915112345678", "+6591234567"] {
        assert!(is_e164(good), "{good}");
    }
    for bad in [
        "",
        "+",
        "2025550123",
        "+1202555012",
        "+120255501234",
        "+0123456789",
        "+1202555O123",
        "+1 2025550123",
    ] {
        assert!(!is_e164(bad), "{bad}");
    }
}

#[test]
fn segments_are_counted_as_carriers_do() {
    for (body, count) in [
        ("a".repeat(160), 1),
        ("a".repeat(161), 2),
        ("a".repeat(306), 2),
        ("a".repeat(307), 3),
        ("€".repeat(80), 1),
        ("€".repeat(81), 2),
        ("’".to_owned() + &"a".repeat(69), 1),
        ("’".to_owned() + &"a".repeat(70), 2),
        ("’".to_owned() + &"a".repeat(133), 2),
        ("’".to_owned() + &"a".repeat(134), 3),
        ("😀".repeat(35), 1),
        ("😀".repeat(36), 2),
    ] {
        assert_eq!(
            segments(&body),
            count,
            "{} characters of {:?}",
            body.chars().count(),
            body.chars().next()
        );
    }
}
