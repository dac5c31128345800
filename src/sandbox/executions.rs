//! Executions: started, moved on by messages and time, ended. The engine does the steps, this keeps them.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

use super::api::errors::ApiError;
use super::core::Core;
use super::ids;
use super::model::{Execution, Revision, State, StepRow};
use super::studio::{Definition, Identity, Progress, Run, Trigger, Warning};
use super::world::SandboxWorld;

/// What an Execution begins with.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) flow_sid: String,
    pub(crate) contact: String,
    /// A number or a Messaging Service SID: with the contact, the pair that may be active once.
    pub(crate) channel: String,
    pub(crate) initiated_by: String,
    pub(crate) trigger: Trigger,
}

/// An Execution that has begun, and the task that ends when it has ended or waits.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) execution: Execution,
    pub(crate) task: JoinHandle<()>,
}

/// What moves a Run on.
enum Push {
    Start,
    Message(Map<String, Value>),
    TimedOut,
}

/// The active Execution of a pair, over all Flows (docs:studio/rest-api/v2/execution names only the addresses).
pub(crate) fn active<'a>(state: &'a State, channel: &str, contact: &str) -> Option<&'a Execution> {
    let mut rows = state.executions.iter().rev();
    rows.find(|row| row.status == "active" && row.channel == channel && row.contact == contact)
}

/// Which Revision runs for a contact: the newest for the Flow's test users, the published one for all others
/// (docs:studio/rest-api/v2/test-user).
fn revision_for(state: &State, flow_sid: &str, contact: &str) -> Option<Revision> {
    let flow = state.flows.get(flow_sid)?;
    if flow.test_users.iter().any(|user| user == contact) {
        return super::api::revision(state, flow_sid, flow.revision).cloned();
    }
    super::api::published(state, flow_sid).cloned()
}

/// Starts an Execution.
///
/// # Errors
/// 409/20409 when the pair has an active one, 400 when the Flow has nothing that could run.
pub(crate) fn start(core: &Arc<Core>, start: Start) -> Result<Started, ApiError> {
    let now = core.now();
    let (execution, definition) = core.store.write(|state| {
        let revision = revision_for(state, &start.flow_sid, &start.contact)
            .ok_or_else(|| ApiError::invalid(format!("Flow {} has no published revision", start.flow_sid)))?;
        let definition = Definition::parse(&revision.definition).map_err(|issues| {
            let errors = serde_json::to_value(&issues).unwrap_or_default();
            ApiError::bad_request(81022, "Flow definition is invalid").with_details(json!({"errors": errors}))
        })?;
        if let Some(other) = active(state, &start.channel, &start.contact) {
            let message = format!(
                "Execution {} is already active for this contact. End the active Execution before creating a new one",
                other.sid
            );
            return Err(ApiError::conflict(message)
                .with_details(json!({"conflicting_execution_sid": other.sid})));
        }
        let known = state.executions.iter().find(|row| row.contact == start.contact);
        let sid = ids::sid("FN");
        let identity = Identity {
            account_sid: core.account.account_sid.clone(),
            flow_sid: start.flow_sid.clone(),
            execution_sid: sid.clone(),
        };
        let execution = Execution {
            sid,
            flow_sid: start.flow_sid,
            flow_version: revision.revision,
            contact_sid: known.map_or_else(|| ids::sid("FC"), |row| row.contact_sid.clone()),
            contact: start.contact,
            channel: start.channel,
            initiated_by: start.initiated_by,
            status: "active".to_owned(),
            run: Run::new(identity, start.trigger),
            date_created: now,
            date_updated: None,
        };
        state.executions.insert(execution.clone());
        Ok((execution, definition))
    })?;
    core.emit(
        "execution",
        format!("Execution {} started for {}", execution.sid, execution.contact),
        json!({"sid": execution.sid, "flow_sid": execution.flow_sid, "contact": execution.contact}),
    );
    let moving = claim(core, &execution.sid)
        .ok_or_else(|| ApiError::internal("an Execution that was just made is moving already"))?;
    let task = spawn(moving, execution.run.clone(), definition, Push::Start);
    Ok(Started { execution, task })
}

/// Hands a contact's message to an Execution: the task that goes on with it, or `None` when it was busy, which Twilio
/// ignores with warning 81002.
pub(crate) fn deliver(core: &Arc<Core>, sid: &str, parameters: Map<String, Value>) -> Option<JoinHandle<()>> {
    let task = push(core, sid, Push::Message(parameters));
    if task.is_none() {
        let warning = Warning {
            code: 81002,
            message: "An event arrived that no widget was waiting for; it was ignored".to_owned(),
            widget: String::new(),
        };
        core.emit(
            "execution",
            format!("Execution {sid}: {}", warning.message),
            json!({"sid": sid, "code": 81002}),
        );
        core.store.write(|state| {
            state.executions.update(sid, |row| row.run.warnings.push(warning));
        });
    }
    task
}

/// The wait of an Execution is over; returns when it has ended or waits anew.
pub(crate) async fn time_out(core: &Arc<Core>, sid: &str) {
    match push(core, sid, Push::TimedOut) {
        // A task that was aborted was ended by somebody, which is an end too.
        Some(task) => drop(task.await),
        // A wait that nothing can go on from would be due for ever.
        None if !core.moving().contains_key(sid) => end(core, sid),
        None => {}
    }
}

/// Goes on with an Execution that waits.
fn push(core: &Arc<Core>, sid: &str, push: Push) -> Option<JoinHandle<()>> {
    let moving = claim(core, sid)?;
    let definition = core.store.read(|state| {
        let row = state.executions.get(sid).filter(|row| row.status == "active")?;
        super::api::revision(state, &row.flow_sid, row.flow_version).map(|row| row.definition.clone())
    })?;
    let run = run_of(core, sid).filter(|run| matches!(run.progress, Progress::Waiting { .. }))?;
    Some(spawn(moving, run, Definition::parse(&definition).ok()?, push))
}

/// The Run of an Execution with all its Steps.
pub(crate) fn run_of(core: &Core, sid: &str) -> Option<Run> {
    core.store.read(|state| {
        let mut run = state.executions.get(sid)?.run.clone();
        run.steps =
            state.steps.iter().filter(|row| row.execution_sid == sid).map(|row| row.step.clone()).collect();
        Some(run)
    })
}

/// An Execution that moves, until this is dropped.
struct Moving {
    core: Arc<Core>,
    sid: String,
}

/// `None` when it moves already.
fn claim(core: &Arc<Core>, sid: &str) -> Option<Moving> {
    match core.moving().entry(sid.to_owned()) {
        Entry::Occupied(_) => None,
        Entry::Vacant(entry) => {
            entry.insert(None);
            Some(Moving { core: core.clone(), sid: sid.to_owned() })
        }
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        self.core.moving().remove(&self.sid);
    }
}

fn spawn(moving: Moving, run: Run, definition: Definition, push: Push) -> JoinHandle<()> {
    let (core, sid) = (moving.core.clone(), moving.sid.clone());
    let piece = core.work.begin();
    let task = tokio::spawn(async move {
        let _piece = piece;
        drive(&moving.core, run, &definition, push).await;
    });
    if let Some(handle) = core.moving().get_mut(&sid) {
        *handle = Some(task.abort_handle());
    }
    task
}

async fn drive(core: &Arc<Core>, mut run: Run, definition: &Definition, push: Push) {
    let world = SandboxWorld::new(core.clone());
    let warned = run.warnings.len();
    match push {
        Push::Start => run.start(definition, &world).await,
        Push::Message(parameters) => {
            run.incoming_message(definition, parameters, &world).await;
        }
        Push::TimedOut => run.timed_out(definition, &world).await,
    }
    keep(core, &run);
    core.due_changed.notify_one();
    for warning in run.warnings.iter().skip(warned) {
        let code = if warning.code == 0 { String::new() } else { format!(" ({})", warning.code) };
        core.emit(
            "execution",
            format!(
                "Execution {}: {}: {}{code}",
                run.identity.execution_sid, warning.widget, warning.message
            ),
            json!({"sid": run.identity.execution_sid, "widget": warning.widget, "code": warning.code}),
        );
    }
    let steps = run.steps.len();
    let text = match &run.progress {
        Progress::Ended => format!("Execution {} ended after {steps} steps", run.identity.execution_sid),
        Progress::Waiting { widget, .. } => {
            format!("Execution {} waits at {widget}", run.identity.execution_sid)
        }
        Progress::Running => format!("Execution {} stopped", run.identity.execution_sid),
    };
    core.emit("execution", text, json!({"sid": run.identity.execution_sid}));
}

/// Keeps a Run as it is now: new Steps as rows, the rest in the Execution's row. What was ended or deleted meanwhile
/// stays so.
pub(crate) fn keep(core: &Core, run: &Run) {
    let sid = &run.identity.execution_sid;
    let now = core.now();
    core.store.write(|state| {
        if state.executions.get(sid).is_none_or(|row| row.status != "active") {
            return;
        }
        let known = state.steps.iter().filter(|row| row.execution_sid == *sid).count();
        for step in run.steps.iter().skip(known) {
            state.steps.insert(StepRow {
                sid: ids::sid("FT"),
                execution_sid: sid.clone(),
                step: step.clone(),
            });
        }
        let mut run = run.clone();
        run.steps.clear();
        state.executions.update(sid, |row| {
            if run.progress == Progress::Ended {
                "ended".clone_into(&mut row.status);
            }
            row.run = run;
            row.date_updated = Some(now);
        });
    });
}

/// Ends an Execution from outside.
pub(crate) fn end(core: &Core, sid: &str) {
    let now = core.now();
    core.store.write(|state| {
        if state.executions.get(sid).is_some_and(|row| row.status == "active") {
            state.executions.update(sid, |row| {
                "ended".clone_into(&mut row.status);
                row.run.progress = Progress::Ended;
                row.date_updated = Some(now);
            });
        }
    });
    abort(core, sid);
    core.due_changed.notify_one();
}

/// Stops an Execution's task where it stands.
pub(crate) fn abort(core: &Core, sid: &str) {
    if let Some(Some(task)) = core.moving().get(sid) {
        task.abort();
    }
}

/// After a restart nothing moves: what was between two widgets is ended with a warning, what waits goes on waiting.
pub(crate) fn recover(core: &Core) {
    let now = core.now();
    core.store.write(|state| {
        let broken: Vec<String> = state
            .executions
            .iter()
            .filter(|row| row.status == "active" && !matches!(row.run.progress, Progress::Waiting { .. }))
            .map(|row| row.sid.clone())
            .collect();
        for sid in broken {
            state.executions.update(&sid, |row| {
                "ended".clone_into(&mut row.status);
                row.run.progress = Progress::Ended;
                row.date_updated = Some(now);
                row.run.warnings.push(Warning {
                    code: 0,
                    message: "The sandbox was ended while this Execution was between two widgets".to_owned(),
                    widget: String::new(),
                });
            });
        }
    });
}
