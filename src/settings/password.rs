//! The administrator's password: made, checked, and kept only as a scrypt hash.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};

/// The cost that Node's `crypto.scrypt` has by default; a higher one needs its memory limit raised in the function.
const LOG_N: u8 = 14;
const R: u32 = 8;
const P: u32 = 1;

/// Checks a password that a person chose.
///
/// # Errors
/// The rule that it breaks, starting with "must".
pub fn check(password: &str) -> std::result::Result<(), String> {
    if password.chars().any(char::is_control) {
        return Err("must be a line of text: nobody can type anything else into the page".to_owned());
    }
    if password.chars().count() >= 12 { Ok(()) } else { Err("must have at least 12 characters".to_owned()) }
}

/// A random password of 20 characters without look-alikes, about 98 bits.
///
/// # Errors
/// When the system has no randomness.
pub fn generate() -> Result<SecretString> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = random::<20>()?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(SecretString::from(groups.join("-")))
}

/// A random key of 32 bytes, in hex.
///
/// # Errors
/// When the system has no randomness.
pub fn generate_key() -> Result<SecretString> {
    Ok(SecretString::from(hex::encode(random::<32>()?)))
}

/// `scrypt$N$r$p$salt$hash`, salt and hash in unpadded Base64.
///
/// # Errors
/// When the system has no randomness.
pub fn hash(password: &SecretString) -> Result<SecretString> {
    let salt = random::<16>()?;
    let key = derive(password, &salt)?;
    let (salt, key) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(key));
    Ok(SecretString::from(format!("scrypt${}${R}${P}${salt}${key}", 1_u32 << LOG_N)))
}

/// Whether a hash made by [`hash`] is of this password; a redeploy with the same one then writes nothing. One of
/// another form is not.
///
/// # Errors
/// When scrypt fails.
pub fn matches(hash: &str, password: &SecretString) -> Result<bool> {
    let Some((head, key)) = hash.rsplit_once('$') else { return Ok(false) };
    let Some((params, salt)) = head.rsplit_once('$') else { return Ok(false) };
    let (Ok(salt), Ok(key)) = (STANDARD_NO_PAD.decode(salt), STANDARD_NO_PAD.decode(key)) else {
        return Ok(false);
    };
    if params != format!("scrypt${}${R}${P}", 1_u32 << LOG_N) {
        return Ok(false);
    }
    Ok(derive(password, &salt)?.ct_eq(key.as_slice()).into())
}

fn derive(password: &SecretString, salt: &[u8]) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    let params = scrypt::Params::new(LOG_N, R, P).map_err(|error| Error::bug(format!("scrypt: {error}")))?;
    scrypt::scrypt(password.expose_secret().as_bytes(), salt, &params, &mut key)
        .map_err(|error| Error::bug(format!("scrypt: {error}")))?;
    Ok(key)
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::bug(format!("the system gave no randomness: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
