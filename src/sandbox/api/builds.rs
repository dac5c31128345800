//! serverless.twilio.com: Builds.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::errors::ApiError;
use super::paging::{self, Order};
use super::serverless::version_in_build;
use super::{Answer, Reply, Request, time};
use crate::sandbox::core::Core;
use crate::sandbox::functions::{BuildFailure, BuildFile, BuildInput};
use crate::sandbox::ids;
use crate::sandbox::model::{Build, Kind, State, Version};

/// What a Build has although nobody asked for it.
const DEFAULT_DEPENDENCIES: [(&str, &str); 2] = [("twilio", "6.2.0"), ("@twilio/runtime-handler", "2.1.0")];

/// node18 and older are refused since 2025-11-10, node24 is taken since 2026-07-08 (Twilio's changelog).
const RUNTIMES: [&str; 3] = ["node20", "node22", "node24"];
const DEFAULT_RUNTIME: &str = "node22";

/// `/v1/Services/{ServiceSid}/Builds…`
pub(super) fn answer(core: &Arc<Core>, request: &Request, service: &str, rest: &[&str]) -> Answer {
    let find = |state: &State, sid: &str| {
        let build = state.builds.get(sid).filter(|build| build.service_sid == service).cloned();
        build.ok_or_else(|| request.not_found())
    };
    match (rest, request.method.as_str()) {
        ([], "GET") => {
            let rows = core.store.read(|state| {
                let builds = state.builds.numbered().rev().filter(|(_, row)| row.service_sid == service);
                builds.map(|(number, row)| (paging::number_key(number), resource(core, row))).collect()
            });
            paging::page(request, "builds", rows, Order::Descending, 1000)
        }
        ([], "POST") => create(core, request, service),
        ([sid], "GET") => core.store.read(|state| Ok(Reply::ok(resource(core, &find(state, sid)?)))),
        ([sid], "DELETE") => core.store.write(|state| {
            let build = find(state, sid)?;
            if state.environments.iter().any(|row| row.build_sid.as_deref() == Some(&build.sid)) {
                return Err(ApiError::conflict("Build is deployed to an Environment and cannot be deleted"));
            }
            state.builds.remove(&build.sid);
            Ok(Reply::deleted())
        }),
        ([sid, "Status"], "GET") => core.store.read(|state| {
            let build = find(state, sid)?;
            Ok(Reply::ok(json!({
                "sid": build.sid,
                "account_sid": core.account.account_sid,
                "service_sid": build.service_sid,
                "status": build.status,
                "url": format!("{}/Status", url(&build)),
            })))
        }),
        ([] | [_] | [_, "Status"], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn create(core: &Arc<Core>, request: &Request, service: &str) -> Answer {
    let params = request.params();
    let runtime = params.get("Runtime").unwrap_or(DEFAULT_RUNTIME);
    if !RUNTIMES.contains(&runtime) {
        return Err(ApiError::bad_request(82007, format!("Runtime version {runtime} is not supported")));
    }
    let mut dependencies = dependencies(params.get("Dependencies"))?;
    for (name, version) in DEFAULT_DEPENDENCIES {
        dependencies.entry(name.to_owned()).or_insert_with(|| version.to_owned());
    }
    let wanted: Vec<(Kind, &str)> = params
        .all("FunctionVersions")
        .into_iter()
        .map(|sid| (Kind::Function, sid))
        .chain(params.all("AssetVersions").into_iter().map(|sid| (Kind::Asset, sid)))
        .collect();
    if wanted.is_empty() {
        return Err(ApiError::invalid(
            "Missing required parameter FunctionVersions or AssetVersions in the post body",
        ));
    }
    let now = core.now();
    let build = core.store.write(|state| {
        let versions = versions(state, service, &wanted)?;
        let build = Build {
            sid: ids::sid("ZB"),
            service_sid: service.to_owned(),
            status: "building".to_owned(),
            versions,
            dependencies,
            runtime: runtime.to_owned(),
            date_created: now,
            date_updated: now,
        };
        state.builds.insert(build.clone());
        Ok::<_, ApiError>(build)
    })?;
    let body = resource(core, &build);
    begin(core, build);
    Ok(Reply::created(body))
}

fn versions(state: &State, service: &str, wanted: &[(Kind, &str)]) -> Result<Vec<Version>, ApiError> {
    let mut paths = HashSet::new();
    let mut versions = Vec::new();
    for (kind, sid) in wanted {
        let name = if *kind == Kind::Function { "FunctionVersions" } else { "AssetVersions" };
        let found = state.versions.get(sid).filter(|row| row.service_sid == service && row.kind == *kind);
        let version = found.ok_or_else(|| {
            ApiError::invalid(format!("Invalid parameter {name}: {sid} is not a Version of this Service"))
        })?;
        if !paths.insert(version.path.clone()) {
            return Err(ApiError::invalid(format!(
                "Invalid parameter {name}: several Versions have the path {}",
                version.path
            )));
        }
        versions.push(version.clone());
    }
    Ok(versions)
}

/// JSON text, plain or in one extra pair of quotes, as the toolkit's client sends it (`src/api/builds.ts`).
fn dependencies(text: Option<&str>) -> Result<BTreeMap<String, String>, ApiError> {
    let Some(text) = text else { return Ok(BTreeMap::new()) };
    let wrong = || {
        ApiError::invalid(
            "Invalid parameter Dependencies: a JSON array of objects with name and version is needed",
        )
    };
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let value: Value = serde_json::from_str(text)
        .ok()
        .filter(Value::is_array)
        .or_else(|| serde_json::from_str(inner?).ok())
        .or_else(|| {
            serde_json::from_str::<String>(text).ok().and_then(|text| serde_json::from_str(&text).ok())
        })
        .ok_or_else(wrong)?;
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|entry| {
            let text = |name: &str| entry.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            Ok((text("name").ok_or_else(wrong)?.to_owned(), text("version").unwrap_or("latest").to_owned()))
        })
        .collect()
}

/// Builds in the background, as the platform does; the outcome is the Build's status.
pub(crate) fn begin(core: &Arc<Core>, build: Build) {
    let core = core.clone();
    tokio::spawn(async move {
        let outcome = run(&core, &build).await;
        let status = if outcome.is_ok() { "completed" } else { "failed" };
        let now = core.now();
        core.store.write(|state| {
            state.builds.update(&build.sid, |build| {
                status.clone_into(&mut build.status);
                build.date_updated = now;
            });
        });
        let (text, code) = match outcome {
            Ok(()) => (format!("Build {} completed", build.sid), None),
            Err(failure) => (format!("Build {} failed: {}", build.sid, failure.message), Some(failure.code)),
        };
        core.emit("build", text, json!({"sid": build.sid, "status": status, "code": code}));
    });
}

async fn run(core: &Core, build: &Build) -> Result<(), BuildFailure> {
    let files = |kind: Kind| {
        let versions = build.versions.iter().filter(move |version| version.kind == kind);
        versions
            .map(|version| {
                let content = core.contents.get(&version.digest).map_err(|error| BuildFailure {
                    code: 82003,
                    message: format!("the content of {} is lost: {error}", version.path),
                })?;
                Ok(BuildFile {
                    path: version.path.clone(),
                    visibility: version.visibility,
                    content_type: version.content_type.clone(),
                    content,
                })
            })
            .collect::<Result<Vec<_>, BuildFailure>>()
    };
    core.functions
        .build(BuildInput {
            sid: build.sid.clone(),
            functions: files(Kind::Function)?,
            assets: files(Kind::Asset)?,
            dependencies: build.dependencies.clone(),
        })
        .await
}

fn url(build: &Build) -> String {
    format!("https://serverless.twilio.com/v1/Services/{}/Builds/{}", build.service_sid, build.sid)
}

fn resource(core: &Core, build: &Build) -> Value {
    let versions = |kind: Kind| -> Vec<Value> {
        let versions = build.versions.iter().filter(|version| version.kind == kind);
        versions.map(|version| version_in_build(core, version)).collect()
    };
    let dependencies: Vec<Value> =
        build.dependencies.iter().map(|(name, version)| json!({"name": name, "version": version})).collect();
    let url = url(build);
    json!({
        "sid": build.sid,
        "account_sid": core.account.account_sid,
        "service_sid": build.service_sid,
        "status": build.status,
        "asset_versions": versions(Kind::Asset),
        "function_versions": versions(Kind::Function),
        "dependencies": dependencies,
        "runtime": build.runtime,
        "date_created": time(build.date_created),
        "date_updated": time(build.date_updated),
        "url": url,
        "links": {"build_status": format!("{url}/Status")},
    })
}
