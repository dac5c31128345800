//! messaging.twilio.com: Services and the numbers in their sender pools.

use std::sync::Arc;

use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, compliance, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{MessagingService, PoolNumber, State};

const USECASES: [&str; 6] =
    ["notifications", "marketing", "verification", "discussion", "poll", "undeclared"];

pub(super) fn answer(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    if *parts == ["v1", "Tollfree", "Verifications"] {
        return compliance::verifications(request);
    }
    let ["v1", "Services", rest @ ..] = parts else { return Err(request.not_found()) };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let services = state.messaging_services.numbered();
                services
                    .map(|(number, row)| (paging::number_key(number), resource(core, state, row)))
                    .collect()
            });
            paging::page(request, "services", rows, Order::Ascending, 1000)
        }
        ([], "POST") => create(core, request),
        ([sid], "GET") => {
            core.store.read(|state| Ok(Reply::ok(resource(core, state, find(state, request, sid)?))))
        }
        ([sid], "POST") => update(core, request, sid),
        ([sid], "DELETE") => core.store.write(|state| {
            find(state, request, sid)?;
            state.messaging_services.remove(sid);
            state.pool.retain(|entry| entry.service_sid != *sid);
            state.campaigns.retain(|campaign| campaign.service_sid != *sid);
            Ok(Reply::deleted())
        }),
        ([sid, "Compliance", "Usa2p", rest @ ..], _) => {
            core.store.read(|state| find(state, request, sid).map(|_| ()))?;
            compliance::campaigns(core, request, sid, rest)
        }
        ([sid, "PhoneNumbers", rest @ ..], method) => numbers(core, request, sid, rest, method),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn find<'a>(state: &'a State, request: &Request, sid: &str) -> Result<&'a MessagingService, ApiError> {
    state.messaging_services.get(sid).ok_or_else(|| request.not_found())
}

fn create(core: &Arc<Core>, request: &Request) -> Answer {
    let name = friendly_name(request)?
        .ok_or_else(|| ApiError::invalid("Missing required parameter FriendlyName in the post body"))?;
    let now = core.now();
    // Defaults: the field texts of the spec; `use_inbound_webhook_on_number` has none there and is false here, the
    // harsher reading: a Service that says nothing swallows what patients send.
    let mut service = MessagingService {
        sid: ids::sid("MG"),
        friendly_name: name,
        inbound_request_url: None,
        inbound_method: "POST".to_owned(),
        fallback_url: None,
        fallback_method: "POST".to_owned(),
        status_callback: None,
        sticky_sender: true,
        mms_converter: true,
        smart_encoding: true,
        scan_message_content: "inherit".to_owned(),
        fallback_to_long_code: true,
        area_code_geomatch: true,
        synchronous_validation: false,
        validity_period: 36000,
        usecase: "undeclared".to_owned(),
        use_inbound_webhook_on_number: false,
        date_created: now,
        date_updated: now,
    };
    apply(request, &mut service)?;
    core.store.write(|state| {
        let body = resource(core, state, &service);
        state.messaging_services.insert(service);
        Ok(Reply::created(body))
    })
}

fn update(core: &Arc<Core>, request: &Request, sid: &str) -> Answer {
    let name = friendly_name(request)?;
    let now = core.now();
    core.store.write(|state| {
        let mut service = find(state, request, sid)?.clone();
        if let Some(name) = name {
            service.friendly_name = name;
        }
        apply(request, &mut service)?;
        service.date_updated = now;
        let body = resource(core, state, &service);
        state.messaging_services.insert(service);
        Ok(Reply::ok(body))
    })
}

/// 20002 for a name that is not 1 to 64 characters (docs:api/errors/20002).
fn friendly_name(request: &Request) -> Result<Option<String>, ApiError> {
    match request.params().get("FriendlyName") {
        Some(name) if name.chars().count() > 64 => {
            Err(ApiError::bad_request(20002, "Invalid FriendlyName: longer than 64 characters"))
        }
        other => Ok(other.map(str::to_owned)),
    }
}

fn apply(request: &Request, service: &mut MessagingService) -> Result<(), ApiError> {
    let params = request.params();
    for (name, field) in [
        ("InboundRequestUrl", &mut service.inbound_request_url),
        ("FallbackUrl", &mut service.fallback_url),
        ("StatusCallback", &mut service.status_callback),
    ] {
        if let Some(url) = params.url(name)? {
            *field = url;
        }
    }
    for (name, field) in
        [("InboundMethod", &mut service.inbound_method), ("FallbackMethod", &mut service.fallback_method)]
    {
        if let Some(method) = params.word(name, &["GET", "POST"])? {
            method.clone_into(field);
        }
    }
    for (name, field) in [
        ("StickySender", &mut service.sticky_sender),
        ("MmsConverter", &mut service.mms_converter),
        ("SmartEncoding", &mut service.smart_encoding),
        ("FallbackToLongCode", &mut service.fallback_to_long_code),
        ("AreaCodeGeomatch", &mut service.area_code_geomatch),
        ("SynchronousValidation", &mut service.synchronous_validation),
        ("UseInboundWebhookOnNumber", &mut service.use_inbound_webhook_on_number),
    ] {
        if let Some(value) = params.boolean(name)? {
            *field = value;
        }
    }
    if let Some(word) = params.word("ScanMessageContent", &["inherit", "enable", "disable"])? {
        word.clone_into(&mut service.scan_message_content);
    }
    if let Some(seconds) = params.integer("ValidityPeriod", 1, 36000)? {
        service.validity_period = seconds;
    }
    if let Some(word) = params.word("Usecase", &USECASES)? {
        word.clone_into(&mut service.usecase);
    }
    Ok(())
}

fn resource(core: &Core, state: &State, service: &MessagingService) -> Value {
    let url = format!("https://messaging.twilio.com/v1/Services/{}", service.sid);
    json!({
        "sid": service.sid,
        "account_sid": core.account.account_sid,
        "friendly_name": service.friendly_name,
        "date_created": time(service.date_created),
        "date_updated": time(service.date_updated),
        "inbound_request_url": service.inbound_request_url,
        "inbound_method": service.inbound_method,
        "fallback_url": service.fallback_url,
        "fallback_method": service.fallback_method,
        "status_callback": service.status_callback,
        "sticky_sender": service.sticky_sender,
        "mms_converter": service.mms_converter,
        "smart_encoding": service.smart_encoding,
        "scan_message_content": service.scan_message_content,
        "fallback_to_long_code": service.fallback_to_long_code,
        "area_code_geomatch": service.area_code_geomatch,
        "synchronous_validation": service.synchronous_validation,
        "validity_period": service.validity_period,
        "url": url,
        "links": {
            "phone_numbers": format!("{url}/PhoneNumbers"),
            "short_codes": format!("{url}/ShortCodes"),
            "alpha_senders": format!("{url}/AlphaSenders"),
            "messages": format!("{url}/Messages"),
            "us_app_to_person": format!("{url}/Compliance/Usa2p"),
            "us_app_to_person_usecases": format!("{url}/Compliance/Usa2p/Usecases"),
            "channel_senders": format!("{url}/ChannelSenders"),
            "destination_alpha_senders": format!("{url}/DestinationAlphaSenders"),
        },
        "usecase": service.usecase,
        "us_app_to_person_registered": compliance::is_registered(state, &service.sid, core.now()),
        "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
    })
}

/// `/v1/Services/{ServiceSid}/PhoneNumbers…`
fn numbers(core: &Arc<Core>, request: &Request, service: &str, rest: &[&str], method: &str) -> Answer {
    core.store.read(|state| find(state, request, service).map(|_| ()))?;
    match (rest, method) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let entries = state.pool.numbered().filter(|(_, entry)| entry.service_sid == service);
                entries
                    .filter_map(|(key, entry)| Some((paging::number_key(key), number(core, state, entry)?)))
                    .collect()
            });
            paging::page(request, "phone_numbers", rows, Order::Ascending, 1000)
        }
        ([], "POST") => add(core, request, service),
        ([sid], "GET") => core.store.read(|state| {
            let entry = state.pool.get(sid).filter(|entry| entry.service_sid == service);
            let body = entry.and_then(|entry| number(core, state, entry));
            Ok(Reply::ok(body.ok_or_else(|| request.not_found())?))
        }),
        ([sid], "DELETE") => core.store.write(|state| {
            state
                .pool
                .get(sid)
                .filter(|entry| entry.service_sid == service)
                .ok_or_else(|| request.not_found())?;
            state.pool.remove(sid);
            Ok(Reply::deleted())
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

/// 21421 for a number that is not the account's, 21710 for one that is in this Service already, 21712 for one that is
/// in another (docs:api/errors).
fn add(core: &Arc<Core>, request: &Request, service: &str) -> Answer {
    let sid = request.params().require("PhoneNumberSid")?;
    let now = core.now();
    core.store.write(|state| {
        if state.numbers.get(sid).is_none() {
            return Err(ApiError::bad_request(21421, "PhoneNumberSid is invalid"));
        }
        match state.pool.get(sid) {
            Some(entry) if entry.service_sid == service => Err(ApiError::new(
                409,
                21710,
                "Phone Number or Short Code is already in the Messaging Service.",
            )),
            Some(_) => Err(ApiError::new(
                409,
                21712,
                "Phone Number or Short Code is associated with another Messaging Service.",
            )),
            None => {
                let entry = PoolNumber {
                    number_sid: sid.to_owned(),
                    service_sid: service.to_owned(),
                    date_created: now,
                };
                let body = number(core, state, &entry);
                state.pool.insert(entry);
                Ok(Reply::created(body.ok_or_else(|| request.not_found())?))
            }
        }
    })
}

fn number(core: &Core, state: &State, entry: &PoolNumber) -> Option<Value> {
    let number = state.numbers.get(&entry.number_sid)?;
    Some(json!({
        "sid": number.sid,
        "account_sid": core.account.account_sid,
        "service_sid": entry.service_sid,
        "date_created": time(entry.date_created),
        "date_updated": time(entry.date_created),
        "phone_number": number.phone_number,
        "country_code": "US",
        "capabilities": ["MMS", "SMS", "Voice"],
        "url": format!(
            "https://messaging.twilio.com/v1/Services/{}/PhoneNumbers/{}", entry.service_sid, number.sid
        ),
    }))
}
