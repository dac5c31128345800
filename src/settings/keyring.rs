//! Secrets in the system's keyring (Secret Service, macOS Keychain, Windows Credential Manager).
//!
//! A keyring may be missing, locked, or hang for ever; so every call gets three seconds, and then a clear word and the
//! way without it.

use std::sync::mpsc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};
use crate::exit::ExitCode;

const SERVICE: &str = "pam";
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether there is a keyring at all; asked before a user is asked for a secret.
///
/// # Errors
/// `keyring-unavailable`.
pub fn check() -> Result<()> {
    within(|| match ::keyring::Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => Err(error.to_string()),
    })
}

/// Keeps a profile's secret, and reads it back: a keyring that takes it and does not give it helps nobody.
///
/// # Errors
/// `keyring-unavailable`.
pub fn store(profile: &str, secret: &SecretString) -> Result<()> {
    let (profile, secret) = (profile.to_owned(), secret.clone());
    within(move || {
        let entry = ::keyring::Entry::new(SERVICE, &profile).map_err(|error| error.to_string())?;
        entry.set_password(secret.expose_secret()).map_err(|error| error.to_string())?;
        match entry.get_password() {
            Ok(kept) if kept == secret.expose_secret() => Ok(()),
            Ok(_) => Err("it gives back something else than it was given".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    })
}

/// A profile's secret, if it is there.
///
/// # Errors
/// `keyring-unavailable`.
pub fn read(profile: &str) -> Result<Option<SecretString>> {
    let profile = profile.to_owned();
    within(move || {
        let entry = ::keyring::Entry::new(SERVICE, &profile).map_err(|error| error.to_string())?;
        match entry.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(::keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    })
}

/// Forgets a profile's secret; one that is not there is forgotten already.
///
/// # Errors
/// `keyring-unavailable`.
pub fn forget(profile: &str) -> Result<()> {
    let profile = profile.to_owned();
    within(move || {
        let entry = ::keyring::Entry::new(SERVICE, &profile).map_err(|error| error.to_string())?;
        match entry.delete_credential() {
            Ok(()) | Err(::keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    })
}

/// Does it in a thread of its own, which is left behind when it does not come back.
fn within<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, String> + Send + 'static,
) -> Result<T> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody listens any more when the time is over.
        let _ = tell.send(work());
    });
    let outcome =
        told.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(format!("no answer in {} s", PATIENCE.as_secs())));
    outcome.map_err(|reason| {
        Error::new(
            ExitCode::Credentials,
            "keyring-unavailable",
            format!("the system's keyring cannot be used: {reason}"),
        )
        .hint("Unlock it, or go without: set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET")
    })
}
