//! sync.twilio.com: Services and Documents; Maps, Lists and Streams are next door.
//!
//! Codes: docs:api/errors/54003, 54006, 54008, 54100, 54103, 54301.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::params::Params;
use super::{Answer, Reply, Request, maybe_time, sync_collections, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{Document, State, SyncCollection, SyncService};

/// Lists on this host hold at most 100 rows a page (`PageSize` in the spec).
pub(super) const LARGEST_PAGE: i64 = 100;
/// `Data` may have 16 KiB (CreateDocument).
const LARGEST_DATA: usize = 16 * 1024;
/// A year, in seconds (docs:sync/limits).
const LONGEST_TTL: i64 = 31_536_000;

pub(super) fn answer(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    let ["v1", "Services", rest @ ..] = parts else { return Err(request.not_found()) };
    expire(core);
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let services = state.sync_services.numbered();
                services
                    .map(|(number, row)| (paging::number_key(number), service_resource(core, row)))
                    .collect()
            });
            paging::page(request, "services", rows, Order::Ascending, LARGEST_PAGE)
        }
        ([], "POST") => create_service(core, request),
        ([], _) => Err(ApiError::method_not_allowed()),
        ([service, rest @ ..], method) => {
            let service = find_service(core, request, service)?;
            match (rest, method) {
                ([], "GET") => Ok(Reply::ok(service_resource(core, &service))),
                ([], "POST") => update_service(core, request, service),
                ([], "DELETE") => Ok(delete_service(core, &service.sid)),
                (["Documents", rest @ ..], method) => documents(core, request, &service.sid, rest, method),
                ([path, rest @ ..], method) => {
                    let kind = sync_collections::kind(path).ok_or_else(|| request.not_found())?;
                    sync_collections::answer(core, request, kind, &service.sid, rest, method)
                }
                ([], _) => Err(ApiError::method_not_allowed()),
            }
        }
    }
}

/// Takes out what has expired by the sandbox's clock.
fn expire(core: &Core) {
    let now = core.now();
    let over = |date: Option<Timestamp>| date.is_some_and(|date| date <= now);
    let any = core.store.read(|state| {
        state.documents.iter().any(|row| over(row.date_expires))
            || state.collections.iter().any(|row| over(row.date_expires))
            || state.items.iter().any(|row| over(row.date_expires))
    });
    if any {
        core.store.write(|state| {
            state.documents.retain(|row| !over(row.date_expires));
            state.items.retain(|row| !over(row.date_expires));
            drop_collections(state, |row| over(row.date_expires));
        });
    }
}

/// Takes out Maps, Lists and Streams with their Items.
fn drop_collections(state: &mut State, over: impl Fn(&SyncCollection) -> bool) {
    let gone: Vec<String> =
        state.collections.iter().filter(|row| over(row)).map(|row| row.sid.clone()).collect();
    state.collections.retain(|row| !over(row));
    state.items.retain(|item| !gone.contains(&item.collection_sid));
}

/// By SID or unique name. Every account has a Service called `default`, which is made when it is first asked for.
fn find_service(core: &Core, request: &Request, name: &str) -> Result<SyncService, ApiError> {
    let find = |state: &State| {
        let by_name = || state.sync_services.iter().find(|row| row.unique_name.as_deref() == Some(name));
        state.sync_services.get(name).or_else(by_name).cloned()
    };
    if let Some(service) = core.store.read(find) {
        return Ok(service);
    }
    if name != "default" {
        return Err(request.not_found());
    }
    let now = core.now();
    Ok(core.store.write(|state| {
        find(state).unwrap_or_else(|| {
            let service = new_service(now, Some("default"), Some("Default Service"));
            state.sync_services.insert(service.clone());
            service
        })
    }))
}

fn new_service(now: Timestamp, unique_name: Option<&str>, friendly_name: Option<&str>) -> SyncService {
    SyncService {
        sid: ids::sid("IS"),
        unique_name: unique_name.map(str::to_owned),
        friendly_name: friendly_name.map(str::to_owned),
        webhook_url: None,
        webhooks_from_rest_enabled: false,
        reachability_webhooks_enabled: false,
        acl_enabled: false,
        reachability_debouncing_enabled: false,
        reachability_debouncing_window: 5000,
        date_created: now,
        date_updated: now,
    }
}

fn create_service(core: &Core, request: &Request) -> Answer {
    let mut service = new_service(core.now(), None, None);
    apply(request, &mut service)?;
    let body = service_resource(core, &service);
    core.store.write(|state| state.sync_services.insert(service));
    Ok(Reply::created(body))
}

fn update_service(core: &Core, request: &Request, mut service: SyncService) -> Answer {
    apply(request, &mut service)?;
    service.date_updated = core.now();
    let body = service_resource(core, &service);
    core.store.write(|state| state.sync_services.insert(service));
    Ok(Reply::ok(body))
}

fn apply(request: &Request, service: &mut SyncService) -> Result<(), ApiError> {
    let params = request.params();
    if let Some(name) = params.text("FriendlyName", 255)? {
        service.friendly_name = Some(name.to_owned());
    }
    if let Some(url) = params.url("WebhookUrl")? {
        service.webhook_url = url;
    }
    for (name, field) in [
        ("WebhooksFromRestEnabled", &mut service.webhooks_from_rest_enabled),
        ("ReachabilityWebhooksEnabled", &mut service.reachability_webhooks_enabled),
        ("AclEnabled", &mut service.acl_enabled),
        ("ReachabilityDebouncingEnabled", &mut service.reachability_debouncing_enabled),
    ] {
        if let Some(value) = params.boolean(name)? {
            *field = value;
        }
    }
    if let Some(window) = params.integer("ReachabilityDebouncingWindow", 1000, 30000)? {
        service.reachability_debouncing_window = window;
    }
    Ok(())
}

fn delete_service(core: &Core, sid: &str) -> Reply {
    core.store.write(|state| {
        drop_collections(state, |row| row.service_sid == sid);
        state.documents.retain(|document| document.service_sid != sid);
        state.sync_services.remove(sid);
    });
    Reply::deleted()
}

fn service_resource(core: &Core, service: &SyncService) -> Value {
    let url = format!("https://sync.twilio.com/v1/Services/{}", service.sid);
    json!({
        "sid": service.sid,
        "unique_name": service.unique_name,
        "account_sid": core.account.account_sid,
        "friendly_name": service.friendly_name,
        "date_created": time(service.date_created),
        "date_updated": time(service.date_updated),
        "url": url,
        "webhook_url": service.webhook_url,
        "webhooks_from_rest_enabled": service.webhooks_from_rest_enabled,
        "reachability_webhooks_enabled": service.reachability_webhooks_enabled,
        "acl_enabled": service.acl_enabled,
        "reachability_debouncing_enabled": service.reachability_debouncing_enabled,
        "reachability_debouncing_window": service.reachability_debouncing_window,
        "links": {
            "documents": format!("{url}/Documents"),
            "lists": format!("{url}/Lists"),
            "maps": format!("{url}/Maps"),
            "streams": format!("{url}/Streams"),
        },
    })
}

/// `Data` as a JSON object, if given.
pub(super) fn data(params: &Params<'_>) -> Result<Option<Value>, ApiError> {
    let Some(text) = params.get("Data") else { return Ok(None) };
    if text.len() > LARGEST_DATA {
        return Err(ApiError::new(413, 54006, "Request entity too large"));
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value @ Value::Object(_)) => Ok(Some(value)),
        _ => Err(ApiError::bad_request(54008, "Invalid JSON. The 'Data' parameter must be a JSON object.")),
    }
}

/// A time to live in the first of these parameters that is given: `Some(None)` for 0, which is for ever.
pub(super) fn ttl(
    params: &Params<'_>,
    names: &[&str],
    now: Timestamp,
) -> Result<Option<Option<Timestamp>>, ApiError> {
    for name in names {
        if let Some(seconds) = params.integer(name, 0, LONGEST_TTL)? {
            let later = || now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
            return Ok(Some((seconds > 0).then(later)));
        }
    }
    Ok(None)
}

pub(super) fn unique_name<'a>(params: &Params<'a>) -> Result<Option<&'a str>, ApiError> {
    params.text("UniqueName", 320)
}

pub(super) fn name_taken() -> ApiError {
    ApiError::new(409, 54301, "Unique name already exists")
}

/// `If-Match` names the revision that the change was made from; quoted as an ETag or plain, as SDKs send it.
pub(super) fn check_revision(request: &Request, revision: u64, mismatch: ApiError) -> Result<(), ApiError> {
    let Some(wanted) = request.if_match.as_deref().map(str::trim) else { return Ok(()) };
    let wanted = wanted.trim_start_matches("W/").trim_matches('"');
    if wanted.is_empty() {
        return Err(ApiError::bad_request(54003, "Invalid If-Match header"));
    }
    if wanted == "*" || wanted == revision_text(revision) { Ok(()) } else { Err(mismatch) }
}

pub(super) fn revision_text(revision: u64) -> String {
    format!("{revision:x}")
}

/// `/v1/Services/{ServiceSid}/Documents…`
fn documents(core: &Core, request: &Request, service: &str, rest: &[&str], method: &str) -> Answer {
    match (rest, method) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let documents = state.documents.numbered().filter(|(_, row)| row.service_sid == service);
                documents
                    .map(|(number, row)| (paging::number_key(number), document_resource(core, row)))
                    .collect()
            });
            paging::page(request, "documents", rows, Order::Ascending, LARGEST_PAGE)
        }
        ([], "POST") => create_document(core, request, service),
        ([name], "GET") => core.store.read(|state| {
            let document = find_document(state, service, name)?;
            Ok(document_reply(core, document, 200))
        }),
        ([name], "POST") => update_document(core, request, service, name),
        ([name], "DELETE") => core.store.write(|state| {
            let document = find_document(state, service, name)?;
            check_revision(request, document.revision, document_mismatch())?;
            let sid = document.sid.clone();
            state.documents.remove(&sid);
            Ok(Reply::deleted())
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn find_document<'a>(state: &'a State, service: &str, name: &str) -> Result<&'a Document, ApiError> {
    let mut documents = state.documents.iter().filter(|row| row.service_sid == service);
    documents
        .find(|row| row.sid == name || row.unique_name.as_deref() == Some(name))
        .ok_or_else(|| ApiError::new(404, 54100, "Document not found"))
}

fn document_mismatch() -> ApiError {
    ApiError::new(412, 54103, "The revision of the Document does not match the expected revision")
}

fn create_document(core: &Core, request: &Request, service: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let name = unique_name(&params)?;
    let document = Document {
        sid: ids::sid("ET"),
        service_sid: service.to_owned(),
        unique_name: name.map(str::to_owned),
        revision: 0,
        data: data(&params)?.unwrap_or_else(|| json!({})),
        date_expires: ttl(&params, &["Ttl"], now)?.flatten(),
        date_created: now,
        date_updated: now,
    };
    core.store.write(|state| {
        if name.is_some_and(|name| find_document(state, service, name).is_ok()) {
            return Err(name_taken());
        }
        let reply = document_reply(core, &document, 201);
        state.documents.insert(document);
        Ok(reply)
    })
}

fn update_document(core: &Core, request: &Request, service: &str, name: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let (data, ttl) = (data(&params)?, ttl(&params, &["Ttl"], now)?);
    core.store.write(|state| {
        let document = find_document(state, service, name)?;
        check_revision(request, document.revision, document_mismatch())?;
        let sid = document.sid.clone();
        let updated = state.documents.update(&sid, |document| {
            if let Some(data) = data {
                document.data = data;
            }
            if let Some(expires) = ttl {
                document.date_expires = expires;
            }
            document.revision += 1;
            document.date_updated = now;
        });
        Ok(document_reply(core, updated.ok_or_else(|| request.not_found())?, 200))
    })
}

fn document_reply(core: &Core, document: &Document, status: u16) -> Reply {
    let body = Some(document_resource(core, document));
    Reply { status, body, etag: None }.with_etag(&revision_text(document.revision))
}

fn document_resource(core: &Core, document: &Document) -> Value {
    let url =
        format!("https://sync.twilio.com/v1/Services/{}/Documents/{}", document.service_sid, document.sid);
    json!({
        "sid": document.sid,
        "unique_name": document.unique_name,
        "account_sid": core.account.account_sid,
        "service_sid": document.service_sid,
        "url": url,
        "links": {"permissions": format!("{url}/Permissions")},
        "revision": revision_text(document.revision),
        "data": document.data,
        "date_expires": maybe_time(document.date_expires),
        "date_created": time(document.date_created),
        "date_updated": time(document.date_updated),
        "created_by": "system",
    })
}
