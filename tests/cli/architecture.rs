//! Holds the layers: who may use whom, how large a file may be, and which doors time and text go through.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate with the modules that it may use. Arrows point down only.
const MAY_USE: [(&str, &[&str]); 20] = [
    ("exit", &[]),
    ("error", &["exit"]),
    ("appointment", &[]),
    ("bundle", &[]),
    ("ehr", &[]),
    ("sandbox", &[]),
    ("output", &["error", "exit"]),
    ("twilio", &["error", "exit"]),
    ("settings", &["error", "exit", "twilio"]),
    ("deploy", &["appointment", "bundle", "error", "exit", "twilio"]),
    ("reminders", &["appointment", "error", "exit", "twilio"]),
    ("operate", &["error", "exit", "twilio"]),
    ("scenario", &["appointment"]),
    ("simulate", &["appointment", "bundle", "error", "exit", "twilio"]),
    ("timeline", &["error", "exit", "simulate", "twilio"]),
    ("cli", &["commands"]),
    ("context", &["cli", "error", "exit", "output", "settings"]),
    (
        "commands",
        &[
            "appointment",
            "bundle",
            "cli",
            "context",
            "deploy",
            "ehr",
            "error",
            "exit",
            "operate",
            "output",
            "reminders",
            "sandbox",
            "scenario",
            "settings",
            "simulate",
            "timeline",
            "twilio",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli", "commands", "context", "error", "exit", "settings"]),
];

const LONGEST_FILE: usize = 700;

fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The top-level module that a source file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules of this crate that a source text names: after `crate::` anywhere, and after `pam::` in the binary.
fn used(text: &str, root: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    let marker = format!("{root}::");
    for (at, _) in text.match_indices(&marker) {
        if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &text[at + marker.len()..];
        let names = rest.strip_prefix('{').map_or_else(
            || vec![first_word(rest)],
            |list| {
                let mut depth = 0;
                let mut names = vec![first_word(list)];
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => names.push(first_word(list[at + 1..].trim_start())),
                        _ => {}
                    }
                }
                names
            },
        );
        modules.extend(names.into_iter().filter(|name| !name.is_empty()));
    }
    modules
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn arrows_point_down_only() {
    let mut wrong = Vec::new();
    for path in files("src", &["rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        let module = module(&path);
        let root = if module == "main" { "pam" } else { "crate" };
        let allowed = MAY_USE.iter().find(|(name, _)| *name == module);
        let allowed = allowed.unwrap_or_else(|| panic!("{module} is not in the list of layers")).1;
        for other in used(&text, root) {
            let known = MAY_USE.iter().any(|(name, _)| *name == other);
            if known && other != module && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{} uses {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let text =
        "use crate::error::Error; use crate::{twilio::{Client, sid}, output}; let x = crate::deploy::plan();";
    let expected = ["deploy", "error", "output", "twilio"].map(str::to_owned);
    assert_eq!(used(text, "crate"), expected.into());
    assert!(used("mycrate::error", "crate").is_empty());
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let mut long = Vec::new();
    for folder in ["src", "assets", "tests"] {
        for path in files(folder, &["rs", "js", "cjs", "css", "html"]) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            if lines > LONGEST_FILE {
                long.push(format!("{} has {lines} lines", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn only_output_writes_to_the_terminal() {
    let mut wrong = Vec::new();
    for path in files("src", &["rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        if module(&path) != "output"
            && ["io::stdout()", "io::stderr()"].iter().any(|door| text.contains(door))
        {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_unfinished_or_skipped() {
    let here = Path::new(file!()).file_name().unwrap();
    let mut wrong = Vec::new();
    for folder in ["src", "assets", "tests"] {
        for path in files(folder, &["rs", "js", "cjs"]) {
            let text = fs::read_to_string(&path).unwrap();
            let marks = [
                "todo!(",
                "unimplemented!(",
                "#[ignore",
                "it.skip(",
                "test.skip(",
                "describe.skip(",
                ".only(",
            ];
            if path.file_name() != Some(here) && marks.iter().any(|mark| text.contains(mark)) {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
