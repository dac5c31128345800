//! Messages (`/2010-04-01/Accounts/{AC}/Messages`).

use serde::Deserialize;

use super::error::ApiError;
use super::sid::is_sid;
use super::transport::{Call, Client, Product};

/// A Message, as far as pam looks at it.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// `SM…` or `MM…`.
    pub sid: String,
    /// `scheduled`, `delivered`, `canceled`, …
    pub status: String,
    /// The text.
    #[serde(default)]
    pub body: String,
    /// The receiver.
    pub to: String,
    /// The sender; none while a Messaging Service has not chosen one.
    pub from: Option<String>,
    /// The Messaging Service that sends it, if one does.
    #[serde(default)]
    pub messaging_service_sid: Option<String>,
    /// `inbound`, `outbound-api`, …
    pub direction: String,
}

/// Twilio's code for "can no longer be canceled" (<https://www.twilio.com/docs/api/errors/30409>).
pub const NOT_CANCELABLE: u32 = 30409;

impl Client {
    /// Fetches one Message.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn message(&self, sid: &str) -> Result<Message, ApiError> {
        let file = checked(sid, "read the Message")?;
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages", file.as_str()];
        self.fetch(Call::get(Product::Api, &path, "read the Message")).await
    }

    /// The newest Messages of the account, or of those to `to`, of at most `pages` pages of 1,000. Twilio can filter neither
    /// by status nor by Messaging Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn newest_messages(&self, to: Option<&str>, pages: usize) -> Result<Vec<Message>, ApiError> {
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages.json"];
        let mut call = Call::get(Product::Api, &path, "list the Messages").query("PageSize", "1000");
        if let Some(to) = to {
            call = call.query("To", to);
        }
        self.pages(call, "messages", pages).await
    }

    /// Cancels a scheduled Message.
    ///
    /// # Errors
    /// [`NOT_CANCELABLE`] when it went out already; otherwise when Twilio refuses or cannot be reached.
    pub async fn cancel_message(&self, sid: &str) -> Result<Message, ApiError> {
        let file = checked(sid, "cancel the Message")?;
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages", file.as_str()];
        self.fetch(Call::post(Product::Api, &path, "cancel the Message").form("Status", "canceled")).await
    }
}

/// `SM….json`. An empty SID would address the list of all Messages, so it never leaves this function.
fn checked(sid: &str, doing: &str) -> Result<String, ApiError> {
    if is_sid(sid, &["SM", "MM"]) {
        Ok(format!("{sid}.json"))
    } else {
        Err(ApiError::Malformed {
            doing: doing.to_owned(),
            reason: "its SID is not one of a Message".to_owned(),
        })
    }
}
