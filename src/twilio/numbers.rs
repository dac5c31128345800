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
