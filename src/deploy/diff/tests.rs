use serde_json::{Value, json};

use super::{Difference, flow, variable};

fn send(name: &str, body: &str, next: Option<&str>) -> Value {
    let mut sent = json!({"event": "sent"});
    if let Some(next) = next {
        sent["next"] = json!(next);
    }
    json!({"name": name, "type": "send-message", "transitions": [sent],
           "properties": {"offset": {"x": 1, "y": body.len()}, "body": body}})
}

fn definition(states: &[Value]) -> Value {
    json!({"description": "x", "initial_state": "Trigger", "states": states, "flags": {"allow_concurrent_calls": true}})
}

#[test]
fn a_flow_differs_in_widgets_transitions_and_texts_and_not_in_where_they_stand() {
    let before =
        definition(&[send("a", "Hello", Some("b")), send("b", "same", None), send("gone", "x", None)]);
    let mut moved = before.clone();
    moved["states"][1]["properties"]["offset"]["x"] = json!(700);
    assert_eq!(flow(&before, &moved), []);
    let after = definition(&[send("a", "Hi", None), send("b", "same", None), send("new", "x", None)]);
    let told = |what: &str, before: Option<&str>, after: Option<&str>| {
        Difference::new(what, before.map(str::to_owned), after.map(str::to_owned))
    };
    assert_eq!(
        flow(&before, &after),
        [
            told("widget a on sent", Some("b"), Some("the end")),
            told("widget a body", Some("Hello"), Some("Hi")),
            told("widget new", None, Some("send-message")),
            told("widget gone", Some("send-message"), None),
        ]
    );
}

#[test]
fn the_branches_of_a_split_are_told_apart() {
    let split = |value: &str, next: &str| {
        json!({"name": "s", "type": "split-based-on", "properties": {"input": "{{x}}"}, "transitions": [
            {"event": "noMatch"},
            {"event": "match", "next": "a", "conditions": [{"arguments": ["{{x}}"], "type": "equal_to", "value": "one"}]},
            {"event": "match", "next": next, "conditions": [{"arguments": ["{{x}}"], "type": "equal_to", "value": value}]},
        ]})
    };
    let found = flow(&definition(&[split("two", "b")]), &definition(&[split("two", "c")]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].what.contains("two") && found[0].after.as_deref() == Some("c"), "{found:?}");
    assert_eq!(flow(&definition(&[split("two", "b")]), &definition(&[split("three", "b")])).len(), 2);
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?}", variable(Some("planted"), Some("planted too"), true));
    assert!(!shown.contains("planted"), "{shown}");
    let url = variable(None, Some("https://me:planted@ehr.example/in?key=planted"), false);
    assert_eq!(url[0].after.as_deref(), Some("https://ehr.example/in"));
}
