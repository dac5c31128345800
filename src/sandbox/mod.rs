//! A second, independent Twilio on this machine.
//!
//! [`Sandbox::start`] opens one port that speaks the slice of Twilio's REST API that the app needs, runs Studio Flows
//! and deployed Functions, and has a clock that can be moved. It shares no code with the client.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::fs::OpenOptions;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::{JoinHandle, JoinSet};

mod account;
mod api;
mod authority;
mod clock;
mod contents;
mod control;
mod conversation;
mod core;
mod deployed;
mod due;
mod ehr;
mod executions;
mod faults;
pub mod functions;
mod ids;
mod journal;
mod messages;
mod model;
mod outbound;
mod page;
mod phones;
mod proxy;
pub mod running;
mod server;
mod snapshot;
mod store;
pub mod studio;
mod twiml;
mod world;

pub use account::{Account, Foreign};
pub use core::Event;
pub use functions::NodeProblem;

use contents::Contents;
use core::{Core, Work};
use store::Store;

/// Where a sandbox keeps what it knows.
#[derive(Debug, Clone)]
pub enum Storage {
    /// In this directory, which is made if need be; it survives a kill.
    Directory(PathBuf),
    /// In memory, and Builds in a temporary directory that is removed at the end.
    Ephemeral,
}

/// How to start a sandbox.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the state is.
    pub storage: Storage,
    /// The port on 127.0.0.1; 0 for any that is free.
    pub port: u16,
    /// Where installed npm dependencies are kept, one folder a digest; it may be shared.
    pub dependencies: PathBuf,
    /// The `node` to run; `None` to look for one.
    pub node: Option<PathBuf>,
    /// Write one JSON line per REST exchange into this file.
    pub record: Option<PathBuf>,
    /// What `/_pam/health` says.
    pub version: String,
    /// In which directory [`running::find`] finds it, wherever its state is; none for one that ends with a command, which is
    /// nothing for others to rely on.
    pub announce: Option<PathBuf>,
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Node.js is missing or too old.
    #[error(transparent)]
    Node(#[from] NodeProblem),
    /// Somebody else listens there.
    #[error("port {port} is taken")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The system lets only its administrator listen there.
    #[error("you may not listen on port {port}")]
    PortForbidden {
        /// The port.
        port: u16,
    },
    /// The file for the exchanges cannot be written.
    #[error("{} cannot be written: {error}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Another sandbox runs on the directory.
    #[error("a sandbox already runs on {}", directory.display())]
    StateInUse {
        /// The directory.
        directory: PathBuf,
        /// Where that sandbox listens, if it says so.
        running: Option<Box<running::Running>>,
    },
    /// The state cannot be read or written.
    #[error("the sandbox's state in {} cannot be used: {problem}", directory.display())]
    State {
        /// The directory.
        directory: PathBuf,
        /// What is wrong with it.
        problem: StateProblem,
    },
}

/// What is wrong with a state directory.
#[derive(Debug, thiserror::Error)]
pub enum StateProblem {
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The journal holds what this version does not understand.
    #[error("the journal, line {line}: {reason}")]
    Unreadable {
        /// The line in `state.jsonl`, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
}

impl From<store::OpenError> for StateProblem {
    fn from(error: store::OpenError) -> Self {
        match error {
            store::OpenError::Io(error) => Self::Io(error),
            store::OpenError::Unreadable { line, reason } => Self::Unreadable { line, reason },
        }
    }
}

/// A running sandbox. Dropped without [`Sandbox::stop`] it ends as if it had been killed.
pub struct Sandbox {
    core: Arc<Core>,
    tasks: Vec<JoinHandle<()>>,
    server: Option<JoinHandle<()>>,
    lock: Option<running::Lock>,
    _temporary: Option<Temporary>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("address", &self.core.address).finish_non_exhaustive()
    }
}

/// A directory that goes when this goes.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("pam-sandbox-{}", ids::hex(8)));
        make_private(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What is left in a temporary directory is the system's to clean.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A directory for its owner only.
fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// What a storage gives a sandbox to start with.
struct Opened {
    store: Store,
    contents: Contents,
    account: Account,
    builds: PathBuf,
    lock: Option<running::Lock>,
    temporary: Option<Temporary>,
}

fn take_lock(directory: &Path) -> Result<running::Lock, StartError> {
    let state =
        |error: io::Error| StartError::State { directory: directory.to_owned(), problem: error.into() };
    make_private(directory).map_err(state)?;
    running::Lock::take(directory).map_err(|error| match error {
        running::LockError::Held => StartError::StateInUse {
            directory: directory.to_owned(),
            running: running::find(directory).map(Box::new),
        },
        running::LockError::Io(error) => state(error),
    })
}

fn open(storage: &Storage) -> Result<Opened, StartError> {
    match storage {
        Storage::Ephemeral => {
            let temporary = Temporary::new().map_err(|error| StartError::State {
                directory: std::env::temp_dir(),
                problem: error.into(),
            })?;
            Ok(Opened {
                store: Store::ephemeral(),
                contents: Contents::Memory(Mutex::default()),
                account: Account::random(),
                builds: temporary.0.clone(),
                lock: None,
                temporary: Some(temporary),
            })
        }
        Storage::Directory(directory) => {
            let state = |problem: StateProblem| StartError::State { directory: directory.clone(), problem };
            let lock = take_lock(directory)?;
            let below = |name: &str| {
                let path = directory.join(name);
                make_private(&path).map(|()| path).map_err(|error| state(error.into()))
            };
            Ok(Opened {
                contents: Contents::Directory(below("contents")?),
                builds: below("builds")?,
                account: Account::load_or_create(&directory.join("account.json"))
                    .map_err(|error| state(error.into()))?,
                store: Store::open(&directory.join("state.jsonl")).map_err(|error| state(error.into()))?,
                lock: Some(lock),
                temporary: None,
            })
        }
    }
}

impl Sandbox {
    /// Opens the state and the port and goes on where the last sandbox on this state ended.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let node = functions::find_node(config.node).await?;
        let Opened { store, contents, account, builds, lock, temporary } = open(&config.storage)?;
        let directory = match &config.storage {
            Storage::Directory(directory) => directory.clone(),
            Storage::Ephemeral => builds.clone(),
        };
        let state =
            |error: io::Error| StartError::State { directory: directory.clone(), problem: error.into() };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await.map_err(|error| {
            match error.kind() {
                io::ErrorKind::AddrInUse => StartError::PortTaken { port: config.port },
                io::ErrorKind::PermissionDenied => StartError::PortForbidden { port: config.port },
                _ => state(error),
            }
        })?;
        let address = listener.local_addr().map_err(state)?;
        let record = match &config.record {
            Some(path) => {
                let mut options = OpenOptions::new();
                let file = store::private(options.create(true).append(true)).open(path);
                let unwritable = |error| StartError::Record { path: path.clone(), error };
                Some(Mutex::new(file.map_err(unwritable)?))
            }
            None => None,
        };
        let control_token = SecretString::from(ids::hex(32));
        let authority =
            authority::Authority::load_or_create(&directory, clock::Clock::today()).map_err(state)?;
        let lock = match (lock, &config.announce) {
            (None, Some(elsewhere)) => Some(take_lock(elsewhere)?),
            (lock, _) => lock,
        };
        if let Some(lock) = lock.as_ref().filter(|_| config.announce.is_some()) {
            lock.announce(address, &account, &control_token, &directory).map_err(state)?;
        }
        let offset = store.read(|state| core::setting(state, "clock_offset_ms").and_then(Value::as_i64));
        let functions = functions::Functions::new(functions::Settings {
            builds,
            dependencies: config.dependencies,
            node,
            sandbox_url: format!("http://{address}"),
        });
        let core = Arc::new(Core {
            version: config.version,
            address,
            account,
            authority,
            control_token,
            clock: clock::Clock::new(offset.unwrap_or(0)),
            store,
            contents,
            functions,
            http: client(),
            events: broadcast::channel(1024).0,
            stopping: watch::channel(false).0,
            moving: Mutex::new(HashMap::new()),
            firing: tokio::sync::Mutex::new(()),
            due_changed: Notify::new(),
            work: Work::default(),
            in_flight: AtomicUsize::new(0),
            requests: Mutex::new(VecDeque::new()),
            request_count: AtomicU64::new(0),
            faults: Mutex::default(),
            released: watch::channel(0).0,
            record,
        });
        recover(&core);
        let server = tokio::spawn(serve(listener, core.clone()));
        let tasks = vec![tokio::spawn(due::run(core.clone()))];
        Ok(Self { core, tasks, server: Some(server), lock, _temporary: temporary })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.core.address
    }

    /// Its account and credentials.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.core.account
    }

    /// What its control API wants.
    #[must_use]
    pub fn control_token(&self) -> &SecretString {
        &self.core.control_token
    }

    /// The certificate of its authority, for clients that reach it as their proxy.
    #[must_use]
    pub fn certificate(&self) -> &Path {
        self.core.authority.certificate()
    }

    /// What happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.core.events.subscribe()
    }

    /// Answers what was asked, takes no more, and ends everything it started.
    pub async fn stop(mut self) {
        self.core.stopping.send_replace(true);
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(Duration::from_secs(5), &mut server).await.is_err()
        {
            server.abort();
        }
        // An Execution that is moving has ten seconds for its function; more than that it would not get from Studio.
        let _ = tokio::time::timeout(Duration::from_secs(11), self.core.work.settled()).await;
        self.core.functions.stop().await;
        if let Some(lock) = &self.lock {
            lock.withdraw();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.core.stopping.send_replace(true);
        for task in self.tasks.drain(..).chain(self.server.take()) {
            task.abort();
        }
        let moving: Vec<String> = self.core.moving().keys().cloned().collect();
        for sid in moving {
            executions::abort(&self.core, &sid);
        }
    }
}

/// Gives a new account its numbers, and takes up what a killed sandbox left.
fn recover(core: &Arc<Core>) {
    let now = core.now();
    core.store.write(|state| {
        if core::setting(state, "account_created").is_none() {
            core::set(state, "account_created", json!(now.to_string()));
            api::give_numbers(state, now);
        }
    });
    executions::recover(core);
    let unfinished: Vec<_> = core.store.read(|state| {
        let deployed = |sid: &str| state.environments.iter().any(|row| row.build_sid.as_deref() == Some(sid));
        let lost = |sid: &str| deployed(sid) && !core.functions.has_build(sid);
        let builds = state.builds.iter().filter(|row| row.status == "building" || lost(&row.sid));
        builds.cloned().collect()
    });
    for build in unfinished {
        api::begin_build(core, build);
    }
}

/// Calls this machine only, so the proxy of the environment is none of its business.
fn client() -> reqwest::Client {
    // Somebody may have installed one already, which does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect(
        "a client without certificates, proxies and name servers of its own has nothing that can fail",
    )
}

/// Takes connections until the sandbox stops, and lets those that are open end what they are at.
async fn serve(listener: TcpListener, core: Arc<Core>) {
    let mut stopping = core.stopping.subscribe();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stopping| *stopping) => break,
        };
        // Too many open files, or a client that is gone already: the next one may do better.
        let Ok((stream, _)) = accepted else { continue };
        connections.spawn(connection(stream, core.clone()));
        while connections.try_join_next().is_some() {}
    }
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, core: Arc<Core>) {
    // Without it small answers wait for the client's acknowledgements.
    let _ = stream.set_nodelay(true);
    let mut stopping = core.stopping.subscribe();
    let service = hyper::service::service_fn(|request: http::Request<hyper::body::Incoming>| {
        server::answer(core.clone(), request.map(axum::body::Body::new))
    });
    let served = hyper::server::conn::http1::Builder::new()
        .serve_connection(hyper_util::rt::TokioIo::new(stream), service)
        .with_upgrades();
    let mut served = std::pin::pin!(served);
    let stopped = tokio::select! {
        // How a connection ends is its client's business.
        _ = served.as_mut() => return,
        stopped = stopping.wait_for(|stopping| *stopping) => stopped.is_ok(),
    };
    if stopped {
        served.as_mut().graceful_shutdown();
        let _ = served.await;
    }
}
