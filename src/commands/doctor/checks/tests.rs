use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Status::{Failed, Ok, Skipped, Warning};
use super::{
    Check, Status, account, campaign, clock, endpoint, inbound, is_toll_free, number, quota, toll_free,
};
use crate::twilio::account::Account;
use crate::twilio::messaging::MessagingService;
use crate::twilio::numbers::Number;

fn a_number(phone_number: &str, more: &Value) -> Number {
    let mut body = json!({"sid": format!("PN{}", "0".repeat(32)), "phone_number": phone_number,
        "friendly_name": null, "capabilities": {"sms": true}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(body).unwrap()
}

fn a_pool(use_number: bool, url: Option<&str>) -> MessagingService {
    serde_json::from_value(json!({"sid": format!("MG{}", "1".repeat(32)), "friendly_name": "Shop",
        "inbound_request_url": url, "use_inbound_webhook_on_number": use_number}))
    .unwrap()
}

fn an_account(status: &str, kind: &str) -> Account {
    serde_json::from_value(
        json!({"friendly_name": "Owl", "status": status, "type": kind, "auth_token": "planted"}),
    )
    .unwrap()
}

/// A line that is not well says how it is mended.
fn judged(check: &Check, status: Status, words: &str) {
    assert_eq!((check.status, check.message.contains(words)), (status, true), "{check:?}");
    assert_eq!(check.fix.is_some(), matches!(check.status, Warning | Failed), "{check:?}");
}

#[test]
fn an_account_is_active_and_not_on_trial() {
    judged(&account(Some(&an_account("active", "Full"))), Ok, "Owl");
    judged(&account(Some(&an_account("active", "Trial"))), Warning, "verified numbers only");
    judged(&account(Some(&an_account("suspended", "Full"))), Failed, "suspended");
    judged(&account(None), Skipped, "Standard API key");
    assert!(!format!("{:?}", an_account("active", "Full")).contains("planted"));
}

#[test]
fn fifty_services_are_the_end() {
    judged(&quota(0, false), Ok, "0 of 50");
    judged(&quota(45, false), Ok, "45 of 50");
    judged(&quota(46, false), Warning, "little room");
    judged(&quota(50, true), Warning, "50 of 50");
    judged(&quota(50, false), Failed, "no room");
}

#[test]
fn a_clock_is_judged_by_what_twilio_said_in_between() {
    let at = |seconds: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
    let judge = |date: i64| clock(Some(at(date)), at(1000), at(1002));
    for within in [990, 999, 1000, 1002, 1012] {
        judged(&judge(within), Ok, "agrees");
    }
    judged(&judge(970), Warning, "30 s ahead of");
    judged(&judge(1032), Warning, "30 s behind");
    judged(&judge(1000 - 3600), Failed, "3600 s ahead of");
    judged(&judge(1002 + 90), Failed, "90 s behind");
    judged(&clock(None, at(0), at(0)), Skipped, "no date");
}

#[test]
fn a_number_has_to_send_texts() {
    judged(&number(&a_number("+12025550123", &json!({})), "pam deploy"), Ok, "send and receive");
    let voice = a_number("+12025550123", &json!({"capabilities": {"sms": false, "voice": true}}));
    judged(&number(&voice, "pam deploy"), Failed, "cannot send");
}

#[test]
fn texts_reach_the_flow_only_by_the_numbers_own_webhook() {
    let number = a_number("+12025550123", &json!({"sms_application_sid": ""}));
    judged(&inbound(&number, None, None, "pam deploy"), Skipped, "not deployed");
    judged(&inbound(&number, Some(&a_pool(true, None)), Some(true), "pam deploy"), Ok, "reach the Flow");
    judged(&inbound(&number, None, Some(false), "pam deploy"), Failed, "leads elsewhere");
    judged(&inbound(&number, Some(&a_pool(false, None)), Some(true), "pam deploy"), Failed, "are dropped");
    judged(
        &inbound(&number, Some(&a_pool(false, Some("https://x.org"))), Some(true), "pam deploy"),
        Failed,
        "\"Shop\" says",
    );
    judged(&inbound(&number, Some(&a_pool(false, Some(""))), None, "pam deploy"), Failed, "are dropped");
    let application = a_number("+12025550123", &json!({"sms_application_sid": "AP1"}));
    judged(&inbound(&application, None, Some(false), "pam deploy"), Failed, "AP1 outranks");
}

#[test]
fn a_local_number_needs_a_verified_campaign() {
    let number = a_number("+12025550123", &json!({}));
    let judge = |statuses: &[&str], sandbox| {
        let campaigns: Vec<_> = statuses
            .iter()
            .map(|status| serde_json::from_value(json!({"campaign_status": status})).unwrap())
            .collect();
        campaign(&number, Some(&campaigns), sandbox)
    };
    judged(&campaign(&number, None, false), Warning, "once it is deployed");
    judged(&judge(&["FAILED", "VERIFIED"], false), Ok, "verified");
    judged(&judge(&["IN_PROGRESS"], false), Warning, "in review");
    judged(&judge(&["FAILED"], false), Failed, "was refused");
    judged(&judge(&[], false), Failed, "30034");
    judged(&judge(&[], true), Warning, "sandbox does not mind");
}

#[test]
fn a_toll_free_number_needs_a_verification() {
    let number = a_number("+18445550123", &json!({}));
    let judge = |statuses: &[&str]| {
        let verifications: Vec<_> = statuses
            .iter()
            .map(|status| serde_json::from_value(json!({"status": status})).unwrap())
            .collect();
        toll_free(&number, &verifications)
    };
    judged(&judge(&["TWILIO_REJECTED", "TWILIO_APPROVED"]), Ok, "verified");
    judged(&judge(&["TWILIO_REJECTED", "IN_REVIEW"]), Warning, "being verified");
    judged(&judge(&["PENDING_REVIEW"]), Warning, "being verified");
    judged(&judge(&["TWILIO_REJECTED"]), Failed, "was refused");
    judged(&judge(&[]), Failed, "not asked for");
    for (phone, expected) in
        [("+18005550123", true), ("+18885550123", true), ("+18225550123", false), ("+448005550123", false)]
    {
        assert_eq!(is_toll_free(phone), expected, "{phone}");
    }
}

#[test]
fn any_answer_shows_that_somebody_is_there() {
    for status in [200, 204, 400, 401, 403, 405, 422] {
        judged(&endpoint("ehr.owl.org", status, "pam deploy"), Ok, "can be reached");
    }
    judged(&endpoint("ehr.owl.org", 301, "pam deploy"), Warning, "another address");
    judged(&endpoint("ehr.owl.org", 404, "pam deploy"), Warning, "that path");
    judged(&endpoint("ehr.owl.org", 503, "pam deploy"), Warning, "wait until");
}
