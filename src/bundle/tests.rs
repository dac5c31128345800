use serde_json::json;

use super::{Bundle, FlowTemplate, Placeholders, TemplateError, Visibility};

#[test]
fn every_embedded_function_is_closed_to_strangers() {
    let bundle = Bundle::embedded();
    assert!(bundle.functions.iter().any(|file| file.path == "/message-booked"));
    for file in bundle.functions.iter().chain(&bundle.assets) {
        assert_ne!(file.visibility, Visibility::Public, "{}", file.path);
        assert!(!file.path.contains(".protected") && !file.path.contains(".private"), "{}", file.path);
    }
}

#[test]
fn every_event_has_a_sample() {
    for name in ["booked", "rescheduled", "modified", "confirmed", "canceled", "noshowed", "remind"] {
        let sample: serde_json::Value = serde_json::from_str(Bundle::event(name).unwrap()).unwrap();
        assert_eq!(sample["event_type"], name.to_uppercase());
    }
}

#[test]
fn the_flow_names_only_functions_that_exist() {
    let bundle = Bundle::embedded();
    for name in bundle.flow().unwrap().placeholders() {
        if let Some(function) = name.strip_prefix("FUNCTION_SID:") {
            assert!(bundle.functions.iter().any(|file| file.path == format!("/{function}")), "{function}");
        }
    }
}

#[test]
fn a_placeholder_left_over_is_an_error() {
    let template = FlowTemplate::parse(r#"{"a":["x {PAM:ONE} y {PAM:TWO}"]}"#).unwrap();
    let mut values = Placeholders::default();
    values.set("ONE", "1");
    assert_eq!(template.fill(&values), Err(TemplateError::Unknown("TWO".to_owned())));
    values.set("TWO", "2");
    assert_eq!(template.fill(&values).unwrap(), json!({"a": ["x 1 y 2"]}));
}

#[test]
fn a_value_can_neither_break_the_json_nor_become_liquid_nor_another_placeholder() {
    let template = FlowTemplate::parse(r#"{"a":"{PAM:NAME}"}"#).unwrap();
    let mut values = Placeholders::default();
    values.set_text("NAME", r#"O"Neil {{ flow.sid }} $& {PAM:NAME}"#);
    let filled = template.fill(&values).unwrap();
    assert_eq!(
        filled["a"],
        r#"O"Neil {{ '{' }}{{ '{' }} flow.sid {{ '}' }}{{ '}' }} $& {{ '{' }}PAM:NAME{{ '}' }}"#
    );
}
