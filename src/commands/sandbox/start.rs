//! Starts a sandbox inside this process, and says in pam's words why it cannot.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::sandbox::functions::NodeProblem;
use crate::sandbox::{Config, Sandbox, StartError, StateProblem, Storage};
use crate::settings::text_file;

/// One that other commands find, in the directory in which it is announced; port 0 takes any that is free.
pub(in crate::commands) async fn served(
    context: &Context,
    storage: Storage,
    announce: Option<PathBuf>,
    port: u16,
    record: Option<PathBuf>,
) -> Result<Sandbox> {
    Sandbox::start(config(context, storage, port, record, announce)?)
        .await
        .map_err(|error| explain(context, error))
}

/// How long a command waits for another one that has a sandbox inside itself on the same state.
const PATIENCE: Duration = Duration::from_secs(60);

/// One inside this command. While another command has one on the same state, this one waits.
pub(in crate::commands) async fn inside(context: &Context, storage: Storage) -> Result<Sandbox> {
    let pause = Duration::from_millis(100);
    let mut waited = Duration::ZERO;
    loop {
        match Sandbox::start(config(context, storage.clone(), 0, None, None)?).await {
            Err(StartError::StateInUse { running: None, .. }) if waited < PATIENCE => {
                if waited.is_zero() {
                    context.output.note("waiting for another pam command in the sandbox");
                }
                tokio::time::sleep(pause).await;
                waited += pause;
            }
            Err(error) => return Err(explain(context, error)),
            Ok(sandbox) => {
                tell_failed_builds(context, &sandbox);
                return Ok(sandbox);
            }
        }
    }
}

/// Twilio's API does not say why a Build failed; the sandbox knows, and no window of its own shows it.
pub(in crate::commands) fn tell_failed_builds(context: &Context, sandbox: &Sandbox) {
    let (output, mut events) = (context.output.clone(), sandbox.subscribe());
    tokio::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event)
                    if event.kind == "build" && event.details.get("status") == Some(&json!("failed")) =>
                {
                    output.warn(event.text);
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn config(
    context: &Context,
    storage: Storage,
    port: u16,
    record: Option<PathBuf>,
    announce: Option<PathBuf>,
) -> Result<Config> {
    let dependencies = context.paths()?.dependencies();
    // Told now, and not by the Build that could not keep them.
    fs::create_dir_all(&dependencies).map_err(|error| {
        Error::invalid("sandbox-state", text_file::unwritable(&dependencies, &error))
            .field("PAM_HOME")
            .hint("Check that pam may write there, or set PAM_HOME to another folder")
    })?;
    Ok(Config {
        storage,
        port,
        announce,
        dependencies,
        node: context.env.get("PAM_NODE").map(PathBuf::from),
        record,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

fn explain(context: &Context, error: StartError) -> Error {
    let message = error.to_string();
    match (error, context.env.get("PAM_NODE")) {
        (StartError::Node(NodeProblem::Missing), Some(node)) => {
            Error::invalid("node-missing", format!("PAM_NODE names {node}, which cannot be run as Node.js"))
                .field("PAM_NODE")
                .hint("Name a Node.js 20 or newer in PAM_NODE, or unset it")
        }
        (StartError::Node(NodeProblem::TooOld { .. }), Some(_)) => Error::invalid("node-too-old", message)
            .field("PAM_NODE")
            .hint("Name a Node.js 20 or newer in PAM_NODE, or unset it"),
        (error, _) => explain_other(error, message),
    }
}

fn explain_other(error: StartError, message: String) -> Error {
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
        StartError::PortForbidden { .. } => Error::invalid("port-forbidden", message)
            .field("--port")
            .hint("Choose a port from 1024 up with --port, or --port 0 for any that is free"),
        StartError::Record { .. } => {
            Error::invalid("record", message).field("--record").hint("Name a file that pam may write to")
        }
        StartError::StateInUse { running, .. } => {
            let pid = running.map_or_else(String::new, |running| format!(" (process {})", running.pid));
            Error::invalid("sandbox-running", message).hint(format!(
                "Use it: add --sandbox to any command; or end it with Ctrl-C where it runs{pid}"
            ))
        }
        StartError::State { directory, problem } => {
            let broken = match &problem {
                StateProblem::Unreadable { .. } => true,
                StateProblem::Io(error) => {
                    matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof)
                }
            };
            let hint = if broken {
                format!(
                    "Another version of pam may have written it: move {} away to begin anew",
                    directory.display()
                )
            } else {
                "Check that pam may write there, or set PAM_HOME to another folder".to_owned()
            };
            Error::invalid("sandbox-state", message).field("PAM_HOME").hint(hint)
        }
    }
}
