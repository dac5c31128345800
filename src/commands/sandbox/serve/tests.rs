use super::fitted;

#[test]
fn a_long_request_keeps_its_end() {
    let request = "POST sync.twilio.com/v1/Services/IS8afdde…/Maps/appointments/Items/A-20417 200";
    assert_eq!(fitted(request, 100), request);
    let short = fitted(request, 58);
    assert_eq!(short, "POST sync.twilio.com/…/Maps/appointments/Items/A-20417 200");
    assert!(short.chars().count() <= 58);
    assert_eq!(
        fitted("the record of requests cannot be written", 10),
        "the record of requests cannot be written"
    );
}
