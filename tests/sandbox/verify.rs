//! Verify and Lookup, as Functions of others ask them.

use serde_json::{Value, json};

use crate::support::{Bench, PATIENT, refused};

async fn service(bench: &Bench) -> String {
    let form = [("FriendlyName", "Clinic"), ("CodeLength", "4")];
    let (status, service) = bench.post("/verify.twilio.com/v2/Services", &form).await;
    assert_eq!(status, 201, "{service}");
    format!("/verify.twilio.com/v2/Services/{}", service["sid"].as_str().unwrap())
}

/// The code in the last text on the phone, and one that is wrong.
async fn codes(bench: &Bench) -> (String, String) {
    let text = bench.received().await.pop().unwrap();
    let code = text.strip_prefix("Your Clinic verification code is: ").unwrap().to_owned();
    let wrong = if code == "1111" { "2222" } else { "1111" };
    (code, wrong.to_owned())
}

#[tokio::test]
async fn a_code_is_on_the_phone_and_good_once() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    let form = [("To", PATIENT), ("Channel", "sms")];
    let (status, started) = bench.post(&format!("{root}/Verifications"), &form).await;
    assert_eq!((status, &started["status"], &started["valid"]), (201, &json!("pending"), &json!(false)));
    let (code, wrong) = codes(&bench).await;
    assert_eq!(code.len(), 4);
    let check = async |form: &[(&str, &str)]| bench.post(&format!("{root}/VerificationCheck"), form).await;
    let (status, checked) = check(&[("To", PATIENT), ("Code", &wrong)]).await;
    assert_eq!((status, &checked["status"], &checked["valid"]), (201, &json!("pending"), &json!(false)));
    let sid = started["sid"].as_str().unwrap();
    let (_, approved) = check(&[("VerificationSid", sid), ("Code", &code)]).await;
    assert_eq!((&approved["status"], &approved["valid"]), (&json!("approved"), &json!(true)));
    assert_eq!(refused(&check(&[("To", PATIENT), ("Code", &code)]).await), (404, 20404));
    assert_eq!(refused(&bench.get(&format!("{root}/Verifications/{sid}")).await), (404, 20404));
    // The account's log has nothing of it.
    assert_eq!(bench.get(&bench.api("Messages.json")).await.1["messages"], json!([]));
}

#[tokio::test]
async fn codes_end_after_five_sends_five_checks_or_ten_minutes() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    let start = async || {
        let form = [("To", PATIENT), ("Channel", "sms")];
        bench.post(&format!("{root}/Verifications"), &form).await
    };
    let check = async |code: &str| {
        bench.post(&format!("{root}/VerificationCheck"), &[("To", PATIENT), ("Code", code)]).await
    };
    let (_, first) = start().await;
    let (code, wrong) = codes(&bench).await;
    for sends in 2..=5 {
        let (status, again) = start().await;
        assert_eq!((status, &again["sid"]), (201, &first["sid"]));
        assert_eq!(again["send_code_attempts"].as_array().unwrap().len(), sends);
        assert_eq!(codes(&bench).await.0, code);
    }
    assert_eq!(refused(&start().await), (429, 60203));
    for _ in 0..5 {
        assert_eq!(check(&wrong).await.1["valid"], false);
    }
    assert_eq!(refused(&check(&code).await), (429, 60202));
    bench.advance(601).await;
    assert_eq!(refused(&check(&code).await), (404, 20404));
    assert_ne!(start().await.1["sid"], first["sid"]);
    let canceled = bench.post(&format!("{root}/Verifications/{PATIENT}"), &[("Status", "canceled")]).await.1;
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(refused(&check(&codes(&bench).await.0).await), (404, 20404));
}

#[tokio::test]
async fn what_verify_cannot_take_names_the_parameter() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    for (path, form, parameter) in [
        ("Verifications", vec![("Channel", "sms")], "To"),
        ("Verifications", vec![("To", "12065550100"), ("Channel", "sms")], "To"),
        ("Verifications", vec![("To", PATIENT)], "Channel"),
        ("Verifications", vec![("To", PATIENT), ("Channel", "pigeon")], "Channel"),
        ("VerificationCheck", vec![("To", PATIENT), ("Code", "1")], "Code"),
        ("VerificationCheck", vec![("Code", "123456")], "To"),
    ] {
        let answer = bench.post(&format!("{root}/{path}"), &form).await;
        assert_eq!(refused(&answer), (400, 60200));
        assert_eq!(answer.1["message"], format!("Invalid parameter: {parameter}"));
    }
    let none = format!("/verify.twilio.com/v2/Services/VA{}/Verifications", "0".repeat(32));
    assert_eq!(refused(&bench.post(&none, &[("To", PATIENT), ("Channel", "sms")]).await), (404, 20404));
    let (_, renamed) = bench.post(&root, &[("FriendlyName", "Other")]).await;
    assert_eq!((&renamed["friendly_name"], &renamed["code_length"]), (&json!("Other"), &json!(4)));
}

#[tokio::test]
async fn a_number_is_looked_up() {
    let bench = Bench::new().await;
    let get = async |path: &str| bench.get(&format!("/lookups.twilio.com/{path}")).await;
    let (status, found) = get("v2/PhoneNumbers/+12065550100?Fields=line_type_intelligence").await;
    assert_eq!((status, &found["valid"], &found["country_code"]), (200, &json!(true), &json!("US")));
    assert_eq!(found["national_format"], "(206) 555-0100");
    assert_eq!(found["line_type_intelligence"]["type"], "mobile");
    let (_, plain) = get("v2/PhoneNumbers/(206)%20555-0100?CountryCode=US").await;
    assert_eq!(
        (&plain["phone_number"], &plain["line_type_intelligence"]),
        (&json!("+12065550100"), &Value::Null)
    );
    let (status, wrong) = get("v2/PhoneNumbers/+1206555").await;
    assert_eq!((status, &wrong["valid"]), (200, &json!(false)));
    assert_eq!(wrong["validation_errors"], json!(["TOO_SHORT"]));
    assert_eq!(get("v1/PhoneNumbers/+12065550100?Type=carrier").await.1["carrier"]["type"], "mobile");
    assert_eq!(refused(&get("v1/PhoneNumbers/+1206555").await), (404, 20404));
}
