use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;

use super::{Client, Credentials};
use crate::error::Error;
use crate::exit::ExitCode;

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

/// A client of the server that does not really wait, and how long it would have.
fn client(url: &str) -> (Client, Arc<Mutex<Vec<Duration>>>) {
    let waits: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let log = waits.clone();
    let credentials = Credentials {
        account_sid: "AC00000000000000000000000000000001".to_owned(),
        username: "SK00000000000000000000000000000002".to_owned(),
        password: SecretString::from("planted-secret"),
    };
    let wait = Arc::new(move |time| {
        log.lock().unwrap().push(time);
        let none: futures::future::BoxFuture<'static, ()> = Box::pin(async {});
        none
    });
    (Client::new(credentials, Some(url.to_owned())).with(None, None, wait), waits)
}

const EMPTY: &str = r#"{"services":[],"meta":{"next_page_url":null,"key":"services"}}"#;
const LIMITED: Act =
    Act::Answer("429 Too Many", "Retry-After: 3\r\n", r#"{"code":20429,"message":"Too many requests"}"#);
const BROKEN: Act = Act::Answer("500 Oops", "", "<html>");

#[tokio::test]
async fn a_list_is_tried_again_after_429_500_and_a_lost_connection() {
    let (url, seen) = server(vec![LIMITED, BROKEN, Act::HangUp, Act::Answer("200 OK", "", EMPTY)]);
    let (client, waits) = client(&url);
    assert_eq!(client.messaging_services().await.unwrap().len(), 0);
    assert_eq!(seen.lock().unwrap().len(), 4);
    assert_eq!(waits.lock().unwrap()[0], Duration::from_secs(3), "Retry-After is obeyed");
}

#[tokio::test]
async fn a_create_is_tried_again_only_when_twilio_did_not_process_it() {
    let service = r#"{"sid":"MG00000000000000000000000000000001","friendly_name":"x","inbound_request_url":null,
                      "use_inbound_webhook_on_number":true}"#;
    let (url, seen) = server(vec![LIMITED, Act::Answer("201 Created", "", service)]);
    client(&url).0.create_messaging_service("x").await.unwrap();
    assert!(seen.lock().unwrap()[1].ends_with("FriendlyName=x&UseInboundWebhookOnNumber=true"));
    for act in [BROKEN, Act::HangUp] {
        let (url, seen) = server(vec![act]);
        let error = Error::from(client(&url).0.create_messaging_service("x").await.unwrap_err());
        assert_eq!((error.exit, seen.lock().unwrap().len()), (ExitCode::Network, 1));
    }
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
