//! Faults on demand: what a REST request meets instead of, or besides, its answer.
//!
//! A fault waits for requests that fit it, lets the first `after` of them pass, and happens `times` times.

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
    /// How many fitting requests pass first.
    #[serde(default)]
    pub(crate) after: u64,
    /// How often it happens; without it until it is cleared.
    #[serde(default)]
    pub(crate) times: Option<u64>,
    /// What happens.
    #[serde(flatten)]
    pub(crate) effect: Effect,
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

    /// What this request meets; the oldest fault that fits and is due.
    pub(crate) fn meet(&mut self, method: &str, host: &str, path: &str) -> Option<Effect> {
        let fits =
            |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
        let mut met = None;
        for fault in &mut self.waiting {
            let on_path = fault.path.as_deref().is_none_or(|part| path.contains(part));
            if !fits(&fault.method, method) || !fits(&fault.host, host) || !on_path {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
            } else if met.is_none() && fault.times != Some(0) {
                fault.times = fault.times.map(|times| times - 1);
                met = Some(fault.effect.clone());
            }
        }
        self.waiting.retain(|fault| fault.times != Some(0));
        met
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Effect, Fault, Faults};

    fn fault(json: serde_json::Value) -> Fault {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_fault_waits_for_its_request_and_ends() {
        let mut faults = Faults::default();
        let given =
            json!({"method": "POST", "path": "/Flows", "after": 1, "times": 2, "effect": "drop_after"});
        faults.add(fault(given)).unwrap();
        let mut meet = |method, path| faults.meet(method, "studio.twilio.com", path);
        assert_eq!(meet("GET", "/v2/Flows"), None);
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
            assert!(matches!(faults.meet("GET", "h", "/"), Some(Effect::Answer { status: 429, .. })));
        }
        assert!(faults.add(fault(json!({"effect": "answer", "status": 200}))).is_err());
        faults.clear();
        assert_eq!(faults.meet("GET", "h", "/"), None);
        assert!(serde_json::from_value::<Fault>(json!({"effect": "explode"})).is_err());
    }
}
