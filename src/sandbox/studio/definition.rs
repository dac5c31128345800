//! A Flow definition, parsed.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::validate::{Issue, structure};

/// A parsed definition.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The JSON it came from.
    pub json: Value,
    pub(crate) initial_state: String,
    states: HashMap<String, State>,
}

/// A widget of a Flow.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// Unique in the Flow.
    pub(crate) name: String,
    /// The widget's type, for example `send-message`.
    pub(crate) kind: String,
    /// What can follow it, in order.
    pub(crate) transitions: Vec<Transition>,
    /// Its settings.
    pub(crate) properties: Map<String, Value>,
}

/// What follows a widget.
#[derive(Debug, Clone)]
pub(crate) struct Transition {
    /// The event it is for.
    pub(crate) event: String,
    /// The next widget; none ends the Execution.
    pub(crate) next: Option<String>,
    /// Of `split-based-on`.
    pub(crate) conditions: Vec<Condition>,
}

/// A condition of `split-based-on`.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// For example `equal_to`.
    pub(crate) kind: String,
    /// The template of what is compared, `arguments[0]`.
    pub(crate) argument: String,
    /// The template of what it is compared with.
    pub(crate) value: String,
}

impl Definition {
    /// Reads a definition leniently: what Studio runs although FlowValidate would complain (integer timeouts) is accepted.
    ///
    /// # Errors
    /// The issues that make it impossible to run.
    pub fn parse(definition: &Value) -> Result<Self, Vec<Issue>> {
        let issues = structure(definition);
        if !issues.is_empty() {
            return Err(issues);
        }
        let states = list(definition, "states").iter().map(State::read);
        Ok(Self {
            initial_state: text(definition, "initial_state"),
            states: states.map(|state| (state.name.clone(), state)).collect(),
            json: definition.clone(),
        })
    }

    /// The widget of this name.
    pub(crate) fn state(&self, name: &str) -> Option<&State> {
        self.states.get(name)
    }
}

impl State {
    fn read(json: &Value) -> Self {
        Self {
            name: text(json, "name"),
            kind: text(json, "type"),
            transitions: list(json, "transitions").iter().map(Transition::read).collect(),
            properties: json.get("properties").and_then(Value::as_object).cloned().unwrap_or_default(),
        }
    }

    /// A setting as a template: numbers and booleans count as their text, a missing or null one as none.
    pub(crate) fn template(&self, property: &str) -> Option<String> {
        self.properties.get(property).filter(|value| !value.is_null()).map(as_template)
    }

    /// The list of `{key, value}` in a setting; keys are literal, values are templates.
    pub(crate) fn pairs(&self, property: &str) -> Vec<(String, String)> {
        let pairs =
            self.properties.get(property).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        pairs.iter().map(|pair| (text(pair, "key"), text(pair, "value"))).collect()
    }

    /// The first transition for an event.
    pub(crate) fn transition(&self, event: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.event == event)
    }
}

impl Transition {
    fn read(json: &Value) -> Self {
        Self {
            event: text(json, "event"),
            next: Some(text(json, "next")).filter(|next| !next.is_empty()),
            conditions: list(json, "conditions").iter().map(Condition::read).collect(),
        }
    }
}

impl Condition {
    fn read(json: &Value) -> Self {
        Self {
            kind: text(json, "type"),
            argument: list(json, "arguments").first().map(as_template).unwrap_or_default(),
            value: text(json, "value"),
        }
    }
}

fn list<'a>(json: &'a Value, key: &str) -> &'a [Value] {
    json.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text(json: &Value, key: &str) -> String {
    json.get(key).map(as_template).unwrap_or_default()
}

fn as_template(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
