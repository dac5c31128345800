//! HTTP Basic with the account's SID and auth token, or the API key's SID and secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::errors::ApiError;
use crate::sandbox::account::{Account, Credentials};

/// Which credentials the header holds; anything wrong is 401 with 20003 (docs:api/errors/20003).
pub(crate) fn authenticate(account: &Account, header: Option<&str>) -> Result<Credentials, ApiError> {
    header
        .and_then(|header| {
            let (scheme, encoded) = header.split_once(' ')?;
            let decoded =
                scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(encoded.trim()).ok())??;
            let text = String::from_utf8(decoded).ok()?;
            let (user, password) = text.split_once(':')?;
            account.check(user, password)
        })
        .ok_or_else(ApiError::authenticate)
}
