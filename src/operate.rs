//! What the deployed functions do for an operator: sweep, repair, and reminders that go out now.
//!
//! When and what is sent is decided by the functions alone. They are called with a short-lived token that is made here
//! from the deployment's own key, which whoever holds the account's credentials can read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::{ApiError, Client};

/// The Variable that holds the key of the deployment's tokens: 32 bytes in hex.
pub const SIGNING_KEY: &str = "TOKEN_SIGNING_KEY";
/// So long a token is good for, in seconds.
const LIFETIME: i64 = 120;
/// The most reminders that a function takes at once.
const BATCH: usize = 20;

/// Calls the functions of one deployment.
pub struct Operator<'a> {
    client: &'a Client,
    domain: &'a str,
    key: Vec<u8>,
    /// The target's time when this was made: a sandbox has a clock of its own.
    began: (Timestamp, Instant),
}

/// One page of a sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Swept {
    /// Records that were looked at.
    pub checked: u64,
    /// Reminders that were scheduled.
    pub scheduled: u64,
    /// Reminders whose time has passed or does not fit any more.
    pub skipped: u64,
    /// Requests that the EHR took now.
    pub delivered: u64,
    /// Requests that the EHR still does not take.
    pub waiting: u64,
    /// What could not be done.
    pub failed: u64,
}

impl std::ops::AddAssign for Swept {
    fn add_assign(&mut self, other: Self) {
        self.checked += other.checked;
        self.scheduled += other.scheduled;
        self.skipped += other.skipped;
        self.delivered += other.delivered;
        self.waiting += other.waiting;
        self.failed += other.failed;
    }
}

/// A disagreement between a record and the Messages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// The appointment.
    pub appointment_id: String,
    /// The reminder's id; none when the whole record is meant.
    pub reminder: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What was done about it, or would be.
    pub action: String,
}

impl Finding {
    /// Whether it was only reported, or kept for another time: then a repair is not all that is needed.
    #[must_use]
    pub fn is_left(&self) -> bool {
        self.action == "reported" || self.action.starts_with("kept")
    }
}

/// A reminder by its appointment and its own id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The appointment.
    pub appointment_id: String,
    /// The reminder's id in the record.
    pub id: String,
}

/// What became of a reminder that was to go out now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SendResult {
    /// The appointment.
    pub appointment_id: String,
    /// The reminder's id.
    pub id: String,
    /// `sent`, `already-sent`, `canceled`, `not-found`, `failed`.
    pub outcome: String,
    /// Why.
    pub detail: Option<String>,
}

#[derive(Deserialize)]
struct Page<T> {
    #[serde(flatten)]
    page: T,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Findings {
    checked: u64,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Results {
    results: Vec<SendResult>,
}

impl<'a> Operator<'a> {
    /// `key` is the Variable [`SIGNING_KEY`], `now` the target's time.
    ///
    /// # Errors
    /// When the deployment is of a pam that knew no such key.
    pub fn new(
        client: &'a Client,
        domain: &'a str,
        key: Option<&SecretString>,
        now: Timestamp,
    ) -> Result<Self> {
        let key = key.and_then(|key| hex::decode(key.expose_secret()).ok()).ok_or_else(outdated)?;
        Ok(Self { client, domain, key, began: (now, Instant::now()) })
    }

    /// A token of the kind `operate`, as the functions take it.
    fn token(&self) -> SecretString {
        let (began, instant) = self.began;
        let elapsed = SignedDuration::try_from(instant.elapsed()).unwrap_or_default();
        token(&self.key, self.domain, began.saturating_add(elapsed).unwrap_or(began)).into()
    }

    async fn call<T: DeserializeOwned>(&self, name: &str, body: Value, doing: &str) -> Result<T> {
        let answer = self.client.call_function(self.domain, name, self.token(), body, doing).await;
        answer.map_err(explain)
    }

    /// Sweeps one page of the records: schedules parked reminders, sends waiting requests again. Gives the next page's
    /// token.
    ///
    /// # Errors
    /// When the function cannot be called.
    pub async fn sweep(&self, page: Option<&str>) -> Result<(Swept, Option<String>)> {
        let body = page.map_or_else(|| json!({}), |page| json!({"page": page}));
        let swept: Page<Swept> = self.call("sweep", body, "sweep").await?;
        Ok((swept.page, swept.next))
    }

    /// Compares one page of the records with the Messages, and mends what disagrees unless it is a `dry_run`. Gives
    /// how many records were looked at, the findings, and the next page's token.
    ///
    /// # Errors
    /// When the function cannot be called.
    pub async fn repair(
        &self,
        page: Option<&str>,
        dry_run: bool,
    ) -> Result<(u64, Vec<Finding>, Option<String>)> {
        let mut body = json!({"dry_run": dry_run});
        if let Some(page) = page {
            body["page"] = json!(page);
        }
        let page: Page<Findings> = self.call("repair", body, "repair").await?;
        Ok((page.page.checked, page.page.findings, page.next))
    }

    /// Sends reminders now; at most [`Self::batch`] at once.
    ///
    /// # Errors
    /// When the function cannot be called; then it is not known which ones went out, and to send them again is safe.
    pub async fn send(&self, reminders: &[Named]) -> Result<Vec<SendResult>> {
        let named: Vec<Value> = reminders
            .iter()
            .map(|named| json!({"appointment_id": named.appointment_id, "id": named.id}))
            .collect();
        let results: Results =
            self.call("reminders-send", json!({"reminders": named}), "send the reminders").await?;
        Ok(results.results)
    }

    /// The most reminders that [`Self::send`] takes at once.
    #[must_use]
    pub const fn batch() -> usize {
        BATCH
    }
}

fn outdated() -> Error {
    Error::not_found("app-outdated", "the deployed app is older than this command")
        .hint("Run pam deploy to bring it up to date")
}

fn explain(error: ApiError) -> Error {
    match error.refusal().map(|refusal| refusal.status) {
        Some(404) => outdated(),
        Some(401 | 403) => {
            let mut error = Error::new(
                ExitCode::Refused,
                "token-refused",
                format!("{error}; the token that pam made is not taken"),
            );
            error.hints.push(
                "Check this machine's clock; if it is right, run pam deploy so that the deployed app has the key \
                 that is on record"
                    .to_owned(),
            );
            error
        }
        _ => error.into(),
    }
}

/// A JSON Web Token (RFC 7519) of the kind `operate`, signed with HS256.
fn token(key: &[u8], domain: &str, now: Timestamp) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let issued = now.as_second();
    let head = encode(&json!({"alg": "HS256", "typ": "JWT"}));
    let claims = encode(&json!({
        "iss": format!("pam:{domain}"), "aud": "operate", "iat": issued, "nbf": issued, "exp": issued + LIFETIME,
    }));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(format!("{head}.{claims}").as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{head}.{claims}.{signature}")
}

#[cfg(test)]
mod tests;
