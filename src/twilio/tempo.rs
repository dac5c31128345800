//! How fast requests may follow each other, learnt from what Twilio refuses: it publishes no number.
//!
//! Until a first 429 nothing is held back; from there the pace grows with every answer until the next one. Then it aims at
//! what was let through in the second before: it comes to that within [`RECOVERY`], stays near it, and tries more after
//! it (the curve of CUBIC, RFC 9438). After each 429 everybody waits for what `Retry-After` says, or a second.

use std::collections::VecDeque;
use std::time::Duration;

use super::retry::REQUEST_LIMIT;

/// Limits are counted by the second: a count over less says little, and what is refused within one tells nothing new.
const SECOND: Duration = Duration::from_secs(1);
/// Requests a second that are tried anyhow, before anything is known.
const LEAST_GUESS: f64 = 20.0;
/// Part of what was let through that is aimed at, at most and at least: at the very limit every unevenness is refused,
/// and how uneven it is shows in how soon it is refused again.
const AIM: (f64, f64) = (0.98, 0.94);
/// How late a timer may be on a busy machine; that much is made up for.
const TIMER: Duration = Duration::from_millis(10);
/// How far below its aim the pace starts again after a refusal.
const DIP: f64 = 0.03;
/// After how many seconds without a refusal the pace is at its aim, and begins to exceed it.
const RECOVERY: f64 = 30.0;

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
    /// How far the part of what was let through that is aimed at is below the most.
    caution: f64,
    /// How long an answer takes, in seconds, averaged over the last ones.
    latency: f64,
    /// When requests were answered in the last second, and whether they were let through.
    answers: VecDeque<(Duration, bool)>,
}

impl Tempo {
    /// How long the next request has to wait.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        self.next.max(self.resumed).saturating_sub(now)
    }

    /// A request goes. What a coarse timer takes is made up for, a standstill is not: nothing comes in a burst after it.
    pub(super) fn sent(&mut self, now: Duration) {
        if let Some(rate) = self.rate {
            let gap = Duration::from_secs_f64(rate.recip());
            self.next = self.next.max(now.saturating_sub(TIMER)) + gap;
        }
    }

    /// As many requests under way as the pace needs, once it is known: of more, those that a server left lying while it
    /// stood still would all count in one second.
    pub(super) fn at_once(&self) -> Option<usize> {
        let needed = self.aim.and(self.rate)? * self.latency;
        (1..usize::from(u8::MAX)).find(|count| *count as f64 > needed * 1.5 + 1.0)
    }

    /// A request that was sent at `sent` was let through.
    pub(super) fn answered(&mut self, now: Duration, sent: Duration) {
        self.remember(now, true);
        let took = now.saturating_sub(sent).as_secs_f64();
        self.latency += (took - self.latency) / 16.0;
        let Some(rate) = &mut self.rate else { return };
        *rate = match self.aim {
            Some(aim) => {
                let passed = now.saturating_sub(self.resumed).as_secs_f64() / RECOVERY;
                aim * (1.0 + DIP * (passed - 1.0).powi(3))
            }
            None => *rate + (*rate / LEAST_GUESS).min(1.0),
        };
    }

    /// A request that was sent at `sent` was refused, perhaps with the wish to wait that long.
    pub(super) fn refused(&mut self, now: Duration, sent: Duration, asked: Option<Duration>) {
        self.remember(now, false);
        // Unless told otherwise for a second: what is refused may count too, and keep the limit reached.
        let pause = asked.unwrap_or(SECOND).min(REQUEST_LIMIT);
        if sent < self.deaf_until {
            if asked.is_some() {
                self.resumed = self.resumed.max(now + pause);
            }
            return;
        }
        let count = |all: usize| f64::from(u32::try_from(all).unwrap_or(u32::MAX));
        let tried = count(self.answers.len());
        let passed = count(self.answers.iter().filter(|(_, passed)| *passed).count());
        let whole = now.saturating_sub(self.resumed) >= SECOND;
        if self.aim.is_some() {
            let early = now.saturating_sub(self.resumed).as_secs_f64() < RECOVERY;
            self.caution = (self.caution + if early { 0.01 } else { -0.005 }).clamp(0.0, AIM.0 - AIM.1);
        }
        let part = AIM.0 - self.caution;
        let aimed = |aim: f64| (Some(aim), aim * (1.0 - DIP));
        let (aim, rate) = match (self.rate, self.aim) {
            // What came before may have been somebody else's.
            (None, _) => (None, passed.max(LEAST_GUESS)),
            // Too soon after a pause to count anything, unless there was more than enough.
            (Some(_), None) if !whole && passed >= LEAST_GUESS => aimed(passed * part),
            (Some(rate), None) if !whole => (None, (rate / 2.0).max(1.0)),
            (Some(rate), Some(_)) if !whole => aimed(rate * 0.8),
            // Far fewer were sent than could be: it was not the pace.
            (Some(rate), _) if tried * 2.0 < rate => (None, passed.max(LEAST_GUESS)),
            _ => aimed(passed.max(1.0) * part),
        };
        (self.aim, self.rate) = (aim, Some(rate));
        self.resumed = now + pause;
        self.deaf_until = now + pause.max(SECOND);
    }

    fn remember(&mut self, now: Duration, passed: bool) {
        while self.answers.front().is_some_and(|(answered, _)| *answered + SECOND < now) {
            self.answers.pop_front();
        }
        self.answers.push_back((now, passed));
    }
}

#[cfg(test)]
mod tests;
