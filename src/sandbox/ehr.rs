//! The EHR's endpoint: it writes down what it receives and answers as it was told, or as the server on this machine
//! does that requests are passed on to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::clock::iso_ms;
use super::core::{Core, set, setting};
use super::ids;
use super::model::EhrRequest;

/// How many requests are remembered.
const REMEMBERED: usize = 1000;

/// How long a server that requests are passed on to may take; the functions wait no longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is passed on of a request's headers, beside those of the app's own.
const PASSED_ON: [&str; 2] = ["content-type", "idempotency-key"];

/// Takes a request; the status and body to answer.
pub(crate) async fn receive(
    core: &Arc<Core>,
    method: &str,
    path: &str,
    headers: BTreeMap<String, String>,
    body: &[u8],
) -> (u16, Value) {
    let now = core.now();
    let told = core.store.read(|state| setting(state, "ehr_response").cloned()).unwrap_or_default();
    let (status, answer) = match told["forward_to"].as_str() {
        Some(url) => pass_on(core, method, url, path, &headers, body).await,
        None => response(&told),
    };
    let body = serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()));
    core.store.write(|state| {
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
    });
    core.emit("ehr", format!("the EHR answered {status} to {method} {path}"), json!({"status": status}));
    (status, answer)
}

fn response(told: &Value) -> (u16, Value) {
    let status = told["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let body = Some(told["body"].clone()).filter(|body| !body.is_null());
    (status.unwrap_or(200), body.unwrap_or_else(|| json!({})))
}

/// Hands a request to a server on this machine, as it came, and gives its answer.
async fn pass_on(
    core: &Core,
    method: &str,
    url: &str,
    path: &str,
    headers: &BTreeMap<String, String>,
    body: &[u8],
) -> (u16, Value) {
    let url = format!("{}{path}", url.trim_end_matches('/'));
    let method = method.parse().unwrap_or(http::Method::POST);
    let mut request = core.http.request(method, url).timeout(PATIENCE).body(body.to_vec());
    for (name, value) in headers {
        if PASSED_ON.contains(&name.as_str()) || name.starts_with("x-pam-") {
            request = request.header(name, value);
        }
    }
    let Ok(answer) = request.send().await else {
        return (502, json!({"error": "nobody answers where requests are passed on to"}));
    };
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap_or_default();
    (status, serde_json::from_slice(&body).unwrap_or_else(|_| json!({})))
}

/// How it answers from now on: an object with `status` and `body`, or with `forward_to`.
pub(crate) fn tell(core: &Core, told: &Value) {
    core.store.write(|state| set(state, "ehr_response", told.clone()));
    let text = match told["forward_to"].as_str() {
        Some(url) => format!("the EHR's requests go to {url} from now on"),
        None => format!("the EHR answers {} from now on", told["status"]),
    };
    core.emit("ehr", text, json!({"status": told["status"], "forward_to": told["forward_to"]}));
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
        let told = setting(state, "ehr_response").cloned().unwrap_or_default();
        let answer = match told["forward_to"].as_str() {
            Some(url) => json!({"forward_to": url}),
            None => json!({"status": response(&told).0}),
        };
        json!({"requests": rows.collect::<Vec<_>>(), "response": answer})
    })
}
