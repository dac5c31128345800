use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::json;
use sha2::Sha256;

use super::{Answers, Handler, Taken, Taker};

const NOW: i64 = 1_772_830_800;
const USUAL: Answers = Answers { status: None, left: None };

fn signed(body: &str, key: &str) -> HeaderMap {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
    mac.update(format!("{NOW}.{body}").as_bytes());
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("x-pam-timestamp", NOW.to_string()),
        ("x-pam-signature", signature),
        ("idempotency-key", key.to_owned()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

async fn take(taker: &mut Taker, key: &str) -> Taken {
    let body = json!({"id": key, "event_type": "CONFIRM", "appointment_id": "A"}).to_string();
    let headers = signed(&body, key);
    let now = Timestamp::from_second(NOW).unwrap();
    taker.take(&Method::POST, "/requests", &headers, body.as_bytes(), now).await
}

fn exec(program: &str, arguments: &[&str]) -> Handler {
    let arguments = arguments.iter().map(Into::into).collect();
    Handler::Exec { program: program.into(), arguments, within: Duration::from_secs(1) }
}

#[tokio::test]
async fn a_request_is_taken_once_and_errors_on_purpose_take_nothing() {
    let answers = Answers { status: Some(503), left: Some(2) };
    let mut taker = Taker::new("secret".into(), answers, Handler::Nothing);
    let mut seen = Vec::new();
    for key in ["1", "1", "1", "1", "2"] {
        let taken = take(&mut taker, key).await;
        assert_eq!(taken.distrust, None);
        seen.push((taken.status, taken.duplicate));
    }
    assert_eq!(seen, [(503, false), (503, false), (200, false), (200, true), (200, false)]);
}

#[tokio::test]
async fn what_is_not_believed_is_refused_and_not_remembered() {
    let mut taker = Taker::new("another".into(), USUAL, exec("false", &[]));
    let taken = take(&mut taker, "1").await;
    assert_eq!((taken.status, taken.duplicate, taken.done), (401, false, None));
    let mut taker = Taker::new("secret".into(), USUAL, Handler::Nothing);
    let now = Timestamp::from_second(NOW).unwrap();
    let get = taker.take(&Method::GET, "/", &signed("", "1"), b"", now).await;
    assert_eq!(get.status, 405);
    assert!(!take(&mut taker, "1").await.duplicate);
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_gets_the_body_and_its_arguments_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("it");
    let script = "printf '%s|%s|' \"$1\" \"$PAM_EVENT_TYPE\" > \"$0\"; cat >> \"$0\"";
    let handler = exec("sh", &["-c", script, file.to_str().unwrap(), "$(touch x); `y`"]);
    let mut taker = Taker::new("secret".into(), USUAL, handler);
    assert_eq!(take(&mut taker, "1").await.status, 200);
    let written = std::fs::read_to_string(&file).unwrap();
    let body = r#"{"id":"1","event_type":"CONFIRM","appointment_id":"A"}"#;
    assert_eq!(written, format!("$(touch x); `y`|CONFIRM|{body}"));
    std::fs::remove_file(&file).unwrap();
    assert!(take(&mut taker, "1").await.duplicate);
    assert!(!file.exists(), "a request that was taken before runs nothing");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_fails_or_takes_too_long_is_answered_for_with_500_and_may_be_tried_again() {
    for handler in [exec("false", &[]), exec("sleep", &["20"]), exec("/no/such/program", &[])] {
        let mut taker = Taker::new("secret".into(), USUAL, handler);
        for _ in 0..2 {
            let taken = take(&mut taker, "1").await;
            assert_eq!((taken.status, taken.duplicate), (500, false), "{:?}", taken.done);
        }
    }
}
