//! Twilio's REST API, one file a group of resources.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Credentials;
use super::clock;
use super::core::Core;
use errors::ApiError;
use params::Params;

pub(crate) use accounts::give_numbers;
pub(crate) use builds::begin as begin_build;
pub(crate) use flows::{published, revision};
pub(crate) use params::is_web_url;

mod accounts;
mod auth;
mod builds;
mod compliance;
mod environments;
pub(crate) mod errors;
mod executions;
mod flows;
mod foreign;
mod lookups;
pub(crate) mod messages;
mod messaging;
mod paging;
mod params;
mod serverless;
mod sync;
mod sync_collections;
mod uploads;
mod verifications;
mod verify;

/// A REST request, read wholly.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The canonical host, without edge and region.
    pub(crate) host: String,
    /// The path as Twilio sees it, decoded nowhere.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    /// The `Content` part of an upload with its content type.
    pub(crate) file: Option<(String, Bytes)>,
    pub(crate) authorization: Option<String>,
    pub(crate) if_match: Option<String>,
}

impl Request {
    pub(crate) fn is_2010(&self) -> bool {
        self.host == "api.twilio.com"
    }

    pub(crate) fn params(&self) -> Params<'_> {
        Params(&self.form)
    }

    pub(crate) fn filters(&self) -> Params<'_> {
        Params(&self.query)
    }

    fn not_found(&self) -> ApiError {
        ApiError::not_found(&self.path)
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    pub(crate) etag: Option<String>,
}

impl Reply {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: 200, body: Some(body), etag: None }
    }

    pub(crate) fn created(body: Value) -> Self {
        Self { status: 201, body: Some(body), etag: None }
    }

    pub(crate) fn deleted() -> Self {
        Self { status: 204, body: None, etag: None }
    }

    pub(crate) fn with_etag(mut self, revision: &str) -> Self {
        self.etag = Some(format!("\"{revision}\""));
        self
    }
}

pub(crate) type Answer = Result<Reply, ApiError>;

/// Whether a host is one of the products that are spoken here.
pub(crate) fn is_product(host: &str) -> bool {
    matches!(
        host,
        "api.twilio.com"
            | "serverless.twilio.com"
            | "serverless-upload.twilio.com"
            | "studio.twilio.com"
            | "messaging.twilio.com"
            | "sync.twilio.com"
            | "verify.twilio.com"
            | "lookups.twilio.com"
    )
}

/// Answers a REST request.
pub(crate) fn answer(core: &Arc<Core>, request: &Request) -> Answer {
    let credentials = auth::authenticate(&core.account, request.authorization.as_deref())?;
    let decoded: Vec<String> = request
        .path
        .trim_start_matches('/')
        .split('/')
        .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let parts: Vec<&str> = decoded.iter().map(String::as_str).collect();
    if let Some(answer) = foreign::answer(core, request, credentials, &parts) {
        return answer;
    }
    match request.host.as_str() {
        "api.twilio.com" => api_2010(core, request, credentials, &parts),
        "messaging.twilio.com" => messaging::answer(core, request, &parts),
        "sync.twilio.com" => sync::answer(core, request, &parts),
        "serverless.twilio.com" => serverless::answer(core, request, &parts),
        "serverless-upload.twilio.com" => uploads::answer(core, request, &parts),
        "verify.twilio.com" => verify::answer(core, request, &parts),
        "lookups.twilio.com" => lookups::answer(request, &parts),
        "studio.twilio.com" => flows::answer(core, request, &parts),
        _ => Err(request.not_found()),
    }
}

/// All paths there name the account and end in `.json`.
fn api_2010(core: &Arc<Core>, request: &Request, credentials: Credentials, parts: &[&str]) -> Answer {
    let Some((last, before)) = parts.split_last() else { return Err(request.not_found()) };
    let Some(last) = last.strip_suffix(".json") else { return Err(request.not_found()) };
    let mut parts = before.to_vec();
    parts.push(last);
    let ["2010-04-01", "Accounts", account, rest @ ..] = parts.as_slice() else {
        return Err(request.not_found());
    };
    if *account != core.account.account_sid {
        return Err(request.not_found());
    }
    match rest {
        [] => accounts::account(core, request, credentials),
        ["IncomingPhoneNumbers", rest @ ..] => accounts::numbers(core, request, rest),
        ["Messages", rest @ ..] => messages::answer(core, request, rest),
        _ => Err(request.not_found()),
    }
}

/// A time of the newer APIs.
fn time(value: Timestamp) -> Value {
    json!(clock::iso(value))
}

/// A time of the newer APIs that may be missing.
fn maybe_time(value: Option<Timestamp>) -> Value {
    value.map_or(Value::Null, time)
}
