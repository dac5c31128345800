//! Studio's Liquid: the tags and filters of "Liquid for designers" and `to_json`, over JSON data.
//!
//! Source: `docs/studio/user-guide/liquid-template-language`. Objects print as Java maps (`{k=v}`), what is missing
//! prints as nothing, and a fault never stops the Execution: it becomes a problem for warning 81018. Twilio does not
//! say what a faulty template prints. Here a fault inside one output or `assign` leaves that one empty; a fault in the
//! template's structure (unknown tag, unbalanced braces, missing end tag) leaves the whole text empty; a text over
//! 16 kB is cut there, and a `for` stops after 15 rounds.

mod ast;
mod date;
mod expression;
mod filters;
mod lexer;
mod parser;
mod render;
mod value;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use value::to_text;

/// A template's text and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// The text, at most 16 kB.
    pub(crate) text: String,
    /// One sentence a fault, naming parts of the template but never data.
    pub(crate) problems: Vec<String>,
}

/// Renders a template over `data`, whose top-level keys are the variables; `now` is what `'now' | date` sees.
pub(crate) fn render(template: &str, data: &Value, now: Timestamp) -> Rendered {
    if !template.contains("{{") && !template.contains("{%") {
        return render::plain(template);
    }
    match lexer::split(template).and_then(parser::parse) {
        Ok(nodes) => render::run(&nodes, data, now),
        Err(problem) => Rendered { text: String::new(), problems: vec![problem] },
    }
}
