//! Progress of long work: a moving line on a terminal; elsewhere one plain line a step, and one now and then while a step
//! takes long; nothing when quiet.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::write_err;

/// How long a log stays without a line: some CI systems take silence for a hang.
const HEARTBEAT: Duration = Duration::from_secs(15);

type Clock = Box<dyn Fn() -> Duration + Send + Sync>;
type Sink = Box<dyn Fn(&str) + Send + Sync>;

/// Shows which step runs. Dropping it clears the moving line.
pub struct Progress {
    quiet: bool,
    bar: Option<ProgressBar>,
    clock: Clock,
    sink: Sink,
    /// When the last line was written, by the clock.
    told: Mutex<Duration>,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("quiet", &self.quiet).finish_non_exhaustive()
    }
}

impl Progress {
    pub(super) fn new(quiet: bool, moving: bool) -> Self {
        let bar = (moving && !quiet).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} {msg} {elapsed:.dim}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        let began = Instant::now();
        Self::with(quiet, bar, Box::new(move || began.elapsed()), Box::new(write_err))
    }

    fn with(quiet: bool, bar: Option<ProgressBar>, clock: Clock, sink: Sink) -> Self {
        Self { quiet, bar, clock, sink, told: Mutex::new(Duration::ZERO) }
    }

    fn tell(&self, line: &str) {
        if !self.quiet {
            (self.sink)(line);
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = (self.clock)();
        }
    }

    /// A step begins.
    pub fn step(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_owned()),
            None => self.tell(what),
        }
    }

    /// A line that stays.
    pub fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => self.tell(line),
        }
    }

    /// Work goes on: shown where the display moves, else as a line when there was none for a while.
    pub fn tick(&self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
            return;
        }
        let told = *self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if (self.clock)() >= told + HEARTBEAT {
            self.tell(what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests;
