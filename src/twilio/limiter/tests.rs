use futures::FutureExt;

use super::{AT_ONCE, Limiter, Slot};

/// As many slots as there are now.
fn all(limiter: &Limiter) -> Vec<Slot<'_>> {
    std::iter::from_fn(|| limiter.slot().now_or_never()).collect()
}

#[test]
fn ten_are_under_way_and_the_next_one_waits() {
    let limiter = Limiter::new();
    let slots = all(&limiter);
    assert_eq!(slots.len(), AT_ONCE);
    drop(slots);
    assert_eq!(all(&limiter).len(), AT_ONCE);
}

#[test]
fn a_burst_that_is_refused_halves_the_limit_once() {
    let limiter = Limiter::new();
    let burst = all(&limiter);
    burst.iter().for_each(Slot::refused);
    drop(burst);
    assert_eq!(all(&limiter).len(), 5);
    let burst = all(&limiter);
    burst[0].refused();
    drop(burst);
    assert_eq!(all(&limiter).len(), 2);
    for _ in 0..5 {
        all(&limiter)[0].refused();
    }
    assert_eq!(all(&limiter).len(), 1, "one is always let through");
}

#[test]
fn one_refusal_among_few_narrows_at_once() {
    let limiter = Limiter::new();
    let one = limiter.slot().now_or_never().unwrap();
    one.refused();
    drop(one);
    assert_eq!(all(&limiter).len(), 5);
}

#[test]
fn answers_widen_it_slowly_up_to_ten() {
    let limiter = Limiter::new();
    let burst = all(&limiter);
    burst[0].refused();
    drop(burst);
    let answer = |count: usize| (0..count).for_each(|_| limiter.slot().now_or_never().unwrap().answered());
    answer(4);
    assert_eq!(all(&limiter).len(), 5);
    answer(1);
    assert_eq!(all(&limiter).len(), 6);
    answer(6 + 7 + 8 + 9 + 1000);
    assert_eq!(all(&limiter).len(), AT_ONCE);
}

#[test]
fn a_limit_that_grows_again_before_its_slots_came_back_keeps_count() {
    let limiter = Limiter::new();
    let burst = all(&limiter);
    burst[0].refused();
    burst.iter().take(5).for_each(Slot::answered);
    drop(burst);
    assert_eq!(all(&limiter).len(), 6);
}

#[tokio::test]
async fn who_waits_gets_the_slot_that_comes_back() {
    let limiter = Limiter::new();
    let mut slots = all(&limiter);
    let mut waiting = Box::pin(limiter.slot());
    assert!(waiting.as_mut().now_or_never().is_none());
    slots.pop();
    waiting.await;
}
