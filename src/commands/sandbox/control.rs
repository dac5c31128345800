//! A client of the sandbox's control API (`/_pam/…`).

use jiff::Timestamp;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Talks to one sandbox.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Control {
    url: String,
    token: SecretString,
    http: std::sync::Arc<std::sync::OnceLock<reqwest::Client>>,
}

/// A text on a phone.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::commands) struct Text {
    /// `SM…`
    pub(in crate::commands) sid: String,
    /// `received` or `sent`, as the phone sees it.
    pub(in crate::commands) direction: String,
    /// Who sent it.
    pub(in crate::commands) from: String,
    /// The text.
    pub(in crate::commands) body: String,
    /// When, in the sandbox's time.
    pub(in crate::commands) at: Timestamp,
    /// Twilio's status.
    pub(in crate::commands) status: String,
}

/// A request that the EHR's endpoint received.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::commands) struct EhrRequest {
    /// Counts up.
    pub(in crate::commands) id: u64,
    /// When, in the sandbox's time.
    pub(in crate::commands) at: Timestamp,
    /// `POST`.
    pub(in crate::commands) method: String,
    /// Path.
    pub(in crate::commands) path: String,
    /// Headers by lower-case name.
    pub(in crate::commands) headers: serde_json::Map<String, Value>,
    /// JSON, or text.
    pub(in crate::commands) body: Value,
    /// What it was answered.
    pub(in crate::commands) status: u16,
}

/// A Message that waits to be sent.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::commands) struct Scheduled {
    /// The text.
    pub(in crate::commands) body: String,
}

/// What a patient's text set off.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::commands) struct Replied {
    /// The inbound Message.
    pub(in crate::commands) message_sid: String,
    /// The Execution that took it.
    pub(in crate::commands) execution_sid: Option<String>,
}

/// The clock after it was moved.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::commands) struct Advanced {
    /// The sandbox's time.
    pub(in crate::commands) now: Timestamp,
    /// What happened meanwhile, in order.
    pub(in crate::commands) fired: Vec<Value>,
}

#[derive(Deserialize)]
struct Clock {
    now: Timestamp,
}

#[derive(Deserialize)]
struct Messages<T> {
    messages: Vec<T>,
}

#[derive(Deserialize)]
struct Requests<T> {
    requests: Vec<T>,
}

#[derive(Deserialize)]
struct Faults {
    faults: Vec<Value>,
}

impl Control {
    /// The control of the sandbox at `url`.
    #[must_use]
    pub(in crate::commands) fn new(url: String, token: SecretString) -> Self {
        Self { url, token, http: std::sync::Arc::default() }
    }

    /// `http://127.0.0.1:8155`.
    #[must_use]
    pub(in crate::commands) fn url(&self) -> &str {
        &self.url
    }

    /// The page with the token that its script needs, in the fragment, which no browser sends to any server.
    #[must_use]
    pub(in crate::commands) fn page_url(&self) -> String {
        format!("{}/#token={}", self.url, self.token.expose_secret())
    }

    /// Where a deployment answers in a browser: below `localhost`, under the domain's own label.
    #[must_use]
    pub(in crate::commands) fn local_url(&self, domain: &str) -> String {
        let label = domain.split('.').next().unwrap_or(domain);
        let port = self.url.rsplit(':').next().unwrap_or_default();
        format!("http://{label}.localhost:{port}")
    }

    /// The sandbox's time.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn now(&self) -> Result<Timestamp> {
        Ok(self.call::<Clock>(Method::GET, "clock", None).await?.now)
    }

    /// Moves the clock forward; everything due happens before the answer.
    ///
    /// # Errors
    /// `clock` when the time lies in the past.
    pub(in crate::commands) async fn advance(&self, to: Timestamp) -> Result<Advanced> {
        self.call(Method::POST, "clock/advance", Some(json!({"to": to.to_string()}))).await
    }

    /// The texts on a phone, oldest first.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn texts(&self, number: &str) -> Result<Vec<Text>> {
        let path = format!("phones/{}/messages", number.replace('+', "%2B"));
        Ok(self.call::<Messages<Text>>(Method::GET, &path, None).await?.messages)
    }

    /// A patient sends a text; what it sets off has happened before the answer.
    ///
    /// # Errors
    /// When the phone has no number to answer to.
    pub(in crate::commands) async fn reply(
        &self,
        number: &str,
        body: &str,
        to: Option<&str>,
    ) -> Result<Replied> {
        let path = format!("phones/{}/messages", number.replace('+', "%2B"));
        let mut request = json!({"body": body});
        if let Some(to) = to {
            request["to"] = json!(to);
        }
        self.call(Method::POST, &path, Some(request)).await
    }

    /// What the EHR's endpoint received, oldest first.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn ehr_requests(&self) -> Result<Vec<EhrRequest>> {
        Ok(self.call::<Requests<EhrRequest>>(Method::GET, "ehr/requests", None).await?.requests)
    }

    /// Scheduled Messages with their send times, which Twilio itself never tells.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn scheduled(&self) -> Result<Vec<Scheduled>> {
        Ok(self.call::<Messages<Scheduled>>(Method::GET, "scheduled", None).await?.messages)
    }

    /// REST requests that the sandbox received after number `after`.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn requests(&self, after: u64) -> Result<Vec<Value>> {
        let path = format!("requests?after={after}");
        Ok(self.call::<Requests<Value>>(Method::GET, &path, None).await?.requests)
    }

    /// Sets how the EHR's endpoint answers from now on.
    ///
    /// # Errors
    /// When the sandbox refuses the status.
    pub(in crate::commands) async fn answer_ehr_with(&self, status: u16) -> Result<()> {
        self.call::<Value>(Method::PUT, "ehr/response", Some(json!({"status": status}))).await.map(drop)
    }

    /// Hands what the EHR's endpoint receives on to a server on this machine, until it is told how to answer again.
    ///
    /// # Errors
    /// When the sandbox refuses the URL.
    pub(in crate::commands) async fn forward_ehr_to(&self, url: &str) -> Result<()> {
        self.call::<Value>(Method::PUT, "ehr/response", Some(json!({"forward_to": url}))).await.map(drop)
    }

    /// The faults that wait, after adding one.
    ///
    /// # Errors
    /// When the sandbox refuses it.
    pub(in crate::commands) async fn add_fault(&self, fault: Value) -> Result<Vec<Value>> {
        Ok(self.call::<Faults>(Method::POST, "faults", Some(fault)).await?.faults)
    }

    /// The faults that wait.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn faults(&self) -> Result<Vec<Value>> {
        Ok(self.call::<Faults>(Method::GET, "faults", None).await?.faults)
    }

    /// Clears all faults.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn clear_faults(&self) -> Result<Vec<Value>> {
        Ok(self.call::<Faults>(Method::DELETE, "faults", None).await?.faults)
    }

    /// Forgets everything but the account.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub(in crate::commands) async fn reset(&self) -> Result<()> {
        self.call::<Value>(Method::POST, "reset", Some(json!({}))).await.map(drop)
    }

    async fn call<T: DeserializeOwned>(&self, method: Method, path: &str, body: Option<Value>) -> Result<T> {
        let lost = |reason: String| {
            Error::new(ExitCode::Network, "sandbox-lost", format!("the sandbox does not answer: {reason}"))
                .hint("Start it again with pam sandbox; its state is kept")
        };
        let http = match self.http.get() {
            Some(http) => http,
            None => {
                let http = crate::twilio::local_http(&self.url).map_err(|error| lost(error.to_string()))?;
                self.http.get_or_init(|| http)
            }
        };
        let mut request =
            http.request(method, format!("{}/_pam/{path}", self.url)).bearer_auth(self.token.expose_secret());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(|error| lost(error.without_url().to_string()))?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| lost(error.without_url().to_string()))?;
        let value: Value = serde_json::from_slice(if bytes.is_empty() { b"null" } else { &bytes })
            .map_err(|error| lost(format!("its answer is not JSON ({error})")))?;
        if !status.is_success() {
            let message =
                value.pointer("/error/message").and_then(Value::as_str).unwrap_or("it refused the request");
            let error = Error::invalid("sandbox-refused", message);
            return Err(match value.pointer("/error/code").and_then(Value::as_str) {
                Some("unaddressed") => error.field("--to").hint("Name the number with --to"),
                _ => error,
            });
        }
        T::deserialize(value).map_err(|error| lost(error.to_string()))
    }
}
