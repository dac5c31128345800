//! Deployed Functions and Assets: Builds on disk, Node workers, and the gateway before them.
//!
//! - `node`: finds Node.js and npm
//! - `build`: unpacks a Build and installs its dependencies, once per set of versions
//! - `worker`: one Node process that runs the Functions of one Environment
//! - `gateway`: what a deployed domain answers
//! - `signature`: `X-Twilio-Signature`
//!
//! Node runs `assets/runtime/host.cjs`, which `tests/node` holds against Twilio's own runtime handler.

mod build;
mod gateway;
pub mod node;
pub mod signature;
mod worker;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

pub use node::find_node;

use build::Manifest;
use worker::Worker;

/// Who may call a Function or fetch an Asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Anyone.
    Public,
    /// Whoever signs the request with the account's auth token.
    Protected,
    /// Only other functions of the Build.
    Private,
}

/// One file of a Build.
#[derive(Debug, Clone)]
pub struct BuildFile {
    /// For example `/message-booked` or `/index.html`.
    pub path: String,
    /// Who may reach it.
    pub visibility: Visibility,
    /// For assets what it is served as.
    pub content_type: String,
    /// The bytes that were uploaded.
    pub content: Bytes,
}

/// What a Build is made of.
#[derive(Debug, Clone)]
pub struct BuildInput {
    /// `ZB…`
    pub sid: String,
    /// Function Versions.
    pub functions: Vec<BuildFile>,
    /// Asset Versions.
    pub assets: Vec<BuildFile>,
    /// Package name to version, as `Dependencies` declared them.
    pub dependencies: BTreeMap<String, String>,
}

/// Why a Build failed, as the account's debugger would say it.
#[derive(Debug, Clone, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct BuildFailure {
    /// 82003 for dependencies, 82002 for a file that does not parse, …
    pub code: u32,
    /// npm's words, shortened.
    pub message: String,
}

/// The Environment a request goes to.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `ZE…`
    pub sid: String,
    /// `ZS…`
    pub service_sid: String,
    /// The Build that is deployed there.
    pub build_sid: String,
    /// For example `pam-1234-dev.twil.io`.
    pub domain: String,
    /// Variables.
    pub variables: BTreeMap<String, String>,
    /// `AC…`
    pub account_sid: String,
    /// Given to functions when the Service includes credentials; also what signatures are checked with.
    pub auth_token: String,
    /// `IncludeCredentials`.
    pub include_credentials: bool,
}

/// A request to a deployed domain.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path without query, for example `/message-booked`.
    pub path: String,
    /// Raw query, without `?`.
    pub query: String,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Bytes,
}

/// What the domain answers, and what a Function wrote to its console meanwhile.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Bytes,
    /// Console lines.
    pub logs: Vec<LogLine>,
}

/// One console line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogLine {
    /// `info`, `warn` or `error`.
    pub level: String,
    /// The text.
    pub message: String,
    /// The Function's path.
    pub function_path: String,
}

/// Where things are.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Builds are unpacked below it, one folder a Build.
    pub builds: PathBuf,
    /// Installed dependencies, one folder a digest; shared by all sandboxes of this user.
    pub dependencies: PathBuf,
    /// The `node` to run.
    pub node: PathBuf,
    /// `http://127.0.0.1:PORT` of this sandbox, where calls to Twilio's hosts are sent.
    pub sandbox_url: String,
}

/// Node is missing or too old.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NodeProblem {
    /// No such program.
    #[error("Node.js was not found")]
    Missing,
    /// Older than the oldest that the functions run on.
    #[error("Node.js {found} is too old")]
    TooOld {
        /// For example `v16.20.2`.
        found: String,
    },
}

/// How long things may take, in real time.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// A Function that has not answered by then is answered for, with 504
    /// (docs: serverless/functions-assets/functions/request-flow).
    answer: Duration,
    /// A worker that does not say "pong" within this time is blocked.
    pong: Duration,
    /// `npm install`; Twilio's client waits as long for a Build.
    install: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(10),
            pong: Duration::from_secs(1),
            install: Duration::from_secs(300),
        }
    }
}

/// Runs Builds. Cheap to clone.
#[derive(Clone)]
pub struct Functions {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    limits: Limits,
    node_version: OnceCell<String>,
    /// Held while npm runs: one install at a time.
    installing: tokio::sync::Mutex<()>,
    manifests: Mutex<HashMap<String, Arc<Manifest>>>,
    /// By Environment SID.
    workers: tokio::sync::Mutex<HashMap<String, Arc<Worker>>>,
}

impl Functions {
    /// Nothing runs yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::with_limits(settings, Limits::default())
    }

    fn with_limits(settings: Settings, limits: Limits) -> Self {
        let inner = Inner {
            settings,
            limits,
            node_version: OnceCell::new(),
            installing: tokio::sync::Mutex::default(),
            manifests: Mutex::default(),
            workers: tokio::sync::Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Unpacks a Build and installs its dependencies (kept by digest). At once when that was done before.
    ///
    /// # Errors
    /// With npm's reason when dependencies cannot be had.
    pub async fn build(&self, input: BuildInput) -> Result<(), BuildFailure> {
        self.inner.build(input).await
    }

    /// Whether [`Self::serve`] can serve this Build; if not, [`Self::build`] it again.
    #[must_use]
    pub fn has_build(&self, build_sid: &str) -> bool {
        self.inner.has_build(build_sid)
    }

    /// Answers a request to a deployed domain: visibility, signature, assets, functions, CORS preflight.
    /// `clock_offset_ms` is added to Node's clock. A Function runs to its end even when the caller stops
    /// waiting.
    pub async fn serve(&self, environment: &Environment, request: Request, clock_offset_ms: i64) -> Response {
        gateway::serve(&self.inner, environment, request, clock_offset_ms).await
    }

    /// Ends all workers and waits until they are gone.
    pub async fn stop(&self) {
        let workers = std::mem::take(&mut *self.inner.workers.lock().await);
        for worker in workers.into_values() {
            worker.kill().await;
        }
    }
}

#[cfg(test)]
mod testing;
