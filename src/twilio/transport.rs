//! Sends requests: authentication, retries, and what is known of each exchange.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{ApiError, Refusal};

/// An account and what authenticates as it: a main or Standard API key, or the auth token.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// `AC…`, needed in the 2010 API's paths.
    pub account_sid: String,
    /// `SK…` of an API key, or the account SID.
    pub username: String,
    /// The key's secret, or the auth token.
    pub password: SecretString,
}

/// A host of Twilio's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// Numbers and Messages.
    Api,
    /// Functions, Assets, Environments.
    Serverless,
    /// Contents of Functions and Assets; in no OpenAPI file.
    ServerlessUpload,
    /// Flows and Executions.
    Studio,
    /// Messaging Services.
    Messaging,
    /// Sync.
    Sync,
    /// Verify.
    Verify,
}

impl Product {
    /// The host name in region US1.
    #[must_use]
    pub const fn host(self) -> &'static str {
        match self {
            Self::Api => "api.twilio.com",
            Self::Serverless => "serverless.twilio.com",
            Self::ServerlessUpload => "serverless-upload.twilio.com",
            Self::Studio => "studio.twilio.com",
            Self::Messaging => "messaging.twilio.com",
            Self::Sync => "sync.twilio.com",
            Self::Verify => "verify.twilio.com",
        }
    }
}

/// One request and its answer, for logs: never a body, never a header.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The product's host.
    pub host: &'static str,
    /// The path without the query, which may name a patient's phone.
    pub path: String,
    /// HTTP status; none when no answer came.
    pub status: Option<u16>,
    /// `Twilio-Request-Id`.
    pub request_id: Option<String>,
}

type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;
type Wait = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// Talks to one account. Cheap to clone; the HTTP client is made at the first request.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    credentials: Credentials,
    /// `http://127.0.0.1:8155`: the product's host becomes the first path segment. None is Twilio itself.
    base: Option<String>,
    http: OnceLock<reqwest::Client>,
    observer: Option<Observer>,
    /// How time passes between two tries.
    wait: Wait,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("credentials", &self.inner.credentials).finish_non_exhaustive()
    }
}

/// A request before it is sent.
pub(super) struct Call {
    product: Product,
    method: Method,
    path: String,
    doing: String,
    query: Vec<(String, String)>,
    form: Option<Vec<(String, String)>>,
    upload: Option<Upload>,
    if_match: Option<String>,
}

/// The parts of an upload, in the order in which Twilio's deploy client sends them.
pub(super) struct Upload {
    pub(super) path: String,
    pub(super) visibility: &'static str,
    pub(super) file_name: String,
    pub(super) content_type: String,
    pub(super) content: Vec<u8>,
}

impl Call {
    /// `doing` is an infinitive for error messages; `segments` are percent-encoded one by one.
    pub(super) fn new(product: Product, method: Method, segments: &[&str], doing: impl Into<String>) -> Self {
        let path = segments.iter().map(|segment| format!("/{}", encode_segment(segment))).collect();
        Self {
            product,
            method,
            path,
            doing: doing.into(),
            query: Vec::new(),
            form: None,
            upload: None,
            if_match: None,
        }
    }

    pub(super) fn get(product: Product, segments: &[&str], doing: impl Into<String>) -> Self {
        Self::new(product, Method::GET, segments, doing)
    }

    pub(super) fn post(product: Product, segments: &[&str], doing: impl Into<String>) -> Self {
        let mut call = Self::new(product, Method::POST, segments, doing);
        call.form = Some(Vec::new());
        call
    }

    pub(super) fn delete(product: Product, segments: &[&str], doing: impl Into<String>) -> Self {
        Self::new(product, Method::DELETE, segments, doing)
    }

    pub(super) fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn form(mut self, name: &str, value: impl Into<String>) -> Self {
        self.form.get_or_insert_default().push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn upload(mut self, upload: Upload) -> Self {
        self.form = None;
        self.upload = Some(upload);
        self
    }

    pub(super) fn if_match(mut self, revision: &str) -> Self {
        self.if_match = Some(revision.to_owned());
        self
    }

    pub(super) fn doing(&self) -> &str {
        &self.doing
    }

    /// The same request for another page: path and query as Twilio's link gives them.
    pub(super) fn next_page(&self, path: String, query: Vec<(String, String)>) -> Self {
        Self {
            product: self.product,
            method: Method::GET,
            path,
            doing: self.doing.clone(),
            query,
            form: None,
            upload: None,
            if_match: None,
        }
    }

    pub(super) fn product(&self) -> Product {
        self.product
    }
}

fn encode_segment(segment: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(segment, KEPT).to_string()
}

/// How often a request is sent before pam gives up: Twilio refuses what is over the account's concurrency with 429,
/// unprocessed, and asks for exponential back-off with jitter (<https://www.twilio.com/docs/api/errors/20429>).
const TRIES_WHEN_LIMITED: u32 = 8;
const TRIES_WHEN_FAILING: u32 = 4;
const LONGEST_WAIT: Duration = Duration::from_secs(30);

impl Client {
    /// A client of Twilio itself, or with `base` of a server that takes the product's host as first path segment.
    #[must_use]
    pub fn new(credentials: Credentials, base: Option<String>) -> Self {
        let base = base.map(|base| base.trim_end_matches('/').to_owned());
        let wait: Wait = Arc::new(|time| Box::pin(tokio::time::sleep(time)));
        Self { inner: Arc::new(Inner { credentials, base, http: OnceLock::new(), observer: None, wait }) }
    }

    /// Tells `observer` of every exchange, retries included.
    #[must_use]
    pub fn observed(self, observer: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        self.with(Some(Arc::new(observer)), self.inner.wait.clone())
    }

    fn with(&self, observer: Option<Observer>, wait: Wait) -> Self {
        let inner = &self.inner;
        let (credentials, base) = (inner.credentials.clone(), inner.base.clone());
        Self { inner: Arc::new(Inner { credentials, base, http: OnceLock::new(), observer, wait }) }
    }

    /// The account that it talks to.
    #[must_use]
    pub fn account_sid(&self) -> &str {
        &self.inner.credentials.account_sid
    }

    fn http(&self, doing: &str) -> Result<&reqwest::Client, ApiError> {
        if let Some(http) = self.inner.http.get() {
            return Ok(http);
        }
        let mut builder = builder().connect_timeout(Duration::from_secs(10)).timeout(Duration::from_secs(60));
        if self.inner.base.is_some() {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| ApiError::Network { doing: doing.to_owned(), reason: error.to_string() })?;
        Ok(self.inner.http.get_or_init(|| http))
    }

    /// Sends a request and reads the resource in the answer.
    pub(super) async fn fetch<T: DeserializeOwned>(&self, call: Call) -> Result<T, ApiError> {
        let doing = call.doing.clone();
        let body = self.send(&call).await?;
        T::deserialize(body).map_err(|error| ApiError::Malformed { doing, reason: error.to_string() })
    }

    /// Sends a request whose answer has no body.
    pub(super) async fn done(&self, call: Call) -> Result<(), ApiError> {
        self.send(&call).await.map(drop)
    }

    /// Sends a request, again where that is safe: anything after 429, and `GET` and `DELETE` after a 5xx or when no
    /// answer came. A `POST` without an answer may have worked, so its caller looks before it repeats.
    pub(super) async fn send(&self, call: &Call) -> Result<Value, ApiError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let outcome = self.send_once(call).await;
            let repeatable = call.method != Method::POST;
            let (error, wait) = match outcome {
                Ok(body) => return Ok(body),
                Err((error, wait)) => (error, wait),
            };
            let allowed = match &error {
                ApiError::Refused { refusal, .. } if refusal.status == 429 => TRIES_WHEN_LIMITED,
                ApiError::Refused { refusal, .. } if refusal.status >= 500 && repeatable => {
                    TRIES_WHEN_FAILING
                }
                ApiError::Network { .. } if repeatable => TRIES_WHEN_FAILING,
                _ => 1,
            };
            if tries >= allowed {
                return Err(error);
            }
            (self.inner.wait)(wait.unwrap_or_else(|| back_off(tries))).await;
        }
    }

    async fn send_once(&self, call: &Call) -> Result<Value, (ApiError, Option<Duration>)> {
        let host = call.product.host();
        let url = match &self.inner.base {
            Some(base) => format!("{base}/{host}{}", call.path),
            None => format!("https://{host}{}", call.path),
        };
        let credentials = &self.inner.credentials;
        let mut request = self
            .http(&call.doing)
            .map_err(|error| (error, None))?
            .request(call.method.clone(), url)
            .basic_auth(&credentials.username, Some(credentials.password.expose_secret()));
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(revision) = &call.if_match {
            request = request.header("If-Match", revision);
        }
        if let Some(upload) = &call.upload {
            request = request.multipart(
                multipart(upload)
                    .map_err(|reason| (ApiError::Malformed { doing: call.doing.clone(), reason }, None))?,
            );
        } else if let Some(form) = &call.form {
            request = request.form(form);
        }
        let network = |error: reqwest::Error| {
            self.tell(call, None, None);
            (ApiError::Network { doing: call.doing.clone(), reason: reason(&error) }, None)
        };
        let answer = request.send().await.map_err(network)?;
        let status = answer.status();
        let request_id = header(answer.headers(), "Twilio-Request-Id");
        let wait = retry_after(answer.headers());
        let body = answer.bytes().await.map_err(network)?;
        self.tell(call, Some(status), request_id.clone());
        if !status.is_success() {
            let refusal = Box::new(Refusal::read(status.as_u16(), request_id, &body));
            return Err((ApiError::Refused { doing: call.doing.clone(), refusal }, wait));
        }
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&body).map_err(|error| {
            (ApiError::Malformed { doing: call.doing.clone(), reason: error.to_string() }, None)
        })
    }

    fn tell(&self, call: &Call, status: Option<StatusCode>, request_id: Option<String>) {
        if let Some(observer) = &self.inner.observer {
            observer(&Exchange {
                method: call.method.to_string(),
                host: call.product.host(),
                path: call.path.clone(),
                status: status.map(|status| status.as_u16()),
                request_id,
            });
        }
    }
}

fn builder() -> reqwest::ClientBuilder {
    // Two callers at once both try to install it; the second one's failure is the first one's success.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("pam/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
}

/// An HTTP client for servers on this machine: no proxy, and no time limit, for moving a clock can take long.
///
/// # Errors
/// When TLS cannot be set up.
pub fn plain_http() -> Result<reqwest::Client, reqwest::Error> {
    builder().no_proxy().build()
}

fn multipart(upload: &Upload) -> Result<reqwest::multipart::Form, String> {
    let content = reqwest::multipart::Part::bytes(upload.content.clone())
        .file_name(upload.file_name.clone())
        .mime_str(&upload.content_type)
        .map_err(|error| error.to_string())?;
    Ok(reqwest::multipart::Form::new()
        .text("Path", upload.path.clone())
        .text("Visibility", upload.visibility)
        .part("Content", content))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// Full jitter over 0.5 s, 1 s, 2 s, … so that clients that were refused together do not come back together.
fn back_off(tries: u32) -> Duration {
    let ceiling = Duration::from_millis(500 << tries.min(6).saturating_sub(1)).min(LONGEST_WAIT);
    let share = getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX));
    ceiling.mul_f64(share.max(0.1))
}

/// The innermost cause, which names the failure but never the URL.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests;
