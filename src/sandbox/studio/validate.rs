//! FlowValidate: complaints about a definition, in the words of Twilio's validator and with its paths.
//!
//! Sources: `docs/studio/rest-api/v2/flow-validate`, error 81022. The texts are those of the JSON Schema validator
//! Twilio runs; for the two rules outside the schema (unique names, known `next`) error 81022's words are used.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::catalog::{self, CONDITIONS, WIDGETS, Widget};

/// The only `$schema` a definition may name.
const SCHEMA: &str = "https://schemas.twilio.com/studio/draft/2019-09/flow-definition";
/// The most widgets of one Flow in the published schema.
const MAX_STATES: usize = 1_000;

/// One complaint about a definition, worded and addressed as FlowValidate does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// For example `integer found, string expected`.
    pub message: String,
    /// For example `#/states/3/properties/timeout`.
    pub property_path: String,
}

/// Checks a definition as `POST /v2/Flows/Validate` does; an empty list means valid.
#[must_use]
pub fn validate(definition: &Value) -> Vec<Issue> {
    let mut check = Check { issues: structure(definition) };
    check.envelope(definition);
    for (at, state) in array(definition, "states").iter().enumerate() {
        check.state(state, &format!("#/states/{at}"));
    }
    check.issues
}

/// The complaints without which a definition can be run.
pub(super) fn structure(definition: &Value) -> Vec<Issue> {
    let mut check = Check { issues: Vec::new() };
    check.structure(definition);
    check.issues
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    Text,
    Boolean,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::Text => "string",
            Self::Boolean => "boolean",
        }
    }
}

/// The validator's name for a value's type.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

struct Check {
    issues: Vec<Issue>,
}

impl Check {
    fn issue(&mut self, path: &str, message: impl Into<String>) {
        self.issues.push(Issue { message: message.into(), property_path: path.to_owned() });
    }

    fn is(&mut self, value: &Value, kind: Kind, path: &str) -> bool {
        let found = type_name(value);
        if found == kind.name() {
            return true;
        }
        self.issue(path, format!("{found} found, {} expected", kind.name()));
        false
    }

    /// The value of a key that must be there and of this kind.
    fn required<'a>(&mut self, parent: &'a Value, key: &str, kind: Kind, path: &str) -> Option<&'a Value> {
        let path = format!("{path}/{key}");
        match parent.get(key) {
            None => self.issue(&path, "is missing but it is required"),
            Some(Value::Null) => self.issue(&path, "must not be null"),
            Some(value) if self.is(value, kind, &path) => return Some(value),
            Some(_) => {}
        }
        None
    }

    /// Complains about a key that is there, not null, and not of this kind.
    fn optional(&mut self, parent: &Value, key: &str, kind: Kind, path: &str) {
        if let Some(value) = parent.get(key).filter(|value| !value.is_null()) {
            self.is(value, kind, &format!("{path}/{key}"));
        }
    }

    fn structure(&mut self, definition: &Value) {
        if !self.is(definition, Kind::Object, "#") {
            return;
        }
        let initial = self.required(definition, "initial_state", Kind::Text, "#");
        let Some(states) = self.required(definition, "states", Kind::Array, "#") else { return };
        let states = states.as_array().map(Vec::as_slice).unwrap_or_default();
        if states.is_empty() {
            self.issue("#/states", "there must be a minimum of 1 items in the array");
        }
        let mut names = HashSet::new();
        for (at, state) in states.iter().enumerate() {
            let path = format!("#/states/{at}");
            if !self.is(state, Kind::Object, &path) {
                continue;
            }
            if let Some(name) = self.required(state, "name", Kind::Text, &path)
                && !names.insert(name.as_str().unwrap_or_default())
            {
                self.issue(&format!("{path}/name"), "widget name is not unique");
            }
            if let Some(kind) = self.required(state, "type", Kind::Text, &path)
                && catalog::find(kind.as_str().unwrap_or_default()).is_none()
            {
                let all: Vec<&str> = WIDGETS.iter().map(|widget| widget.kind).collect();
                self.issue(&format!("{path}/type"), not_in(&all));
            }
        }
        if let Some(initial) = initial.and_then(Value::as_str)
            && !names.contains(initial)
        {
            self.issue("#/initial_state", format!("references a widget that doesn't exist: {initial}"));
        }
        for (at, state) in states.iter().enumerate() {
            self.targets(state, &names, &format!("#/states/{at}"));
        }
    }

    fn targets(&mut self, state: &Value, names: &HashSet<&str>, path: &str) {
        self.optional(state, "transitions", Kind::Array, path);
        self.optional(state, "properties", Kind::Object, path);
        for (at, transition) in array(state, "transitions").iter().enumerate() {
            let path = format!("{path}/transitions/{at}");
            if !self.is(transition, Kind::Object, &path) {
                continue;
            }
            self.required(transition, "event", Kind::Text, &path);
            self.optional(transition, "next", Kind::Text, &path);
            if let Some(next) = transition.get("next").and_then(Value::as_str)
                && !next.is_empty()
                && !names.contains(next)
            {
                self.issue(
                    &format!("{path}/next"),
                    format!("references a widget that doesn't exist: {next}"),
                );
            }
        }
    }

    fn envelope(&mut self, definition: &Value) {
        if !definition.is_object() {
            return;
        }
        self.optional(definition, "description", Kind::Text, "#");
        if let Some(schema) = definition.get("$schema").filter(|schema| *schema != SCHEMA) {
            let message = match schema {
                Value::String(_) => format!("must be a constant value {SCHEMA}"),
                other => format!("{} found, string expected", type_name(other)),
            };
            self.issue("#/$schema", message);
        }
        if let Some(flags) = definition.get("flags")
            && self.is(flags, Kind::Object, "#/flags")
        {
            self.required(flags, "allow_concurrent_calls", Kind::Boolean, "#/flags");
        }
        if array(definition, "states").len() > MAX_STATES {
            self.issue("#/states", format!("there must be a maximum of {MAX_STATES} items in the array"));
        }
    }

    fn state(&mut self, state: &Value, path: &str) {
        if !state.is_object() {
            return;
        }
        if state.get("name").is_some_and(|name| name == "") {
            self.issue(&format!("{path}/name"), "must be at least 1 characters long");
        }
        for key in ["transitions", "properties"] {
            match state.get(key) {
                None => self.issue(&format!("{path}/{key}"), "is missing but it is required"),
                Some(Value::Null) => self.issue(&format!("{path}/{key}"), "must not be null"),
                Some(_) => {}
            }
        }
        let Some(widget) = state.get("type").and_then(Value::as_str).and_then(catalog::find) else { return };
        for (at, transition) in array(state, "transitions").iter().enumerate() {
            self.transition(transition, widget, &format!("{path}/transitions/{at}"));
        }
        if let Some(properties) = state.get("properties").filter(|properties| properties.is_object()) {
            self.properties(properties, widget, &format!("{path}/properties"));
        }
    }

    fn transition(&mut self, transition: &Value, widget: &Widget, path: &str) {
        let Some(event) = transition.get("event").and_then(Value::as_str) else { return };
        if !widget.events.is_empty() && !widget.events.contains(&event) {
            // The validator tries each allowed value and complains about each.
            for allowed in widget.events {
                self.issue(&format!("{path}/event"), format!("must be a constant value {allowed}"));
            }
        }
        self.optional(transition, "conditions", Kind::Array, path);
        for (at, condition) in array(transition, "conditions").iter().enumerate() {
            let path = format!("{path}/conditions/{at}");
            if !self.is(condition, Kind::Object, &path) {
                continue;
            }
            self.required(condition, "friendly_name", Kind::Text, &path);
            self.required(condition, "value", Kind::Text, &path);
            if let Some(kind) = self.required(condition, "type", Kind::Text, &path)
                && !CONDITIONS.contains(&kind.as_str().unwrap_or_default())
            {
                self.issue(&format!("{path}/type"), not_in(CONDITIONS));
            }
            self.required(condition, "arguments", Kind::Array, &path);
            for (at, argument) in array(condition, "arguments").iter().enumerate() {
                self.is(argument, Kind::Text, &format!("{path}/arguments/{at}"));
            }
        }
    }

    fn properties(&mut self, properties: &Value, widget: &Widget, path: &str) {
        for key in widget.required {
            match properties.get(key) {
                None => self.issue(&format!("{path}/{key}"), "is missing but it is required"),
                Some(Value::Null) => self.issue(&format!("{path}/{key}"), "must not be null"),
                Some(_) => {}
            }
        }
        for key in widget.texts {
            self.optional(properties, key, Kind::Text, path);
        }
        for key in widget.booleans {
            self.optional(properties, key, Kind::Boolean, path);
        }
        match widget.kind {
            "set-variables" => self.pairs(properties, "variables", path),
            "run-function" | "run-function-v2" | "make-http-request" | "run-subflow" | "capture-payments" => {
                self.pairs(properties, "parameters", path);
            }
            _ => {}
        }
        if widget.kind == "make-http-request"
            && let Some(method) = properties.get("method").and_then(Value::as_str)
            && !["GET", "POST"].contains(&method)
        {
            self.issue(&format!("{path}/method"), not_in(&["GET", "POST"]));
        }
        if widget.kind == "run-subflow"
            && let Some(sid) = properties.get("flow_sid").and_then(Value::as_str)
            && !is_flow_sid(sid)
        {
            self.issue(&format!("{path}/flow_sid"), "must be a valid, non-liquid flow sid");
        }
    }

    fn pairs(&mut self, properties: &Value, key: &str, path: &str) {
        self.optional(properties, key, Kind::Array, path);
        for (at, pair) in array(properties, key).iter().enumerate() {
            let path = format!("{path}/{key}/{at}");
            if self.is(pair, Kind::Object, &path) {
                self.required(pair, "key", Kind::Text, &path);
                self.required(pair, "value", Kind::Text, &path);
            }
        }
    }
}

fn array<'a>(parent: &'a Value, key: &str) -> &'a [Value] {
    parent.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn not_in(values: &[&str]) -> String {
    format!("does not have a value in the enumeration [{}]", values.join(", "))
}

fn is_flow_sid(sid: &str) -> bool {
    sid.strip_prefix("FW").is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}
