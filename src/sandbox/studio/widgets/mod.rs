//! What each widget does when the Execution comes to it.

mod http_request;
mod response;
mod run_function;
mod run_subflow;
mod send_and_wait;
mod send_message;
mod set_variables;
mod split;
mod trigger;

use serde_json::{Map, Value};

use super::definition::{Definition, State};
use super::run::Run;
use super::world::{Subflow, World};

/// How a widget ends.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It sends an event.
    Event(&'static str),
    /// It chose one of its transitions, by its place.
    Transition(usize),
    /// It waits for a reply.
    Wait {
        /// The message that was sent.
        message_sid: String,
        /// For how long.
        seconds: i64,
    },
    /// It runs another Flow.
    Subflow(Box<Entry>),
    /// The sandbox cannot do this; the words go into "does not support …".
    Unsupported(String),
}

/// A Subflow about to run.
#[derive(Debug)]
pub(super) struct Entry {
    /// Which one.
    pub(super) subflow: Subflow,
    /// The same, parsed.
    pub(super) definition: Definition,
    /// What it is given.
    pub(super) parameters: Map<String, Value>,
}

/// Runs a widget.
pub(super) async fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    match state.kind.as_str() {
        "trigger" => trigger::run(run),
        "set-variables" => set_variables::run(run, state, world),
        "split-based-on" => split::run(run, state, world),
        "run-function" | "run-function-v2" => run_function::run(run, state, world).await,
        "run-subflow" => run_subflow::run(run, state, world),
        "make-http-request" => http_request::run(run, state, world).await,
        "send-message" => send_message::run(run, state, world).await,
        "send-and-wait-for-reply" => send_and_wait::run(run, state, world).await,
        other => Outcome::Unsupported(format!("the widget type {other}")),
    }
}
