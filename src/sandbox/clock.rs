//! The sandbox's time: real time plus an offset that only grows.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// The one door through which time enters the sandbox.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
}

impl Clock {
    /// A clock that is ahead of real time by `offset_ms`.
    pub(crate) fn new(offset_ms: i64) -> Self {
        Self { offset_ms: AtomicI64::new(offset_ms) }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the sandbox's door for time")]
    fn real() -> Timestamp {
        Timestamp::now()
    }

    /// The machine's own time, for certificates: clients check them by theirs.
    pub(crate) fn today() -> Timestamp {
        Self::real()
    }

    /// The sandbox's time, to the millisecond.
    pub(crate) fn now(&self) -> Timestamp {
        let ms = Self::real().as_millisecond().saturating_add(self.offset_ms());
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }

    /// How far ahead of real time it is.
    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::SeqCst)
    }

    /// Makes it `time` now, unless it is later already; the offset after that.
    pub(crate) fn forward_to(&self, time: Timestamp) -> i64 {
        let wanted = time.as_millisecond().saturating_sub(Self::real().as_millisecond());
        self.offset_ms.fetch_max(wanted, Ordering::SeqCst).max(wanted)
    }

    /// Another time altogether, for a reset (0) or an earlier state.
    pub(crate) fn set_offset_ms(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::SeqCst);
    }
}

/// `2018-11-10T20:00:00Z`, as every API but 2010-04-01 writes it.
pub(crate) fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2018-11-10T20:00:00.000Z`, as the control API writes it.
pub(crate) fn iso_ms(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `Mon, 29 Nov 2021 22:40:10 +0000`, as 2010-04-01 writes it.
pub(crate) fn rfc2822(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// `Mon, 29 Nov 2021 22:40:10 GMT`, the form of HTTP's `Date`.
pub(crate) fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
