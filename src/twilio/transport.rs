//! Sends requests: authentication, retries, and what is known of each exchange.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{ApiError, Asked, GoodFor, Refusal};
use super::limiter::Limiter;
use super::region::Region;
use super::retry::{self, Pace, RealPace};

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

/// Twilio's code for credentials that it does not know, or that may not do this.
const NOT_KNOWN: u32 = 20003;
/// How long it may take to find out what credentials are good for.
const PROBE: Duration = Duration::from_secs(5);

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
    /// Deployed functions, each deployment's on a domain of its own.
    Functions,
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
            Self::Functions => "twil.io",
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
    /// `Date`: the time at Twilio when it answered.
    pub date: Option<Timestamp>,
    /// After how long it is sent again; none when this was the last try.
    pub again_in: Option<Duration>,
}

type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// Talks to one account. Cheap to clone; the HTTP client is made at the first request.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    credentials: Credentials,
    /// `http://127.0.0.1:8155`: the product's host becomes the first path segment. None is Twilio itself.
    base: Option<String>,
    /// None is US1.
    region: Option<Region>,
    http: OnceLock<reqwest::Client>,
    observer: Option<Observer>,
    pace: Arc<dyn Pace>,
    limiter: Arc<Limiter>,
    /// When everything has to be over, on the pace's clock.
    ends: Option<Duration>,
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
    harmless: bool,
    function: Option<Function>,
}

/// What a call of a deployed function has in addition.
pub(super) struct Function {
    pub(super) domain: String,
    pub(super) token: SecretString,
    /// None for a `GET`.
    pub(super) body: Option<Value>,
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
            harmless: method != Method::POST,
            product,
            method,
            path,
            doing: doing.into(),
            query: Vec::new(),
            form: None,
            upload: None,
            if_match: None,
            function: None,
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

    /// Says that to do this twice is to do it once, as with a `POST` that sets what it names. `GET` and `DELETE` are so
    /// anyway.
    pub(super) fn harmless(mut self) -> Self {
        self.harmless = true;
        self
    }

    pub(super) fn function(mut self, function: Function) -> Self {
        self.form = None;
        self.function = Some(function);
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
            harmless: true,
            function: None,
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

/// One try: the answer's status and request id with what became of it.
struct Tried {
    status: Option<u16>,
    request_id: Option<String>,
    date: Option<Timestamp>,
    asked_to_wait: Option<Duration>,
    outcome: Result<Value, ApiError>,
}

impl Client {
    /// A client of Twilio itself, or with `base` of a server that takes the product's host as first path segment.
    #[must_use]
    pub fn new(credentials: Credentials, base: Option<String>) -> Self {
        let base = base.map(|base| base.trim_end_matches('/').to_owned());
        let inner = Inner {
            credentials,
            base,
            region: None,
            http: OnceLock::new(),
            observer: None,
            pace: Arc::new(RealPace::new()),
            limiter: Arc::new(Limiter::new()),
            ends: None,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same in another region.
    #[must_use]
    pub fn in_region(&self, region: Option<Region>) -> Self {
        self.changed(|inner| inner.region = region)
    }

    /// The region that is not US1.
    #[must_use]
    pub fn region(&self) -> Option<&Region> {
        self.inner.region.as_ref()
    }

    /// Tells `observer` of every exchange, retries included, and those that were told before.
    #[must_use]
    pub fn observed(self, observer: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        let before = self.inner.observer.clone();
        let observer = move |exchange: &Exchange| {
            if let Some(before) = &before {
                before(exchange);
            }
            observer(exchange);
        };
        self.changed(|inner| inner.observer = Some(Arc::new(observer)))
    }

    /// The same client, whose requests all have to be over `limit` from now.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        self.changed(|inner| inner.ends = Some(inner.pace.now() + limit))
    }

    fn changed(&self, change: impl FnOnce(&mut Inner)) -> Self {
        let Inner { credentials, base, region, http, observer, pace, limiter, ends } = &*self.inner;
        let mut inner = Inner {
            credentials: credentials.clone(),
            base: base.clone(),
            region: region.clone(),
            http: http.clone(),
            observer: observer.clone(),
            pace: pace.clone(),
            limiter: limiter.clone(),
            ends: *ends,
        };
        change(&mut inner);
        Self { inner: Arc::new(inner) }
    }

    /// The account that it talks to.
    #[must_use]
    pub fn account_sid(&self) -> &str {
        &self.inner.credentials.account_sid
    }

    /// As whom it talks: an API key's SID, or the account's.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.inner.credentials.username
    }

    fn http(&self, doing: &str) -> Result<&reqwest::Client, ApiError> {
        if let Some(http) = self.inner.http.get() {
            return Ok(http);
        }
        let mut builder = builder().connect_timeout(Duration::from_secs(10));
        if let Some(base) = &self.inner.base {
            builder = local(builder, base);
        }
        let http = builder
            .build()
            .map_err(|error| ApiError::Network { doing: doing.to_owned(), reason: error.to_string() })?;
        Ok(self.inner.http.get_or_init(|| http))
    }

    /// Sends a request and reads the resource in the answer.
    pub(super) async fn fetch<T: DeserializeOwned>(&self, call: Call) -> Result<T, ApiError> {
        self.fetch_until(&call, self.deadline()).await
    }

    /// Sends a request that must not be carried out twice, and looks with `find` for what it should have made when the
    /// answer is lost, before it is sent again. Whoever finds nothing may come too early, so a conflict is looked into
    /// once more.
    pub(super) async fn fetch_once<T: DeserializeOwned>(
        &self,
        call: Call,
        find: impl AsyncFn() -> Result<Option<T>, ApiError>,
    ) -> Result<T, ApiError> {
        let deadline = self.deadline();
        let mut tries = 0;
        loop {
            let error = match self.fetch_until(&call, deadline).await {
                Err(error) => error,
                done => return done,
            };
            let conflict = error.refusal().is_some_and(|refusal| matches!(refusal.status, 409 | 412));
            if tries > 0 && conflict {
                return find().await?.ok_or(error);
            }
            tries += 1;
            if !(retry::is_lost(&error) && retry::may_repeat(&error, true, tries)) {
                return Err(error);
            }
            let Some(wait) = self.wait_before(deadline, None, tries) else { return Err(error) };
            self.inner.pace.wait(wait).await;
            if let Some(found) = find().await? {
                return Ok(found);
            }
        }
    }

    async fn fetch_until<T: DeserializeOwned>(&self, call: &Call, deadline: Duration) -> Result<T, ApiError> {
        let body = self.send_until(call, deadline).await?;
        T::deserialize(body)
            .map_err(|error| ApiError::Malformed { doing: call.doing.clone(), reason: error.to_string() })
    }

    /// Sends a request whose answer has no body.
    pub(super) async fn done(&self, call: Call) -> Result<(), ApiError> {
        self.send(&call).await.map(drop)
    }

    /// Sends a request, again where that is safe: anything after 429, and what is harmless to do twice after a 5xx or
    /// when no answer came. Another `POST` without an answer may have worked: see [`Client::fetch_once`].
    pub(super) async fn send(&self, call: &Call) -> Result<Value, ApiError> {
        self.send_until(call, self.deadline()).await
    }

    /// When a request that begins now has to be over, on the pace's clock.
    fn deadline(&self) -> Duration {
        let own = self.inner.pace.now() + retry::REQUEST_LIMIT;
        self.inner.ends.map_or(own, |ends| ends.min(own))
    }

    /// The wait before the next try, unless it is later than the deadline.
    fn wait_before(&self, deadline: Duration, asked: Option<Duration>, tries: u32) -> Option<Duration> {
        let pace = &self.inner.pace;
        let wait = retry::wait(asked, tries, pace.share());
        (pace.now() + wait < deadline).then_some(wait)
    }

    async fn send_until(&self, call: &Call, deadline: Duration) -> Result<Value, ApiError> {
        let mut tries = 0;
        loop {
            let slot = self.inner.limiter.slot(&*self.inner.pace).await;
            let left = deadline.saturating_sub(self.inner.pace.now());
            if left.is_zero() {
                let reason = "the time that was set for all of it is over".to_owned();
                return Err(ApiError::Network { doing: call.doing.clone(), reason });
            }
            let tried = self.try_once(call, left.min(retry::TRY_LIMIT)).await;
            let now = self.inner.pace.now();
            match tried.status {
                Some(429) => slot.refused(now, tried.asked_to_wait),
                Some(_) => slot.answered(now),
                None => {}
            }
            drop(slot);
            tries += 1;
            let again_in = match &tried.outcome {
                Err(error) if retry::may_repeat(error, call.harmless, tries) => {
                    self.wait_before(deadline, tried.asked_to_wait, tries)
                }
                _ => None,
            };
            self.tell(call, &tried, again_in);
            match again_in {
                Some(wait) => self.inner.pace.wait(wait).await,
                None => {
                    let mut outcome = tried.outcome;
                    if let Err(ApiError::Refused { refusal, .. }) = &mut outcome
                        && (refusal.status, refusal.code) == (401, Some(NOT_KNOWN))
                    {
                        refusal.asked.good_for = self.good_for(call, PROBE).await;
                    }
                    return outcome;
                }
            }
        }
    }

    fn asked(&self) -> Asked {
        Asked {
            by_key: self.inner.credentials.username.starts_with("SK"),
            account_sid: self.inner.credentials.account_sid.clone(),
            region: self.inner.region.as_ref().map(|region| region.region().to_owned()),
            edge: self.inner.region.as_ref().map(|region| region.edge().to_owned()),
            good_for: None,
        }
    }

    /// Finds out what credentials are good for that were refused, for Twilio does not say it. Only below api.twilio.com
    /// the path names the account; all other hosts take it from the credentials.
    async fn good_for(&self, call: &Call, limit: Duration) -> Option<GoodFor> {
        let asked = self.asked();
        // What Standard keys are refused (docs:iam/api-keys) says nothing of the account.
        let of_account = format!("/2010-04-01/Accounts/{}.json", asked.account_sid);
        if call.function.is_some() || call.path == of_account {
            return None;
        }
        let probe = Call::get(Product::Serverless, &["v1", "Services"], "try the credentials");
        let probe = probe.query("PageSize", "1");
        if call.product == Product::Api && asked.by_key {
            match self.try_once(&probe, limit).await.outcome {
                Ok(_) => return Some(GoodFor::OtherAccount(None)),
                Err(ApiError::OtherAccount { found, .. }) => return Some(GoodFor::OtherAccount(Some(found))),
                Err(_) => {}
            }
        }
        if asked.region.is_some_and(|region| region != "us1") {
            let us1 = self.in_region(None);
            return us1.try_once(&probe, limit).await.outcome.is_ok().then_some(GoodFor::Us1);
        }
        None
    }

    async fn try_once(&self, call: &Call, limit: Duration) -> Tried {
        let unanswered = |error| Tried {
            status: None,
            request_id: None,
            date: None,
            asked_to_wait: None,
            outcome: Err(error),
        };
        let request = match self.request(call) {
            Ok(request) => request.timeout(limit),
            Err(error) => return unanswered(error),
        };
        let network =
            |error: reqwest::Error| ApiError::Network { doing: call.doing.clone(), reason: cause(&error) };
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return unanswered(network(error)),
        };
        let status = answer.status();
        let request_id = header(answer.headers(), "Twilio-Request-Id");
        let date = header(answer.headers(), "Date").and_then(|date| retry::http_date(&date));
        let asked_to_wait = retry::retry_after(answer.headers());
        let body = match answer.bytes().await {
            Ok(body) => body,
            Err(error) => return Tried { request_id, date, ..unanswered(network(error)) },
        };
        let outcome = if !status.is_success() {
            let mut refusal = Box::new(Refusal::read(status.as_u16(), request_id.clone(), &body));
            refusal.asked = self.asked();
            Err(ApiError::Refused { doing: call.doing.clone(), refusal })
        } else if body.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&body)
                .map_err(|error| ApiError::Malformed { doing: call.doing.clone(), reason: error.to_string() })
                .and_then(|body| self.of_this_account(call, body))
        };
        Tried { status: Some(status.as_u16()), request_id, date, asked_to_wait, outcome }
    }

    /// Nothing of another account is ever taken for this one's: who would undeploy it would undeploy the other one.
    fn of_this_account(&self, call: &Call, body: Value) -> Result<Value, ApiError> {
        let meant = self.account_sid();
        let found = if call.function.is_some() { None } else { account_of(&body) };
        match found.filter(|found| *found != meant) {
            None => Ok(body),
            Some(found) => Err(ApiError::OtherAccount {
                doing: call.doing.clone(),
                found: found.to_owned(),
                meant: meant.to_owned(),
            }),
        }
    }

    fn request(&self, call: &Call) -> Result<reqwest::RequestBuilder, ApiError> {
        let host = match (&call.function, &self.inner.region) {
            (Some(function), _) => function.domain.clone(),
            (None, Some(region)) => region.host(call.product.host()),
            (None, None) => call.product.host().to_owned(),
        };
        let url = match &self.inner.base {
            Some(base) => format!("{base}/{host}{}", call.path),
            None => format!("https://{host}{}", call.path),
        };
        let mut request = self.http(&call.doing)?.request(call.method.clone(), url);
        request = match &call.function {
            // The account's credentials are nothing that a function has to see.
            Some(function) => {
                let request = request.bearer_auth(function.token.expose_secret());
                match &function.body {
                    Some(body) => request.json(body),
                    None => request,
                }
            }
            None => {
                let credentials = &self.inner.credentials;
                request.basic_auth(&credentials.username, Some(credentials.password.expose_secret()))
            }
        };
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(revision) = &call.if_match {
            request = request.header("If-Match", revision);
        }
        Ok(match (&call.upload, &call.form) {
            (Some(upload), _) => request.multipart(
                multipart(upload)
                    .map_err(|reason| ApiError::Malformed { doing: call.doing.clone(), reason })?,
            ),
            (None, Some(form)) => request.form(form),
            (None, None) => request,
        })
    }

    fn tell(&self, call: &Call, tried: &Tried, again_in: Option<Duration>) {
        if let Some(observer) = &self.inner.observer {
            observer(&Exchange {
                method: call.method.to_string(),
                host: call.product.host(),
                path: call.path.clone(),
                status: tried.status,
                request_id: tried.request_id.clone(),
                date: tried.date,
                again_in,
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

/// For one server on this machine: no proxy, and where no TLS is spoken, no reading of the system's certificates, which takes
/// longer than a request.
fn local(builder: reqwest::ClientBuilder, url: &str) -> reqwest::ClientBuilder {
    let builder = builder.no_proxy();
    if url.starts_with("http://") { builder.tls_certs_only([]) } else { builder }
}

/// An HTTP client for the server of this URL, on this machine: no proxy, and no time limit, for moving a clock can take long.
///
/// # Errors
/// When TLS cannot be set up.
pub fn local_http(url: &str) -> Result<reqwest::Client, reqwest::Error> {
    local(builder(), url).build()
}

/// An HTTP client for servers that are neither Twilio's nor this machine's: through the system's proxy, no redirects.
///
/// # Errors
/// When TLS cannot be set up.
pub fn outside_http(patience: Duration) -> Result<reqwest::Client, reqwest::Error> {
    builder().timeout(patience).build()
}

/// The account that a resource, or the first one of a list, says it is of.
fn account_of(body: &Value) -> Option<&str> {
    let own = |resource: &Value| resource.get("account_sid").is_some();
    let resource = if own(body) {
        body
    } else {
        body.as_object()?
            .values()
            .filter_map(Value::as_array)
            .filter_map(|list| list.first())
            .find(|one| own(one))?
    };
    resource.get("account_sid")?.as_str()
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

/// The innermost cause, which names the failure but never the URL.
#[must_use]
pub fn cause(error: &reqwest::Error) -> String {
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
