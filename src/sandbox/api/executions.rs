//! studio.twilio.com: Executions with their Steps and contexts.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, maybe_time, time};
use crate::sandbox::core::Core;
use crate::sandbox::executions::{self, Start};
use crate::sandbox::ids;
use crate::sandbox::messages::is_address;
use crate::sandbox::model::{Execution, Flow, State, StepRow};
use crate::sandbox::studio::Trigger;

/// `/v2/Flows/{FlowSid}/Executions…`
pub(super) fn answer(core: &Arc<Core>, request: &Request, flow: &Flow, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => list(core, request, flow),
        ([], "POST") => create(core, request, flow),
        ([], _) => Err(ApiError::method_not_allowed()),
        ([sid, rest @ ..], method) => {
            let execution = core.store.read(|state| {
                let row = state.executions.get(sid).filter(|row| row.flow_sid == flow.sid);
                row.cloned().ok_or_else(|| request.not_found())
            })?;
            match (rest, method) {
                ([], "GET") => Ok(Reply::ok(resource(core, &execution))),
                ([], "POST") => end(core, request, &execution),
                ([], "DELETE") => {
                    executions::end(core, &execution.sid);
                    core.store.write(|state| {
                        state.steps.retain(|row| row.execution_sid != execution.sid);
                        state.executions.remove(&execution.sid);
                    });
                    Ok(Reply::deleted())
                }
                (["Context"], "GET") => {
                    let run = executions::run_of(core, &execution.sid).ok_or_else(|| request.not_found())?;
                    Ok(Reply::ok(json!({
                        "account_sid": core.account.account_sid,
                        "context": run.context(),
                        "flow_sid": execution.flow_sid,
                        "execution_sid": execution.sid,
                        "url": format!("{}/Context", url(&execution)),
                    })))
                }
                (["Steps", rest @ ..], _) => steps(core, request, &execution, rest),
                ([] | ["Context"], _) => Err(ApiError::method_not_allowed()),
                _ => Err(request.not_found()),
            }
        }
    }
}

/// Newest first. The status filter is `status` in the spec and `Status` in the docs; both are taken.
fn list(core: &Core, request: &Request, flow: &Flow) -> Answer {
    let filters = request.filters();
    let words = ["active", "ended"];
    let status = filters.word("status", &words)?.or(filters.word("Status", &words)?);
    let from = filters.time("DateCreatedFrom")?;
    let to = filters.time("DateCreatedTo")?;
    let rows = core.store.read(|state| {
        let rows = state.executions.numbered().rev().filter(|(_, row)| row.flow_sid == flow.sid);
        rows.filter(|(_, row)| status.is_none_or(|status| row.status == status))
            .filter(|(_, row)| from.is_none_or(|from| row.date_created >= from))
            .filter(|(_, row)| to.is_none_or(|to| row.date_created < to))
            .map(|(number, row)| (paging::number_key(number), resource(core, row)))
            .collect()
    });
    paging::page(request, "executions", rows, Order::Descending, 1000)
}

fn create(core: &Arc<Core>, request: &Request, flow: &Flow) -> Answer {
    let params = request.params();
    let to = params.require("To")?.trim();
    let from = params.require("From")?.trim();
    if !is_address(to) {
        return Err(ApiError::invalid(format!(
            "Invalid parameter To: '{to}' is not a phone number in E.164 form"
        )));
    }
    if !is_address(from) && !ids::is_sid(from, "MG") {
        return Err(ApiError::invalid(format!(
            "Invalid parameter From: '{from}' is neither a phone number in E.164 form nor a Messaging Service SID"
        )));
    }
    let parameters = match params.get("Parameters").map(serde_json::from_str::<Value>) {
        None => Map::new(),
        Some(Ok(Value::Object(parameters))) => parameters,
        Some(_) => {
            return Err(ApiError::invalid("Invalid parameter Parameters: not the text of a JSON object"));
        }
    };
    let started = executions::start(
        core,
        Start {
            flow_sid: flow.sid.clone(),
            contact: to.to_owned(),
            channel: from.to_owned(),
            initiated_by: core.account.account_sid.clone(),
            trigger: Trigger::Request { to: to.to_owned(), from: from.to_owned(), parameters },
        },
    )?;
    Ok(Reply::created(resource(core, &started.execution)))
}

fn end(core: &Core, request: &Request, execution: &Execution) -> Answer {
    let params = request.params();
    params.require("Status")?;
    match params.word("Status", &["active", "ended"])? {
        Some("ended") => {}
        _ if execution.status == "active" => {}
        _ => {
            return Err(ApiError::invalid(
                "Invalid parameter Status: an ended Execution cannot be active again",
            ));
        }
    }
    if params.get("Status") == Some("ended") {
        executions::end(core, &execution.sid);
    }
    core.store.read(|state| {
        let row = state.executions.get(&execution.sid).ok_or_else(|| request.not_found())?;
        Ok(Reply::ok(resource(core, row)))
    })
}

fn url(execution: &Execution) -> String {
    format!("https://studio.twilio.com/v2/Flows/{}/Executions/{}", execution.flow_sid, execution.sid)
}

fn resource(core: &Core, execution: &Execution) -> Value {
    let url = url(execution);
    json!({
        "sid": execution.sid,
        "account_sid": core.account.account_sid,
        "flow_sid": execution.flow_sid,
        "contact_channel_address": execution.contact,
        "contact_sid": execution.contact_sid,
        "flow_version": execution.flow_version,
        "context": {},
        "status": execution.status,
        "date_created": time(execution.date_created),
        "date_updated": maybe_time(execution.date_updated),
        "initiated_by": execution.initiated_by,
        "url": url,
        "links": {"steps": format!("{url}/Steps"), "execution_context": format!("{url}/Context")},
    })
}

/// Newest first.
fn steps(core: &Core, request: &Request, execution: &Execution, rest: &[&str]) -> Answer {
    let find = |state: &State, sid: &str| {
        let row = state.steps.get(sid).filter(|row| row.execution_sid == execution.sid);
        row.cloned().ok_or_else(|| request.not_found())
    };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.steps.numbered().rev().filter(|(_, row)| row.execution_sid == execution.sid);
                rows.map(|(number, row)| (paging::number_key(number), step_resource(core, execution, row)))
                    .collect()
            });
            paging::page(request, "steps", rows, Order::Descending, 1000)
        }
        ([sid], "GET") => {
            let step = core.store.read(|state| find(state, sid))?;
            Ok(Reply::ok(step_resource(core, execution, &step)))
        }
        ([sid, "Context"], "GET") => {
            let row = core.store.read(|state| find(state, sid))?;
            Ok(Reply::ok(json!({
                "account_sid": core.account.account_sid,
                "context": row.step.context,
                "execution_sid": execution.sid,
                "flow_sid": execution.flow_sid,
                "step_sid": row.sid,
                "url": format!("{}/Steps/{}/Context", url(execution), row.sid),
            })))
        }
        ([] | [_] | [_, "Context"], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn step_resource(core: &Core, execution: &Execution, row: &StepRow) -> Value {
    let url = format!("{}/Steps/{}", url(execution), row.sid);
    json!({
        "sid": row.sid,
        "account_sid": core.account.account_sid,
        "flow_sid": execution.flow_sid,
        "execution_sid": execution.sid,
        "parent_step_sid": null,
        "name": row.step.name,
        "context": {},
        "transitioned_from": row.step.transitioned_from,
        "transitioned_to": row.step.transitioned_to,
        "type": row.step.widget_type,
        "date_created": time(row.step.at),
        "date_updated": null,
        "url": url,
        "links": {"step_context": format!("{url}/Context")},
    })
}
