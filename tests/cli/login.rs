//! Profiles with the secret in a real keyring (gnome-keyring under a D-Bus session of its own), in none, and in one that
//! never answers.

use std::io::Write;
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Pam, Ran, Served, UNLOCK};

/// A sandbox as the account, and its credentials.
fn account() -> (Served, Pam, Value) {
    let owner = Pam::new();
    let served = Served::start(&owner);
    let env = owner.json(&["sandbox", "env"]);
    (served, owner, env)
}

fn text<'a>(env: &'a Value, name: &str) -> &'a str {
    env[name].as_str().expect("text")
}

#[test]
fn without_a_keyring_login_says_so_before_it_takes_the_secret() {
    let (_served, _owner, env) = account();
    let pam = Pam::new().with("PAM_API_URL", text(&env, "PAM_API_URL"));
    let args = ["login", "--account-sid", text(&env, "TWILIO_ACCOUNT_SID"), "--stdin", "--json"];
    let ran = pam.run_with_input(&args, "planted-secret");
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "keyring-unavailable"), "{}", ran.stdout);
    assert!(ran.stdout.contains("TWILIO_API_KEY"), "the way without it: {}", ran.stdout);
    assert!(!ran.stdout.contains("planted-secret") && !ran.stderr.contains("planted-secret"));
    assert_eq!(pam.json(&["profiles"])["profiles"].as_array().map(Vec::len), Some(0), "nothing was kept");
}

#[test]
fn a_keyring_that_never_answers_is_given_up() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let socket = folder.path().join("bus");
    // It takes connections and says nothing.
    let _listener = UnixListener::bind(&socket).expect("a socket");
    let address = format!("unix:path={}", socket.display());
    let pam = Pam::new().with("DBUS_SESSION_BUS_ADDRESS", &address);
    let args = ["login", "--account-sid", "AC00000000000000000000000000000000", "--stdin", "--json"];
    let ran = pam.run_with_input(&args, "planted-secret");
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "keyring-unavailable"), "{}", ran.stdout);
    assert!(ran.stdout.contains("no answer in 3 s"), "{}", ran.stdout);
}

#[test]
fn what_is_wrong_with_a_login_is_said_by_flag() {
    let pam = Pam::new();
    let ran = pam.run(&["whoami", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "credentials-missing"));
    let ran = pam.run(&["status", "--profile", "clinic", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "profile-unknown"));
    let ran = pam.run(&["logout", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "not-logged-in"));
    assert_eq!(pam.run(&["status", "--sandbox", "--profile", "x"]).code, 2);
}

/// Runs a script of pam commands in a D-Bus session with an unlocked keyring.
fn in_session(pam: &Pam, script: &str) -> Ran {
    let mut command = pam.command(&[]);
    let program = command.get_program().to_owned();
    let variables: Vec<_> =
        command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
    command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-ec"]).arg(format!("{UNLOCK}{script}")).env_clear().env("PAM", program);
    for (name, value) in variables {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    Ran::from(command.stdin(Stdio::null()).output().expect("a session"))
}

#[test]
fn a_profile_is_used_until_logout_and_its_secret_is_in_the_keyring_only() {
    let found = Command::new("sh")
        .args([
            "-c",
            "command -v dbus-run-session && command -v dbus-send && command -v gnome-keyring-daemon",
        ])
        .output();
    if !found.is_ok_and(|found| found.status.success()) {
        // Past the test harness, which hides what a passing test prints.
        writeln!(
            std::io::stderr(),
            "not run: login with a real keyring (no gnome-keyring or D-Bus on this machine)"
        )
        .expect("standard error");
        return;
    }
    let (_served, _owner, env) = account();
    let pam = Pam::new()
        .with("PAM_API_URL", text(&env, "PAM_API_URL"))
        .with("SECRET", text(&env, "TWILIO_API_SECRET"))
        .with("ACCOUNT", text(&env, "TWILIO_ACCOUNT_SID"))
        .with("KEY", text(&env, "TWILIO_API_KEY"));
    let ran = in_session(
        &pam,
        r#"
        login="$PAM login --account-sid $ACCOUNT --api-key $KEY --stdin --json"
        printf wrong | $login --profile wrong && exit 1
        printf %s "$SECRET" | $login --profile clinic
        $PAM whoami --json
        $PAM status --json && exit 1
        $PAM profiles --json
        $PAM logout --json
        $PAM whoami --json && exit 1
        true
        "#,
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let commands = ["login", "login", "whoami", "status", "profiles", "logout", "whoami"];
    assert_eq!(lines.len(), commands.len(), "{}", ran.stdout);
    for (command, line) in commands.iter().zip(&lines) {
        crate::contract::fits(command, line);
    }
    let codes: Vec<Option<&str>> = lines.iter().map(|line| line["error"]["code"].as_str()).collect();
    assert_eq!(
        codes,
        [
            Some("credentials-refused"),
            None,
            None,
            Some("not-deployed"),
            None,
            None,
            Some("credentials-missing")
        ]
    );
    assert_eq!(
        (lines[2]["source"].as_str(), lines[2]["profile"].as_str()),
        (Some("profile"), Some("clinic"))
    );
    assert_eq!(lines[4]["profiles"].as_array().map(Vec::len), Some(1), "a wrong secret made no profile");
    assert!(!ran.stdout.contains(text(&env, "TWILIO_API_SECRET")));
    let kept = std::fs::read_to_string(pam.home().join(".config/pam/profiles.json")).expect("the profiles");
    assert!(!kept.contains(text(&env, "TWILIO_API_SECRET")));
}
