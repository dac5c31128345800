use std::collections::VecDeque;
use std::time::Duration;

use super::Tempo;

const LATENCY: Duration = Duration::from_millis(8);

/// A server that refuses what is too much.
trait Server {
    fn takes(&mut self, now: Duration) -> bool;

    /// When it looks at what arrives at `now`.
    fn looks(&self, now: Duration) -> Duration {
        now
    }
}

/// One that stands still for a tenth of a second now and then.
struct Halting(Window);

impl Server for Halting {
    fn takes(&mut self, now: Duration) -> bool {
        self.0.takes(now)
    }

    fn looks(&self, now: Duration) -> Duration {
        let into = now.as_millis() % 3700;
        if into < 100 { now + Duration::from_millis(100) - Duration::from_millis(into as u64) } else { now }
    }
}

/// So many in whatever second; with `all` what it refuses counts too.
struct Window {
    limit: usize,
    all: bool,
    seen: VecDeque<Duration>,
}

impl Server for Window {
    fn takes(&mut self, now: Duration) -> bool {
        self.seen.retain(|seen| *seen + Duration::from_secs(1) > now);
        let takes = self.seen.len() < self.limit;
        if takes || self.all {
            self.seen.push_back(now);
        }
        takes
    }
}

/// So many in each second of the clock.
struct Calendar {
    limit: u32,
    second: u64,
    count: u32,
}

impl Server for Calendar {
    fn takes(&mut self, now: Duration) -> bool {
        if self.second != now.as_secs() {
            (self.second, self.count) = (now.as_secs(), 0);
        }
        self.count += 1;
        self.count <= self.limit
    }
}

/// So many a second, and a store of what was not used.
struct Bucket {
    rate: f64,
    size: f64,
    full: f64,
    last: Duration,
}

impl Server for Bucket {
    fn takes(&mut self, now: Duration) -> bool {
        let more = self.rate * (now - self.last).as_secs_f64();
        (self.full, self.last) = ((self.full + more).min(self.size), now);
        let takes = self.full >= 1.0;
        self.full -= f64::from(takes);
        takes
    }
}

fn window(limit: usize, all: bool) -> Window {
    Window { limit, all, seen: VecDeque::new() }
}

fn bucket(rate: f64, size: f64) -> Bucket {
    Bucket { rate, size, full: size, last: Duration::ZERO }
}

/// What somebody who always has more to send gets through in `seconds`, and how much is refused.
fn play(server: &mut dyn Server, retry_after: Option<Duration>, seconds: u64) -> (u32, u32) {
    let mut tempo = Tempo::default();
    let mut under_way: VecDeque<(Duration, Duration, bool)> = VecDeque::new();
    let (mut passed, mut refused) = (0, 0);
    let mut now = Duration::ZERO;
    let mut chance = 7_u64;
    while now < Duration::from_secs(seconds) {
        let wait = tempo.wait(now);
        let next = under_way.front().map(|(at, _, _)| *at);
        if wait.is_zero() && under_way.len() < tempo.at_once().unwrap_or(10).min(10) {
            tempo.sent(now);
            let looks = server.looks(now + LATENCY / 2);
            under_way.push_back((looks + LATENCY / 2, now, server.takes(looks)));
            // Timers are coarse, and sending takes a moment.
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            now += Duration::from_micros(100 + (chance >> 33) % 1900);
        } else if let Some(at) = next.filter(|at| wait.is_zero() || *at <= now + wait) {
            now = now.max(at);
        } else {
            now += wait;
        }
        while let Some((at, sent, taken)) = under_way.front().copied().filter(|(at, ..)| *at <= now) {
            under_way.pop_front();
            if taken {
                passed += 1;
                tempo.answered(at, sent);
            } else {
                refused += 1;
                tempo.refused(at, sent, retry_after);
            }
        }
    }
    (passed, refused)
}

#[test]
fn nothing_is_held_back_before_something_is_refused() {
    let mut tempo = Tempo::default();
    for _ in 0..1000 {
        assert!(tempo.wait(Duration::ZERO).is_zero());
        tempo.sent(Duration::ZERO);
        tempo.answered(Duration::ZERO, Duration::ZERO);
    }
}

#[test]
fn nine_tenths_of_what_is_allowed_get_through_however_it_is_counted() {
    for retry_after in [None, Some(Duration::from_secs(1))] {
        let servers: [(&str, f64, Box<dyn Server>); 8] = [
            ("any second", 50.0, Box::new(window(50, false))),
            ("any second, refusals too", 50.0, Box::new(window(50, true))),
            ("the clock's seconds", 50.0, Box::new(Calendar { limit: 50, second: 0, count: 0 })),
            ("a small bucket", 50.0, Box::new(bucket(50.0, 5.0))),
            ("a bucket", 50.0, Box::new(bucket(50.0, 50.0))),
            ("a large bucket", 50.0, Box::new(bucket(50.0, 500.0))),
            ("one that halts", 50.0, Box::new(Halting(window(50, false)))),
            ("a few", 20.0, Box::new(window(20, false))),
        ];
        for (name, allowed, mut server) in servers {
            let (passed, refused) = play(&mut *server, retry_after, 300);
            let share = f64::from(passed) / (allowed * 300.0);
            assert!(share >= 0.9, "{name}, {retry_after:?}: {share:.3}");
            assert!(refused < passed / 20, "{name}, {retry_after:?}: {refused} refused");
        }
    }
}

#[test]
fn a_limit_of_a_few_is_kept_to_as_far_as_a_second_tells() {
    for retry_after in [None, Some(Duration::from_secs(1))] {
        let (passed, refused) = play(&mut window(3, false), retry_after, 300);
        assert!(passed > 300 * 3 / 2, "{retry_after:?}: {passed} passed");
        assert!(refused < passed / 10, "{retry_after:?}: {refused} refused");
    }
}

#[test]
fn a_refusal_that_has_nothing_to_do_with_the_pace_is_soon_forgotten() {
    struct Once(bool);
    impl Server for Once {
        fn takes(&mut self, _now: Duration) -> bool {
            !std::mem::take(&mut self.0)
        }
    }
    let (passed, refused) = play(&mut Once(true), None, 30);
    assert_eq!(refused, 1);
    assert!(passed > 30 * 100, "{passed}");
}

#[test]
fn a_limit_that_was_lifted_is_found_out() {
    struct Lifted(Window);
    impl Server for Lifted {
        fn takes(&mut self, now: Duration) -> bool {
            now > Duration::from_secs(60) || self.0.takes(now)
        }
    }
    let (passed, _) = play(&mut Lifted(window(50, false)), None, 240);
    assert!(passed > 240 * 75, "{passed}");
}
