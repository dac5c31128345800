//! An install of the app before pam, made through the REST API as its installer made it.

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::workbench::Workbench;

/// What the installer calls everything.
pub(crate) const NAME: &str = "patient-appointment-management";

pub(crate) const SERVICES: &str = "serverless.twilio.com/v1/Services";
pub(crate) const MESSAGING: &str = "messaging.twilio.com/v1/Services";
pub(crate) const FLOWS: &str = "studio.twilio.com/v2/Flows";
pub(crate) const VERIFY: &str = "verify.twilio.com/v2/Services";

pub(crate) fn sid(value: &Value) -> String {
    value["sid"].as_str().unwrap_or_else(|| panic!("no SID in {value}")).to_owned()
}

/// Sends a form to a path and gives the answer.
pub(crate) type Post<'p> = dyn Fn(&str, &[(&str, &str)]) -> BoxFuture<'p, Value> + Sync + 'p;

/// What the installer left in the account.
pub(crate) struct Install {
    pub(crate) service: String,
    pub(crate) flow: String,
    pub(crate) messaging: String,
    pub(crate) verify: String,
    pub(crate) definition: Value,
    /// Where the number leads.
    pub(crate) webhook: String,
}

impl Install {
    /// Makes it for a number of the account.
    pub(crate) async fn make(number: &Value, post: &Post<'_>) -> Self {
        let service = sid(&post(SERVICES, &[("UniqueName", NAME), ("FriendlyName", NAME)]).await);
        let environments = format!("{SERVICES}/{service}/Environments");
        let form = [("UniqueName", "dev-environment"), ("DomainSuffix", "dev")];
        let environment = post(&environments, &form).await;
        let functions = format!("{SERVICES}/{service}/Functions");
        let helper = post(&functions, &[("FriendlyName", "/message-booked")]).await;
        post(&functions, &[("FriendlyName", "/scheduled-message-helper")]).await;
        let verify = sid(&post(VERIFY, &[("FriendlyName", NAME)]).await);
        let messaging = sid(&post(MESSAGING, &[("FriendlyName", NAME)]).await);
        let senders = format!("{MESSAGING}/{messaging}/PhoneNumbers");
        post(&senders, &[("PhoneNumberSid", &sid(number))]).await;
        let phone_number = number["phone_number"].as_str().expect("a number");
        for (key, value) in [
            ("APPLICATION_NAME", NAME),
            ("APPLICATION_PASSWORD", "planted-password-of-old"),
            ("CUSTOMER_NAME", "Crow Clinic"),
            ("TWILIO_PHONE_NUMBER", phone_number),
            ("ADMINISTRATOR_PHONE", "+12025550171"),
            ("IE_ENDPOINT", "https://your.ngrok.io"),
            ("REMINDER_OUTREACH_START", "0000"),
            ("REMINDER_FIRST_TIMING", "0800"),
            ("MESSAGING_SID", &messaging),
            ("VERIFY_SID", &verify),
        ] {
            let variables = format!("{environments}/{}/Variables", sid(&environment));
            post(&variables, &[("Key", key), ("Value", value)]).await;
        }
        let domain = environment["domain_name"].as_str().expect("a domain");
        let definition = json!({
            "description": "Patient Appointment Management", "initial_state": "Trigger",
            "flags": {"allow_concurrent_calls": true},
            "states": [
                {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
                 "transitions": [{"event": "incomingMessage"}, {"event": "incomingCall"},
                                 {"event": "incomingRequest", "next": "booked"}]},
                {"name": "booked", "type": "run-function", "transitions": [{"event": "success"}, {"event": "fail"}],
                 "properties": {"service_sid": service, "environment_sid": sid(&environment),
                                "function_sid": sid(&helper), "url": format!("https://{domain}/message-booked"),
                                "parameters": [], "offset": {"x": 0, "y": 200}}}]});
        let text = definition.to_string();
        let form = [("FriendlyName", NAME), ("Status", "published"), ("Definition", text.as_str())];
        let flow = sid(&post(FLOWS, &form).await);
        let account = number["account_sid"].as_str().expect("an account");
        let webhook = format!("https://webhooks.twilio.com/v1/Accounts/{account}/Flows/{flow}");
        let path =
            format!("api.twilio.com/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{}.json", sid(number));
        post(&path, &[("SmsUrl", &webhook)]).await;
        Self { service, flow, messaging, verify, definition, webhook }
    }

    /// Makes it in a bench's account, with a Message that it has scheduled.
    pub(crate) async fn make_in(bench: &Workbench) -> Self {
        let account = format!("api.twilio.com/2010-04-01/Accounts/{}", bench.account_sid());
        let numbers = bench.rest(Method::GET, &format!("{account}/IncomingPhoneNumbers.json"), &[]).await;
        let number = &numbers["incoming_phone_numbers"][0];
        let install = Self::make(number, &|path, form| {
            let path = path.to_owned();
            let form: Vec<_> =
                form.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            async move {
                let form: Vec<_> = form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
                bench.rest(Method::POST, &path, &form).await
            }
            .boxed()
        })
        .await;
        let now = bench.control(Method::GET, "clock", json!({})).await;
        let now: Timestamp = now["now"].as_str().expect("the time").parse().expect("a time");
        let send_at = (now + SignedDuration::from_hours(48)).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let message = [
            ("To", "+12025550175"),
            ("MessagingServiceSid", install.messaging.as_str()),
            ("Body", "Reminder: you have an appointment"),
            ("ScheduleType", "fixed"),
            ("SendAt", send_at.as_str()),
        ];
        bench.rest(Method::POST, &format!("{account}/Messages.json"), &message).await;
        install
    }
}
