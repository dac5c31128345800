//! Starts a sandbox inside this process, and says in pam's words why it cannot.

use std::path::PathBuf;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::sandbox::functions::NodeProblem;
use crate::sandbox::{Config, Sandbox, StartError, Storage};

/// Starts one; port 0 takes any that is free.
pub(in crate::commands) async fn sandbox(
    context: &Context,
    storage: Storage,
    port: u16,
    record: Option<PathBuf>,
) -> Result<Sandbox> {
    let config = Config {
        storage,
        port,
        dependencies: context.paths()?.dependencies(),
        node: context.env.get("PAM_NODE").map(PathBuf::from),
        record,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Sandbox::start(config).await.map_err(explain)
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
