//! A World that answers from queues and remembers what it was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::sandbox::studio::{
    Definition, FunctionCall, HttpAnswer, HttpCall, Identity, NoAnswer, OutboundMessage, Run, SendFailure,
    Subflow, Trigger, World,
};

pub(super) const PATIENT: &str = "+14155550100";
pub(super) const CLINIC: &str = "+12025550123";

#[derive(Default)]
pub(super) struct Fake {
    pub(super) functions: Mutex<VecDeque<Result<HttpAnswer, NoAnswer>>>,
    pub(super) urls: Mutex<VecDeque<Result<HttpAnswer, NoAnswer>>>,
    pub(super) refusals: Mutex<VecDeque<SendFailure>>,
    pub(super) function_calls: Mutex<Vec<FunctionCall>>,
    pub(super) http_calls: Mutex<Vec<HttpCall>>,
    pub(super) messages: Mutex<Vec<OutboundMessage>>,
    /// By SID and revision.
    pub(super) subflows: Mutex<HashMap<String, Value>>,
    /// The Execution as it was stored after each step.
    pub(super) stored: Mutex<Vec<String>>,
}

impl Fake {
    pub(super) fn function(&self, status: u16, content_type: &str, body: &str) {
        self.functions.lock().unwrap().push_back(Ok(answer(status, content_type, body)));
    }

    pub(super) fn url(&self, status: u16, content_type: &str, body: &str) {
        self.urls.lock().unwrap().push_back(Ok(answer(status, content_type, body)));
    }

    pub(super) fn bodies(&self) -> Vec<String> {
        self.messages.lock().unwrap().iter().map(|message| message.body.clone()).collect()
    }
}

fn answer(status: u16, content_type: &str, body: &str) -> HttpAnswer {
    HttpAnswer { status, content_type: content_type.to_owned(), body: body.to_owned() }
}

pub(super) fn now() -> Timestamp {
    "2026-11-25T20:00:00Z".parse().unwrap()
}

impl World for Fake {
    fn now(&self) -> Timestamp {
        now()
    }

    fn run_function(&self, call: FunctionCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>> {
        self.function_calls.lock().unwrap().push(call);
        let answer = self.functions.lock().unwrap().pop_front();
        async move { answer.unwrap_or_else(|| Err(NoAnswer { reason: "no answer within 10 s".to_owned() })) }
            .boxed()
    }

    fn http_request(&self, call: HttpCall) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>> {
        self.http_calls.lock().unwrap().push(call);
        let answer = self.urls.lock().unwrap().pop_front();
        async move { answer.unwrap_or_else(|| Err(NoAnswer { reason: "connection refused".to_owned() })) }
            .boxed()
    }

    fn send_message(
        &self,
        message: OutboundMessage,
    ) -> BoxFuture<'_, Result<Map<String, Value>, SendFailure>> {
        let refusal = self.refusals.lock().unwrap().pop_front();
        let mut messages = self.messages.lock().unwrap();
        let sid = format!("SM{}", messages.len() + 1);
        let outbound =
            json!({"Sid": sid, "Status": "accepted", "To": message.to, "From": null, "Body": message.body});
        messages.push(message);
        async move {
            match refusal {
                Some(refusal) => Err(refusal),
                None => Ok(outbound.as_object().unwrap().clone()),
            }
        }
        .boxed()
    }

    fn subflow(&self, flow_sid: &str, revision: &str) -> Option<Subflow> {
        let definition = self.subflows.lock().unwrap().get(&format!("{flow_sid} {revision}")).cloned();
        definition.map(|definition| Subflow { flow_sid: flow_sid.to_owned(), definition })
    }

    fn stepped(&self, run: &Run) {
        // Storing a thousand steps a thousand times would take the test seconds.
        if run.steps.len() <= 20 {
            self.stored.lock().unwrap().push(serde_json::to_string(run).unwrap());
        }
    }
}

/// A widget: its transitions are `(event, next)`, where an empty `next` ends.
pub(super) fn state(name: &str, kind: &str, transitions: &[(&str, &str)], properties: Value) -> Value {
    let transitions: Vec<Value> =
        transitions
            .iter()
            .map(|(event, next)| {
                if next.is_empty() { json!({"event": event}) } else { json!({"event": event, "next": next}) }
            })
            .collect();
    json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
}

/// A definition whose trigger leads to the first of these widgets for a request and for a message.
pub(super) fn definition(states: &[Value]) -> Value {
    let first = states.first().map(|state| state["name"].as_str().unwrap()).unwrap_or_default();
    let trigger =
        state("Trigger", "trigger", &[("incomingRequest", first), ("incomingMessage", first)], json!({}));
    let states: Vec<&Value> = std::iter::once(&trigger).chain(states).collect();
    json!({
        "description": "a test",
        "flags": {"allow_concurrent_calls": true},
        "initial_state": "Trigger",
        "states": states,
    })
}

pub(super) fn flow(states: &[Value]) -> Definition {
    Definition::parse(&definition(states)).unwrap()
}

pub(super) fn identity() -> Identity {
    Identity {
        account_sid: format!("AC{}", "0".repeat(32)),
        flow_sid: format!("FW{}", "0".repeat(32)),
        execution_sid: format!("FN{}", "0".repeat(32)),
    }
}

pub(super) fn request(parameters: Value) -> Run {
    let parameters = parameters.as_object().unwrap().clone();
    Run::new(identity(), Trigger::Request { to: PATIENT.to_owned(), from: CLINIC.to_owned(), parameters })
}

pub(super) fn message(body: &str) -> Map<String, Value> {
    json!({"From": PATIENT, "To": CLINIC, "Body": body, "MessageSid": "SM9"}).as_object().unwrap().clone()
}

/// Runs widgets for a request with these parameters.
pub(super) async fn play(states: &[Value], parameters: Value, world: &Fake) -> Run {
    let mut run = request(parameters);
    run.start(&flow(states), world).await;
    run
}

/// The steps as `from -event-> to`.
pub(super) fn path(run: &Run) -> Vec<String> {
    run.steps
        .iter()
        .map(|step| format!("{} -{}-> {}", step.transitioned_from, step.name, step.transitioned_to))
        .collect()
}

pub(super) fn codes(run: &Run) -> Vec<u32> {
    run.warnings.iter().map(|warning| warning.code).collect()
}
