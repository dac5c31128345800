//! Deployed Functions: called by Studio, by anybody, and calling the sandbox's REST API themselves.

use serde_json::{Value, json};

use crate::support::{Bench, CLINIC, PATIENT, answer, refused};

/// Sends a text through Twilio's own library and tells the time it has.
const REMIND: &str = "exports.handler = async (context, event, callback) => {\n\
    const client = context.getTwilioClient();\n\
    const sent = await client.messages.create({ to: event.phone, from: event.from, body: 'Reminder' });\n\
    callback(null, { sid: sent.sid, now: Date.now() });\n};";
const OPEN: &str =
    "exports.handler = (context, event, callback) => { console.warn('open'); callback(null, 'open'); };";

fn calling(domain: &str) -> Value {
    json!({
        "description": "Calls", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true},
        "states": [
            {
                "name": "Trigger", "type": "trigger",
                "transitions": [
                    {"event": "incomingMessage"}, {"event": "incomingCall"},
                    {"event": "incomingConversationMessage"}, {"event": "incomingRequest", "next": "remind"},
                    {"event": "incomingParent"},
                ],
                "properties": {"offset": {"x": 0, "y": 0}},
            },
            {
                "name": "remind", "type": "run-function",
                "transitions": [{"event": "success"}, {"event": "fail"}],
                "properties": {
                    "offset": {"x": 0, "y": 0}, "service_sid": "default", "environment_sid": "production",
                    "function_sid": "ZH00000000000000000000000000000000",
                    "url": format!("https://{domain}/remind"),
                    "parameters": [
                        {"key": "phone", "value": "{{contact.channel.address}}"},
                        {"key": "from", "value": "{{flow.channel.address}}"},
                    ],
                },
            },
        ],
    })
}

#[tokio::test]
async fn studio_signs_and_a_function_reaches_the_sandbox() {
    let bench = Bench::new().await;
    let functions = [("/remind", "protected", REMIND), ("/open", "public", OPEN)];
    let (environment, domain) = bench.deploy(&functions).await;
    let unsigned = bench.http.post(bench.url(&format!("/{domain}/remind"))).form(&[("phone", PATIENT)]);
    assert!((400..404).contains(&answer(unsigned).await.0));
    assert_eq!(bench.received().await, Vec::<String>::new());

    let flow = bench.flow(&calling(&domain)).await;
    bench.advance(30 * 86_400).await;
    let executions = format!("/studio.twilio.com/v2/Flows/{flow}/Executions");
    let (_, execution) = bench.post(&executions, &[("To", PATIENT), ("From", CLINIC)]).await;
    // An advance waits for what was begun.
    let now = bench.advance(0).await["now"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let path = format!("{executions}/{}/Context", execution["sid"].as_str().unwrap());
    let (_, context) = bench.get(&path).await;
    let widget = &context["context"]["widgets"]["remind"];
    assert_eq!(widget["status_code"], 200, "{context}");
    let seen = widget["parsed"]["now"].as_i64().unwrap();
    assert!(
        (now.as_millisecond() - seen).abs() < 15_000,
        "functions have the sandbox's time: {seen} at {now}"
    );
    assert_eq!(bench.received().await, ["Reminder"]);
    let shown = bench.watch("executions").await;
    assert_eq!(shown["executions"][0]["warnings"], json!([]));

    assert_eq!(
        bench.http.get(bench.url(&format!("/{domain}/open"))).send().await.unwrap().text().await.unwrap(),
        "open"
    );
    let page = bench.http.get(bench.url(&format!("/{domain}/page.html"))).send().await.unwrap();
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    assert_eq!(page.text().await.unwrap(), "<p>Hello");
    let (_, logs) = bench.get(&format!("{environment}/Logs")).await;
    assert_eq!((&logs["logs"][0]["level"], &logs["logs"][0]["message"]), (&json!("warn"), &json!("open")));
    bench.sandbox.stop().await;
}

#[tokio::test]
async fn what_a_list_shows_a_fetch_shows() {
    let bench = Bench::new().await;
    let (environment, _) = bench.deploy(&[("/open", "public", OPEN)]).await;
    bench.post(&format!("{environment}/Variables"), &[("Key", "A"), ("Value", "1")]).await;
    let service = environment.split("/Environments").next().unwrap().to_owned();
    let sync = "/sync.twilio.com/v1/Services";
    let (_, made) = bench.post(sync, &[("FriendlyName", "Sync")]).await;
    let sync_service = format!("{sync}/{}", made["sid"].as_str().unwrap());
    bench.post(&format!("{sync_service}/Documents"), &[("Data", "{}")]).await;
    let (_, map) = bench.post(&format!("{sync_service}/Maps"), &[]).await;
    let map = format!("{sync_service}/Maps/{}", map["sid"].as_str().unwrap());
    bench.post(&format!("{map}/Items"), &[("Key", "k"), ("Data", "{}")]).await;
    assert_eq!(bench.post(&map, &[("CollectionTtl", "60")]).await.0, 200);
    assert_eq!(bench.post(&sync_service, &[("AclEnabled", "true")]).await.1["acl_enabled"], true);
    let messaging = bench.messaging_service(&[]).await;
    let first = async |path: &str, key: &str| {
        let (status, list) = bench.get(path).await;
        assert_eq!((status, &list["meta"]["key"]), (200, &json!(key)), "{path}: {list}");
        list[key][0].clone()
    };
    let fetch = async |path: &str, row: &Value| {
        let id = row.get("key").filter(|_| row.get("map_sid").is_some()).unwrap_or(&row["sid"]);
        let path = format!("{path}/{}", id.as_str().unwrap());
        assert_eq!(bench.get(&path).await, (200, row.clone()), "{path}");
        path
    };
    for (path, key) in [
        ("/serverless.twilio.com/v1/Services", "services"),
        (&*format!("{service}/Environments"), "environments"),
        (&*format!("{environment}/Variables"), "variables"),
        (&*format!("{environment}/Deployments"), "deployments"),
        (&*format!("{service}/Builds"), "builds"),
        (sync, "services"),
        (&*format!("{sync_service}/Documents"), "documents"),
        (&*format!("{sync_service}/Maps"), "maps"),
        (&*format!("{map}/Items"), "items"),
        ("/messaging.twilio.com/v1/Services", "services"),
        (&*format!("/messaging.twilio.com/v1/Services/{messaging}/PhoneNumbers"), "phone_numbers"),
    ] {
        fetch(path, &first(path, key).await).await;
    }
    for (kind, key, versions) in
        [("Functions", "functions", "function_versions"), ("Assets", "assets", "asset_versions")]
    {
        let path = format!("{service}/{kind}");
        let container = fetch(&path, &first(&path, key).await).await;
        let path = format!("{container}/Versions");
        fetch(&path, &first(&path, versions).await).await;
        let (_, renamed) = bench.post(&container, &[("FriendlyName", "renamed")]).await;
        assert_eq!(renamed["friendly_name"], "renamed");
        assert_eq!(bench.delete(&container).await.0, 204);
        assert_eq!(refused(&bench.get(&container).await), (404, 20404));
    }
    assert_eq!(bench.post(&service, &[("UiEditable", "true")]).await.1["ui_editable"], true);
    for path in [&environment, &map, &sync_service] {
        assert_eq!(bench.delete(path).await.0, 204, "{path}");
    }
    bench.sandbox.stop().await;
}

#[tokio::test]
async fn an_execution_that_was_cut_short_is_ended_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::at(folder.path()).await;
    let (_, domain) = bench.deploy(&[("/remind", "protected", "exports.handler = () => {};")]).await;
    let flow = bench.flow(&calling(&domain)).await;
    let executions = format!("/studio.twilio.com/v2/Flows/{flow}/Executions");
    let (_, execution) = bench.post(&executions, &[("To", PATIENT), ("From", CLINIC)]).await;
    let path = format!("{executions}/{}", execution["sid"].as_str().unwrap());
    while bench.watch("executions").await["executions"][0]["steps"] == json!([]) {
        tokio::task::yield_now().await;
    }
    assert_eq!(bench.get(&path).await.1["status"], "active", "its function never answers");
    drop(bench);
    let bench = Bench::at(folder.path()).await;
    assert_eq!(bench.get(&path).await.1["status"], "ended");
    let shown = bench.watch("executions").await;
    assert_eq!(shown["executions"][0]["warnings"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown["executions"][0]["steps"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(bench.post(&executions, &[("To", PATIENT), ("From", CLINIC)]).await.0, 201);
}
