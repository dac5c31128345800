//! Progress of long work: at a terminal one line that moves, with a bar where it is known how much there is; elsewhere one
//! plain line a step, and a sign of life while nothing else is said; nothing when quiet.

use std::fmt;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::write_err;

/// How long a log stays without a line: some CI systems take silence for a hang.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is looked whether that time has come.
const LOOK: Duration = Duration::from_secs(1);

type Clock = Box<dyn Fn() -> Duration + Send + Sync>;
type Sink = Box<dyn Fn(&str) + Send + Sync>;

/// Shows which step runs, and how much is done. Dropping it clears the moving line.
pub struct Progress(Display);

enum Display {
    Nothing,
    Moving(ProgressBar),
    /// The sender ends the thread that gives signs of life.
    Lines(Arc<Lines>, Option<mpsc::Sender<()>>),
}

/// What is told line by line.
struct Lines {
    clock: Clock,
    sink: Sink,
    of: Option<u64>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What runs.
    what: String,
    done: u64,
    /// When the last line was written, by the clock.
    told: Duration,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

impl Progress {
    /// Nothing is shown.
    pub(super) const fn nothing() -> Self {
        Self(Display::Nothing)
    }

    /// A line that moves among `bars`; `of` is how much there is to do.
    pub(super) fn moving(bars: &MultiProgress, of: Option<u64>, color: bool) -> Self {
        let bar = bars.add(of.map_or_else(ProgressBar::new_spinner, ProgressBar::new));
        let template = match (of, color) {
            (Some(_), true) => "{spinner:.cyan} {bar:16.cyan} {pos} of {len}  {wide_msg} {elapsed:.dim}",
            (Some(_), false) => "{spinner} {bar:16} {pos} of {len}  {wide_msg} {elapsed}",
            (None, true) => "{spinner:.cyan} {msg} {elapsed:.dim}",
            (None, false) => "{spinner} {msg} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(Display::Moving(bar))
    }

    /// A line a step, and signs of life.
    pub(super) fn lines(of: Option<u64>) -> Self {
        let began = Instant::now();
        let lines = Arc::new(Lines::new(of, Box::new(move || began.elapsed()), Box::new(write_err)));
        let (alive, ended) = mpsc::channel();
        let beating = lines.clone();
        std::thread::spawn(move || {
            while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                beating.beat();
            }
        });
        Self(Display::Lines(lines, Some(alive)))
    }

    /// A step begins.
    pub fn step(&self, what: &str) {
        match &self.0 {
            Display::Nothing => {}
            Display::Moving(bar) => bar.set_message(what.to_owned()),
            Display::Lines(lines, _) => lines.step(what),
        }
    }

    /// A step that began before goes on.
    pub fn tick(&self, what: &str) {
        match &self.0 {
            Display::Nothing => {}
            Display::Moving(bar) => bar.set_message(what.to_owned()),
            Display::Lines(lines, _) => lines.state(|state| what.clone_into(&mut state.what)),
        }
    }

    /// So much more is done.
    pub fn done(&self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        match &self.0 {
            Display::Nothing => {}
            // A resource may be changed twice, for example renamed and updated.
            Display::Moving(bar) => {
                bar.set_position((bar.position() + count).min(bar.length().unwrap_or(u64::MAX)));
            }
            Display::Lines(lines, _) => lines.state(|state| state.done += count),
        }
    }
}

impl Lines {
    fn new(of: Option<u64>, clock: Clock, sink: Sink) -> Self {
        Self { clock, sink, of, state: Mutex::default() }
    }

    fn state<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn step(&self, what: &str) {
        self.state(|state| {
            what.clone_into(&mut state.what);
            state.told = (self.clock)();
        });
        (self.sink)(what);
    }

    /// Says what runs when nothing was said for a while.
    fn beat(&self) {
        let now = (self.clock)();
        let line = self.state(|state| {
            if state.what.is_empty() || now < state.told + HEARTBEAT {
                return None;
            }
            state.told = now;
            let done =
                self.of.map_or_else(String::new, |of| format!(", {} of {of} done", state.done.min(of)));
            Some(format!("{}{done} ({} s)", state.what, now.as_secs()))
        });
        if let Some(line) = line {
            (self.sink)(&line);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        match &mut self.0 {
            Display::Nothing => {}
            Display::Moving(bar) => bar.finish_and_clear(),
            Display::Lines(_, alive) => drop(alive.take()),
        }
    }
}

#[cfg(test)]
mod tests;
