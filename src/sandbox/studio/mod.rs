//! The Studio engine: reads a Flow definition, checks it, and runs one Execution of it.
//!
//! The engine knows nothing of HTTP, stores or Node: what a widget does to the world goes through [`World`].

use futures::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which Execution this is; the values Liquid sees as `flow.sid` and `flow.flow_sid`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    /// `AC…`
    pub account_sid: String,
    /// `FW…`
    pub flow_sid: String,
    /// `FN…`
    pub execution_sid: String,
}

/// What started the Execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// `POST …/Executions`.
    Request {
        /// The contact's address.
        to: String,
        /// Twilio's side: a number or a Messaging Service SID.
        from: String,
        /// `Parameters`, `{{flow.data.*}}` in Liquid.
        parameters: Map<String, Value>,
    },
    /// An inbound message, with the webhook's parameters (`From`, `To`, `Body`, `MessageSid`, …) as text.
    Message(Map<String, Value>),
}

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

/// What widgets do outside the engine.
pub trait World: Send + Sync {
    /// The sandbox's time.
    fn now(&self) -> Timestamp;
    /// Calls a deployed function as Studio does: a signed form POST.
    fn run_function(&self, call: FunctionCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>>;
    /// Calls a URL.
    fn http_request(&self, call: HttpCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>>;
    /// Creates a Message; the answer is the Message resource with PascalCase keys (`Sid`, `Status`, `Body`, …).
    fn send_message(
        &self,
        message: OutboundMessage,
    ) -> BoxFuture<'_, Result<Map<String, Value>, SendFailure>>;
    /// Called after each step, so that the Execution can be seen and survives a kill.
    fn stepped(&self, run: &Run);
}

/// One transition of an Execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step {
    /// The event that was followed.
    pub name: String,
    /// The widget left.
    pub transitioned_from: String,
    /// The widget entered, or `Ended`.
    pub transitioned_to: String,
    /// The widget type of `transitioned_from`.
    pub widget_type: String,
    /// The whole context after the step.
    pub context: Value,
    /// When.
    pub at: Timestamp,
}

/// What Twilio's debugger would show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Warning {
    /// For example 81018.
    pub code: u32,
    /// What happened, without the contact's data.
    pub message: String,
    /// The widget.
    pub widget: String,
}

/// Where an Execution is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Progress {
    /// Between two widgets.
    Running,
    /// Parked at a `send-and-wait-for-reply`.
    Waiting {
        /// The widget's name.
        widget: String,
        /// When its time-out is due.
        until: Timestamp,
        /// The message that was sent, whose failure ends the wait.
        message_sid: String,
    },
    /// Over.
    Ended,
}

/// One Execution: everything needed to go on after a restart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// Its SIDs.
    pub identity: Identity,
    /// What started it.
    pub trigger: Trigger,
    /// Where it is.
    pub progress: Progress,
    /// Steps so far, oldest first.
    pub steps: Vec<Step>,
    /// Warnings so far.
    pub warnings: Vec<Warning>,
}

/// One complaint about a definition, worded and addressed as FlowValidate does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// For example `integer found, string expected`.
    pub message: String,
    /// For example `#/states/3/properties/timeout`.
    pub property_path: String,
}

/// A parsed definition.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The JSON it came from.
    pub json: Value,
}

/// Checks a definition as `POST /v2/Flows/Validate` does; an empty list means valid.
#[must_use]
pub fn validate(_definition: &Value) -> Vec<Issue> {
    todo!()
}

impl Definition {
    /// Reads a definition leniently: what Studio runs although FlowValidate would complain (integer timeouts) is accepted.
    ///
    /// # Errors
    /// The issues that make it impossible to run.
    pub fn parse(_definition: &Value) -> Result<Self, Vec<Issue>> {
        todo!()
    }
}

impl Run {
    /// A new Execution that has not begun.
    #[must_use]
    pub fn new(_identity: Identity, _trigger: Trigger) -> Self {
        todo!()
    }
    /// Begins at the trigger and goes on until it waits or ends.
    pub async fn start(&mut self, _flow: &Definition, _world: &dyn World) {
        todo!()
    }
    /// Hands a patient's message to a waiting Execution and goes on; `false` when it was not waiting (warning 81002).
    pub async fn incoming_message(
        &mut self,
        _flow: &Definition,
        _parameters: Map<String, Value>,
        _world: &dyn World,
    ) -> bool {
        todo!()
    }
    /// The wait is over without a reply.
    pub async fn timed_out(&mut self, _flow: &Definition, _world: &dyn World) {
        todo!()
    }
    /// A status callback said `failed` or `undelivered` for the message waited on.
    pub async fn delivery_failed(
        &mut self,
        _flow: &Definition,
        _parameters: Map<String, Value>,
        _world: &dyn World,
    ) {
        todo!()
    }
    /// The context as `GET …/Executions/{sid}/Context` shows it: `trigger`, `contact`, `flow`, `widgets`.
    #[must_use]
    pub fn context(&self) -> Value {
        todo!()
    }
}
