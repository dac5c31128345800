//! sync.twilio.com: Streams and what is published to them.
//!
//! Nobody can listen here, so a message goes nowhere; who publishes is answered as by Twilio.
//!
//! Codes: docs:api/errors/54250 (no such Stream), 54251 (no message), 54301 (unique name exists).

use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::sync::{LARGEST_PAGE, data, name_taken, ttl, unique_name};
use super::{Answer, Reply, Request, maybe_time, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{State, SyncStream};

/// A message may have 4 KiB (CreateStreamMessage).
const LARGEST_MESSAGE: usize = 4 * 1024;

/// `/v1/Services/{ServiceSid}/Streams…`
pub(super) fn answer(core: &Core, request: &Request, service: &str, rest: &[&str], method: &str) -> Answer {
    match (rest, method) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let streams = state.streams.numbered().filter(|(_, row)| row.service_sid == service);
                streams.map(|(number, row)| (paging::number_key(number), resource(core, row))).collect()
            });
            paging::page(request, "streams", rows, Order::Ascending, LARGEST_PAGE)
        }
        ([], "POST") => create(core, request, service),
        ([name], "GET") => {
            core.store.read(|state| Ok(Reply::ok(resource(core, find(state, service, name)?))))
        }
        ([name], "POST") => {
            let now = core.now();
            let expires = ttl(&request.params(), &["Ttl"], now)?;
            core.store.write(|state| {
                let sid = find(state, service, name)?.sid.clone();
                state.streams.update(&sid, |stream| {
                    stream.date_updated = now;
                    if let Some(expires) = expires {
                        stream.date_expires = expires;
                    }
                });
                Ok(Reply::ok(resource(core, find(state, service, &sid)?)))
            })
        }
        ([name], "DELETE") => core.store.write(|state| {
            let sid = find(state, service, name)?.sid.clone();
            state.streams.remove(&sid);
            Ok(Reply::deleted())
        }),
        ([name, "Messages"], "POST") => {
            core.store.read(|state| find(state, service, name).map(drop))?;
            let params = request.params();
            match params.get("Data") {
                None => return Err(ApiError::bad_request(54251, "Invalid Message Stream Message data")),
                Some(text) if text.len() > LARGEST_MESSAGE => {
                    return Err(ApiError::new(413, 54006, "Request entity too large"));
                }
                Some(_) => {}
            }
            Ok(Reply::created(json!({"sid": ids::sid("TZ"), "data": data(&params)?})))
        }
        ([] | [_] | [_, "Messages"], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn find<'a>(state: &'a State, service: &str, name: &str) -> Result<&'a SyncStream, ApiError> {
    let mut streams = state.streams.iter().filter(|row| row.service_sid == service);
    streams
        .find(|row| row.sid == name || row.unique_name.as_deref() == Some(name))
        .ok_or_else(|| ApiError::new(404, 54250, "Message Stream not found"))
}

fn create(core: &Core, request: &Request, service: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let name = unique_name(&params)?;
    let stream = SyncStream {
        sid: ids::sid("TO"),
        service_sid: service.to_owned(),
        unique_name: name.map(str::to_owned),
        date_expires: ttl(&params, &["Ttl"], now)?.flatten(),
        date_created: now,
        date_updated: now,
    };
    core.store.write(|state| {
        if name.is_some_and(|name| find(state, service, name).is_ok()) {
            return Err(name_taken());
        }
        let body = resource(core, &stream);
        state.streams.insert(stream);
        Ok(Reply::created(body))
    })
}

fn resource(core: &Core, stream: &SyncStream) -> Value {
    let url = format!("https://sync.twilio.com/v1/Services/{}/Streams/{}", stream.service_sid, stream.sid);
    json!({
        "sid": stream.sid,
        "unique_name": stream.unique_name,
        "account_sid": core.account.account_sid,
        "service_sid": stream.service_sid,
        "url": url,
        "links": {"messages": format!("{url}/Messages")},
        "date_expires": maybe_time(stream.date_expires),
        "date_created": time(stream.date_created),
        "date_updated": time(stream.date_updated),
        "created_by": "system",
    })
}
