//! What the engine asks of its surroundings.

use futures::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Run;

/// A `run-function` call after its templates were rendered.
#[derive(Debug, Clone)]
pub struct FunctionCall {
    /// `https://domain.twil.io/path`.
    pub url: String,
    /// `ZS…`, `ZE…`, `ZH…` as the widget names them.
    pub service_sid: Option<String>,
    /// See `service_sid`.
    pub environment_sid: Option<String>,
    /// See `service_sid`.
    pub function_sid: Option<String>,
    /// Sent as a form body, in order.
    pub parameters: Vec<(String, String)>,
}

/// A `make-http-request` call after its templates were rendered.
#[derive(Debug, Clone)]
pub struct HttpCall {
    /// `GET` or `POST`.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// As the widget says, for example `application/json`.
    pub content_type: String,
    /// The body to send, already encoded.
    pub body: Option<String>,
    /// `add_twilio_auth`: send the account's credentials as Basic authentication.
    pub twilio_auth: bool,
}

/// What came back from a function or a URL.
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// Content type with its parameters.
    pub content_type: String,
    /// The body as text.
    pub body: String,
}

/// No answer at all: time-out, refused connection.
#[derive(Debug, Clone)]
pub struct NoAnswer {
    /// Why, in a few words.
    pub reason: String,
}

/// A message that a widget sends.
#[derive(Debug, Clone)]
pub struct OutboundMessage {
    /// Twilio's side: a number or a Messaging Service SID.
    pub from: String,
    /// The contact.
    pub to: String,
    /// The text.
    pub body: String,
    /// Media, if the widget has any.
    pub media_url: Option<String>,
}

/// The Messages API's refusal.
#[derive(Debug, Clone)]
pub struct SendFailure {
    /// HTTP status.
    pub status: u16,
    /// Twilio's code, for example 21610.
    pub code: u32,
    /// Twilio's message.
    pub message: String,
}

/// A Flow that is run by another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subflow {
    /// `FW…`
    pub flow_sid: String,
    /// Of the Revision that was asked for.
    pub definition: Value,
}

/// What widgets do outside the engine.
pub trait World: Send + Sync {
    /// The sandbox's time.
    fn now(&self) -> Timestamp;
    /// Calls a deployed function as Studio does: a signed form POST. No answer within 10 s is [`NoAnswer`].
    fn run_function(&self, call: FunctionCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>>;
    /// Calls a URL, follows redirects. No answer within 10 s is [`NoAnswer`].
    fn http_request(&self, call: HttpCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>>;
    /// Creates a Message; the answer is the Message resource with PascalCase keys (`Sid`, `Status`, `Body`, …).
    fn send_message(
        &self,
        message: OutboundMessage,
    ) -> BoxFuture<'_, Result<Map<String, Value>, SendFailure>>;
    /// A Revision of a Flow: `LatestPublished`, `LatestSaved` or a number. None when there is none.
    fn subflow(&self, flow_sid: &str, revision: &str) -> Option<Subflow>;
    /// Called after each step, and when the Execution begins to wait, so that the Execution can be seen and survives a kill.
    fn stepped(&self, run: &Run);
}
