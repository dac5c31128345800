//! Values that a shell offers at TAB: from what is on this machine only, never from the network.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::engine::ValueCompleter;
use clap_complete::env::CompleteEnv;
use clap_complete::{CompletionCandidate, PathCompleter};
use regex::Regex;

use crate::cli::Cli;
use crate::scenario::{self, Scenario};
use crate::settings::config_file::{self, ConfigFile, Section};
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

/// The scenarios that pam carries, and TOML files.
#[must_use]
pub fn scenarios_and_files(current: &OsStr) -> Vec<CompletionCandidate> {
    let begun = current.to_str().unwrap_or_default();
    let mut all = scenarios();
    all.retain(|candidate| candidate.get_value().to_str().is_some_and(|name| name.starts_with(begun)));
    let is_toml = |path: &Path| path.extension().is_some_and(|extension| extension == "toml");
    all.extend(PathCompleter::any().filter(move |path| path.is_dir() || is_toml(path)).complete(current));
    all
}

/// Environments of a deployment: what `pam.toml` names, and the usual ones.
#[must_use]
pub fn environments() -> Vec<CompletionCandidate> {
    let named = sections().into_iter().filter_map(|section| match section {
        Section::Environment(name) | Section::Both(_, name) => Some(name),
        _ => None,
    });
    distinct(["production", "stage", "dev"].map(str::to_owned).into_iter().chain(named))
}

/// Names of deployments: what `pam.toml` names, and the usual one.
#[must_use]
pub fn deployments() -> Vec<CompletionCandidate> {
    let named = sections().into_iter().filter_map(|section| match section {
        Section::Deployment(name) | Section::Both(name, _) => Some(name),
        _ => None,
    });
    distinct(std::iter::once("pam".to_owned()).chain(named))
}

fn sections() -> Vec<Section> {
    let text = fs::read_to_string(config_file::NAME).unwrap_or_default();
    ConfigFile::parse(config_file::NAME, &text).map(|file| file.sections()).unwrap_or_default()
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<CompletionCandidate> {
    names.collect::<BTreeSet<_>>().into_iter().map(CompletionCandidate::new).collect()
}

/// Time zones by their IANA names.
#[must_use]
pub fn zones() -> Vec<CompletionCandidate> {
    jiff::tz::db().available().map(|name| CompletionCandidate::new(name.to_string())).collect()
}

/// What `pam help` tells of.
#[must_use]
pub fn topics() -> Vec<CompletionCandidate> {
    let command = Cli::command();
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set());
    let topic =
        CompletionCandidate::new(super::help::EXIT_CODES).help(Some("What each exit code means".into()));
    commands
        .map(|command| CompletionCandidate::new(command.get_name()).help(command.get_about().cloned()))
        .chain([topic])
        .collect()
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

/// The appointments that the sandbox of this machine knows. Of an account's nothing is kept here: an appointment's id
/// identifies a patient (45 CFR 164.514(b)(2)), and a shell's history of TABs is no place for it.
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
