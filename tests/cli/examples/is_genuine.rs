use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `timestamp` and `signature` as the headers have them, `body` as it came, `now` in seconds since 1970.
fn is_genuine(timestamp: &str, signature: &str, body: &[u8], secret: &str, now: i64) -> bool {
    let digits = (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = timestamp.parse::<i64>().ok().filter(|_| digits);
    let given = signature.strip_prefix("sha256=").and_then(|hex| hex::decode(hex).ok());
    let (Some(seconds), Some(given)) = (seconds, given) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(format!("{timestamp}.").as_bytes());
    mac.update(body);
    (now - seconds).abs() <= 300 && mac.verify_slice(&given).is_ok()
}
