//! twilio-cli's profiles, which are read and never written (`config.json` of twilio-cli-core's `services/config.js`).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use super::env::Environment;
use crate::error::{Error, Result};

/// twilio-cli's configuration, as far as pam looks at it.
#[derive(Debug, Default)]
pub struct TwilioCli {
    path: PathBuf,
    content: Content,
    /// Whether others on this machine may read the secrets in it.
    exposed: bool,
}

/// A profile with its secret, which twilio-cli keeps in its file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CliProfile {
    /// `AC…`
    pub account_sid: String,
    /// `SK…`, or the account SID for the auth token.
    #[serde(default)]
    pub api_key: String,
    /// The key's secret.
    #[serde(default = "nothing")]
    pub api_secret: SecretString,
    /// For example `ie1`; none is US1.
    pub region: Option<String>,
}

fn nothing() -> SecretString {
    SecretString::from("")
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Content {
    edge: Option<String>,
    require_profile_input: Option<serde_json::Value>,
    #[serde(alias = "activeProfile")]
    active_project: Option<String>,
    /// Of versions that kept the secrets in the system's keyring.
    projects: Vec<Project>,
    profiles: BTreeMap<String, CliProfile>,
}

#[derive(Debug, Deserialize)]
struct Project {
    id: String,
}

impl TwilioCli {
    /// Reads it from `TWILIO_CONFIG_DIR`, else `~/.twilio-cli`; nothing where twilio-cli was never used.
    ///
    /// # Errors
    /// `twilio-cli-unreadable`.
    pub fn load(env: &Environment) -> Result<Self> {
        let home = || env.get("HOME").or_else(|| env.get("USERPROFILE"));
        let folder = env
            .get("TWILIO_CONFIG_DIR")
            .map(PathBuf::from)
            .or_else(|| home().map(|home| PathBuf::from(home).join(".twilio-cli")));
        let Some(path) = folder.map(|folder| folder.join("config.json")) else { return Ok(Self::default()) };
        let unreadable = |reason: String| {
            Error::invalid("twilio-cli-unreadable", format!("{} cannot be read: {reason}", path.display()))
                .field("config.json")
                .hint("Mend it, or go without: set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET")
        };
        let content = match fs::read(&path) {
            // The reason names a place only: what stands there may be a secret.
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| unreadable(format!("line {}, column {}", error.line(), error.column())))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Content::default(),
            Err(error) => return Err(unreadable(error.to_string())),
        };
        let exposed = is_exposed(&path);
        Ok(Self { path, content, exposed })
    }

    /// Whether every command has to name its profile, as `twilio config:set --require-profile-input` asks for.
    #[must_use]
    pub fn requires_name(&self) -> bool {
        self.content
            .require_profile_input
            .as_ref()
            .is_some_and(|value| value.as_bool().unwrap_or_else(|| value == "true"))
    }

    /// The profile that twilio-cli would take by itself: the active one, else the first.
    #[must_use]
    pub fn active(&self) -> Option<&str> {
        let content = &self.content;
        let active = content.active_project.as_deref().filter(|name| self.has(name));
        active.or_else(|| content.profiles.keys().next().map(String::as_str))
    }

    /// Whether it has a profile of that name, be it one whose secret is elsewhere.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.content.profiles.contains_key(name) || self.content.projects.iter().any(|old| old.id == name)
    }

    /// The names of all profiles that have their secret.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.content.profiles.keys().map(String::as_str)
    }

    /// The profile of that name, if it has its secret.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&CliProfile> {
        self.content.profiles.get(name)
    }

    /// The edge of all profiles.
    #[must_use]
    pub fn edge(&self) -> Option<&str> {
        self.content.edge.as_deref()
    }

    /// What to say where others on this machine can read the secrets.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let path = self.path.display();
        self.exposed
            .then(|| format!("others on this machine can read the secrets in {path}; run chmod 600 {path}"))
    }
}

#[cfg(unix)]
fn is_exposed(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_path: &std::path::Path) -> bool {
    false
}
