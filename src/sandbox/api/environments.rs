//! serverless.twilio.com: Environments with their Variables, Deployments and Logs.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, time};
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::model::{Deployment, Environment, Log, Service, State, Variable};

/// `/v1/Services/{ServiceSid}/Environments…`
pub(super) fn answer(core: &Arc<Core>, request: &Request, service: &Service, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.environments.numbered().filter(|(_, row)| row.service_sid == service.sid);
                rows.map(|(number, row)| (paging::number_key(number), resource(core, row))).collect()
            });
            paging::page(request, "environments", rows, Order::Ascending, 1000)
        }
        ([], "POST") => create(core, request, service),
        ([], _) => Err(ApiError::method_not_allowed()),
        ([sid, rest @ ..], method) => {
            let environment = core.store.read(|state| {
                let row = state.environments.get(sid).filter(|row| row.service_sid == service.sid);
                row.cloned().ok_or_else(|| request.not_found())
            })?;
            match (rest, method) {
                ([], "GET") => Ok(Reply::ok(resource(core, &environment))),
                ([], "DELETE") => Ok(delete(core, &environment.sid)),
                (["Variables", rest @ ..], _) => variables(core, request, &environment, rest),
                (["Deployments", rest @ ..], _) => deployments(core, request, &environment, rest),
                (["Logs", rest @ ..], _) => logs(core, request, &environment, rest),
                ([], _) => Err(ApiError::method_not_allowed()),
                _ => Err(request.not_found()),
            }
        }
    }
}

fn create(core: &Core, request: &Request, service: &Service) -> Answer {
    let params = request.params();
    params.require("UniqueName")?;
    let unique_name = params.text("UniqueName", 100)?.unwrap_or_default();
    let suffix = params.text("DomainSuffix", 16)?;
    if suffix.is_some_and(|text| !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')) {
        return Err(ApiError::invalid("Invalid parameter DomainSuffix: only letters, digits and dashes"));
    }
    let now = core.now();
    core.store.write(|state| {
        let same = |row: &Environment| {
            row.service_sid == service.sid
                && (row.unique_name == unique_name || row.domain_suffix.as_deref() == suffix)
        };
        if state.environments.iter().any(same) {
            return Err(ApiError::conflict(
                "Environment with this UniqueName or DomainSuffix already exists.",
            ));
        }
        let domain_name = match suffix {
            Some(suffix) => format!("{}-{}.twil.io", service.domain_base, suffix.to_ascii_lowercase()),
            None => format!("{}.twil.io", service.domain_base),
        };
        let environment = Environment {
            sid: ids::sid("ZE"),
            service_sid: service.sid.clone(),
            build_sid: None,
            unique_name: unique_name.to_owned(),
            domain_suffix: suffix.map(str::to_owned),
            domain_name,
            date_created: now,
            date_updated: now,
        };
        let body = resource(core, &environment);
        state.environments.insert(environment);
        Ok(Reply::created(body))
    })
}

fn delete(core: &Core, sid: &str) -> Reply {
    core.store.write(|state| {
        state.environments.remove(sid);
        state.variables.retain(|row| row.environment_sid != sid);
        state.deployments.retain(|row| row.environment_sid != sid);
        state.logs.retain(|row| row.environment_sid != sid);
    });
    Reply::deleted()
}

fn url(environment: &Environment) -> String {
    format!(
        "https://serverless.twilio.com/v1/Services/{}/Environments/{}",
        environment.service_sid, environment.sid
    )
}

fn resource(core: &Core, environment: &Environment) -> Value {
    let url = url(environment);
    json!({
        "sid": environment.sid,
        "account_sid": core.account.account_sid,
        "service_sid": environment.service_sid,
        "build_sid": environment.build_sid,
        "unique_name": environment.unique_name,
        "domain_suffix": environment.domain_suffix,
        "domain_name": environment.domain_name,
        "date_created": time(environment.date_created),
        "date_updated": time(environment.date_updated),
        "url": url,
        "links": {
            "variables": format!("{url}/Variables"),
            "deployments": format!("{url}/Deployments"),
            "logs": format!("{url}/Logs"),
        },
    })
}

fn variables(core: &Core, request: &Request, environment: &Environment, rest: &[&str]) -> Answer {
    let find = |state: &State, sid: &str| {
        let row = state.variables.get(sid).filter(|row| row.environment_sid == environment.sid);
        row.cloned().ok_or_else(|| request.not_found())
    };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.variables.numbered();
                let rows = rows.filter(|(_, row)| row.environment_sid == environment.sid);
                rows.map(|(number, row)| (paging::number_key(number), variable_resource(core, row))).collect()
            });
            paging::page(request, "variables", rows, Order::Ascending, 1000)
        }
        ([], "POST") => {
            request.params().require("Key")?;
            request.params().require("Value")?;
            let now = core.now();
            let variable = Variable {
                sid: ids::sid("ZV"),
                service_sid: environment.service_sid.clone(),
                environment_sid: environment.sid.clone(),
                key: String::new(),
                value: String::new(),
                date_created: now,
                date_updated: now,
            };
            save(core, request, variable).map(Reply::created)
        }
        ([sid], "GET") => {
            let variable = core.store.read(|state| find(state, sid))?;
            Ok(Reply::ok(variable_resource(core, &variable)))
        }
        ([sid], "POST") => {
            let mut variable = core.store.read(|state| find(state, sid))?;
            variable.date_updated = core.now();
            save(core, request, variable).map(Reply::ok)
        }
        ([sid], "DELETE") => core.store.write(|state| {
            find(state, sid)?;
            state.variables.remove(sid);
            Ok(Reply::deleted())
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

/// `Key` ≤ 128 characters, `Value` ≤ 450 bytes (CreateVariable).
fn save(core: &Core, request: &Request, mut variable: Variable) -> Result<Value, ApiError> {
    let params = request.params();
    if let Some(key) = params.text("Key", 128)? {
        let starts = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if !starts || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(ApiError::invalid("Invalid parameter Key: only letters, digits and underscores"));
        }
        key.clone_into(&mut variable.key);
    }
    if let Some(value) = params.get("Value") {
        if value.len() > 450 {
            return Err(ApiError::invalid("Invalid parameter Value: longer than 450 bytes"));
        }
        value.clone_into(&mut variable.value);
    }
    core.store.write(|state| {
        if state.environments.get(&variable.environment_sid).is_none() {
            return Err(request.not_found());
        }
        let same = |row: &Variable| {
            row.environment_sid == variable.environment_sid
                && row.key == variable.key
                && row.sid != variable.sid
        };
        if state.variables.iter().any(same) {
            return Err(ApiError::conflict(format!("Variable with key {} already exists.", variable.key)));
        }
        let body = variable_resource(core, &variable);
        state.variables.insert(variable);
        Ok(body)
    })
}

fn variable_resource(core: &Core, variable: &Variable) -> Value {
    json!({
        "sid": variable.sid,
        "account_sid": core.account.account_sid,
        "service_sid": variable.service_sid,
        "environment_sid": variable.environment_sid,
        "key": variable.key,
        "value": variable.value,
        "date_created": time(variable.date_created),
        "date_updated": time(variable.date_updated),
        "url": format!(
            "https://serverless.twilio.com/v1/Services/{}/Environments/{}/Variables/{}",
            variable.service_sid, variable.environment_sid, variable.sid
        ),
    })
}

fn deployments(core: &Core, request: &Request, environment: &Environment, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.deployments.numbered().rev();
                let rows = rows.filter(|(_, row)| row.environment_sid == environment.sid);
                rows.map(|(number, row)| (paging::number_key(number), deployment_resource(core, row)))
                    .collect()
            });
            paging::page(request, "deployments", rows, Order::Descending, 1000)
        }
        ([], "POST") => deploy(core, request, environment),
        ([sid], "GET") => core.store.read(|state| {
            let row = state.deployments.get(sid).filter(|row| row.environment_sid == environment.sid);
            Ok(Reply::ok(deployment_resource(core, row.ok_or_else(|| request.not_found())?)))
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

/// 409 when the Build is what the Environment runs already (twilio-labs/serverless-toolkit#171).
fn deploy(core: &Core, request: &Request, environment: &Environment) -> Answer {
    let build_sid = request.params().require("BuildSid")?;
    let now = core.now();
    let deployment = core.store.write(|state| {
        let build = state.builds.get(build_sid).filter(|build| build.service_sid == environment.service_sid);
        let build = build.ok_or_else(|| {
            ApiError::invalid(format!(
                "Invalid parameter BuildSid: {build_sid} is not a Build of this Service"
            ))
        })?;
        if build.status != "completed" {
            return Err(ApiError::invalid(format!(
                "Invalid parameter BuildSid: the Build is {}",
                build.status
            )));
        }
        let active = state.environments.get(&environment.sid).and_then(|row| row.build_sid.as_deref());
        if active == Some(build_sid) {
            return Err(ApiError::conflict("Environment has already requested deployment"));
        }
        let deployment = Deployment {
            sid: ids::sid("ZD"),
            service_sid: environment.service_sid.clone(),
            environment_sid: environment.sid.clone(),
            build_sid: build_sid.to_owned(),
            date_created: now,
        };
        state.environments.update(&environment.sid, |row| {
            row.build_sid = Some(build_sid.to_owned());
            row.date_updated = now;
        });
        state.deployments.insert(deployment.clone());
        Ok(deployment)
    })?;
    core.emit(
        "build",
        format!("deployed {build_sid} to {}", environment.domain_name),
        json!({"sid": build_sid, "domain": environment.domain_name}),
    );
    Ok(Reply::created(deployment_resource(core, &deployment)))
}

fn deployment_resource(core: &Core, deployment: &Deployment) -> Value {
    json!({
        "sid": deployment.sid,
        "account_sid": core.account.account_sid,
        "service_sid": deployment.service_sid,
        "environment_sid": deployment.environment_sid,
        "build_sid": deployment.build_sid,
        "date_created": time(deployment.date_created),
        "date_updated": time(deployment.date_created),
        "url": format!(
            "https://serverless.twilio.com/v1/Services/{}/Environments/{}/Deployments/{}",
            deployment.service_sid, deployment.environment_sid, deployment.sid
        ),
    })
}

/// Newest first, from a day back unless `StartDate` says otherwise (ListLog).
fn logs(core: &Core, request: &Request, environment: &Environment, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let filters = request.filters();
            let function = filters.get("FunctionSid");
            let day_back = core.now().checked_sub(SignedDuration::from_hours(24)).ok();
            let start = filters.time("StartDate")?.or(day_back);
            let end = filters.time("EndDate")?;
            let rows = core.store.read(|state| {
                let rows = state.logs.numbered().rev();
                rows.filter(|(_, row)| row.environment_sid == environment.sid)
                    .filter(|(_, row)| function.is_none_or(|sid| row.function_sid.as_deref() == Some(sid)))
                    .filter(|(_, row)| start.is_none_or(|start| row.date_created >= start))
                    .filter(|(_, row)| end.is_none_or(|end| row.date_created <= end))
                    .map(|(number, row)| (paging::number_key(number), log_resource(core, row)))
                    .collect()
            });
            paging::page(request, "logs", rows, Order::Descending, 1000)
        }
        ([sid], "GET") => core.store.read(|state| {
            let row = state.logs.get(sid).filter(|row| row.environment_sid == environment.sid);
            Ok(Reply::ok(log_resource(core, row.ok_or_else(|| request.not_found())?)))
        }),
        ([] | [_], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn log_resource(core: &Core, log: &Log) -> Value {
    json!({
        "sid": log.sid,
        "account_sid": core.account.account_sid,
        "service_sid": log.service_sid,
        "environment_sid": log.environment_sid,
        "build_sid": log.build_sid,
        "deployment_sid": log.deployment_sid,
        "function_sid": log.function_sid,
        "request_sid": log.request_sid,
        "level": log.level,
        "message": log.message,
        "date_created": time(log.date_created),
        "url": format!(
            "https://serverless.twilio.com/v1/Services/{}/Environments/{}/Logs/{}",
            log.service_sid, log.environment_sid, log.sid
        ),
    })
}
