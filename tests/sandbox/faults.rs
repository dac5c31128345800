//! Faults on demand, as a client meets them.

use reqwest::Method;
use serde_json::json;

use crate::support::Bench;

#[tokio::test]
async fn a_fault_is_met_by_the_requests_it_names_and_by_no_others() {
    let bench = Bench::new().await;
    let fault =
        json!({"effect": "answer", "status": 429, "retry_after": 7, "host": "sync.twilio.com", "times": 1});
    assert_eq!(bench.control(Method::POST, "faults", Some(fault)).await.0, 201);
    assert_eq!(bench.get("/messaging.twilio.com/v1/Services").await.0, 200);
    let (status, body) = bench.get("/sync.twilio.com/v1/Services").await;
    assert_eq!((status, &body["code"]), (429, &json!(20429)));
    assert_eq!(bench.get("/sync.twilio.com/v1/Services").await.0, 200, "it happens once");
}

#[tokio::test]
async fn a_connection_ends_before_or_after_the_work() {
    let bench = Bench::new().await;
    for (effect, made) in [("drop_before", 0), ("drop_after", 1)] {
        let fault = json!({"effect": effect, "method": "POST", "path": "/v1/Services", "times": 1});
        bench.control(Method::POST, "faults", Some(fault)).await;
        let request =
            bench.request(Method::POST, "/messaging.twilio.com/v1/Services").form(&[("FriendlyName", "x")]);
        assert!(request.send().await.is_err(), "{effect}");
        let (_, body) = bench.get("/messaging.twilio.com/v1/Services").await;
        assert_eq!(body["services"].as_array().unwrap().len(), made, "{effect}");
    }
}

#[tokio::test]
async fn a_request_is_held_before_or_after_the_work_until_the_faults_are_cleared() {
    let bench = Bench::new().await;
    for (effect, made) in [("hold_before", 0), ("hold_after", 1)] {
        let fault = json!({"effect": effect, "method": "POST", "path": "/v1/Services", "times": 1});
        bench.control(Method::POST, "faults", Some(fault)).await;
        let mut events = bench.sandbox.subscribe();
        let request =
            bench.request(Method::POST, "/messaging.twilio.com/v1/Services").form(&[("FriendlyName", "x")]);
        let sent = tokio::spawn(request.send());
        while events.recv().await.unwrap().kind != "fault" {}
        let (_, body) = bench.get("/messaging.twilio.com/v1/Services").await;
        assert_eq!(body["services"].as_array().unwrap().len(), made, "{effect}");
        assert!(!sent.is_finished(), "{effect}: it is answered");
        bench.control(Method::DELETE, "faults", None).await;
        assert!(sent.await.unwrap().is_err(), "{effect}");
        let (_, body) = bench.get("/messaging.twilio.com/v1/Services").await;
        assert_eq!(body["services"].as_array().unwrap().len(), made, "{effect}: done afterwards");
    }
}

#[tokio::test]
async fn a_state_can_be_taken_and_gone_back_to() {
    let home = tempfile::tempdir().unwrap();
    let bench = Bench::at(home.path()).await;
    let services = "/messaging.twilio.com/v1/Services";
    bench.post(services, &[("FriendlyName", "kept")]).await;
    let taken = bench.watch("state").await;
    bench.post(services, &[("FriendlyName", "later")]).await;
    bench.control(Method::POST, "clock/advance", Some(json!({"seconds": 86_400}))).await;
    for wrong in
        [json!({}), json!({"rows": [["nothing", 1, "x", {}]]}), json!({"rows": [["flows", 1, "x", {}]]})]
    {
        assert_eq!(bench.control(Method::PUT, "state", Some(wrong)).await.0, 400);
    }
    assert_eq!(bench.get(services).await.1["services"].as_array().unwrap().len(), 2, "nothing was changed");
    assert_eq!(bench.control(Method::PUT, "state", Some(taken.clone())).await.0, 200);
    assert_eq!(bench.watch("state").await, taken);
    assert_eq!(bench.watch("clock").await["offset_ms"], 0);
    bench.post(services, &[("FriendlyName", "anew")]).await;
    bench.sandbox.stop().await;
    let again = Bench::at(home.path()).await;
    let (_, body) = again.get(services).await;
    let names: Vec<_> =
        body["services"].as_array().unwrap().iter().map(|row| &row["friendly_name"]).collect();
    assert_eq!(names.len(), 2, "the journal has it: {names:?}");
}

#[tokio::test]
async fn what_is_no_fault_is_refused_and_a_reset_clears_all() {
    let bench = Bench::new().await;
    for wrong in [json!({}), json!({"effect": "explode"}), json!({"effect": "answer", "status": 200})] {
        assert_eq!(bench.control(Method::POST, "faults", Some(wrong)).await.0, 400);
    }
    bench.control(Method::POST, "faults", Some(json!({"effect": "drop_before"}))).await;
    bench.control(Method::POST, "reset", Some(json!({}))).await;
    assert_eq!(bench.watch("faults").await, json!({"faults": []}));
}
