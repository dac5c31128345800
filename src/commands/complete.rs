//! Values that a shell offers at TAB: from what is on this machine only, never from the network.

use std::collections::BTreeSet;
use std::fs;

use clap::{Command, CommandFactory};
use clap_complete::CompletionCandidate;
use clap_complete::env::CompleteEnv;
use regex::Regex;

use crate::cli::Cli;
use crate::scenario::{self, Scenario};
use crate::settings::env::Environment;
use crate::settings::paths::Paths;
use crate::settings::profiles::Profiles;
use crate::settings::twilio_cli::TwilioCli;

/// The variable in which a shell asks for completions.
pub(super) const VARIABLE: &str = "PAM_COMPLETE";

/// What answers a shell that asks for completions, and ends the process then.
#[must_use]
pub fn answers() -> CompleteEnv<'static, fn() -> Command> {
    let command: fn() -> Command = Cli::command;
    CompleteEnv::with_factory(command).var(VARIABLE).bin("pam")
}

/// pam's profiles and twilio-cli's. What cannot be read has none: nobody wants an error at TAB.
#[must_use]
pub fn profiles() -> Vec<CompletionCandidate> {
    let env = Environment::read();
    let own = Paths::find(&env).and_then(|paths| Profiles::load(&paths));
    let own: BTreeSet<String> = own.map(|found| found.all().keys().cloned().collect()).unwrap_or_default();
    let cli = TwilioCli::load(&env).unwrap_or_default();
    let others = cli.names().filter(|name| !own.contains(*name));
    let others = others.map(|name| CompletionCandidate::new(name).help(Some("of twilio-cli".into())));
    let others: Vec<CompletionCandidate> = others.collect();
    own.iter().map(CompletionCandidate::new).chain(others).collect()
}

/// The scenarios that pam carries.
#[must_use]
pub fn scenarios() -> Vec<CompletionCandidate> {
    let candidate = |(name, text): (&'static str, &str)| {
        let title = Scenario::parse(text).ok().map(|scenario| scenario.title.into());
        CompletionCandidate::new(name).help(title)
    };
    scenario::shipped().map(candidate).collect()
}

/// The appointments that the sandbox of this machine knows; of an account's nothing is kept here.
#[must_use]
pub fn appointments() -> Vec<CompletionCandidate> {
    let Ok(paths) = Paths::find(&Environment::read()) else { return Vec::new() };
    let Ok(state) = fs::read_to_string(paths.sandbox().join("state.jsonl")) else { return Vec::new() };
    // Records stand in it as JSON, or as JSON within a string.
    let Ok(id) = Regex::new(r#"\\*"appointment_id\\*":\s*\\*"([^"\\]{1,64})\\*""#) else { return Vec::new() };
    let ids: BTreeSet<&str> =
        id.captures_iter(&state).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    ids.into_iter().map(CompletionCandidate::new).collect()
}
