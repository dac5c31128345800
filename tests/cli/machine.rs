//! What pam says when the machine is not as it should be, and what it leaves behind.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Pam, Served};

/// Processes whose command line names a folder.
fn processes_of(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().expect("UTF-8");
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(folder) {
            found.push(line);
        }
    }
    found
}

fn wait_until_gone(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !processes_of(folder).is_empty() {
        assert!(Instant::now() < deadline, "left behind: {:?}", processes_of(folder));
        std::thread::yield_now();
    }
}

#[test]
fn without_node_nothing_is_made() {
    let empty = tempfile::TempDir::new().expect("a folder");
    let pam = Pam::new().with("PATH", empty.path().to_str().expect("UTF-8"));
    for args in [&["demo", "--exit", "--json"][..], &["deploy", "--sandbox", "--yes", "--json"]] {
        let ran = pam.run(args);
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "node-missing"), "{}", ran.stdout);
        assert!(ran.stdout.contains("nodejs.org"), "{}", ran.stdout);
    }
}

#[test]
fn a_node_that_cannot_be_run_is_named_with_its_variable() {
    let pam = Pam::new().with("PAM_NODE", "/nowhere/node");
    let error = &pam.run(&["deploy", "--sandbox", "--yes", "--json"]).json()["error"];
    assert_eq!((&error["code"], &error["field"]), (&json!("node-missing"), &json!("PAM_NODE")), "{error}");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("/nowhere/node")), "{error}");
}

#[test]
fn whoever_gets_no_answer_through_a_proxy_is_told_of_it() {
    // Port 9 of this machine: nobody answers there, and nothing leaves it.
    let pam = Pam::new()
        .with("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
        .with("TWILIO_AUTH_TOKEN", "00000000000000000000000000000000")
        .with("https_proxy", "http://user:hidden@127.0.0.1:9");
    let ran = pam.run(&["status", "--json"]);
    assert_eq!(ran.code, 6, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.json()["error"]["hints"].to_string().contains("https_proxy"), "{}", ran.stdout);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hidden"));
}

#[test]
fn an_old_node_is_named_with_its_version() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let node = folder.path().join("node");
    fs::write(&node, "#!/bin/sh\necho v16.20.2 /usr/bin/node\n").expect("a script");
    fs::set_permissions(&node, fs::Permissions::from_mode(0o755)).expect("executable");
    let pam = Pam::new().with("PAM_NODE", node.to_str().expect("UTF-8"));
    let ran = pam.run(&["deploy", "--sandbox", "--yes", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (3, "node-too-old"));
    assert!(ran.stdout.contains("16.20.2"));
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let ran = Pam::new().run(&["sandbox", "serve", "--port", &port, "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (3, "port-taken"));
    assert!(ran.stdout.contains(&port) && ran.stdout.contains("--port 0"));
}

#[test]
fn a_record_that_cannot_be_written_is_named_with_its_flag() {
    let ran = Pam::new().run(&["sandbox", "serve", "--port", "0", "--json", "--record", "/nowhere/record"]);
    let error = &ran.json()["error"];
    assert_eq!((ran.code, &error["field"]), (3, &json!("--record")), "{error}");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("/nowhere/record")), "{error}");
}

#[test]
fn an_unreachable_npm_registry_fails_the_build_and_the_next_deploy_goes_on() {
    let cache = tempfile::TempDir::new().expect("a folder");
    let pam = Pam::new();
    let broken = |args: &[&str]| {
        let mut command = pam.command(args);
        // Port 9 of this machine: nobody answers there.
        command.env("XDG_CACHE_HOME", cache.path()).env("npm_config_registry", "http://127.0.0.1:9/");
        command.env("npm_config_fetch_retries", "0");
        crate::support::Ran::from(command.output().expect("pam runs"))
    };
    let ran = broken(&["deploy", "--sandbox", "--yes", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (5, "build-failed"), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("82003"), "{}", ran.stdout);
    assert!(ran.stderr.contains("ECONNREFUSED"), "npm's reason is told: {}", ran.stderr);
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 8, "what is there is shown as incomplete");
    let mended = pam.json(&["deploy", "--sandbox", "--yes"]);
    assert_eq!(mended["changed"], true);
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 0);
}

#[test]
fn ctrl_c_and_a_kill_leave_no_node_behind() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    assert!(processes_of(pam.home()).iter().any(|line| line.contains("node")), "the functions run in Node");
    assert_eq!(served.interrupt(), Some(0));
    wait_until_gone(pam.home());
    let served = Served::start(&pam);
    pam.json(&["simulate", "remind", "--sandbox"]);
    served.kill();
    wait_until_gone(pam.home());
}

#[test]
fn ctrl_c_in_the_middle_of_the_demo_leaves_nothing_behind() {
    let temporary = tempfile::TempDir::new().expect("a folder");
    let folder = std::fs::canonicalize(temporary.path()).expect("its path");
    let pam = Pam::new().with("TMPDIR", folder.to_str().expect("UTF-8"));
    let mut demo = pam
        .command(&["demo", "--exit", "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("pam runs");
    let deadline = Instant::now() + Duration::from_secs(120);
    while processes_of(&folder).is_empty() {
        assert!(Instant::now() < deadline, "no function ran");
        std::thread::yield_now();
    }
    let pid = demo.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
    assert_eq!(demo.wait().expect("it ends").code(), Some(130));
    wait_until_gone(&folder);
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0, "its files are gone too");
}

#[test]
fn a_second_sandbox_on_the_same_state_is_refused() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let ran = pam.run(&["sandbox", "serve", "--port", "0", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (3, "sandbox-running"));
}

#[test]
fn one_that_keeps_nothing_is_found_by_other_commands_and_leaves_what_was_kept_alone() {
    let pam = Pam::new();
    pam.json(&["deploy", "--sandbox", "--yes"]);
    let kept = pam.json(&["status", "--sandbox"]);
    let served = Served::start_with(&pam, &["--ephemeral"]);
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 7, "it begins empty");
    let env = pam.json(&["sandbox", "env"]);
    assert_eq!(env["PAM_API_URL"], served.url.as_str());
    let certificate = env["SSL_CERT_FILE"].as_str().expect("a file");
    assert!(std::path::Path::new(certificate).is_file(), "{certificate}");
    pam.json(&["deploy", "--sandbox", "--yes", "--customer-name", "Crow Clinic"]);
    let second = pam.run(&["sandbox", "--port", "0", "--json"]);
    assert_eq!((second.code, second.error_code().as_str()), (3, "sandbox-running"));
    served.kill();
    assert_eq!(pam.json(&["status", "--sandbox"])["domain"], kept["domain"]);
    assert_eq!(pam.json(&["config", "--sandbox", "--explain"])["settings"][0]["value"], "Owl Health");
}

#[test]
fn a_state_that_cannot_be_understood_is_left_alone_and_the_way_out_is_told() {
    let pam = Pam::new();
    pam.run(&["status", "--sandbox"]);
    let folder = pam.home().join(".local/state/pam/sandbox");
    for (file, content) in [("state.jsonl", "{\"version\": 99}\n"), ("account.json", "{")] {
        let path = folder.join(file);
        let before = fs::read(&path).expect("the state");
        fs::write(&path, content).expect("it is written");
        let ran = pam.run(&["status", "--sandbox", "--json"]);
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "sandbox-state"), "{}", ran.stdout);
        assert!(ran.json()["error"]["hints"].to_string().contains("move "), "{}", ran.stdout);
        assert_eq!(fs::read(&path).expect("the state"), content.as_bytes(), "{file} is as it was");
        fs::write(&path, before).expect("it is written");
        assert_eq!(pam.run(&["status", "--sandbox"]).code, 7, "{file}");
    }
}
