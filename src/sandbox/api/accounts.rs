//! api.twilio.com: the Account and its IncomingPhoneNumbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request};
use crate::sandbox::account::Credentials;
use crate::sandbox::clock::rfc2822;
use crate::sandbox::core::{Core, setting};
use crate::sandbox::ids;
use crate::sandbox::model::{Number, State};

/// Subresources as the OpenAPI file's example has them, with their paths below the account.
const SUBRESOURCES: [(&str, &str); 20] = [
    ("available_phone_numbers", "AvailablePhoneNumbers"),
    ("calls", "Calls"),
    ("conferences", "Conferences"),
    ("incoming_phone_numbers", "IncomingPhoneNumbers"),
    ("notifications", "Notifications"),
    ("outgoing_caller_ids", "OutgoingCallerIds"),
    ("recordings", "Recordings"),
    ("transcriptions", "Transcriptions"),
    ("addresses", "Addresses"),
    ("signing_keys", "SigningKeys"),
    ("connect_apps", "ConnectApps"),
    ("sip", "SIP"),
    ("authorized_connect_apps", "AuthorizedConnectApps"),
    ("usage", "Usage"),
    ("keys", "Keys"),
    ("applications", "Applications"),
    ("short_codes", "SMS/ShortCodes"),
    ("queues", "Queues"),
    ("messages", "Messages"),
    ("balance", "Balance"),
];

/// `GET /2010-04-01/Accounts/{Sid}.json`. API keys may not: docs:iam/api-keys, Standard keys reach everything except
/// `/Accounts` and the Keys resources.
pub(super) fn account(core: &Arc<Core>, request: &Request, credentials: Credentials) -> Answer {
    if request.method != "GET" {
        return Err(ApiError::method_not_allowed());
    }
    if credentials == Credentials::ApiKey {
        return Err(ApiError::authenticate());
    }
    let sid = &core.account.account_sid;
    let created = core
        .store
        .read(|state| setting(state, "account_created").and_then(|value| value.as_str()?.parse().ok()))
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let links: serde_json::Map<String, Value> = SUBRESOURCES
        .iter()
        .map(|(name, path)| ((*name).to_owned(), json!(format!("/2010-04-01/Accounts/{sid}/{path}.json"))))
        .collect();
    Ok(Reply::ok(json!({
        "auth_token": core.account.auth_token.expose_secret(),
        "date_created": rfc2822(created),
        "date_updated": rfc2822(created),
        "friendly_name": "pam sandbox",
        "owner_account_sid": sid,
        "sid": sid,
        "status": "active",
        "subresource_uris": links,
        "type": "Full",
        "uri": format!("/2010-04-01/Accounts/{sid}.json"),
    })))
}

/// The numbers that a sandbox's account has from its first start.
pub(crate) fn give_numbers(state: &mut State, now: Timestamp) {
    for (phone_number, friendly_name) in [("+12025550123", "Clinic line"), ("+12025550124", "Spare line")] {
        let known = state.numbers.iter().find(|number| number.phone_number == phone_number);
        let sid = known.map_or_else(|| ids::sid("PN"), |number| number.sid.clone());
        let date_created = known.map_or(now, |number| number.date_created);
        state.numbers.insert(Number {
            sid,
            phone_number: phone_number.to_owned(),
            friendly_name: friendly_name.to_owned(),
            fields: BTreeMap::new(),
            sms_url: None,
            sms_method: "POST".to_owned(),
            sms_application_sid: None,
            date_created,
            date_updated: now,
        });
    }
}

/// `/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers…`
pub(super) fn numbers(core: &Arc<Core>, request: &Request, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => list(core, request),
        ([sid], "GET") => core.store.read(|state| {
            let number = state.numbers.get(sid).ok_or_else(|| request.not_found())?;
            Ok(Reply::ok(resource(core, number)))
        }),
        ([sid], "POST") => update(core, request, sid),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn list(core: &Arc<Core>, request: &Request) -> Answer {
    let filters = request.filters();
    let pattern = filters.get("PhoneNumber").map(str::trim);
    let beta = filters.boolean("Beta")?;
    let name = filters.get("FriendlyName");
    let origin = filters.word("Origin", &["twilio", "hosted"])?;
    let rows = core.store.read(|state| {
        state
            .numbers
            .numbered()
            .filter(|(_, number)| pattern.is_none_or(|pattern| matches(pattern, &number.phone_number)))
            .filter(|(_, number)| name.is_none_or(|name| number.friendly_name == name))
            .filter(|_| beta != Some(true) && origin != Some("hosted"))
            .map(|(key, number)| (paging::number_key(key), resource(core, number)))
            .collect()
    });
    paging::page(request, "incoming_phone_numbers", rows, Order::Ascending, 1000)
}

/// A part of the number, with `*` for any digit (ListIncomingPhoneNumber, `PhoneNumber`).
fn matches(pattern: &str, number: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let number: Vec<char> = number.chars().collect();
    number
        .windows(pattern.len().max(1))
        .any(|part| part.iter().zip(&pattern).all(|(digit, wanted)| *wanted == '*' || digit == wanted))
}

fn update(core: &Arc<Core>, request: &Request, sid: &str) -> Answer {
    let params = request.params();
    let friendly_name = params.text("FriendlyName", 64)?;
    let sms_url = params.url("SmsUrl")?;
    let sms_method = params.word("SmsMethod", &["GET", "POST"])?;
    let application = |name: &str| match params.given(name) {
        None => Ok(None),
        Some("") => Ok(Some(None)),
        Some(text) if ids::is_sid(text, "AP") => Ok(Some(Some(text.to_owned()))),
        Some(_) => Err(ApiError::invalid(format!("Invalid parameter {name}: not an Application SID"))),
    };
    let sms_application_sid = application("SmsApplicationSid")?;
    let mut fields: BTreeMap<&str, Value> = BTreeMap::new();
    for (name, field) in [
        ("SmsFallbackUrl", "sms_fallback_url"),
        ("StatusCallback", "status_callback"),
        ("VoiceUrl", "voice_url"),
        ("VoiceFallbackUrl", "voice_fallback_url"),
    ] {
        if let Some(url) = params.url(name)? {
            fields.insert(field, json!(url));
        }
    }
    for (name, field) in [
        ("SmsFallbackMethod", "sms_fallback_method"),
        ("StatusCallbackMethod", "status_callback_method"),
        ("VoiceMethod", "voice_method"),
        ("VoiceFallbackMethod", "voice_fallback_method"),
    ] {
        if let Some(method) = params.word(name, &["GET", "POST"])? {
            fields.insert(field, json!(method));
        }
    }
    if let Some(application) = application("VoiceApplicationSid")? {
        fields.insert("voice_application_sid", json!(application));
    }
    if let Some(lookup) = params.boolean("VoiceCallerIdLookup")? {
        fields.insert("voice_caller_id_lookup", json!(lookup));
    }
    let now = core.now();
    core.store.write(|state| {
        let number = state
            .numbers
            .update(sid, |number| {
                if let Some(name) = friendly_name {
                    name.clone_into(&mut number.friendly_name);
                }
                if let Some(url) = sms_url {
                    number.sms_url = url;
                }
                if let Some(method) = sms_method {
                    method.clone_into(&mut number.sms_method);
                }
                if let Some(application) = sms_application_sid {
                    number.sms_application_sid = application;
                }
                number.fields.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
                number.date_updated = now;
            })
            .ok_or_else(|| request.not_found())?;
        Ok(Reply::ok(resource(core, number)))
    })
}

fn resource(core: &Core, number: &Number) -> Value {
    let sid = &core.account.account_sid;
    let field = |name: &str, otherwise: Value| number.fields.get(name).cloned().unwrap_or(otherwise);
    json!({
        "account_sid": sid,
        "address_sid": null,
        "address_requirements": "none",
        "api_version": "2010-04-01",
        "beta": false,
        "capabilities": {"voice": true, "sms": true, "mms": true, "fax": false},
        "date_created": rfc2822(number.date_created),
        "date_updated": rfc2822(number.date_updated),
        "friendly_name": number.friendly_name,
        "identity_sid": null,
        "phone_number": number.phone_number,
        "origin": "twilio",
        "sid": number.sid,
        "sms_application_sid": number.sms_application_sid,
        "sms_fallback_method": field("sms_fallback_method", json!("POST")),
        "sms_fallback_url": field("sms_fallback_url", Value::Null),
        "sms_method": number.sms_method,
        "sms_url": number.sms_url,
        "status_callback": field("status_callback", Value::Null),
        "status_callback_method": field("status_callback_method", json!("POST")),
        "trunk_sid": null,
        "uri": format!("/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers/{}.json", number.sid),
        "voice_receive_mode": "voice",
        "voice_application_sid": field("voice_application_sid", Value::Null),
        "voice_caller_id_lookup": field("voice_caller_id_lookup", json!(false)),
        "voice_fallback_method": field("voice_fallback_method", json!("POST")),
        "voice_fallback_url": field("voice_fallback_url", Value::Null),
        "voice_method": field("voice_method", json!("POST")),
        "voice_url": field("voice_url", Value::Null),
        "emergency_status": "Inactive",
        "emergency_address_sid": null,
        "emergency_address_status": "unregistered",
        "bundle_sid": null,
        "status": "in-use",
        "type": "local",
    })
}
