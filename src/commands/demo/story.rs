//! A step of a story: what is told, and what is checked.

use serde_json::{Value, json};

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) title: String,
    /// Told to a person.
    pub(super) lines: Vec<String>,
    pub(super) checks: Vec<Check>,
}

/// Something that must be so.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) what: &'static str,
    pub(super) expected: Value,
    pub(super) seen: Value,
    holds: bool,
}

impl Check {
    pub(super) fn ok(&self) -> bool {
        self.holds
    }
}

impl Step {
    pub(super) fn new(name: &'static str, title: impl Into<String>) -> Self {
        Self { name, title: title.into(), lines: Vec::new(), checks: Vec::new() }
    }

    /// A step holds when it checked something and all of it was so.
    pub(super) fn ok(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(Check::ok)
    }

    pub(super) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    pub(super) fn equal(&mut self, what: &'static str, expected: impl Into<Value>, seen: impl Into<Value>) {
        let (expected, seen) = (expected.into(), seen.into());
        let holds = expected == seen;
        self.checks.push(Check { what, expected, seen, holds });
    }

    /// Every one of `parts` stands in `text`.
    pub(super) fn contains(&mut self, what: &'static str, parts: &[&str], text: Option<&str>) {
        let holds = text.is_some_and(|text| parts.iter().all(|part| text.contains(part)));
        let expected = json!({"a text with": parts});
        self.checks.push(Check { what, expected, seen: json!(text), holds });
    }

    /// What failed, in one line.
    pub(super) fn failure(&self) -> Option<String> {
        let check = self.checks.iter().find(|check| !check.ok())?;
        Some(format!("{}: {} (expected {}, seen {})", self.name, check.what, check.expected, check.seen))
    }
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn a_step_that_checks_nothing_does_not_hold() {
        assert!(!Step::new("empty", "").ok());
    }

    #[test]
    fn a_step_fails_with_what_was_expected_and_seen() {
        let mut step = Step::new("booked", "");
        step.equal("two reminders", 2, 1);
        step.contains("the text names the clinic", &["Owl"], Some("Hello"));
        assert!(!step.ok());
        assert_eq!(step.failure().unwrap(), "booked: two reminders (expected 2, seen 1)");
        step.checks.remove(0);
        assert!(step.failure().unwrap().contains("the text names the clinic"));
        step.checks.clear();
        step.contains("the text names the clinic", &["Owl"], Some("Owl Health: hello"));
        assert!(step.ok());
    }
}
