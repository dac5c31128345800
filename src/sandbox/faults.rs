//! Faults on demand: what a REST request meets instead of, or besides, its answer.
//!
//! A fault waits for requests that fit it, lets the first `after` of them pass, and happens `times` times.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// One fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// Only this method.
    #[serde(default)]
    pub(crate) method: Option<String>,
    /// Only this host, for example `studio.twilio.com`.
    #[serde(default)]
    pub(crate) host: Option<String>,
    /// Only paths that hold this text.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Not paths that hold this text.
    #[serde(default)]
    pub(crate) except: Option<String>,
    /// How many fitting requests pass first.
    #[serde(default)]
    pub(crate) after: u64,
    /// How often it happens; without it until it is cleared.
    #[serde(default)]
    pub(crate) times: Option<u64>,
    /// What happens.
    #[serde(flatten)]
    pub(crate) effect: Effect,
    /// When requests passed within the last second, for a limit.
    #[serde(skip)]
    passed: VecDeque<Instant>,
}

/// What a request meets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub(crate) enum Effect {
    /// This answer; nothing is done.
    Answer {
        /// HTTP status from 400 to 599.
        status: u16,
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// 429, and nothing is done, while so many fitting requests passed within the last second of real time.
    Limit {
        /// Requests that pass in any second.
        per_second: usize,
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The connection ends before anything is done.
    DropBefore,
    /// What was asked for is done, and the connection ends without an answer.
    DropAfter,
    /// Nothing is done; the connection stays open without an answer until the faults are cleared, and ends then.
    HoldBefore,
    /// What was asked for is done; the connection stays open without an answer until the faults are cleared, and ends
    /// then.
    HoldAfter,
    /// The answer comes this much later.
    Delay {
        /// Milliseconds of real time.
        ms: u64,
    },
}

impl Fault {
    /// What a fitting request meets, if this happens to it.
    fn happens(&mut self, now: Instant) -> Option<Effect> {
        let Effect::Limit { per_second, retry_after } = self.effect else { return Some(self.effect.clone()) };
        while self.passed.front().is_some_and(|passed| now.duration_since(*passed) >= Duration::from_secs(1))
        {
            self.passed.pop_front();
        }
        if self.passed.len() < per_second {
            self.passed.push_back(now);
            return None;
        }
        Some(Effect::Answer { status: 429, retry_after })
    }
}

/// The faults that wait.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Vec<Fault>,
}

impl Faults {
    /// Adds a fault.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(crate) fn add(&mut self, fault: Fault) -> Result<(), &'static str> {
        match fault.effect {
            Effect::Answer { status, .. } if !(400..600).contains(&status) => {
                Err("`status` has to be from 400 to 599")
            }
            Effect::Delay { ms } if ms > 600_000 => Err("`ms` has to be at most 600000"),
            Effect::Limit { per_second: 0, .. } => Err("`per_second` has to be at least 1"),
            _ => {
                self.waiting.push(fault);
                Ok(())
            }
        }
    }

    /// All that wait.
    pub(crate) fn list(&self) -> &[Fault] {
        &self.waiting
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// What a request that comes at `now` meets; the oldest fault that fits and is due.
    pub(crate) fn meet(&mut self, method: &str, host: &str, path: &str, now: Instant) -> Option<Effect> {
        let fits =
            |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
        let mut met = None;
        for fault in &mut self.waiting {
            let on_path = fault.path.as_deref().is_none_or(|part| path.contains(part))
                && !fault.except.as_deref().is_some_and(|part| path.contains(part));
            if !fits(&fault.method, method) || !fits(&fault.host, host) || !on_path {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
            } else if met.is_none() && fault.times != Some(0) {
                met = fault.happens(now);
                if met.is_some() {
                    fault.times = fault.times.map(|times| times - 1);
                }
            }
        }
        self.waiting.retain(|fault| fault.times != Some(0));
        met
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::{Effect, Fault, Faults};

    fn fault(json: serde_json::Value) -> Fault {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_fault_waits_for_its_request_and_ends() {
        let mut faults = Faults::default();
        let given = json!({"method": "POST", "path": "/Flows", "except": "/Validate", "after": 1, "times": 2, "effect": "drop_after"});
        faults.add(fault(given)).unwrap();
        let mut meet = |method, path| faults.meet(method, "studio.twilio.com", path, Instant::now());
        assert_eq!(meet("GET", "/v2/Flows"), None);
        assert_eq!(meet("POST", "/v2/Flows/Validate"), None);
        assert_eq!(meet("POST", "/v2/Flows"), None, "the first one passes");
        assert_eq!(meet("POST", "/v2/Flows"), Some(Effect::DropAfter));
        assert_eq!(meet("POST", "/v2/Flows/FW1"), Some(Effect::DropAfter));
        assert_eq!(meet("POST", "/v2/Flows"), None);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_fault_without_an_end_stays_and_a_wrong_one_is_refused() {
        let mut faults = Faults::default();
        let limited = json!({"effect": "answer", "status": 429, "retry_after": 1});
        faults.add(fault(limited)).unwrap();
        for _ in 0..3 {
            assert!(matches!(
                faults.meet("GET", "h", "/", Instant::now()),
                Some(Effect::Answer { status: 429, .. })
            ));
        }
        assert!(faults.add(fault(json!({"effect": "answer", "status": 200}))).is_err());
        faults.clear();
        assert_eq!(faults.meet("GET", "h", "/", Instant::now()), None);
        assert!(serde_json::from_value::<Fault>(json!({"effect": "explode"})).is_err());
    }

    #[test]
    fn a_limit_refuses_what_is_above_it_in_any_second() {
        let mut faults = Faults::default();
        faults
            .add(fault(json!({"effect": "limit", "per_second": 3, "retry_after": 1, "method": "GET"})))
            .unwrap();
        let began = Instant::now();
        let mut meet = |method, ms| faults.meet(method, "h", "/", began + Duration::from_millis(ms));
        let refusal = Some(Effect::Answer { status: 429, retry_after: Some(1) });
        let met: Vec<_> = [0, 600, 700, 800, 999].map(|ms| meet("GET", ms)).into();
        assert_eq!(met, [None, None, None, refusal.clone(), refusal.clone()]);
        assert_eq!(meet("POST", 999), None, "it does not fit");
        assert_eq!(meet("GET", 1000), None, "the first one was a second ago; what is refused does not count");
        assert_eq!(meet("GET", 1100), refusal);
        assert_eq!(meet("GET", 1600), None);
        assert!(faults.add(fault(json!({"effect": "limit", "per_second": 0}))).is_err());
    }
}
