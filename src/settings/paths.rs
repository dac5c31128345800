//! Where pam keeps things on this machine.

use std::path::PathBuf;

use super::env::Environment;
use crate::error::{Error, Result};

/// Folders of this user. `PAM_HOME` puts all of them below one folder.
#[derive(Debug, Clone)]
pub struct Paths {
    /// What must survive: the sandbox's account, records and messages.
    pub state: PathBuf,
    /// What the user set: profiles.
    pub config: PathBuf,
    /// What can be had again: installed dependencies of functions.
    pub cache: PathBuf,
}

impl Paths {
    /// `$PAM_HOME`, else the XDG folders, on every platform.
    ///
    /// # Errors
    /// When there is neither `PAM_HOME` nor `HOME`.
    pub fn find(env: &Environment) -> Result<Self> {
        if let Some(home) = env.get("PAM_HOME") {
            let home = PathBuf::from(home);
            return Ok(Self {
                state: home.join("state"),
                config: home.join("config"),
                cache: home.join("cache"),
            });
        }
        let home = env.get("HOME").or_else(|| env.get("USERPROFILE")).map(PathBuf::from);
        let folder = |variable: &str, below_home: &str| -> Result<PathBuf> {
            env.get(variable)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
                .or_else(|| home.as_ref().map(|home| home.join(below_home)))
                .map(|path| path.join("pam"))
                .ok_or_else(|| {
                    Error::invalid("no-home", "there is no home directory for what pam keeps on this machine")
                        .field("HOME")
                        .hint("Set PAM_HOME to a folder that pam may write to")
                })
        };
        Ok(Self {
            state: folder("XDG_STATE_HOME", ".local/state")?,
            config: folder("XDG_CONFIG_HOME", ".config")?,
            cache: folder("XDG_CACHE_HOME", ".cache")?,
        })
    }

    /// The sandbox's state.
    #[must_use]
    pub fn sandbox(&self) -> PathBuf {
        self.state.join("sandbox")
    }

    /// The demo's state, new at each demo.
    #[must_use]
    pub fn demo(&self) -> PathBuf {
        self.state.join("demo")
    }

    /// Installed dependencies of functions, a folder a digest.
    #[must_use]
    pub fn dependencies(&self) -> PathBuf {
        self.cache.join("node")
    }
}
