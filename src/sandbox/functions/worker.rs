//! One Node process that runs the Functions of one Environment.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, timeout, timeout_at};

use super::build::TemporaryFolder;
use super::{Inner, Limits, LogLine, Request, Settings, node, signature};

const HOST: &str = include_str!("../../../assets/runtime/host.cjs");
const REDIRECT: &str = include_str!("../../../assets/runtime/redirect.cjs");

/// A Function that logs without end must not fill this process.
const MAX_LOG_LINES: usize = 1000;
const MAX_LAST_WORDS: usize = 20;

/// How an invocation ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The Function answered.
    Answer { status: u16, headers: Vec<(String, String)>, body: Bytes },
    /// It did not within the limit.
    TimedOut,
    /// The process ended. Only when it had not `started` may the invocation be tried again.
    Died { started: bool },
}

/// What the host says, see `assets/runtime/host.cjs`.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Said {
    Started { id: u64 },
    Log { id: Option<u64>, level: String, message: String },
    Result { id: u64, status: u16, headers: Vec<(String, String)>, body: String },
    Pong { id: u64 },
}

enum Event {
    Started,
    Log { level: String, message: String },
    Result(Outcome),
    Pong,
}

type Pending = HashMap<u64, mpsc::UnboundedSender<Event>>;

#[derive(Default)]
struct Shared {
    /// Who waits for what; none once the process has ended.
    pending: Mutex<Option<Pending>>,
    last_words: Mutex<VecDeque<String>>,
    kill: Notify,
    retired: AtomicBool,
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, Option<Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_words(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.last_words.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, id: u64, event: Event) {
        if let Some(waiter) = self.pending().as_ref().and_then(|pending| pending.get(&id)) {
            // It may have stopped waiting.
            let _ = waiter.send(event);
        }
    }

    fn hear(&self, line: &str) {
        match serde_json::from_str(line) {
            Ok(Said::Started { id }) => self.tell(id, Event::Started),
            Ok(Said::Log { id: Some(id), level, message }) => self.tell(id, Event::Log { level, message }),
            Ok(Said::Log { id: None, message, .. }) => self.remember(message),
            Ok(Said::Result { id, status, headers, body }) => {
                let body = STANDARD.decode(body).unwrap_or_default().into();
                self.tell(id, Event::Result(Outcome::Answer { status, headers, body }));
            }
            Ok(Said::Pong { id }) => self.tell(id, Event::Pong),
            // A child process of a Function writes to the same pipe.
            Err(_) => self.remember(line.to_owned()),
        }
    }

    fn remember(&self, line: String) {
        let mut words = self.last_words();
        words.push_back(line);
        if words.len() > MAX_LAST_WORDS {
            words.pop_front();
        }
    }
}

/// A running Node process. Dropping it ends the process, for the host's standard input closes.
pub(super) struct Worker {
    init: String,
    input: mpsc::UnboundedSender<String>,
    shared: Arc<Shared>,
    next_id: AtomicU64,
    ended: watch::Receiver<bool>,
    #[cfg(test)]
    pub(super) pid: Option<u32>,
}

impl Worker {
    /// Starts Node. `init` is the first line the host reads.
    pub(super) fn start(settings: &Settings, init: String) -> io::Result<Self> {
        let runtime = write_runtime(&settings.builds)?;
        let mut child = node::node_command(&settings.node)
            .arg("--require")
            .arg(runtime.join("redirect.cjs"))
            .arg(runtime.join("host.cjs"))
            .env("PAM_SANDBOX_URL", &settings.sandbox_url)
            .env("PAM_SANDBOX_STRICT", "1")
            .current_dir(&runtime)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let shared = Arc::new(Shared { pending: Mutex::new(Some(Pending::new())), ..Shared::default() });
        let (input, lines) = mpsc::unbounded_channel();
        let (tell_end, ended) = watch::channel(false);
        let missing = || io::Error::other("no pipe to Node");
        #[cfg(test)]
        let pid = child.id();
        tokio::spawn(write_lines(child.stdin.take().ok_or_else(missing)?, lines));
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        tokio::spawn(attend(child, stdout, stderr, shared.clone(), tell_end));
        let worker = Self {
            init: init.clone(),
            input,
            shared,
            next_id: AtomicU64::new(1),
            ended,
            #[cfg(test)]
            pid,
        };
        worker.send(init);
        Ok(worker)
    }

    /// Whether it still takes invocations, for this very `init`.
    pub(super) fn serves(&self, init: &str) -> bool {
        self.init == init && !self.shared.retired.load(Ordering::Relaxed) && self.shared.pending().is_some()
    }

    /// Runs a Function; what it logged meanwhile goes to `logs`.
    pub(super) async fn invoke(
        self: &Arc<Self>,
        request: &Request,
        path: &str,
        clock_offset_ms: i64,
        limits: Limits,
        logs: &mut Vec<LogLine>,
    ) -> Outcome {
        let Some((id, mut events)) = self.register() else { return Outcome::Died { started: false } };
        self.send(
            json!({
                "type": "invoke", "id": id, "path": path, "query": request.query, "headers": request.headers,
                "body": STANDARD.encode(&request.body), "clock_offset_ms": clock_offset_ms,
            })
            .to_string(),
        );
        let outcome = self.follow(&mut events, path, limits, logs).await;
        self.unregister(id);
        outcome
    }

    async fn follow(
        self: &Arc<Self>,
        events: &mut mpsc::UnboundedReceiver<Event>,
        path: &str,
        limits: Limits,
        logs: &mut Vec<LogLine>,
    ) -> Outcome {
        let mut started = false;
        // A process that another invocation blocks has been replaced by then.
        let mut deadline = Instant::now() + limits.answer * 2 + limits.pong;
        loop {
            match timeout_at(deadline, events.recv()).await {
                Ok(Some(Event::Started)) => {
                    started = true;
                    deadline = Instant::now() + limits.answer;
                }
                Ok(Some(Event::Log { level, message })) if logs.len() < MAX_LOG_LINES => {
                    logs.push(LogLine { level, message, function_path: path.to_owned() });
                }
                Ok(Some(Event::Log { .. } | Event::Pong)) => {}
                Ok(Some(Event::Result(outcome))) => return outcome,
                Ok(None) => {
                    let words = self.shared.last_words().make_contiguous().join("\n");
                    if started && !words.is_empty() {
                        let function_path = path.to_owned();
                        logs.push(LogLine { level: "error".to_owned(), message: words, function_path });
                    }
                    return Outcome::Died { started };
                }
                Err(_) => {
                    self.retire();
                    tokio::spawn(self.clone().kill_if_blocked(limits));
                    return if started { Outcome::TimedOut } else { Outcome::Died { started } };
                }
            }
        }
    }

    /// No more invocations; the process ends when those under way have.
    pub(super) fn retire(&self) {
        self.shared.retired.store(true, Ordering::Relaxed);
        self.end_if_idle();
    }

    /// Ends the process and waits until it is gone.
    pub(super) async fn kill(&self) {
        self.shared.kill.notify_one();
        // An error means that nobody attends it any more, so it is gone.
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }

    async fn kill_if_blocked(self: Arc<Self>, limits: Limits) {
        let Some((id, mut events)) = self.register() else { return };
        self.send(json!({ "type": "ping", "id": id }).to_string());
        let is_blocked = timeout(limits.pong, events.recv()).await.is_err();
        self.unregister(id);
        if is_blocked {
            self.shared.kill.notify_one();
        }
    }

    fn send(&self, line: String) {
        // When Node has ended, whoever waits for an answer hears of it in another way.
        let _ = self.input.send(line);
    }

    fn register(&self) -> Option<(u64, mpsc::UnboundedReceiver<Event>)> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, events) = mpsc::unbounded_channel();
        self.shared.pending().as_mut()?.insert(id, sender);
        Some((id, events))
    }

    fn unregister(&self, id: u64) {
        if let Some(pending) = self.shared.pending().as_mut() {
            pending.remove(&id);
        }
        self.end_if_idle();
    }

    fn end_if_idle(&self) {
        let is_idle = self.shared.pending().as_ref().is_some_and(HashMap::is_empty);
        if is_idle && self.shared.retired.load(Ordering::Relaxed) {
            self.shared.kill.notify_one();
        }
    }
}

impl Inner {
    /// The Environment's worker, which is replaced when its Build or its Variables changed: Twilio starts
    /// Functions anew then, too.
    pub(super) async fn worker(&self, environment_sid: &str, init: String) -> io::Result<Arc<Worker>> {
        let mut workers = self.workers.lock().await;
        if let Some(worker) = workers.get(environment_sid).filter(|worker| worker.serves(&init)) {
            return Ok(worker.clone());
        }
        let worker = Arc::new(Worker::start(&self.settings, init)?);
        if let Some(old) = workers.insert(environment_sid.to_owned(), worker.clone()) {
            old.retire();
        }
        Ok(worker)
    }
}

async fn write_lines(mut stdin: ChildStdin, mut lines: mpsc::UnboundedReceiver<String>) {
    while let Some(mut line) = lines.recv().await {
        line.push('\n');
        if stdin.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Reads what the host says until it ends or has to.
async fn attend(
    mut child: Child,
    stdout: ChildStdout,
    stderr: ChildStderr,
    shared: Arc<Shared>,
    tell_end: watch::Sender<bool>,
) {
    let remembering = shared.clone();
    let mut errors = tokio::spawn(async move {
        let mut lines = BufReader::new(stderr).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            remembering.remember(line);
        }
    });
    let mut lines = BufReader::new(stdout).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line {
                Ok(Some(line)) => shared.hear(&line),
                _ => break,
            },
            () = shared.kill.notified() => break,
        }
    }
    // It may be gone already.
    let _ = child.start_kill();
    let _ = child.wait().await;
    let _ = timeout(std::time::Duration::from_millis(200), &mut errors).await;
    errors.abort();
    shared.pending().take();
    let _ = tell_end.send(true);
}

/// Writes the Node files below the Builds, once for each version of them.
fn write_runtime(builds: &Path) -> io::Result<std::path::PathBuf> {
    let digest = signature::body_sha256(format!("{HOST}{REDIRECT}").as_bytes());
    let target = builds.join(format!("runtime-{}", &digest[..16]));
    if !target.is_dir() {
        std::fs::create_dir_all(builds)?;
        let folder = TemporaryFolder::create(builds)?;
        std::fs::write(folder.path().join("host.cjs"), HOST)?;
        std::fs::write(folder.path().join("redirect.cjs"), REDIRECT)?;
        folder.become_folder(&target)?;
    }
    std::fs::canonicalize(target)
}
