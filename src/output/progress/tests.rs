use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Progress;

/// A display without a terminal, its clock in seconds, and what it has written.
fn display(quiet: bool) -> (Progress, Arc<AtomicU64>, Arc<Mutex<Vec<String>>>) {
    let (seconds, lines) = (Arc::<AtomicU64>::default(), Arc::<Mutex<Vec<String>>>::default());
    let (clock, sink) = (seconds.clone(), lines.clone());
    let progress = Progress::with(
        quiet,
        None,
        Box::new(move || Duration::from_secs(clock.load(Ordering::SeqCst))),
        Box::new(move |line| sink.lock().unwrap().push(line.to_owned())),
    );
    (progress, seconds, lines)
}

#[test]
fn without_a_terminal_a_long_step_gives_a_sign_of_life_now_and_then() {
    let (progress, seconds, lines) = display(false);
    progress.step("building");
    for second in 1..=40 {
        seconds.store(second, Ordering::SeqCst);
        progress.tick(&format!("building ({second} s)"));
    }
    progress.step("deploying");
    seconds.store(50, Ordering::SeqCst);
    progress.tick("deploying");
    assert_eq!(*lines.lock().unwrap(), ["building", "building (15 s)", "building (30 s)", "deploying"]);
}

#[test]
fn quiet_means_no_line_at_all() {
    let (progress, seconds, lines) = display(true);
    progress.step("building");
    seconds.store(100, Ordering::SeqCst);
    progress.tick("building");
    progress.line("done");
    assert!(lines.lock().unwrap().is_empty());
}
