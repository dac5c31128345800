use serde_json::{Value, json};

use super::{Finding, Severity};
use crate::bundle::{Bundle, FlowTemplate};

fn findings(flow: &Value) -> Vec<Finding> {
    FlowTemplate::parse(&flow.to_string()).unwrap().findings(["/message-booked"].into_iter())
}

fn flow(state: Value) -> Value {
    let trigger = json!({"name": "Trigger", "type": "trigger", "properties": {},
                         "transitions": [{"event": "incomingMessage", "next": state["name"]}]});
    json!({"initial_state": "Trigger", "states": [trigger, state]})
}

fn only(flow: &Value) -> (Severity, String) {
    let found = findings(flow);
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].severity, format!("{}: {}", found[0].widget.as_deref().unwrap_or_default(), found[0].message))
}

#[test]
fn the_embedded_flow_is_right() {
    let bundle = Bundle::embedded();
    let found = bundle.flow().unwrap().findings(bundle.functions.iter().map(|file| file.path.as_str()));
    assert_eq!(found, []);
}

#[test]
fn each_fault_is_found_and_named() {
    let run = |sid: &str, url: &str| {
        flow(json!({"name": "run", "type": "run-function", "transitions": [],
                    "properties": {"function_sid": sid, "url": url}}))
    };
    let booked = "{PAM:FUNCTION_SID:message-booked}";
    let send = |body: &str| {
        flow(json!({"name": "send", "type": "send-message", "transitions": [], "properties": {"body": body}}))
    };
    assert_eq!(findings(&run(booked, "https://{PAM:DOMAIN}/message-booked")), []);
    for (broken, told) in [
        (
            run(booked, "https://{PAM:DOMAIN}/message-remind?x=1"),
            "run: its function_sid names message-booked, but",
        ),
        (
            run("ZH1", "https://{PAM:DOMAIN}/gone"),
            "run: its url calls gone, but the app has no such function",
        ),
        (send("{PAM:CLINIC}"), "send: {PAM:CLINIC} is no placeholder"),
        (send("{PAM:DOMAIN"), "send: {PAM:… is never closed"),
        (send("{PAM:FUNCTION_SID:gone}"), "send: {PAM:FUNCTION_SID:gone}: the app has no function gone"),
        (send("YOUR_HEALTH_SYSTEM_NAME: hi"), "send: the placeholder YOUR_HEALTH_SYSTEM_NAME was never"),
        (send(&"x".repeat(1_601)), "send: its text must have at most 1600"),
        (
            flow(json!({"name": "a", "type": "x", "transitions": [{"event": "next", "next": "gone"}]})),
            "a: its transition \"next\" leads to \"gone\", which is no widget",
        ),
        (json!({"initial_state": "b", "states": [{"name": "b"}]}), "b: must have a type"),
        (json!({"states": []}), ": \"initial_state\" must name"),
        (json!([]), ": it must be an object"),
    ] {
        let found = findings(&broken);
        let first = format!("{}: {}", found[0].widget.as_deref().unwrap_or_default(), found[0].message);
        assert!(first.contains(told) && found[0].severity == Severity::Error, "{told}: {found:?}");
    }
}

#[test]
fn a_widget_that_nothing_leads_to_is_a_warning() {
    let mut flow = flow(json!({"name": "a", "type": "x", "transitions": []}));
    flow["states"][0]["transitions"] = json!([{"event": "incomingMessage"}]);
    assert_eq!(only(&flow), (Severity::Warning, "a: nothing leads to it".to_owned()));
}
