//! How many requests are under way at once, and how fast they follow each other: one limit for all that a client does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::retry::Pace;
use super::tempo::Tempo;

/// Twilio publishes no number; its own deploy client stays at 10.
pub(super) const AT_ONCE: usize = 10;

/// Halves the limit when Twilio says that there are too many, and widens it by one after as many answers as it lets
/// through.
#[derive(Debug)]
pub(super) struct Limiter {
    slots: Arc<Semaphore>,
    /// Held by whoever goes next and waits for its time.
    turnstile: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: usize,
    /// Slots that are gone as soon as they are given back.
    surplus: usize,
    answers: usize,
    /// Counts the times it was narrowed: what was sent before the last time says nothing new.
    narrowed: u64,
    tempo: Tempo,
}

/// The right to have one request under way.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    limiter: &'a Limiter,
    permit: Option<OwnedSemaphorePermit>,
    narrowed: u64,
    sent: Duration,
}

impl Limiter {
    pub(super) fn new() -> Self {
        let state = State { limit: AT_ONCE, surplus: 0, answers: 0, narrowed: 0, tempo: Tempo::default() };
        Self {
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            turnstile: tokio::sync::Mutex::new(()),
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its turn.
    pub(super) async fn slot(&self, pace: &dyn Pace) -> Slot<'_> {
        let permit = self.slots.clone().acquire_owned().await.ok();
        let _first = self.turnstile.lock().await;
        loop {
            let wait = self.state().tempo.wait(pace.now());
            if wait.is_zero() {
                break;
            }
            pace.wait(wait).await;
        }
        let sent = pace.now();
        let mut state = self.state();
        state.tempo.sent(sent);
        Slot { limiter: self, permit, narrowed: state.narrowed, sent }
    }
}

impl Slot<'_> {
    /// There were too many, and Twilio perhaps asks to wait.
    pub(super) fn refused(&self, now: Duration, asked: Option<Duration>) {
        let mut state = self.limiter.state();
        state.tempo.refused(now, self.sent, asked);
        if self.narrowed == state.narrowed {
            let limit = (state.limit / 2).max(1);
            state.surplus += state.limit - limit;
            state.limit = limit;
            state.answers = 0;
            state.narrowed += 1;
        }
    }

    /// It was answered.
    pub(super) fn answered(&self, now: Duration) {
        let mut state = self.limiter.state();
        state.tempo.answered(now, self.sent);
        let most = state.tempo.at_once().map_or(AT_ONCE, |needed| needed.min(AT_ONCE));
        if state.limit > most {
            state.surplus += state.limit - most;
            state.limit = most;
            state.answers = 0;
        }
        state.answers += 1;
        if state.answers >= state.limit && state.limit < most {
            state.answers = 0;
            state.limit += 1;
            if state.surplus > 0 {
                state.surplus -= 1;
            } else {
                self.limiter.slots.add_permits(1);
            }
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        if let Some(permit) = self.permit.take_if(|_| state.surplus > 0) {
            state.surplus -= 1;
            permit.forget();
        }
        // The slots that nobody uses go at once, or somebody could still take them.
        while state.surplus > 0 && self.limiter.slots.forget_permits(1) == 1 {
            state.surplus -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
