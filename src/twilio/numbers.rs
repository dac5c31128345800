//! Incoming Phone Numbers (`/2010-04-01/Accounts/{AC}/IncomingPhoneNumbers`).

use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::sid::NumberSid;
use super::transport::{Call, Client, Product};

/// What a number can do.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Text messages.
    pub sms: bool,
}

/// A number of the account.
#[derive(Debug, Clone, Deserialize)]
pub struct Number {
    /// `PN…`
    pub sid: NumberSid,
    /// E.164.
    pub phone_number: String,
    /// A name for people.
    pub friendly_name: Option<String>,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// What inbound messages do.
    #[serde(flatten)]
    pub sms: SmsRouting,
}

/// Where inbound messages of a number go. `sms_application_sid` outranks the URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmsRouting {
    /// The webhook.
    pub sms_url: Option<String>,
    /// `POST` or `GET`.
    pub sms_method: Option<String>,
    /// Called when the webhook fails.
    pub sms_fallback_url: Option<String>,
    /// `POST` or `GET`.
    pub sms_fallback_method: Option<String>,
    /// A TwiML application.
    pub sms_application_sid: Option<String>,
}

impl SmsRouting {
    /// The webhook, if it is set.
    #[must_use]
    pub fn webhook(&self) -> Option<&str> {
        self.sms_url.as_deref().filter(|url| !url.is_empty())
    }

    /// The TwiML application, if it is set; the webhook is not called then.
    #[must_use]
    pub fn application(&self) -> Option<&str> {
        self.sms_application_sid.as_deref().filter(|sid| !sid.is_empty())
    }

    /// Whether inbound messages go to nobody: no webhook, or the sample that Twilio gives a new number.
    #[must_use]
    pub fn leads_nowhere(&self) -> bool {
        let sample = |url: &str| url.starts_with("https://demo.twilio.com/");
        self.application().is_none() && self.webhook().is_none_or(sample)
    }

    /// Whether inbound messages are posted to this URL.
    #[must_use]
    pub fn posts_to(&self, url: &str) -> bool {
        let method = self.sms_method.as_deref().filter(|method| !method.is_empty());
        self.webhook() == Some(url)
            && self.application().is_none()
            && method.is_none_or(|method| method.eq_ignore_ascii_case("POST"))
    }

    /// What happens to inbound messages, without what a URL may hold of secrets.
    #[must_use]
    pub fn describe(&self) -> String {
        match (self.application(), self.webhook()) {
            (Some(application), _) => format!("the TwiML Application {application}"),
            (None, Some(url)) => {
                let method = self.sms_method.as_deref().filter(|method| *method == "GET");
                let method = method.map(|method| format!(" ({method})")).unwrap_or_default();
                format!("{}{method}", without_secrets(url))
            }
            (None, None) => "nothing".to_owned(),
        }
    }
}

/// A webhook's query or user name may hold a secret.
fn without_secrets(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    match (plain.find("://"), plain.find('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}{}", &plain[..scheme + 3], &plain[at + 1..]),
        _ => plain.to_owned(),
    }
}

impl Client {
    fn numbers_path(&self) -> [&str; 4] {
        ["2010-04-01", "Accounts", self.account_sid(), "IncomingPhoneNumbers.json"]
    }

    /// All numbers of the account.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn numbers(&self) -> Result<Vec<Number>, ApiError> {
        let call = Call::get(Product::Api, &self.numbers_path(), "list the account's numbers");
        self.list(call.query("PageSize", "1000"), "incoming_phone_numbers").await
    }

    /// Sets where inbound messages go; an absent value is cleared.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn route_number(&self, sid: &NumberSid, to: &SmsRouting) -> Result<Number, ApiError> {
        let file = format!("{sid}.json");
        let path = ["2010-04-01", "Accounts", self.account_sid(), "IncomingPhoneNumbers", file.as_str()];
        let mut call = Call::post(Product::Api, &path, "set the number's webhook")
            .form("SmsApplicationSid", to.sms_application_sid.clone().unwrap_or_default())
            .form("SmsUrl", to.sms_url.clone().unwrap_or_default())
            .form("SmsFallbackUrl", to.sms_fallback_url.clone().unwrap_or_default());
        for (name, method) in [("SmsMethod", &to.sms_method), ("SmsFallbackMethod", &to.sms_fallback_method)]
        {
            if let Some(method) = method.as_deref().filter(|method| !method.is_empty()) {
                call = call.form(name, method);
            }
        }
        self.fetch(call.harmless()).await
    }
}
