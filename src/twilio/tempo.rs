//! How fast requests may follow each other, learnt from what Twilio refuses: it publishes no number.
//!
//! Until a first 429 nothing is held back. Then the pace is what was let through in the second before, a little less:
//! it comes back to that within [`RECOVERY`], stays near it, and tries more after it (the curve of CUBIC, RFC 9438).

use std::collections::VecDeque;
use std::time::Duration;

/// Limits are counted by the second: a count over less says little, and what is refused within one tells nothing new.
const SECOND: Duration = Duration::from_secs(1);
/// Requests a second that are tried anyhow, before anything is known.
const LEAST_GUESS: f64 = 10.0;
/// So many answers in a second are a count to go by, whatever was sent before.
const TELLING: f64 = 20.0;
/// Part of what was let through that is aimed at: at the very limit every unevenness would be refused.
const AIM: f64 = 0.98;
/// How far below its aim the pace starts again after a refusal.
const DIP: f64 = 0.05;
/// After how many seconds without a refusal the pace is at its aim, and begins to exceed it.
const RECOVERY: f64 = 30.0;
/// Nobody else's requests wait longer than this for what one of them was told.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is known of the pace that is allowed. All times are those of one clock.
#[derive(Debug, Default)]
pub(super) struct Tempo {
    /// Requests a second; none until one was refused.
    rate: Option<f64>,
    /// The rate that was let through, once that is known; until then the rate grows with every answer.
    aim: Option<f64>,
    /// When sending began, or goes on after a pause that Twilio asked for.
    resumed: Duration,
    /// What was sent before this and is refused tells nothing new.
    deaf_until: Duration,
    /// When the next request may go.
    next: Duration,
    /// When requests were answered in the last second.
    answers: VecDeque<Duration>,
}

impl Tempo {
    /// How long the next request has to wait.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        self.next.max(self.resumed).saturating_sub(now)
    }

    /// A request goes. One that goes late, because a timer is coarse, makes up for it with the next one only: after a
    /// standstill nothing comes in a burst.
    pub(super) fn sent(&mut self, now: Duration) {
        if let Some(rate) = self.rate {
            let gap = Duration::from_secs_f64(rate.recip());
            self.next = self.next.max(now.saturating_sub(gap)) + gap;
        }
    }

    /// A request was let through.
    pub(super) fn answered(&mut self, now: Duration) {
        self.forget(now);
        self.answers.push_back(now);
        let Some(rate) = &mut self.rate else { return };
        *rate = match self.aim {
            Some(aim) => {
                let passed = now.saturating_sub(self.resumed).as_secs_f64() / RECOVERY;
                aim * (1.0 + DIP * (passed - 1.0).powi(3))
            }
            None => *rate + 0.5,
        };
    }

    /// A request that was sent at `sent` was refused, perhaps with the wish to wait that long.
    pub(super) fn refused(&mut self, now: Duration, sent: Duration, asked: Option<Duration>) {
        let pause = asked.unwrap_or_default().min(LONGEST_PAUSE);
        if sent < self.deaf_until {
            // Twilio may ask for more time, though.
            if !pause.is_zero() {
                self.resumed = self.resumed.max(now + pause);
            }
            return;
        }
        self.forget(now);
        let passed = f64::from(u32::try_from(self.answers.len()).unwrap_or(u32::MAX));
        let whole = now.saturating_sub(self.resumed) >= SECOND;
        self.aim = match self.rate {
            None => (passed >= TELLING).then_some(passed * AIM),
            // Too soon after a pause to count anything.
            Some(rate) if !whole => Some(rate * 0.8),
            // Far fewer were sent than were allowed: it was not the pace.
            Some(rate) => (passed * 2.0 >= rate).then_some(passed * AIM),
        };
        self.rate = Some(match self.aim {
            Some(aim) => aim * (1.0 - DIP),
            None => passed.max(LEAST_GUESS),
        });
        self.deaf_until = now + pause.max(SECOND);
        self.resumed = now + pause;
        self.next = self.next.max(now);
    }

    fn forget(&mut self, now: Duration) {
        while self.answers.front().is_some_and(|answered| *answered + SECOND < now) {
            self.answers.pop_front();
        }
    }
}

#[cfg(test)]
mod tests;
