//! What happens when its time has come: scheduled Messages go out, waits of Executions run out.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::clock::iso_ms;
use super::core::{Core, set};
use super::model::State;
use super::studio::Progress;
use super::{executions, messages};

/// Something that is to happen at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) at: Timestamp,
    /// `message` or `timeout`.
    pub(crate) kind: &'static str,
    pub(crate) sid: String,
}

/// What is due first; of two at one time, the message, and of those the older.
pub(crate) fn next(state: &State) -> Option<Due> {
    let messages = state.messages.iter().filter(|message| message.status == "scheduled");
    let messages = messages.filter_map(|row| Some((row.send_at?, "message", &row.sid)));
    let executions = state.executions.iter().filter(|row| row.status == "active");
    let waits = executions.filter_map(|row| match &row.run.progress {
        Progress::Waiting { until, .. } => Some((*until, "timeout", &row.sid)),
        _ => None,
    });
    let (at, kind, sid) = messages.chain(waits).min_by_key(|(at, _, _)| *at)?;
    Some(Due { at, kind, sid: sid.clone() })
}

async fn fire(core: &Arc<Core>, due: &Due) {
    match due.kind {
        "message" => messages::send_due(core, &due.sid),
        _ => executions::time_out(core, &due.sid).await,
    }
    core.work.settled().await;
}

/// Moves the clock to `target`; everything due on the way happens in order, each at its own time, and is finished.
pub(crate) async fn advance(core: &Arc<Core>, target: Timestamp) -> Vec<Due> {
    let _firing = core.firing.lock().await;
    // What was begun before the jump belongs before it.
    core.work.settled().await;
    let mut fired = Vec::new();
    while let Some(due) = core.store.read(next).filter(|due| due.at <= target) {
        forward(core, due.at);
        fire(core, &due).await;
        if fired.last() == Some(&due) {
            // It would not go away: better a wait that stays than a clock that never arrives.
            break;
        }
        fired.push(due);
    }
    forward(core, target);
    core.emit("clock", format!("it is {} now", iso_ms(core.now())), json!({"now": iso_ms(core.now())}));
    core.due_changed.notify_one();
    fired
}

fn forward(core: &Core, to: Timestamp) {
    let offset = core.clock.forward_to(to);
    core.store.write(|state| set(state, "clock_offset_ms", json!(offset)));
}

/// As real time passes, fires what becomes due.
pub(crate) async fn run(core: Arc<Core>) {
    let mut stopping = core.stopping.subscribe();
    loop {
        let due = core.store.read(next);
        let wait = due.as_ref().map_or(Duration::from_secs(3600), |due| {
            let ms = due.at.as_millisecond().saturating_sub(core.now().as_millisecond());
            Duration::from_millis(u64::try_from(ms).unwrap_or(0))
        });
        if let Some(due) = due
            && wait.is_zero()
        {
            let _firing = core.firing.lock().await;
            // Somebody who moved the clock may have fired it meanwhile.
            if core.store.read(next).as_ref() == Some(&due) {
                fire(&core, &due).await;
                if core.store.read(next).as_ref() == Some(&due) {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = core.due_changed.notified() => {}
            _ = stopping.changed() => return,
        }
    }
}

/// The clock as the control API shows it.
pub(crate) fn clock(core: &Core) -> Value {
    let next = core.store.read(next).map(|due| iso_ms(due.at));
    json!({"now": iso_ms(core.now()), "offset_ms": core.clock.offset_ms(), "next_due": next})
}
