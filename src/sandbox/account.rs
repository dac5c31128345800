//! The sandbox's one account and its credentials.

use std::fmt;
use std::io;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
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

/// Which credentials a request was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// The account's own.
    AuthToken,
    /// The account's own.
    ApiKey,
    /// Those of the account that owns it.
    OwnerToken,
    /// Those of the account that owns it.
    OwnerKey,
    /// Its test credentials.
    Test,
}

/// Credentials that are somebody's, and not the account's own live ones: to rehearse what is often confused.
#[derive(Clone)]
pub struct Foreign {
    /// `AC…`, of the account that they are of.
    pub account_sid: String,
    /// `AC…` or `SK…`.
    pub username: String,
    /// Auth token or secret.
    pub password: SecretString,
}

impl fmt::Debug for Foreign {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Foreign").field("username", &self.username).finish_non_exhaustive()
    }
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

    /// The auth token of the account that owns this one. All of an owner's follows from the account's own.
    #[must_use]
    pub fn owner_token(&self) -> Foreign {
        let account_sid = self.owner_sid();
        Foreign { username: account_sid.clone(), account_sid, password: self.derived("owner token").into() }
    }

    /// An API key of the account that owns this one.
    #[must_use]
    pub fn owner_key(&self) -> Foreign {
        let username = format!("SK{}", self.derived("owner key"));
        Foreign { account_sid: self.owner_sid(), username, password: self.derived("owner secret").into() }
    }

    /// The account's test credentials (docs:iam/test-credentials), which have a SID of their own.
    #[must_use]
    pub fn test(&self) -> Foreign {
        let account_sid = format!("AC{}", self.derived("test"));
        Foreign { username: account_sid.clone(), account_sid, password: self.derived("test token").into() }
    }

    pub(crate) fn owner_sid(&self) -> String {
        format!("AC{}", self.derived("owner"))
    }

    /// 32 hexadecimal digits that nobody can tell who has not the account's secrets.
    fn derived(&self, what: &str) -> String {
        let secret = self.auth_token.expose_secret();
        hex::encode(&Sha256::digest(format!("{what} {} {secret}", self.account_sid))[..16])
    }

    /// Compares all pairs in constant time.
    pub(crate) fn check(&self, user: &str, password: &str) -> Option<Credentials> {
        let is = |sid: &str, secret: &SecretString| same(user, sid) & same(password, secret.expose_secret());
        let is_foreign = |foreign: &Foreign| is(&foreign.username, &foreign.password);
        [
            (Credentials::AuthToken, is(&self.account_sid, &self.auth_token)),
            (Credentials::ApiKey, is(&self.api_key_sid, &self.api_key_secret)),
            (Credentials::OwnerToken, is_foreign(&self.owner_token())),
            (Credentials::OwnerKey, is_foreign(&self.owner_key())),
            (Credentials::Test, is_foreign(&self.test())),
        ]
        .into_iter()
        .fold(None, |found, (kind, is)| if is { Some(kind) } else { found })
    }
}

/// Equality that takes as long for a near miss as for a far one.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
