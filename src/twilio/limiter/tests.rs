use std::time::Duration;

use futures::FutureExt;

use super::{AT_ONCE, Limiter, Slot};
use crate::twilio::retry::Pace as _;
use crate::twilio::retry::tests::Still;

fn one(limiter: &Limiter) -> Option<Slot<'_>> {
    // A clock of its own is a time that has come: here it is only counted how many there are.
    let slot = Box::pin(async { limiter.slot(&Still::at(Duration::from_secs(1000))).await });
    slot.now_or_never()
}

/// As many slots as there are now.
fn all(limiter: &Limiter) -> Vec<Slot<'_>> {
    std::iter::from_fn(|| one(limiter)).collect()
}

fn refused(slot: &Slot<'_>) {
    slot.refused(Duration::ZERO, None);
}

fn answered(slot: &Slot<'_>) {
    slot.answered(Duration::ZERO);
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
    burst.iter().for_each(refused);
    drop(burst);
    assert_eq!(all(&limiter).len(), 5);
    let burst = all(&limiter);
    refused(&burst[0]);
    drop(burst);
    assert_eq!(all(&limiter).len(), 2);
    for _ in 0..5 {
        refused(&all(&limiter)[0]);
    }
    assert_eq!(all(&limiter).len(), 1, "one is always let through");
}

#[test]
fn one_refusal_among_few_narrows_at_once() {
    let limiter = Limiter::new();
    let slot = one(&limiter).unwrap();
    refused(&slot);
    drop(slot);
    assert_eq!(all(&limiter).len(), 5);
}

#[test]
fn answers_widen_it_slowly_up_to_ten() {
    let limiter = Limiter::new();
    let burst = all(&limiter);
    refused(&burst[0]);
    drop(burst);
    let answer = |count: usize| (0..count).for_each(|_| answered(&one(&limiter).unwrap()));
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
    refused(&burst[0]);
    burst.iter().take(5).for_each(answered);
    drop(burst);
    assert_eq!(all(&limiter).len(), 6);
}

#[tokio::test]
async fn who_waits_gets_the_slot_that_comes_back() {
    let limiter = Limiter::new();
    let mut slots = all(&limiter);
    let still = Still::default();
    let mut waiting = Box::pin(limiter.slot(&still));
    assert!(waiting.as_mut().now_or_never().is_none());
    slots.pop();
    waiting.await;
}

#[tokio::test]
async fn everybody_waits_for_what_one_was_told() {
    let limiter = Limiter::new();
    let still = Still::default();
    limiter.slot(&still).await.refused(still.now(), Some(Duration::from_secs(2)));
    let slot = limiter.slot(&still).await;
    assert_eq!(still.now(), Duration::from_secs(2));
    drop(slot);
}
