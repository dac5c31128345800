use super::e164;

#[test]
fn common_forms_become_e164() {
    for text in ["+12025550123", "+1 (202) 555-0123", "202-555-0123", "(202) 555.0123", "1 202 555 0123"] {
        assert_eq!(e164(text).as_deref(), Ok("+12025550123"), "{text}");
    }
    assert_eq!(e164("+44 20 7946 0018").as_deref(), Ok("+442079460018"));
}

#[test]
fn anything_else_is_refused() {
    for text in [
        "",
        "((((",
        "555-0123",
        "+0123456789",
        "12025550123x",
        "1+2025550123",
        "+1234567890123456",
        "٢٠٢٥٥٥٠١٢٣",
    ] {
        assert!(e164(text).is_err(), "{text}");
    }
}
