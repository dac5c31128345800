//! `trigger`: the Execution's beginning.

use super::super::run::{Run, Trigger};
use super::Outcome;

pub(super) fn run(run: &Run) -> Outcome {
    Outcome::Event(match run.trigger {
        _ if run.inside.is_some() => "incomingParent",
        Trigger::Request { .. } => "incomingRequest",
        Trigger::Message(_) => "incomingMessage",
    })
}
