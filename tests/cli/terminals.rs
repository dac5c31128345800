//! Colours, widths, pipes that end early, and help.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::contract::commands;
use crate::screen::Screen;
use crate::support::{Pam, Ran, Served};
use crate::terminal::Terminal;

/// What a command shows at a terminal of that many columns, with more variables.
fn shown(pam: &Pam, args: &[&str], columns: u16, variables: &[(&str, &str)]) -> String {
    Terminal::start_with(pam, args, columns, variables).ends().0
}

const COLOR: &str = "\u{1b}[3";

#[test]
fn colours_are_for_terminals_and_can_be_switched_off() {
    let pam = Pam::new();
    let colored =
        |args: &[&str], variables: &[(&str, &str)]| shown(&pam, args, 80, variables).contains(COLOR);
    assert!(colored(&["doctor"], &[]));
    assert!(!colored(&["doctor"], &[("NO_COLOR", "1")]));
    assert!(colored(&["doctor"], &[("NO_COLOR", "")]), "an empty one says nothing");
    assert!(!colored(&["doctor"], &[("CLICOLOR", "0")]));
    assert!(!colored(&["doctor"], &[("TERM", "dumb")]));
    assert!(!colored(&["doctor", "--color", "never"], &[]));
    assert!(colored(&["doctor", "--color", "always"], &[("NO_COLOR", "1")]), "a flag goes first");
    let piped = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = pam.command(args);
        Ran::from(command.envs(variables.iter().copied()).output().expect("pam runs")).stdout.contains(COLOR)
    };
    assert!(!piped(&["doctor"], &[]));
    assert!(piped(&["doctor"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!piped(&["doctor"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(piped(&["doctor", "--color", "always"], &[]));
    assert!(!piped(&["doctor", "--json"], &[("CLICOLOR_FORCE", "1")]), "JSON has none");
}

#[test]
fn in_ci_nobody_is_asked_even_at_a_terminal() {
    let pam = Pam::new();
    let all =
        shown(&pam, &["login"], 80, &[("CI", "true"), ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")]);
    assert!(all.contains("error:") && all.contains("hint:"), "{all}");
}

#[test]
fn tables_fit_narrow_and_wide_terminals() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    for columns in [40, 80, 140] {
        let args = ["reminders", "list", "--sandbox", "--color", "never"];
        let table = Screen::of(&shown(&pam, &args, columns, &[]), columns.into()).lines().join("\n");
        let widest = table.lines().map(|line| line.trim_end().chars().count()).max().unwrap_or_default();
        assert!(widest <= usize::from(columns), "{widest} of {columns} columns:\n{table}");
        let sid = pam.json(&["reminders", "list", "--sandbox"])["reminders"][0]["message_sid"].clone();
        for whole in ["A-20417", "+12025550175", sid.as_str().expect("a SID")] {
            assert!(table.contains(whole), "{whole} is broken:\n{table}");
        }
    }
    let help = shown(&pam, &["deploy", "--help"], 140, &[("NO_COLOR", "1")]);
    assert!(
        help.lines().all(|line| line.trim_end().chars().count() <= 100),
        "long lines are hard to read:\n{help}"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    for line in [
        "--help",
        "completions bash",
        "man",
        "doctor --sandbox",
        "simulate scenario --list",
        "sandbox requests",
        "help exit-codes",
        "flow validate",
        "demo --exit --json",
    ] {
        let script =
            format!("set -o pipefail; \"$PAM\" {line} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}");
        let mut command = pam.command(&[]);
        let program = command.get_program().to_owned();
        let mut shell = Command::new("bash");
        shell.args(["-c", &script]).env_clear().env("PAM", program).current_dir(pam.home());
        shell.envs(command.stdin(Stdio::null()).get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ran = Ran::from(shell.output().expect("bash runs"));
        assert_eq!(ran.stdout.trim(), "0", "{line}: {}", ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{line}: {}", ran.stderr);
    }
}

#[test]
fn help_tells_the_exit_codes_and_every_command() {
    let pam = Pam::new();
    let ran = pam.run(&["help", "exit-codes"]);
    assert_eq!(ran.code, 0);
    let docs = include_str!("../../docs/ci.md");
    for code in pam::exit::ExitCode::ALL {
        let number = (code as u8).to_string();
        let line = ran.stdout.lines().find(|line| line.trim_start().starts_with(&format!("{number} ")));
        assert!(line.is_some_and(|line| line.ends_with(code.meaning())), "{}", ran.stdout);
        assert!(docs.contains(&format!("| {number} | {} |", code.meaning())), "docs/ci.md: {number}");
    }
    for name in commands() {
        let words: Vec<&str> = name.splitn(2, '-').collect();
        let help = pam.run(&[&["help"], words.as_slice()].concat());
        assert_eq!((help.code, help.stderr.as_str()), (0, ""), "{name}");
        assert_eq!(help.stdout, pam.run(&[words.as_slice(), &["--help"]].concat()).stdout, "{name}");
    }
}

#[test]
fn what_was_probably_meant_is_said_to_persons_and_scripts() {
    let pam = Pam::new();
    for (line, meant) in [
        ("dploy", "deploy"),
        ("help dploy", "deploy"),
        ("reminders lst", "list"),
        ("deploy --enviroment dev", "--environment"),
        ("simulate bookd", "booked"),
        ("completions bsh", "bash"),
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        let ran = pam.run(&args);
        assert_eq!(ran.code, 2, "{line}");
        assert!(ran.stderr.contains(meant), "{line}: {}", ran.stderr);
        let ran = pam.run(&[args.as_slice(), &["--json"]].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (2, "usage"), "{line}");
        assert!(ran.json()["error"]["hints"].to_string().contains(meant), "{line}: {}", ran.stdout);
    }
    let message = pam.run(&["--json"]).json()["error"]["message"].to_string();
    assert!(message.contains("requires a subcommand"), "{message}");
}

#[test]
fn every_command_has_a_man_page() {
    let pam = Pam::new();
    let told = pam.json(&["man", "--out", "share/man1"]);
    let files: BTreeSet<&str> =
        told["files"].as_array().expect("files").iter().filter_map(|name| name.as_str()).collect();
    for name in commands().into_iter().filter(|name| name != "help") {
        let file = format!("pam-{name}.1");
        assert!(files.contains(file.as_str()), "{file} is not in {files:?}");
        let text = std::fs::read_to_string(pam.home().join("share/man1").join(&file)).expect("the page");
        assert!(text.contains(".TH ") && text.contains("EXIT STATUS"), "{file}");
    }
    let own = pam.run(&["man"]).stdout;
    assert_eq!(
        own.trim_end(),
        std::fs::read_to_string(pam.home().join("share/man1/pam.1")).expect("it").trim_end()
    );
    pam.file("taken", "");
    let ran = pam.run(&["man", "--out", "taken/man1", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (3, "directory-unwritable"));
}
