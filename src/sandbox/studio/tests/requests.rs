use serde_json::{Value, json};

use super::support::{Fake, codes, path, play, state};

fn function() -> Value {
    state("f", "run-function", &[("success", ""), ("fail", "")], json!({"url": "https://x.twil.io/f"}))
}

fn http(properties: Value) -> Value {
    let mut state = state("h", "make-http-request", &[("success", ""), ("failed", "")], properties);
    if state["properties"].get("url").is_none() {
        state["properties"]["url"] = json!("https://example.com/a?b=c");
    }
    state
}

#[tokio::test]
async fn a_function_fails_with_its_outputs() {
    let world = Fake::default();
    world.function(410, "application/json", r#"{"why":"gone"}"#);
    let run = play(&[function()], json!({}), &world).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("f -fail-> Ended", vec![81017]));
    let output = &run.context()["widgets"]["f"];
    assert_eq!((&output["status_code"], &output["parsed"]["why"]), (&json!(410), &json!("gone")));
}

#[tokio::test]
async fn redirects_are_successes() {
    let world = Fake::default();
    world.function(302, "text/plain", "");
    assert_eq!(path(&play(&[function()], json!({}), &world).await)[1], "f -success-> Ended");
}

#[tokio::test]
async fn no_answer_from_a_function() {
    let run = play(&[function()], json!({}), &Fake::default()).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("f -fail-> Ended", vec![81010]));
    assert_eq!(run.context()["widgets"]["f"], json!({}));
}

#[tokio::test]
async fn only_json_objects_of_functions_are_parsed() {
    for (content_type, body) in [
        ("application/json", "[1]"),
        ("application/json", "{"),
        ("text/plain", "{}"),
        ("application/json", "\"x\""),
    ] {
        let world = Fake::default();
        world.function(200, content_type, body);
        let run = play(&[function()], json!({}), &world).await;
        let expected = json!({"body": body, "status_code": 200, "content_type": content_type});
        assert_eq!(run.context()["widgets"]["f"], expected);
    }
}

#[tokio::test]
async fn a_second_run_of_a_function_merges_parsed() {
    let world = Fake::default();
    world.function(200, "application/json", r#"{"a":1,"b":1}"#);
    world.function(200, "Application/JSON;charset=utf-8", r#"{"b":2,"c":2}"#);
    world.function(200, "text/plain", "done");
    let mut again = function();
    again["transitions"][0]["next"] = json!("f");
    let run = play(&[again], json!({}), &world).await;
    assert_eq!(path(&run).len(), 5);
    assert_eq!(run.steps[3].context["widgets"]["f"]["parsed"], json!({"a": 1, "b": 2, "c": 2}));
    assert_eq!(run.steps[3].context["widgets"]["f"]["body"], "done");
    // The fourth call had no answer.
    assert_eq!(run.context()["widgets"]["f"], json!({"parsed": {"a": 1, "b": 2, "c": 2}}));
}

#[tokio::test]
async fn bodies_over_64_kb_fail() {
    let world = Fake::default();
    world.function(200, "text/plain", &"x".repeat(64 * 1024 + 1));
    world.url(200, "text/plain", &"x".repeat(64 * 1024 + 1));
    let mut function = function();
    function["transitions"][1]["next"] = json!("h");
    let run = play(&[function, http(json!({}))], json!({}), &world).await;
    assert_eq!(path(&run)[1..], ["f -fail-> h", "h -failed-> Ended"]);
    assert_eq!(codes(&run), [81017, 81016]);
    assert_eq!(run.context()["widgets"], json!({"f": {}, "h": {}}));
    let world = Fake::default();
    world.url(200, "text/plain", &"x".repeat(64 * 1024));
    assert_eq!(path(&play(&[http(json!({}))], json!({}), &world).await)[1], "h -success-> Ended");
}

#[tokio::test]
async fn a_get_has_its_parameters_in_the_query() {
    let world = Fake::default();
    world.url(200, "application/json", "[1]");
    let properties = json!({"method": "GET", "content_type": "application/x-www-form-urlencoded;charset=utf-8",
        "parameters": [{"key": "q", "value": "{{flow.data.q}}"}], "add_twilio_auth": true});
    let run = play(&[http(properties)], json!({"q": "a b&c"}), &world).await;
    let call = world.http_calls.lock().unwrap().remove(0);
    assert_eq!((call.method.as_str(), call.url.as_str()), ("GET", "https://example.com/a?b=c&q=a+b%26c"));
    assert_eq!((call.body, call.twilio_auth), (None, true));
    assert_eq!(run.context()["widgets"]["h"]["parsed"], json!([1]));
}

#[tokio::test]
async fn a_post_sends_a_form_or_a_body() {
    let world = Fake::default();
    world.url(204, "", "");
    world.url(200, "", "");
    let form = http(json!({"method": "POST", "content_type": "application/x-www-form-urlencoded",
        "parameters": [{"key": "a", "value": "1&2"}, {"key": "é", "value": ""}], "body": "not this"}));
    play(&[form], json!({}), &world).await;
    let body = http(
        json!({"method": "POST", "content_type": "application/json;charset=utf-8", "body": "{\"a\": {{flow.data | to_json}}}"}),
    );
    play(&[body], json!({"q": "\"\n"}), &world).await;
    let calls = world.http_calls.lock().unwrap();
    assert_eq!(calls[0].body.as_deref(), Some("a=1%262&%C3%A9="));
    assert_eq!(calls[1].body.as_deref(), Some(r#"{"a": {"q":"\"\n"}}"#));
    assert_eq!(calls[1].content_type, "application/json;charset=utf-8");
    assert!(!calls[1].twilio_auth);
}

#[tokio::test]
async fn an_http_request_that_fails() {
    let world = Fake::default();
    world.url(500, "application/json", r#"{"e":1}"#);
    let run = play(&[http(json!({"method": "POST"}))], json!({}), &world).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("h -failed-> Ended", vec![81016]));
    assert_eq!(run.context()["widgets"]["h"]["parsed"]["e"], 1);
    let run = play(&[http(json!({}))], json!({}), &world).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("h -failed-> Ended", vec![81016]));
    assert_eq!(run.context()["widgets"]["h"], json!({}));
}

#[tokio::test]
async fn reserved_names_and_bad_urls_break_an_http_request() {
    let world = Fake::default();
    for properties in [
        json!({"parameters": [{"key": "method", "value": "x"}]}),
        json!({"url": "{{flow.data.missing}}"}),
        json!({"url": "ftp://example.com/"}),
        json!({"method": "DELETE"}),
    ] {
        let run = play(&[http(properties)], json!({}), &world).await;
        assert_eq!((path(&run)[1].as_str(), codes(&run)), ("h -failed-> Ended", vec![81014]));
    }
    assert!(world.http_calls.lock().unwrap().is_empty());
}
