//! The scripts in `completions/` are what the binary prints. `PAM_BLESS=1 cargo test completions` writes them anew.

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
