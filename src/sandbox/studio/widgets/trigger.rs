//! `trigger`: the Execution's beginning.

use super::super::run::{Run, Trigger};
use super::Outcome;

pub(super) fn run(run: &Run) -> Outcome {
    Outcome::Event(match run.trigger {
        Trigger::Request { .. } => "incomingRequest",
        Trigger::Message(_) => "incomingMessage",
    })
}
