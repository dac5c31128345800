//! Profiles: which account as whom, by name. Secrets are in the keyring, never in this file.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::paths::Paths;
use crate::error::{Error, Result};

/// The profile that is used when none is named at login.
pub const DEFAULT: &str = "default";

/// One profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// `AC…`
    pub account_sid: String,
    /// `SK…` of an API key, or the account SID for the auth token.
    pub username: String,
    /// `TWILIO_REGION` at login, for a key works in its region only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `TWILIO_EDGE` at login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge: Option<String>,
}

/// All profiles of this user.
#[derive(Debug, Clone)]
pub struct Profiles {
    path: PathBuf,
    content: Content,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    active: Option<String>,
    profiles: BTreeMap<String, Profile>,
}

/// Checks a profile's name.
///
/// # Errors
/// `profile-name`, with the rule.
pub fn check_name(name: &str) -> Result<()> {
    let fits = (1..=40).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if fits {
        return Ok(());
    }
    Err(Error::invalid(
        "profile-name",
        "a profile's name must be 1 to 40 letters, digits, dashes, dots or underscores",
    )
    .field("--profile")
    .hint("Choose another name, for example --profile clinic"))
}

impl Profiles {
    /// Reads them; none before the first login.
    ///
    /// # Errors
    /// `profiles-unreadable` when the file is not what pam wrote.
    pub fn load(paths: &Paths) -> Result<Self> {
        let path = paths.config.join("profiles.json");
        let unreadable = |reason: String| {
            Error::invalid("profiles-unreadable", format!("{} cannot be read: {reason}", path.display()))
                .field("profiles.json")
                .hint("Mend it, or remove it and run pam login again")
        };
        let content = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Content::default(),
            Err(error) => return Err(unreadable(error.to_string())),
        };
        Ok(Self { path, content })
    }

    /// The profile that is used without `--profile`.
    #[must_use]
    pub fn active(&self) -> Option<&str> {
        self.content.active.as_deref()
    }

    /// All of them, by name.
    #[must_use]
    pub fn all(&self) -> &BTreeMap<String, Profile> {
        &self.content.profiles
    }

    /// The profile of that name.
    ///
    /// # Errors
    /// `profile-unknown`, naming those that there are.
    pub fn get(&self, name: &str) -> Result<&Profile> {
        self.content.profiles.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.content.profiles.keys().map(String::as_str).collect();
            let known = if known.is_empty() {
                "there is none".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            Error::new(
                crate::exit::ExitCode::Credentials,
                "profile-unknown",
                format!("no profile {name:?}; {known}"),
            )
            .field("--profile")
            .hint(format!("Run pam login --profile {name}"))
        })
    }

    /// Adds or replaces a profile and makes it the active one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put(&mut self, name: &str, profile: Profile) -> Result<()> {
        self.content.profiles.insert(name.to_owned(), profile);
        self.content.active = Some(name.to_owned());
        self.save()
    }

    /// Makes a profile the active one.
    ///
    /// # Errors
    /// When there is none of that name, or the file cannot be written.
    pub fn activate(&mut self, name: &str) -> Result<()> {
        self.get(name)?;
        self.content.active = Some(name.to_owned());
        self.save()
    }

    /// Removes a profile; of those that are left none becomes active by itself.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove(&mut self, name: &str) -> Result<()> {
        self.content.profiles.remove(name);
        self.content.active.take_if(|active| active == name);
        self.save()
    }

    /// Written beside and renamed, so that it is there either as before or whole; for its owner only.
    fn save(&self) -> Result<()> {
        let write = || -> io::Result<()> {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            let fresh = self.path.with_extension("json.new");
            let mut options = OpenOptions::new();
            options.create(true).write(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&fresh)?;
            file.write_all(&serde_json::to_vec_pretty(&self.content)?)?;
            file.sync_all()?;
            fs::rename(&fresh, &self.path)
        };
        write().map_err(|error| {
            Error::invalid(
                "profiles-unwritable",
                format!("{} cannot be written: {error}", self.path.display()),
            )
            .field("PAM_HOME")
            .hint("Check that pam may write there, or set PAM_HOME to another folder")
        })
    }
}
