//! A deploy that is cut off at any request, with the answer lost before or after the server acted, is finished by the
//! same deploy, without a second copy of anything and with the number's own webhook remembered.

use std::collections::BTreeMap;
use std::path::Path;

use pam::bundle::Bundle;
use pam::deploy::{self, Claimant, Desired, Names, Observed, Observer};
use pam::error::Error;
use pam::sandbox::{Config, Sandbox, Storage};
use pam::twilio::numbers::SmsRouting;
use pam::twilio::{Client, Credentials};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

const BEFORE: &str = "https://other.example/sms";

struct Silent;

impl Observer for Silent {
    fn step(&self, _: &str) {}
    fn tick(&self, _: &str) {}
}

struct Bench {
    sandbox: Sandbox,
    client: Client,
    names: Names,
    runs: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let dependencies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/pam/node");
        let config = Config {
            storage: Storage::Ephemeral,
            port: 0,
            announce: false,
            dependencies,
            node: None,
            record: None,
            version: String::new(),
        };
        let sandbox = Sandbox::start(config).await.expect("a sandbox");
        let account = sandbox.account();
        let credentials = Credentials {
            account_sid: account.account_sid.clone(),
            username: account.api_key_sid.clone(),
            password: account.api_key_secret.clone(),
        };
        let client = Client::new(credentials, Some(format!("http://{}", sandbox.address())));
        Self { sandbox, client, names: Names::new("pam"), runs: tempfile::tempdir().expect("a folder") }
    }

    async fn control(&self, method: reqwest::Method, path: &str, body: Value) -> Value {
        let url = format!("http://{}/_pam/{path}", self.sandbox.address());
        let token = self.sandbox.control_token().expose_secret();
        let http = pam::twilio::plain_http().expect("a client");
        let answer =
            http.request(method, url).bearer_auth(token).json(&body).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    }

    /// An empty account whose number leads somewhere else.
    async fn begin(&self) {
        self.control(reqwest::Method::POST, "reset", json!({})).await;
        let number = &self.client.numbers().await.expect("numbers")[0];
        let routing = SmsRouting { sms_url: Some(BEFORE.to_owned()), ..SmsRouting::default() };
        self.client.route_number(&number.sid, &routing).await.expect("routed");
    }

    fn desired(observed: &Observed) -> Desired {
        let number = observed.numbers[0].clone();
        let settings = [
            ("CUSTOMER_NAME", "Owl Health"),
            ("TIME_ZONE", "America/New_York"),
            ("TWILIO_PHONE_NUMBER", number.phone_number.as_str()),
        ];
        let secret = |name: &str| (name.to_owned(), SecretString::from("a secret"));
        Desired {
            bundle: Bundle::embedded(),
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            number,
            initial_secrets: [secret("EHR_SIGNING_SECRET"), secret("APPLICATION_PASSWORD_HASH")].into(),
            new_secrets: BTreeMap::new(),
            version: "1.0.0".to_owned(),
            promoted: None,
        }
    }

    async fn deploy(&self) -> Result<(), Error> {
        let observed = deploy::observe(&self.client, &self.names).await?;
        let desired = Self::desired(&observed);
        let plan = deploy::plan(&self.names, &desired, &observed, self.client.account_sid()).expect("a plan");
        let now = "2026-03-06T20:00:00Z".parse().expect("a time");
        let claimant = Claimant::new("ana@laptop", "deploy", now, self.runs.path()).expect("a claimant");
        deploy::apply(&self.client, &self.names, &desired, &observed, &plan, &claimant, &Silent)
            .await
            .map(drop)
    }

    /// Nothing is missing, nothing is there twice, and nothing would be changed.
    async fn assert_whole(&self, context: &str) {
        let observed = deploy::observe(&self.client, &self.names).await.expect("observed");
        let desired = Self::desired(&observed);
        let plan = deploy::plan(&self.names, &desired, &observed, self.client.account_sid()).expect("a plan");
        let open: Vec<_> =
            plan.changes.iter().filter(|change| change.action != deploy::ChangeKind::Keep).collect();
        assert!(plan.is_empty(), "{context}: {open:?}");
        let stack = observed.stack.expect("a stack");
        let published = stack.flow.as_ref().map(|flow| flow.flow.revision);
        assert_eq!(
            stack.recorded().flow.map(|flow| flow.revision),
            published,
            "{context}: the Flow's revision"
        );
        let previous = stack.recorded().number.expect("the number").previous.sms_url;
        assert_eq!(previous.as_deref(), Some(BEFORE), "{context}");
        let client = &self.client;
        let counts = [
            client.messaging_services().await.expect("services").len(),
            client.sync_services().await.expect("services").len(),
            client.flows().await.expect("flows").len(),
            stack.senders.len(),
            client.environments(&stack.service.sid).await.expect("environments").len(),
        ];
        assert_eq!(counts, [1; 5], "{context}: something is there twice");
        assert_eq!(stack.maps.len(), 3, "{context}");
        let bundle = Bundle::embedded();
        for (kind, files) in [
            (pam::twilio::serverless::ResourceKind::Function, bundle.functions.len()),
            (pam::twilio::serverless::ResourceKind::Asset, bundle.assets.len()),
        ] {
            let found = client.resources(&stack.service.sid, kind).await.expect("resources").len();
            assert_eq!(found, files, "{context}: {kind:?}");
        }
    }

    async fn writes(&self) -> usize {
        let all = self.control(reqwest::Method::GET, "requests", json!({})).await;
        all["requests"]
            .as_array()
            .expect("requests")
            .iter()
            .filter(|request| request["write"] == true)
            .count()
    }
}

#[tokio::test]
async fn a_deploy_that_is_cut_off_anywhere_is_finished_by_the_next_one() {
    let bench = Bench::new().await;
    bench.begin().await;
    let routed = bench.writes().await;
    bench.deploy().await.expect("a deploy without trouble");
    bench.assert_whole("without trouble").await;
    let writes = bench.writes().await - routed;
    assert!(writes > 50, "only {writes} writes");
    let mut cases = 0;
    for effect in ["drop_before", "drop_after"] {
        for after in (0..writes).filter(|after| thinned(*after, writes)) {
            bench.begin().await;
            let fault = json!({"effect": effect, "method": "POST", "after": after, "times": 1});
            bench.control(reqwest::Method::POST, "faults", fault).await;
            let context = format!("write {} of {writes}, {effect}", after + 1);
            // It may end well: what has a name is looked for before it is created again.
            let _ = bench.deploy().await;
            bench.deploy().await.unwrap_or_else(|error| panic!("{context}: {error}"));
            bench.assert_whole(&context).await;
            cases += 1;
        }
    }
    assert!(cases > 40, "only {cases} cases");
    let observed = deploy::observe(&bench.client, &bench.names).await.expect("observed");
    deploy::remove(&bench.client, &observed, &Silent).await.expect("removed");
    let number = &bench.client.numbers().await.expect("numbers")[0];
    assert_eq!(number.sms.sms_url.as_deref(), Some(BEFORE));
    bench.sandbox.stop().await;
}

/// Of the many uploads and Variables, which are all alike, every sixth; of everything before and after, all.
fn thinned(after: usize, writes: usize) -> bool {
    after < 10 || after + 8 > writes || after.is_multiple_of(6)
}
