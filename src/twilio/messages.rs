//! Messages (`/2010-04-01/Accounts/{AC}/Messages`).

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

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
    /// Why it was not delivered (<https://www.twilio.com/docs/api/errors>).
    #[serde(default)]
    pub error_code: Option<u32>,
    /// When it was created.
    #[serde(default, deserialize_with = "rfc2822")]
    pub date_created: Option<Timestamp>,
    /// When it went out; none while it waits.
    #[serde(default, deserialize_with = "rfc2822")]
    pub date_sent: Option<Timestamp>,
}

impl Message {
    /// Whether it did not reach its receiver, and will not.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self.status.as_str(), "failed" | "undelivered")
    }

    /// Whether its status will not change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self.status.as_str(),
            "delivered" | "undelivered" | "failed" | "canceled" | "read" | "received"
        )
    }
}

/// The 2010 API's times: `Mon, 09 Mar 2026 14:30:00 +0000`.
fn rfc2822<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let parse = |text: &str| jiff::fmt::rfc2822::parse(text).map(|zoned| zoned.timestamp());
    text.as_deref().map(parse).transpose().map_err(serde::de::Error::custom)
}

/// Twilio's code for "can no longer be canceled" (<https://www.twilio.com/docs/api/errors/30409>).
pub const NOT_CANCELABLE: u32 = 30409;

/// Twilio gives at most so many rows a page.
const LARGEST_PAGE: usize = 1000;

impl Client {
    /// The Messages between two numbers in one direction that went out, or came in, at `since` or later; newest first.
    /// Scheduled ones have no time yet and are left out.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn messages(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        since: Timestamp,
    ) -> Result<Vec<Message>, ApiError> {
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages.json"];
        let mut call = Call::get(Product::Api, &path, "list the Messages")
            .query("PageSize", "1000")
            .query("DateSent>", since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        for (name, number) in [("From", from), ("To", to)] {
            if let Some(number) = number {
                call = call.query(name, number);
            }
        }
        self.list(call, "messages").await
    }

    /// Fetches one Message.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn message(&self, sid: &str) -> Result<Message, ApiError> {
        let file = checked(sid, "read the Message")?;
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages", file.as_str()];
        self.fetch(Call::get(Product::Api, &path, "read the Message")).await
    }

    /// The newest Messages of the account, or of those to `to`, by the time at which they were created, about `most` of
    /// them. Twilio can filter neither by status nor by Messaging Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn newest_messages(&self, to: Option<&str>, most: usize) -> Result<Vec<Message>, ApiError> {
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages.json"];
        let mut call = Call::get(Product::Api, &path, "list the Messages")
            .query("PageSize", most.min(LARGEST_PAGE).to_string());
        if let Some(to) = to {
            call = call.query("To", to);
        }
        self.pages(call, "messages", most.div_ceil(LARGEST_PAGE)).await
    }

    /// The newest Messages from `from`, one page at most; scheduled ones have no sender yet and are left out.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn newest_messages_from(&self, from: &str) -> Result<Vec<Message>, ApiError> {
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages.json"];
        let call = Call::get(Product::Api, &path, "list the Messages")
            .query("PageSize", LARGEST_PAGE.to_string())
            .query("From", from);
        self.pages(call, "messages", 1).await
    }

    /// Cancels a scheduled Message.
    ///
    /// # Errors
    /// [`NOT_CANCELABLE`] when it went out already; otherwise when Twilio refuses or cannot be reached.
    pub async fn cancel_message(&self, sid: &str) -> Result<Message, ApiError> {
        let file = checked(sid, "cancel the Message")?;
        let path = ["2010-04-01", "Accounts", self.account_sid(), "Messages", file.as_str()];
        self.fetch(
            Call::post(Product::Api, &path, "cancel the Message").form("Status", "canceled").harmless(),
        )
        .await
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
