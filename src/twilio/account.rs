//! The Account itself (`/2010-04-01/Accounts/{AC}`).

use serde::Deserialize;

use super::error::ApiError;
use super::transport::{Call, Client, Product};

/// An account, as far as pam looks at it. The answer also holds the auth token, which is not read.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    /// A name for people.
    pub friendly_name: Option<String>,
    /// `active`, `suspended` or `closed`.
    pub status: String,
    /// `Trial` or `Full`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The account that owns it, itself unless it is a subaccount.
    pub owner_account_sid: Option<String>,
}

impl Client {
    /// The account; none where the credentials may not see it: Standard API keys reach everything but this
    /// (docs:iam/api-keys).
    ///
    /// # Errors
    /// When Twilio refuses otherwise or cannot be reached.
    pub async fn account(&self) -> Result<Option<Account>, ApiError> {
        let file = format!("{}.json", self.account_sid());
        let path = ["2010-04-01", "Accounts", file.as_str()];
        match self.fetch(Call::get(Product::Api, &path, "read the account")).await {
            Err(error) if error.refusal().is_some_and(|refusal| matches!(refusal.status, 401 | 403)) => {
                Ok(None)
            }
            other => other.map(Some),
        }
    }
}
