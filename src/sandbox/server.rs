//! The one port: which part of the sandbox a request is for, and the answer as HTTP.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::extract::{FromRequest, Multipart};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, request::Parts};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::api::errors::ApiError;
use super::api::{self, Reply};
use super::clock::http_date;
use super::core::Core;
use super::faults::Effect;
use super::{control, deployed, ehr, functions, ids, page, phones, proxy};

/// An Asset may have 25 MB, and a form around it.
const UPLOAD_LIMIT: usize = 26 * 1024 * 1024;
/// A whole state, to go back to.
const STATE_LIMIT: usize = 64 * 1024 * 1024;
/// Forms; a Flow definition may have 1 MB before it is encoded.
const FORM_LIMIT: usize = 4 * 1024 * 1024;
/// Requests to Functions (docs:serverless/functions-assets/functions/request-flow).
const FUNCTION_LIMIT: usize = 1024 * 1024;

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Rest(String),
    Webhooks,
    Deployed(String),
    Ehr,
    Own,
    /// Another of Twilio's hosts.
    Unknown(String),
}

/// What a host name stands for: Twilio's with or without edge and region, deployed domains by their own name or below
/// `localhost`, the EHR's endpoint.
fn place_of(host: &str) -> Option<Place> {
    let host = host.to_ascii_lowercase();
    if let Some(label) = host.strip_suffix(".localhost") {
        return Some(if label == "ehr" { Place::Ehr } else { Place::Deployed(format!("{label}.twil.io")) });
    }
    if host.ends_with(".twil.io") {
        return Some(Place::Deployed(host));
    }
    let names: Vec<&str> = host.strip_suffix(".twilio.com")?.split('.').collect();
    let product = match names.as_slice() {
        // Only the US can be named without its edge.
        [product] | [product, "us1"] | [product, _, _] => format!("{product}.twilio.com"),
        _ => return Some(Place::Unknown(host)),
    };
    Some(match product.as_str() {
        "webhooks.twilio.com" => Place::Webhooks,
        known if api::is_product(known) => Place::Rest(product),
        _ => Place::Unknown(product),
    })
}

/// The place and the path there: by the `Host` header, else by the path's first part.
fn locate(host: &str, path: &str) -> (Place, String) {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    if let Some(place) = place_of(name) {
        return (place, path.to_owned());
    }
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match place_of(first) {
        Some(place) => {
            let rest = &path[first.len() + 1..];
            (place, if rest.is_empty() { "/".to_owned() } else { rest.to_owned() })
        }
        None => (Place::Own, path.to_owned()),
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether a host is one that is answered here, be it with the word that the sandbox does not speak for it.
pub(crate) fn answers_for(host: &str) -> bool {
    place_of(host).is_some()
}

/// Ends a connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection ends here")]
pub(crate) struct HungUp;

/// Answers every request, or hangs up where a fault says so.
pub(crate) async fn answer(core: Arc<Core>, request: axum::extract::Request) -> Result<Response, HungUp> {
    if request.method() == http::Method::CONNECT {
        return Ok(proxy::connect(&core, request));
    }
    let (parts, body) = request.into_parts();
    // A proxy's client gives the whole URL.
    let host = parts.uri.host().or_else(|| header(&parts.headers, "host")).unwrap_or_default().to_owned();
    let (place, path) = locate(&host, parts.uri.path());
    let limit = match &place {
        Place::Rest(host) if host == "serverless-upload.twilio.com" => UPLOAD_LIMIT,
        Place::Deployed(_) => FUNCTION_LIMIT,
        Place::Own if path == "/_pam/state" => STATE_LIMIT,
        _ => FORM_LIMIT,
    };
    let Ok(body) = axum::body::to_bytes(body, limit).await else {
        return Ok(json_response(&ApiError::new(413, 20413, "Request entity is too large")));
    };
    Ok(match place {
        Place::Rest(product) => return rest(&core, product, path, parts, body).await,
        Place::Webhooks => webhook(&core, &path, &parts, &body).await,
        Place::Deployed(domain) => function(&core, &domain, path, &parts, body).await,
        Place::Ehr => {
            let headers = parts.headers.iter();
            let headers = headers
                .map(|(name, value)| {
                    (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                })
                .collect();
            let (status, answer) = ehr::receive(&core, parts.method.as_str(), &path, headers, &body).await;
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            (status, [("content-type", "application/json")], answer.to_string()).into_response()
        }
        Place::Own => own(&core, host, &path, &parts, body).await,
        Place::Unknown(host) => {
            core.log_request(parts.method.as_str(), &host, &path, 404);
            json_response(&ApiError::new(404, 20404, format!("The sandbox does not speak for {host}{path}")))
        }
    })
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// The sandbox's own surface.
async fn own(core: &Arc<Core>, host: String, path: &str, parts: &Parts, body: Bytes) -> Response {
    if let Some(rest) = path.strip_prefix("/_pam/") {
        let decode = |part: &str| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned();
        let text = |name: &str| header(&parts.headers, name).map(str::to_owned);
        let request = control::Request {
            method: parts.method.to_string(),
            parts: rest.split('/').map(decode).collect(),
            query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
            host: Some(host),
            origin: text("origin"),
            authorization: text("authorization"),
            body,
        };
        return control::answer(core, request).await;
    }
    let file = if control::is_loopback(&host) && parts.method == "GET" { page::file(path) } else { None };
    file.unwrap_or_else(|| json_response(&ApiError::not_found(path)))
}

/// Twilio's REST API, with the headers of its answers.
async fn rest(
    core: &Arc<Core>,
    host: String,
    path: String,
    parts: Parts,
    body: Bytes,
) -> Result<Response, HungUp> {
    let mut released = core.released.subscribe();
    let effect = core.faults().meet(parts.method.as_str(), &host, &path, Instant::now());
    let held = format!("{} {host}{path} is held", parts.method);
    match &effect {
        Some(Effect::DropBefore) => return Err(HungUp),
        Some(Effect::HoldBefore) => return Err(hold(core, held, &mut released).await),
        Some(Effect::Delay { ms }) => tokio::time::sleep(Duration::from_millis(*ms)).await,
        _ => {}
    }
    let began = Instant::now();
    let concurrent = core.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
    let method = parts.method.to_string();
    let query = pairs(parts.uri.query().unwrap_or_default().as_bytes());
    let text = |name: &str| header(&parts.headers, name).map(str::to_owned);
    let mut request = api::Request {
        method,
        host,
        path,
        query,
        form: Vec::new(),
        file: None,
        authorization: text("authorization"),
        if_match: text("if-match"),
    };
    let answer = match effect {
        Some(Effect::Answer { status, .. }) => Err(fault(status)),
        _ => read_body(&mut request, parts, body).await.and_then(|()| api::answer(core, &request)),
    };
    core.in_flight.fetch_sub(1, Ordering::SeqCst);
    let (status, body) = match &answer {
        Ok(reply) => (reply.status, reply.body.clone()),
        Err(error) => (error.status, Some(error.body())),
    };
    core.log_request(&request.method, &request.host, &request.path, status);
    record(core, &request, status, body.as_ref());
    match effect {
        Some(Effect::DropAfter) => return Err(HungUp),
        Some(Effect::HoldAfter) => return Err(hold(core, held, &mut released).await),
        _ => {}
    }
    let mut response = match answer {
        Ok(Reply { body: None, .. }) => StatusCode::NO_CONTENT.into_response(),
        Ok(Reply { status, body: Some(body), etag }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response =
                (status, [("content-type", "application/json;charset=utf-8")], body.to_string())
                    .into_response();
            if let Some(etag) = etag.and_then(|etag| etag.parse().ok()) {
                response.headers_mut().insert("etag", etag);
            }
            response
        }
        Err(error) => json_response(&error),
    };
    let seconds = began.elapsed().as_secs_f64();
    for (name, value) in [
        ("twilio-request-id", ids::sid("RQ")),
        ("twilio-concurrent-requests", concurrent.to_string()),
        ("twilio-request-duration", format!("{seconds:.3}")),
        ("date", http_date(core.now())),
        ("x-powered-by", "AT-5000".to_owned()),
    ] {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    if status == 401 {
        response
            .headers_mut()
            .insert("www-authenticate", http::HeaderValue::from_static("Basic realm=\"Twilio API\""));
    }
    if let Some(Effect::Answer { retry_after: Some(seconds), .. }) = effect {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    Ok(response)
}

/// Says so, and waits until the faults are cleared or the sandbox ends.
async fn hold(core: &Core, what: String, released: &mut watch::Receiver<u64>) -> HungUp {
    let mut stopping = core.stopping.subscribe();
    core.emit("fault", what, json!({}));
    tokio::select! {
        _ = released.changed() => {}
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
    HungUp
}

/// What Twilio says with a status that was asked for.
fn fault(status: u16) -> ApiError {
    match status {
        401 => ApiError::authenticate(),
        429 => ApiError::new(429, 20429, "Too many requests"),
        _ => ApiError::new(status, 20000 + u32::from(status), "A fault that was asked for"),
    }
}

/// Forms, and the multipart bodies of the upload host.
async fn read_body(request: &mut api::Request, parts: Parts, body: Bytes) -> Result<(), ApiError> {
    let content_type = header(&parts.headers, "content-type").unwrap_or_default().to_ascii_lowercase();
    if !content_type.starts_with("multipart/form-data") {
        request.form = pairs(&body);
        return Ok(());
    }
    let wrong = |_| ApiError::invalid("The multipart body cannot be read");
    let whole = axum::extract::Request::from_parts(parts, axum::body::Body::from(body));
    let mut multipart = Multipart::from_request(whole, &())
        .await
        .map_err(|_| ApiError::invalid("The multipart body cannot be read"))?;
    while let Some(field) = multipart.next_field().await.map_err(wrong)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "Content" {
            let content_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
            request.file = Some((content_type, field.bytes().await.map_err(wrong)?));
        } else {
            request.form.push((name, field.text().await.map_err(wrong)?));
        }
    }
    Ok(())
}

/// One line an exchange, for the tests that hold it against the OpenAPI files.
fn record(core: &Core, request: &api::Request, status: u16, body: Option<&Value>) {
    if core.record.is_none() {
        return;
    }
    let multipart = request.file.is_some().then(|| {
        let mut fields: Vec<&str> = request.form.iter().map(|(name, _)| name.as_str()).collect();
        fields.push("Content");
        fields
    });
    let form = (request.method == "POST" && multipart.is_none()).then_some(&request.form);
    let exchange = json!({
        "method": request.method, "host": request.host, "path": request.path, "query": request.query,
        "form": form, "multipart": multipart, "status": status, "response": body,
    });
    core.record(&exchange);
}

fn json_response(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [("content-type", "application/json;charset=utf-8")], error.body().to_string()).into_response()
}

/// Headers that belong to one connection only.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"];

async fn function(core: &Arc<Core>, domain: &str, path: String, parts: &Parts, body: Bytes) -> Response {
    // A Function sees its own domain and its own pages, whatever local way led there.
    let local = format!("http://{}", header(&parts.headers, "host").unwrap_or_default());
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = match name.as_str() {
            "host" => domain.to_owned(),
            "origin" if value.as_bytes() == local.as_bytes() => format!("https://{domain}"),
            _ => String::from_utf8_lossy(value.as_bytes()).into(),
        };
        (name.to_string(), value)
    });
    let request = functions::Request {
        method: parts.method.to_string(),
        path,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    };
    // In a task of its own: what a Function began goes on when the caller hangs up.
    let served = tokio::spawn({
        let (core, domain) = (core.clone(), domain.to_owned());
        async move { deployed::serve(&core, &domain, request).await }
    });
    let Ok(Some(answer)) = served.await else {
        return (StatusCode::NOT_FOUND, [("content-type", "text/plain; charset=utf-8")], "Not Found")
            .into_response();
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove("content-type");
    for (name, value) in answer.headers {
        let parsed = (name.parse::<http::HeaderName>(), value.parse::<http::HeaderValue>());
        if let (Ok(name), Ok(value)) = parsed
            && !HOP_BY_HOP.contains(&name.as_str())
        {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// `webhooks.twilio.com/v1/Accounts/{AC}/Flows/{FW}`: an inbound message for a Flow, answered with empty TwiML.
async fn webhook(core: &Arc<Core>, path: &str, parts: &Parts, body: &[u8]) -> Response {
    let flow = path.strip_prefix(&format!("/v1/Accounts/{}/Flows/", core.account.account_sid));
    let flow = flow.filter(|flow| core.store.read(|state| state.flows.get(flow).is_some()));
    let Some(flow) = flow else { return json_response(&ApiError::not_found(path)) };
    let mut form = pairs(parts.uri.query().unwrap_or_default().as_bytes());
    form.extend(pairs(body));
    let has = |name: &str| form.iter().any(|(key, value)| key == name && !value.is_empty());
    if !has("From") || !has("To") {
        return json_response(&ApiError::invalid("Missing required parameter From or To"));
    }
    match phones::to_flow(core, flow, &form) {
        Ok(_) => ([("content-type", "text/xml")], "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>")
            .into_response(),
        Err(error) => json_response(&error),
    }
}

#[cfg(test)]
mod tests;
