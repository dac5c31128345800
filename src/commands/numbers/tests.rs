use std::collections::BTreeMap;

use serde_json::json;

use super::uses;
use crate::twilio::messaging::MessagingService;
use crate::twilio::numbers::Number;

fn number(url: Option<&str>, application: Option<&str>) -> Number {
    serde_json::from_value(json!({
        "sid": format!("PN{}", "0".repeat(32)), "phone_number": "+12025550123", "friendly_name": null,
        "capabilities": {"sms": true}, "sms_url": url, "sms_application_sid": application,
    }))
    .unwrap()
}

#[test]
fn a_numbers_use_is_told_in_a_few_words() {
    let flow = format!("FW{}", "1".repeat(32));
    let flows = BTreeMap::from([(flow.clone(), "Appointments".to_owned())]);
    let webhook = format!("https://webhooks.twilio.com/v1/Accounts/AC1/Flows/{flow}?a=b");
    let pool: MessagingService = serde_json::from_value(json!({
        "sid": format!("MG{}", "2".repeat(32)), "friendly_name": "Shop", "inbound_request_url": null,
        "use_inbound_webhook_on_number": false,
    }))
    .unwrap();
    for (url, application, in_pool, expected) in [
        (None, None, false, "not in use"),
        (Some(""), Some(""), false, "not in use"),
        (Some("https://demo.twilio.com/welcome/sms/reply"), None, false, "not in use"),
        (Some("https://shop.org/sms?token=planted"), None, false, "texts go to shop.org"),
        (Some(webhook.as_str()), None, false, "texts go to the Flow \"Appointments\""),
        (Some("https://shop.org"), Some("AP1"), false, "texts go to the TwiML App AP1"),
        (None, None, true, "in the Messaging Service \"Shop\""),
        (Some("https://shop.org"), None, true, "texts go to shop.org, in the Messaging Service \"Shop\""),
    ] {
        let told = uses(&number(url, application), in_pool.then_some(&pool), &flows);
        assert_eq!(told, expected);
    }
}
