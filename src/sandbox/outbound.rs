//! Calls that the sandbox makes: webhooks, status callbacks, widgets.
//!
//! Hosts that the sandbox stands for lead back to itself, this machine's own are called, and nothing else is: a
//! sandbox must not text a stranger's server.

use std::time::Duration;

use secrecy::ExposeSecret;
use url::{Host, Url};

use super::core::Core;
use super::functions::signature;
use super::studio::{HttpAnswer, NoAnswer};

/// Studio waits 10 s for an answer (docs:studio, HTTP Request), webhooks 15 s; one limit does for both.
const LIMIT: Duration = Duration::from_secs(10);

fn no_answer(reason: impl Into<String>) -> NoAnswer {
    NoAnswer { reason: reason.into() }
}

/// Where a call to `url` really goes.
fn target(core: &Core, url: &Url) -> Result<Url, NoAnswer> {
    let host = match url.host() {
        Some(Host::Domain(domain)) => domain.to_ascii_lowercase(),
        Some(Host::Ipv4(address)) if address.is_loopback() => return Ok(url.clone()),
        Some(Host::Ipv6(address)) if address.is_loopback() => return Ok(url.clone()),
        _ => return Err(no_answer("the sandbox calls no host outside this machine")),
    };
    if host == "localhost" {
        return Ok(url.clone());
    }
    let ours = host.ends_with(".twilio.com") || host.ends_with(".twil.io");
    let local = host.strip_suffix(".localhost");
    let name = match local {
        Some("ehr") => "ehr.localhost".to_owned(),
        Some(label) => format!("{label}.twil.io"),
        None if ours => host,
        None => return Err(no_answer("the sandbox calls no host outside this machine")),
    };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Url::parse(&format!("http://{}/{name}{}{query}", core.address, url.path()))
        .map_err(|error| no_answer(error.to_string()))
}

/// Calls a URL as the HTTP Request widget does.
pub(crate) async fn call(
    core: &Core,
    method: &str,
    url: &str,
    content_type: &str,
    body: Option<String>,
    signature: Option<String>,
) -> Result<HttpAnswer, NoAnswer> {
    let parsed = Url::parse(url).map_err(|error| no_answer(format!("not a URL: {error}")))?;
    let target = target(core, &parsed)?;
    let method = method.parse().map_err(|_| no_answer("no such method"))?;
    let mut request = core.http.request(method, target).timeout(LIMIT);
    if !parsed.username().is_empty() {
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        request = request.basic_auth(decode(parsed.username()), parsed.password().map(decode));
    }
    if let Some(body) = body {
        request = request.header("content-type", content_type).body(body);
    }
    if let Some(signature) = signature {
        request = request.header("x-twilio-signature", signature);
    }
    let answer = request.send().await.map_err(|error| no_answer(reason(&error)))?;
    let status = answer.status().as_u16();
    let content_type = answer
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = answer.text().await.map_err(|error| no_answer(reason(&error)))?;
    Ok(HttpAnswer { status, content_type, body })
}

/// What reqwest says holds the URL, and a URL may hold a patient's number.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer within 10 seconds".to_owned()
    } else if error.is_connect() {
        "connection refused".to_owned()
    } else {
        "the connection broke".to_owned()
    }
}

/// Calls a webhook: a form POST, or a GET with the form as query, signed with the account's auth token.
pub(crate) async fn signed(
    core: &Core,
    method: &str,
    url: &str,
    form: &[(String, String)],
) -> Result<HttpAnswer, NoAnswer> {
    if method == "GET" {
        let mut whole = Url::parse(url).map_err(|error| no_answer(format!("not a URL: {error}")))?;
        whole.query_pairs_mut().extend_pairs(form);
        let signature = sign(core, whole.as_str(), &[]);
        return call(core, "GET", whole.as_str(), "", None, Some(signature)).await;
    }
    let body = encode(form);
    let signature = sign(core, url, form);
    call(core, method, url, "application/x-www-form-urlencoded", Some(body), Some(signature)).await
}

/// A form body.
pub(crate) fn encode(form: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// `X-Twilio-Signature` of a form POST; without parameters, of a GET.
pub(crate) fn sign(core: &Core, url: &str, form: &[(String, String)]) -> String {
    signature::sign(core.account.auth_token.expose_secret(), url, form)
}
