//! The one error a person or a script sees: what failed, why, and what to do next.

use serde_json::{Value, json};

use crate::exit::ExitCode;

/// What Twilio said, kept whole so that a user can quote it to Twilio's support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwilioDetails {
    /// HTTP status of the answer.
    pub status: u16,
    /// Twilio's error code, for example 20404.
    pub code: Option<u32>,
    /// Twilio's page about the code.
    pub more_info: Option<String>,
    /// `Twilio-Request-Id` of the answer.
    pub request_id: Option<String>,
}

/// An error with its exit code, a stable name for scripts, and the next step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Which exit code the process ends with.
    pub exit: ExitCode,
    /// A stable name in kebab-case; scripts may match on it.
    pub code: &'static str,
    /// What failed and why, a fragment without a full stop.
    pub message: String,
    /// The flag, variable or field that is wrong.
    pub field: Option<String>,
    /// What to do next, imperative sentences.
    pub hints: Vec<String>,
    /// Twilio's side of the story, boxed because most errors have none.
    pub twilio: Option<Box<TwilioDetails>>,
}

/// The result of everything that can fail in front of a user.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of the given kind.
    #[must_use]
    pub fn new(exit: ExitCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { exit, code, message: message.into(), field: None, hints: Vec::new(), twilio: None }
    }

    /// Input or settings that cannot be used; nothing was changed.
    #[must_use]
    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ExitCode::Invalid, code, message)
    }

    /// Something that should not be possible.
    #[must_use]
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Bug, "bug", message)
            .hint("This is a fault of pam: please report it with the command you ran")
    }

    /// Something that is not there.
    #[must_use]
    pub fn not_found(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ExitCode::NotFound, code, message)
    }

    /// Adds a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Names the flag, variable or field that is wrong.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Puts what was being done before the message.
    #[must_use]
    pub fn context(mut self, doing: &str) -> Self {
        self.message = format!("{doing}: {}", self.message);
        self
    }

    /// The error as scripts read it, under the key `error`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let twilio = self.twilio.as_ref().map(|t| {
            json!({"status": t.status, "code": t.code, "more_info": t.more_info, "request_id": t.request_id})
        });
        json!({"error": {
            "code": self.code,
            "exit_code": self.exit as u8,
            "message": self.message,
            "field": self.field,
            "hints": self.hints,
            "twilio": twilio,
        }})
    }
}
