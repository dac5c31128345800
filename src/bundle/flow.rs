//! The Flow's template: placeholders are replaced in its strings, never in its text, so that no value can break out.

mod check;
mod pull;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use check::{Finding, Severity};

/// A template that is not usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Not JSON.
    #[error("the Flow's template is not JSON: {0}")]
    NotJson(String),
    /// A placeholder that nothing is known for.
    #[error("the Flow's template has a placeholder that pam does not know: {0}")]
    Unknown(String),
}

/// A Flow definition with placeholders such as `{PAM:SERVICE_SID}` or `{PAM:FUNCTION_SID:message-booked}`.
#[derive(Debug, Clone)]
pub struct FlowTemplate {
    definition: Value,
}

/// Values for placeholders, by the name between `{PAM:` and `}`.
#[derive(Debug, Clone)]
pub struct Placeholders {
    values: BTreeMap<String, String>,
    /// Which of them are texts that a person wrote.
    texts: BTreeSet<String>,
}

impl Default for Placeholders {
    fn default() -> Self {
        let values = BTreeMap::from([(Self::OPENING.to_owned(), OPEN.to_owned())]);
        Self { values, texts: BTreeSet::new() }
    }
}

impl Placeholders {
    /// The placeholder that stands for the beginning of one, where a Flow has that in a text.
    const OPENING: &str = "OPENING";

    /// A value that stands for itself: a SID, a domain.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    /// A text that a person wrote.
    pub fn set_text(&mut self, name: impl Into<String>, text: &str) {
        let name = name.into();
        self.texts.insert(name.clone());
        self.set(name, liquid_text(text));
    }
}

/// A text as it stands in a Flow. The Flow renders its strings as Liquid, so braces are made to render as themselves.
fn liquid_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        escaped.push_str(before);
        escaped.push_str(if brace.starts_with('{') { "{{ '{' }}" } else { "{{ '}' }}" });
        rest = &brace[1..];
    }
    escaped.push_str(rest);
    escaped
}

/// The placeholders beside `FUNCTION_SID:` and a function's path.
const NAMES: [&str; 5] = ["SERVICE_SID", "ENVIRONMENT_SID", "DOMAIN", "CUSTOMER_NAME", Placeholders::OPENING];
const FUNCTION: &str = "FUNCTION_SID:";
const OPEN: &str = "{PAM:";

impl FlowTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let definition =
            serde_json::from_str(text).map_err(|error| TemplateError::NotJson(error.to_string()))?;
        Ok(Self { definition })
    }

    /// The names of all placeholders.
    #[must_use]
    pub fn placeholders(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        visit(&self.definition, &mut |text| names.extend(tokens(text).map(|(_, name)| name.to_owned())));
        names
    }

    /// Whether every placeholder will have a value: those of the deployment, and `FUNCTION_SID:` with one of these paths.
    ///
    /// # Errors
    /// The first placeholder that will not.
    pub fn check<'a>(&self, functions: impl Iterator<Item = &'a str> + Clone) -> Result<(), TemplateError> {
        let known = |name: &str| {
            let function = |path: &str| functions.clone().any(|known| known.trim_start_matches('/') == path);
            NAMES.contains(&name) || name.strip_prefix(FUNCTION).is_some_and(function)
        };
        match self.placeholders().into_iter().find(|name| !known(name)) {
            Some(name) => Err(TemplateError::Unknown(name)),
            None => Ok(()),
        }
    }

    /// The definition with every placeholder replaced.
    ///
    /// # Errors
    /// When a placeholder has no value.
    pub fn fill(&self, values: &Placeholders) -> Result<Value, TemplateError> {
        let mut definition = self.definition.clone();
        replace(&mut definition, &values.values)?;
        Ok(definition)
    }
}

/// The range and the name of each placeholder in a string.
fn tokens(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    text.match_indices(OPEN).filter_map(|(start, _)| {
        let end = start + text[start..].find('}')?;
        Some((start..end + 1, &text[start + OPEN.len()..end]))
    })
}

fn visit(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(fields) => fields.values().for_each(|field| visit(field, see)),
        _ => {}
    }
}

fn replace(value: &mut Value, values: &BTreeMap<String, String>) -> Result<(), TemplateError> {
    match value {
        Value::String(text) => {
            let mut filled = String::with_capacity(text.len());
            let mut from = 0;
            for (range, name) in tokens(text) {
                let value = values.get(name).ok_or_else(|| TemplateError::Unknown(name.to_owned()))?;
                filled.push_str(&text[from..range.start]);
                filled.push_str(value);
                from = range.end;
            }
            filled.push_str(&text[from..]);
            *text = filled;
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| replace(item, values)),
        Value::Object(fields) => fields.values_mut().try_for_each(|field| replace(field, values)),
        _ => Ok(()),
    }
}
