//! The scripts in `completions/` are what the binary prints. `PAM_BLESS=1 cargo test completions` writes them anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap_complete::Shell;
use pam::commands::completions::script;

use crate::support::{Pam, Ran, Served};

#[test]
fn completions_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, name) in [
        (Shell::Bash, "pam.bash"),
        (Shell::Elvish, "pam.elv"),
        (Shell::Fish, "pam.fish"),
        (Shell::PowerShell, "_pam.ps1"),
        (Shell::Zsh, "_pam"),
    ] {
        let made = String::from_utf8(script(shell)).expect("UTF-8");
        if std::env::var_os("PAM_BLESS").is_some() {
            fs::write(folder.join(name), &made).expect("the script is written");
        }
        let kept = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            kept == made,
            "completions/{name} is out of date: pam completions {shell} > completions/{name}"
        );
    }
}

/// What bash offers for the last of these words, with the script that pam prints.
fn offered(pam: &Pam, words: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_BIN_EXE_pam")).parent().expect("a folder").display().to_string();
    let command = pam.command(&[]);
    let mut shell = Command::new("bash");
    shell.args(["--norc", "-c", ". <(pam completions bash); COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); \
                COMP_TYPE=9; _clap_complete_pam pam \"${COMP_WORDS[$COMP_CWORD]}\"; printf '%s\\n' \"${COMPREPLY[@]}\"", "bash"]);
    shell.args(words).env_clear().current_dir(pam.home());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let path = command
        .get_envs()
        .find(|(name, _)| *name == "PATH")
        .and_then(|(_, path)| path?.to_str())
        .expect("PATH");
    shell.env("PATH", format!("{folder}:{path}"));
    let ran = Ran::from(shell.output().expect("bash runs"));
    assert_eq!(ran.stderr, "", "{words:?}");
    ran.stdout.lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn a_shell_offers_what_this_machine_knows() {
    let pam = Pam::new();
    assert!(offered(&pam, &["pam", "depl"]).contains(&"deploy".to_owned()));
    assert!(offered(&pam, &["pam", "deploy", "--time"]).contains(&"--time-zone".to_owned()));
    assert!(offered(&pam, &["pam", "simulate", "re"]).contains(&"rescheduled".to_owned()));
    assert_eq!(offered(&pam, &["pam", "simulate", "scenario", "book"]), ["book-remind-confirm"]);

    std::fs::create_dir_all(pam.home().join(".config/pam")).expect("a folder");
    let sid = "AC00000000000000000000000000000000";
    let profile = serde_json::json!({"account_sid": sid, "username": sid});
    pam.file(
        ".config/pam/profiles.json",
        &serde_json::json!({"active": null, "profiles": {"owl": profile}}).to_string(),
    );
    std::fs::create_dir(pam.home().join(".twilio-cli")).expect("a folder");
    pam.file(
        ".twilio-cli/config.json",
        &serde_json::json!({"profiles": {"crow": {"accountSid": sid}}}).to_string(),
    );
    let names = offered(&pam, &["pam", "status", "--profile", ""]);
    assert!(names.contains(&"owl".to_owned()) && names.contains(&"crow".to_owned()), "{names:?}");
    pam.file(".config/pam/profiles.json", "nonsense");
    assert_eq!(
        offered(&pam, &["pam", "status", "--profile", ""]),
        ["crow"],
        "what cannot be read is no error"
    );

    assert_eq!(offered(&pam, &["pam", "logs", "--appointment", "A-2"]), [""]);
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    assert_eq!(offered(&pam, &["pam", "logs", "--appointment", "A-2"]), ["A-20417"]);
}

/// What the binary answers a shell that asks for the last of these words, as that shell's script asks.
fn answered(pam: &Pam, shell: &str, words: &[&str]) -> Vec<String> {
    let mut command = pam.command(&[&["--"], words].concat());
    command.env("PAM_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
    command.env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_COMP_TYPE", "9").env("_CLAP_COMPLETE_SPACE", "true");
    let ran = Ran::from(command.output().expect("pam runs"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell} {words:?}");
    // zsh gets its help behind a colon, the others behind a tab.
    let value = |line: &str| line.split(['\t', ':']).next().unwrap_or_default().to_owned();
    ran.stdout.lines().map(value).collect()
}

#[test]
fn every_shell_is_offered_what_a_value_may_be() {
    let pam = Pam::new();
    pam.file("mine.toml", "");
    pam.file("event.json", "");
    pam.file(
        "pam.toml",
        "[environment.qa]\ntime-zone = \"America/Denver\"\n[deployment.owl]\ntime-zone = \"UTC\"\n",
    );
    let has = |words: &[&str], wanted: &[&str], not: &str| {
        for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
            let found = answered(&pam, shell, words);
            for wanted in wanted {
                assert!(
                    found.iter().any(|found| found == wanted),
                    "{shell} {words:?}: {wanted} in {found:?}"
                );
            }
            assert!(!found.iter().any(|found| found == not), "{shell} {words:?}: {not} in {found:?}");
        }
    };
    has(&["pam", "simulate", ""], &["booked", "noshowed", "scenario"], "deploy");
    has(&["pam", "simulate", "scenario", ""], &["ehr-down", "mine.toml"], "event.json");
    has(&["pam", "simulate", "scenario", "mi"], &["mine.toml"], "ehr-down");
    has(&["pam", "simulate", "booked", "--file", "ev"], &["event.json"], "mine.toml");
    has(&["pam", "simulate", "booked", "--zone", "America/De"], &["America/Denver"], "UTC");
    has(&["pam", "deploy", "--time-zone", "Europe/Zu"], &["Europe/Zurich"], "UTC");
    has(&["pam", "status", "--environment", ""], &["production", "qa"], "owl");
    has(&["pam", "undeploy", "--name", ""], &["pam", "owl"], "qa");
    has(&["pam", "reminders", "list", "--state", "sent,f"], &["sent,failed"], "sent");
    has(&["pam", "reminders", "list", "--columns", "pa"], &["patient"], "phone");
    has(&["pam", "help", "e"], &["exit-codes"], "deploy");
    has(&["pam", "open", ""], &["page", "flow", "service", "sandbox"], "booked");
    has(&["pam", "--color", ""], &["auto", "always", "never"], "page");
}
