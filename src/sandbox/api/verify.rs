//! verify.twilio.com: Services; their Verifications are next door.

use std::sync::Arc;

use serde_json::json;

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, time, verifications};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::VerifyService;

pub(super) fn answer(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    let ["v2", "Services", rest @ ..] = parts else { return Err(request.not_found()) };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let services = state.verify_services.numbered();
                services.map(|(number, row)| (paging::number_key(number), resource(core, row))).collect()
            });
            paging::page(request, "services", rows, Order::Ascending, 1000)
        }
        ([], "POST") => create(core, request),
        ([sid], "GET") => core.store.read(|state| {
            let service = state.verify_services.get(sid).ok_or_else(|| request.not_found())?;
            Ok(Reply::ok(resource(core, service)))
        }),
        ([sid], "POST") => update(core, request, sid),
        ([sid], "DELETE") => core.store.write(|state| {
            state.verify_services.get(sid).ok_or_else(|| request.not_found())?;
            state.verify_services.remove(sid);
            state.verifications.retain(|row| row.service_sid != *sid);
            Ok(Reply::deleted())
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        ([sid, rest @ ..], method) => {
            let service = core.store.read(|state| state.verify_services.get(sid).cloned());
            verifications::answer(core, request, &service.ok_or_else(|| request.not_found())?, rest, method)
        }
    }
}

/// 60200 for a parameter that is not valid (docs:api/errors/60200).
pub(super) fn invalid(parameter: &str) -> ApiError {
    ApiError::bad_request(60200, format!("Invalid parameter: {parameter}"))
}

/// The name is at most 30 characters (the resource's field text) of letters, digits, blanks, dashes and underscores, with
/// at most 4 digits.
fn friendly_name(name: &str) -> Result<String, ApiError> {
    let fits = (1..=30).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        && name.chars().filter(char::is_ascii_digit).count() <= 4;
    if fits { Ok(name.to_owned()) } else { Err(invalid("FriendlyName")) }
}

fn create(core: &Arc<Core>, request: &Request) -> Answer {
    let params = request.params();
    let now = core.now();
    let service = VerifyService {
        sid: ids::sid("VA"),
        friendly_name: friendly_name(params.get("FriendlyName").unwrap_or_default())?,
        code_length: params.integer("CodeLength", 4, 10)?.unwrap_or(6),
        date_created: now,
        date_updated: now,
    };
    let body = resource(core, &service);
    core.store.write(|state| state.verify_services.insert(service));
    Ok(Reply::created(body))
}

fn update(core: &Core, request: &Request, sid: &str) -> Answer {
    let params = request.params();
    let name = params.get("FriendlyName").map(friendly_name).transpose()?;
    let length = params.integer("CodeLength", 4, 10)?;
    let now = core.now();
    let updated = core.store.write(|state| {
        let updated = state.verify_services.update(sid, |service| {
            if let Some(name) = name {
                service.friendly_name = name;
            }
            service.code_length = length.unwrap_or(service.code_length);
            service.date_updated = now;
        });
        updated.cloned()
    });
    Ok(Reply::ok(resource(core, &updated.ok_or_else(|| request.not_found())?)))
}

fn resource(core: &Core, service: &VerifyService) -> serde_json::Value {
    let url = format!("https://verify.twilio.com/v2/Services/{}", service.sid);
    json!({
        "sid": service.sid,
        "account_sid": core.account.account_sid,
        "friendly_name": service.friendly_name,
        "code_length": service.code_length,
        "lookup_enabled": false,
        "psd2_enabled": false,
        "skip_sms_to_landlines": false,
        "dtmf_input_required": true,
        "tts_name": null,
        "do_not_share_warning_enabled": false,
        "custom_code_enabled": false,
        "push": {"include_date": false, "apn_credential_sid": null, "fcm_credential_sid": null},
        "totp": {"issuer": null, "time_step": 30, "code_length": 6, "skew": 1},
        "default_template_sid": null,
        "whatsapp": {"msg_service_sid": null, "from": null},
        "passkeys": null,
        "verify_event_subscription_enabled": false,
        "date_created": time(service.date_created),
        "date_updated": time(service.date_updated),
        "url": url,
        "links": {
            "verification_checks": format!("{url}/VerificationCheck"),
            "verifications": format!("{url}/Verifications"),
            "rate_limits": format!("{url}/RateLimits"),
            "messaging_configurations": format!("{url}/MessagingConfigurations"),
            "entities": format!("{url}/Entities"),
            "webhooks": format!("{url}/Webhooks"),
            "access_tokens": format!("{url}/AccessTokens"),
        },
    })
}
