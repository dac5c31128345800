//! A sandbox in the test's own process, which the real binary finds as its user's: the test sees and sets everything.

use std::path::Path;
use std::process::Stdio;

use pam::sandbox::{Config, Event, Sandbox, Storage};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use crate::support::{Pam, Ran};

/// Where the account's number leads before pam comes.
pub(crate) const WEBHOOK: &str = "https://before.example/sms?key=4711";

/// A user of pam with a sandbox that runs.
pub(crate) struct Workbench {
    pub(crate) pam: Pam,
    pub(crate) sandbox: Sandbox,
    http: reqwest::Client,
}

/// What became of a run that a fault was to meet.
pub(crate) enum Outcome {
    /// It ended by itself.
    Ended(Ran),
    /// Its request was held and it was killed.
    Killed,
}

impl Workbench {
    pub(crate) async fn new() -> Self {
        Self::recording(None).await
    }

    /// One that writes every exchange into a file.
    pub(crate) async fn recording(record: Option<std::path::PathBuf>) -> Self {
        let pam = Pam::new();
        let state = pam.home().join(".local/state/pam/sandbox");
        let config = Config {
            storage: Storage::Directory(state.clone()),
            port: 0,
            announce: Some(state),
            dependencies: Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/pam/node"),
            node: None,
            record,
            version: String::new(),
        };
        let sandbox = Sandbox::start(config).await.expect("a sandbox");
        let http = pam::twilio::local_http("http://127.0.0.1").expect("a client");
        let bench = Self { pam, sandbox, http };
        bench.lead_number_to(WEBHOOK).await;
        bench
    }

    /// Points the account's number to a webhook, as its owner does.
    pub(crate) async fn lead_number_to(&self, webhook: &str) {
        let numbers =
            format!("api.twilio.com/2010-04-01/Accounts/{}/IncomingPhoneNumbers", self.account_sid());
        let all = self.rest(Method::GET, &format!("{numbers}.json"), &[]).await;
        let sid = all["incoming_phone_numbers"][0]["sid"].as_str().expect("a number");
        self.rest(Method::POST, &format!("{numbers}/{sid}.json"), &[("SmsUrl", webhook)]).await;
    }

    pub(crate) fn account_sid(&self) -> &str {
        &self.sandbox.account().account_sid
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.sandbox.address())
    }

    /// A REST request as anybody makes it; `path` begins with the host.
    pub(crate) async fn rest(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Value {
        let account = self.sandbox.account();
        let request = self
            .http
            .request(method, self.url(path))
            .basic_auth(&account.api_key_sid, Some(account.api_key_secret.expose_secret()));
        let answer = request.form(form).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let token = self.sandbox.control_token().expose_secret();
        let request = self.http.request(method, self.url(&format!("_pam/{path}"))).bearer_auth(token);
        let answer = request.json(&body).send().await.expect("an answer");
        let (status, body): (_, Value) = (answer.status(), answer.json().await.expect("JSON"));
        assert!(status.is_success(), "{path}: {body}");
        body
    }

    /// All that the account holds.
    pub(crate) async fn state(&self) -> Value {
        self.control(Method::GET, "state", json!({})).await
    }

    /// Goes back to a state, without faults and with an empty log of requests.
    pub(crate) async fn go_back(&self, state: &Value) {
        self.control(Method::PUT, "state", state.clone()).await;
    }

    pub(crate) async fn fault(&self, fault: Value) {
        self.control(Method::POST, "faults", fault).await;
    }

    pub(crate) async fn clear_faults(&self) {
        self.control(Method::DELETE, "faults", json!({})).await;
    }

    /// The REST requests since the last time it went back.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        let all = self.control(Method::GET, "requests", json!({})).await;
        all["requests"].as_array().expect("requests").clone()
    }

    pub(crate) async fn run(&self, args: &[&str]) -> Ran {
        let mut command = tokio::process::Command::from(self.pam.command(args));
        Ran::from(command.kill_on_drop(true).output().await.expect("pam runs")).in_contract(args)
    }

    /// Runs pam, which has to do it.
    pub(crate) async fn done(&self, args: &[&str]) -> Value {
        let ran = self.run(args).await;
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap_or_default()
    }

    /// Runs pam and kills it (SIGKILL) as soon as a request of it is held.
    pub(crate) async fn run_until_held(&self, args: &[&str]) -> Outcome {
        let mut events = self.sandbox.subscribe();
        let mut command = tokio::process::Command::from(self.pam.command(args));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("pam runs");
        let held = tokio::select! {
            () = told(&mut events) => true,
            _ = child.wait() => false,
        };
        if held {
            child.kill().await.expect("it was running");
            return Outcome::Killed;
        }
        Outcome::Ended(Ran::from(child.wait_with_output().await.expect("it ended")))
    }
}

/// Waits for a request that is held.
async fn told(events: &mut Receiver<Event>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match events.recv().await {
            Ok(event) if event.kind == "fault" => return,
            Err(RecvError::Closed) => panic!("the sandbox ended"),
            _ => {}
        }
    }
}
