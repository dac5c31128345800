//! A sandbox for a test, and short ways to ask it something.

use std::path::Path;

use pam::sandbox::{Account, Config, Sandbox, Storage};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

/// The clinic's line.
pub(crate) const CLINIC: &str = "+12025550123";
/// The other line.
pub(crate) const SPARE: &str = "+12025550124";
/// A patient's phone.
pub(crate) const PATIENT: &str = "+12065550100";

/// A running sandbox and a client.
pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
}

/// Status and JSON body (`null` when there is none).
pub(crate) type Answer = (u16, Value);

pub(crate) fn config(storage: Storage) -> Config {
    let announce = match &storage {
        Storage::Directory(directory) => Some(directory.clone()),
        Storage::Ephemeral => None,
    };
    Config {
        storage,
        port: 0,
        announce,
        dependencies: std::env::temp_dir().join("pam-test-dependencies"),
        node: None,
        record: None,
        version: "0.0.0-test".to_owned(),
    }
}

pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(config(Storage::Ephemeral)).await
    }

    pub(crate) async fn at(directory: &Path) -> Self {
        Self::with(config(Storage::Directory(directory.to_owned()))).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self { sandbox: Sandbox::start(config).await.unwrap(), http: client() }
    }

    pub(crate) fn account(&self) -> &Account {
        self.sandbox.account()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.sandbox.address())
    }

    /// A REST request with the API key; `path` begins with the host.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let account = self.account();
        self.http
            .request(method, self.url(path))
            .basic_auth(&account.api_key_sid, Some(account.api_key_secret.expose_secret()))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        answer(self.request(Method::POST, path).form(form)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }

    /// Path of a resource of the account at api.twilio.com.
    pub(crate) fn api(&self, rest: &str) -> String {
        format!("/api.twilio.com/2010-04-01/Accounts/{}/{rest}", self.account().account_sid)
    }

    pub(crate) async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.http.request(method, self.url(&format!("/_pam/{path}")));
        let mut request = request.bearer_auth(self.sandbox.control_token().expose_secret());
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        answer(request).await
    }

    pub(crate) async fn watch(&self, path: &str) -> Value {
        let (status, body) = self.control(Method::GET, path, None).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) async fn advance(&self, seconds: i64) -> Value {
        let (status, body) =
            self.control(Method::POST, "clock/advance", Some(json!({"seconds": seconds}))).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// A text from the patient's phone.
    pub(crate) async fn text(&self, body: &str, to: &str) -> Answer {
        let path = format!("phones/{PATIENT}/messages");
        self.control(Method::POST, &path, Some(json!({"body": body, "to": to}))).await
    }

    /// Texts that the patient's phone received.
    pub(crate) async fn received(&self) -> Vec<String> {
        let body = self.watch(&format!("phones/{PATIENT}/messages")).await;
        let texts =
            body["messages"].as_array().unwrap().iter().filter(|text| text["direction"] == "received");
        texts.map(|text| text["body"].as_str().unwrap().to_owned()).collect()
    }

    /// A Messaging Service with the clinic's line in it.
    pub(crate) async fn messaging_service(&self, more: &[(&str, &str)]) -> String {
        let form: Vec<_> = [("FriendlyName", "Clinic")].iter().chain(more).copied().collect();
        let (status, service) = self.post("/messaging.twilio.com/v1/Services", &form).await;
        assert_eq!(status, 201, "{service}");
        let sid = service["sid"].as_str().unwrap().to_owned();
        let number = self.number(CLINIC).await;
        let path = format!("/messaging.twilio.com/v1/Services/{sid}/PhoneNumbers");
        let (status, body) = self.post(&path, &[("PhoneNumberSid", &number)]).await;
        assert_eq!(status, 201, "{body}");
        sid
    }

    /// Schedules a text to the patient; status and answer.
    pub(crate) async fn schedule(&self, service: &str, body: &str, send_at: &str) -> (u16, Value) {
        let form = [
            ("To", PATIENT),
            ("MessagingServiceSid", service),
            ("Body", body),
            ("ScheduleType", "fixed"),
            ("SendAt", send_at),
        ];
        self.post(&self.api("Messages.json"), &form).await
    }

    /// The SID of a number.
    pub(crate) async fn number(&self, phone_number: &str) -> String {
        let (_, body) = self.get(&self.api("IncomingPhoneNumbers.json")).await;
        let numbers = body["incoming_phone_numbers"].as_array().unwrap();
        let number = numbers.iter().find(|number| number["phone_number"] == phone_number).unwrap();
        number["sid"].as_str().unwrap().to_owned()
    }

    /// The sandbox's time plus some seconds, as `SendAt` wants it.
    pub(crate) async fn in_seconds(&self, seconds: i64) -> String {
        let now: jiff::Timestamp = self.watch("clock").await["now"].as_str().unwrap().parse().unwrap();
        let time = now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
        time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Deploys Functions (path, visibility, code) and one public Asset; the Environment's path and its domain.
    pub(crate) async fn deploy(&self, functions: &[(&str, &str, &str)]) -> (String, String) {
        let root = "/serverless.twilio.com/v1/Services";
        let (_, service) = self.post(root, &[("UniqueName", "app"), ("FriendlyName", "App")]).await;
        let service = service["sid"].as_str().unwrap();
        let root = format!("{root}/{service}");
        let mut form = Vec::new();
        for (path, visibility, code) in functions {
            let sid =
                self.upload(service, "Functions", path, visibility, code, "application/javascript").await;
            form.push(("FunctionVersions", sid));
        }
        let page = self.upload(service, "Assets", "/page.html", "public", "<p>Hello", "text/html").await;
        form.push(("AssetVersions", page));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, sid)| (*name, sid.as_str())).collect();
        let (status, build) = self.post(&format!("{root}/Builds"), &form).await;
        assert_eq!(status, 201, "{build}");
        let build = build["sid"].as_str().unwrap();
        let mut status = json!("building");
        while status == "building" {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            status = self.get(&format!("{root}/Builds/{build}/Status")).await.1["status"].clone();
        }
        assert_eq!(status, "completed");
        let (_, environment) =
            self.post(&format!("{root}/Environments"), &[("UniqueName", "production")]).await;
        let path = format!("{root}/Environments/{}", environment["sid"].as_str().unwrap());
        assert_eq!(self.post(&format!("{path}/Deployments"), &[("BuildSid", build)]).await.0, 201);
        (path, environment["domain_name"].as_str().unwrap().to_owned())
    }

    async fn upload(
        &self,
        service: &str,
        kind: &str,
        path: &str,
        visibility: &str,
        text: &str,
        content_type: &str,
    ) -> String {
        let containers = format!("/serverless.twilio.com/v1/Services/{service}/{kind}");
        let (_, container) = self.post(&containers, &[("FriendlyName", path)]).await;
        let container = container["sid"].as_str().unwrap();
        let part = Part::text(text.to_owned()).file_name("file").mime_str(content_type).unwrap();
        let form = Form::new()
            .text("Path", path.to_owned())
            .text("Visibility", visibility.to_owned())
            .part("Content", part);
        let url = format!("/serverless-upload.twilio.com/v1/Services/{service}/{kind}/{container}/Versions");
        let (status, version) = answer(self.request(Method::POST, &url).multipart(form)).await;
        assert_eq!(status, 201, "{version}");
        version["sid"].as_str().unwrap().to_owned()
    }

    /// A published Flow.
    pub(crate) async fn flow(&self, definition: &Value) -> String {
        let form =
            [("FriendlyName", "Flow"), ("Status", "published"), ("Definition", &definition.to_string())];
        let (status, body) = self.post("/studio.twilio.com/v2/Flows", &form).await;
        assert_eq!(status, 201, "{body}");
        body["sid"].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// What an error answer must say.
pub(crate) fn refused((status, body): &Answer) -> (u16, u64) {
    assert_eq!(body["status"], *status, "{body}");
    assert!(body["message"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
    let code = body["code"].as_u64().unwrap();
    assert_eq!(body["more_info"], format!("https://www.twilio.com/docs/errors/{code}"));
    (*status, code)
}
