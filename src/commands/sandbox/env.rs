//! `pam sandbox env`: variables with which unmodified programs take the running sandbox for Twilio.

use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::Plain;
use crate::commands::target::find_running;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::sandbox::{Account, Foreign};

/// Arguments of `pam sandbox env`.
#[derive(Debug, Args)]
pub struct EnvArgs {
    /// Credentials that are often confused with the account's, to see what comes of it
    #[arg(long, value_name = "WHAT")]
    pub confuse: Option<Confusion>,
}

/// What is confused with the account's own credentials.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Confusion {
    /// An API key of the account that owns it, beside its own SID
    OwnersKey,
    /// The auth token of the account that owns it, beside its own SID
    OwnersToken,
    /// Test credentials
    TestToken,
}

/// Prints `export` lines: the sandbox as proxy, its certificate in the forms that the languages want, credentials.
/// Needs a running sandbox, for an address that ends with the command helps nobody.
pub(super) fn run(context: &Context, args: &EnvArgs) -> Result<ExitCode> {
    let running = find_running(&context.paths()?).ok_or_else(|| {
        Error::not_found("sandbox-not-running", "no sandbox is running")
            .hint("Start it with pam sandbox in another terminal")
    })?;
    let url = format!("http://{}", running.address);
    let account = &running.account;
    let certificate = running.certificate.display().to_string();
    let own = Confused {
        account_sid: account.account_sid.clone(),
        auth_token: account.auth_token.clone(),
        key: Some((account.api_key_sid.clone(), account.api_key_secret.clone())),
    };
    let shown = args.confuse.map_or(own, |confusion| confused(account, confusion));
    let (key, secret) = match &shown.key {
        Some((key, secret)) => (key.as_str(), secret.expose_secret()),
        None => ("", ""),
    };
    let variables = [
        ("TWILIO_ACCOUNT_SID", shown.account_sid.as_str()),
        ("TWILIO_AUTH_TOKEN", shown.auth_token.expose_secret()),
        ("TWILIO_API_KEY", key),
        ("TWILIO_API_SECRET", secret),
        // Twilio's Node library reads HTTP_PROXY for its https calls, the others HTTPS_PROXY.
        ("HTTP_PROXY", url.as_str()),
        ("HTTPS_PROXY", url.as_str()),
        ("NO_PROXY", "localhost,127.0.0.1,::1"),
        // In this order: Node; OpenSSL, Go, Ruby, Rust; Python's requests; curl.
        ("NODE_EXTRA_CA_CERTS", certificate.as_str()),
        ("SSL_CERT_FILE", certificate.as_str()),
        ("REQUESTS_CA_BUNDLE", certificate.as_str()),
        ("CURL_CA_BUNDLE", certificate.as_str()),
        ("PAM_API_URL", url.as_str()),
    ];
    let lines: Vec<String> =
        variables.iter().map(|(name, value)| format!("export {name}={}", quoted(value))).collect();
    let object: serde_json::Map<_, _> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    context.output.report(&Plain { text: lines.join("\n"), json: object.into() })?;
    Ok(ExitCode::Done)
}

/// What is put into the variables.
struct Confused {
    account_sid: String,
    auth_token: SecretString,
    /// Empty variables without one: then the token counts.
    key: Option<(String, SecretString)>,
}

fn confused(account: &Account, confusion: Confusion) -> Confused {
    let own = account.account_sid.clone();
    match confusion {
        Confusion::OwnersKey => {
            let Foreign { username, password, .. } = account.owner_key();
            Confused { account_sid: own, auth_token: "".into(), key: Some((username, password)) }
        }
        Confusion::OwnersToken => {
            Confused { account_sid: own, auth_token: account.owner_token().password, key: None }
        }
        Confusion::TestToken => {
            let Foreign { account_sid, password, .. } = account.test();
            Confused { account_sid, auth_token: password, key: None }
        }
    }
}

/// For a POSIX shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}
