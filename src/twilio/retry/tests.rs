use std::sync::Mutex;
use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::header::HeaderMap;

use super::{Pace, is_lost, may_repeat, retry_after, wait};
use crate::twilio::error::{ApiError, Refusal};

/// Time that passes only by waiting, and no chance.
#[derive(Default)]
pub(crate) struct Still {
    pub(crate) waits: Mutex<Vec<Duration>>,
}

impl Still {
    pub(crate) fn at(time: Duration) -> Self {
        Self { waits: Mutex::new(vec![time]) }
    }
}

impl Pace for Still {
    fn now(&self) -> Duration {
        self.waits.lock().unwrap().iter().sum()
    }

    fn wait(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.waits.lock().unwrap().push(time);
        Box::pin(async {})
    }

    fn share(&self) -> f64 {
        0.0
    }
}

fn refused(status: u16) -> ApiError {
    ApiError::Refused { doing: "x".to_owned(), refusal: Box::new(Refusal { status, ..Refusal::default() }) }
}

fn network() -> ApiError {
    ApiError::Network { doing: "x".to_owned(), reason: "reset".to_owned() }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

#[test]
fn only_a_limit_is_repeated_whatever_was_asked_for() {
    assert!(may_repeat(&refused(429), false, 7));
    assert!(!may_repeat(&refused(429), false, 8));
    for error in [refused(500), refused(503), network()] {
        assert!(is_lost(&error));
        assert!(!may_repeat(&error, false, 1), "{error}: a create may have worked");
        assert!(may_repeat(&error, true, 3));
        assert!(!may_repeat(&error, true, 4));
    }
    for status in [400, 401, 403, 404, 408, 409, 412, 422] {
        assert!(!may_repeat(&refused(status), true, 1), "{status}");
    }
}

#[test]
fn retry_after_is_read_in_seconds_and_as_a_date_by_the_servers_clock() {
    assert_eq!(retry_after(&headers(&[("retry-after", " 7 ")])), Some(Duration::from_secs(7)));
    let later = ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT");
    let date = headers(&[later, ("date", "Sun, 06 Nov 1994 08:49:07 GMT")]);
    assert_eq!(retry_after(&date), Some(Duration::from_secs(30)));
    let past = headers(&[later, ("date", "Sun, 06 Nov 1994 09:49:07 GMT")]);
    assert_eq!(retry_after(&past), Some(Duration::ZERO));
    assert_eq!(retry_after(&headers(&[later])), None, "without the server's time it means nothing");
    for wrong in ["-1", "soon", "1.5", ""] {
        assert_eq!(retry_after(&headers(&[("retry-after", wrong)])), None, "{wrong:?}");
    }
}

#[test]
fn waits_grow_are_scattered_and_end() {
    let ceilings: Vec<u128> = (1..9).map(|tries| wait(None, tries, 1.0).as_millis()).collect();
    assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    assert_eq!(wait(None, 1, 0.0), Duration::from_millis(50), "never nothing");
    assert_eq!(wait(None, 3, 0.5), Duration::from_secs(1));
    assert_eq!(wait(Some(Duration::from_secs(60)), 1, 1.0), Duration::from_secs(66));
    assert_eq!(wait(Some(Duration::ZERO), 1, 0.5), Duration::from_millis(50));
}
