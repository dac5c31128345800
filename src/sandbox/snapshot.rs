//! All that the sandbox knows as one document, to be compared with another one or to go back to.

use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};

use super::core::{Core, setting};
use super::model::State;
use super::store::Change;
use super::{executions, recover};

/// `{"rows": [[table, number, key, row], …]}`, each table's rows oldest first, by the numbers that order them.
///
/// Uploads are in it by their digests only.
pub(crate) fn take(core: &Core) -> Value {
    json!({"rows": core.store.read(State::dump)})
}

/// Makes the sandbox know just what `snapshot` says, its time included. What waits (faults) or was told (the log of
/// requests) is forgotten.
///
/// # Errors
/// What is wrong with the snapshot; nothing has changed then.
pub(crate) async fn restore(core: &Arc<Core>, snapshot: &Value) -> Result<(), String> {
    let rows: Vec<Change> = serde_json::from_value(snapshot.get("rows").cloned().unwrap_or_default())
        .map_err(|error| format!("`rows` has to be what GET gave: {error}"))?;
    let read = |state: &mut State| {
        rows.iter().try_for_each(|(table, number, key, row)| {
            state.replay(table, *number, key, row.clone()).map_err(|error| format!("{table} {key}: {error}"))
        })
    };
    let mut fresh = State::default();
    read(&mut fresh)?;
    if let Some(lost) = fresh.versions.iter().find(|version| core.contents.get(&version.digest).is_err()) {
        return Err(format!("the upload of {} ({}) is not here", lost.path, lost.sid));
    }
    let _firing = core.firing.lock().await;
    stop_moving(core);
    let offset = setting(&fresh, "clock_offset_ms").and_then(Value::as_i64);
    core.clock.set_offset_ms(offset.unwrap_or(0));
    core.store.write(|state| {
        state.clear();
        read(state)
    })?;
    forget_requests(core);
    recover(core);
    core.due_changed.notify_one();
    core.emit("clock", "the sandbox went to another state", json!({}));
    Ok(())
}

/// Ends the Executions that are moving.
pub(crate) fn stop_moving(core: &Arc<Core>) {
    let moving: Vec<String> = core.moving().keys().cloned().collect();
    for sid in moving {
        executions::abort(core, &sid);
    }
}

/// Forgets the requests that were answered and the faults.
pub(crate) fn forget_requests(core: &Core) {
    core.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    core.clear_faults();
}
