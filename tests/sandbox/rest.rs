//! Credentials, errors, headers, paging over HTTP, numbers, Messaging Services, Serverless.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Bench, CLINIC, SPARE, answer, refused};

#[tokio::test]
async fn only_the_accounts_credentials_are_taken() {
    let bench = Bench::new().await;
    let path = bench.url(&bench.api("Messages.json"));
    let account = bench.account().clone();
    let (sid, token) = (account.account_sid.as_str(), account.auth_token.expose_secret());
    let (key, secret) = (account.api_key_sid.as_str(), account.api_key_secret.expose_secret());
    for (user, password, status) in [
        (sid, token, 200),
        (key, secret, 200),
        (sid, secret, 401),
        (key, token, 401),
        (sid, "", 401),
        ("", "", 401),
        (sid, &token[..31], 401),
    ] {
        let got = answer(bench.http.get(&path).basic_auth(user, Some(password))).await;
        assert_eq!(got.0, status, "{user}");
        if status == 401 {
            assert_eq!(refused(&got), (401, 20003));
        }
    }
    for header in ["", "Basic", "Basic !!!", "Bearer abc"] {
        let got = answer(bench.http.get(&path).header("authorization", header)).await;
        assert_eq!(refused(&got), (401, 20003), "{header}");
    }
    let (status, body) = answer(
        bench
            .http
            .get(bench.url(&format!("/api.twilio.com/2010-04-01/Accounts/{sid}.json")))
            .basic_auth(sid, Some(token)),
    )
    .await;
    assert_eq!((status, &body["type"], &body["auth_token"]), (200, &json!("Full"), &json!(token)));
    let by_key = bench.get(&format!("/api.twilio.com/2010-04-01/Accounts/{sid}.json")).await;
    assert_eq!(refused(&by_key), (401, 20003), "an API key may not fetch the Account");
    bench.sandbox.stop().await;
}

#[tokio::test]
async fn paths_and_methods_that_do_not_exist() {
    let bench = Bench::new().await;
    let other = "AC00000000000000000000000000000000";
    for (method, path, expected) in [
        (Method::GET, "/api.twilio.com/2010-04-01/Nothing.json".to_owned(), (404, 20404)),
        (Method::GET, format!("/api.twilio.com/2010-04-01/Accounts/{other}/Messages.json"), (404, 20404)),
        (Method::GET, bench.api("Messages"), (404, 20404)),
        (Method::PUT, bench.api("Messages.json"), (405, 20004)),
        (Method::DELETE, "/messaging.twilio.com/v1/Services".to_owned(), (405, 20004)),
        (Method::GET, "/sync.twilio.com/v1/Services/IS0/Documents".to_owned(), (404, 20404)),
        (Method::GET, "/voice.twilio.com/v2/Services".to_owned(), (404, 20404)),
        (Method::GET, "/nowhere".to_owned(), (404, 20404)),
    ] {
        let got = answer(bench.request(method.clone(), &path)).await;
        assert_eq!(refused(&got), expected, "{method} {path}");
    }
    let got = answer(bench.http.get(bench.url("/v1/Services")).header("host", "unknown.example")).await;
    assert_eq!(refused(&got), (404, 20404), "an unknown host is nobody's");
}

#[tokio::test]
async fn answers_carry_twilios_headers() {
    let bench = Bench::new().await;
    let answer = bench.request(Method::GET, "/sync.twilio.com/v1/Services").send().await.unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert!(header("twilio-request-id").starts_with("RQ") && header("twilio-request-id").len() == 34);
    assert!(header("twilio-concurrent-requests").parse::<u32>().unwrap() >= 1);
    assert!(header("twilio-request-duration").parse::<f64>().is_ok());
    assert!(header("date").ends_with("GMT"));
    let log = bench.watch("requests").await;
    let request = &log["requests"][0];
    assert_eq!(
        (&request["method"], &request["host"], &request["path"], &request["status"], &request["write"]),
        (&json!("GET"), &json!("sync.twilio.com"), &json!("/v1/Services"), &json!(200), &json!(false))
    );
    assert_eq!(bench.watch("requests?after=1").await["requests"], json!([]));
}

#[tokio::test]
async fn both_page_shapes_lead_through_a_whole_list() {
    let bench = Bench::new().await;
    for number in 0..5 {
        let name = format!("service {number}");
        bench.post("/messaging.twilio.com/v1/Services", &[("FriendlyName", &name)]).await;
        let body = format!("text {number}");
        let form = [("To", "+12065550100"), ("From", CLINIC), ("Body", &body)];
        bench.post(&bench.api("Messages.json"), &form).await;
    }
    let mut names = Vec::new();
    let mut next = Some("https://messaging.twilio.com/v1/Services?PageSize=2".to_owned());
    while let Some(link) = next {
        let (status, page) = bench.get(&link.replace("https://", "/")).await;
        assert_eq!(status, 200);
        assert_eq!(page["meta"]["key"], "services");
        names.extend(page["services"].as_array().unwrap().iter().map(|row| row["friendly_name"].clone()));
        next = page["meta"]["next_page_url"].as_str().map(str::to_owned);
    }
    assert_eq!(names, (0..5).map(|number| json!(format!("service {number}"))).collect::<Vec<_>>());
    let mut bodies = Vec::new();
    let mut next =
        Some(bench.api("Messages.json?To=%2B12065550100&PageSize=2").replace("/api.twilio.com", ""));
    while let Some(link) = next {
        let (status, page) = bench.get(&format!("/api.twilio.com{link}")).await;
        assert_eq!(status, 200);
        bodies.extend(page["messages"].as_array().unwrap().iter().map(|row| row["body"].clone()));
        next = page["next_page_uri"].as_str().map(str::to_owned);
    }
    assert_eq!(bodies, (0..5).rev().map(|number| json!(format!("text {number}"))).collect::<Vec<_>>());
}

#[tokio::test]
async fn numbers_are_found_and_their_webhook_changed() {
    let bench = Bench::new().await;
    let list = |query: &str| bench.api(&format!("IncomingPhoneNumbers.json?{query}"));
    let count = async |query: &str| {
        let (_, body) = bench.get(&list(query)).await;
        body["incoming_phone_numbers"].as_array().unwrap().len()
    };
    assert_eq!(count("").await, 2);
    assert_eq!(count("PhoneNumber=%2B12025550124").await, 1);
    assert_eq!(count("PhoneNumber=555012*").await, 2);
    assert_eq!(count("PhoneNumber=5559").await, 0);
    assert_eq!(count("FriendlyName=Spare%20line").await, 1);
    let sid = bench.number(CLINIC).await;
    let path = bench.api(&format!("IncomingPhoneNumbers/{sid}.json"));
    let (_, before) = bench.get(&path).await;
    assert_eq!((&before["sms_url"], &before["sms_method"]), (&Value::Null, &json!("POST")));
    let form = [("SmsUrl", "https://example.com/sms"), ("SmsMethod", "GET"), ("Nonsense", "1")];
    let (status, after) = bench.post(&path, &form).await;
    assert_eq!(
        (status, &after["sms_url"], &after["sms_method"], &after["friendly_name"]),
        (200, &json!("https://example.com/sms"), &json!("GET"), &json!("Clinic line"))
    );
    assert_eq!(refused(&bench.post(&path, &[("SmsUrl", "no url")]).await), (400, 20001));
    assert_eq!(refused(&bench.post(&path, &[("SmsMethod", "PUT")]).await), (400, 20001));
    let (_, cleared) = bench.post(&path, &[("SmsUrl", "")]).await;
    assert_eq!(cleared["sms_url"], Value::Null);
}

#[tokio::test]
async fn a_number_is_in_one_messaging_service_only() {
    let bench = Bench::new().await;
    let services = "/messaging.twilio.com/v1/Services";
    assert_eq!(refused(&bench.post(services, &[]).await), (400, 20001));
    let one = bench.messaging_service(&[]).await;
    let (_, other) = bench.post(services, &[("FriendlyName", "Other")]).await;
    let other = other["sid"].as_str().unwrap();
    let number = bench.number(CLINIC).await;
    let add = async |service: &str, number: &str| {
        bench.post(&format!("{services}/{service}/PhoneNumbers"), &[("PhoneNumberSid", number)]).await
    };
    assert_eq!(refused(&add(&one, &number).await), (409, 21710));
    assert_eq!(refused(&add(other, &number).await), (409, 21712));
    assert_eq!(refused(&add(other, "PN0").await), (400, 21421));
    assert_eq!(bench.delete(&format!("{services}/{one}/PhoneNumbers/{number}")).await.0, 204);
    assert_eq!(add(other, &number).await.0, 201);
    let spare = bench.number(SPARE).await;
    assert_eq!(add(other, &spare).await.0, 201);
    assert_eq!(bench.delete(&format!("{services}/{other}")).await.0, 204);
    assert_eq!(add(&one, &number).await.0, 201, "a deleted Service lets its numbers go");
    let (_, updated) =
        bench.post(&format!("{services}/{one}"), &[("UseInboundWebhookOnNumber", "true")]).await;
    assert_eq!(
        (&updated["use_inbound_webhook_on_number"], &updated["friendly_name"]),
        (&json!(true), &json!("Clinic"))
    );
}

#[tokio::test]
async fn serverless_from_a_service_to_an_answer() {
    let bench = Bench::new().await;
    let root = "/serverless.twilio.com/v1/Services";
    let form = [("UniqueName", "greeter"), ("FriendlyName", "Greeter")];
    let (status, service) = bench.post(root, &form).await;
    assert_eq!((status, &service["include_credentials"]), (201, &json!(true)));
    assert_eq!(refused(&bench.post(root, &form).await), (409, 20409));
    assert_eq!(
        refused(&bench.post(root, &[("UniqueName", "a b"), ("FriendlyName", "x")]).await),
        (400, 20001)
    );
    assert_eq!(bench.get(&format!("{root}/greeter")).await.1["sid"], service["sid"]);
    let service = service["sid"].as_str().unwrap();
    let root = format!("{root}/{service}");
    let environment = [("UniqueName", "dev-environment"), ("DomainSuffix", "dev")];
    let (_, environment_body) = bench.post(&format!("{root}/Environments"), &environment).await;
    assert_eq!(environment_body["build_sid"], Value::Null);
    assert_eq!(refused(&bench.post(&format!("{root}/Environments"), &environment).await), (409, 20409));
    let domain = environment_body["domain_name"].as_str().unwrap();
    assert!(domain.starts_with("greeter-") && domain.ends_with("-dev.twil.io"), "{domain}");
    let environment = format!("{root}/Environments/{}", environment_body["sid"].as_str().unwrap());
    let variables = format!("{environment}/Variables");
    let long = "é".repeat(226);
    assert_eq!(refused(&bench.post(&variables, &[("Key", "NAME"), ("Value", &long)]).await), (400, 20001));
    assert_eq!(bench.post(&variables, &[("Key", "NAME"), ("Value", &long[..450])]).await.0, 201);
    assert_eq!(refused(&bench.post(&variables, &[("Key", "NAME"), ("Value", "x")]).await), (409, 20409));
    assert_eq!(refused(&bench.post(&variables, &[("Key", "OTHER")]).await), (400, 20001));
    let sid = bench.get(&variables).await.1["variables"][0]["sid"].as_str().unwrap().to_owned();
    assert_eq!(bench.post(&format!("{variables}/{sid}"), &[("Value", "Ada")]).await.1["value"], "Ada");

    let (_, function) = bench.post(&format!("{root}/Functions"), &[("FriendlyName", "greet")]).await;
    let function = function["sid"].as_str().unwrap();
    let code = "exports.handler = (context, event, callback) => {\n\
                console.log('greeting');\n\
                callback(null, {hello: context.NAME, who: event.who});\n};";
    let form = Form::new()
        .text("Path", "greet")
        .text("Visibility", "public")
        .part("Content", Part::text(code).file_name("greet.js").mime_str("application/javascript").unwrap());
    let upload = format!("/serverless-upload.twilio.com/v1/Services/{service}/Functions/{function}/Versions");
    let (status, version) = answer(bench.request(Method::POST, &upload).multipart(form)).await;
    assert_eq!((status, &version["path"], &version["visibility"]), (201, &json!("/greet"), &json!("public")));
    let version = version["sid"].as_str().unwrap();
    let content = format!("{root}/Functions/{function}/Versions/{version}/Content");
    assert_eq!(bench.get(&content).await.1["content"], code);

    let builds = format!("{root}/Builds");
    let runtime = [("FunctionVersions", version), ("Runtime", "node18")];
    assert_eq!(refused(&bench.post(&builds, &runtime).await), (400, 82007));
    assert_eq!(refused(&bench.post(&builds, &[("FunctionVersions", "ZN0")]).await), (400, 20001));
    assert_eq!(refused(&bench.post(&builds, &[]).await), (400, 20001));
    let bad = [("FunctionVersions", version), ("Dependencies", "{}")];
    assert_eq!(refused(&bench.post(&builds, &bad).await), (400, 20001));
    // Quoted once more, as the toolkit's client sends it.
    let dependencies = "\"[{\"name\":\"twilio\",\"version\":\"6.2.0\"}]\"";
    let (status, build) =
        bench.post(&builds, &[("FunctionVersions", version), ("Dependencies", dependencies)]).await;
    assert_eq!((status, &build["status"], &build["runtime"]), (201, &json!("building"), &json!("node22")));
    assert_eq!(build["function_versions"][0]["visibility"], "PUBLIC");
    let dependencies = build["dependencies"].as_array().unwrap();
    assert!(
        dependencies.contains(&json!({"name": "@twilio/runtime-handler", "version": "2.1.0"})),
        "{build}"
    );
    let build = build["sid"].as_str().unwrap();
    let deployments = format!("{environment}/Deployments");
    let mut status = String::from("building");
    while status == "building" {
        assert!(
            bench.post(&deployments, &[("BuildSid", "ZB0")]).await.0 == 400,
            "what is not a Build cannot be deployed"
        );
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let (_, body) = bench.get(&format!("{builds}/{build}/Status")).await;
        body["status"].as_str().unwrap().clone_into(&mut status);
    }
    assert_eq!(status, "completed");
    assert_eq!(bench.post(&deployments, &[("BuildSid", build)]).await.0, 201);
    assert_eq!(refused(&bench.post(&deployments, &[("BuildSid", build)]).await), (409, 20409));
    assert_eq!(bench.get(&environment).await.1["build_sid"], build);
    assert_eq!(refused(&bench.delete(&format!("{builds}/{build}")).await), (409, 20409));

    let (status, greeting) = answer(bench.http.get(bench.url(&format!("/{domain}/greet?who=you")))).await;
    assert_eq!((status, greeting), (200, json!({"hello": "Ada", "who": "you"})));
    let local = domain.replace(".twil.io", ".localhost");
    let request = bench.http.get(bench.url("/greet?who=me")).header("host", local);
    assert_eq!(answer(request).await.1["who"], "me");
    let (_, logs) = bench.get(&format!("{environment}/Logs?FunctionSid={function}")).await;
    let logs = logs["logs"].as_array().unwrap();
    assert_eq!((logs.len(), &logs[0]["message"]), (2, &json!("greeting")));
    assert_eq!(logs[0]["build_sid"], build);

    assert_eq!(bench.delete(&root).await.0, 204);
    assert_eq!(answer(bench.http.get(bench.url(&format!("/{domain}/greet")))).await.0, 404);
    bench.sandbox.stop().await;
}
