//! Finds each setting's value among its sources. The order is told once, here: flag, environment, pam.toml, `.env`, what
//! is deployed, the default that `.env` declares, the built-in default.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::app::{self, EHR_ENDPOINT, OFF, SETTINGS, Setting};
use super::config_file::{self, ConfigFile, Scope};
use super::dotenv::EnvFile;
use super::env::Environment;
use super::kinds::{self, Kind};
use super::text_file;
use crate::error::{Error, Result};

/// Where a value came from, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A flag; of the password, standard input.
    Flag,
    /// An environment variable.
    Environment,
    /// `pam.toml`.
    ConfigFile,
    /// A value in `.env`.
    EnvFile,
    /// The deployed Environment's Variable.
    Deployed,
    /// A `default:` in `.env`.
    EnvFileDefault,
    /// The schema's.
    Default,
}

impl Source {
    /// All of them, the strongest first.
    pub const ORDER: [Self; 7] = [
        Self::Flag,
        Self::Environment,
        Self::ConfigFile,
        Self::EnvFile,
        Self::Deployed,
        Self::EnvFileDefault,
        Self::Default,
    ];

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::ConfigFile => "pam.toml",
            Self::EnvFile => ".env",
            Self::Deployed => "deployed",
            Self::EnvFileDefault => ".env-default",
            Self::Default => "default",
        }
    }
}

/// A value that some source gives.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Which source.
    pub source: Source,
    /// What it is called there: the flag, the variable, the key.
    pub name: String,
    /// The file and line, for example `pam.toml [sandbox], line 3`.
    pub place: Option<String>,
    /// As it stands there.
    pub raw: SecretString,
    /// Whether it is not shown.
    pub secret: bool,
    /// What is wrong around it.
    problem: Option<String>,
}

/// What is known of one setting.
#[derive(Debug, Clone)]
pub struct Found {
    /// The setting.
    pub setting: &'static Setting,
    /// Every value that it has, the one that counts first.
    pub candidates: Vec<Candidate>,
    /// The first one's value in its one form, or the rule that it breaks.
    pub value: Option<std::result::Result<SecretString, String>>,
}

/// What is known of all settings, in their order.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// A setting each.
    pub settings: Vec<Found>,
}

/// The files beside flags and environment.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// `pam.toml`.
    pub config: Option<ConfigFile>,
    /// `.env`.
    pub env_file: Option<EnvFile>,
}

/// Everything that may know a value.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// Values by variable.
    pub flags: &'a BTreeMap<&'static str, String>,
    /// The password from standard input.
    pub password: Option<&'a SecretString>,
    /// The environment.
    pub env: &'a Environment,
    /// The files.
    pub files: &'a Files,
    /// Which deployment.
    pub scope: Scope<'a>,
    /// The deployed Variables; of the password `hashed` where its hash is deployed.
    pub deployed: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the app can call this machine: in the sandbox, and where Twilio's API is a server of this machine.
    pub local: bool,
}

impl Files {
    /// Reads `pam.toml` and `.env`: the ones that are named, which must be there, else those in the working directory.
    ///
    /// # Errors
    /// `file-unreadable`, or what is wrong in pam.toml.
    pub fn read(config: Option<&Path>, env_file: Option<&Path>) -> Result<Self> {
        let config = text(config, config_file::NAME, "--config")?
            .map(|(path, text)| ConfigFile::parse(&path, &text))
            .transpose()?;
        let env_file = text(env_file, ".env", "--env-file")?.map(|(path, text)| EnvFile::parse(&path, &text));
        Ok(Self { config, env_file })
    }
}

fn text(named: Option<&Path>, otherwise: &str, flag: &'static str) -> Result<Option<(String, String)>> {
    let path = named.map_or_else(|| PathBuf::from(otherwise), Path::to_path_buf);
    match text_file::read(&path) {
        Ok(text) => Ok(Some((path.display().to_string(), text))),
        // A folder of that name is not the file that is meant.
        Err(_) if named.is_none() && !path.is_file() => Ok(None),
        Err(message) => Err(Error::invalid("file-unreadable", message)
            .field(flag)
            .hint(format!("Name another file with {flag}"))),
    }
}

/// Finds each setting's value. Nothing fails here: what is wrong is told by [`Resolved::values`].
#[must_use]
pub fn resolve(sources: &Sources<'_>) -> Resolved {
    let settings = SETTINGS
        .iter()
        .map(|setting| {
            let candidates = candidates(setting, sources);
            let value = candidates.first().map(|first| check(setting, first, sources.local));
            Found { setting, candidates, value }
        })
        .collect();
    Resolved { settings }
}

fn candidates(setting: &'static Setting, sources: &Sources<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut add = |source, name: &str, place: Option<String>, raw: SecretString| {
        let secret = setting.is_secret();
        found.push(Candidate { source, name: name.to_owned(), place, raw, secret, problem: None });
    };
    if setting.is_secret() {
        if let Some(password) = sources.password {
            add(Source::Flag, setting.flag, None, password.clone());
        }
    } else if let Some(value) = sources.flags.get(setting.variable) {
        add(Source::Flag, setting.flag, None, SecretString::from(value.clone()));
    }
    let names = || std::iter::once(setting.variable).chain(setting.former);
    if let Some((name, value)) = names().find_map(|name| Some((name, sources.env.get(name)?))) {
        add(Source::Environment, name, None, SecretString::from(value));
    }
    if let Some(file) = &sources.files.config {
        for entry in file.get(setting.key(), sources.scope) {
            let section = entry.section.to_string();
            let blank = if section.is_empty() { "" } else { " " };
            let place = format!("{}{blank}{section}, line {}", file.path, entry.line);
            add(Source::ConfigFile, entry.key, Some(place), SecretString::from(entry.value.clone()));
        }
    }
    let declared = sources
        .files
        .env_file
        .as_ref()
        .and_then(|file| names().find_map(|name| file.get(name)).map(|declaration| (file, declaration)));
    let mut default = None;
    if let Some((file, declaration)) = declared {
        let place = Some(format!("{}, line {}", file.path, declaration.line));
        let secret = setting.is_secret() || declaration.notes.is_secret();
        let candidate = |source, raw: SecretString| Candidate {
            source,
            name: declaration.key.clone(),
            place: place.clone(),
            raw,
            secret,
            problem: declaration.problem.clone(),
        };
        if !declaration.value.expose_secret().trim().is_empty() || declaration.problem.is_some() {
            found.push(candidate(Source::EnvFile, declaration.value.clone()));
        }
        default = declaration
            .notes
            .default
            .clone()
            .map(|default| candidate(Source::EnvFileDefault, SecretString::from(default)));
    }
    if let Some((name, value)) = names().find_map(|name| Some((name, (sources.deployed)(name)?))) {
        found.push(Candidate {
            source: Source::Deployed,
            name: name.to_owned(),
            place: Some("deployed".to_owned()),
            raw: SecretString::from(value),
            secret: setting.is_secret(),
            problem: None,
        });
    }
    found.extend(default);
    let built_in = setting.default.or_else(|| setting.sandbox_default.filter(|_| sources.scope.sandbox));
    if let Some(value) = built_in {
        found.push(Candidate {
            source: Source::Default,
            name: setting.variable.to_owned(),
            place: None,
            raw: SecretString::from(value),
            secret: false,
            problem: None,
        });
    }
    found
}

/// A candidate's value in its one form.
fn check(setting: &Setting, candidate: &Candidate, local: bool) -> std::result::Result<SecretString, String> {
    if let Some(problem) = &candidate.problem {
        return Err(problem.clone());
    }
    let raw = candidate.raw.expose_secret();
    if setting.is_secret() && candidate.source == Source::Deployed {
        return Ok(candidate.raw.clone());
    }
    // Emptied on purpose: a flag or a key that is there and says nothing. An empty variable counts as not set.
    if raw.trim().is_empty() && !setting.is_secret() {
        return if setting.can_be_off {
            Ok(SecretString::from(OFF))
        } else {
            Err("must not be empty: it cannot be switched off".to_owned())
        };
    }
    let older = matches!(candidate.source, Source::Environment | Source::EnvFile | Source::Deployed)
        || candidate.source == Source::EnvFileDefault;
    let converted = (older && setting.kind == Kind::Duration).then(|| kinds::duration_of_hhmm(raw)).flatten();
    let value = setting.check(converted.as_deref().unwrap_or(raw))?;
    let on_this_machine = || url::Url::parse(&value).is_ok_and(|url| kinds::is_this_machine(&url));
    if setting.variable == EHR_ENDPOINT && !local && on_this_machine() {
        return Err("must be a URL that Twilio can reach, not this machine".to_owned());
    }
    Ok(SecretString::from(value))
}

impl Found {
    /// The value that counts, as it stands at its source.
    #[must_use]
    pub fn chosen(&self) -> Option<&Candidate> {
        self.candidates.first()
    }

    /// The value in its one form, or the error for it.
    ///
    /// # Errors
    /// `setting-invalid`, naming the flag, the variable or the file and line.
    pub fn checked(&self) -> Result<Option<&SecretString>> {
        match (&self.value, self.chosen()) {
            (Some(Ok(value)), _) => Ok(Some(value)),
            (Some(Err(rule)), Some(chosen)) => {
                Err(app::invalid(self.setting, &chosen.name, chosen.place.as_deref(), rule))
            }
            _ => Ok(None),
        }
    }

    /// The deployed value that something else than a flag replaces: what nobody typed just now, but changes an install.
    #[must_use]
    pub fn quietly_replaced(&self) -> Option<&Candidate> {
        let chosen = self.chosen()?;
        let deployed = self.candidates.iter().find(|candidate| candidate.source == Source::Deployed)?;
        let stronger = matches!(chosen.source, Source::ConfigFile | Source::EnvFile);
        let same =
            matches!(&self.value, Some(Ok(value)) if value.expose_secret() == deployed.raw.expose_secret());
        (stronger && !same && !self.setting.is_secret()).then_some(deployed)
    }
}

impl Resolved {
    /// The values that are no secrets, by variable.
    ///
    /// # Errors
    /// The first one that breaks its rule.
    pub fn values(&self) -> Result<BTreeMap<String, String>> {
        let mut values = BTreeMap::new();
        for found in self.settings.iter().filter(|found| !found.setting.is_secret()) {
            if let Some(value) = found.checked()? {
                values.insert(found.setting.variable.to_owned(), value.expose_secret().to_owned());
            }
        }
        Ok(values)
    }

    /// The settings that no source knows.
    pub fn missing(&self) -> impl Iterator<Item = &'static Setting> {
        self.settings.iter().filter(|found| found.value.is_none()).map(|found| found.setting)
    }

    /// What is known of a setting.
    #[must_use]
    pub fn of(&self, variable: &str) -> Option<&Found> {
        self.settings.iter().find(|found| found.setting.variable == variable)
    }

    /// Every problem: of single values, and of values together.
    #[must_use]
    pub fn problems(&self) -> Vec<Error> {
        let mut problems: Vec<Error> =
            self.settings.iter().filter_map(|found| found.checked().err()).collect();
        if let Ok(values) = self.values() {
            problems.extend(check_together(&values).err());
        }
        problems
    }
}

/// The rules that span several settings.
///
/// # Errors
/// `setting-invalid`.
pub fn check_together(values: &BTreeMap<String, String>) -> Result<()> {
    app::check_together(values).map_err(|(variable, rule)| {
        Error::invalid("setting-invalid", format!("{variable} {rule}"))
            .field(variable)
            .hint("Run pam config --explain to see where each value comes from")
    })
}

#[cfg(test)]
mod tests;
