//! studio.twilio.com: Flows, their Revisions and TestUsers, and Validate.

use std::sync::Arc;

use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, executions, maybe_time, time};
use crate::sandbox::core::Core;
use crate::sandbox::executions::abort;
use crate::sandbox::model::{Flow, Revision, State};
use crate::sandbox::{ids, studio};

pub(super) fn answer(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    let ["v2", "Flows", rest @ ..] = parts else { return Err(request.not_found()) };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.flows.numbered().rev();
                rows.filter_map(|(number, flow)| {
                    let revision = revision(state, &flow.sid, flow.revision)?;
                    Some((paging::number_key(number), row_of_list(core, flow, revision)))
                })
                .collect()
            });
            paging::page(request, "flows", rows, Order::Descending, 1000)
        }
        ([], "POST") => create(core, request),
        (["Validate"], "POST") => {
            let params = request.params();
            params.require("FriendlyName")?;
            params.require("Status")?;
            params.word("Status", &["draft", "published"])?;
            definition(request)?.ok_or_else(|| missing("Definition"))?;
            Ok(Reply::ok(json!({"valid": true})))
        }
        ([] | ["Validate"], _) => Err(ApiError::method_not_allowed()),
        ([sid, rest @ ..], method) => {
            let flow = core.store.read(|state| state.flows.get(sid).cloned());
            let flow = flow.ok_or_else(|| request.not_found())?;
            match (rest, method) {
                ([], "GET") => core.store.read(|state| {
                    let revision = revision(state, &flow.sid, flow.revision);
                    Ok(Reply::ok(resource(core, &flow, revision.ok_or_else(|| request.not_found())?)))
                }),
                ([], "POST") => update(core, request, &flow.sid),
                ([], "DELETE") => Ok(delete(core, &flow.sid)),
                (["Revisions", rest @ ..], _) => revisions(core, request, &flow, rest),
                (["TestUsers"], _) => test_users(core, request, &flow),
                (["Executions", rest @ ..], _) => executions::answer(core, request, &flow, rest),
                ([], _) => Err(ApiError::method_not_allowed()),
                _ => Err(request.not_found()),
            }
        }
    }
}

fn missing(name: &str) -> ApiError {
    ApiError::invalid(format!("Missing required parameter {name} in the post body"))
}

/// The definition, if one is given; 81022 with FlowValidate's complaints when it is not valid (docs:api/errors/81022,
/// docs:studio/rest-api/v2/flow-validate).
fn definition(request: &Request) -> Result<Option<Value>, ApiError> {
    let Some(text) = request.params().get("Definition") else { return Ok(None) };
    let definition: Value = serde_json::from_str(text)
        .map_err(|error| ApiError::invalid(format!("Invalid parameter Definition: not JSON, {error}")))?;
    let issues = studio::validate(&definition);
    if issues.is_empty() {
        return Ok(Some(definition));
    }
    let errors = serde_json::to_value(&issues).unwrap_or_default();
    Err(ApiError::bad_request(81022, "Flow definition is invalid")
        .with_details(json!({"errors": errors, "warnings": []})))
}

/// A Revision of a Flow.
pub(crate) fn revision<'a>(state: &'a State, flow: &str, number: u64) -> Option<&'a Revision> {
    state.revisions.get(&format!("{flow}/{number}"))
}

/// The Revision that answers real traffic.
pub(crate) fn published<'a>(state: &'a State, flow: &str) -> Option<&'a Revision> {
    let rows = state.revisions.iter().rev();
    rows.filter(|row| row.flow_sid == flow).find(|row| row.status == "published")
}

fn create(core: &Core, request: &Request) -> Answer {
    let params = request.params();
    params.require("FriendlyName")?;
    let friendly_name = params.text("FriendlyName", 255)?.unwrap_or_default().to_owned();
    let status = params.word("Status", &["draft", "published"])?.ok_or_else(|| missing("Status"))?;
    let definition = definition(request)?.ok_or_else(|| missing("Definition"))?;
    let now = core.now();
    let flow = Flow {
        sid: ids::sid("FW"),
        author_sid: ids::sid("US"),
        revision: 1,
        test_users: Vec::new(),
        date_created: now,
        date_updated: None,
    };
    let revision = Revision {
        id: format!("{}/1", flow.sid),
        flow_sid: flow.sid.clone(),
        revision: 1,
        friendly_name,
        status: status.to_owned(),
        definition,
        commit_message: params.get("CommitMessage").map(str::to_owned),
        date_created: now,
    };
    let body = resource(core, &flow, &revision);
    core.store.write(|state| {
        state.flows.insert(flow);
        state.revisions.insert(revision);
    });
    Ok(Reply::created(body))
}

/// Every save is a new Revision; what is not given stays.
fn update(core: &Core, request: &Request, sid: &str) -> Answer {
    let params = request.params();
    let status = params.word("Status", &["draft", "published"])?.ok_or_else(|| missing("Status"))?;
    let friendly_name = params.text("FriendlyName", 255)?;
    let definition = definition(request)?;
    let now = core.now();
    core.store.write(|state| {
        let flow = state.flows.get(sid).ok_or_else(|| request.not_found())?;
        let old = revision(state, sid, flow.revision).ok_or_else(|| request.not_found())?;
        let number = flow.revision + 1;
        let new = Revision {
            id: format!("{sid}/{number}"),
            flow_sid: sid.to_owned(),
            revision: number,
            friendly_name: friendly_name.map_or_else(|| old.friendly_name.clone(), str::to_owned),
            status: status.to_owned(),
            definition: definition.unwrap_or_else(|| old.definition.clone()),
            commit_message: params.get("CommitMessage").map(str::to_owned),
            date_created: now,
        };
        let updated = state.flows.update(sid, |flow| {
            flow.revision = number;
            flow.date_updated = Some(now);
        });
        let body = resource(core, updated.ok_or_else(|| request.not_found())?, &new);
        state.revisions.insert(new);
        Ok(Reply::ok(body))
    })
}

/// Its Executions end with it.
fn delete(core: &Core, sid: &str) -> Reply {
    let gone: Vec<String> = core.store.write(|state| {
        let rows = state.executions.iter().filter(|row| row.flow_sid == sid);
        let executions: Vec<String> = rows.map(|row| row.sid.clone()).collect();
        state.steps.retain(|row| !executions.contains(&row.execution_sid));
        state.executions.retain(|row| row.flow_sid != sid);
        state.revisions.retain(|row| row.flow_sid != sid);
        state.flows.remove(sid);
        executions
    });
    for execution in gone {
        abort(core, &execution);
    }
    Reply::deleted()
}

fn resource(core: &Core, flow: &Flow, revision: &Revision) -> Value {
    let mut body = row_of_list(core, flow, revision);
    body["definition"] = revision.definition.clone();
    body["commit_message"] = json!(revision.commit_message);
    body["valid"] = json!(true);
    body["errors"] = json!([]);
    body["warnings"] = json!([]);
    body
}

/// Rows of a list leave out what a fetch tells (the spec's example of ListFlow).
fn row_of_list(core: &Core, flow: &Flow, revision: &Revision) -> Value {
    let account = &core.account.account_sid;
    let url = format!("https://studio.twilio.com/v2/Flows/{}", flow.sid);
    json!({
        "sid": flow.sid,
        "account_sid": account,
        "author_sid": flow.author_sid,
        "friendly_name": revision.friendly_name,
        "definition": null,
        "status": revision.status,
        "revision": revision.revision,
        "commit_message": null,
        "valid": null,
        "errors": null,
        "warnings": null,
        "date_created": time(flow.date_created),
        "date_updated": maybe_time(flow.date_updated),
        "webhook_url": format!("https://webhooks.twilio.com/v1/Accounts/{account}/Flows/{}", flow.sid),
        "url": url,
        "links": {
            "test_users": format!("{url}/TestUsers"),
            "revisions": format!("{url}/Revisions"),
            "executions": format!("{url}/Executions"),
        },
    })
}

/// `…/Revisions` and `…/Revisions/{n|LatestPublished|LatestRevision}`
fn revisions(core: &Core, request: &Request, flow: &Flow, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.revisions.numbered().rev().filter(|(_, row)| row.flow_sid == flow.sid);
                rows.map(|(number, row)| {
                    (paging::number_key(number), revision_resource(core, flow, row, false))
                })
                .collect()
            });
            paging::page(request, "revisions", rows, Order::Descending, 1000)
        }
        ([name], "GET") => core.store.read(|state| {
            let found = match *name {
                "LatestPublished" => published(state, &flow.sid),
                "LatestRevision" => revision(state, &flow.sid, flow.revision),
                number => number.parse().ok().and_then(|number| revision(state, &flow.sid, number)),
            };
            let found = found.ok_or_else(|| request.not_found())?;
            Ok(Reply::ok(revision_resource(core, flow, found, true)))
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn revision_resource(core: &Core, flow: &Flow, revision: &Revision, whole: bool) -> Value {
    let told = |value: Value| if whole { value } else { Value::Null };
    json!({
        "sid": flow.sid,
        "account_sid": core.account.account_sid,
        "author_sid": flow.author_sid,
        "friendly_name": revision.friendly_name,
        "definition": told(revision.definition.clone()),
        "status": revision.status,
        "revision": revision.revision,
        "commit_message": told(json!(revision.commit_message)),
        "valid": told(json!(true)),
        "errors": told(json!([])),
        "date_created": time(revision.date_created),
        "date_updated": null,
        "url": format!("https://studio.twilio.com/v2/Flows/{}/Revisions/{}", flow.sid, revision.revision),
    })
}

fn test_users(core: &Core, request: &Request, flow: &Flow) -> Answer {
    let body = |users: &[String]| {
        json!({
            "sid": flow.sid,
            "test_users": users,
            "url": format!("https://studio.twilio.com/v2/Flows/{}/TestUsers", flow.sid),
        })
    };
    match request.method.as_str() {
        "GET" => Ok(Reply::ok(body(&flow.test_users))),
        "POST" => {
            request.params().given("TestUsers").ok_or_else(|| missing("TestUsers"))?;
            let users: Vec<String> =
                request.params().all("TestUsers").into_iter().map(str::to_owned).collect();
            let answer = body(&users);
            core.store.write(|state| {
                state.flows.update(&flow.sid, |flow| flow.test_users = users);
            });
            Ok(Reply::ok(answer))
        }
        _ => Err(ApiError::method_not_allowed()),
    }
}
