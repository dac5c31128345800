//! `pam sandbox env`: variables for programs that use Twilio's Node library.

use std::fs;

use secrecy::ExposeSecret;
use serde_json::json;

use super::Plain;
use crate::commands::target::find_running;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::sandbox::functions::REDIRECT;

/// Prints `export` lines; needs a running sandbox, for an address that ends with the command helps nobody.
pub(super) fn run(context: &Context) -> Result<ExitCode> {
    let paths = context.paths()?;
    let running = find_running(&paths).ok_or_else(|| {
        Error::not_found("sandbox-not-running", "no sandbox is running")
            .hint("Start it with pam sandbox in another terminal")
    })?;
    let preload = paths.cache.join("redirect.cjs");
    let unwritable = |error: std::io::Error| {
        Error::invalid("cache", format!("could not write {}: {error}", preload.display())).field("PAM_HOME")
    };
    fs::create_dir_all(&paths.cache).and_then(|()| fs::write(&preload, REDIRECT)).map_err(unwritable)?;
    let url = format!("http://{}", running.address);
    let account = &running.account;
    // Node splits NODE_OPTIONS at blanks unless quoted.
    let require = format!("--require \"{}\"", preload.display());
    let variables = [
        ("TWILIO_ACCOUNT_SID", account.account_sid.as_str()),
        ("TWILIO_AUTH_TOKEN", account.auth_token.expose_secret()),
        ("TWILIO_API_KEY", account.api_key_sid.as_str()),
        ("TWILIO_API_SECRET", account.api_key_secret.expose_secret()),
        ("PAM_API_URL", url.as_str()),
        ("PAM_SANDBOX_URL", url.as_str()),
        ("NODE_OPTIONS", require.as_str()),
    ];
    let lines: Vec<String> =
        variables.iter().map(|(name, value)| format!("export {name}={}", quoted(value))).collect();
    let object: serde_json::Map<_, _> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    context.output.report(&Plain { text: lines.join("\n"), json: object.into() })?;
    Ok(ExitCode::Done)
}

/// For a POSIX shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}
