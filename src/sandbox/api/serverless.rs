//! serverless.twilio.com: Services, and the Functions and Assets in them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Reply, Request, builds, environments, time};
use crate::sandbox::core::Core;
use crate::sandbox::functions::Visibility;
use crate::sandbox::ids;
use crate::sandbox::model::{Container, Kind, Service, State, Version};

/// An account has at most 50 Services.
const MOST_SERVICES: usize = 50;

pub(super) fn answer(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    let ["v1", "Services", rest @ ..] = parts else { return Err(request.not_found()) };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let services = state.services.numbered();
                services.map(|(number, row)| (paging::number_key(number), resource(core, row))).collect()
            });
            paging::page(request, "services", rows, Order::Ascending, 1000)
        }
        ([], "POST") => create(core, request),
        ([], _) => Err(ApiError::method_not_allowed()),
        ([name, rest @ ..], method) => {
            let service = core.store.read(|state| find(state, request, name).cloned())?;
            match (rest, method) {
                ([], "GET") => Ok(Reply::ok(resource(core, &service))),
                ([], "POST") => update(core, request, &service.sid),
                ([], "DELETE") => Ok(delete(core, &service.sid)),
                (["Functions", rest @ ..], _) => {
                    containers(core, request, &service.sid, Kind::Function, rest)
                }
                (["Assets", rest @ ..], _) => containers(core, request, &service.sid, Kind::Asset, rest),
                (["Builds", rest @ ..], _) => builds::answer(core, request, &service.sid, rest),
                (["Environments", rest @ ..], _) => environments::answer(core, request, &service, rest),
                ([], _) => Err(ApiError::method_not_allowed()),
                _ => Err(request.not_found()),
            }
        }
    }
}

/// By SID or unique name.
pub(super) fn find<'a>(state: &'a State, request: &Request, name: &str) -> Result<&'a Service, ApiError> {
    let by_name = || state.services.iter().find(|service| service.unique_name == name);
    state.services.get(name).or_else(by_name).ok_or_else(|| request.not_found())
}

/// Letters, digits and dashes, at most 50 (docs:serverless/functions-assets/functions/create-service).
fn create(core: &Core, request: &Request) -> Answer {
    let params = request.params();
    let unique_name = params.require("UniqueName")?;
    let fits = (1..=50).contains(&unique_name.len())
        && unique_name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !fits {
        return Err(ApiError::invalid(
            "Invalid parameter UniqueName: only letters, digits and dashes, at most 50 of them",
        ));
    }
    params.require("FriendlyName")?;
    let friendly_name = params.text("FriendlyName", 255)?.unwrap_or_default().to_owned();
    let include_credentials = params.boolean("IncludeCredentials")?.unwrap_or(true);
    let ui_editable = params.boolean("UiEditable")?.unwrap_or(false);
    let now = core.now();
    core.store.write(|state| {
        if state.services.iter().any(|service| service.unique_name == unique_name) {
            return Err(ApiError::conflict(format!(
                "Service with unique name {unique_name} already exists."
            )));
        }
        if state.services.len() >= MOST_SERVICES {
            return Err(ApiError::invalid("Services are limited to less than or equal to 50"));
        }
        let label = unique_name.to_ascii_lowercase();
        let domain_base = std::iter::repeat_with(|| format!("{label}-{}", ids::four_digits()))
            .find(|base| state.services.iter().all(|service| service.domain_base != *base))
            .unwrap_or_default();
        let service = Service {
            sid: ids::sid("ZS"),
            unique_name: unique_name.to_owned(),
            friendly_name,
            include_credentials,
            ui_editable,
            domain_base,
            date_created: now,
            date_updated: now,
        };
        let body = resource(core, &service);
        state.services.insert(service);
        Ok(Reply::created(body))
    })
}

fn update(core: &Core, request: &Request, sid: &str) -> Answer {
    let params = request.params();
    let friendly_name = params.text("FriendlyName", 255)?;
    let include_credentials = params.boolean("IncludeCredentials")?;
    let ui_editable = params.boolean("UiEditable")?;
    let now = core.now();
    core.store.write(|state| {
        let updated = state.services.update(sid, |service| {
            if let Some(name) = friendly_name {
                name.clone_into(&mut service.friendly_name);
            }
            service.include_credentials = include_credentials.unwrap_or(service.include_credentials);
            service.ui_editable = ui_editable.unwrap_or(service.ui_editable);
            service.date_updated = now;
        });
        Ok(Reply::ok(resource(core, updated.ok_or_else(|| request.not_found())?)))
    })
}

/// Everything below goes with it.
fn delete(core: &Core, sid: &str) -> Reply {
    core.store.write(|state| {
        state.services.remove(sid);
        state.environments.retain(|row| row.service_sid != sid);
        state.variables.retain(|row| row.service_sid != sid);
        state.containers.retain(|row| row.service_sid != sid);
        state.versions.retain(|row| row.service_sid != sid);
        state.builds.retain(|row| row.service_sid != sid);
        state.deployments.retain(|row| row.service_sid != sid);
        state.logs.retain(|row| row.service_sid != sid);
    });
    Reply::deleted()
}

fn resource(core: &Core, service: &Service) -> Value {
    let url = format!("https://serverless.twilio.com/v1/Services/{}", service.sid);
    json!({
        "sid": service.sid,
        "account_sid": core.account.account_sid,
        "friendly_name": service.friendly_name,
        "unique_name": service.unique_name,
        "include_credentials": service.include_credentials,
        "ui_editable": service.ui_editable,
        "domain_base": service.domain_base,
        "date_created": time(service.date_created),
        "date_updated": time(service.date_updated),
        "url": url,
        "links": {
            "environments": format!("{url}/Environments"),
            "functions": format!("{url}/Functions"),
            "assets": format!("{url}/Assets"),
            "builds": format!("{url}/Builds"),
        },
    })
}

impl Kind {
    fn plural(self) -> &'static str {
        match self {
            Self::Function => "Functions",
            Self::Asset => "Assets",
        }
    }

    fn lower(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Asset => "asset",
        }
    }
}

/// `/v1/Services/{ServiceSid}/Functions…` and `…/Assets…`
fn containers(core: &Core, request: &Request, service: &str, kind: Kind, rest: &[&str]) -> Answer {
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let rows = state.containers.numbered();
                let rows = rows.filter(|(_, row)| row.service_sid == service && row.kind == kind);
                rows.map(|(number, row)| (paging::number_key(number), container_resource(core, row)))
                    .collect()
            });
            paging::page(request, &kind.plural().to_lowercase(), rows, Order::Ascending, 1000)
        }
        ([], "POST") => {
            request.params().require("FriendlyName")?;
            let friendly_name = request.params().text("FriendlyName", 255)?.unwrap_or_default().to_owned();
            let now = core.now();
            let container = Container {
                sid: ids::sid("ZH"),
                kind,
                service_sid: service.to_owned(),
                friendly_name,
                date_created: now,
                date_updated: now,
            };
            let body = container_resource(core, &container);
            core.store.write(|state| state.containers.insert(container));
            Ok(Reply::created(body))
        }
        ([], _) => Err(ApiError::method_not_allowed()),
        ([sid, rest @ ..], method) => {
            let container =
                core.store.read(|state| find_container(state, request, service, kind, sid).cloned())?;
            match (rest, method) {
                ([], "GET") => Ok(Reply::ok(container_resource(core, &container))),
                ([], "POST") => rename(core, request, &container.sid),
                ([], "DELETE") => core.store.write(|state| {
                    state.containers.remove(&container.sid);
                    state.versions.retain(|version| version.container_sid != container.sid);
                    Ok(Reply::deleted())
                }),
                (["Versions"], "GET") => {
                    let rows = core.store.read(|state| {
                        let rows = state.versions.numbered().rev();
                        let rows = rows.filter(|(_, row)| row.container_sid == container.sid);
                        rows.map(|(number, row)| (paging::number_key(number), version_resource(core, row)))
                            .collect()
                    });
                    paging::page(
                        request,
                        &format!("{}_versions", kind.lower()),
                        rows,
                        Order::Descending,
                        1000,
                    )
                }
                (["Versions", sid], "GET") => {
                    let version = find_version(core, request, &container, sid)?;
                    Ok(Reply::ok(version_resource(core, &version)))
                }
                (["Versions", sid, "Content"], "GET") if kind == Kind::Function => {
                    content(core, &find_version(core, request, &container, sid)?)
                }
                ([] | ["Versions"] | ["Versions", _] | ["Versions", _, "Content"], _) => {
                    Err(ApiError::method_not_allowed())
                }
                _ => Err(request.not_found()),
            }
        }
    }
}

pub(super) fn find_container<'a>(
    state: &'a State,
    request: &Request,
    service: &str,
    kind: Kind,
    sid: &str,
) -> Result<&'a Container, ApiError> {
    let container = state.containers.get(sid).filter(|row| row.service_sid == service && row.kind == kind);
    container.ok_or_else(|| request.not_found())
}

fn find_version(
    core: &Core,
    request: &Request,
    container: &Container,
    sid: &str,
) -> Result<Version, ApiError> {
    core.store
        .read(|state| state.versions.get(sid).filter(|row| row.container_sid == container.sid).cloned())
        .ok_or_else(|| request.not_found())
}

fn rename(core: &Core, request: &Request, sid: &str) -> Answer {
    request.params().require("FriendlyName")?;
    let name = request.params().text("FriendlyName", 255)?.unwrap_or_default();
    let now = core.now();
    core.store.write(|state| {
        let updated = state.containers.update(sid, |container| {
            name.clone_into(&mut container.friendly_name);
            container.date_updated = now;
        });
        Ok(Reply::ok(container_resource(core, updated.ok_or_else(|| request.not_found())?)))
    })
}

fn content(core: &Core, version: &Version) -> Answer {
    let bytes = core
        .contents
        .get(&version.digest)
        .map_err(|error| ApiError::internal(format!("the content of {} is lost: {error}", version.sid)))?;
    Ok(Reply::ok(json!({
        "sid": version.sid,
        "account_sid": core.account.account_sid,
        "service_sid": version.service_sid,
        "function_sid": version.container_sid,
        "content": String::from_utf8_lossy(&bytes),
        "url": format!("{}/Content", version_url(version)),
    })))
}

fn container_resource(core: &Core, container: &Container) -> Value {
    let plural = container.kind.plural();
    let url = format!(
        "https://serverless.twilio.com/v1/Services/{}/{plural}/{}",
        container.service_sid, container.sid
    );
    let versions = format!("{}_versions", container.kind.lower());
    json!({
        "sid": container.sid,
        "account_sid": core.account.account_sid,
        "service_sid": container.service_sid,
        "friendly_name": container.friendly_name,
        "date_created": time(container.date_created),
        "date_updated": time(container.date_updated),
        "url": url,
        "links": {versions: format!("{url}/Versions")},
    })
}

fn version_url(version: &Version) -> String {
    format!(
        "https://serverless.twilio.com/v1/Services/{}/{}/{}/Versions/{}",
        version.service_sid,
        version.kind.plural(),
        version.container_sid,
        version.sid
    )
}

pub(super) fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Protected => "protected",
        Visibility::Private => "private",
    }
}

pub(super) fn version_resource(core: &Core, version: &Version) -> Value {
    let url = version_url(version);
    let mut body = json!({
        "sid": version.sid,
        "account_sid": core.account.account_sid,
        "service_sid": version.service_sid,
        format!("{}_sid", version.kind.lower()): version.container_sid,
        "path": version.path,
        "visibility": visibility_word(version.visibility),
        "date_created": time(version.date_created),
        "url": url,
    });
    if version.kind == Kind::Function {
        body["links"] = json!({"function_version_content": format!("{url}/Content")});
    }
    body
}

/// The Version as a Build shows it, with the visibility in capitals (the spec's example of a Build).
pub(super) fn version_in_build(core: &Core, version: &Version) -> Value {
    json!({
        "sid": version.sid,
        "account_sid": core.account.account_sid,
        "service_sid": version.service_sid,
        format!("{}_sid", version.kind.lower()): version.container_sid,
        "date_created": time(version.date_created),
        "path": version.path,
        "visibility": visibility_word(version.visibility).to_uppercase(),
    })
}
