//! When a request is sent again, and after which wait.
//!
//! Twilio refuses what is over the account's concurrency with 429, unprocessed, and asks for exponential back-off with
//! jitter (<https://www.twilio.com/docs/api/errors/20429>). Nothing else that fails is known to be undone.

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::error::ApiError;

const TRIES_WHEN_LIMITED: u32 = 8;
const TRIES_WHEN_FAILING: u32 = 4;
const LONGEST_BACK_OFF: Duration = Duration::from_secs(30);

/// How long one try may take, from the connection to the last byte.
pub(super) const TRY_LIMIT: Duration = Duration::from_secs(60);
/// How long one request may take with all its tries; a wait that would end later is not begun.
pub(super) const REQUEST_LIMIT: Duration = Duration::from_secs(180);

/// Time and chance, as the retries see them.
pub(super) trait Pace: Send + Sync {
    /// Time since some moment in the past.
    fn now(&self) -> Duration;
    /// Lets time pass.
    fn wait(&self, time: Duration) -> BoxFuture<'static, ()>;
    /// A random number from 0 to 1.
    fn share(&self) -> f64;
}

/// The clock on the wall.
pub(super) struct RealPace {
    began: std::time::Instant,
}

impl RealPace {
    pub(super) fn new() -> Self {
        Self { began: std::time::Instant::now() }
    }
}

impl Pace for RealPace {
    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn wait(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn share(&self) -> f64 {
        getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX))
    }
}

/// Whether nobody knows what became of a request: no answer came, or one that says that the server failed.
pub(super) fn is_lost(error: &ApiError) -> bool {
    match error {
        ApiError::Network { .. } => true,
        ApiError::Refused { refusal, .. } => refusal.status >= 500,
        ApiError::Malformed { .. } | ApiError::OtherAccount { .. } => false,
    }
}

/// Whether a request that failed may be sent again, after `tries` tries.
pub(super) fn may_repeat(error: &ApiError, harmless: bool, tries: u32) -> bool {
    let limited = matches!(error, ApiError::Refused { refusal, .. } if refusal.status == 429);
    limited && tries < TRIES_WHEN_LIMITED || is_lost(error) && harmless && tries < TRIES_WHEN_FAILING
}

/// What the server asked for and a little more, else full jitter over 0.5 s, 1 s, 2 s, …: clients that were refused
/// together do not come back together.
pub(super) fn wait(asked: Option<Duration>, tries: u32, share: f64) -> Duration {
    if let Some(asked) = asked {
        return asked + (asked / 10).max(Duration::from_millis(100)).mul_f64(share);
    }
    let ceiling = Duration::from_millis(500 << (tries.clamp(1, 7) - 1)).min(LONGEST_BACK_OFF);
    ceiling.mul_f64(share.max(0.1))
}

/// `Retry-After` in both of its forms. A date is held against the server's own `Date`, so that clocks that differ do
/// no harm.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let wait = http_date(asked)?.duration_since(http_date(text(DATE)?)?);
    Some(wait.max(jiff::SignedDuration::ZERO).unsigned_abs())
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    Some(rfc2822::parse(text).ok()?.timestamp())
}

#[cfg(test)]
pub(super) mod tests;
