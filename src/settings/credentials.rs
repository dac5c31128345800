//! Credentials for a Twilio account: a profile that is named, else the environment, else the active profile, else
//! twilio-cli's.

use secrecy::{ExposeSecret, SecretString};

use super::env::Environment;
use super::keyring;
use super::paths::Paths;
use super::profiles::Profiles;
use super::twilio_cli::TwilioCli;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::Credentials;

/// Where credentials came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Environment variables.
    Environment,
    /// A profile, with the secret in the keyring.
    Profile(String),
    /// A profile of twilio-cli, with the secret in its file.
    TwilioCli(String),
    /// The sandbox's own.
    Sandbox,
}

impl Source {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Profile(_) => "profile",
            Self::TwilioCli(_) => "twilio-cli",
            Self::Sandbox => "sandbox",
        }
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::Environment | Self::Sandbox => None,
            Self::Profile(name) | Self::TwilioCli(name) => Some(name),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment => f.write_str("from the environment"),
            Self::Profile(name) => write!(f, "of the profile {name}"),
            Self::TwilioCli(name) => write!(f, "of twilio-cli's profile {name}"),
            Self::Sandbox => f.write_str("of the sandbox"),
        }
    }
}

/// Credentials, and what goes with them.
#[derive(Debug, Clone)]
pub struct Found {
    /// Who asks.
    pub credentials: Credentials,
    /// Where they came from.
    pub source: Source,
    /// The region that the profile tells.
    pub region: Option<String>,
    /// The edge that the profile tells.
    pub edge: Option<String>,
    /// What the user should know about where they are kept.
    pub warning: Option<String>,
}

impl Found {
    fn new(credentials: Credentials, source: Source) -> Self {
        Self { credentials, source, region: None, edge: None, warning: None }
    }

    /// `API key` or `auth token`.
    #[must_use]
    pub fn by(&self) -> &'static str {
        if self.credentials.username.starts_with("SK") { "API key" } else { "auth token" }
    }
}

/// Finds credentials. With `--profile` pam's profile of that name, else twilio-cli's; without it the environment if it
/// names any, else pam's active profile, else the one that twilio-cli takes.
///
/// # Errors
/// What is missing or malformed, and where it was looked for.
pub fn find(env: &Environment, paths: impl FnOnce() -> Result<Paths>, wanted: Option<&str>) -> Result<Found> {
    let environment = || Ok(Found::new(from_environment(env)?, Source::Environment));
    if wanted.is_none() && NAMES.iter().any(|name| env.get(name).is_some()) {
        return environment();
    }
    let profiles = Profiles::load(&paths()?)?;
    if let Some(name) = wanted.or(profiles.active()).filter(|name| profiles.all().contains_key(*name)) {
        return of_profile(&profiles, name);
    }
    let cli = TwilioCli::load(env)?;
    match wanted {
        Some(name) if cli.has(name) => of_cli(&cli, name),
        // Names those that there are.
        Some(name) => Err(unknown(&profiles, &cli, name)),
        None if cli.requires_name() && cli.active().is_some() => {
            let names: Vec<&str> = cli.names().collect();
            Err(problem(
                env,
                "credentials-missing",
                "twilio-cli's configuration asks that every command names its profile",
                "--profile",
            )
            .hint(format!("Name one of twilio-cli's with --profile: {}", names.join(", "))))
        }
        None => cli.active().map_or_else(environment, |name| of_cli(&cli, name)),
    }
}

fn of_profile(profiles: &Profiles, name: &str) -> Result<Found> {
    let profile = profiles.get(name)?;
    let secret = keyring::read(name)?.ok_or_else(|| {
        let message = format!("the keyring has no secret for the profile {name:?}");
        Error::new(ExitCode::Credentials, "secret-gone", message)
            .field("--profile")
            .hint(format!("Run pam login --profile {name}"))
    })?;
    let credentials = Credentials {
        account_sid: profile.account_sid.clone(),
        username: profile.username.clone(),
        password: secret,
    };
    let found = Found::new(credentials, Source::Profile(name.to_owned()));
    Ok(Found { region: profile.region.clone(), edge: profile.edge.clone(), ..found })
}

fn of_cli(cli: &TwilioCli, name: &str) -> Result<Found> {
    let wrong = |message: String| {
        Error::new(ExitCode::Credentials, "credentials-incomplete", message)
            .field("--profile")
            .hint(format!("Run pam login --profile {name}, which keeps the secret in the system's keyring"))
            .hint("Or set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET")
    };
    let profile = cli.get(name).filter(|profile| !profile.api_secret.expose_secret().is_empty());
    let Some(profile) = profile else {
        return Err(wrong(format!("twilio-cli's profile {name:?} has no secret in its file")));
    };
    let malformed =
        |field: &str, rule: String| wrong(format!("{field} of twilio-cli's profile {name:?} {rule}"));
    check_sid_form(&profile.account_sid, "AC").map_err(|rule| malformed("accountSid", rule))?;
    if profile.api_key != profile.account_sid {
        check_sid_form(&profile.api_key, "SK").map_err(|rule| malformed("apiKey", rule))?;
    }
    let credentials = Credentials {
        account_sid: profile.account_sid.clone(),
        username: profile.api_key.clone(),
        password: profile.api_secret.clone(),
    };
    let found = Found::new(credentials, Source::TwilioCli(name.to_owned()));
    let edge = cli.edge().map(str::to_owned);
    Ok(Found { region: profile.region.clone(), edge, warning: cli.warning(), ..found })
}

fn unknown(profiles: &Profiles, cli: &TwilioCli, name: &str) -> Error {
    let error = profiles.get(name).err().unwrap_or_else(|| Error::bug("the profile is known"));
    let names: Vec<&str> = cli.names().collect();
    if names.is_empty() {
        error
    } else {
        error.hint(format!("twilio-cli has the profiles {}", names.join(", ")))
    }
}

const NAMES: [&str; 4] = ["TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_AUTH_TOKEN"];

/// Reads `TWILIO_ACCOUNT_SID` with `TWILIO_API_KEY` and `TWILIO_API_SECRET`, or with `TWILIO_AUTH_TOKEN`: the names
/// that Twilio's own tools use.
///
/// # Errors
/// `credentials-missing` or `credentials-incomplete`, naming the variable that is missing or malformed.
pub fn from_environment(env: &Environment) -> Result<Credentials> {
    let account_sid = env.get("TWILIO_ACCOUNT_SID");
    let key = env.get("TWILIO_API_KEY");
    let secret = env.get("TWILIO_API_SECRET");
    let token = env.get("TWILIO_AUTH_TOKEN");
    let Some(account_sid) = account_sid else {
        let code =
            if key.or(secret).or(token).is_some() { "credentials-incomplete" } else { "credentials-missing" };
        return Err(problem(
            env,
            code,
            "no Twilio credentials: TWILIO_ACCOUNT_SID is not set",
            "TWILIO_ACCOUNT_SID",
        ));
    };
    check_sid(env, account_sid, "AC", "TWILIO_ACCOUNT_SID")?;
    let (username, password) = match (key, secret, token) {
        (Some(key), Some(secret), _) => {
            check_sid(env, key, "SK", "TWILIO_API_KEY")?;
            (key, secret)
        }
        (Some(_), None, _) => {
            return Err(problem(
                env,
                "credentials-incomplete",
                "TWILIO_API_KEY is set but TWILIO_API_SECRET is not",
                "TWILIO_API_SECRET",
            ));
        }
        (None, _, Some(token)) => (account_sid, token),
        (None, _, None) => {
            return Err(problem(
                env,
                "credentials-incomplete",
                "TWILIO_ACCOUNT_SID is set but neither TWILIO_API_KEY nor TWILIO_AUTH_TOKEN is",
                "TWILIO_API_KEY",
            ));
        }
    };
    Ok(Credentials {
        account_sid: account_sid.to_owned(),
        username: username.to_owned(),
        password: SecretString::from(password),
    })
}

/// Checks the form of a SID. The value may be a secret in the wrong place, so it is not shown; but what kind of SID it is,
/// if it is one, is said.
///
/// # Errors
/// The rule.
pub fn check_sid_form(value: &str, prefix: &str) -> std::result::Result<(), String> {
    let is = |prefix: &str| {
        let hex = value.strip_prefix(prefix);
        hex.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    if is(prefix) {
        return Ok(());
    }
    let known = [("AC", "an account"), ("SK", "an API key"), ("US", "a user"), ("OR", "an organization")];
    let other = known.iter().find(|(other, _)| is(other));
    let other = other.map_or_else(String::new, |(_, what)| format!("; this is the SID of {what}"));
    Err(format!("must be a SID: {prefix} and 32 hexadecimal digits{other}"))
}

fn check_sid(env: &Environment, value: &str, prefix: &str, variable: &str) -> Result<()> {
    check_sid_form(value, prefix)
        .map_err(|rule| problem(env, "credentials-malformed", format!("{variable} {rule}"), variable))
}

/// Names that other tools and tutorials use, with the one that counts.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("TWILIO_API_KEY_SID", "TWILIO_API_KEY"),
    ("TWILIO_API_KEY_SECRET", "TWILIO_API_SECRET"),
    ("TWILIO_ACCOUNT_ID", "TWILIO_ACCOUNT_SID"),
    ("TWILIO_SID", "TWILIO_ACCOUNT_SID"),
    ("TWILIO_TOKEN", "TWILIO_AUTH_TOKEN"),
    ("ACCOUNT_SID", "TWILIO_ACCOUNT_SID"),
    ("AUTH_TOKEN", "TWILIO_AUTH_TOKEN"),
    ("TWILIO_SECRET", "TWILIO_API_SECRET"),
];

fn problem(env: &Environment, code: &'static str, message: impl Into<String>, variable: &str) -> Error {
    let mut error = Error::new(ExitCode::Credentials, code, message).field(variable);
    for (other, name) in OTHER_NAMES {
        if env.get(other).is_some() && env.get(name).is_none() {
            error =
                error.hint(format!("{other} is set; the name that Twilio's tools and pam read is {name}"));
        }
    }
    error
        .hint(
            "Set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET (Console > Account > API keys), or \
             TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        )
        .hint("Or run pam login once, which keeps the secret in the system's keyring")
        .hint("Add --sandbox to try it without an account")
}

#[cfg(test)]
mod tests;
