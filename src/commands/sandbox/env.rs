//! `pam sandbox env`: variables with which unmodified programs take the running sandbox for Twilio.

use secrecy::ExposeSecret;
use serde_json::json;

use super::Plain;
use crate::commands::target::find_running;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Prints `export` lines: the sandbox as proxy, its certificate in the forms that the languages want, credentials.
/// Needs a running sandbox, for an address that ends with the command helps nobody.
pub(super) fn run(context: &Context) -> Result<ExitCode> {
    let running = find_running(&context.paths()?).ok_or_else(|| {
        Error::not_found("sandbox-not-running", "no sandbox is running")
            .hint("Start it with pam sandbox in another terminal")
    })?;
    let url = format!("http://{}", running.address);
    let account = &running.account;
    let certificate = running.certificate.display().to_string();
    let variables = [
        ("TWILIO_ACCOUNT_SID", account.account_sid.as_str()),
        ("TWILIO_AUTH_TOKEN", account.auth_token.expose_secret()),
        ("TWILIO_API_KEY", account.api_key_sid.as_str()),
        ("TWILIO_API_SECRET", account.api_key_secret.expose_secret()),
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

/// For a POSIX shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}
