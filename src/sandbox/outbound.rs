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
const TOO_LATE: &str = "no answer within 10 seconds";
const MOST_REDIRECTS: usize = 10;

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

/// A call that the sandbox makes.
#[derive(Debug, Default)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) content_type: &'a str,
    pub(crate) body: Option<String>,
    /// With the account's SID and auth token as Basic authentication.
    pub(crate) twilio_auth: bool,
    /// Signed as Twilio signs; for a POST, with these parameters.
    pub(crate) signed: Option<&'a [(String, String)]>,
    /// The `Cookie` header.
    pub(crate) cookies: Option<String>,
}

/// What came back, and the `Set-Cookie` headers with it.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) answer: HttpAnswer,
    pub(crate) set_cookies: Vec<String>,
}

/// Calls a URL, and where that redirects to: a POST goes on as a GET unless 307 or 308 say otherwise (RFC 9110, 15.4).
///
/// Every place on the way has to be one that may be called.
pub(crate) async fn call(core: &Core, call: Call<'_>) -> Result<Told, NoAnswer> {
    let follow = async {
        let mut url = Url::parse(call.url).map_err(|error| no_answer(format!("not a URL: {error}")))?;
        let host = url.host_str().map(str::to_owned);
        let (mut method, mut body) = (call.method.to_owned(), call.body.clone());
        for _ in 0..=MOST_REDIRECTS {
            let first = url.host_str() == host.as_deref();
            let answer = one(core, &call, &method, &url, body.as_deref(), first).await?;
            let status = answer.status().as_u16();
            let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
            let next = location.and_then(|location| url.join(location).ok());
            let (true, Some(next)) = (matches!(status, 301 | 302 | 303 | 307 | 308), next) else {
                return told(answer).await;
            };
            url = next;
            if !matches!(status, 307 | 308) {
                "GET".clone_into(&mut method);
                body = None;
            }
        }
        Err(no_answer("too many redirects"))
    };
    tokio::time::timeout(LIMIT, follow).await.unwrap_or_else(|_| Err(no_answer(TOO_LATE)))
}

async fn one(
    core: &Core,
    call: &Call<'_>,
    method: &str,
    url: &Url,
    body: Option<&str>,
    first: bool,
) -> Result<reqwest::Response, NoAnswer> {
    let method: reqwest::Method = method.parse().map_err(|_| no_answer("no such method"))?;
    let is_get = method == reqwest::Method::GET;
    let mut request = core.http.request(method, target(core, url)?);
    if !url.username().is_empty() {
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        request = request.basic_auth(decode(url.username()), url.password().map(decode));
    } else if call.twilio_auth && first {
        let account = &core.account;
        request = request.basic_auth(&account.account_sid, Some(account.auth_token.expose_secret()));
    }
    if let Some(body) = body {
        request = request.header("content-type", call.content_type).body(body.to_owned());
    }
    if let Some(form) = call.signed {
        let form = if is_get { &[] } else { form };
        request = request.header("x-twilio-signature", sign(core, url.as_str(), form));
    }
    if let Some(cookies) = call.cookies.as_ref().filter(|_| first) {
        request = request.header("cookie", cookies);
    }
    request.send().await.map_err(|error| no_answer(reason(&error)))
}

async fn told(answer: reqwest::Response) -> Result<Told, NoAnswer> {
    let status = answer.status().as_u16();
    let text = |value: &reqwest::header::HeaderValue| value.to_str().ok().map(str::to_owned);
    let content_type = answer.headers().get("content-type").and_then(text).unwrap_or_default();
    let set_cookies = answer.headers().get_all("set-cookie").iter().filter_map(text).collect();
    let body = answer.text().await.map_err(|error| no_answer(reason(&error)))?;
    Ok(Told { answer: HttpAnswer { status, content_type, body }, set_cookies })
}

/// What reqwest says holds the URL, and a URL may hold a patient's number.
fn reason(error: &reqwest::Error) -> String {
    if error.is_connect() { "connection refused".to_owned() } else { "the connection broke".to_owned() }
}

/// Calls a webhook: a form POST, or a GET with the form as query, signed with the account's auth token.
pub(crate) async fn signed(
    core: &Core,
    method: &str,
    url: &str,
    form: &[(String, String)],
    cookies: Option<String>,
) -> Result<Told, NoAnswer> {
    let content_type = "application/x-www-form-urlencoded";
    if method != "GET" {
        let body = Some(encode(form));
        let signed = Some(form);
        return call(core, Call { method, url, content_type, body, signed, cookies, ..Call::default() })
            .await;
    }
    let mut whole = Url::parse(url).map_err(|error| no_answer(format!("not a URL: {error}")))?;
    whole.query_pairs_mut().extend_pairs(form);
    let url = whole.as_str();
    call(core, Call { method, url, signed: Some(&[]), cookies, ..Call::default() }).await
}

/// A form body.
pub(crate) fn encode(form: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// `X-Twilio-Signature` of a form POST; without parameters, of a GET.
pub(crate) fn sign(core: &Core, url: &str, form: &[(String, String)]) -> String {
    signature::sign(core.account.auth_token.expose_secret(), url, form)
}
