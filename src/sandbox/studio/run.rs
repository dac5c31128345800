//! One Execution of a Flow and the loop that drives it from widget to widget.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::definition::{Definition, State};
use super::widgets::{self, Entry, Outcome};
use super::world::{Subflow, World};

/// The most steps of an Execution (error 81000, Studio's FAQ).
const MAX_STEPS: usize = 1_000;
/// How often a widget may run in a row (error 81001, Studio's FAQ).
const MAX_IN_A_ROW: usize = 10;
/// Where the last step leads.
const ENDED: &str = "Ended";

/// Which Execution this is; the values Liquid sees as `flow.sid` and `flow.flow_sid`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    /// `AC…`
    pub account_sid: String,
    /// `FW…`
    pub flow_sid: String,
    /// `FN…`
    pub execution_sid: String,
}

/// What started the Execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// `POST …/Executions`.
    Request {
        /// The contact's address.
        to: String,
        /// Twilio's side: a number or a Messaging Service SID.
        from: String,
        /// `Parameters`, `{{flow.data.*}}` in Liquid.
        parameters: Map<String, Value>,
    },
    /// An inbound message, with the webhook's parameters (`From`, `To`, `Body`, `MessageSid`, …) as text.
    Message(Map<String, Value>),
}

/// One transition of an Execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step {
    /// The event that was followed.
    pub name: String,
    /// The widget left.
    pub transitioned_from: String,
    /// The widget entered, or `Ended`.
    pub transitioned_to: String,
    /// The widget type of `transitioned_from`.
    pub widget_type: String,
    /// The whole context after the step.
    pub context: Value,
    /// When.
    pub at: Timestamp,
}

/// What Twilio's debugger would show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Warning {
    /// For example 81018; 0 where the sandbox itself speaks, for what it cannot do.
    pub code: u32,
    /// What happened, without the contact's data.
    pub message: String,
    /// The widget.
    pub widget: String,
}

/// Where an Execution is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Progress {
    /// Between two widgets.
    Running,
    /// Parked at a `send-and-wait-for-reply`.
    Waiting {
        /// The widget's name.
        widget: String,
        /// When its time-out is due.
        until: Timestamp,
        /// The message that was sent, whose failure ends the wait.
        message_sid: String,
    },
    /// Over.
    Ended,
}

/// One Execution: everything needed to go on after a restart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// Its SIDs.
    pub identity: Identity,
    /// What started it.
    pub trigger: Trigger,
    /// Where it is.
    pub progress: Progress,
    /// Steps so far, oldest first.
    pub steps: Vec<Step>,
    /// Warnings so far.
    pub warnings: Vec<Warning>,
    /// `flow.variables`.
    pub(crate) variables: Map<String, Value>,
    /// What each widget put out, by name.
    pub(crate) widgets: Map<String, Value>,
    /// The widget that runs now, or waits, or would have been next.
    pub(crate) at: Option<String>,
    /// The Subflow that it is in; then `variables`, `widgets` and `at` are the Subflow's.
    #[serde(default)]
    pub(crate) inside: Option<Box<Inside>>,
}

/// A Subflow that runs, and what the Flow that called it goes on with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Inside {
    /// The `run-subflow` widget.
    widget: String,
    pub(crate) subflow: Subflow,
    /// `trigger.parent.parameters`.
    pub(crate) parameters: Map<String, Value>,
    variables: Map<String, Value>,
    widgets: Map<String, Value>,
}

impl Run {
    /// A new Execution that has not begun.
    #[must_use]
    pub fn new(identity: Identity, trigger: Trigger) -> Self {
        Self {
            identity,
            trigger,
            progress: Progress::Running,
            steps: Vec::new(),
            warnings: Vec::new(),
            variables: Map::new(),
            widgets: Map::new(),
            at: None,
            inside: None,
        }
    }

    /// Begins at the trigger and goes on until it waits or ends.
    ///
    /// A Run that was stopped between two widgets goes on before the widget that was to be next, which may run a
    /// second time. One that waits or has ended is left as it is.
    pub async fn start(&mut self, flow: &Definition, world: &dyn World) {
        if self.progress != Progress::Running {
            return;
        }
        if self.at.is_none() {
            self.at = Some(flow.initial_state.clone());
        }
        self.go_on(flow, world).await;
    }

    /// Hands a patient's message to a waiting Execution and goes on; `false` when it was not waiting, or its widget
    /// has no transition for a message (warning 81002).
    pub async fn incoming_message(
        &mut self,
        flow: &Definition,
        parameters: Map<String, Value>,
        world: &dyn World,
    ) -> bool {
        let inner = self.inner();
        let Some(state) = self.waiting_at(inner.as_ref().unwrap_or(flow), "incomingMessage") else {
            return false;
        };
        self.output(&state.name).insert("inbound".to_owned(), Value::from(parameters));
        self.leave(state, "incomingMessage", world);
        self.go_on(flow, world).await;
        true
    }

    /// The wait is over without a reply. Without a transition for it the Execution ends; nothing when it does not wait.
    pub async fn timed_out(&mut self, flow: &Definition, world: &dyn World) {
        let Progress::Waiting { widget, .. } = &self.progress else { return };
        let inner = self.inner();
        match inner.as_ref().unwrap_or(flow).state(widget) {
            Some(state) => self.leave(state, "timeout", world),
            None => self.lost(world),
        }
        self.go_on(flow, world).await;
    }

    /// A status callback said `failed` or `undelivered` for the message waited on.
    ///
    /// Ignored with warning 81002 when the Execution does not wait, or its widget has no transition for it.
    pub async fn delivery_failed(
        &mut self,
        flow: &Definition,
        parameters: Map<String, Value>,
        world: &dyn World,
    ) {
        let inner = self.inner();
        let Some(state) = self.waiting_at(inner.as_ref().unwrap_or(flow), "deliveryFailure") else { return };
        self.output(&state.name).extend(parameters);
        self.leave(state, "deliveryFailure", world);
        self.go_on(flow, world).await;
    }

    /// Runs widgets until one waits or the Execution ends.
    async fn go_on(&mut self, flow: &Definition, world: &dyn World) {
        let mut inner = self.inner();
        while self.progress == Progress::Running {
            if self.at.is_none() && self.inside.is_some() {
                inner = None;
                self.return_from_subflow(flow, world);
                continue;
            }
            let flow = inner.as_ref().unwrap_or(flow);
            let Some(state) = self.at.as_deref().and_then(|name| flow.state(name)) else {
                self.lost(world);
                return;
            };
            if self.over_limit(state) {
                self.end(world);
                return;
            }
            match widgets::run(self, state, world).await {
                Outcome::Event(event) => self.leave(state, event, world),
                Outcome::Transition(index) => {
                    let transition = state.transitions.get(index);
                    let event = transition.map_or("match", |transition| transition.event.as_str());
                    self.step(
                        state,
                        event,
                        transition.and_then(|transition| transition.next.as_deref()),
                        world,
                    );
                }
                Outcome::Wait { message_sid, seconds } => {
                    let now = world.now();
                    let until = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
                    self.progress = Progress::Waiting { widget: state.name.clone(), until, message_sid };
                    world.stepped(self);
                }
                Outcome::Subflow(entry) => {
                    inner = Some(self.enter(&state.name, *entry));
                    world.stepped(self);
                }
                Outcome::Unsupported(what) => {
                    self.warn(
                        0,
                        &state.name,
                        format!("the sandbox does not support {what}; the Execution ends here"),
                    );
                    self.end(world);
                }
            }
        }
    }

    /// The definition of the Subflow that it is in.
    fn inner(&self) -> Option<Definition> {
        self.inside.as_ref().and_then(|inside| Definition::parse(&inside.subflow.definition).ok())
    }

    /// Goes into a Subflow; its definition.
    fn enter(&mut self, widget: &str, entry: Entry) -> Definition {
        self.at = Some(entry.definition.initial_state.clone());
        self.inside = Some(Box::new(Inside {
            widget: widget.to_owned(),
            subflow: entry.subflow,
            parameters: entry.parameters,
            variables: std::mem::take(&mut self.variables),
            widgets: std::mem::take(&mut self.widgets),
        }));
        entry.definition
    }

    /// The Subflow's variables become the outputs of the widget that called it
    /// (`docs/studio/widget-library/run-subflow`).
    fn return_from_subflow(&mut self, flow: &Definition, world: &dyn World) {
        let Some(inside) = self.inside.take() else { return };
        let returned = std::mem::replace(&mut self.variables, inside.variables);
        self.widgets = inside.widgets;
        self.widgets.insert(inside.widget.clone(), Value::Object(returned));
        match flow.state(&inside.widget) {
            Some(state) => self.leave(state, "completed", world),
            None => self.lost(world),
        }
    }

    /// The widget that waits, if it has a transition for this event; else warning 81002.
    fn waiting_at<'f>(&mut self, flow: &'f Definition, event: &str) -> Option<&'f State> {
        let state = match &self.progress {
            Progress::Waiting { widget, .. } => flow.state(widget),
            _ => None,
        };
        let state = state.filter(|state| state.transition(event).is_some());
        if state.is_none() {
            let widget = self.at.clone().unwrap_or_default();
            self.warn(
                81002,
                &widget,
                format!("Unexpected event {event} while processing Widget; it was ignored"),
            );
        }
        state
    }

    /// Follows the transition for an event; without one the Execution ends.
    fn leave(&mut self, state: &State, event: &str, world: &dyn World) {
        let next = state.transition(event).and_then(|transition| transition.next.as_deref());
        self.step(state, event, next, world);
    }

    fn step(&mut self, state: &State, event: &str, next: Option<&str>, world: &dyn World) {
        let goes_on = next.is_some() || self.inside.is_some();
        self.progress = if goes_on { Progress::Running } else { Progress::Ended };
        self.at = next.map(str::to_owned);
        self.steps.push(Step {
            name: event.to_owned(),
            transitioned_from: state.name.clone(),
            transitioned_to: next.unwrap_or(ENDED).to_owned(),
            widget_type: state.kind.clone(),
            context: self.context(),
            at: world.now(),
        });
        world.stepped(self);
    }

    fn over_limit(&mut self, state: &State) -> bool {
        if self.steps.len() >= MAX_STEPS {
            self.warn(
                81000,
                &state.name,
                "The Execution has exceeded max steps allowed for a flow".to_owned(),
            );
            return true;
        }
        let in_a_row =
            self.steps.iter().rev().take_while(|step| step.transitioned_from == state.name).count();
        if in_a_row >= MAX_IN_A_ROW {
            self.warn(81001, &state.name, "Widget has exceeded max steps in a loop".to_owned());
            return true;
        }
        false
    }

    /// The definition does not have the widget, so it is not the one the Execution began with.
    fn lost(&mut self, world: &dyn World) {
        let widget = self.at.clone().unwrap_or_default();
        self.warn(
            0,
            &widget,
            "this revision of the Flow does not have the widget; the Execution ends here".to_owned(),
        );
        self.end(world);
    }

    fn end(&mut self, world: &dyn World) {
        self.progress = Progress::Ended;
        world.stepped(self);
    }

    pub(crate) fn warn(&mut self, code: u32, widget: &str, message: String) {
        self.warnings.push(Warning { code, message, widget: widget.to_owned() });
    }

    /// What a widget put out, to be added to.
    pub(crate) fn output(&mut self, widget: &str) -> &mut Map<String, Value> {
        let output = self.widgets.entry(widget).or_insert_with(|| Value::Object(Map::new()));
        if !output.is_object() {
            *output = Value::Object(Map::new());
        }
        output.as_object_mut().expect("it was made an object just now")
    }
}
