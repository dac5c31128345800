//! Twilio's error bodies.

use serde_json::{Value, json};

/// A refusal, as Twilio words it: `{"code","message","more_info","status"}`, sometimes with `details`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: String,
    pub(crate) details: Option<Value>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: None }
    }

    pub(crate) fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// 20001, the code for parameters that are missing or wrong.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::bad_request(20001, message)
    }

    /// 20404 for a path that leads nowhere.
    pub(crate) fn not_found(path: &str) -> Self {
        Self::new(404, 20404, format!("The requested resource {path} was not found"))
    }

    /// 20004 for a path that leads somewhere by another method.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(405, 20004, "Method not allowed")
    }

    /// 20003 for credentials that are wrong, or that may not do this.
    pub(crate) fn authenticate() -> Self {
        Self::new(401, 20003, "Authenticate")
    }

    /// 20008 for what test credentials may not do (docs:iam/test-credentials), which is nearly everything.
    pub(crate) fn test_credentials() -> Self {
        Self::new(403, 20008, "Resource not accessible with Test Account Credentials")
    }

    /// 20409 for what exists already.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, 20409, message)
    }

    /// 20500 for a fault of the sandbox itself.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, 20500, message)
    }

    pub(crate) fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status,
        });
        if let Some(details) = &self.details {
            body["details"] = details.clone();
        }
        body
    }
}
