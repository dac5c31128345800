//! api.twilio.com: Messages.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::params::Params;
use super::{Answer, Reply, Request};
use crate::sandbox::clock::{iso, rfc2822};
use crate::sandbox::core::Core;
use crate::sandbox::messages::{self, Draft};
use crate::sandbox::model::Message;

/// `/2010-04-01/Accounts/{AccountSid}/Messages…`
pub(super) fn answer(core: &Arc<Core>, request: &Request, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => list(core, request),
        ([], "POST") => create(core, request),
        ([sid], "GET") => core.store.read(|state| {
            let message = state.messages.get(sid).filter(|message| message.logged);
            Ok(Reply::ok(resource(core, message.ok_or_else(|| request.not_found())?)))
        }),
        ([sid], "POST") => update(core, request, sid),
        ([sid], "DELETE") => delete(core, request, sid),
        ([sid, "Media"], "GET") => {
            let media = media(core, request, sid)?;
            let rows = media.into_iter().enumerate().map(|(at, row)| (paging::number_key(at as u64), row));
            paging::page(request, "media_list", rows.collect(), Order::Ascending, 1000)
        }
        ([sid, "Media", one], "GET") => {
            let found = media(core, request, sid)?.into_iter().find(|row| row["sid"] == *one);
            found.map(Reply::ok).ok_or_else(|| request.not_found())
        }
        ([] | [_] | [_, "Media"] | [_, "Media", _], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn create(core: &Arc<Core>, request: &Request) -> Answer {
    let params = request.params();
    let text = |name: &str| params.get(name).map(str::to_owned);
    let status_callback = match params.url("StatusCallback") {
        Ok(url) => url.flatten(),
        Err(_) => {
            return Err(ApiError::bad_request(21609, "The StatusCallback URL is not a valid URL."));
        }
    };
    if params.integer("ValidityPeriod", 1, 36_000).is_err() {
        return Err(ApiError::bad_request(21624, "Invalid validity period value"));
    }
    let created = messages::create(
        core,
        Draft {
            to: params.get("To").unwrap_or_default().trim().to_owned(),
            from: text("From"),
            messaging_service_sid: text("MessagingServiceSid"),
            body: params.get("Body").unwrap_or_default().to_owned(),
            media: params.all("MediaUrl").into_iter().map(str::to_owned).collect(),
            schedule_type: text("ScheduleType"),
            send_at: text("SendAt"),
            status_callback,
            direction: "outbound-api",
        },
    )?;
    Ok(Reply::created(resource(core, &created)))
}

/// Newest first. `DateSent` is a day; `DateSent<` and `DateSent>` are bounds (ListMessage; docs:messaging/api also has
/// the comparison in the value, `DateSent=<=2024-01-01`).
fn list(core: &Arc<Core>, request: &Request) -> Answer {
    let filters = request.filters();
    let (to, from) = (filters.get("To"), filters.get("From"));
    let sent = sent_filter(&filters)?;
    core.store.read(|state| {
        let rows: Vec<(String, &Message)> = state
            .messages
            .numbered()
            .rev()
            .filter(|(_, message)| message.logged)
            .filter(|(_, message)| to.is_none_or(|to| message.to == to))
            .filter(|(_, message)| from.is_none_or(|from| message.from.as_deref() == Some(from)))
            .filter(|(_, message)| sent.as_ref().is_none_or(|sent| message.date_sent.is_some_and(sent)))
            .map(|(number, message)| (paging::number_key(number), message))
            .collect();
        let shown = |message: &&Message| resource(core, message);
        paging::page_of(request, "messages", &rows, Order::Descending, 1000, shown)
    })
}

type SentFilter = Box<dyn Fn(Timestamp) -> bool>;

fn sent_filter(filters: &Params<'_>) -> Result<Option<SentFilter>, ApiError> {
    let mut bounds: Vec<SentFilter> = Vec::new();
    let mut bound = |comparison: &str, text: &str| {
        let time = super::params::parse_time(text).ok_or_else(|| {
            ApiError::invalid(format!("Invalid parameter DateSent: '{text}' is not a date"))
        })?;
        bounds.push(match comparison {
            "<" => Box::new(move |sent| sent <= time),
            ">" => Box::new(move |sent| sent >= time),
            _ => Box::new(move |sent| {
                let day = |time: Timestamp| time.to_zoned_datetime(TimeZone::UTC).date();
                day(sent) == day(time)
            }),
        });
        Ok::<(), ApiError>(())
    };
    for name in ["DateSent", "DateSent<", "DateSent>"] {
        for value in filters.all(name) {
            let own = name.trim_start_matches("DateSent");
            let comparison = if own.is_empty() && value.starts_with(['<', '>']) { &value[..1] } else { own };
            bound(comparison, value.trim_start_matches(['<', '>', '=']))?;
        }
    }
    if bounds.is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(move |sent| bounds.iter().all(|bound| bound(sent)))))
}

/// `Status=canceled` for what is scheduled, or an empty `Body` to redact what is over (UpdateMessage).
fn update(core: &Arc<Core>, request: &Request, sid: &str) -> Answer {
    let params = request.params();
    let cancel = params.word("Status", &["canceled"])?.is_some();
    let redact = params.given("Body");
    if redact.is_some_and(|body| !body.is_empty()) {
        return Err(ApiError::invalid(
            "Invalid parameter Body: a Message can only be redacted, with an empty Body",
        ));
    }
    if !cancel && redact.is_none() {
        return Err(ApiError::invalid("Missing required parameter Status or Body in the post body"));
    }
    let now = core.now();
    let updated = core.store.write(|state| {
        let message = state.messages.get(sid).filter(|message| message.logged);
        let message = message.ok_or_else(|| request.not_found())?;
        if cancel && message.status != "scheduled" {
            return Err(ApiError::new(409, 30409, "Message cannot be canceled: it is not scheduled"));
        }
        if !cancel && message.status == "scheduled" {
            return Err(ApiError::new(
                409,
                20009,
                "Cannot redact message because delivery has not been completed.",
            ));
        }
        let updated = state.messages.update(sid, |message| {
            if cancel {
                "canceled".clone_into(&mut message.status);
            }
            if redact.is_some() {
                message.body.clear();
            }
            message.date_updated = now;
        });
        updated.cloned().ok_or_else(|| request.not_found())
    })?;
    if cancel {
        // Whoever waits for it finds out at its time: nothing is due earlier than before.
        core.emit("message", format!("canceled a message to {}", updated.to), json!({"sid": updated.sid}));
        messages::call_back(core, &updated, &["canceled"]);
    }
    Ok(Reply::ok(resource(core, &updated)))
}

/// 20009 while the Message is not over (docs:api/errors/20009).
fn delete(core: &Arc<Core>, request: &Request, sid: &str) -> Answer {
    core.store.write(|state| {
        let message = state.messages.get(sid).filter(|message| message.logged);
        if message.ok_or_else(|| request.not_found())?.status == "scheduled" {
            return Err(ApiError::new(
                409,
                20009,
                "Cannot delete message because delivery has not been completed.",
            ));
        }
        state.messages.remove(sid);
        Ok(Reply::deleted())
    })
}

/// The Media of a Message. The files are not fetched, so their types are what their names say.
fn media(core: &Core, request: &Request, sid: &str) -> Result<Vec<Value>, ApiError> {
    core.store.read(|state| {
        let message = state.messages.get(sid).filter(|message| message.logged);
        let message = message.ok_or_else(|| request.not_found())?;
        let resource = |(at, url): (usize, &String)| {
            let media_sid = format!("ME{at:02x}{}", &message.sid[4..]);
            let path = url::Url::parse(url).map_or_else(|_| String::new(), |url| url.path().to_owned());
            json!({
                "sid": media_sid,
                "account_sid": core.account.account_sid,
                "parent_sid": message.sid,
                "content_type": mime_guess::from_path(path).first_or_octet_stream().essence_str(),
                "date_created": rfc2822(message.date_created),
                "date_updated": rfc2822(message.date_created),
                "uri": format!(
                    "/2010-04-01/Accounts/{}/Messages/{}/Media/{media_sid}.json",
                    core.account.account_sid, message.sid
                ),
            })
        };
        Ok(message.media.iter().enumerate().map(resource).collect())
    })
}

fn resource(core: &Core, message: &Message) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}/Messages/{}", core.account.account_sid, message.sid);
    json!({
        "body": message.body,
        "num_segments": message.num_segments.to_string(),
        "direction": message.direction,
        "from": message.from,
        "to": message.to,
        "date_updated": rfc2822(message.date_updated),
        "price": null,
        "error_message": message.error_message,
        "uri": format!("{uri}.json"),
        "account_sid": core.account.account_sid,
        "num_media": message.media.len().to_string(),
        "status": message.status,
        "messaging_service_sid": message.messaging_service_sid,
        "sid": message.sid,
        "date_sent": message.date_sent.map(rfc2822),
        "date_created": rfc2822(message.date_created),
        "error_code": message.error_code,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "subresource_uris": {"media": format!("{uri}/Media.json")},
    })
}

/// The resource as a widget's `outbound` has it: PascalCase keys, ISO 8601 dates.
pub(crate) fn pascal_resource(core: &Core, message: &Message) -> serde_json::Map<String, Value> {
    let Value::Object(fields) = resource(core, message) else { return serde_json::Map::new() };
    let mut outbound: serde_json::Map<String, Value> =
        fields.into_iter().map(|(name, value)| (pascal(&name), value)).collect();
    outbound.insert("DateCreated".to_owned(), json!(iso(message.date_created)));
    outbound.insert("DateUpdated".to_owned(), json!(iso(message.date_updated)));
    outbound.insert("DateSent".to_owned(), json!(message.date_sent.map(iso)));
    outbound
}

fn pascal(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect()
}
