use crate::sandbox::studio::conditions::holds;

#[test]
fn every_condition() {
    for (kind, argument, value, expected) in [
        ("equal_to", " Cancel APPT ", "CANCEL appt", true),
        ("equal_to", "É", "é", true),
        ("equal_to", "cancel", "CANCEL APPT", false),
        ("not_equal_to", "a", "B", true),
        ("matches_any_of", "No", "yes, no ,maybe", true),
        ("matches_any_of", "n", "yes,no", false),
        ("does_not_match_any_of", "n", "yes,no", true),
        ("does_not_match_any_of", "YES", "yes,no", false),
        ("is_blank", " \n", "", true),
        ("is_blank", "x", "", false),
        ("is_not_blank", "x", "", true),
        ("regex", "Yes please", "y(es)?.*", true),
        ("regex", "oh yes", "yes", false),
        ("regex", "yes or no", "yes|no", false),
        ("contains", "Say YES now", "yes", true),
        ("does_not_contain", "no", "yes", true),
        ("starts_with", "YES!", "yes", true),
        ("does_not_start_with", "oh yes", "yes", true),
        ("less_than", "2", "10", true),
        ("less_than", "x", "10", false),
        ("greater_than", "10.5", "9", true),
        ("greater_than", "", "9", false),
        ("is_before_time", "9:05", "17:00", true),
        ("is_before_time", "25:00", "26:00", false),
        ("is_after_time", "17:30:00", "17:00", true),
        ("is_before_date", "2026-01-31", "2026-02-01", true),
        ("is_after_date", "2026-02-01", "2026-01-31", true),
        ("is_after_date", "tomorrow", "2026-01-31", false),
    ] {
        assert_eq!(holds(kind, argument, value), Ok(expected), "{argument} {kind} {value}");
    }
}

#[test]
fn what_cannot_be_decided_is_an_error() {
    assert!(holds("regex", "x", "(?=x)").is_err());
    assert!(holds("regex", "x", "(").is_err());
    assert!(holds("equals", "x", "x").is_err());
}

#[test]
fn hostile_texts_are_only_compared() {
    for text in ["\"'{}[]\\", "a\nb", "日本🙂", "{{ x }}", "(*", "\u{0}"] {
        assert_eq!(holds("equal_to", text, text), Ok(true));
        assert_eq!(holds("contains", text, text), Ok(true));
        assert_eq!(holds("regex", text, "(?s).*"), Ok(true));
    }
}
