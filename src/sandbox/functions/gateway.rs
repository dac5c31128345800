//! What a deployed domain answers: who may reach what, Assets, the CORS preflight, and the way to a worker.

use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::build::{AssetEntry, FunctionEntry, Manifest};
use super::worker::Outcome;
use super::{Environment, Inner, LogLine, Request, Response, Visibility, signature};

/// Headers and body (docs: serverless/functions-assets/functions/request-flow).
const MAX_REQUEST_BYTES: usize = 1024 * 1024;
/// Of requests and of responses (docs: serverless/functions-assets/functions/headers-and-cookies/limitations).
const MAX_HEADER_BYTES: usize = 15 * 1024;
const MAX_HEADERS: usize = 90;

/// What the platform itself answers a preflight with, whatever the Function (runtime-handler `server.ts`;
/// docs: serverless/functions-assets/functions/headers-and-cookies/limitations).
const PREFLIGHT: [(&str, &str); 7] = [
    ("access-control-allow-origin", "*"),
    (
        "access-control-allow-headers",
        "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, User-Agent",
    ),
    ("access-control-allow-methods", "GET, POST, OPTIONS"),
    ("access-control-expose-headers", "ETag"),
    ("access-control-max-age", "86400"),
    ("access-control-allow-credentials", "true"),
    ("content-type", "text/plain; charset=UTF-8"),
];

impl Request {
    /// The first header of this (lower case) name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The content type without parameters, in lower case; empty when there is none.
    pub(super) fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

impl Response {
    fn text(status: u16, text: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: Bytes::copy_from_slice(text.as_bytes()), logs: Vec::new() }
    }
}

enum Route<'a> {
    Function(&'a FunctionEntry),
    Asset(&'a AssetEntry),
}

impl<'a> Route<'a> {
    /// What stands at a path. Private files do not: they have no URL (docs:
    /// serverless/functions-assets/visibility), so asking for one is asking for nothing: 404.
    fn find(manifest: &'a Manifest, path: &str) -> Option<Self> {
        let at = |path: &str| {
            let function = manifest.functions.iter().find(|function| function.path == path);
            let asset = manifest.assets.iter().find(|asset| asset.path == path);
            function.map(Self::Function).or(asset.map(Self::Asset))
        };
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        // `/` shows `/assets/index.html` (runtime-handler `server.ts`: "in production we automatically
        // fall back"), not `/index.html`.
        let route = at(path).or_else(|| at(&decoded)).or_else(|| {
            let is_root = path == "/";
            is_root.then(|| at("/assets/index.html")).flatten()
        })?;
        (route.visibility() != Visibility::Private).then_some(route)
    }

    fn visibility(&self) -> Visibility {
        match self {
            Self::Function(function) => function.visibility,
            Self::Asset(asset) => asset.visibility,
        }
    }
}

pub(super) async fn serve(
    inner: &Arc<Inner>,
    environment: &Environment,
    request: Request,
    clock_offset_ms: i64,
) -> Response {
    let (head, count) = head_size(&request.headers);
    if head > MAX_HEADER_BYTES || count > MAX_HEADERS {
        return Response::text(431, "Request headers or cookies too long");
    }
    if head + request.body.len() > MAX_REQUEST_BYTES {
        return Response::text(413, "Request too large: Twilio takes 1 MB with headers");
    }
    let manifest = match inner.manifest(&environment.build_sid) {
        Ok(manifest) => manifest,
        Err(error) => {
            let message = format!("Build {} is not here: {}", environment.build_sid, error.kind());
            return failed(500, "The Build of this Environment is not here", &request.path, message);
        }
    };
    let Some(route) = Route::find(&manifest, &request.path) else {
        return Response::text(404, "Not found");
    };
    if request.method == "OPTIONS" {
        let headers = PREFLIGHT.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        return Response { status: 204, headers, body: Bytes::new(), logs: Vec::new() };
    }
    let allowed = match route {
        Route::Function(_) => "GET, POST, OPTIONS",
        Route::Asset(_) => "GET, HEAD, OPTIONS",
    };
    if !allowed.split(", ").any(|method| method == request.method) {
        let mut response = Response::text(405, "Method not allowed");
        response.headers.push(("allow".to_owned(), allowed.to_owned()));
        return response;
    }
    if route.visibility() == Visibility::Protected && !is_signed(inner, environment, &request) {
        // 403 for both kinds: docs for Assets (serverless/functions-assets/assets) and Twilio's support article
        // 43430648191259 for Functions. Only the request-flow page says 400.
        return Response::text(403, "Forbidden: X-Twilio-Signature is missing or does not fit");
    }
    match route {
        Route::Asset(asset) => serve_asset(&manifest, asset, &request).await,
        Route::Function(function) => {
            let path = function.path.clone();
            let run =
                run_function(inner.clone(), environment.clone(), manifest, path, request, clock_offset_ms);
            // In a task of its own: a caller that hangs up does not stop a Function.
            let response = tokio::spawn(run).await.unwrap_or_else(|_| Response::text(500, "Internal error"));
            let (head, count) = head_size(&response.headers);
            if head > MAX_HEADER_BYTES || count > MAX_HEADERS {
                return Response {
                    logs: response.logs,
                    ..Response::text(431, "Response headers or cookies too long")
                };
            }
            response
        }
    }
}

fn head_size(headers: &[(String, String)]) -> (usize, usize) {
    (headers.iter().map(|(name, value)| name.len() + value.len()).sum(), headers.len())
}

fn failed(status: u16, text: &str, path: &str, message: String) -> Response {
    let line = LogLine { level: "error".to_owned(), message, function_path: path.to_owned() };
    Response { logs: vec![line], ..Response::text(status, text) }
}

/// The URL that was signed is the one that was called: the domain's own, or a local way to it.
fn is_signed(inner: &Inner, environment: &Environment, request: &Request) -> bool {
    let (domain, path) = (&environment.domain, &request.path);
    let mut urls = vec![
        format!("https://{domain}{path}"),
        format!("https://{domain}:443{path}"),
        format!("{}/{domain}{path}", inner.settings.sandbox_url.trim_end_matches('/')),
    ];
    if let Some(host) = request.header("host") {
        urls.extend([
            format!("http://{host}{path}"),
            format!("https://{host}{path}"),
            format!("http://{host}/{domain}{path}"),
        ]);
    }
    signature::is_signed(&environment.auth_token, &urls, request)
}

async fn serve_asset(manifest: &Manifest, asset: &AssetEntry, request: &Request) -> Response {
    let content_type = match asset.content_type.as_str() {
        "" => "application/octet-stream",
        content_type => content_type,
    };
    let headers =
        [("content-type", content_type), ("etag", &asset.etag), ("cache-control", "public, max-age=0")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    if request.header("if-none-match").is_some_and(|known| matches_etag(known, &asset.etag)) {
        return Response { status: 304, headers, body: Bytes::new(), logs: Vec::new() };
    }
    match tokio::fs::read(manifest.root.join(&asset.file)).await {
        Ok(_) if request.method == "HEAD" => {
            Response { status: 200, headers, body: Bytes::new(), logs: Vec::new() }
        }
        Ok(content) => Response { status: 200, headers, body: content.into(), logs: Vec::new() },
        Err(error) => {
            let message = format!("{} cannot be read: {}", asset.path, error.kind());
            failed(500, "The Asset cannot be read", &asset.path, message)
        }
    }
}

/// `If-None-Match` compares weakly (RFC 9110, 13.1.2).
fn matches_etag(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

async fn run_function(
    inner: Arc<Inner>,
    environment: Environment,
    manifest: Arc<Manifest>,
    path: String,
    request: Request,
    clock_offset_ms: i64,
) -> Response {
    let init = init_line(&environment, &manifest);
    let mut logs = Vec::new();
    let mut tries = 0;
    let outcome = loop {
        let worker = match inner.worker(&environment.sid, init.clone()).await {
            Ok(worker) => worker,
            Err(error) => {
                let message = format!("Node.js cannot be started: {}", error.kind());
                return failed(500, "The Function cannot be run", &path, message);
            }
        };
        tries += 1;
        match worker.invoke(&request, &path, clock_offset_ms, inner.limits, &mut logs).await {
            // The worker ended before this invocation began, through another one: nothing of it has happened.
            Outcome::Died { started: false } if tries < 3 => {}
            outcome => break outcome,
        }
    };
    let mut note = |message: String| {
        logs.push(LogLine { level: "error".to_owned(), message, function_path: path.clone() });
    };
    let response = match outcome {
        Outcome::Answer { status, headers, body } => Response { status, headers, body, logs: Vec::new() },
        Outcome::TimedOut => {
            let limit = inner.limits.answer.as_secs_f32();
            note(format!("82002: no answer within {limit} s. Does the Function call its callback?"));
            Response::text(504, "The Function did not answer in time (82002)")
        }
        Outcome::Died { .. } => {
            note("82002: the process ended before the Function answered.".to_owned());
            Response::text(500, "The Function failed (82002). Its log says why.")
        }
    };
    Response { logs, ..response }
}

/// The host's first line, see `assets/runtime/host.cjs`.
fn init_line(environment: &Environment, manifest: &Manifest) -> String {
    let file = |path: &str, file: &str| json!({ "path": path, "file": manifest.root.join(file) });
    let functions: Vec<_> = manifest.functions.iter().map(|it| file(&it.path, &it.file)).collect();
    // Runtime.getAssets() knows the private ones only (runtime-handler `runtime.ts`).
    let private = manifest.assets.iter().filter(|asset| asset.visibility == Visibility::Private);
    let assets: Vec<_> = private.map(|it| file(&it.path, &it.file)).collect();
    let mut context = json!({
        "DOMAIN_NAME": environment.domain,
        "SERVICE_SID": environment.service_sid,
        "ENVIRONMENT_SID": environment.sid,
    });
    if environment.include_credentials {
        context["ACCOUNT_SID"] = json!(environment.account_sid);
        context["AUTH_TOKEN"] = json!(environment.auth_token);
    }
    json!({
        "type": "init", "root": manifest.root, "functions": functions, "assets": assets,
        "variables": environment.variables, "context": context,
    })
    .to_string()
}

#[cfg(test)]
mod tests;
