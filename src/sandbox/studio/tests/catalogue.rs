use crate::sandbox::studio::catalog::{WIDGETS, find};

#[test]
fn types_are_named_once_and_checks_name_known_properties() {
    for (at, widget) in WIDGETS.iter().enumerate() {
        assert!(
            WIDGETS[..at].iter().all(|other| other.kind < widget.kind),
            "{} is out of order",
            widget.kind
        );
        for required in widget.required {
            assert!(
                widget.texts.contains(required),
                "{}: {required} is required, so its type is known",
                widget.kind
            );
        }
    }
    assert!(find("trigger").is_some() && find("hangup").is_none());
}
