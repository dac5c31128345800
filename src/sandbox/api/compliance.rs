//! messaging.twilio.com: what US carriers ask for, campaigns of Messaging Services and toll-free verifications.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{Campaign, State};

/// A campaign is reviewed for 10 to 15 business days (docs:messaging/compliance/a2p-10dlc); here for 14 days of the
/// sandbox's clock.
const REVIEW: SignedDuration = SignedDuration::from_hours(14 * 24);

const TEXTS: [&str; 3] = ["OptInMessage", "OptOutMessage", "HelpMessage"];
const KEYWORDS: [&str; 3] = ["OptInKeywords", "OptOutKeywords", "HelpKeywords"];
const FLAGS: [&str; 3] = ["SubscriberOptIn", "AgeGated", "DirectLending"];

/// Whether a Messaging Service has a campaign that carriers know.
pub(super) fn is_registered(state: &State, service: &str, now: Timestamp) -> bool {
    state.campaigns.iter().any(|row| row.service_sid == service && is_verified(row, now))
}

fn is_verified(row: &Campaign, now: Timestamp) -> bool {
    now.duration_since(row.date_created) >= REVIEW
}

/// `/v1/Services/{MessagingServiceSid}/Compliance/Usa2p…`; that the Service exists has been seen to.
pub(super) fn campaigns(core: &Arc<Core>, request: &Request, service: &str, rest: &[&str]) -> Answer {
    let mine = |state: &State, sid: &str| {
        let row = state.campaigns.get(sid).filter(|row| row.service_sid == service).cloned();
        row.ok_or_else(|| request.not_found())
    };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.campaigns.numbered().filter(|(_, row)| row.service_sid == service);
                rows.map(|(key, row)| (paging::number_key(key), resource(core, row))).collect()
            });
            paging::page(request, "compliance", rows, Order::Ascending, 1000)
        }
        ([], "POST") => create(core, request, service),
        ([sid], "GET") => Ok(Reply::ok(resource(core, &core.store.read(|state| mine(state, sid))?))),
        ([sid], "DELETE") => core.store.write(|state| {
            mine(state, sid)?;
            state.campaigns.remove(sid);
            Ok(Reply::deleted())
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

/// CreateUsAppToPerson. A Service has one campaign.
fn create(core: &Arc<Core>, request: &Request, service: &str) -> Answer {
    let params = request.params();
    let brand = params.require("BrandRegistrationSid")?;
    if !ids::is_sid(brand, "BN") {
        return Err(ApiError::invalid("Invalid parameter BrandRegistrationSid: not a Brand SID"));
    }
    let samples = params.all("MessageSamples");
    let description = params.require("Description")?;
    let flow = params.require("MessageFlow")?;
    // Bounds of the fields' descriptions.
    for (name, fits) in [
        ("Description", (40..=4096).contains(&description.chars().count())),
        ("MessageFlow", (40..=2048).contains(&flow.chars().count())),
        (
            "MessageSamples",
            (2..=5).contains(&samples.len())
                && samples.iter().all(|sample| (20..=1024).contains(&sample.chars().count())),
        ),
    ] {
        if !fits {
            return Err(ApiError::invalid(format!(
                "Invalid parameter {name}: too short, too long, too few or too many"
            )));
        }
    }
    let mut fields: Map<String, Value> = Map::new();
    fields.insert("brand_registration_sid".to_owned(), json!(brand));
    fields.insert("description".to_owned(), json!(description));
    fields.insert("message_flow".to_owned(), json!(flow));
    fields.insert("message_samples".to_owned(), json!(samples));
    fields.insert("us_app_to_person_usecase".to_owned(), json!(params.require("UsAppToPersonUsecase")?));
    for name in ["HasEmbeddedLinks", "HasEmbeddedPhone"] {
        params.require(name)?;
        fields.insert(snake(name), json!(params.boolean(name)?));
    }
    for name in FLAGS {
        fields.insert(snake(name), json!(params.boolean(name)?.unwrap_or(name == "SubscriberOptIn")));
    }
    for name in TEXTS {
        fields.insert(snake(name), json!(params.get(name)));
    }
    for name in KEYWORDS {
        fields.insert(snake(name), json!(params.all(name)));
    }
    let now = core.now();
    let row = Campaign { sid: ids::sid("QE"), service_sid: service.to_owned(), fields, date_created: now };
    let body = resource(core, &row);
    core.store.write(|state| {
        if state.campaigns.iter().any(|other| other.service_sid == service) {
            return Err(ApiError::conflict("The Messaging Service has a campaign already"));
        }
        state.campaigns.insert(row);
        Ok(Reply::created(body))
    })
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn resource(core: &Core, row: &Campaign) -> Value {
    let status = if is_verified(row, core.now()) { "VERIFIED" } else { "IN_PROGRESS" };
    let url =
        format!("https://messaging.twilio.com/v1/Services/{}/Compliance/Usa2p/{}", row.service_sid, row.sid);
    let mut body = json!({
        "sid": row.sid,
        "account_sid": core.account.account_sid,
        "messaging_service_sid": row.service_sid,
        "campaign_status": status,
        "campaign_id": null,
        "is_externally_registered": false,
        "rate_limits": {"att": {"mps": 600, "msg_class": "A"}, "tmobile": {"brand_tier": "TOP"}},
        "date_created": time(row.date_created),
        "date_updated": time(row.date_created),
        "url": url,
        "mock": false,
        "errors": [],
    });
    if let Some(object) = body.as_object_mut() {
        object.extend(row.fields.clone());
    }
    body
}

/// `GET /v1/Tollfree/Verifications`: the account has no toll-free number, so there is none.
pub(super) fn verifications(request: &Request) -> Answer {
    if request.method != "GET" {
        return Err(ApiError::method_not_allowed());
    }
    let filters = request.filters();
    if filters.get("TollfreePhoneNumberSid").is_some_and(|sid| !ids::is_sid(sid, "PN")) {
        return Err(ApiError::invalid("Invalid parameter TollfreePhoneNumberSid: not a Phone Number SID"));
    }
    filters.word("Status", &["PENDING_REVIEW", "IN_REVIEW", "TWILIO_APPROVED", "TWILIO_REJECTED"])?;
    paging::page(request, "verifications", Vec::new(), Order::Ascending, 1000)
}
