use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;

use super::{Client, Credentials};
use crate::error::Error;
use crate::exit::ExitCode;
use crate::twilio::retry::Pace as _;
use crate::twilio::retry::tests::Still;

/// What the server does with a request: answer, or hang up without a word.
#[derive(Clone)]
enum Act {
    Answer(&'static str, &'static str, &'static str),
    HangUp,
}

/// A server that acts by a script, one connection an act, and keeps the request lines.
fn server(script: Vec<Act>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = seen.clone();
    std::thread::spawn(move || {
        for act in script {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut first = String::new();
            reader.read_line(&mut first).unwrap();
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            log.lock().unwrap().push(format!("{} {}", first.trim(), String::from_utf8_lossy(&body)));
            let mut stream = stream;
            if let Act::Answer(status, headers, body) = act {
                let length = body.len();
                write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
                    .unwrap();
            }
            stream.shutdown(Shutdown::Both).unwrap();
        }
    });
    (url, seen)
}

/// A client of the server that does not really wait, and its clock.
fn client(url: &str) -> (Client, Arc<Still>) {
    let credentials = Credentials {
        account_sid: "AC00000000000000000000000000000001".to_owned(),
        username: "SK00000000000000000000000000000002".to_owned(),
        password: SecretString::from("planted-secret"),
    };
    let still = Arc::new(Still::default());
    let pace = still.clone();
    (Client::new(credentials, Some(url.to_owned())).changed(|inner| inner.pace = pace), still)
}

const EMPTY: &str = r#"{"services":[],"meta":{"next_page_url":null,"key":"services"}}"#;
const LIMITED: Act =
    Act::Answer("429 Too Many", "Retry-After: 3\r\n", r#"{"code":20429,"message":"Too many requests"}"#);
const BROKEN: Act = Act::Answer("500 Oops", "", "<html>");

#[tokio::test]
async fn a_list_is_tried_again_after_429_500_and_a_lost_connection() {
    let (url, seen) = server(vec![LIMITED, BROKEN, Act::HangUp, Act::Answer("200 OK", "", EMPTY)]);
    let (client, still) = client(&url);
    assert_eq!(client.messaging_services().await.unwrap().len(), 0);
    assert_eq!(seen.lock().unwrap().len(), 4);
    let waits = still.waits.lock().unwrap();
    assert_eq!(waits[0], Duration::from_secs(3), "Retry-After is obeyed");
    assert_eq!(waits[1..], [Duration::from_millis(100), Duration::from_millis(200)]);
}

const MADE: &str = r#"{"sid":"MG00000000000000000000000000000001","friendly_name":"x","inbound_request_url":null,
    "use_inbound_webhook_on_number":true}"#;

fn posts(seen: &Mutex<Vec<String>>) -> usize {
    seen.lock().unwrap().iter().filter(|line| line.starts_with("POST")).count()
}

#[tokio::test]
async fn a_create_that_was_not_processed_is_sent_again() {
    let (url, seen) = server(vec![LIMITED, Act::Answer("201 Created", "", MADE)]);
    client(&url).0.create_messaging_service("x").await.unwrap();
    assert!(seen.lock().unwrap()[1].ends_with("FriendlyName=x&UseInboundWebhookOnNumber=true"));
}

#[tokio::test]
async fn a_create_without_an_answer_is_looked_for_before_it_is_sent_again() {
    let listed = format!(r#"{{"services":[{MADE}],"meta":{{"next_page_url":null,"key":"services"}}}}"#);
    let listed: &'static str = listed.leak();
    for lost in [BROKEN, Act::HangUp] {
        let (url, seen) = server(vec![lost.clone(), Act::Answer("200 OK", "", listed)]);
        client(&url).0.create_messaging_service("x").await.unwrap();
        assert_eq!(posts(&seen), 1, "it had worked");
        let (url, seen) =
            server(vec![lost, Act::Answer("200 OK", "", EMPTY), Act::Answer("201 Created", "", MADE)]);
        client(&url).0.create_messaging_service("x").await.unwrap();
        assert_eq!(posts(&seen), 2, "it had not");
    }
}

#[tokio::test]
async fn a_create_that_shows_only_when_it_is_repeated_is_taken_for_the_own_one() {
    let conflict = Act::Answer("409 Conflict", "", r#"{"code":20409,"message":"exists"}"#);
    let service = r#"{"sid":"ZS00000000000000000000000000000001","unique_name":"x","friendly_name":"y"}"#;
    let missing = Act::Answer("404 No", "", r#"{"code":20404,"message":"none"}"#);
    let found = Act::Answer("200 OK", "", service);
    let (url, seen) = server(vec![Act::HangUp, missing, conflict.clone(), found]);
    client(&url).0.create_service("x", "y").await.unwrap();
    assert_eq!(posts(&seen), 2);
    let (url, _) = server(vec![conflict]);
    let error = client(&url).0.create_service("x", "y").await.unwrap_err();
    assert_eq!(error.refusal().unwrap().status, 409, "somebody else's is not taken");
}

#[tokio::test]
async fn what_starts_something_is_never_sent_again_without_an_answer() {
    for lost in [BROKEN, Act::HangUp] {
        let (url, seen) = server(vec![lost]);
        let flow = serde_json::from_str(r#""FW00000000000000000000000000000001""#).unwrap();
        let started = client(&url).0.start_execution(&flow, "+1", "+2", &serde_json::json!({})).await;
        let error = Error::from(started.unwrap_err());
        assert_eq!((error.exit, seen.lock().unwrap().len()), (ExitCode::Network, 1));
    }
}

#[tokio::test]
async fn a_request_and_a_whole_run_end_in_time() {
    const LATER: Act = Act::Answer("429 Too Many", "Retry-After: 100\r\n", "{}");
    let (url, seen) = server(vec![LATER; 2]);
    let (limited, still) = client(&url);
    let error = Error::from(limited.messaging_services().await.unwrap_err());
    assert_eq!(
        (error.code, seen.lock().unwrap().len()),
        ("rate-limited", 2),
        "the third try would be too late"
    );
    assert_eq!(still.now(), Duration::from_secs(100));

    let (url, seen) = server(vec![LIMITED, LIMITED]);
    let (whole, still) = client(&url);
    let whole = whole.within(Duration::from_secs(5));
    assert_eq!(Error::from(whole.messaging_services().await.unwrap_err()).code, "rate-limited");
    assert_eq!(seen.lock().unwrap().len(), 2);
    drop(still.wait(Duration::from_secs(10)));
    assert_eq!(Error::from(whole.messaging_services().await.unwrap_err()).exit, ExitCode::Network);
    assert_eq!(seen.lock().unwrap().len(), 2, "nothing is begun when time is over");
}

#[tokio::test]
async fn a_limit_that_does_not_end_is_told_as_one() {
    let (url, seen) = server(vec![LIMITED; 8]);
    let error = Error::from(client(&url).0.messaging_services().await.unwrap_err());
    assert_eq!((error.exit, error.code), (ExitCode::Network, "rate-limited"));
    assert_eq!(seen.lock().unwrap().len(), 8);
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list() {
    let first = r#"{"services":[],"meta":{"next_page_url":"https://messaging.twilio.com/v1/Services?Page=1&PageToken=x%2B","key":"services"}}"#;
    let refused =
        Act::Answer("403 No", "Twilio-Request-Id: RQ1\r\n", r#"{"code":70051,"message":"no","status":403}"#);
    let (url, seen) = server(vec![Act::Answer("200 OK", "", first), refused]);
    let error = Error::from(client(&url).0.messaging_services().await.unwrap_err());
    assert_eq!(
        (error.exit, error.twilio.unwrap().request_id.as_deref()),
        (ExitCode::Credentials, Some("RQ1"))
    );
    assert!(
        seen.lock().unwrap()[1].starts_with("GET /messaging.twilio.com/v1/Services?Page=1&PageToken=x%2B")
    );
}

#[tokio::test]
async fn what_is_no_answer_of_twilios_is_said_so_without_secrets() {
    let (url, _) = server(vec![Act::Answer("200 OK", "", "<html>hello</html>")]);
    let (client, _) = client(&url);
    let error = Error::from(client.messaging_services().await.unwrap_err());
    assert_eq!(error.code, "unexpected-answer");
    assert!(!format!("{error:?}{client:?}").contains("planted-secret"));
}

const UNKNOWN: Act = Act::Answer("401 No", "", r#"{"code":20003,"message":"Authenticate"}"#);

#[tokio::test]
async fn what_another_account_answers_is_never_taken_for_this_ones() {
    let other = "AC00000000000000000000000000000009";
    let list = r#"{"services":[{"sid":"MG00000000000000000000000000000001","account_sid":"AC00000000000000000000000000000009","friendly_name":"pam"}],"meta":{"next_page_url":null,"key":"services"}}"#;
    let (url, _) = server(vec![Act::Answer("200 OK", "", list)]);
    let error = Error::from(client(&url).0.messaging_services().await.unwrap_err());
    assert_eq!((error.exit, error.code), (ExitCode::Credentials, "credentials-of-another-account"));
    assert!(
        error.message.contains(other) && error.hints.iter().any(|hint| hint.contains(other)),
        "{error:?}"
    );
}

#[tokio::test]
async fn refused_credentials_are_tried_where_they_may_be_good() {
    let (url, seen) = server(vec![UNKNOWN, Act::Answer("200 OK", "", EMPTY)]);
    let error = Error::from(client(&url).0.numbers().await.unwrap_err());
    assert_eq!(error.code, "credentials-of-another-account");
    assert!(seen.lock().unwrap()[1].contains("/serverless.twilio.com/v1/Services?PageSize=1"));

    let (url, seen) = server(vec![UNKNOWN, UNKNOWN, Act::Answer("200 OK", "", EMPTY)]);
    let region = crate::twilio::Region::read(Some("ie1"), None).unwrap();
    let error = Error::from(client(&url).0.in_region(region).numbers().await.unwrap_err());
    assert_eq!(error.code, "credentials-refused");
    assert!(error.hints[0].contains("good in us1, and ie1 was asked"), "{error:?}");
    assert!(seen.lock().unwrap()[2].contains("/serverless.twilio.com/"), "{seen:?}");

    let (url, _) = server(vec![UNKNOWN, UNKNOWN]);
    let error = Error::from(client(&url).0.numbers().await.unwrap_err());
    assert_eq!(error.code, "credentials-refused");
    assert!(error.hints.iter().any(|hint| hint.contains("TWILIO_API_SECRET")), "{error:?}");
}
