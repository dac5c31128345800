//! serverless-upload.twilio.com: new Versions of Functions and Assets, in no OpenAPI file; as the toolkit's client
//! sends them (`packages/serverless-api/src/api/functions.ts` and `assets.ts`).

use std::sync::Arc;

use super::errors::ApiError;
use super::serverless::{find, find_container, version_resource};
use super::{Answer, Reply, Request};
use crate::sandbox::core::Core;
use crate::sandbox::functions::Visibility;
use crate::sandbox::ids;
use crate::sandbox::model::{Kind, Version};

/// `POST /v1/Services/{ZS}/Functions|Assets/{ZH}/Versions` with `Path`, `Visibility` and the file part `Content`.
pub(super) fn answer(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    let ["v1", "Services", service, kind, container, "Versions"] = parts else {
        return Err(request.not_found());
    };
    let kind = match *kind {
        "Functions" => Kind::Function,
        "Assets" => Kind::Asset,
        _ => return Err(request.not_found()),
    };
    if request.method != "POST" {
        return Err(ApiError::method_not_allowed());
    }
    let (service, container) = core.store.read(|state| {
        let service = find(state, request, service)?.sid.clone();
        let container = find_container(state, request, &service, kind, container)?.sid.clone();
        Ok((service, container))
    })?;
    let params = request.params();
    params.require("Path")?;
    let path = params.text("Path", 255)?.unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    params.require("Visibility")?;
    let visibility = match params.word("Visibility", &["public", "protected", "private"])? {
        Some("public") => Visibility::Public,
        Some("protected") => Visibility::Protected,
        _ => Visibility::Private,
    };
    let Some((content_type, content)) = request.file.clone() else {
        return Err(ApiError::invalid("Missing required parameter Content in the post body"));
    };
    let digest = core
        .contents
        .put(content)
        .map_err(|error| ApiError::internal(format!("the upload cannot be kept: {error}")))?;
    let version = Version {
        sid: ids::sid("ZN"),
        kind,
        service_sid: service,
        container_sid: container,
        path,
        visibility,
        content_type,
        digest,
        date_created: core.now(),
    };
    let body = version_resource(core, &version);
    core.store.write(|state| state.versions.insert(version));
    Ok(Reply::created(body))
}
