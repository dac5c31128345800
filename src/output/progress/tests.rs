use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Display, Lines, Progress};

/// A display without a terminal, its clock in seconds, and what it has written.
struct Bench {
    progress: Progress,
    lines: Arc<Lines>,
    seconds: Arc<AtomicU64>,
    written: Arc<Mutex<Vec<String>>>,
}

impl Bench {
    fn new(of: Option<u64>) -> Self {
        let (seconds, written) = (Arc::<AtomicU64>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (clock, sink) = (seconds.clone(), written.clone());
        let lines = Arc::new(Lines::new(
            of,
            Box::new(move || Duration::from_secs(clock.load(Ordering::SeqCst))),
            Box::new(move |line| sink.lock().unwrap().push(line.to_owned())),
        ));
        Self { progress: Progress(Display::Lines(lines.clone(), None)), lines, seconds, written }
    }

    /// Time passes, second by second.
    fn until(&self, second: u64) {
        for second in self.seconds.load(Ordering::SeqCst) + 1..=second {
            self.seconds.store(second, Ordering::SeqCst);
            self.lines.beat();
        }
    }

    fn written(&self) -> Vec<String> {
        self.written.lock().unwrap().clone()
    }
}

#[test]
fn without_a_terminal_a_long_step_gives_a_sign_of_life_now_and_then() {
    let bench = Bench::new(None);
    bench.until(20);
    assert!(bench.written().is_empty(), "nothing runs yet");
    bench.progress.step("building");
    bench.until(60);
    bench.progress.step("deploying");
    bench.until(74);
    assert_eq!(bench.written(), ["building", "building (35 s)", "building (50 s)", "deploying"]);
}

#[test]
fn a_sign_of_life_tells_how_much_is_done_and_what_goes_on() {
    let bench = Bench::new(Some(85));
    bench.progress.step("uploading 56 files");
    bench.progress.done(12);
    bench.progress.step("setting 16 Variables");
    bench.progress.tick("uploading 56 files");
    bench.until(16);
    bench.progress.done(80);
    bench.until(31);
    let expected = [
        "uploading 56 files",
        "setting 16 Variables",
        "uploading 56 files, 12 of 85 done (15 s)",
        "uploading 56 files, 85 of 85 done (30 s)",
    ];
    assert_eq!(bench.written(), expected);
}
