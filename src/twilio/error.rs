//! What can go wrong between pam and Twilio, and what a user is told of it.

use serde::Deserialize;
use serde_json::Value;

use super::codes;
use crate::error::{Error, TwilioDetails};
use crate::exit::ExitCode;

/// A request that did not end well.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// Twilio answered with an error.
    #[error("could not {doing}: {refusal}")]
    Refused {
        /// What was being done, an infinitive: `create the Flow`.
        doing: String,
        /// Twilio's answer.
        refusal: Box<Refusal>,
    },
    /// No answer came. A `POST` may have been carried out.
    #[error("could not {doing}: {reason}")]
    Network {
        /// What was being done.
        doing: String,
        /// Why, without URL or secrets.
        reason: String,
    },
    /// An answer came from another account than the one that is meant.
    #[error("could not {doing}: the credentials are of another account, {found}")]
    OtherAccount {
        /// What was being done.
        doing: String,
        /// The account that answered.
        found: String,
        /// The account that is meant.
        meant: String,
    },
    /// An answer came that is not what Twilio documents, for example from a proxy.
    #[error("could not {doing}: the answer is not what Twilio documents ({reason})")]
    Malformed {
        /// What was being done.
        doing: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Twilio's error body, read tolerantly: a proxy's HTML leaves everything but the status empty.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Twilio's code.
    pub code: Option<u32>,
    /// Twilio's message.
    pub message: String,
    /// A page about the code.
    pub more_info: Option<String>,
    /// The code of a deployed function's problem document, in kebab-case.
    pub problem: Option<String>,
    /// `details`, for example FlowValidate's `errors`.
    pub details: Value,
    /// `Twilio-Request-Id`.
    pub request_id: Option<String>,
    /// As whom it was asked.
    pub asked: Asked,
}

/// As whom Twilio was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The account that is meant.
    pub account_sid: String,
    /// With an API key, not with the account's auth token.
    pub by_key: bool,
    /// The region, if it is not US1.
    pub region: Option<String>,
    /// The edge, if one was named.
    pub edge: Option<String>,
    /// What the same credentials are good for, if they are good for something.
    pub good_for: Option<GoodFor>,
}

/// What credentials are good for that the account refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoodFor {
    /// Another account; its SID where that could be seen.
    OtherAccount(Option<String>),
    /// US1, while another region was asked.
    Us1,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.message.is_empty() { write!(f, "HTTP {}", self.status) } else { f.write_str(&self.message) }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    /// Twilio's is a number, a problem document's a word.
    code: Value,
    message: Option<String>,
    more_info: Option<String>,
    details: Value,
    title: Option<String>,
    detail: Option<String>,
}

impl Refusal {
    pub(super) fn read(status: u16, request_id: Option<String>, body: &[u8]) -> Self {
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        Self {
            status,
            code: body.code.as_u64().and_then(|code| u32::try_from(code).ok()),
            problem: body.code.as_str().map(str::to_owned),
            message: body.message.or(body.detail).or(body.title).unwrap_or_default(),
            more_info: body.more_info,
            details: body.details,
            request_id,
            asked: Asked::default(),
        }
    }
}

impl ApiError {
    /// HTTP status and Twilio's code, when Twilio answered.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Whether Twilio said that there is no such resource.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.status == 404)
    }

    /// Whether Twilio gave this code.
    #[must_use]
    pub fn has_code(&self, code: u32) -> bool {
        self.refusal().and_then(|refusal| refusal.code) == Some(code)
    }
}

/// Turns a `404` into `None`.
pub(crate) fn optional<T>(result: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match result {
        Err(error) if error.is_not_found() => Ok(None),
        other => other.map(Some),
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        let message = error.to_string();
        let ApiError::Refused { refusal, .. } = error else {
            return match error {
                ApiError::Network { .. } => Self::new(ExitCode::Network, "network", message)
                    .hint("Check the connection and repeat the command; repeating is safe"),
                ApiError::OtherAccount { found, meant, .. } => other_account(message, &meant, Some(&found)),
                _ => Self::new(ExitCode::Refused, "unexpected-answer", message)
                    .hint("Check whether a proxy stands between this machine and Twilio"),
            };
        };
        let (exit, code) = match (refusal.status, refusal.code) {
            (_, Some(TEST_CREDENTIALS)) => (ExitCode::Credentials, "test-credentials"),
            (401, _) if let Some(GoodFor::OtherAccount(_)) = refusal.asked.good_for => {
                (ExitCode::Credentials, OTHER_ACCOUNT)
            }
            (401, _) => (ExitCode::Credentials, "credentials-refused"),
            (403, _) => (ExitCode::Credentials, "forbidden"),
            (404, _) => (ExitCode::NotFound, "not-found"),
            (429, _) => (ExitCode::Network, "rate-limited"),
            (500.., _) => (ExitCode::Network, "twilio-unavailable"),
            _ => (ExitCode::Refused, "twilio-refused"),
        };
        let mut told = Self::new(exit, code, message);
        if refusal.status == 401 && refusal.code != Some(70051) {
            told.hints = of_credentials(&refusal.asked);
        } else if let Some(hint) = hints(&refusal) {
            told = told.hint(hint);
        }
        if let Some(issues) = refusal.details.get("errors").and_then(Value::as_array) {
            for issue in issues.iter().take(5) {
                let text = |key: &str| issue.get(key).and_then(Value::as_str).unwrap_or_default();
                told = told.hint(format!("{}: {}", text("property_path"), text("message")));
            }
        }
        told.twilio = Some(Box::new(TwilioDetails {
            status: refusal.status,
            code: refusal.code,
            more_info: refusal.more_info,
            request_id: refusal.request_id,
        }));
        told
    }
}

/// Test credentials reach next to nothing (docs:api/errors/20008).
const TEST_CREDENTIALS: u32 = 20008;
const OTHER_ACCOUNT: &str = "credentials-of-another-account";

fn other_account(message: String, meant: &str, found: Option<&str>) -> Error {
    let mut error = Error::new(ExitCode::Credentials, OTHER_ACCOUNT, message);
    error.hints = of_other_account(meant, found);
    error
}

/// A key of the account that owns a subaccount is refused below api.twilio.com, and everywhere else acts on the owner
/// (docs:iam/api/subaccounts, docs:api/errors/20003).
fn of_other_account(meant: &str, found: Option<&str>) -> Vec<String> {
    let whose = found.map_or_else(|| "another account".to_owned(), |found| format!("account {found}"));
    let owner = found.unwrap_or("the key's account");
    vec![
        format!("The API key is good, but for {whose}, and TWILIO_ACCOUNT_SID names {meant}"),
        format!(
            "To work in {meant}, a subaccount perhaps, use a key that was made in it (Console, switch to that account, \
             Account > API keys), or its own auth token"
        ),
        format!("To work in {owner}, set TWILIO_ACCOUNT_SID to it, or of a profile repeat pam login"),
    ]
}

/// What may be wrong with credentials that Twilio does not know (20003): it does not say which of it is. Keys and tokens
/// are an account's and a region's (docs:iam/api-keys, docs:global-infrastructure).
fn of_credentials(asked: &Asked) -> Vec<String> {
    let place = asked.region.as_deref().unwrap_or("us1");
    match &asked.good_for {
        Some(GoodFor::OtherAccount(found)) => return of_other_account(&asked.account_sid, found.as_deref()),
        Some(GoodFor::Us1) => {
            return vec![
                format!("They are good in us1, and {place} was asked: each region has keys and tokens of its own"),
                "Unset TWILIO_REGION and TWILIO_EDGE to work in us1, or of a profile repeat pam login without them"
                    .to_owned(),
                format!("To work in {place}, make a key there (Console, choose the region, Account > API keys)"),
            ];
        }
        None => {}
    }
    let region = match &asked.edge {
        Some(edge) if place == "us1" => {
            format!(
                "us1 was asked, for TWILIO_EDGE={edge} alone is only another way there; TWILIO_REGION names the region"
            )
        }
        _ => format!("{place} was asked; TWILIO_REGION leads to another region"),
    };
    let closed =
        "Twilio says the same when the account is suspended or closed, which the Console shows".to_owned();
    if asked.by_key {
        vec![
            "Check TWILIO_API_KEY and TWILIO_API_SECRET, or of a profile repeat pam login".to_owned(),
            "A key is good for the account that it was made in, which TWILIO_ACCOUNT_SID has to name; a subaccount \
             has keys of its own"
                .to_owned(),
            format!("A key is good in the region that it was made in: {region}"),
            closed,
        ]
    } else {
        vec![
            "Check TWILIO_AUTH_TOKEN: it is the token of the account that TWILIO_ACCOUNT_SID names; a subaccount has \
             one of its own"
                .to_owned(),
            format!("Each region has an auth token of its own: {region}"),
            "A token that was rotated in the Console is no longer good".to_owned(),
            closed,
        ]
    }
}

fn hints(refusal: &Refusal) -> Option<&'static str> {
    Some(match (refusal.status, refusal.code) {
        (_, Some(TEST_CREDENTIALS)) => {
            "These are test credentials, which reach next to nothing: take the live ones (Console > Account > API keys & \
             tokens)"
        }
        (_, Some(70051)) | (403, _) => {
            "Use a Standard or Main API key: Restricted keys cannot reach Serverless and Sync"
        }
        (_, Some(code)) if let Some(mend) = codes::mend(code) => mend,
        (429, _) | (500.., _) => "Repeat the command in a moment; repeating is safe",
        (404, _) => "pam whoami shows whose account is asked, and pam status what is missing in it",
        _ => return None,
    })
}
