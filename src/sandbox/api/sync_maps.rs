//! sync.twilio.com: Maps and their Items.
//!
//! Codes: docs:api/errors/54200 (no such Map), 54201 (no such Item), 54205 (Item revision mismatch), 54208 (key
//! exists), 54209 (bad key), 54301 (unique name exists).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::sync::{LARGEST_PAGE, check_revision, data, name_taken, revision_text, ttl, unique_name};
use super::{Answer, Reply, Request, maybe_time, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{MapItem, State, SyncMap};

/// `/v1/Services/{ServiceSid}/Maps…`
pub(super) fn answer(core: &Core, request: &Request, service: &str, rest: &[&str], method: &str) -> Answer {
    match (rest, method) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let maps = state.maps.numbered().filter(|(_, row)| row.service_sid == service);
                maps.map(|(number, row)| (paging::number_key(number), map_resource(core, row))).collect()
            });
            paging::page(request, "maps", rows, Order::Ascending, LARGEST_PAGE)
        }
        ([], "POST") => create(core, request, service),
        ([name], "GET") => {
            core.store.read(|state| Ok(Reply::ok(map_resource(core, find(state, service, name)?))))
        }
        ([name], "POST") => update(core, request, service, name),
        ([name], "DELETE") => core.store.write(|state| {
            let sid = find(state, service, name)?.sid.clone();
            state.items.retain(|item| item.map_sid != sid);
            state.maps.remove(&sid);
            Ok(Reply::deleted())
        }),
        ([name, "Items"], "GET") => list(core, request, service, name),
        ([name, "Items"], "POST") => create_item(core, request, service, name),
        ([name, "Items", key], "GET") => core.store.read(|state| {
            let map = find(state, service, name)?;
            Ok(item_reply(core, service, find_item(state, &map.sid, key)?, 200))
        }),
        ([name, "Items", key], "POST") => update_item(core, request, service, name, key),
        ([name, "Items", key], "DELETE") => core.store.write(|state| {
            let map = find(state, service, name)?.sid.clone();
            let item = find_item(state, &map, key)?;
            check_revision(request, item.revision, item_mismatch())?;
            let id = item.id.clone();
            state.items.remove(&id);
            next_revision(state, &map, core.now(), None);
            Ok(Reply::deleted())
        }),
        ([] | [_] | [_, "Items"] | [_, "Items", _], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn find<'a>(state: &'a State, service: &str, name: &str) -> Result<&'a SyncMap, ApiError> {
    let mut maps = state.maps.iter().filter(|row| row.service_sid == service);
    maps.find(|row| row.sid == name || row.unique_name.as_deref() == Some(name))
        .ok_or_else(|| ApiError::new(404, 54200, "Map not found"))
}

fn find_item<'a>(state: &'a State, map: &str, key: &str) -> Result<&'a MapItem, ApiError> {
    state.items.get(&item_id(map, key)).ok_or_else(|| ApiError::new(404, 54201, "Map Item not found"))
}

fn item_id(map: &str, key: &str) -> String {
    format!("{map}/{key}")
}

fn item_mismatch() -> ApiError {
    ApiError::new(412, 54205, "The revision of the Map Item does not match the expected revision")
}

/// `CollectionTtl`, or its alias `Ttl` for the Map itself.
fn create(core: &Core, request: &Request, service: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let name = unique_name(&params)?;
    let map = SyncMap {
        sid: ids::sid("MP"),
        service_sid: service.to_owned(),
        unique_name: name.map(str::to_owned),
        revision: 0,
        date_expires: ttl(&params, &["CollectionTtl", "Ttl"], now)?.flatten(),
        date_created: now,
        date_updated: now,
    };
    core.store.write(|state| {
        if name.is_some_and(|name| find(state, service, name).is_ok()) {
            return Err(name_taken());
        }
        let body = map_resource(core, &map);
        state.maps.insert(map);
        Ok(Reply::created(body))
    })
}

fn update(core: &Core, request: &Request, service: &str, name: &str) -> Answer {
    let now = core.now();
    let expires = ttl(&request.params(), &["CollectionTtl", "Ttl"], now)?;
    core.store.write(|state| {
        let sid = find(state, service, name)?.sid.clone();
        next_revision(state, &sid, now, expires);
        Ok(Reply::ok(map_resource(core, find(state, service, &sid)?)))
    })
}

/// Counts a change of the Map; the revision after it.
fn next_revision(state: &mut State, map: &str, now: Timestamp, expires: Option<Option<Timestamp>>) -> u64 {
    state
        .maps
        .update(map, |map| {
            map.revision += 1;
            map.date_updated = now;
            if let Some(expires) = expires {
                map.date_expires = expires;
            }
        })
        .map_or(0, |map| map.revision)
}

/// By key, in code point order; `From` need not exist (ListSyncMapItem).
fn list(core: &Core, request: &Request, service: &str, name: &str) -> Answer {
    let filters = request.filters();
    let order = match filters.word("Order", &["asc", "desc"])? {
        Some("desc") => Order::Descending,
        _ => Order::Ascending,
    };
    let exclusive = filters.word("Bounds", &["inclusive", "exclusive"])? == Some("exclusive");
    let from = filters.get("From");
    core.store.read(|state| {
        let map = find(state, service, name)?;
        let items = state.items.iter().filter(|item| item.map_sid == map.sid);
        let shown = items.filter(|item| {
            from.is_none_or(|from| match order {
                _ if item.key == from => !exclusive,
                Order::Ascending => item.key.as_str() > from,
                Order::Descending => item.key.as_str() < from,
            })
        });
        let mut rows: Vec<(String, &MapItem)> = shown.map(|item| (item.key.clone(), item)).collect();
        rows.sort_by(|left, right| match order {
            Order::Ascending => left.0.cmp(&right.0),
            Order::Descending => right.0.cmp(&left.0),
        });
        let resource = |item: &&MapItem| item_resource(core, service, item);
        paging::page_of(request, "items", &rows, order, LARGEST_PAGE, resource)
    })
}

/// `ItemTtl`, or its alias `Ttl`, for the Item; `CollectionTtl` for the Map.
fn create_item(core: &Core, request: &Request, service: &str, name: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let key = params.require("Key")?;
    if key.chars().count() > 320 {
        return Err(ApiError::bad_request(54209, "Invalid Map Item key"));
    }
    params.require("Data")?;
    let data = data(&params)?.unwrap_or_default();
    let date_expires = ttl(&params, &["ItemTtl", "Ttl"], now)?.flatten();
    let map_expires = ttl(&params, &["CollectionTtl"], now)?;
    core.store.write(|state| {
        let map_sid = find(state, service, name)?.sid.clone();
        if find_item(state, &map_sid, key).is_ok() {
            return Err(ApiError::new(409, 54208, "An Item with given key already exists in the Map"));
        }
        let revision = next_revision(state, &map_sid, now, map_expires);
        let item = MapItem {
            id: item_id(&map_sid, key),
            map_sid,
            key: key.to_owned(),
            revision,
            data,
            date_expires,
            date_created: now,
            date_updated: now,
        };
        let reply = item_reply(core, service, &item, 201);
        state.items.insert(item);
        Ok(reply)
    })
}

fn update_item(core: &Core, request: &Request, service: &str, name: &str, key: &str) -> Answer {
    let params = request.params();
    let now = core.now();
    let data = data(&params)?;
    let expires = ttl(&params, &["ItemTtl", "Ttl"], now)?;
    let map_expires = ttl(&params, &["CollectionTtl"], now)?;
    core.store.write(|state| {
        let map = find(state, service, name)?.sid.clone();
        let item = find_item(state, &map, key)?;
        check_revision(request, item.revision, item_mismatch())?;
        let id = item.id.clone();
        let revision = next_revision(state, &map, now, map_expires);
        let updated = state.items.update(&id, |item| {
            if let Some(data) = data {
                item.data = data;
            }
            if let Some(expires) = expires {
                item.date_expires = expires;
            }
            item.revision = revision;
            item.date_updated = now;
        });
        Ok(item_reply(core, service, updated.ok_or_else(|| request.not_found())?, 200))
    })
}

fn map_resource(core: &Core, map: &SyncMap) -> Value {
    let url = format!("https://sync.twilio.com/v1/Services/{}/Maps/{}", map.service_sid, map.sid);
    json!({
        "sid": map.sid,
        "unique_name": map.unique_name,
        "account_sid": core.account.account_sid,
        "service_sid": map.service_sid,
        "url": url,
        "links": {"items": format!("{url}/Items"), "permissions": format!("{url}/Permissions")},
        "revision": revision_text(map.revision),
        "date_expires": maybe_time(map.date_expires),
        "date_created": time(map.date_created),
        "date_updated": time(map.date_updated),
        "created_by": "system",
    })
}

fn item_reply(core: &Core, service: &str, item: &MapItem, status: u16) -> Reply {
    let body = Some(item_resource(core, service, item));
    Reply { status, body, etag: None }.with_etag(&revision_text(item.revision))
}

fn item_resource(core: &Core, service: &str, item: &MapItem) -> Value {
    let key = percent_encoding::utf8_percent_encode(&item.key, percent_encoding::NON_ALPHANUMERIC);
    json!({
        "key": item.key,
        "account_sid": core.account.account_sid,
        "service_sid": service,
        "map_sid": item.map_sid,
        "url": format!("https://sync.twilio.com/v1/Services/{service}/Maps/{}/Items/{key}", item.map_sid),
        "revision": revision_text(item.revision),
        "data": item.data,
        "date_expires": maybe_time(item.date_expires),
        "date_created": time(item.date_created),
        "date_updated": time(item.date_updated),
        "created_by": "system",
    })
}
