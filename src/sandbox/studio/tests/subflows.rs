use serde_json::{Value, json};

use super::support::{CLINIC, Fake, PATIENT, codes, flow, message, path, play, request, state};
use crate::sandbox::studio::{Progress, Run};

const SUBFLOW: &str = "FW11111111111111111111111111111111";

fn subflow(states: &[Value]) -> Value {
    let first = states[0]["name"].as_str().unwrap();
    let trigger =
        state("Trigger", "trigger", &[("incomingParent", first), ("incomingRequest", "")], json!({}));
    let states: Vec<&Value> = std::iter::once(&trigger).chain(states).collect();
    json!({"initial_state": "Trigger", "states": states})
}

/// Asks a question that it is given, and returns what was said.
fn asking() -> Value {
    subflow(&[
        state(
            "ask",
            "send-and-wait-for-reply",
            &[("incomingMessage", "keep"), ("timeout", "")],
            json!({"from": "{{flow.channel.address}}", "timeout": "60",
                "body": "{{trigger.parent.parameters.question}} {{trigger.parent.parameters.more.list[1]}} \
                         {{flow.variables.outer}}{{flow.data.name}}{{widgets.before.outer}}"}),
        ),
        state(
            "keep",
            "set-variables",
            &[("next", "")],
            json!({"variables": [{"key": "answer", "value": "{{widgets.ask.inbound.Body | upcase}}"},
                {"key": "contact", "value": "{{contact.channel.address}} {{flow.flow_sid}}"}]}),
        ),
    ])
}

fn calling(properties: &Value) -> Vec<Value> {
    vec![
        state(
            "before",
            "set-variables",
            &[("next", "menu")],
            json!({"variables": [{"key": "outer", "value": "outside"}]}),
        ),
        state("menu", "run-subflow", &[("completed", "say"), ("failed", "sorry")], properties.clone()),
        state(
            "say",
            "send-message",
            &[("sent", "")],
            json!({"from": "", "body": "{{widgets.menu.answer}} {{widgets.menu.contact}} {{flow.variables.answer}}\
                   {{flow.variables.outer}} {{widgets.before.outer}} {{flow.data.name}}"}),
        ),
        state("sorry", "send-message", &[("sent", "")], json!({"from": "", "body": "Sorry"})),
    ]
}

fn properties() -> Value {
    json!({"flow_sid": SUBFLOW, "flow_revision": "LatestPublished", "parameters": [
        {"key": "question", "value": "Well, {{flow.data.name}}?"},
        {"key": "more", "value": "{\"list\":[1,2]}", "parse_as_json": true}]})
}

#[tokio::test]
async fn a_subflow_waits_within_the_execution_and_returns_its_variables() {
    let world = Fake::default();
    world.subflows.lock().unwrap().insert(format!("{SUBFLOW} LatestPublished"), asking());
    let states = calling(&properties());
    let mut run = play(&states, json!({"name": "Ada"}), &world).await;
    assert_eq!(world.bodies(), ["Well, Ada? 2 "], "it sees nothing of the Flow around it");
    assert!(matches!(&run.progress, Progress::Waiting { widget, .. } if widget == "ask"));
    assert_eq!(run.context()["trigger"]["parent"]["parameters"]["question"], "Well, Ada?");

    // It survives being stored and read in the middle of it.
    let mut run: Run = serde_json::from_value(serde_json::to_value(&mut run).unwrap()).unwrap();
    assert!(run.incoming_message(&flow(&states), message("tomorrow"), &world).await);
    let said = format!("TOMORROW {PATIENT} {SUBFLOW} outside outside Ada");
    assert_eq!(world.bodies()[1], said);
    assert_eq!(run.progress, Progress::Ended);
    assert_eq!(
        path(&run)[1..],
        [
            "before -next-> menu",
            "Trigger -incomingParent-> ask",
            "ask -incomingMessage-> keep",
            "keep -next-> Ended",
            "menu -completed-> say",
            "say -sent-> Ended"
        ]
    );
    let context = run.context();
    assert_eq!(context["widgets"]["ask"], Value::Null);
    assert_eq!(context["trigger"]["request"]["from"], CLINIC);
    assert_eq!(codes(&run), [0_u32; 0]);
}

#[tokio::test]
async fn a_timeout_without_a_next_widget_ends_the_subflow_only() {
    let world = Fake::default();
    world.subflows.lock().unwrap().insert(format!("{SUBFLOW} LatestPublished"), asking());
    let states = calling(&json!({"flow_sid": SUBFLOW}));
    let mut run = play(&states, json!({"name": "Ada"}), &world).await;
    run.timed_out(&flow(&states), &world).await;
    assert_eq!(path(&run)[3..], ["ask -timeout-> Ended", "menu -completed-> say", "say -sent-> Ended"]);
    assert_eq!(run.context()["widgets"]["menu"], json!({}));
}

#[tokio::test]
async fn what_cannot_be_loaded_and_a_subflow_in_a_subflow_take_failed() {
    let nested = subflow(&[
        state("again", "run-subflow", &[("completed", ""), ("failed", "note")], json!({"flow_sid": SUBFLOW})),
        state(
            "note",
            "set-variables",
            &[("next", "")],
            json!({"variables": [{"key": "answer", "value": "no"}]}),
        ),
    ]);
    let world = Fake::default();
    let missing = calling(&json!({"flow_sid": SUBFLOW, "flow_revision": "7"}));
    let run = play(&missing, json!({}), &world).await;
    assert_eq!((world.bodies(), codes(&run)), (vec!["Sorry".to_owned()], vec![81024]));

    world.subflows.lock().unwrap().insert(format!("{SUBFLOW} LatestSaved"), nested);
    let states = calling(&json!({"flow_sid": SUBFLOW, "flow_revision": "LatestSaved"}));
    let mut run = request(json!({}));
    run.start(&flow(&states), &world).await;
    assert_eq!(codes(&run), [81024]);
    assert!(path(&run).contains(&"again -failed-> note".to_owned()));
    assert!(world.bodies()[1].starts_with("no "), "{:?}", world.bodies());
    assert_eq!(run.progress, Progress::Ended);
}

#[tokio::test]
async fn a_subflow_whose_trigger_leads_nowhere_is_over_at_once() {
    let world = Fake::default();
    let idle = json!({"initial_state": "Trigger",
        "states": [state("Trigger", "trigger", &[("incomingRequest", ""), ("incomingParent", "")], json!({}))]});
    world.subflows.lock().unwrap().insert(format!("{SUBFLOW} LatestPublished"), idle);
    // A Flow that runs it over and over is ended like any other.
    let states = [state("loop", "run-subflow", &[("completed", "loop")], json!({"flow_sid": SUBFLOW}))];
    let run = play(&states, json!({}), &world).await;
    assert_eq!(codes(&run), [81000]);
    assert_eq!(path(&run)[1], "Trigger -incomingParent-> Ended");
}
