//! The EHR's endpoint: it writes down what it receives and answers as it was told.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::clock::iso_ms;
use super::core::{Core, set, setting};
use super::ids;
use super::model::{EhrRequest, State};

/// How many requests are remembered.
const REMEMBERED: usize = 1000;

/// Takes a request; the status and body to answer.
pub(crate) fn receive(
    core: &Arc<Core>,
    method: &str,
    path: &str,
    headers: BTreeMap<String, String>,
    body: &[u8],
) -> (u16, Value) {
    let now = core.now();
    let body = serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()));
    let (status, answer) = core.store.write(|state| {
        let (status, answer) = response(state);
        state.ehr_requests.insert(EhrRequest {
            id: ids::hex(8),
            at: now,
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body,
            status,
        });
        while state.ehr_requests.len() > REMEMBERED {
            let Some(oldest) = state.ehr_requests.iter().next().map(|row| row.id.clone()) else { break };
            state.ehr_requests.remove(&oldest);
        }
        (status, answer)
    });
    core.emit("ehr", format!("the EHR answered {status} to {method} {path}"), json!({"status": status}));
    (status, answer)
}

fn response(state: &State) -> (u16, Value) {
    let told = setting(state, "ehr_response");
    let status = told.and_then(|told| told["status"].as_u64()).and_then(|status| u16::try_from(status).ok());
    let body = told.map(|told| told["body"].clone()).filter(|body| !body.is_null());
    (status.unwrap_or(200), body.unwrap_or_else(|| json!({})))
}

/// How it answers from now on.
pub(crate) fn tell(core: &Core, status: u16, body: &Value) {
    core.store.write(|state| set(state, "ehr_response", json!({"status": status, "body": body})));
    core.emit("ehr", format!("the EHR answers {status} from now on"), json!({"status": status}));
}

/// What it received, oldest first, and how it answers now.
pub(crate) fn received(core: &Core) -> Value {
    core.store.read(|state| {
        let rows = state.ehr_requests.numbered().map(|(number, row)| {
            json!({
                "id": number, "at": iso_ms(row.at), "method": row.method, "path": row.path,
                "headers": row.headers, "body": row.body, "status": row.status,
            })
        });
        json!({"requests": rows.collect::<Vec<_>>(), "response": {"status": response(state).0}})
    })
}
