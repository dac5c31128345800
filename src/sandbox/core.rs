//! What every part of the running sandbox shares.

use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::AbortHandle;

use super::account::Account;
use super::authority::Authority;
use super::clock::{Clock, iso_ms};
use super::contents::Contents;
use super::faults::Faults;
use super::functions::Functions;
use super::model::{Setting, State};
use super::store::Store;

/// Something that happened, for those who watch.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// The sandbox's time, RFC 3339.
    pub at: String,
    /// `request`, `message`, `execution`, `clock`, `ehr`, `function_log`, `fault` or `build`.
    pub kind: &'static str,
    /// One line for a person, without secrets.
    pub text: String,
    /// More, by kind.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

/// A REST request that was answered.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LoggedRequest {
    pub(crate) id: u64,
    pub(crate) at: String,
    pub(crate) method: String,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) write: bool,
}

/// How many REST requests are remembered.
const REQUEST_LOG: usize = 10_000;

/// Shared by all tasks of one sandbox.
pub(crate) struct Core {
    pub(crate) version: String,
    pub(crate) address: SocketAddr,
    pub(crate) account: Account,
    pub(crate) authority: Authority,
    pub(crate) control_token: SecretString,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) contents: Contents,
    pub(crate) functions: Functions,
    pub(crate) http: reqwest::Client,
    pub(crate) events: broadcast::Sender<Event>,
    /// Becomes true when the sandbox stops.
    pub(crate) stopping: watch::Sender<bool>,
    /// Executions that are moving now, with what stops them.
    pub(crate) moving: Mutex<HashMap<String, Option<AbortHandle>>>,
    /// Held by whoever fires due work, so that it happens once and in order.
    pub(crate) firing: tokio::sync::Mutex<()>,
    /// Told when the next due time may have changed.
    pub(crate) due_changed: Notify,
    pub(crate) work: Work,
    pub(crate) in_flight: AtomicUsize,
    pub(crate) requests: Mutex<VecDeque<LoggedRequest>>,
    pub(crate) request_count: AtomicU64,
    pub(crate) faults: Mutex<Faults>,
    /// Changes when the requests that a fault holds are let go.
    pub(crate) released: watch::Sender<u64>,
    pub(crate) record: Option<Mutex<std::fs::File>>,
}

impl Core {
    /// The sandbox's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells those who watch; nobody has to.
    pub(crate) fn emit(&self, kind: &'static str, text: impl Into<String>, details: Value) {
        let details = match details {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let _ = self.events.send(Event { at: iso_ms(self.now()), kind, text: text.into(), details });
    }

    /// The Executions that are moving.
    pub(crate) fn moving(&self) -> MutexGuard<'_, HashMap<String, Option<AbortHandle>>> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The faults that wait for a request.
    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the faults, and lets go what they hold.
    pub(crate) fn clear_faults(&self) {
        self.faults().clear();
        self.released.send_modify(|count| *count += 1);
    }

    /// Remembers that a REST request was answered.
    pub(crate) fn log_request(&self, method: &str, host: &str, path: &str, status: u16) {
        let mut request = LoggedRequest {
            id: 0,
            at: iso_ms(self.now()),
            method: method.to_owned(),
            host: host.to_owned(),
            path: path.to_owned(),
            status,
            write: method != "GET" && method != "HEAD",
        };
        {
            // Numbered where it is remembered: who asks for those after a number must not miss one before it.
            let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
            request.id = self.request_count.fetch_add(1, Ordering::SeqCst) + 1;
            requests.push_back(request.clone());
            if requests.len() > REQUEST_LOG {
                requests.pop_front();
            }
        }
        let details = serde_json::to_value(&request).unwrap_or_default();
        self.emit("request", format!("{method} {host}{path} {status}"), details);
    }

    /// Writes a REST exchange to the record, if one is kept.
    pub(crate) fn record(&self, exchange: &Value) {
        if let Some(record) = &self.record {
            let mut file = record.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = file.write_all(format!("{exchange}\n").as_bytes()) {
                self.emit(
                    "request",
                    format!("the record of requests cannot be written: {error}"),
                    Value::Null,
                );
            }
        }
    }
}

/// Reads a setting.
pub(crate) fn setting<'a>(state: &'a State, name: &str) -> Option<&'a Value> {
    state.settings.get(name).map(|setting| &setting.value)
}

/// Changes a setting.
pub(crate) fn set(state: &mut State, name: &str, value: Value) {
    state.settings.insert(Setting { name: name.to_owned(), value });
}

/// Counts what goes on in the background and must be finished before the clock may jump.
#[derive(Clone, Default)]
pub(crate) struct Work {
    inner: Arc<(AtomicUsize, Notify)>,
}

/// One piece of background work.
pub(crate) struct Piece(Work);

impl Work {
    pub(crate) fn begin(&self) -> Piece {
        self.inner.0.fetch_add(1, Ordering::SeqCst);
        Piece(self.clone())
    }

    /// Waits until nothing goes on.
    pub(crate) async fn settled(&self) {
        loop {
            let changed = self.inner.1.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.inner.0.load(Ordering::SeqCst) == 0 {
                return;
            }
            changed.await;
        }
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        if self.0.inner.0.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.inner.1.notify_waiters();
        }
    }
}
