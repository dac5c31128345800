//! The control API's gate, the page, events, reset.

use futures::StreamExt;
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Bench, CLINIC, PATIENT, answer};

#[tokio::test]
async fn only_this_machine_with_the_token_gets_in() {
    let bench = Bench::new().await;
    let token = bench.sandbox.control_token().expose_secret().to_owned();
    let get = |path: &str| bench.http.get(bench.url(path));
    assert_eq!(
        answer(get("/_pam/health")).await,
        (200, json!({"service": "pam-sandbox", "version": "0.0.0-test"}))
    );
    assert_eq!(answer(get("/_pam/health").header("host", "attacker.example")).await.0, 403);
    assert_eq!(answer(get("/_pam/clock")).await.0, 401);
    assert_eq!(answer(get("/_pam/clock").bearer_auth("wrong")).await.0, 401);
    assert_eq!(
        answer(get(&format!("/_pam/clock?token={token}"))).await.0,
        401,
        "not in an address that is logged"
    );
    for (name, value, status) in [
        ("host", "localhost:8155", 200),
        ("host", "127.0.0.1", 200),
        ("host", "[::1]:8155", 200),
        ("host", "attacker.example", 403),
        ("host", "localhost.attacker.example", 403),
        ("origin", "http://localhost:8155", 200),
        ("origin", "http://127.0.0.1:1", 200),
        ("origin", "https://attacker.example", 403),
        ("origin", "null", 403),
    ] {
        let got = answer(get("/_pam/clock").bearer_auth(&token).header(name, value)).await;
        assert_eq!(got.0, status, "{name}: {value}");
        assert_eq!(got.1.get("error").is_some(), status != 200);
    }
    assert_eq!(bench.control(Method::POST, "clock", None).await.0, 405);
    assert_eq!(bench.control(Method::GET, "nothing", None).await.0, 404);
    assert_eq!(bench.control(Method::POST, "clock/advance", Some(json!([]))).await.0, 400);
}

#[tokio::test]
async fn the_page_is_ours_and_nobody_elses() {
    let bench = Bench::new().await;
    let page = bench.http.get(bench.url("/?token=x")).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let text = page.text().await.unwrap();
    assert!(!text.contains(bench.sandbox.control_token().expose_secret()));
    for path in ["/app.js", "/style.css"] {
        assert_eq!(bench.http.get(bench.url(path)).send().await.unwrap().status(), 200, "{path}");
        assert!(text.contains(path), "the page uses {path}");
    }
    assert_eq!(answer(bench.http.get(bench.url("/")).header("host", "attacker.example")).await.0, 404);
}

#[tokio::test]
async fn events_are_told_while_they_happen_and_end_with_the_sandbox() {
    let bench = Bench::new().await;
    let token = bench.sandbox.control_token().expose_secret().to_owned();
    let request = bench.http.get(bench.url(&format!("/_pam/events?token={token}")));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = answer.bytes_stream();
    bench
        .post(&bench.api("Messages.json"), &[("To", PATIENT), ("From", CLINIC), ("Body", "secret text")])
        .await;
    let mut text = String::new();
    while !text.contains("\"kind\":\"request\"") {
        text += std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap();
    }
    let first: Value =
        serde_json::from_str(text.lines().next().unwrap().strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!((&first["kind"], &first["status"]), (&json!("message"), &json!("delivered")));
    assert!(!text.contains("secret text"), "{text}");
    bench.sandbox.stop().await;
    while let Some(chunk) = stream.next().await {
        chunk.unwrap();
    }
}

#[tokio::test]
async fn phones_the_ehr_and_a_reset() {
    let bench = Bench::new().await;
    let nobody =
        bench.control(Method::POST, &format!("phones/{PATIENT}/messages"), Some(json!({"body": "Hi"}))).await;
    assert_eq!(nobody.0, 400, "nobody texted this phone yet");
    bench.post(&bench.api("Messages.json"), &[("To", PATIENT), ("From", CLINIC), ("Body", "Hello")]).await;
    let path = format!("phones/{PATIENT}/messages");
    let (status, sent) = bench.control(Method::POST, &path, Some(json!({"body": "Hi"}))).await;
    assert_eq!((status, &sent["execution_sid"]), (201, &Value::Null));
    assert_eq!(bench.text("Hi", "+19995550100").await.0, 404, "that is not the account's number");
    assert_eq!(bench.watch("phones").await, json!({"phones": [{"number": PATIENT, "messages": 2}]}));
    let texts = bench.watch(&path).await;
    let last = &texts["messages"][1];
    assert_eq!(
        (&last["direction"], &last["to"], &last["body"]),
        (&json!("sent"), &json!(CLINIC), &json!("Hi"))
    );

    let post = bench.http.post(bench.url("/ehr.localhost/requests")).json(&json!({"a": 1}));
    assert_eq!(answer(post).await, (200, json!({})));
    let told = json!({"status": 503, "body": {"no": true}});
    assert_eq!(bench.control(Method::PUT, "ehr/response", Some(told)).await.0, 200);
    assert_eq!(bench.control(Method::PUT, "ehr/response", Some(json!({"status": 7}))).await.0, 400);
    let get = bench.http.get(bench.url("/requests")).header("host", "ehr.localhost:8155");
    assert_eq!(answer(get).await, (503, json!({"no": true})));
    let received = bench.watch("ehr/requests").await;
    let [first, second] = received["requests"].as_array().unwrap().as_slice() else { panic!("{received}") };
    assert_eq!(
        (&first["method"], &first["path"], &first["body"]),
        (&json!("POST"), &json!("/requests"), &json!({"a": 1}))
    );
    assert_eq!((&second["method"], &second["status"]), (&json!("GET"), &json!(503)));

    for wrong in ["https://127.0.0.1:1/", "http://example.com/", "nowhere"] {
        let told = json!({"forward_to": wrong});
        assert_eq!(bench.control(Method::PUT, "ehr/response", Some(told)).await.0, 400, "{wrong}");
    }
    // Passed on to a server that is there (the sandbox itself, as good as any), and to one that is not.
    let told = json!({"forward_to": bench.url("/_pam/nowhere")});
    assert_eq!(bench.control(Method::PUT, "ehr/response", Some(told)).await.0, 200);
    let post = || bench.http.post(bench.url("/ehr.localhost/requests")).json(&json!({"a": 1}));
    assert_eq!(answer(post()).await.0, 401, "the control API's own answer");
    let told = json!({"forward_to": "http://127.0.0.1:1"});
    assert_eq!(bench.control(Method::PUT, "ehr/response", Some(told)).await.0, 200);
    assert_eq!(answer(post()).await.0, 502);

    let number = bench.number(CLINIC).await;
    bench.advance(3600).await;
    assert_eq!(bench.control(Method::POST, "reset", None).await.0, 200);
    assert_eq!(bench.watch("phones").await, json!({"phones": []}));
    assert_eq!(bench.watch("ehr/requests").await, json!({"requests": [], "response": {"status": 200}}));
    assert_eq!(bench.watch("clock").await["offset_ms"], 0);
    assert_eq!(bench.number(CLINIC).await, number, "credentials and numbers stay");
}
