//! The control API, `/_pam/…`: for the command line and the sandbox's page, on this machine only.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::PoisonError;

use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use tokio::sync::broadcast::error::RecvError;
use url::Url;

use super::account::same;
use super::clock::iso_ms;
use super::core::Core;
use super::model::{Message, State};
use super::{api, due, ehr, phones, snapshot};

/// How many Executions are shown.
const EXECUTIONS: usize = 50;

/// A control request, read wholly.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The parts after `/_pam/`, decoded.
    pub(crate) parts: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) host: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) authorization: Option<String>,
    pub(crate) body: bytes::Bytes,
}

/// A refusal: status, a code for programs, a message for persons.
#[derive(Debug)]
struct Refusal(u16, &'static str, String);

impl Refusal {
    fn invalid(message: impl Into<String>) -> Self {
        Self(400, "invalid", message.into())
    }
}

impl From<api::errors::ApiError> for Refusal {
    fn from(error: api::errors::ApiError) -> Self {
        Self(error.status, "refused", error.message)
    }
}

type Answer = Result<(u16, Value), Refusal>;

/// Answers a control request.
pub(crate) async fn answer(core: &Arc<Core>, request: Request) -> Response {
    if let Err(refusal) = admit(core, &request) {
        return refuse(&refusal);
    }
    let parts: Vec<&str> = request.parts.iter().map(String::as_str).collect();
    if let ("GET", ["events"]) = (request.method.as_str(), parts.as_slice()) {
        return events(core);
    }
    match route(core, &request, &parts).await {
        Ok((status, body)) => reply(status, &body),
        Err(refusal) => refuse(&refusal),
    }
}

fn refuse(Refusal(status, code, message): &Refusal) -> Response {
    reply(*status, &json!({"error": {"code": code, "message": message}}))
}

fn reply(status: u16, body: &Value) -> Response {
    let status = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [("content-type", "application/json"), ("cache-control", "no-store")];
    (status, headers, body.to_string()).into_response()
}

/// Whether a `Host` header, or an origin's host, names this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "::1")
}

/// The host must be this machine's name, so that no page of another site reaches us through a name of its own; the
/// origin likewise; and all but `health` needs the token.
fn admit(core: &Core, request: &Request) -> Result<(), Refusal> {
    if !request.host.as_deref().is_some_and(is_loopback) {
        return Err(Refusal(403, "host", "the control API answers to localhost only".to_owned()));
    }
    if let Some(origin) = &request.origin {
        let url = Url::parse(origin).ok();
        if !url.as_ref().and_then(Url::host_str).is_some_and(is_loopback) {
            return Err(Refusal(
                403,
                "origin",
                "the control API takes no requests from other sites".to_owned(),
            ));
        }
    }
    if request.method == "GET" && request.parts == ["health"] {
        return Ok(());
    }
    let bearer = request.authorization.as_deref().and_then(|header| header.strip_prefix("Bearer "));
    let query = request.query.iter().find(|(name, _)| name == "token").map(|(_, value)| value.as_str());
    let token = bearer.or(query.filter(|_| request.parts == ["events"])).unwrap_or_default();
    if !same(token, core.control_token.expose_secret()) {
        return Err(Refusal(401, "token", "the control token is missing or wrong".to_owned()));
    }
    Ok(())
}

async fn route(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    match (request.method.as_str(), parts) {
        ("GET", ["health"]) => Ok((200, json!({"service": "pam-sandbox", "version": core.version}))),
        ("GET", ["clock"]) => Ok((200, due::clock(core))),
        ("POST", ["clock", "advance"]) => advance(core, request).await,
        ("GET", ["phones"]) => Ok((200, core.store.read(list_phones))),
        ("GET", ["phones", number, "messages"]) => {
            Ok((200, core.store.read(|state| phone_messages(state, number))))
        }
        ("POST", ["phones", number, "messages"]) => send(core, request, number).await,
        ("GET", ["ehr", "requests"]) => Ok((200, ehr::received(core))),
        ("PUT", ["ehr", "response"]) => {
            let told = ehr_response(&object(request)?)?;
            ehr::tell(core, &told);
            Ok((200, told))
        }
        ("GET", ["requests"]) => requests(core, request),
        ("GET", ["scheduled"]) => Ok((200, core.store.read(scheduled))),
        ("GET", ["executions"]) => Ok((200, core.store.read(list_executions))),
        ("GET", ["faults"]) => Ok((200, json!({"faults": core.faults().list()}))),
        ("POST", ["faults"]) => {
            let fault = serde_json::from_slice(&request.body)
                .map_err(|error| Refusal::invalid(format!("that is no fault: {error}")))?;
            core.faults().add(fault).map_err(Refusal::invalid)?;
            Ok((201, json!({"faults": core.faults().list()})))
        }
        ("DELETE", ["faults"]) => {
            core.clear_faults();
            Ok((200, json!({"faults": []})))
        }
        ("GET", ["state"]) => Ok((200, snapshot::take(core))),
        ("PUT", ["state"]) => {
            let state = Value::Object(object(request)?);
            snapshot::restore(core, &state).await.map_err(Refusal::invalid)?;
            Ok((200, json!({})))
        }
        ("POST", ["reset"]) => {
            reset(core).await;
            Ok((200, json!({})))
        }
        (
            _,
            [
                "health" | "clock" | "phones" | "requests" | "scheduled" | "executions" | "faults" | "reset"
                | "events" | "state",
            ]
            | ["clock", "advance"]
            | ["phones", _, "messages"]
            | ["ehr", "requests" | "response"],
        ) => Err(Refusal(405, "method", "this path answers to another method".to_owned())),
        _ => Err(Refusal(404, "path", "the control API has no such path".to_owned())),
    }
}

fn object(request: &Request) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(body)) => Ok(body),
        _ => Err(Refusal::invalid("the body has to be a JSON object")),
    }
}

/// How the EHR shall answer: `status` and perhaps `body`, or `forward_to`, a server on this machine.
fn ehr_response(body: &Map<String, Value>) -> Result<Value, Refusal> {
    if let Some(url) = body.get("forward_to") {
        let parsed = url.as_str().and_then(|url| Url::parse(url).ok());
        let local =
            parsed.is_some_and(|url| url.scheme() == "http" && url.host_str().is_some_and(is_loopback));
        return if local && !body.contains_key("status") {
            Ok(json!({"forward_to": url}))
        } else {
            Err(Refusal::invalid("`forward_to` has to be an http:// URL of this machine, without `status`"))
        };
    }
    let status = body.get("status").and_then(Value::as_u64).filter(|status| (200..600).contains(status));
    let status =
        status.ok_or_else(|| Refusal::invalid("`status` has to be an HTTP status from 200 to 599"))?;
    Ok(json!({"status": status, "body": body.get("body").cloned().unwrap_or_default()}))
}

async fn advance(core: &Arc<Core>, request: &Request) -> Answer {
    let body = object(request)?;
    let now = core.now();
    let target = match (body.get("to"), body.get("seconds")) {
        (Some(to), None) => to
            .as_str()
            .and_then(|text| text.parse::<Timestamp>().ok())
            .ok_or_else(|| Refusal::invalid("`to` has to be a time such as 2026-11-25T20:00:00Z"))?,
        (None, Some(seconds)) => seconds
            .as_i64()
            .and_then(|seconds| now.checked_add(SignedDuration::from_secs(seconds)).ok())
            .ok_or_else(|| Refusal::invalid("`seconds` has to be a whole number"))?,
        _ => return Err(Refusal::invalid("give either `to` or `seconds`")),
    };
    if target < now {
        return Err(Refusal(400, "backwards", "the clock only goes forward".to_owned()));
    }
    // In a task of its own, so that a client that goes away does not leave the jump half done.
    let fired = tokio::spawn({
        let core = core.clone();
        async move { due::advance(&core, target).await }
    });
    let fired = fired.await.map_err(|_| Refusal(500, "internal", "the clock's jump broke off".to_owned()))?;
    let fired: Vec<Value> =
        fired.iter().map(|due| json!({"kind": due.kind, "sid": due.sid, "at": iso_ms(due.at)})).collect();
    Ok((200, json!({"now": iso_ms(core.now()), "fired": fired})))
}

/// The contact's number, if the Message reached or left a phone.
fn phone_of(message: &Message) -> Option<&str> {
    match (message.direction.as_str(), message.status.as_str()) {
        ("inbound", _) => message.from.as_deref(),
        (_, "delivered") => Some(&message.to),
        _ => None,
    }
}

fn list_phones(state: &State) -> Value {
    let mut phones: Vec<(&str, u64)> = Vec::new();
    for message in state.messages.iter() {
        let Some(number) = phone_of(message) else { continue };
        match phones.iter_mut().find(|(known, _)| *known == number) {
            Some((_, count)) => *count += 1,
            None => phones.push((number, 1)),
        }
    }
    let phones: Vec<Value> =
        phones.iter().map(|(number, count)| json!({"number": number, "messages": count})).collect();
    json!({"phones": phones})
}

/// By the time they reached the phone, which for a scheduled Message is not when it was created.
fn phone_messages(state: &State, number: &str) -> Value {
    let mut shown: Vec<&Message> =
        state.messages.iter().filter(|message| phone_of(message) == Some(number)).collect();
    shown.sort_by_key(|message| message.date_sent);
    let messages: Vec<Value> = shown
        .iter()
        .map(|message| {
            json!({
                "sid": message.sid,
                "direction": if message.direction == "inbound" { "sent" } else { "received" },
                "from": message.from, "to": message.to, "body": message.body,
                "at": iso_ms(message.date_sent.unwrap_or(message.date_created)),
                "status": message.status,
            })
        })
        .collect();
    json!({"number": number, "messages": messages})
}

/// There is no number to answer to, so that it has to be named.
fn unaddressed(core: &Core) -> Refusal {
    let numbers = core.store.read(|state| {
        let numbers: Vec<String> = state.numbers.iter().map(|row| row.phone_number.clone()).collect();
        numbers.join(" or ")
    });
    let message =
        format!("nobody has texted this phone yet, so the number that it texts has to be named: {numbers}");
    Refusal(400, "unaddressed", message)
}

async fn send(core: &Arc<Core>, request: &Request, number: &str) -> Answer {
    let body = object(request)?;
    let text = body.get("body").and_then(Value::as_str).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Refusal::invalid("`body` has to be the text to send"))?.to_owned();
    let to = match body.get("to").and_then(Value::as_str) {
        Some(to) => to.to_owned(),
        None => core
            .store
            .read(|state| {
                let texts =
                    state.messages.iter().filter(|row| row.direction != "inbound" && row.to == number);
                let ours = texts.filter(|row| row.logged && row.date_sent.is_some());
                ours.max_by_key(|row| row.date_sent)?.from.clone()
            })
            .ok_or_else(|| unaddressed(core))?,
    };
    let (core, from) = (core.clone(), number.to_owned());
    let received = tokio::spawn(async move {
        let mut inbound = phones::receive(&core, &from, &to, &text).await?;
        if let Some(task) = inbound.task.take() {
            // A task that was aborted was ended by somebody, which is an end too.
            let _ = task.await;
        }
        Ok::<_, api::errors::ApiError>(inbound)
    });
    let inbound =
        received.await.map_err(|_| Refusal(500, "internal", "the message was lost".to_owned()))??;
    Ok((201, json!({"message_sid": inbound.message_sid, "execution_sid": inbound.execution_sid})))
}

fn requests(core: &Core, request: &Request) -> Answer {
    let after = request.query.iter().find(|(name, _)| name == "after").map(|(_, value)| value.parse::<u64>());
    let after = after.transpose().map_err(|_| Refusal::invalid("`after` has to be a number"))?.unwrap_or(0);
    let requests = core.requests.lock().unwrap_or_else(PoisonError::into_inner);
    let shown: Vec<&_> = requests.iter().filter(|request| request.id > after).collect();
    Ok((200, json!({"requests": shown})))
}

fn scheduled(state: &State) -> Value {
    let mut rows: Vec<&Message> = state.messages.iter().filter(|row| row.status == "scheduled").collect();
    rows.sort_by_key(|row| row.send_at);
    let messages: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "sid": row.sid, "to": row.to, "body": row.body, "send_at": row.send_at.map(iso_ms),
                "messaging_service_sid": row.messaging_service_sid, "date_created": iso_ms(row.date_created),
            })
        })
        .collect();
    json!({"messages": messages})
}

fn list_executions(state: &State) -> Value {
    let executions: Vec<Value> = state
        .executions
        .iter()
        .rev()
        .take(EXECUTIONS)
        .map(|row| {
            let steps = state.steps.iter().filter(|step| step.execution_sid == row.sid);
            let steps: Vec<Value> = steps
                .map(|row| {
                    let step = &row.step;
                    json!({"name": step.name, "from": step.transitioned_from, "to": step.transitioned_to})
                })
                .collect();
            json!({
                "sid": row.sid, "flow_sid": row.flow_sid, "contact": row.contact, "status": row.status,
                "date_created": iso_ms(row.date_created), "steps": steps, "warnings": row.run.warnings,
            })
        })
        .collect();
    json!({"executions": executions})
}

/// Forgets everything but the account with its credentials and numbers.
async fn reset(core: &Arc<Core>) {
    let _firing = core.firing.lock().await;
    snapshot::stop_moving(core);
    core.functions.stop().await;
    core.contents.clear();
    core.clock.set_offset_ms(0);
    let now = core.now();
    core.store.write(|state| {
        let numbers: Vec<_> = state.numbers.iter().cloned().collect();
        let created = state.settings.get("account_created").cloned();
        state.clear();
        for number in numbers {
            state.numbers.insert(number);
        }
        created.into_iter().for_each(|created| state.settings.insert(created));
        api::give_numbers(state, now);
    });
    snapshot::forget_requests(core);
    core.due_changed.notify_one();
    core.emit("clock", "the sandbox was reset", json!({}));
}

/// What happens from now on; ends with the sandbox. Who is too slow is told how much it missed.
fn events(core: &Arc<Core>) -> Response {
    let events = core.events.subscribe();
    let stopping = core.stopping.subscribe();
    let stream = futures::stream::unfold((events, stopping), |(mut events, mut stopping)| async move {
        let event = tokio::select! {
            event = events.recv() => event,
            _ = stopping.wait_for(|stopping| *stopping) => return None,
        };
        let data = match event {
            Ok(event) => serde_json::to_string(&event).ok()?,
            Err(RecvError::Lagged(missed)) => {
                json!({"kind": "missed", "text": format!("{missed} events were missed")}).to_string()
            }
            Err(RecvError::Closed) => return None,
        };
        Some((data, (events, stopping)))
    });
    let stream = stream.map(|data| Ok::<_, Infallible>(axum::response::sse::Event::default().data(data)));
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}
