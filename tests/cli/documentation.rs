//! What README.md and docs/ tell a reader to type is typed: every `sh` block runs, in order, page by page, in a home of its
//! own whose account is a sandbox. A command that is added there runs here without anybody's doing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use clap::Parser;
use clap::error::ErrorKind;
use regex::Regex;

use crate::javascript;
use crate::support::{Pam, Ran, Served, shared_cache};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The few lines that are not run, each with why. Those of pam are parsed instead.
const NOT_RUN: [(&str, &str); 5] = [
    ("cargo run --release -- demo", "builds pam; the demo has a test of its own"),
    ("cargo test", "is what runs this"),
    (
        "export TWILIO_ACCOUNT_SID=AC… TWILIO_API_KEY=SK… TWILIO_API_SECRET=…",
        "the reader's credentials; here they are the sandbox's",
    ),
    ("cargo install --locked --path pam", "builds pam on the runner"),
    ("test -x ~/.cargo/bin/pam || cargo install --locked --path .", "builds pam on the runner"),
];

/// Ends what would go on for ever, as Ctrl-C does, and makes a refused request of curl's a failure.
const PRELUDE: &str = "set -euo pipefail
endless() { local code=0; timeout --preserve-status --signal=INT 4 \"$@\" || code=$?; [ $code = 0 ] || [ $code = 130 ]; }
curl() { command curl --fail-with-body --silent --show-error \"$@\"; }
";

/// `pam` as a reader has it in the path who says yes, on ports that are free.
const WRAPPER: &str = r#"#!/usr/bin/env bash
if [ "$*" = sandbox ]; then PAM_HOME="$(mktemp -d)" exec "$PAM_BINARY" sandbox serve --port 0; fi
if [ "$1" = listen ]; then shift; exec "$PAM_BINARY" listen --port 0 "$@"; fi
case " $* " in *" --yes "*) exec "$PAM_BINARY" "$@" ;; *) exec "$PAM_BINARY" --yes "$@" ;; esac
"#;

/// README.md and the pages of docs/, by their paths.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(Path::new(ROOT).join("docs")).unwrap();
    let mut names: Vec<String> =
        docs.map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap())).collect();
    names.retain(|name| name.ends_with(".md"));
    names.push("README.md".to_owned());
    names.sort();
    let text = |name: String| {
        let text = fs::read_to_string(Path::new(ROOT).join(&name)).unwrap();
        (name, text)
    };
    names.into_iter().map(text).collect()
}

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

/// What stands between the fences of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// A line without the comment behind it.
fn command(line: &str) -> &str {
    line.split("  # ").next().unwrap().split(" # ").next().unwrap().trim_end()
}

fn is_not_run(line: &str) -> bool {
    NOT_RUN.iter().any(|(command, _)| *command == line)
}

/// The steps of a workflow.
fn steps(workflow: &str) -> String {
    let run = Regex::new(r"(?m)^ +(?:- )?run: (.+)$").unwrap();
    run.captures_iter(workflow).map(|found| format!("{}\n", &found[1])).collect()
}

/// Goes on for ever: `pam sandbox`, `pam listen`, `pam logs --follow`.
fn is_endless(line: &str) -> bool {
    let follows = line.starts_with("pam logs") && line.contains("--follow");
    line == "pam sandbox" || line.starts_with("pam listen") || follows
}

/// A block as it is run.
fn script(block: &str) -> String {
    let mut script = PRELUDE.to_owned();
    for line in block.lines() {
        let line = command(line);
        if is_not_run(line) {
            continue;
        }
        if is_endless(line) {
            script.push_str("endless ");
        }
        script.push_str(line);
        script.push('\n');
    }
    script
}

/// A reader with a sandbox for an account.
struct Reader {
    pam: Pam,
    _served: Served,
    variables: Vec<(String, String)>,
}

impl Reader {
    fn new() -> Self {
        let pam = Pam::new();
        let served = Served::start(&pam);
        let env = pam.json(&["sandbox", "env"]);
        let names = ["PAM_API_URL", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"];
        let variables =
            names.map(|name| (name.to_owned(), env[name].as_str().expect("a variable").to_owned())).to_vec();
        pam.file("pam", WRAPPER);
        pam.file("take-request", "#!/bin/sh\ncat >/dev/null\n");
        for file in ["pam", "take-request"] {
            let made = Command::new("chmod").args(["+x", file]).current_dir(pam.home()).status();
            assert!(made.expect("chmod runs").success());
        }
        Self { pam, _served: served, variables }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// What a deploy without a terminal has to be told.
    fn knows_the_settings(&mut self) {
        for (name, value) in [
            ("CUSTOMER_NAME", "Owl Health"),
            ("TWILIO_PHONE_NUMBER", "+12025550123"),
            ("ADMINISTRATOR_PHONE_NUMBER", "+12025550170"),
            ("TIME_ZONE", "America/New_York"),
            ("IE_ENDPOINT", "off"),
            ("APPLICATION_PASSWORD", "planted-secret-of-the-docs"),
        ] {
            self.set(name, value);
        }
    }

    fn has_deployed(&mut self) {
        self.pam.json(&["deploy", "--sandbox", "--yes"]);
        self.pam.json(&["simulate", "booked", "--sandbox"]);
        let status = self.pam.json(&["status", "--sandbox"]);
        self.set("FLOW_SID", status["flow_sid"].as_str().expect("a SID"));
        self.set("CLINIC_NUMBER", status["phone_number"].as_str().expect("a number"));
    }

    /// Programs other than pam find the sandbox as their proxy.
    fn has_the_proxy(&mut self) {
        let env = self.pam.json(&["sandbox", "env"]);
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            self.set(name, env[name].as_str().expect("a variable"));
        }
    }

    fn runs(&self, script: &str) -> Ran {
        self.pam.file("block.sh", script);
        let path = std::env::var("PATH").expect("a path");
        let mut bash = Command::new("bash");
        bash.args(["-x", "block.sh"]).env_clear().current_dir(self.pam.home());
        bash.env("PATH", format!("{}:{path}", self.pam.home().display())).env("HOME", self.pam.home());
        bash.env("XDG_CACHE_HOME", shared_cache()).env("PAM_BINARY", env!("CARGO_BIN_EXE_pam"));
        bash.env("NODE_PATH", Path::new(ROOT).join("tests/contract/node_modules"));
        bash.envs(self.variables.iter().map(|(name, value)| (name, value)));
        Ran::from(bash.stdin(std::process::Stdio::null()).output().expect("bash runs"))
    }

    fn follows(&self, page: &str, blocks: &[&str]) {
        for block in blocks {
            if block.contains("pam doctor") {
                Served::register_campaign(&self.pam);
            }
            let ran = self.runs(&script(block));
            assert_eq!(ran.code, 0, "{page}:\n{block}\n{}\n{}", ran.stdout, ran.stderr);
        }
    }
}

#[test]
fn the_readmes_commands_run() {
    let mut reader = Reader::new();
    reader.knows_the_settings();
    let readme = page("README.md");
    reader.follows("README.md", &blocks(&readme, "sh"));
}

#[test]
fn the_commands_about_deploying_run() {
    let mut reader = Reader::new();
    reader.knows_the_settings();
    let text = page("docs/deploy.md");
    reader.follows("docs/deploy.md", &blocks(&text, "sh"));
}

/// Every page that is not about installing: there the reader has the app.
#[test]
fn the_commands_of_all_other_pages_run() {
    javascript::install("contract");
    let mut seen = 0;
    for (name, text) in pages() {
        let blocks = blocks(&text, "sh");
        if blocks.is_empty() || ["README.md", "docs/deploy.md"].contains(&name.as_str()) {
            continue;
        }
        let mut reader = Reader::new();
        reader.has_deployed();
        if name == "docs/integrators.md" {
            reader.has_the_proxy();
            reader.pam.file("event.json", self::blocks(&text, "json")[0]);
        }
        reader.follows(&name, &blocks);
        seen += 1;
    }
    assert!(seen >= 5, "only {seen} pages");
}

#[test]
fn the_workflows_steps_run() {
    let text = page("docs/ci.md");
    let workflows = blocks(&text, "yaml");
    assert_eq!(workflows.len(), 2);
    let mut reader = Reader::new();
    reader.knows_the_settings();
    let secret = Regex::new(r"(\w+): \$\{\{ secrets\.(\w+) \}\}").unwrap();
    for workflow in workflows {
        let steps = steps(workflow);
        assert!(steps.lines().count() >= 3, "{steps}");
        reader.follows("docs/ci.md", &[&steps]);
        // What a step reads is handed on under its own name, and nothing else of the repository's is.
        let handed: Vec<_> = secret.captures_iter(workflow).collect();
        assert!(handed.len() >= 3 && handed.iter().all(|found| found[1] == found[2]), "{workflow}");
    }
}

/// Words as a shell splits them: quotes hold words together, and a redirection is none of the command's.
fn words(line: &str) -> Vec<String> {
    let word = Regex::new(r#"(?:[^\s"']|"[^"]*"|'[^']*')+"#).unwrap();
    let words = word.find_iter(line).map(|found| found.as_str());
    words.take_while(|word| !word.starts_with('>')).map(|word| word.replace(['"', '\''], "")).collect()
}

/// Whether pam knows every word of a command; one that is only begun, such as `pam reminders`, is none that is wrong.
fn is_known(line: &str) -> Result<(), String> {
    match pam::cli::Cli::try_parse_from(words(line)) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            ErrorKind::MissingRequiredArgument
            | ErrorKind::MissingSubcommand
            | ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Ok(()),
            _ => Err(format!("{line}: {error}")),
        },
    }
}

#[test]
fn every_command_in_the_text_is_one_and_no_exception_is_stale() {
    let inline = Regex::new(r"`(pam [^`\n]+)`").unwrap();
    let scheduled = Regex::new(r"(?m)[/ ](pam [a-z].*)$").unwrap();
    let mut shell = BTreeSet::new();
    let mut known = 0;
    for (name, text) in pages() {
        for block in blocks(&text, "sh").into_iter().map(str::to_owned) {
            shell.extend(block.lines().map(|line| command(line).to_owned()));
        }
        shell.extend(
            blocks(&text, "yaml")
                .into_iter()
                .flat_map(|text| steps(text).lines().map(str::to_owned).collect::<Vec<_>>()),
        );
        let timed = ["cron", "ini"].iter().flat_map(|language| blocks(&text, language));
        let timed = timed.flat_map(|block| scheduled.captures_iter(block).map(|found| found[1].to_owned()));
        let inline = inline.captures_iter(&text).map(|found| found[1].to_owned());
        for line in inline.chain(timed).filter(|line| !line.contains(" | ")) {
            is_known(&line).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
            known += 1;
        }
    }
    assert!(known > 40, "only {known} commands in the text");
    for (line, why) in NOT_RUN {
        assert!(shell.contains(line), "{line:?} ({why}) stands nowhere any more");
        if let Some(args) = line.strip_prefix("cargo run --release -- ") {
            is_known(&format!("pam {args}")).unwrap();
        } else {
            assert!(!line.starts_with("pam "), "{line:?} can run");
        }
    }
    assert!(is_known("pam deploy --frobnicate").is_err() && is_known("pam dploy").is_err());
}

/// Twilio's codes that pam's sources name.
fn codes() -> BTreeSet<String> {
    let code = Regex::new(r"\b(?:[2-8]\d{4}|57\d_?\d{3})\b").unwrap();
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(ROOT).join("src"), Path::new(ROOT).join("assets/functions")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // The sandbox is a Twilio: it knows more codes than a user of pam meets.
                if !path.ends_with("src/sandbox") && !path.ends_with("tests") {
                    folders.push(path);
                }
            } else if !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(code.find_iter(&text).map(|found| found.as_str().replace('_', "")));
            }
        }
    }
    found
}

#[test]
fn every_code_of_twilios_that_pam_names_is_explained() {
    let text = page("docs/troubleshooting.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let explained: Vec<&str> = rows.flat_map(|cell| cell.split(", ")).collect();
    let codes = codes();
    assert!(codes.len() > 25 && codes.contains("21610") && codes.contains("572002"), "{codes:?}");
    for code in &codes {
        let rows = explained.iter().filter(|found| *found == code).count();
        assert_eq!(rows, 1, "{code} has {rows} rows in docs/troubleshooting.md");
    }
}

/// Under another name a block would be run and read by no test.
#[test]
fn every_block_is_of_a_kind_that_a_test_knows() {
    let known = ["sh", "yaml", "cron", "ini", "toml", "json", "js", "python", "rust"];
    for (name, text) in pages() {
        let fences = text
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with("```") || line.starts_with("~~~"));
        for (number, fence) in fences.enumerate() {
            let opens = number % 2 == 0;
            let fits = if opens { known.contains(&fence.trim_start_matches('`')) } else { fence == "```" };
            assert!(fits, "{name}: {fence}");
        }
    }
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    for (name, text) in pages() {
        for found in link.captures_iter(&text) {
            let to = Path::new(ROOT).join(&name).with_file_name("").join(&found[1]);
            assert!(to.is_file(), "{name} links to {}", &found[1]);
        }
    }
}
