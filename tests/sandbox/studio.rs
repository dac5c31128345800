//! Flows and Executions through the REST API and a phone.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Bench, CLINIC, PATIENT, SPARE, refused};

/// Asks, waits, and says what came.
fn asking(timeout: &str) -> Value {
    json!({
        "description": "Asks",
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true},
        "states": [
            {
                "name": "Trigger", "type": "trigger",
                "transitions": [
                    {"event": "incomingMessage", "next": "thanks"},
                    {"event": "incomingCall"},
                    {"event": "incomingConversationMessage"},
                    {"event": "incomingRequest", "next": "ask"},
                    {"event": "incomingParent"},
                ],
                "properties": {"offset": {"x": 0, "y": 0}},
            },
            {
                "name": "ask", "type": "send-and-wait-for-reply",
                "transitions": [
                    {"event": "incomingMessage", "next": "answered"},
                    {"event": "timeout", "next": "late"},
                    {"event": "deliveryFailure"},
                ],
                "properties": {
                    "offset": {"x": 0, "y": 0}, "service": "{{trigger.message.InstanceSid}}",
                    "channel": "{{trigger.message.ChannelSid}}", "from": "{{flow.channel.address}}",
                    "body": "Are you coming, {{flow.data.name}}?", "timeout": timeout,
                },
            },
            send("answered", "You said {{widgets.ask.inbound.Body}}"),
            send("late", "Too late"),
            send("thanks", "New: {{trigger.message.Body}}"),
        ],
    })
}

fn send(name: &str, body: &str) -> Value {
    json!({
        "name": name, "type": "send-message",
        "transitions": [{"event": "sent"}, {"event": "failed"}],
        "properties": {
            "offset": {"x": 0, "y": 0}, "service": "{{trigger.message.InstanceSid}}",
            "channel": "{{trigger.message.ChannelSid}}", "from": "{{flow.channel.address}}",
            "to": "{{contact.channel.address}}", "body": body,
        },
    })
}

async fn start(bench: &Bench, flow: &str, from: &str) -> (u16, Value) {
    let form = [("To", PATIENT), ("From", from), ("Parameters", r#"{"name":"Ada"}"#)];
    bench.post(&format!("/studio.twilio.com/v2/Flows/{flow}/Executions"), &form).await
}

/// The number's webhook is the Flow's.
async fn connect(bench: &Bench, flow: &str) {
    let (_, body) = bench.get(&format!("/studio.twilio.com/v2/Flows/{flow}")).await;
    let webhook = body["webhook_url"].as_str().unwrap();
    let number = bench.number(CLINIC).await;
    bench.post(&bench.api(&format!("IncomingPhoneNumbers/{number}.json")), &[("SmsUrl", webhook)]).await;
}

#[tokio::test]
async fn flows_are_saved_revision_by_revision() {
    let bench = Bench::new().await;
    let flows = "/studio.twilio.com/v2/Flows";
    let definition = asking("60").to_string();
    let mut invalid = asking("60");
    invalid["states"][1]["properties"]["timeout"] = json!(60);
    let invalid = invalid.to_string();
    let form = [("FriendlyName", "F"), ("Status", "draft"), ("Definition", invalid.as_str())];
    for path in [flows, "/studio.twilio.com/v2/Flows/Validate"] {
        let got = bench.post(path, &form).await;
        assert_eq!(refused(&got), (400, 81022), "{path}");
        let errors = got.1["details"]["errors"].as_array().unwrap();
        assert_eq!(errors[0]["property_path"], "#/states/1/properties/timeout", "{errors:?}");
        assert!(errors[0]["message"].is_string());
    }
    let form = [("FriendlyName", "F"), ("Status", "draft"), ("Definition", definition.as_str())];
    assert_eq!(
        bench.post("/studio.twilio.com/v2/Flows/Validate", &form).await,
        (200, json!({"valid": true}))
    );
    assert_eq!(refused(&bench.post(flows, &form[..2]).await), (400, 20001));
    let (status, flow) = bench.post(flows, &form).await;
    assert_eq!((status, &flow["revision"], &flow["date_updated"]), (201, &json!(1), &Value::Null));
    let path = format!("{flows}/{}", flow["sid"].as_str().unwrap());
    assert_eq!(start(&bench, flow["sid"].as_str().unwrap(), CLINIC).await.0, 400, "nothing is published");
    assert_eq!(refused(&bench.get(&format!("{path}/Revisions/LatestPublished")).await), (404, 20404));
    let (_, second) = bench.post(&path, &[("Status", "published"), ("CommitMessage", "go")]).await;
    assert_eq!((&second["revision"], &second["commit_message"]), (&json!(2), &json!("go")));
    assert_eq!(second["definition"], asking("60"));
    bench.post(&path, &[("Status", "draft")]).await;
    assert_eq!(bench.get(&format!("{path}/Revisions/LatestPublished")).await.1["revision"], 2);
    assert_eq!(bench.get(&format!("{path}/Revisions/LatestRevision")).await.1["revision"], 3);
    assert_eq!(bench.get(&format!("{path}/Revisions")).await.1["revisions"].as_array().unwrap().len(), 3);
    let (_, list) = bench.get(flows).await;
    assert_eq!((&list["flows"][0]["definition"], &list["flows"][0]["valid"]), (&Value::Null, &Value::Null));
    let (_, users) =
        bench.post(&format!("{path}/TestUsers"), &[("TestUsers", "+1"), ("TestUsers", "+2")]).await;
    assert_eq!(users["test_users"], json!(["+1", "+2"]));
    assert_eq!(bench.delete(&path).await.0, 204);
    assert_eq!(refused(&bench.get(&path).await), (404, 20404));
}

#[tokio::test]
async fn a_pair_has_one_active_execution_and_a_reply_reaches_it() {
    let bench = Bench::new().await;
    let flow = bench.flow(&asking("3600")).await;
    connect(&bench, &flow).await;
    let executions = format!("/studio.twilio.com/v2/Flows/{flow}/Executions");
    for (form, status) in [
        (vec![("To", "nobody"), ("From", CLINIC)], 400),
        (vec![("To", PATIENT), ("From", "clinic")], 400),
        (vec![("To", PATIENT), ("From", CLINIC), ("Parameters", "[]")], 400),
        (vec![("To", PATIENT)], 400),
    ] {
        assert_eq!(bench.post(&executions, &form).await.0, status, "{form:?}");
    }
    let (status, first) = start(&bench, &flow, CLINIC).await;
    assert_eq!(
        (status, &first["status"], &first["contact_channel_address"]),
        (201, &json!("active"), &json!(PATIENT))
    );
    let sid = first["sid"].as_str().unwrap();
    let second = start(&bench, &flow, CLINIC).await;
    assert_eq!(refused(&second), (409, 20409));
    assert_eq!(second.1["details"]["conflicting_execution_sid"], sid);
    bench.advance(1).await;
    assert_eq!(bench.received().await, ["Are you coming, Ada?"]);
    let (status, sent) = bench.text("Yes", CLINIC).await;
    assert_eq!((status, &sent["execution_sid"]), (201, &json!(sid)));
    assert_eq!(bench.received().await, ["Are you coming, Ada?", "You said Yes"]);
    let (_, ended) = bench.get(&format!("{executions}/{sid}")).await;
    assert_eq!(ended["status"], "ended");
    let (_, steps) = bench.get(&format!("{executions}/{sid}/Steps")).await;
    let mut names: Vec<&str> =
        steps["steps"].as_array().unwrap().iter().map(|step| step["name"].as_str().unwrap()).collect();
    names.reverse();
    assert_eq!(names, ["incomingRequest", "incomingMessage", "sent"]);
    let step = steps["steps"][0]["sid"].as_str().unwrap();
    let (_, context) = bench.get(&format!("{executions}/{sid}/Steps/{step}/Context")).await;
    assert_eq!(context["context"]["widgets"]["ask"]["inbound"]["Body"], "Yes", "{context}");
    let (_, context) = bench.get(&format!("{executions}/{sid}/Context")).await;
    assert_eq!(context["context"]["widgets"]["ask"]["outbound"]["Body"], "Are you coming, Ada?", "{context}");
    let (_, sent) = bench.text("Hello again", CLINIC).await;
    assert_ne!(sent["execution_sid"], sid, "a late text starts a new one");
    assert_eq!(bench.received().await.last().unwrap(), "New: Hello again");
    let shown = bench.watch("executions").await;
    assert_eq!(shown["executions"].as_array().unwrap().len(), 2);
    assert_eq!(
        shown["executions"][1]["steps"][0],
        json!({"name": "incomingRequest", "from": "Trigger", "to": "ask"})
    );
    assert_eq!(bench.get(&format!("{executions}?status=active")).await.1["executions"], json!([]));
    assert_eq!(bench.delete(&format!("{executions}/{sid}")).await.0, 204);
    bench.sandbox.stop().await;
}

#[tokio::test]
async fn ended_from_outside_it_makes_room() {
    let bench = Bench::new().await;
    let flow = bench.flow(&asking("3600")).await;
    let (_, first) = start(&bench, &flow, CLINIC).await;
    assert_eq!(start(&bench, &flow, SPARE).await.0, 201, "another number is another pair");
    let path = format!("/studio.twilio.com/v2/Flows/{flow}/Executions/{}", first["sid"].as_str().unwrap());
    bench.advance(1).await;
    assert_eq!(bench.post(&path, &[("Status", "ended")]).await.1["status"], "ended");
    assert_eq!(bench.post(&path, &[("Status", "ended")]).await.0, 200);
    assert_eq!(start(&bench, &flow, CLINIC).await.0, 201);
}

#[tokio::test]
async fn a_wait_runs_out_in_order_with_scheduled_messages_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::at(folder.path()).await;
    let service = bench.messaging_service(&[]).await;
    let flow = bench.flow(&asking("3600")).await;
    let (_, execution) = start(&bench, &flow, &service).await;
    for (body, seconds) in [("before", 1800), ("after", 5400)] {
        let at = bench.in_seconds(seconds).await;
        assert_eq!(bench.schedule(&service, body, &at).await.0, 201);
    }
    bench.advance(1).await;
    bench.sandbox.stop().await;
    let bench = Bench::at(folder.path()).await;
    let fired = bench.advance(7200).await;
    let kinds: Vec<&Value> = fired["fired"].as_array().unwrap().iter().map(|due| &due["kind"]).collect();
    assert_eq!(kinds, ["message", "timeout", "message"]);
    assert_eq!(fired["fired"][1]["sid"], execution["sid"]);
    assert_eq!(bench.received().await, ["Are you coming, Ada?", "before", "Too late", "after"]);
    let shown = bench.watch("executions").await;
    assert_eq!(shown["executions"][0]["steps"].as_array().unwrap().len(), 3, "{shown}");
}

#[tokio::test]
async fn a_reply_to_a_number_in_a_service_looks_for_the_services_execution() {
    let bench = Bench::new().await;
    let service = bench.messaging_service(&[("UseInboundWebhookOnNumber", "true")]).await;
    let flow = bench.flow(&asking("3600")).await;
    connect(&bench, &flow).await;
    let (_, by_number) = start(&bench, &flow, CLINIC).await;
    bench.advance(1).await;
    let (_, sent) = bench.text("Yes", CLINIC).await;
    assert_ne!(sent["execution_sid"], by_number["sid"], "started from the number it is not found");
    assert_eq!(bench.received().await.last().unwrap(), "New: Yes");
    let (_, by_service) = start(&bench, &flow, &service).await;
    bench.advance(1).await;
    let (_, sent) = bench.text("Yes", CLINIC).await;
    assert_eq!(sent["execution_sid"], by_service["sid"]);
    assert_eq!(bench.received().await.last().unwrap(), "You said Yes");
    let post = [("From", PATIENT), ("To", CLINIC), ("Body", "By hand")];
    let path = format!("/webhooks.twilio.com/v1/Accounts/{}/Flows/{flow}", bench.account().account_sid);
    let answer = bench.request(Method::POST, &path).form(&post).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/xml");
}

#[tokio::test]
async fn a_widget_that_the_sandbox_does_not_run_is_named_where_its_events_are_told() {
    let bench = Bench::new().await;
    let mut definition = asking("60");
    definition["states"][1]["type"] = json!("send-to-flex");
    definition["states"][1]["properties"] = json!({
        "offset": {"x": 0, "y": 0}, "workflow": "WW00000000000000000000000000000000",
        "channel": "TC00000000000000000000000000000000", "attributes": "{}",
    });
    definition["states"][1]["transitions"] =
        json!([{"event": "callComplete"}, {"event": "failedToEnqueue"}, {"event": "callFailure"}]);
    let flow = bench.flow(&definition).await;
    let mut events = bench.sandbox.subscribe();
    let (status, execution) = start(&bench, &flow, CLINIC).await;
    assert_eq!(status, 201, "{execution}");
    let sid = execution["sid"].as_str().unwrap();
    let warned = loop {
        let event = events.recv().await.unwrap();
        if event.text.contains("does not support") {
            break event;
        }
    };
    assert_eq!(warned.kind, "execution");
    assert!(warned.text.contains(sid) && warned.text.contains("ask: "), "{}", warned.text);
    assert!(warned.text.contains("send-to-flex"), "{}", warned.text);
}

#[tokio::test]
async fn a_flow_asks_twilios_own_api_with_the_accounts_credentials() {
    let bench = Bench::new().await;
    let ask = |name: &str, next: &str, properties: Value| {
        json!({
            "name": name, "type": "make-http-request", "properties": properties,
            "transitions": [{"event": "success", "next": next}, {"event": "failed", "next": "refused"}],
        })
    };
    let messages = format!("https:/{}", bench.api("Messages.json"));
    let definition = json!({
        "initial_state": "Trigger",
        "states": [
            {"name": "Trigger", "type": "trigger", "properties": {},
                "transitions": [{"event": "incomingRequest", "next": "create"}]},
            ask("create", "list", json!({
                "method": "POST", "url": messages, "add_twilio_auth": true,
                "content_type": "application/x-www-form-urlencoded;charset=utf-8",
                "parameters": [{"key": "To", "value": "{{contact.channel.address}}"},
                    {"key": "From", "value": "{{flow.channel.address}}"}, {"key": "Body", "value": "One & two"}],
            })),
            ask("list", "say", json!({
                "method": "GET", "url": messages, "add_twilio_auth": true,
                "content_type": "application/x-www-form-urlencoded;charset=utf-8",
                "parameters": [{"key": "To", "value": "{{contact.channel.address}}"}],
            })),
            send("say", "{{widgets.create.status_code}} {{widgets.list.parsed.messages[0].body}}"),
            send("refused", "{{widgets.create.status_code}}"),
        ],
    });
    let flow = bench.flow(&definition).await;
    start(&bench, &flow, CLINIC).await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while bench.received().await.len() < 2 && std::time::Instant::now() < deadline {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(bench.received().await, ["One & two", "201 One & two"]);
}

#[tokio::test]
async fn a_flow_runs_another_as_its_subflow() {
    let bench = Bench::new().await;
    let mut inner = asking("60");
    inner["states"][0]["transitions"] = json!([{"event": "incomingParent", "next": "ask"}]);
    inner["states"][1]["properties"]["body"] = json!("{{trigger.parent.parameters.question}}");
    inner["states"][1]["transitions"][0]["next"] = json!("keep");
    inner["states"].as_array_mut().unwrap().push(json!({
        "name": "keep", "type": "set-variables", "transitions": [{"event": "next"}],
        "properties": {"variables": [{"key": "said", "value": "{{widgets.ask.inbound.Body}}", "type": "string"}]},
    }));
    let inner = bench.flow(&inner).await;
    let outer = json!({
        "initial_state": "Trigger",
        "states": [
            {"name": "Trigger", "type": "trigger", "properties": {},
                "transitions": [{"event": "incomingMessage", "next": "menu"}]},
            {"name": "menu", "type": "run-subflow",
                "transitions": [{"event": "completed", "next": "answered"}, {"event": "failed", "next": "lost"}],
                "properties": {"flow_sid": inner, "flow_revision": "LatestPublished",
                    "parameters": [{"key": "question", "value": "Why {{trigger.message.Body}}?"}]}},
            send("answered", "Said: {{widgets.menu.said}}"),
            send("lost", "Lost"),
        ],
    });
    let outer = bench.flow(&outer).await;
    connect(&bench, &outer).await;
    bench.text("now", CLINIC).await;
    bench.text("because", CLINIC).await;
    assert_eq!(bench.received().await, ["Why now?", "Said: because"]);
    assert_eq!(bench.delete(&format!("/studio.twilio.com/v2/Flows/{inner}")).await.0, 204);
    bench.text("again", CLINIC).await;
    assert_eq!(bench.received().await.last().unwrap(), "Lost");
}
