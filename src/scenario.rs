//! Scenarios: a sequence of events, replies and moves of the clock, with what has to come of each. One TOML file is a
//! demo's script and a test at once.
//!
//! Reading and comparing are pure; playing is the command's.

mod check;
mod file;

use include_dir::{Dir, include_dir};

pub use check::{Light, Mismatch, Seen, SeenReminder, SeenRequest, SeenText, check};
pub use file::{Action, EventStep, Expect, InvalidScenario, Reminder, Request, Scenario, Step, Text};

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// The scenarios that pam carries, by name, with their text.
pub fn shipped() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut files: Vec<_> = SHIPPED
        .files()
        .filter_map(|file| {
            let name = file.path().to_str()?.strip_suffix(".toml")?;
            Some((name, file.contents_utf8()?))
        })
        .collect();
    files.sort_unstable();
    files.into_iter()
}

#[cfg(test)]
mod tests;
