//! Starts a sandbox inside this process, and says in pam's words why it cannot.

use std::path::PathBuf;
use std::time::Duration;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::sandbox::functions::NodeProblem;
use crate::sandbox::{Config, Sandbox, StartError, Storage};

/// One that other commands find; port 0 takes any that is free.
pub(in crate::commands) async fn served(
    context: &Context,
    storage: Storage,
    port: u16,
    record: Option<PathBuf>,
) -> Result<Sandbox> {
    Sandbox::start(config(context, storage, port, record, true)?).await.map_err(explain)
}

/// How long a command waits for another one that has a sandbox inside itself on the same state.
const PATIENCE: Duration = Duration::from_secs(60);

/// One inside this command. While another command has one on the same state, this one waits.
pub(in crate::commands) async fn inside(context: &Context, storage: Storage) -> Result<Sandbox> {
    let pause = Duration::from_millis(100);
    let mut waited = Duration::ZERO;
    loop {
        match Sandbox::start(config(context, storage.clone(), 0, None, false)?).await {
            Err(StartError::StateInUse { running: None, .. }) if waited < PATIENCE => {
                if waited.is_zero() {
                    context.output.note("waiting for another pam command in the sandbox");
                }
                tokio::time::sleep(pause).await;
                waited += pause;
            }
            other => return other.map_err(explain),
        }
    }
}

fn config(
    context: &Context,
    storage: Storage,
    port: u16,
    record: Option<PathBuf>,
    announce: bool,
) -> Result<Config> {
    Ok(Config {
        storage,
        port,
        announce,
        dependencies: context.paths()?.dependencies(),
        node: context.env.get("PAM_NODE").map(PathBuf::from),
        record,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

fn explain(error: StartError) -> Error {
    let message = error.to_string();
    match error {
        StartError::Node(NodeProblem::Missing) => Error::invalid("node-missing", message)
            .field("PATH")
            .hint("Install Node.js 20 or newer with npm (https://nodejs.org), or name it in PAM_NODE"),
        StartError::Node(NodeProblem::TooOld { .. }) => Error::invalid("node-too-old", message)
            .field("PATH")
            .hint("Install Node.js 20 or newer with npm (https://nodejs.org), or name it in PAM_NODE"),
        StartError::PortTaken { .. } => Error::invalid("port-taken", message)
            .field("--port")
            .hint("Choose another port with --port, or --port 0 for any that is free"),
        StartError::StateInUse { running, .. } => {
            let pid = running.map_or_else(String::new, |running| format!(" (process {})", running.pid));
            Error::invalid("sandbox-running", message).hint(format!(
                "Use it: add --sandbox to any command; or end it with Ctrl-C where it runs{pid}"
            ))
        }
        StartError::State { .. } => Error::invalid("sandbox-state", message)
            .field("PAM_HOME")
            .hint("Check that pam may write there, or set PAM_HOME to another folder"),
    }
}
