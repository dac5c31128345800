//! Holds what pam prints with `--json` to the schemas in `schemas/`. Every run that a test makes is checked here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::{Command, CommandFactory};
use jsonschema::{Retrieve, Uri, Validator};
use pam::cli::Cli;
use serde_json::{Value, json};

/// The schema of what a command prints when it fails.
pub(crate) const ERROR: &str = "error";

/// Every command that does something, as the name of its schema: `reminders-list`. With the number of lines it prints.
pub(crate) fn commands() -> Vec<String> {
    let mut names = Vec::new();
    leaves(&Cli::command(), "", &mut names);
    names
}

fn leaves(command: &Command, name: &str, names: &mut Vec<String>) {
    if !name.is_empty() && !command.is_subcommand_required_set() {
        names.push(name.to_owned());
    }
    for below in command.get_subcommands() {
        let joint = if name.is_empty() { "" } else { "-" };
        leaves(below, &format!("{name}{joint}{}", below.get_name()), names);
    }
}

/// The command that a command line runs; none when it is wrong, or asks for help.
pub(crate) fn command_of(args: &[&str]) -> Result<String, clap::Error> {
    let all = std::iter::once("pam").chain(args.iter().copied());
    let matches = Cli::command().try_get_matches_from(all)?;
    let mut names = Vec::new();
    let mut below = matches.subcommand();
    while let Some((name, matches)) = below {
        names.push(name.to_owned());
        below = matches.subcommand();
    }
    Ok(names.join("-"))
}

/// Checks standard output of one run.
pub(crate) fn check(args: &[&str], stdout: &str) {
    if !args.contains(&"--json") {
        return;
    }
    let command = match command_of(args) {
        Ok(command) => command,
        Err(error) if error.use_stderr() => ERROR.to_owned(),
        Err(_) => return,
    };
    let lines: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{args:?}: {error}: {line}")))
        .collect();
    for line in &lines {
        fits(&command, line);
    }
    let errors: Vec<usize> = (0..lines.len()).filter(|at| is_error(&lines[*at])).collect();
    assert!(errors.is_empty() || errors == [lines.len() - 1], "{args:?}: an error is the end: {stdout}");
    if schema(&command)["x-lines"] == "one" {
        assert!(lines.len() - errors.len() <= 1, "{args:?}: more than one document: {stdout}");
    }
}

/// Whether a document is that of a failure.
pub(crate) fn is_error(document: &Value) -> bool {
    document.get("error").is_some_and(Value::is_object)
        && document.as_object().is_some_and(|all| all.len() == 1)
}

/// Checks one document of a command.
pub(crate) fn fits(command: &str, document: &Value) {
    let name = if is_error(document) { ERROR } else { command };
    let problems = problems(name, document);
    assert!(problems.is_empty(), "not as in schemas/{name}.json: {problems:#?}\n{document}");
}

/// What is wrong with a document; a field that its schema does not name is wrong too, or it would never be named.
pub(crate) fn problems(name: &str, document: &Value) -> Vec<String> {
    static VALIDATORS: Mutex<BTreeMap<String, Validator>> = Mutex::new(BTreeMap::new());
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(name.to_owned()).or_insert_with(|| {
        jsonschema::options()
            .should_validate_formats(true)
            .with_retriever(Closed)
            .build(&closed(schema(name)))
            .unwrap_or_else(|error| panic!("schemas/{name}.json: {error}"))
    });
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The folder of the schemas.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

/// A schema as it is checked in.
pub(crate) fn schema(name: &str) -> Value {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The same schema without room for fields that it does not name.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                if !matches!(key.as_str(), "required" | "enum" | "const") {
                    *value = closed(value.take());
                }
            }
            if object.get("properties").is_some_and(Value::is_object)
                && !object.contains_key("additionalProperties")
            {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| *one = closed(one.take())),
        _ => {}
    }
    schema
}

/// Finds schemas that others refer to.
struct Closed;

impl Retrieve for Closed {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.path().as_str().rsplit('/').next().unwrap_or_default();
        Ok(closed(schema(name.trim_end_matches(".json"))))
    }
}
