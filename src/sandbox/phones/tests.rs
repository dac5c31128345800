use super::{Route, route};
use crate::sandbox::api::give_numbers;
use crate::sandbox::clock::Clock;
use crate::sandbox::model::State;

#[test]
fn a_number_without_a_service_follows_its_own_webhook() {
    let mut state = State::default();
    give_numbers(&mut state, Clock::default().now());
    let number = "+12025550123";
    assert!(matches!(route(&state, number, None), Route::Nowhere(_)));
    let sid = state.numbers.iter().next().unwrap().sid.clone();
    state.numbers.update(&sid, |number| number.sms_url = Some("http://localhost/sms".to_owned()));
    assert_eq!(
        route(&state, number, None),
        Route::Webhook("http://localhost/sms".to_owned(), "POST".to_owned())
    );
    state.numbers.update(&sid, |number| number.sms_application_sid = Some("AP".to_owned()));
    assert!(matches!(route(&state, number, None), Route::Nowhere(_)));
}
