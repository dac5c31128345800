//! How many requests are under way at once: one limit for all that a client does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Twilio publishes no number; its own deploy client stays at 10.
pub(super) const AT_ONCE: usize = 10;

/// Halves the limit when Twilio says that there are too many, and widens it by one after as many answers as it lets
/// through.
#[derive(Debug)]
pub(super) struct Limiter {
    slots: Arc<Semaphore>,
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
}

/// The right to have one request under way.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    limiter: &'a Limiter,
    permit: Option<OwnedSemaphorePermit>,
    narrowed: u64,
}

impl Limiter {
    pub(super) fn new() -> Self {
        let state = State { limit: AT_ONCE, surplus: 0, answers: 0, narrowed: 0 };
        Self { slots: Arc::new(Semaphore::new(AT_ONCE)), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its turn.
    pub(super) async fn slot(&self) -> Slot<'_> {
        let permit = self.slots.clone().acquire_owned().await.ok();
        Slot { limiter: self, permit, narrowed: self.state().narrowed }
    }
}

impl Slot<'_> {
    /// There were too many at once.
    pub(super) fn refused(&self) {
        let mut state = self.limiter.state();
        if self.narrowed == state.narrowed {
            let limit = (state.limit / 2).max(1);
            state.surplus += state.limit - limit;
            state.limit = limit;
            state.answers = 0;
            state.narrowed += 1;
        }
    }

    /// It was answered.
    pub(super) fn answered(&self) {
        let mut state = self.limiter.state();
        state.answers += 1;
        if state.answers >= state.limit && state.limit < AT_ONCE {
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
