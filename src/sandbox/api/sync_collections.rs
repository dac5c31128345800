//! sync.twilio.com: Maps, Lists and their Items; Streams and what is published to them.
//!
//! Nobody can listen to a Stream here, so a message goes nowhere; who publishes is answered as by Twilio.
//!
//! Codes: docs:api/errors/54200 (no such Map), 54201 (no such Item), 54205 (Item revision mismatch), 54208 (key
//! exists), 54209 (bad key), 54150 (no such List), 54151 (no such Item), 54155 (Item revision mismatch), 54250 (no such
//! Stream), 54251 (no message), 54301 (unique name exists).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::params::Params;
use super::sync::{LARGEST_PAGE, check_revision, data, name_taken, revision_text, ttl, unique_name};
use super::{Answer, Reply, Request, maybe_time, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{CollectionItem, State, SyncCollection};

/// What sets Maps, Lists and Streams apart: names, codes, and that a List numbers its Items itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    name: &'static str,
    /// Of its SIDs.
    prefix: &'static str,
    path: &'static str,
    /// The name of a list of them.
    plural: &'static str,
    missing: u32,
    /// 0 where there are no Items.
    item_missing: u32,
    item_mismatch: u32,
}

const MAP: Kind = Kind {
    name: "Map",
    prefix: "MP",
    path: "Maps",
    plural: "maps",
    missing: 54200,
    item_missing: 54201,
    item_mismatch: 54205,
};

const LIST: Kind = Kind {
    name: "List",
    prefix: "ES",
    path: "Lists",
    plural: "lists",
    missing: 54150,
    item_missing: 54151,
    item_mismatch: 54155,
};

const STREAM: Kind = Kind {
    name: "Message Stream",
    prefix: "TO",
    path: "Streams",
    plural: "streams",
    missing: 54250,
    item_missing: 0,
    item_mismatch: 0,
};

/// A Stream's message may have 4 KiB (CreateStreamMessage).
const LARGEST_MESSAGE: usize = 4 * 1024;

/// What stands at `/v1/Services/{ServiceSid}/{path}`.
pub(super) fn kind(path: &str) -> Option<&'static Kind> {
    [&MAP, &LIST, &STREAM].into_iter().find(|kind| kind.path == path)
}

/// `/v1/Services/{ServiceSid}/Maps…`, `…/Lists…` and `…/Streams…`
pub(super) fn answer(
    core: &Core,
    request: &Request,
    kind: &Kind,
    service: &str,
    rest: &[&str],
    method: &str,
) -> Answer {
    match (rest, method) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let all = state.collections.numbered();
                all.filter(|(_, row)| row.service_sid == service && row.sid.starts_with(kind.prefix))
                    .map(|(number, row)| (paging::number_key(number), kind.resource(core, row)))
                    .collect()
            });
            paging::page(request, kind.plural, rows, Order::Ascending, LARGEST_PAGE)
        }
        ([], "POST") => create(core, request, kind, service),
        ([name], "GET") => core.store.read(|state| {
            let collection = kind.find(state, service, name)?;
            Ok(Reply::ok(kind.resource(core, collection)))
        }),
        ([name], "POST") => update(core, request, kind, service, name),
        ([name], "DELETE") => core.store.write(|state| {
            let sid = kind.find(state, service, name)?.sid.clone();
            state.items.retain(|item| item.collection_sid != sid);
            state.collections.remove(&sid);
            Ok(Reply::deleted())
        }),
        ([name, "Messages"], method) if *kind == STREAM => {
            core.store.read(|state| kind.find(state, service, name).map(drop))?;
            if method == "POST" { publish(request) } else { Err(ApiError::method_not_allowed()) }
        }
        ([_, _, ..], _) if *kind == STREAM => Err(request.not_found()),
        ([name, "Items"], "GET") => list(core, request, kind, service, name),
        ([name, "Items"], "POST") => create_item(core, request, kind, service, name),
        ([name, "Items", key], "GET") => core.store.read(|state| {
            let collection = kind.find(state, service, name)?;
            let item = kind.find_item(state, &collection.sid, key)?;
            Ok(kind.item_reply(core, service, item, 200))
        }),
        ([name, "Items", key], "POST") => update_item(core, request, kind, service, name, key),
        ([name, "Items", key], "DELETE") => core.store.write(|state| {
            let collection = kind.find(state, service, name)?.sid.clone();
            let item = kind.find_item(state, &collection, key)?;
            check_revision(request, item.revision, kind.mismatch())?;
            let id = item.id.clone();
            state.items.remove(&id);
            next_revision(state, &collection, core.now(), None);
            Ok(Reply::deleted())
        }),
        ([] | [_] | [_, "Items"] | [_, "Items", _], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

impl Kind {
    fn find<'a>(&self, state: &'a State, service: &str, name: &str) -> Result<&'a SyncCollection, ApiError> {
        let mut all = state.collections.iter();
        all.find(|row| {
            row.service_sid == service
                && row.sid.starts_with(self.prefix)
                && (row.sid == name || row.unique_name.as_deref() == Some(name))
        })
        .ok_or_else(|| ApiError::new(404, self.missing, format!("{} not found", self.name)))
    }

    /// By the key as it is in a path; a List's is an index.
    fn find_item<'a>(
        &self,
        state: &'a State,
        collection: &str,
        key: &str,
    ) -> Result<&'a CollectionItem, ApiError> {
        let key = if *self == LIST { index_key(key) } else { Some(key.to_owned()) };
        key.and_then(|key| state.items.get(&item_id(collection, &key)))
            .ok_or_else(|| ApiError::new(404, self.item_missing, format!("{} Item not found", self.name)))
    }

    fn mismatch(&self) -> ApiError {
        let message = format!("The revision of the {} Item does not match the expected revision", self.name);
        ApiError::new(412, self.item_mismatch, message)
    }

    fn resource(&self, core: &Core, row: &SyncCollection) -> Value {
        let url =
            format!("https://sync.twilio.com/v1/Services/{}/{}/{}", row.service_sid, self.path, row.sid);
        let mut body = json!({
            "sid": row.sid,
            "unique_name": row.unique_name,
            "account_sid": core.account.account_sid,
            "service_sid": row.service_sid,
            "url": url,
            "date_expires": maybe_time(row.date_expires),
            "date_created": time(row.date_created),
            "date_updated": time(row.date_updated),
            "created_by": "system",
        });
        if *self == STREAM {
            body["links"] = json!({"messages": format!("{url}/Messages")});
        } else {
            body["links"] =
                json!({"items": format!("{url}/Items"), "permissions": format!("{url}/Permissions")});
            body["revision"] = json!(revision_text(row.revision));
        }
        body
    }

    fn item_reply(&self, core: &Core, service: &str, item: &CollectionItem, status: u16) -> Reply {
        let body = Some(self.item_resource(core, service, item));
        Reply { status, body, etag: None }.with_etag(&revision_text(item.revision))
    }

    fn item_resource(&self, core: &Core, service: &str, item: &CollectionItem) -> Value {
        let collection = &item.collection_sid;
        let items = format!("https://sync.twilio.com/v1/Services/{service}/{}/{collection}/Items", self.path);
        let mut body = json!({
            "account_sid": core.account.account_sid,
            "service_sid": service,
            "revision": revision_text(item.revision),
            "data": item.data,
            "date_expires": maybe_time(item.date_expires),
            "date_created": time(item.date_created),
            "date_updated": time(item.date_updated),
            "created_by": "system",
        });
        if *self == LIST {
            let index: u64 = item.key.parse().unwrap_or_default();
            body["index"] = json!(index);
            body["list_sid"] = json!(collection);
            body["url"] = json!(format!("{items}/{index}"));
        } else {
            let key = percent_encoding::utf8_percent_encode(&item.key, percent_encoding::NON_ALPHANUMERIC);
            body["key"] = json!(item.key);
            body["map_sid"] = json!(collection);
            body["url"] = json!(format!("{items}/{key}"));
        }
        body
    }
}

fn item_id(collection: &str, key: &str) -> String {
    format!("{collection}/{key}")
}

/// An index as the key of a row, so that text order is number order.
fn index_key(text: &str) -> Option<String> {
    text.parse().ok().map(paging::number_key)
}

/// `CollectionTtl`, or its alias `Ttl` for the collection itself.
fn create(core: &Core, request: &Request, kind: &Kind, service: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let name = unique_name(&params)?;
    let collection = SyncCollection {
        sid: ids::sid(kind.prefix),
        service_sid: service.to_owned(),
        unique_name: name.map(str::to_owned),
        revision: 0,
        next_index: 0,
        date_expires: ttl(&params, &["CollectionTtl", "Ttl"], now)?.flatten(),
        date_created: now,
        date_updated: now,
    };
    core.store.write(|state| {
        if name.is_some_and(|name| kind.find(state, service, name).is_ok()) {
            return Err(name_taken());
        }
        let body = kind.resource(core, &collection);
        state.collections.insert(collection);
        Ok(Reply::created(body))
    })
}

fn update(core: &Core, request: &Request, kind: &Kind, service: &str, name: &str) -> Answer {
    let now = core.now();
    let expires = ttl(&request.params(), &["CollectionTtl", "Ttl"], now)?;
    core.store.write(|state| {
        let sid = kind.find(state, service, name)?.sid.clone();
        next_revision(state, &sid, now, expires);
        Ok(Reply::ok(kind.resource(core, kind.find(state, service, &sid)?)))
    })
}

/// Counts a change of the collection; the revision after it.
fn next_revision(
    state: &mut State,
    collection: &str,
    now: Timestamp,
    expires: Option<Option<Timestamp>>,
) -> u64 {
    state
        .collections
        .update(collection, |row| {
            row.revision += 1;
            row.date_updated = now;
            if let Some(expires) = expires {
                row.date_expires = expires;
            }
        })
        .map_or(0, |row| row.revision)
}

/// By key, in code point order, or by index; `From` need not exist (ListSyncMapItem, ListSyncListItem).
fn list(core: &Core, request: &Request, kind: &Kind, service: &str, name: &str) -> Answer {
    let filters = request.filters();
    let order = match filters.word("Order", &["asc", "desc"])? {
        Some("desc") => Order::Descending,
        _ => Order::Ascending,
    };
    let exclusive = filters.word("Bounds", &["inclusive", "exclusive"])? == Some("exclusive");
    let from = match filters.get("From") {
        Some(index) if *kind == LIST => Some(index_key(index).ok_or_else(|| {
            ApiError::invalid(format!("Invalid parameter From: '{index}' is not an index"))
        })?),
        from => from.map(str::to_owned),
    };
    core.store.read(|state| {
        let collection = kind.find(state, service, name)?;
        let items = state.items.iter().filter(|item| item.collection_sid == collection.sid);
        let shown = items.filter(|item| {
            from.as_ref().is_none_or(|from| match order {
                _ if item.key == *from => !exclusive,
                Order::Ascending => item.key > *from,
                Order::Descending => item.key < *from,
            })
        });
        let mut rows: Vec<(String, &CollectionItem)> = shown.map(|item| (item.key.clone(), item)).collect();
        rows.sort_by(|left, right| match order {
            Order::Ascending => left.0.cmp(&right.0),
            Order::Descending => right.0.cmp(&left.0),
        });
        let resource = |item: &&CollectionItem| kind.item_resource(core, service, item);
        paging::page_of(request, "items", &rows, order, LARGEST_PAGE, resource)
    })
}

fn publish(request: &Request) -> Answer {
    let params = request.params();
    match params.get("Data") {
        None => Err(ApiError::bad_request(54251, "Invalid Message Stream Message data")),
        Some(text) if text.len() > LARGEST_MESSAGE => {
            Err(ApiError::new(413, 54006, "Request entity too large"))
        }
        Some(_) => Ok(Reply::created(json!({"sid": ids::sid("TZ"), "data": data(&params)?}))),
    }
}

/// The key that a new Item of a Map is to have.
fn new_key<'a>(params: &Params<'a>) -> Result<&'a str, ApiError> {
    let key = params.require("Key")?;
    if key.chars().count() > 320 {
        return Err(ApiError::bad_request(54209, "Invalid Map Item key"));
    }
    Ok(key)
}

/// `ItemTtl`, or its alias `Ttl`, for the Item; `CollectionTtl` for what it is in.
fn create_item(core: &Core, request: &Request, kind: &Kind, service: &str, name: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let key = if *kind == MAP { Some(new_key(&params)?) } else { None };
    params.require("Data")?;
    let data = data(&params)?.unwrap_or_default();
    let date_expires = ttl(&params, &["ItemTtl", "Ttl"], now)?.flatten();
    let expires = ttl(&params, &["CollectionTtl"], now)?;
    core.store.write(|state| {
        let collection = kind.find(state, service, name)?;
        let (collection_sid, index) = (collection.sid.clone(), collection.next_index);
        let key = key.map_or_else(|| paging::number_key(index), str::to_owned);
        let id = item_id(&collection_sid, &key);
        if state.items.get(&id).is_some() {
            return Err(ApiError::new(409, 54208, "An Item with given key already exists in the Map"));
        }
        state.collections.update(&collection_sid, |row| row.next_index += 1);
        let revision = next_revision(state, &collection_sid, now, expires);
        let item = CollectionItem {
            id,
            collection_sid,
            key,
            revision,
            data,
            date_expires,
            date_created: now,
            date_updated: now,
        };
        let reply = kind.item_reply(core, service, &item, 201);
        state.items.insert(item);
        Ok(reply)
    })
}

fn update_item(core: &Core, request: &Request, kind: &Kind, service: &str, name: &str, key: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let data = data(&params)?;
    let item_expires = ttl(&params, &["ItemTtl", "Ttl"], now)?;
    let expires = ttl(&params, &["CollectionTtl"], now)?;
    core.store.write(|state| {
        let collection = kind.find(state, service, name)?.sid.clone();
        let item = kind.find_item(state, &collection, key)?;
        check_revision(request, item.revision, kind.mismatch())?;
        let id = item.id.clone();
        let revision = next_revision(state, &collection, now, expires);
        let updated = state.items.update(&id, |item| {
            if let Some(data) = data {
                item.data = data;
            }
            if let Some(expires) = item_expires {
                item.date_expires = expires;
            }
            item.revision = revision;
            item.date_updated = now;
        });
        Ok(kind.item_reply(core, service, updated.ok_or_else(|| request.not_found())?, 200))
    })
}
