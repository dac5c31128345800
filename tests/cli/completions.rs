//! The scripts in `completions/` are what the binary prints.

use std::fs;
use std::path::Path;

use clap_complete::Shell;
use pam::commands::completions::script;

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
        let kept = fs::read_to_string(folder.join(name)).unwrap_or_default();
        let made = String::from_utf8(script(shell)).expect("UTF-8");
        assert!(
            kept == made,
            "completions/{name} is out of date: pam completions {shell} > completions/{name}"
        );
    }
}
