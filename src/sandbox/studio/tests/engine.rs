use serde_json::json;

use super::support::{CLINIC, Fake, PATIENT, codes, flow, identity, message, path, play, request, state};
use crate::sandbox::studio::{Definition, Progress, Run, SendFailure, Trigger};

#[tokio::test]
async fn a_request_runs_from_trigger_to_end() {
    let world = Fake::default();
    world.function(200, "application/json; charset=utf-8", r#"{"when": "Monday", "reminders": 2}"#);
    let mut split =
        state("by-type", "split-based-on", &[("noMatch", "")], json!({"input": "{{flow.data.event_type}}"}));
    split["transitions"].as_array_mut().unwrap().push(json!({"event": "match", "next": "message-booked", "conditions": [
        {"friendly_name": "booked", "arguments": ["{{flow.data.event_type}}"], "type": "equal_to", "value": "BOOKED"}]}));
    let states = [
        state(
            "set",
            "set-variables",
            &[("next", "by-type")],
            json!({"variables": [
            {"key": "CLINIC", "value": "Owl {{flow.data.n | plus: 1}}"}, {"key": "map", "value": "{\"a\":[1]}", "parse_as_json": true}]}),
        ),
        split,
        state(
            "message-booked",
            "run-function",
            &[("success", "send"), ("fail", "")],
            json!({
            "service_sid": "ZS1", "environment_sid": "ZE1", "function_sid": "ZH1", "url": "https://x.twil.io/{{ 'message-booked' }}",
            "parameters": [{"key": "appointment", "value": "{{flow.data | to_json}}"}, {"key": "a", "value": "{{flow.variables.map.a[0]}}"}]}),
        ),
        state(
            "send",
            "send-message",
            &[("sent", ""), ("failed", "")],
            json!({
            "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
            "body": "{{flow.variables.CLINIC}}: {{widgets.message-booked.parsed.when}}"}),
        ),
    ];
    let run = play(&states, json!({"event_type": "booked ", "n": 1}), &world).await;

    assert_eq!(run.progress, Progress::Ended);
    assert_eq!(run.warnings.len(), 0, "{:?}", run.warnings);
    assert_eq!(
        path(&run),
        [
            "Trigger -incomingRequest-> set",
            "set -next-> by-type",
            "by-type -match-> message-booked",
            "message-booked -success-> send",
            "send -sent-> Ended",
        ]
    );
    assert_eq!(run.steps[3].widget_type, "run-function");
    let call = world.function_calls.lock().unwrap().remove(0);
    assert_eq!(call.url, "https://x.twil.io/message-booked");
    assert_eq!((call.service_sid.as_deref(), call.function_sid.as_deref()), (Some("ZS1"), Some("ZH1")));
    assert_eq!(
        call.parameters[0],
        ("appointment".to_owned(), r#"{"event_type":"booked ","n":1}"#.to_owned())
    );
    assert_eq!(call.parameters[1].1, "1");
    let sent = world.messages.lock().unwrap().remove(0);
    assert_eq!(
        (sent.from.as_str(), sent.to.as_str(), sent.body.as_str()),
        (CLINIC, PATIENT, "Owl 2: Monday")
    );
    assert_eq!(world.stored.lock().unwrap().len(), 5);

    assert_eq!(
        run.context(),
        json!({
            "trigger": {"request": {"to": PATIENT, "from": CLINIC, "parameters": {"event_type": "booked ", "n": 1}}},
            "contact": {"channel": {"address": PATIENT}},
            "flow": {
                "sid": identity().execution_sid, "flow_sid": identity().flow_sid,
                "channel": {"address": CLINIC},
                "data": {"event_type": "booked ", "n": 1},
                "variables": {"CLINIC": "Owl 2", "map": {"a": [1]}},
            },
            "widgets": {
                "set": {"CLINIC": "Owl 2", "map": {"a": [1]}},
                "by-type": {},
                "message-booked": {
                    "body": r#"{"when": "Monday", "reminders": 2}"#, "status_code": 200,
                    "content_type": "application/json", "parsed": {"when": "Monday", "reminders": 2},
                },
                "send": {"outbound": {"Sid": "SM1", "Status": "accepted", "To": PATIENT, "From": null, "Body": "Owl 2: Monday"}},
            },
        })
    );
    assert_eq!(run.steps[4].context, run.context());
}

#[tokio::test]
async fn a_message_starts_an_execution_too() {
    let world = Fake::default();
    let states = [state(
        "send",
        "send-message",
        &[("sent", "")],
        json!({"from": "", "body": "Got {{trigger.message.Body}}"}),
    )];
    let mut run = Run::new(identity(), Trigger::Message(message("hi {{x}}")));
    run.start(&flow(&states), &world).await;
    assert_eq!(path(&run)[0], "Trigger -incomingMessage-> send");
    let sent = world.messages.lock().unwrap().remove(0);
    assert_eq!((sent.from.as_str(), sent.to.as_str(), sent.body.as_str()), (CLINIC, PATIENT, "Got hi {{x}}"));
}

#[tokio::test]
async fn an_unwired_trigger_ends_at_once() {
    let mut definition = super::support::definition(&[]);
    definition["states"][0]["transitions"] =
        json!([{"event": "incomingRequest"}, {"event": "incomingMessage", "next": ""}]);
    let flow = Definition::parse(&definition).unwrap();
    for trigger in [request(json!({})).trigger, Trigger::Message(message("x"))] {
        let mut run = Run::new(identity(), trigger);
        run.start(&flow, &Fake::default()).await;
        assert_eq!((run.progress.clone(), run.steps.len()), (Progress::Ended, 1));
        assert_eq!(run.steps[0].transitioned_to, "Ended");
    }
}

#[tokio::test]
async fn variables_that_are_not_json_stay_text() {
    let world = Fake::default();
    let states = [state(
        "set",
        "set-variables",
        &[("next", "")],
        json!({"variables": [
        {"key": "bad", "value": "{'a'", "parse_as_json": true}, {"key": "text", "value": "{\"a\":1}"},
        {"key": "same", "value": "[{{flow.variables.text}}]"}, {"key": "number", "value": 5}]}),
    )];
    let run = play(&states, json!({}), &world).await;
    assert_eq!(codes(&run), [81027]);
    assert_eq!(
        run.context()["flow"]["variables"],
        json!({"bad": "{'a'", "text": "{\"a\":1}", "same": "[]", "number": "5"})
    );
}

#[tokio::test]
async fn a_refused_message_takes_failed() {
    let world = Fake::default();
    let refusal = SendFailure { status: 400, code: 21610, message: format!("{PATIENT} is unsubscribed") };
    world.refusals.lock().unwrap().push_back(refusal);
    let states =
        [state("send", "send-message", &[("sent", ""), ("failed", "")], json!({"from": "x", "body": "y"}))];
    let run = play(&states, json!({}), &world).await;
    assert_eq!(path(&run)[1], "send -failed-> Ended");
    assert_eq!(codes(&run), [81011]);
    assert!(run.warnings[0].message.contains("21610") && !run.warnings[0].message.contains(PATIENT));
}

#[tokio::test]
async fn what_the_sandbox_cannot_do_ends_with_its_name() {
    for (kind, properties, named) in [
        ("say-play", json!({"say": "hi"}), "say-play"),
        ("send-message", json!({"from": "x", "content_sid": "HX1"}), "content templates"),
    ] {
        let run = play(&[state("w", kind, &[], properties)], json!({}), &Fake::default()).await;
        assert_eq!((run.progress.clone(), codes(&run)), (Progress::Ended, vec![0]), "{kind}");
        assert!(run.warnings[0].message.contains(named), "{:?}", run.warnings);
        assert_eq!(run.warnings[0].widget, "w");
    }
}

#[tokio::test]
async fn split_looks_at_arguments_and_warns_without_no_match() {
    let mut split = state("s", "split-based-on", &[], json!({"input": "{{flow.data.other}}"}));
    split["transitions"] = json!([{"event": "match", "next": "", "conditions": [
        {"friendly_name": "f", "arguments": ["{{flow.data.a}}"], "type": "equal_to", "value": "{{flow.data.b}}"}]}]);
    let states = [split];
    let run = play(&states, json!({"a": "X", "b": "x", "other": "no"}), &Fake::default()).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("s -match-> Ended", vec![]));
    let run = play(&states, json!({"a": "X", "b": "y"}), &Fake::default()).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("s -noMatch-> Ended", vec![81005]));
}

#[tokio::test]
async fn a_faulty_template_is_a_warning_and_the_execution_goes_on() {
    let world = Fake::default();
    let states =
        [state("send", "send-message", &[("sent", "")], json!({"from": "x", "body": "a{{ 1 + 1 }}b"}))];
    let run = play(&states, json!({}), &world).await;
    assert_eq!((world.bodies(), codes(&run)), (vec!["ab".to_owned()], vec![81018]));
    assert_eq!(run.warnings[0].widget, "send");
}
