//! What is different inside a resource, in words that a person can check before a deploy.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// One thing that is different. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which part of the resource; empty where it is the whole of it.
    pub what: String,
    /// What it is now; none where it is not there yet.
    pub before: Option<String>,
    /// What it will be; none where it will be gone.
    pub after: Option<String>,
}

impl Difference {
    pub(super) fn new(what: impl Into<String>, before: Option<String>, after: Option<String>) -> Self {
        Self { what: what.into(), before, after }
    }
}

/// What stands for a secret.
const MASK: &str = "(secret)";

/// A Variable's old and new value.
pub(super) fn variable(before: Option<&str>, after: Option<&str>, secret: bool) -> Vec<Difference> {
    let shown = |value: &str| if secret { MASK.to_owned() } else { without_credentials(value) };
    vec![Difference::new("", before.map(shown), after.map(shown))]
}

/// A value as it may be shown: a URL's query or user name may hold a secret.
#[must_use]
pub fn without_credentials(value: &str) -> String {
    let Some(scheme) = value.find("://") else { return value.to_owned() };
    let plain = value.split(['?', '#']).next().unwrap_or_default();
    match plain.find('@') {
        Some(at) if scheme < at => format!("{}{}", &plain[..scheme + 3], &plain[at + 1..]),
        _ => plain.to_owned(),
    }
}

/// Widgets, transitions and properties of a Flow that are added, removed or changed. Where widgets stand on Studio's canvas
/// is left out.
pub(super) fn flow(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    for key in ["description", "initial_state", "flags"] {
        compare(&mut found, key, before.get(key), after.get(key));
    }
    let (old, new) = (widgets(before), widgets(after));
    for (name, widget) in &new {
        match old.iter().find(|(old, _)| old == name) {
            None => found.push(Difference::new(format!("widget {name}"), None, Some(kind(widget)))),
            Some((_, old)) => compare_widgets(&mut found, name, old, widget),
        }
    }
    for (name, widget) in &old {
        if !new.iter().any(|(new, _)| new == name) {
            found.push(Difference::new(format!("widget {name}"), Some(kind(widget)), None));
        }
    }
    found
}

fn widgets(definition: &Value) -> Vec<(&str, &Value)> {
    let states = definition.get("states").and_then(Value::as_array);
    states.into_iter().flatten().filter_map(|state| Some((state.get("name")?.as_str()?, state))).collect()
}

fn kind(widget: &Value) -> String {
    widget.get("type").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn compare_widgets(found: &mut Vec<Difference>, name: &str, old: &Value, new: &Value) {
    compare(found, &format!("widget {name} type"), old.get("type"), new.get("type"));
    let (before, after) = (transitions(old), transitions(new));
    for event in before.keys().chain(after.keys().filter(|event| !before.contains_key(*event))) {
        let (before, after) = (before.get(event), after.get(event));
        if before != after {
            found.push(Difference::new(format!("widget {name} on {event}"), before.cloned(), after.cloned()));
        }
    }
    let (before, after) = (properties(old), properties(new));
    for path in before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))) {
        let (before, after) = (before.get(path), after.get(path));
        if before != after {
            found.push(Difference::new(format!("widget {name} {path}"), before.cloned(), after.cloned()));
        }
    }
}

fn compare(found: &mut Vec<Difference>, what: &str, before: Option<&Value>, after: Option<&Value>) {
    if before != after {
        found.push(Difference::new(what, before.map(plain), after.map(plain)));
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Where each event leads; a branch of a split is told by its conditions.
fn transitions(widget: &Value) -> BTreeMap<String, String> {
    let all = widget.get("transitions").and_then(Value::as_array);
    all.into_iter()
        .flatten()
        .filter_map(|transition| {
            let event = transition.get("event")?.as_str()?;
            let conditions = transition.get("conditions").and_then(Value::as_array);
            let conditions: Vec<String> = conditions
                .into_iter()
                .flatten()
                .map(|condition| {
                    let text = |key: &str| condition.get(key).map(plain).unwrap_or_default();
                    format!("{} {} {}", text("arguments"), text("type"), text("value"))
                })
                .collect();
            let event = if conditions.is_empty() {
                event.to_owned()
            } else {
                format!("{event} ({})", conditions.join(" and "))
            };
            let next = transition.get("next").and_then(Value::as_str).unwrap_or("the end");
            Some((event, next.to_owned()))
        })
        .collect()
}

/// Every leaf of a widget's properties by its path.
fn properties(widget: &Value) -> BTreeMap<String, String> {
    let mut leaves = BTreeMap::new();
    for (key, value) in widget.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if key != "offset" {
            collect(&mut leaves, key.clone(), value);
        }
    }
    leaves
}

fn collect(leaves: &mut BTreeMap<String, String>, path: String, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(leaves, format!("{path}.{key}"), value);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                collect(leaves, format!("{path}[{at}]"), value);
            }
        }
        leaf => {
            leaves.insert(path, plain(leaf));
        }
    }
}

#[cfg(test)]
mod tests;
