//! What is wrong with a template or a definition, found without asking Twilio.
//!
//! Twilio's limits: <https://www.twilio.com/docs/studio> (2,000 widgets, error 81026; 1 MB), the body of a text
//! <https://www.twilio.com/docs/api/errors/21617>.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{FUNCTION, FlowTemplate, NAMES, OPEN, visit};

const MOST_WIDGETS: usize = 2_000;
const LARGEST: usize = 1_000_000;
const LONGEST_BODY: usize = 1_600;
/// How placeholders of the app before pam begin; one that is left over was never replaced.
const FOREIGN: &str = "YOUR_";

/// Something in a Flow that does not work, or looks as if it were not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether the Flow works with it.
    pub severity: Severity,
    /// The widget, if it is about one.
    pub widget: Option<String>,
    /// What it is, and the rule.
    pub message: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot be deployed, or does not work.
    Error,
    /// It works, but is probably not meant.
    Warning,
}

impl FlowTemplate {
    /// Looks for whatever would not work: placeholders, transitions, Run Function widgets whose SID and URL name different
    /// functions, Twilio's limits; and for widgets that nothing leads to. `functions` are the paths of the app's functions.
    #[must_use]
    pub fn findings<'a>(&self, functions: impl Iterator<Item = &'a str>) -> Vec<Finding> {
        let functions = functions.map(|path| path.trim_start_matches('/')).collect();
        let mut check = Check { findings: Vec::new(), functions };
        check.definition(&self.definition);
        check.findings
    }
}

struct Check<'a> {
    findings: Vec<Finding>,
    functions: BTreeSet<&'a str>,
}

impl Check<'_> {
    fn error(&mut self, widget: Option<&str>, message: impl Into<String>) {
        self.find(Severity::Error, widget, message.into());
    }

    fn warning(&mut self, widget: Option<&str>, message: impl Into<String>) {
        self.find(Severity::Warning, widget, message.into());
    }

    fn find(&mut self, severity: Severity, widget: Option<&str>, message: String) {
        let finding = Finding { severity, widget: widget.map(str::to_owned), message };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn definition(&mut self, definition: &Value) {
        let Some(states) = definition.get("states").and_then(Value::as_array) else {
            self.error(None, "it must be an object with a list of widgets, \"states\"");
            return;
        };
        if definition.to_string().len() > LARGEST {
            self.error(None, format!("it must be at most {LARGEST} bytes"));
        }
        if states.len() > MOST_WIDGETS {
            self.error(
                None,
                format!("it must have at most {MOST_WIDGETS} widgets, and has {}", states.len()),
            );
        }
        let mut widgets: BTreeMap<&str, &Value> = BTreeMap::new();
        for (at, state) in states.iter().enumerate() {
            match state.get("name").and_then(Value::as_str).filter(|name| !name.is_empty()) {
                None => self.error(None, format!("the widget at place {at} must have a name")),
                Some(name) => {
                    if widgets.insert(name, state).is_some() {
                        self.error(Some(name), "its name must be its own, another widget has it too");
                    }
                    if text(state, "type").is_empty() {
                        self.error(Some(name), "must have a type");
                    }
                    self.placeholders(Some(name), state);
                    self.function(name, state);
                    self.body(name, state);
                }
            }
        }
        for (key, value) in definition.as_object().into_iter().flatten().filter(|(key, _)| *key != "states") {
            self.placeholders(None, value);
            if key == "initial_state" && !widgets.contains_key(value.as_str().unwrap_or_default()) {
                self.error(None, format!("\"initial_state\" must name a widget, and names {value}"));
            }
        }
        if definition.get("initial_state").is_none() {
            self.error(None, "\"initial_state\" must name the first widget");
        }
        self.transitions(text(definition, "initial_state"), &widgets);
    }

    fn transitions(&mut self, initial: &str, widgets: &BTreeMap<&str, &Value>) {
        for (name, state) in widgets {
            for (event, next) in nexts(state) {
                if !widgets.contains_key(next) {
                    let message = format!("its transition {event:?} leads to {next:?}, which is no widget");
                    self.error(Some(name), message);
                }
            }
        }
        let mut reached = BTreeSet::new();
        let mut open = vec![initial];
        while let Some(name) = open.pop() {
            if let Some(state) = widgets.get(name).filter(|_| reached.insert(name)) {
                open.extend(nexts(state).map(|(_, next)| next));
            }
        }
        for name in widgets.keys().filter(|name| !reached.contains(*name)) {
            self.warning(Some(name), "nothing leads to it");
        }
    }

    fn placeholders(&mut self, widget: Option<&str>, value: &Value) {
        let mut wrong = Vec::new();
        visit(value, &mut |text| {
            for (at, _) in text.match_indices(OPEN) {
                let inner = &text[at + OPEN.len()..];
                match inner.split_once('}') {
                    None => wrong.push(format!("{OPEN}… is never closed")),
                    Some((name, _)) => match name.strip_prefix(FUNCTION) {
                        Some(path) if self.functions.contains(path) => {}
                        Some(path) => wrong.push(format!("{OPEN}{name}}}: the app has no function {path}")),
                        None if NAMES.contains(&name) => {}
                        None => wrong.push(format!("{OPEN}{name}}} is no placeholder that pam knows")),
                    },
                }
            }
            if let Some(at) = text.find(FOREIGN) {
                let name: String =
                    text[at..].chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
                wrong.push(format!("the placeholder {name} was never replaced"));
            }
        });
        for message in wrong {
            self.error(widget, message);
        }
    }

    /// A Run Function widget names its function twice: Studio calls the URL, the Console shows the SID.
    fn function(&mut self, name: &str, state: &Value) {
        if !text(state, "type").starts_with("run-function") {
            return;
        }
        let properties = state.get("properties").unwrap_or(&Value::Null);
        let (sid, url) = (text(properties, "function_sid"), text(properties, "url"));
        if url.is_empty() {
            self.error(Some(name), "must have \"url\"");
        }
        if sid.is_empty() {
            self.warning(Some(name), "the Console shows no function for it, as it has no \"function_sid\"");
        }
        let by_sid = sid.strip_prefix(OPEN).and_then(|rest| rest.strip_prefix(FUNCTION)?.strip_suffix('}'));
        let by_url =
            url.strip_prefix("https://{PAM:DOMAIN}/").map(|path| path.split('?').next().unwrap_or(path));
        if let (Some(by_sid), Some(by_url)) = (by_sid, by_url)
            && by_sid != by_url
        {
            let message = format!("its function_sid names {by_sid}, but its url calls {by_url}");
            self.error(Some(name), message);
        }
        if let Some(path) = by_url.filter(|path| !self.functions.contains(path)) {
            self.error(Some(name), format!("its url calls {path}, but the app has no such function"));
        }
    }

    fn body(&mut self, name: &str, state: &Value) {
        let body = state.get("properties").map_or("", |properties| text(properties, "body"));
        if text(state, "type").starts_with("send-") && body.chars().count() > LONGEST_BODY {
            self.error(Some(name), format!("its text must have at most {LONGEST_BODY} characters"));
        }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Events with the widgets that follow.
fn nexts(state: &Value) -> impl Iterator<Item = (&str, &str)> {
    let transitions = state.get("transitions").and_then(Value::as_array);
    let pairs = transitions.into_iter().flatten();
    pairs
        .map(|transition| (text(transition, "event"), text(transition, "next")))
        .filter(|(_, next)| !next.is_empty())
}

#[cfg(test)]
mod tests;
