//! Credentials for a Twilio account, from the environment.

use secrecy::SecretString;

use super::env::Environment;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::Credentials;

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

fn check_sid(value: &str, prefix: &str, variable: &str) -> Result<()> {
    let hex = value.strip_prefix(prefix);
    if hex.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Ok(());
    }
    // The value may be a secret put into the wrong variable, so it is not shown.
    Err(problem(
        "credentials-malformed",
        format!("{variable} is not a SID: it must be {prefix} and 32 hexadecimal digits"),
        variable,
    ))
}

fn problem(code: &'static str, message: impl Into<String>, variable: &str) -> Error {
    Error::new(ExitCode::Credentials, code, message)
        .field(variable)
        .hint(
            "Set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET (Console > Account > API keys), or \
             TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        )
        .hint("Add --sandbox to try it without an account")
}

#[cfg(test)]
mod tests;
