//! The sandbox's one account and its credentials.

use std::fmt;
use std::io;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{ids, store};

/// An account with its auth token and one API key.
#[derive(Clone)]
pub struct Account {
    /// `AC…`
    pub account_sid: String,
    /// What the account's webhooks are signed with.
    pub auth_token: SecretString,
    /// `SK…`
    pub api_key_sid: String,
    /// The key's secret.
    pub api_key_secret: SecretString,
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Account")
            .field("account_sid", &self.account_sid)
            .field("api_key_sid", &self.api_key_sid)
            .finish_non_exhaustive()
    }
}

/// The form it is kept in.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored {
    account_sid: String,
    auth_token: String,
    api_key_sid: String,
    api_key_secret: String,
}

impl From<&Account> for Stored {
    fn from(account: &Account) -> Self {
        Self {
            account_sid: account.account_sid.clone(),
            auth_token: account.auth_token.expose_secret().to_owned(),
            api_key_sid: account.api_key_sid.clone(),
            api_key_secret: account.api_key_secret.expose_secret().to_owned(),
        }
    }
}

impl From<Stored> for Account {
    fn from(stored: Stored) -> Self {
        Self {
            account_sid: stored.account_sid,
            auth_token: stored.auth_token.into(),
            api_key_sid: stored.api_key_sid,
            api_key_secret: stored.api_key_secret.into(),
        }
    }
}

/// Which of the account's credentials a request was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    AuthToken,
    ApiKey,
}

impl Account {
    pub(crate) fn random() -> Self {
        Self {
            account_sid: ids::sid("AC"),
            auth_token: ids::hex(16).into(),
            api_key_sid: ids::sid("SK"),
            api_key_secret: ids::hex(16).into(),
        }
    }

    /// The account kept at `path`; a new one when there is none.
    pub(crate) fn load_or_create(path: &Path) -> io::Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(serde_json::from_slice::<Stored>(&bytes)?.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let account = Self::random();
                store::write_file(path, &serde_json::to_vec_pretty(&Stored::from(&account))?)?;
                Ok(account)
            }
            Err(error) => Err(error),
        }
    }

    /// Compares both pairs in constant time.
    pub(crate) fn check(&self, user: &str, password: &str) -> Option<Credentials> {
        let is = |sid: &str, secret: &SecretString| same(user, sid) & same(password, secret.expose_secret());
        let by_token = is(&self.account_sid, &self.auth_token);
        let by_key = is(&self.api_key_sid, &self.api_key_secret);
        match (by_token, by_key) {
            (true, _) => Some(Credentials::AuthToken),
            (_, true) => Some(Credentials::ApiKey),
            _ => None,
        }
    }
}

/// Equality that takes as long for a near miss as for a far one.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
