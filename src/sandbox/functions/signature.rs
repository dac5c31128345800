//! `X-Twilio-Signature`: how Twilio signs its requests, and how a protected Function or Asset checks them.
//!
//! The URL, followed for forms by every parameter (sorted by name, name and value without separators),
//! under HMAC-SHA1 with the account's auth token, in Base64. Any other body is signed through the URL, which
//! then carries its SHA-256 as `bodySHA256` (docs: usage/security; twilio-node `webhooks.ts`).

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Request;

/// The header's name, as [`Request::headers`] has it.
pub const HEADER: &str = "x-twilio-signature";

/// The signature of a request: `url` exactly as called, with its query; `parameters` of a form body in any
/// order, empty for a request without one.
#[must_use]
pub fn sign(auth_token: &str, url: &str, parameters: &[(String, String)]) -> String {
    // A set: several values of one name are signed once each, sorted.
    let parameters: BTreeSet<_> = parameters.iter().collect();
    let mut mac =
        Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(url.as_bytes());
    for (name, value) in parameters {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

/// What `bodySHA256` in the query has to say of a body: SHA-256 in hexadecimal.
#[must_use]
pub fn body_sha256(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

/// Whether a request is signed with the token, for one of the `urls` by which it can have been called (without
/// query: the request's own is added).
pub(super) fn is_signed(auth_token: &str, urls: &[String], request: &Request) -> bool {
    let Some(given) = request.header(HEADER) else { return false };
    let Some(parameters) = signed_parameters(request) else { return false };
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    urls.iter().any(|url| {
        let expected = sign(auth_token, &format!("{url}{query}"), &parameters);
        expected.as_bytes().ct_eq(given.as_bytes()).into()
    })
}

/// The parameters that are part of the signature; `None` when the signature cannot cover the body.
fn signed_parameters(request: &Request) -> Option<Vec<(String, String)>> {
    let is_form = request.media_type() == "application/x-www-form-urlencoded";
    if is_form {
        return Some(url::form_urlencoded::parse(&request.body).into_owned().collect());
    }
    let claimed = url::form_urlencoded::parse(request.query.as_bytes())
        .find(|(name, _)| name == "bodySHA256")
        .map(|(_, digest)| digest.to_ascii_lowercase());
    let covered = match claimed {
        Some(digest) => digest.as_bytes().ct_eq(body_sha256(&request.body).as_bytes()).into(),
        None => request.body.is_empty(),
    };
    covered.then(Vec::new)
}

#[cfg(test)]
mod tests;
