//! What a Flow's widgets do in the sandbox.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;

use super::api::{self, messages::pascal_resource};
use super::core::Core;
use super::messages::{self, Draft};
use super::studio::{
    FunctionCall, HttpAnswer, HttpCall, NoAnswer, OutboundMessage, Run, SendFailure, Subflow, World,
};
use super::{deployed, executions, outbound};

/// The sandbox as the engine sees it.
pub(crate) struct SandboxWorld {
    core: Arc<Core>,
}

impl SandboxWorld {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// A signed form POST straight to the deployed domain.
    async fn function(&self, call: FunctionCall) -> Result<HttpAnswer, NoAnswer> {
        let no_answer = |reason: String| NoAnswer { reason };
        let url = Url::parse(&call.url).map_err(|error| no_answer(format!("not a URL: {error}")))?;
        let domain = url.host_str().unwrap_or_default();
        if !domain.ends_with(".twil.io") {
            let told = outbound::signed(&self.core, "POST", &call.url, &call.parameters, None).await?;
            return Ok(told.answer);
        }
        let request = super::functions::Request {
            method: "POST".to_owned(),
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            headers: vec![
                ("host".to_owned(), domain.to_owned()),
                ("content-type".to_owned(), "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
                ("user-agent".to_owned(), "TwilioProxy/1.1".to_owned()),
                ("x-twilio-signature".to_owned(), outbound::sign(&self.core, &call.url, &call.parameters)),
            ],
            body: outbound::encode(&call.parameters).into(),
        };
        let answer = deployed::serve(&self.core, domain, request)
            .await
            .ok_or_else(|| no_answer(format!("nothing is deployed at {domain}")))?;
        let content_type = answer
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
            .map(|(_, value)| value.clone())
            .unwrap_or_default();
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        Ok(HttpAnswer { status: answer.status, content_type, body })
    }
}

impl World for SandboxWorld {
    fn now(&self) -> Timestamp {
        self.core.now()
    }

    fn run_function(&self, call: FunctionCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>> {
        self.function(call).boxed()
    }

    fn http_request(&self, call: HttpCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>> {
        async move {
            let HttpCall { method, url, content_type, body, twilio_auth } = call;
            let (method, url, content_type) = (&*method, &*url, &*content_type);
            let call = outbound::Call { method, url, content_type, body, twilio_auth, ..Default::default() };
            Ok(outbound::call(&self.core, call).await?.answer)
        }
        .boxed()
    }

    fn send_message(
        &self,
        message: OutboundMessage,
    ) -> BoxFuture<'_, Result<Map<String, Value>, SendFailure>> {
        let created = messages::create(
            &self.core,
            Draft {
                to: message.to,
                from: Some(message.from).filter(|from| !from.is_empty()),
                body: message.body,
                media: message.media_url.into_iter().collect(),
                direction: "outbound-api",
                ..Draft::default()
            },
        );
        let answer = created
            .map(|created| pascal_resource(&self.core, &created))
            .map_err(|error| SendFailure { status: error.status, code: error.code, message: error.message });
        async move { answer }.boxed()
    }

    fn subflow(&self, flow_sid: &str, revision: &str) -> Option<Subflow> {
        self.core.store.read(|state| {
            let found = match revision {
                "LatestPublished" => api::published(state, flow_sid),
                "LatestSaved" => api::revision(state, flow_sid, state.flows.get(flow_sid)?.revision),
                number => api::revision(state, flow_sid, number.parse().ok()?),
            };
            found.map(|found| Subflow { flow_sid: flow_sid.to_owned(), definition: found.definition.clone() })
        })
    }

    fn stepped(&self, run: &Run) {
        executions::keep(&self.core, run);
        if let Some(step) = run.steps.last() {
            let sid = &run.identity.execution_sid;
            self.core.emit(
                "execution",
                format!("{} --{}--> {}", step.transitioned_from, step.name, step.transitioned_to),
                json!({"sid": sid, "name": step.name, "from": step.transitioned_from, "to": step.transitioned_to}),
            );
        }
    }
}
