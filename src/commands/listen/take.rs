//! What is done with one request: believed or not, new or not, run, handed on, answered.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::process::Stdio;
use std::time::Duration;

use http::{HeaderMap, Method};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::ehr::{self, Distrust};

/// The answers that are given on purpose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers {
    /// This status…
    pub(super) status: Option<u16>,
    /// … so many times still; without a number always.
    pub(super) left: Option<u32>,
}

impl Answers {
    fn next(&mut self) -> Option<u16> {
        let status = self.status?;
        match &mut self.left {
            None => Some(status),
            Some(0) => None,
            Some(left) => {
                *left -= 1;
                Some(status)
            }
        }
    }
}

/// What happens with a request that is believed and new.
#[derive(Debug)]
pub(super) enum Handler {
    /// It is shown.
    Nothing,
    /// A program gets the body.
    Exec {
        /// The program: no shell looks at it, nor at its arguments.
        program: OsString,
        /// Its arguments.
        arguments: Vec<OsString>,
        /// How long it may take.
        within: Duration,
    },
    /// Another server gets it.
    Forward {
        /// Which.
        url: url::Url,
        /// With this client.
        http: reqwest::Client,
    },
}

/// A request, and what was done with it.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) at: Timestamp,
    pub(super) method: Method,
    pub(super) path: String,
    /// JSON; null when it is none.
    pub(super) body: Value,
    pub(super) key: Option<String>,
    /// Why it is not believed.
    pub(super) distrust: Option<Distrust>,
    /// Whether a request with its key was taken before.
    pub(super) duplicate: bool,
    /// The answer's status.
    pub(super) status: u16,
    /// What the handler did, in words.
    pub(super) done: Option<String>,
}

/// The keys of so many requests are remembered.
const REMEMBERED: usize = 10_000;
/// How long the server that a request is handed on to may take.
const FORWARD_PATIENCE: Duration = Duration::from_secs(30);

/// Takes one request after the other.
#[derive(Debug)]
pub(super) struct Taker {
    secret: SecretString,
    answers: Answers,
    handler: Handler,
    taken: HashSet<String>,
    order: VecDeque<String>,
}

impl Taker {
    pub(super) fn new(secret: SecretString, answers: Answers, handler: Handler) -> Self {
        Self { secret, answers, handler, taken: HashSet::new(), order: VecDeque::new() }
    }

    pub(super) async fn take(
        &mut self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Taken {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let verdict = ehr::verify(&self.secret, header(ehr::TIMESTAMP), header(ehr::SIGNATURE), body, now);
        let key = header(ehr::IDEMPOTENCY).map(str::to_owned);
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let duplicate = verdict.is_ok() && key.as_ref().is_some_and(|key| self.taken.contains(key));
        let (status, done) = if method != Method::POST {
            (405, None)
        } else if verdict.is_err() {
            (401, None)
        } else if let Some(status) = self.answers.next() {
            (status, None)
        } else if duplicate {
            (200, None)
        } else {
            self.handle(headers, &json, body).await
        };
        if verdict.is_ok() && (200..300).contains(&status) {
            self.remember(key.as_deref());
        }
        let (method, path) = (method.clone(), path.to_owned());
        Taken { at: now, method, path, body: json, key, distrust: verdict.err(), duplicate, status, done }
    }

    fn remember(&mut self, key: Option<&str>) {
        let Some(key) = key.filter(|key| !self.taken.contains(*key)) else { return };
        self.taken.insert(key.to_owned());
        self.order.push_back(key.to_owned());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.taken.remove(&oldest);
        }
    }

    async fn handle(&self, headers: &HeaderMap, json: &Value, body: &[u8]) -> (u16, Option<String>) {
        match &self.handler {
            Handler::Nothing => (200, None),
            Handler::Exec { program, arguments, within } => {
                let mut command = Command::new(program);
                command.args(arguments).stdin(Stdio::piped()).kill_on_drop(true);
                // Standard output holds what pam says.
                command.stdout(Stdio::null());
                for (name, field) in [
                    ("PAM_REQUEST_ID", "id"),
                    ("PAM_EVENT_TYPE", "event_type"),
                    ("PAM_APPOINTMENT_ID", "appointment_id"),
                ] {
                    command.env(name, json[field].as_str().unwrap_or_default());
                }
                let name = program.to_string_lossy();
                match tokio::time::timeout(*within, fed(command, body)).await {
                    Ok(Ok(status)) if status.success() => (200, Some(format!("{name} ended well"))),
                    Ok(Ok(status)) => (500, Some(format!("{name} failed: {status}"))),
                    Ok(Err(error)) => (500, Some(format!("could not run {name}: {error}"))),
                    Err(_) => (500, Some(format!("{name} took longer than {} s", within.as_secs()))),
                }
            }
            Handler::Forward { url, http } => {
                let mut request = http.post(url.clone()).timeout(FORWARD_PATIENCE).body(body.to_vec());
                for name in ["content-type", ehr::IDEMPOTENCY, ehr::TIMESTAMP, ehr::SIGNATURE] {
                    if let Some(value) = headers.get(name) {
                        request = request.header(name, value);
                    }
                }
                let host = url.host_str().unwrap_or_default();
                match request.send().await {
                    Ok(answer) => {
                        let status = answer.status().as_u16();
                        (status, Some(format!("{host} answered {status}")))
                    }
                    Err(_) => (502, Some(format!("{host} does not answer"))),
                }
            }
        }
    }
}

/// Runs a program with `body` on its standard input. A program that does not read it is no failure.
async fn fed(mut command: Command, body: &[u8]) -> std::io::Result<std::process::ExitStatus> {
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        let written = input.write_all(body).await;
        if let Err(error) = written
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            return Err(error);
        }
    }
    child.wait().await
}

#[cfg(test)]
mod tests;
