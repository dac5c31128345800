//! The EHR's side of a patient's request: whether a request comes from the deployment that it names.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The header with the request's time, in seconds since 1970.
pub const TIMESTAMP: &str = "x-pam-timestamp";
/// The header with the signature: `sha256=` and hex.
pub const SIGNATURE: &str = "x-pam-signature";
/// The header that says which requests are the same.
pub const IDEMPOTENCY: &str = "idempotency-key";

/// How old or how far ahead a request may be, in seconds: a request that somebody recorded is worth nothing later.
pub const TOLERANCE: i64 = 300;

/// Why a request is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// A header is missing or is not what it should be.
    #[error("it is not signed: X-Pam-Timestamp and X-Pam-Signature are needed")]
    Unsigned,
    /// The signature is not that of this secret.
    #[error("its signature is wrong")]
    Wrong,
    /// The time is not now.
    #[error("its timestamp is more than {TOLERANCE} seconds off")]
    Old,
}

/// Whether a request is signed with the deployment's secret (HMAC-SHA256 over timestamp, a dot and the body), and made
/// at about `now`. Compared in constant time.
///
/// # Errors
/// Why it is not to be believed.
pub fn verify(
    secret: &SecretString,
    timestamp: Option<&str>,
    signature: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Distrust> {
    let timestamp = timestamp.ok_or(Distrust::Unsigned)?;
    let seconds: i64 = timestamp.parse().map_err(|_| Distrust::Unsigned)?;
    let given = signature.and_then(|signature| signature.strip_prefix("sha256="));
    let given = given.and_then(|hex| hex::decode(hex).ok()).ok_or(Distrust::Unsigned)?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).map_err(|_| Distrust::Wrong)?;
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.verify_slice(&given).map_err(|_| Distrust::Wrong)?;
    if now.as_second().abs_diff(seconds) > TOLERANCE.unsigned_abs() { Err(Distrust::Old) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
