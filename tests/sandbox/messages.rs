//! Messages: what is refused, the scheduling window, lists, statuses, opt-outs.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Bench, CLINIC, PATIENT, SPARE, answer, refused};

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_twilios_code() {
    let bench = Bench::new().await;
    let long = "x".repeat(1601);
    let (_, empty) = bench.post("/messaging.twilio.com/v1/Services", &[("FriendlyName", "Empty")]).await;
    let empty = empty["sid"].as_str().unwrap();
    for (form, code) in [
        (vec![("From", CLINIC), ("Body", "x")], 21604),
        (vec![("To", "12065550100"), ("From", CLINIC), ("Body", "x")], 21211),
        (vec![("To", "+15005550001"), ("From", CLINIC), ("Body", "x")], 21211),
        (vec![("To", PATIENT), ("Body", "x")], 21603),
        (vec![("To", PATIENT), ("From", "CLINIC"), ("Body", "x")], 21212),
        (vec![("To", PATIENT), ("From", "+12025559999"), ("Body", "x")], 21606),
        (vec![("To", PATIENT), ("From", CLINIC)], 21602),
        (vec![("To", PATIENT), ("From", CLINIC), ("Body", &long)], 21617),
        (vec![("To", PATIENT), ("MessagingServiceSid", "MG0"), ("Body", "x")], 21701),
        (vec![("To", PATIENT), ("MessagingServiceSid", empty), ("Body", "x")], 21703),
        (vec![("To", PATIENT), ("From", CLINIC), ("Body", "x"), ("StatusCallback", "x")], 21609),
        (vec![("To", CLINIC), ("From", CLINIC), ("Body", "x")], 21266),
        (vec![("To", PATIENT), ("From", CLINIC), ("Body", "x"), ("ValidityPeriod", "0")], 21624),
        (vec![("To", PATIENT), ("From", CLINIC), ("Body", "x"), ("ValidityPeriod", "36001")], 21624),
        (vec![("To", PATIENT), ("From", CLINIC), ("MediaUrl", "example.com/a.png")], 21620),
        (
            [("To", PATIENT), ("From", CLINIC)]
                .into_iter()
                .chain([("MediaUrl", "https://e.com/a"); 11])
                .collect(),
            21623,
        ),
    ] {
        assert_eq!(refused(&bench.post(&bench.api("Messages.json"), &form).await), (400, code), "{form:?}");
    }
    assert_eq!(bench.received().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_message_is_queued_then_delivered_to_the_phone() {
    let bench = Bench::new().await;
    let path = bench.api("Messages.json");
    let (status, sent) = bench.post(&path, &[("To", PATIENT), ("From", CLINIC), ("Body", "Hello")]).await;
    assert_eq!(status, 201);
    assert_eq!(
        (&sent["status"], &sent["date_sent"], &sent["num_segments"]),
        (&json!("queued"), &Value::Null, &json!("1"))
    );
    let one = bench.api(&format!("Messages/{}.json", sent["sid"].as_str().unwrap()));
    let (_, delivered) = bench.get(&one).await;
    assert_eq!((&delivered["status"], &delivered["from"]), (&json!("delivered"), &json!(CLINIC)));
    assert!(delivered["date_sent"].as_str().unwrap().ends_with("+0000"));
    assert_eq!(bench.received().await, ["Hello"]);
    let service = bench.messaging_service(&[]).await;
    let form = [("To", PATIENT), ("MessagingServiceSid", service.as_str()), ("Body", "Again")];
    let (_, accepted) = bench.post(&path, &form).await;
    assert_eq!(
        (&accepted["status"], &accepted["from"], &accepted["num_segments"]),
        (&json!("accepted"), &Value::Null, &json!("0"))
    );
    let one_more = bench.api(&format!("Messages/{}.json", accepted["sid"].as_str().unwrap()));
    assert_eq!(bench.get(&one_more).await.1["from"], CLINIC);
    let (_, redacted) = bench.post(&one, &[("Body", "")]).await;
    assert_eq!(redacted["body"], "");
    assert_eq!(refused(&bench.post(&one, &[("Body", "new")]).await), (400, 20001));
    assert_eq!(refused(&bench.post(&one, &[("Status", "canceled")]).await), (409, 30409));
    assert_eq!(bench.delete(&one).await.0, 204);
    assert_eq!(refused(&bench.get(&one).await), (404, 20404));
}

#[tokio::test]
async fn media_of_a_message_are_listed() {
    let bench = Bench::new().await;
    let form = [
        ("To", PATIENT),
        ("From", CLINIC),
        ("MediaUrl", "https://example.com/map.png?size=2"),
        ("MediaUrl", "https://example.com/unknown"),
    ];
    let path = |uri: &Value| format!("/api.twilio.com{}", uri.as_str().unwrap());
    let (_, sent) = bench.post(&bench.api("Messages.json"), &form).await;
    assert_eq!(sent["num_media"], "2");
    let sid = sent["sid"].as_str().unwrap();
    let (status, listed) = bench.get(&path(&sent["subresource_uris"]["media"])).await;
    assert_eq!(status, 200, "{listed}");
    let media = listed["media_list"].as_array().unwrap();
    let kinds: Vec<&Value> = media.iter().map(|row| &row["content_type"]).collect();
    assert_eq!(kinds, ["image/png", "application/octet-stream"]);
    for one in media {
        assert_eq!(one["parent_sid"], sid);
        assert_eq!(bench.get(&path(&one["uri"])).await, (200, one.clone()));
    }
    let (_, text) =
        bench.post(&bench.api("Messages.json"), &[("To", PATIENT), ("From", CLINIC), ("Body", "x")]).await;
    let none = bench.get(&path(&text["subresource_uris"]["media"])).await;
    assert_eq!((none.0, &none.1["media_list"]), (200, &json!([])));
    assert_eq!(refused(&bench.get(&bench.api("Messages/SM0/Media.json")).await), (404, 20404));
}

#[tokio::test]
async fn scheduling_takes_15_minutes_to_35_days_by_the_sandboxs_clock() {
    let bench = Bench::new().await;
    let service = bench.messaging_service(&[]).await;
    let path = bench.api("Messages.json");
    let schedule = async |send_at: &str| bench.schedule(&service, "Later", send_at).await;
    let day = 86_400;
    bench.advance(400 * day).await;
    for (seconds, code) in [(0, 35114), (880, 35114), (35 * day + 60, 35114), (-400 * day + 1000, 35114)] {
        let at = bench.in_seconds(seconds).await;
        assert_eq!(refused(&schedule(&at).await), (400, code), "{seconds}");
    }
    assert_eq!(refused(&schedule("tomorrow").await), (400, 35117));
    for seconds in [905, 35 * day - 5] {
        let at = bench.in_seconds(seconds).await;
        let (status, body) = schedule(&at).await;
        assert_eq!((status, &body["status"], &body["date_sent"]), (201, &json!("scheduled"), &Value::Null));
        assert!(body.get("send_at").is_none(), "Twilio never tells the send time");
    }
    let at = bench.in_seconds(3600).await;
    let base = [("To", PATIENT), ("Body", "Later")];
    for (more, code) in [
        (vec![("MessagingServiceSid", service.as_str()), ("ScheduleType", "fixed")], 35111),
        (vec![("MessagingServiceSid", service.as_str()), ("ScheduleType", "soon"), ("SendAt", &at)], 35126),
        (vec![("From", CLINIC), ("ScheduleType", "fixed"), ("SendAt", &at)], 35118),
    ] {
        let form: Vec<_> = base.iter().chain(&more).copied().collect();
        assert_eq!(refused(&bench.post(&path, &form).await), (400, code), "{more:?}");
    }
    assert_eq!(bench.received().await, Vec::<String>::new());
    assert_eq!(bench.watch("scheduled").await["messages"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_clock_sends_in_order_each_at_its_own_time() {
    let bench = Bench::new().await;
    let service = bench.messaging_service(&[]).await;
    let mut sids = Vec::new();
    for (body, seconds) in [("third", 7200), ("first", 1800), ("canceled", 2000), ("second", 3600)] {
        let at = bench.in_seconds(seconds).await;
        let (_, message) = bench.schedule(&service, body, &at).await;
        sids.push((body, message["sid"].as_str().unwrap().to_owned(), at));
    }
    let find = |body: &str| sids.iter().find(|(known, ..)| *known == body).unwrap();
    let canceled = bench.api(&format!("Messages/{}.json", find("canceled").1));
    assert_eq!(refused(&bench.delete(&canceled).await), (409, 20009));
    assert_eq!(bench.post(&canceled, &[("Status", "canceled")]).await.1["status"], "canceled");
    assert_eq!(refused(&bench.post(&canceled, &[("Status", "canceled")]).await), (409, 30409));
    let fired = bench.advance(5000).await;
    let fired = fired["fired"].as_array().unwrap();
    assert_eq!(fired.len(), 2, "{fired:?}");
    for (fired, body) in fired.iter().zip(["first", "second"]) {
        let (_, sid, at) = find(body);
        assert_eq!((&fired["sid"], &fired["kind"]), (&json!(sid), &json!("message")));
        assert_eq!(fired["at"].as_str().unwrap()[..19], at[..19]);
        let (_, message) = bench.get(&bench.api(&format!("Messages/{sid}.json"))).await;
        let sent = jiff::fmt::rfc2822::parse(message["date_sent"].as_str().unwrap()).unwrap().timestamp();
        let due: jiff::Timestamp = at.parse().unwrap();
        assert!((0..5).contains(&(sent.as_second() - due.as_second())), "{sent} for {due}");
    }
    assert_eq!(bench.received().await, ["first", "second"]);
    let backwards = bench.control(Method::POST, "clock/advance", Some(json!({"seconds": -1}))).await;
    assert_eq!((backwards.0, &backwards.1["error"]["code"]), (400, &json!("backwards")));
    bench.advance(86_400).await;
    assert_eq!(bench.received().await, ["first", "second", "third"]);
    assert_eq!(bench.watch("clock").await["next_due"], Value::Null);
}

#[tokio::test]
async fn lists_filter_by_sent_date_with_the_comparison_in_the_name() {
    let bench = Bench::new().await;
    let path = bench.api("Messages.json");
    let send = async |body: &str, from: &str| {
        bench.post(&path, &[("To", PATIENT), ("From", from), ("Body", body)]).await;
        bench.watch("clock").await["now"].as_str().unwrap()[..10].to_owned()
    };
    let one = send("one", CLINIC).await;
    bench.advance(3 * 86_400).await;
    let two = send("two", SPARE).await;
    let bodies = async |query: String| {
        let (status, body) = bench.get(&format!("{path}?{query}")).await;
        assert_eq!(status, 200, "{body}");
        body["messages"].as_array().unwrap().iter().map(|row| row["body"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(bodies(String::new()).await, ["two", "one"]);
    assert_eq!(bodies(format!("DateSent={one}")).await, ["one"]);
    assert_eq!(bodies(format!("DateSent%3E={two}")).await, ["two"]);
    assert_eq!(bodies(format!("DateSent%3C={two}")).await, ["one"]);
    assert_eq!(bodies(format!("DateSent=%3E%3D{two}")).await, ["two"]);
    assert_eq!(bodies(format!("From=%2B{}", &SPARE[1..])).await, ["two"]);
    assert_eq!(bodies("To=%2B19999999999".to_owned()).await, Vec::<Value>::new());
    assert_eq!(refused(&bench.get(&format!("{path}?DateSent=never")).await), (400, 20001));
}

#[tokio::test]
async fn stop_opts_out_of_the_whole_service_until_start() {
    let bench = Bench::new().await;
    let service = bench.messaging_service(&[("UseInboundWebhookOnNumber", "true")]).await;
    let path = bench.api("Messages.json");
    let send = async |name: &str, value: &str| {
        bench.post(&path, &[("To", PATIENT), (name, value), ("Body", "News")]).await
    };
    let at = bench.in_seconds(3600).await;
    let (_, scheduled) = bench.schedule(&service, "Reminder", &at).await;
    assert_eq!(bench.text("please stop", CLINIC).await.0, 201);
    assert_eq!(bench.received().await.len(), 0, "only the word alone opts out");
    assert_eq!(bench.text(" Stop\n", CLINIC).await.0, 201);
    assert_eq!(bench.received().await.len(), 1);
    assert_eq!(refused(&send("From", CLINIC).await), (400, 21610));
    assert_eq!(refused(&send("MessagingServiceSid", &service).await), (400, 21610));
    assert_eq!(send("From", SPARE).await.0, 201, "another number is another matter");
    bench.advance(4000).await;
    let sid = scheduled["sid"].as_str().unwrap();
    let (_, failed) = bench.get(&bench.api(&format!("Messages/{sid}.json"))).await;
    assert_eq!((&failed["status"], &failed["error_code"]), (&json!("failed"), &json!(21610)));
    bench.text("START", CLINIC).await;
    assert_eq!(send("MessagingServiceSid", &service).await.0, 201);
    let before = bench.received().await.len();
    bench.text("yes", CLINIC).await;
    assert_eq!(bench.received().await.len(), before, "YES of somebody who is in is just a text");
    bench.text("help", CLINIC).await;
    assert_eq!(bench.received().await.len(), before + 1);
}

#[tokio::test]
async fn statuses_are_called_back_signed_and_in_order() {
    let bench = Bench::new().await;
    let form = [
        ("To", PATIENT),
        ("From", CLINIC),
        ("Body", "Hello"),
        ("StatusCallback", "http://ehr.localhost/status?x=1"),
    ];
    bench.post(&bench.api("Messages.json"), &form).await;
    // An advance waits for what is going on.
    bench.advance(0).await;
    let received = bench.watch("ehr/requests").await;
    let requests = received["requests"].as_array().unwrap();
    let bodies: Vec<&str> = requests.iter().map(|request| request["body"].as_str().unwrap()).collect();
    assert_eq!(bodies.len(), 2);
    assert!(
        bodies[0].contains("MessageStatus=sent") && bodies[1].contains("MessageStatus=delivered"),
        "{bodies:?}"
    );
    let signature = requests[0]["headers"]["x-twilio-signature"].as_str().unwrap();
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(bodies[0].as_bytes()).into_owned().collect();
    let token = secrecy::ExposeSecret::expose_secret(&bench.account().auth_token).to_owned();
    assert_eq!(signature, sign(&token, "http://ehr.localhost/status?x=1", pairs));
}

/// Written from docs:usage/security, not from the sandbox's code.
fn sign(token: &str, url: &str, mut pairs: Vec<(String, String)>) -> String {
    use base64::Engine as _;
    use hmac::{KeyInit as _, Mac as _};
    pairs.sort();
    let mut mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(token.as_bytes()).unwrap();
    mac.update(url.as_bytes());
    for (name, value) in pairs {
        mac.update(format!("{name}{value}").as_bytes());
    }
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn a_service_without_a_rule_swallows_what_patients_send() {
    let bench = Bench::new().await;
    bench.messaging_service(&[]).await;
    let number = bench.number(CLINIC).await;
    let webhook = [("SmsUrl", "http://ehr.localhost/sms")];
    bench.post(&bench.api(&format!("IncomingPhoneNumbers/{number}.json")), &webhook).await;
    let (status, sent) = bench.text("Hello?", CLINIC).await;
    assert_eq!((status, &sent["execution_sid"]), (201, &Value::Null));
    assert_eq!(bench.watch("ehr/requests").await["requests"], json!([]));
    let (_, list) = bench.get(&bench.api("Messages.json")).await;
    assert_eq!(list["messages"], json!([]), "not even logged");
    let phone = bench.watch(&format!("phones/{PATIENT}/messages")).await;
    assert_eq!(
        (&phone["messages"][0]["direction"], &phone["messages"][0]["body"]),
        (&json!("sent"), &json!("Hello?"))
    );
}

#[tokio::test]
async fn another_webhook_gets_a_post_and_its_twiml_is_sent() {
    let bench = Bench::new().await;
    let code = "exports.handler = (context, event, callback) => {
                  const twiml = `<Response><Message>${event.Body} ${event.SmsStatus}</Message></Response>`;
                  const response = new Twilio.Response();
                  callback(null, response.appendHeader('Content-Type', 'text/xml').setBody(twiml));
                };";
    let (_, domain) = bench.deploy(&[("/sms", "protected", code)]).await;
    let number = bench.number(CLINIC).await;
    let webhook = format!("https://{domain}/sms");
    let path = bench.api(&format!("IncomingPhoneNumbers/{number}.json"));
    bench.post(&path, &[("SmsUrl", &webhook)]).await;
    bench.text("Hello", CLINIC).await;
    assert_eq!(bench.received().await, ["Hello received"]);
    let request = bench.request(Method::GET, &bench.api("Messages.json"));
    let (_, list) = answer(request).await;
    assert_eq!(list["messages"][0]["direction"], "outbound-reply");
    assert_eq!(list["messages"][1]["direction"], "inbound");
}

#[tokio::test]
async fn plain_text_is_sent_as_it_is_and_the_fallback_is_called_when_the_webhook_fails() {
    let bench = Bench::new().await;
    let (_, domain) = bench
        .deploy(&[
            (
                "/broken",
                "public",
                "exports.handler = (context, event, callback) => callback(new Error('no'));",
            ),
            (
                "/plain",
                "protected",
                "exports.handler = (context, event, callback) =>
                 callback(null, [event.Body, event.ErrorCode, event.ErrorUrl].join(' '));",
            ),
        ])
        .await;
    let url = |path: &str| format!("https://{domain}/{path}");
    let number = bench.api(&format!("IncomingPhoneNumbers/{}.json", bench.number(CLINIC).await));
    bench.post(&number, &[("SmsUrl", &url("plain"))]).await;
    bench.text("Hello", CLINIC).await;
    assert_eq!(bench.received().await, ["Hello"]);
    let broken = [("SmsUrl", url("broken")), ("SmsFallbackUrl", url("plain"))];
    let form: Vec<(&str, &str)> = broken.iter().map(|(name, value)| (*name, value.as_str())).collect();
    bench.post(&number, &form).await;
    bench.text("Again", CLINIC).await;
    let told = format!("Again 11200 {}", url("broken"));
    assert_eq!(bench.received().await.last(), Some(&told));

    let service = bench.messaging_service(&[("InboundRequestUrl", &url("broken"))]).await;
    bench.text("Lost", CLINIC).await;
    assert_eq!(bench.received().await.len(), 2, "the Messaging Service has no fallback of its own");
    let path = format!("/messaging.twilio.com/v1/Services/{service}");
    bench.post(&path, &[("FallbackUrl", &url("plain"))]).await;
    bench.text("Third", CLINIC).await;
    assert!(bench.received().await.last().unwrap().starts_with("Third 11200 "));
}

#[tokio::test]
async fn twiml_may_send_to_others_redirect_and_keep_cookies() {
    let bench = Bench::new().await;
    let code = |twiml: &str| {
        format!(
            "exports.handler = (context, event, callback) => {{
               const response = new Twilio.Response();
               const seen = Number(event.request.cookies.seen ?? 0) + 1;
               response.appendHeader('Content-Type', 'text/xml').setCookie('seen', String(seen));
               callback(null, response.setBody(`<Response>{twiml}</Response>`));
             }};"
        )
    };
    let second = "<Message to=\"+12065550199\">${event.From} says ${event.Body}</Message>\
                  <Message><Body>Seen ${seen} ${event.a}</Body><Media>https://example.com/a.png</Media></Message>";
    let away = "exports.handler = (context, event, callback) => {
                  const response = new Twilio.Response();
                  response.setStatusCode(302).appendHeader('Location', 'https://example.com/twiml');
                  callback(null, response);
                };";
    let json = "exports.handler = (context, event, callback) => callback(null, { message: 'Hello' });";
    let (_, domain) = bench
        .deploy(&[
            ("/sms/first", "protected", &code("<Redirect>second?a=1</Redirect><Message>Never</Message>")),
            ("/sms/second", "protected", &code(second)),
            ("/away", "public", away),
            ("/json", "public", json),
        ])
        .await;
    let number = bench.api(&format!("IncomingPhoneNumbers/{}.json", bench.number(CLINIC).await));
    let answered_by = async |path: &str| {
        let url = format!("https://{domain}/{path}");
        assert_eq!(bench.post(&number, &[("SmsUrl", &url)]).await.0, 200);
    };
    answered_by("sms/first").await;
    bench.text("Hi", CLINIC).await;
    assert_eq!(bench.received().await, ["Seen 2 1"]);
    let (_, others) = bench.get(&bench.api("Messages.json?To=%2B12065550199")).await;
    assert_eq!(others["messages"][0]["body"], format!("{PATIENT} says Hi"));
    let (_, list) = bench.get(&bench.api("Messages.json?PageSize=1")).await;
    assert_eq!(list["messages"][0]["num_media"], "1");
    bench.text("Again", CLINIC).await;
    assert_eq!(bench.received().await.last().unwrap(), "Seen 4 1");
    bench.advance(4 * 3600 + 1).await;
    bench.text("Later", CLINIC).await;
    assert_eq!(bench.received().await.last().unwrap(), "Seen 2 1");
    // What is no TwiML is not sent, and no redirect leads out of this machine.
    for path in ["json", "away"] {
        answered_by(path).await;
        bench.text("Hello", CLINIC).await;
    }
    assert_eq!(bench.received().await.len(), 3);
}

#[tokio::test]
async fn whatsapp_is_a_channel_of_its_own() {
    let bench = Bench::new().await;
    let (clinic, patient) = (format!("whatsapp:{CLINIC}"), format!("whatsapp:{PATIENT}"));
    let send = async |from: &str, to: &str| {
        bench.post(&bench.api("Messages.json"), &[("From", from), ("To", to), ("Body", "Hello")]).await
    };
    let (status, sent) = send(&clinic, &patient).await;
    assert_eq!((status, &sent["to"], &sent["from"]), (201, &json!(patient), &json!(clinic)));
    assert_eq!(refused(&send(CLINIC, &patient).await), (400, 21910));
    assert_eq!(refused(&send(&clinic, PATIENT).await), (400, 21910));
    assert_eq!(refused(&send("whatsapp:+12025550199", &patient).await), (400, 21606));
    assert_eq!(refused(&send(&clinic, "whatsapp:nobody").await), (400, 21211));

    let code = "exports.handler = (context, event, callback) => {
                  const twiml = `<Response><Message>${event.From} ${event.WaId} ${event.Body}</Message></Response>`;
                  const response = new Twilio.Response();
                  callback(null, response.appendHeader('Content-Type', 'text/xml').setBody(twiml));
                };";
    let (_, domain) = bench.deploy(&[("/whatsapp", "protected", code)]).await;
    let number = bench.api(&format!("IncomingPhoneNumbers/{}.json", bench.number(CLINIC).await));
    bench.post(&number, &[("SmsUrl", &format!("https://{domain}/whatsapp"))]).await;
    let path = format!("phones/{patient}/messages");
    let (status, _) = bench.control(Method::POST, &path, Some(json!({"body": "STOP"}))).await;
    assert_eq!(status, 201);
    let phone = bench.watch(&path).await;
    let last = phone["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(last["body"], format!("{patient} {} STOP", &PATIENT[1..]));
    let mixed = json!({"body": "Hi", "to": CLINIC});
    let (status, refusal) = bench.control(Method::POST, &path, Some(mixed)).await;
    assert_eq!(status, 400);
    assert!(refusal.to_string().contains("same channel"), "{refusal}");
    // A phone's texts are not its WhatsApp messages.
    assert!(bench.received().await.is_empty());

    let service = bench.messaging_service(&[]).await;
    let form = [("MessagingServiceSid", service.as_str()), ("To", &patient), ("Body", "From the pool")];
    bench.post(&bench.api("Messages.json"), &form).await;
    let (_, list) = bench.get(&bench.api("Messages.json?PageSize=1")).await;
    assert_eq!(list["messages"][0]["from"], clinic);
}
