//! Finds Node.js and npm, and says what of this process's environment they get.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use super::NodeProblem;

/// The oldest Node.js that Twilio's current SDK runs on (twilio-node 6).
const OLDEST_MAJOR: u32 = 20;

/// What Node needs of the environment. Everything else, credentials first, stays outside.
const PASSED_ON: [&str; 7] = ["PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT"];

/// Looks for Node 20 or newer: `PAM_NODE` is read by the caller and given as `wanted`. The answer is an
/// absolute path.
///
/// # Errors
/// When it is missing or too old.
pub async fn find_node(wanted: Option<PathBuf>) -> Result<PathBuf, NodeProblem> {
    let program = wanted.unwrap_or_else(|| PathBuf::from("node"));
    let printed = ask(&program, "process.version + ' ' + process.execPath").await?;
    let (version, path) = printed.split_once(' ').ok_or(NodeProblem::Missing)?;
    match major(version) {
        Some(major) if major >= OLDEST_MAJOR => Ok(PathBuf::from(path)),
        _ => Err(NodeProblem::TooOld { found: version.to_owned() }),
    }
}

/// `v22.20.0` of the given Node.js.
pub(super) async fn version(node: &Path) -> Result<String, NodeProblem> {
    ask(node, "process.version").await
}

/// 22 of `v22.20.0`.
pub(super) fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

async fn ask(node: &Path, expression: &str) -> Result<String, NodeProblem> {
    let mut command = Command::new(node);
    command.args(["--print", expression]).env_remove("NODE_OPTIONS").kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(20), command.output()).await;
    match output {
        Ok(Ok(output)) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        _ => Err(NodeProblem::Missing),
    }
}

/// `node` with nothing of this process's environment but what it needs. Times are UTC, as at Twilio.
pub(super) fn node_command(node: &Path) -> Command {
    let mut command = Command::new(node);
    let passed_on = std::env::vars_os()
        .filter(|(name, _)| PASSED_ON.iter().any(|passed_on| name.eq_ignore_ascii_case(passed_on)));
    command.env_clear().envs(passed_on).env("TZ", "UTC");
    command
}

/// The npm that belongs to `node`, else the one in the `PATH`. It gets the user's environment, for there
/// its registry and proxy are told, without what is of Twilio.
pub(super) fn npm_command(node: &Path) -> Command {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let beside = node.parent().map(|folder| folder.join(name)).filter(|npm| npm.exists());
    let mut command = Command::new(beside.unwrap_or_else(|| PathBuf::from(name)));
    for (key, value) in std::env::vars_os() {
        let is_twilio = key.to_string_lossy().to_ascii_uppercase().starts_with("TWILIO_");
        if is_twilio {
            command.env_remove(&key);
        } else if key.eq_ignore_ascii_case("PATH") {
            // npm is a script that starts "node".
            command.env(&key, with_folder_of(node, &value));
        }
    }
    command.env_remove("NODE_OPTIONS");
    command
}

fn with_folder_of(node: &Path, path: &OsString) -> OsString {
    let folders = node.parent().map(Path::to_path_buf).into_iter().chain(std::env::split_paths(path));
    std::env::join_paths(folders).unwrap_or_else(|_| path.clone())
}

#[cfg(test)]
mod tests;
