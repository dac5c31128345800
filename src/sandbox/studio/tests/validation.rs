use serde_json::{Value, json};

use super::support::{definition, state};
use crate::sandbox::studio::{Definition, validate};

/// The complaints as `path: message`.
fn complaints(definition: &Value) -> Vec<String> {
    validate(definition)
        .into_iter()
        .map(|issue| format!("{}: {}", issue.property_path, issue.message))
        .collect()
}

/// A definition with one widget more, at `#/states/1`.
fn with(kind: &str, transitions: &[(&str, &str)], properties: Value) -> Value {
    definition(&[state("w", kind, transitions, properties)])
}

#[test]
fn a_correct_definition_is_valid() {
    let mut split = state(
        "split",
        "split-based-on",
        &[("noMatch", "")],
        json!({"input": "x", "offset": {"x": 0, "y": 1}}),
    );
    split["transitions"].as_array_mut().unwrap().push(json!({"event": "match", "next": null, "conditions": [
        {"friendly_name": "f", "arguments": ["x"], "type": "equal_to", "value": "y"}]}));
    let mut definition = definition(&[
        state(
            "send",
            "send-and-wait-for-reply",
            &[("incomingMessage", "split"), ("timeout", ""), ("deliveryFailure", "")],
            json!({"from": "{{flow.channel.address}}", "body": "x", "timeout": "3600", "media_url": null}),
        ),
        split,
        state(
            "set",
            "set-variables",
            &[("next", "http")],
            json!({"variables": [{"key": "a", "value": "b", "parse_as_json": true}]}),
        ),
        state(
            "http",
            "make-http-request",
            &[("success", ""), ("failed", "")],
            json!({"url": "{{x}}", "method": "POST"}),
        ),
        state(
            "sub",
            "run-subflow",
            &[("completed", ""), ("failed", "")],
            json!({"flow_sid": format!("FW{}", "a1".repeat(16))}),
        ),
        state("task", "create-task", &[("whatever", "")], json!({})),
    ]);
    definition["$schema"] = json!("https://schemas.twilio.com/studio/draft/2019-09/flow-definition");
    assert_eq!(complaints(&definition), Vec::<String>::new());
    assert!(Definition::parse(&definition).is_ok());
}

#[test]
fn the_envelope() {
    assert_eq!(complaints(&json!([])), ["#: array found, object expected"]);
    assert_eq!(
        complaints(&json!({})),
        ["#/initial_state: is missing but it is required", "#/states: is missing but it is required"]
    );
    assert_eq!(
        complaints(&json!({"initial_state": 3, "states": [], "description": 1, "flags": {}, "$schema": "x"})),
        [
            "#/initial_state: integer found, string expected",
            "#/states: there must be a minimum of 1 items in the array",
            "#/description: integer found, string expected",
            "#/$schema: must be a constant value https://schemas.twilio.com/studio/draft/2019-09/flow-definition",
            "#/flags/allow_concurrent_calls: is missing but it is required",
        ]
    );
}

#[test]
fn names_are_unique_and_targets_exist() {
    let mut definition =
        with("send-message", &[("sent", "nowhere"), ("failed", "Trigger")], json!({"from": "x"}));
    definition["states"][1]["name"] = json!("Trigger");
    definition["initial_state"] = json!("Start");
    assert_eq!(
        complaints(&definition),
        [
            "#/states/1/name: widget name is not unique",
            "#/initial_state: references a widget that doesn't exist: Start",
            "#/states/0/transitions/0/next: references a widget that doesn't exist: w",
            "#/states/0/transitions/1/next: references a widget that doesn't exist: w",
            "#/states/1/transitions/0/next: references a widget that doesn't exist: nowhere",
        ]
    );
    assert_eq!(Definition::parse(&definition).unwrap_err(), validate(&definition));
}

#[test]
fn types_and_events() {
    let unknown = complaints(&with("hangup", &[], json!({})));
    assert_eq!(unknown.len(), 1);
    assert!(unknown[0].starts_with(
        "#/states/1/type: does not have a value in the enumeration [add-member-to-chat-channel, "
    ));
    assert_eq!(
        complaints(&with("send-and-wait-for-reply", &[("reply", "")], json!({"from": "x"}))),
        [
            "#/states/1/transitions/0/event: must be a constant value incomingMessage",
            "#/states/1/transitions/0/event: must be a constant value timeout",
            "#/states/1/transitions/0/event: must be a constant value deliveryFailure",
        ]
    );
}

#[test]
fn properties() {
    for (kind, properties, expected) in [
        (
            "send-and-wait-for-reply",
            json!({"from": "x", "timeout": 3600}),
            "timeout: integer found, string expected",
        ),
        (
            "send-and-wait-for-reply",
            json!({"from": "x", "timeout": 0.5}),
            "timeout: number found, string expected",
        ),
        ("record-voicemail", json!({"play_beep": true}), "play_beep: boolean found, string expected"),
        ("record-call", json!({"record_call": "true"}), "record_call: string found, boolean expected"),
        ("send-message", json!({"body": "x"}), "from: is missing but it is required"),
        ("send-message", json!({"from": null}), "from: must not be null"),
        ("run-function", json!({}), "url: is missing but it is required"),
        ("split-based-on", json!({}), "input: is missing but it is required"),
        ("run-subflow", json!({"flow_sid": "{{x}}"}), "flow_sid: must be a valid, non-liquid flow sid"),
        (
            "make-http-request",
            json!({"url": "x", "method": "PUT"}),
            "method: does not have a value in the enumeration [GET, POST]",
        ),
        (
            "set-variables",
            json!({"variables": [{"key": "a", "value": 5}]}),
            "variables/0/value: integer found, string expected",
        ),
        ("set-variables", json!({"variables": {}}), "variables: object found, array expected"),
        (
            "run-function",
            json!({"url": "x", "parameters": [{"value": "a"}]}),
            "parameters/0/key: is missing but it is required",
        ),
    ] {
        assert_eq!(complaints(&with(kind, &[], properties)), [format!("#/states/1/properties/{expected}")]);
    }
    let mut bare = with("send-message", &[], json!({}));
    bare["states"][1] = json!({"name": "w", "type": "send-message"});
    assert_eq!(
        complaints(&bare),
        [
            "#/states/1/transitions: is missing but it is required",
            "#/states/1/properties: is missing but it is required",
        ]
    );
}

#[test]
fn conditions() {
    let mut definition = with("split-based-on", &[("noMatch", "")], json!({"input": "x"}));
    definition["states"][1]["transitions"][0] =
        json!({"event": "match", "conditions": [{"type": "equals", "arguments": [1]}]});
    let found = complaints(&definition);
    let path = "#/states/1/transitions/0/conditions/0";
    assert_eq!(found[0], format!("{path}/friendly_name: is missing but it is required"));
    assert_eq!(found[1], format!("{path}/value: is missing but it is required"));
    assert!(
        found[2].starts_with(&format!("{path}/type: does not have a value in the enumeration [equal_to, "))
    );
    assert_eq!(found[3], format!("{path}/arguments/0: integer found, string expected"));
    assert_eq!(found.len(), 4);
}

#[test]
fn parsing_accepts_what_studio_runs() {
    let integer_timeout =
        with("send-and-wait-for-reply", &[("nonsense", "")], json!({"from": "x", "timeout": 5}));
    assert!(Definition::parse(&integer_timeout).is_ok());
    assert_eq!(validate(&integer_timeout).len(), 4);
    assert!(Definition::parse(&json!("x")).is_err());
    assert!(Definition::parse(&with("hangup", &[], json!({}))).is_err());
}

#[test]
fn strange_json_never_panics() {
    let odd = [json!(null), json!(1), json!("x"), json!([]), json!({}), json!([null, 1, "x", [], {}])];
    for key in ["initial_state", "states", "flags", "$schema", "description"] {
        for value in &odd {
            let mut definition = with("send-message", &[], json!({"from": "x"}));
            definition[key] = value.clone();
            assert_eq!(
                validate(&definition).is_empty(),
                key == "description" && (value.is_null() || value.is_string()),
                "{key} {value}"
            );
            drop(Definition::parse(&definition));
        }
    }
    for key in ["name", "type", "transitions", "properties"] {
        for value in &odd {
            let mut definition = with("split-based-on", &[("match", "")], json!({"input": "x"}));
            definition["states"][1][key] = value.clone();
            drop((validate(&definition), Definition::parse(&definition)));
            for inner in ["event", "next", "conditions"] {
                let mut definition = with("split-based-on", &[("match", "")], json!({"input": "x"}));
                definition["states"][1]["transitions"][0][inner] = value.clone();
                drop((validate(&definition), Definition::parse(&definition)));
            }
        }
    }
}
