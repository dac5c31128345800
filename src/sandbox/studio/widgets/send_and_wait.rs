//! `send-and-wait-for-reply`: sends and waits for a message, a time-out, or the message's failure
//! (`docs/studio/widget-library/send-wait-reply`).

use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::World;
use super::Outcome;
use super::send_message::{Sent, send, unsupported};

/// How long to wait when the widget does not say, in seconds.
const DEFAULT_TIMEOUT: i64 = 3_600;

pub(super) async fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let seconds = timeout(run, state, world);
    match send(run, state, world).await {
        Sent::Yes(message_sid) => Outcome::Wait { message_sid, seconds },
        Sent::No => Outcome::Event("deliveryFailure"),
        Sent::Unsupported => unsupported(),
    }
}

fn timeout(run: &mut Run, state: &State, world: &dyn World) -> i64 {
    let Some(template) = state.template("timeout") else { return DEFAULT_TIMEOUT };
    let text = Templates::new(run, &state.name, world).render(run, &template);
    match text.trim() {
        "" => DEFAULT_TIMEOUT,
        text => text.parse().ok().filter(|seconds| *seconds >= 0).unwrap_or_else(|| {
            run.warn(
                0,
                &state.name,
                format!("timeout is not a number of seconds; it waits {DEFAULT_TIMEOUT}"),
            );
            DEFAULT_TIMEOUT
        }),
    }
}
