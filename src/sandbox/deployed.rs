//! Requests to deployed domains: which Environment they mean, and what its Functions wrote meanwhile.

use std::sync::Arc;

use secrecy::ExposeSecret;
use serde_json::json;

use super::core::Core;
use super::functions::{Environment, Request, Response};
use super::ids;
use super::model::{Kind, Log};

/// Answers a request to a deployed domain; `None` when nothing is deployed there.
pub(crate) async fn serve(core: &Arc<Core>, domain: &str, request: Request) -> Option<Response> {
    let environment = find(core, domain)?;
    let text = format!("{} {}{}", request.method, environment.domain, request.path);
    let response = core.functions.serve(&environment, request, core.clock.offset_ms()).await;
    keep_logs(core, &environment, &response);
    core.emit("request", format!("{text} {}", response.status), json!({"status": response.status}));
    Some(response)
}

fn find(core: &Core, domain: &str) -> Option<Environment> {
    core.store.read(|state| {
        let row = state.environments.iter().find(|row| row.domain_name == domain)?;
        let service = state.services.get(&row.service_sid)?;
        let variables = state.variables.iter().filter(|variable| variable.environment_sid == row.sid);
        Some(Environment {
            sid: row.sid.clone(),
            service_sid: row.service_sid.clone(),
            build_sid: row.build_sid.clone()?,
            domain: row.domain_name.clone(),
            variables: variables.map(|row| (row.key.clone(), row.value.clone())).collect(),
            account_sid: core.account.account_sid.clone(),
            auth_token: core.account.auth_token.expose_secret().to_owned(),
            include_credentials: service.include_credentials,
        })
    })
}

fn keep_logs(core: &Core, environment: &Environment, response: &Response) {
    if response.logs.is_empty() {
        return;
    }
    let now = core.now();
    let request_sid = ids::sid("RQ");
    core.store.write(|state| {
        let mut deployments = state.deployments.iter().rev();
        let deployment =
            deployments.find(|row| row.environment_sid == environment.sid).map(|row| row.sid.clone());
        for line in &response.logs {
            let versions = state.builds.get(&environment.build_sid).map(|build| &build.versions);
            let function = versions.into_iter().flatten().find(|version| {
                version.kind == Kind::Function
                    && version.path.trim_end_matches(".js") == line.function_path.trim_end_matches(".js")
            });
            let log = Log {
                sid: ids::sid("NO"),
                service_sid: environment.service_sid.clone(),
                environment_sid: environment.sid.clone(),
                build_sid: environment.build_sid.clone(),
                deployment_sid: deployment.clone(),
                function_sid: function.map(|version| version.container_sid.clone()),
                request_sid: request_sid.clone(),
                level: line.level.clone(),
                message: line.message.clone(),
                date_created: now,
            };
            state.logs.insert(log);
        }
    });
    for line in &response.logs {
        core.emit(
            "function_log",
            format!("{} {}: {}", line.function_path, line.level, line.message),
            json!({"level": line.level, "function": line.function_path}),
        );
    }
}
