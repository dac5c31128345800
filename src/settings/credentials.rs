//! Credentials for a Twilio account: a profile that is named, else the environment, else the active profile.

use secrecy::SecretString;

use super::env::Environment;
use super::keyring;
use super::paths::Paths;
use super::profiles::Profiles;
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
}

/// Finds credentials: `--profile`, else the environment if it names an account, else the active profile.
///
/// # Errors
/// What is missing or malformed, and where it was looked for.
pub fn find(
    env: &Environment,
    paths: impl FnOnce() -> Result<Paths>,
    wanted: Option<&str>,
) -> Result<(Credentials, Source)> {
    if wanted.is_none() && NAMES.iter().any(|name| env.get(name).is_some()) {
        return Ok((from_environment(env)?, Source::Environment));
    }
    let profiles = Profiles::load(&paths()?)?;
    let Some(name) = wanted.or(profiles.active()) else {
        return Ok((from_environment(env)?, Source::Environment));
    };
    let profile = profiles.get(name)?;
    let secret = keyring::read(name)?.ok_or_else(|| {
        Error::new(
            ExitCode::Credentials,
            "secret-gone",
            format!("the keyring has no secret for the profile {name:?}"),
        )
        .field("--profile")
        .hint(format!("Run pam login --profile {name}"))
    })?;
    let credentials = Credentials {
        account_sid: profile.account_sid.clone(),
        username: profile.username.clone(),
        password: secret,
    };
    Ok((credentials, Source::Profile(name.to_owned())))
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
            code,
            "no Twilio credentials: TWILIO_ACCOUNT_SID is not set",
            "TWILIO_ACCOUNT_SID",
        ));
    };
    check_sid(account_sid, "AC", "TWILIO_ACCOUNT_SID")?;
    let (username, password) = match (key, secret, token) {
        (Some(key), Some(secret), _) => {
            check_sid(key, "SK", "TWILIO_API_KEY")?;
            (key, secret)
        }
        (Some(_), None, _) => {
            return Err(problem(
                "credentials-incomplete",
                "TWILIO_API_KEY is set but TWILIO_API_SECRET is not",
                "TWILIO_API_SECRET",
            ));
        }
        (None, _, Some(token)) => (account_sid, token),
        (None, _, None) => {
            return Err(problem(
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

/// Checks the form of a SID. The value may be a secret in the wrong place, so it is not shown.
///
/// # Errors
/// The rule.
pub fn check_sid_form(value: &str, prefix: &str) -> std::result::Result<(), String> {
    let hex = value.strip_prefix(prefix);
    if hex.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Ok(())
    } else {
        Err(format!("must be a SID: {prefix} and 32 hexadecimal digits"))
    }
}

fn check_sid(value: &str, prefix: &str, variable: &str) -> Result<()> {
    check_sid_form(value, prefix)
        .map_err(|rule| problem("credentials-malformed", format!("{variable} {rule}"), variable))
}

fn problem(code: &'static str, message: impl Into<String>, variable: &str) -> Error {
    Error::new(ExitCode::Credentials, code, message)
        .field(variable)
        .hint(
            "Set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET (Console > Account > API keys), or \
             TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        )
        .hint("Or run pam login once, which keeps the secret in the system's keyring")
        .hint("Add --sandbox to try it without an account")
}

#[cfg(test)]
mod tests;
