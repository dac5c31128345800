//! The JavaScript's own checks: the functions and the Node host, the contract with Twilio, the pages in Chromium.
//!
//! Each folder has a lock file; its packages are installed here, so that `cargo test` is the only command there is.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::contract::{self, command_of};
use crate::original::Install;
use crate::support::{Pam, Ran, Served, shared_cache};
use crate::workbench::Workbench;

/// One `npm ci` at a time: two cores and one registry are not helped by more.
static INSTALLING: Mutex<()> = Mutex::new(());

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{text}");
    text
}

fn npm(name: &str, args: &[&str]) -> String {
    run(Command::new("npm").args(args).current_dir(folder(name)))
}

pub(crate) fn install(name: &str) {
    let _one = INSTALLING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let lock = std::fs::read(folder(name).join("package-lock.json")).expect("a lock file");
    let stamp = folder(name).join("node_modules/.pam-installed");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return;
    }
    npm(name, &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    std::fs::write(stamp, lock).expect("a stamp");
}

#[test]
fn functions_and_host_pass_their_tests() {
    install("node");
    npm("node", &["test"]);
}

#[test]
fn deployed_functions_let_in_whom_they_should_and_nobody_else() {
    install("node");
    let mut command = Command::new("npm");
    command.args(["run", "test:deployed"]).current_dir(folder("node"));
    run(command.env("PAM_BINARY", env!("CARGO_BIN_EXE_pam")).env("XDG_CACHE_HOME", shared_cache()));
}

#[test]
fn javascript_is_typed_and_formatted() {
    for folder in ["node", "contract", "page"] {
        install(folder);
        npm(folder, &["run", "check"]);
        npm(folder, &["run", "format:check"]);
    }
}

#[test]
fn requests_and_answers_are_valid_against_twilios_openapi_files() {
    install("contract");
    npm("contract", &["test"]);
    let pam = Pam::new();
    let recording = pam.home().join("recording.jsonl");
    let path = recording.to_str().expect("UTF-8");
    let ran = pam.run(&["demo", "--exit", "--json", "--record", path]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    run(Command::new("node").arg("openapi.cjs").arg(recording).current_dir(folder("contract")));
}

/// Commands that ask nothing of Twilio, or only what another one asks too.
const WITHOUT_REQUESTS: [&str; 20] = [
    "app-export",
    "completions",
    "demo", // records itself, above
    "help",
    "listen", // asks what status asks
    "login",  // asks what whoami asks
    "logout",
    "man",
    "profiles",
    "sandbox",
    "sandbox-advance",
    "sandbox-env",
    "sandbox-faults",
    "sandbox-inbox",
    "sandbox-messages",
    "sandbox-reply",
    "sandbox-requests",
    "sandbox-reset",
    "sandbox-serve",
    "simulate-scenario", // plays in sandboxes of its own
];

/// Records of more appointments than a page holds.
async fn fill_pages(bench: &Workbench) {
    let status = bench.done(&["status", "--sandbox", "--json"]).await;
    let service = status["sync_service_sid"].as_str().expect("a SID");
    let items = format!("sync.twilio.com/v1/Services/{service}/Maps/appointments/Items");
    let page = bench.rest(Method::GET, &items, &[]).await;
    let mut record = page["items"][0]["data"].clone();
    record["reminders"] = json!([]);
    for number in 0..101 {
        let key = format!("B-{number}");
        record["appointment_id"] = json!(key);
        bench.rest(Method::POST, &items, &[("Key", &key), ("Data", &record.to_string())]).await;
    }
}

/// Runs a command that has to ask something of Twilio, and keeps its name.
async fn ask(bench: &Workbench, user: &Pam, args: &[&str], asked: &mut BTreeSet<String>) -> Value {
    let before = bench.requests().await.len();
    let mut command = tokio::process::Command::from(user.command(args));
    let output = command.kill_on_drop(true).output().await.expect("pam runs");
    let ran = Ran::from(output).in_contract(args);
    assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
    assert!(bench.requests().await.len() > before, "{args:?} asked nothing");
    asked.insert(command_of(args).expect("a command"));
    serde_json::from_str(&ran.stdout).unwrap_or_default()
}

/// What the demo does not do: every other command, deploys of which every answer to a create is lost, requests that are
/// made again, lists of several pages, and an install from before pam that is taken over and given back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_of_every_command_are_valid_too() {
    install("contract");
    let home = tempfile::TempDir::new().expect("a folder");
    let recording = home.path().join("recording.jsonl");
    let bench = Workbench::recording(Some(recording.clone())).await;
    let empty = bench.state().await;
    let mut asked = BTreeSet::new();
    // What is harmless to repeat is not looked for but sent again, so of that only the first answer may be lost.
    let lost = [
        json!({"host": "serverless.twilio.com", "path": "/Environments"}),
        json!({"host": "serverless.twilio.com", "path": "/Functions"}),
        json!({"host": "serverless.twilio.com", "path": "/Assets"}),
        json!({"host": "serverless.twilio.com", "path": "/Builds"}),
        json!({"host": "serverless.twilio.com", "times": 1}),
        json!({"host": "sync.twilio.com"}),
        json!({"host": "messaging.twilio.com"}),
        json!({"host": "studio.twilio.com", "except": "/Validate"}),
    ];
    for mut fault in lost {
        fault["effect"] = json!("drop_after");
        fault["method"] = json!("POST");
        bench.fault(fault).await;
    }
    let deploy = ["deploy", "--sandbox", "--yes", "--take-number", "--no-input", "--json"];
    let said = ask(&bench, &bench.pam, &deploy, &mut asked).await;
    assert_eq!(said["changed"], true, "every create was found");
    bench.clear_faults().await;
    for status in [429, 500] {
        bench
            .fault(
                json!({"effect": "answer", "status": status, "retry_after": 0, "times": 3, "method": "GET"}),
            )
            .await;
    }
    let app = ["app", "export", "app"];
    assert_eq!(bench.run(&app).await.code, 0);
    let commands: [&[&str]; 29] = [
        &["plan", "--sandbox"],
        &["status", "--sandbox"],
        &["doctor", "--sandbox"],
        &["config", "--explain", "--sandbox"],
        &["deployments", "--sandbox"],
        &["open", "page", "--print", "--sandbox"],
        &["simulate", "booked", "--sandbox"],
        &["reminders", "list", "--sandbox"],
        &["reminders", "send", "--appointment", "A-20417", "--yes", "--sandbox"],
        &["simulate", "remind", "--follow", "--sandbox"],
        &["reminders", "sweep", "--sandbox"],
        &["reminders", "repair", "--sandbox"],
        &["reminders", "cancel", "--appointment", "A-20417", "--yes", "--sandbox"],
        &["logs", "--sandbox"],
        &["logs", "--appointment", "A-20417", "--sandbox"],
        &["flow", "pull", "flow.json", "--sandbox"],
        &["flow", "validate", "flow.json", "--online", "--sandbox"],
        &[
            "plan",
            "--customer-name",
            "Heron Clinic",
            "--first-reminder",
            "36h",
            "--out",
            "plan.json",
            "--sandbox",
        ],
        &["deploy", "--plan", "plan.json", "--yes", "--sandbox"],
        &["deploy", "--rollback", "--yes", "--sandbox"],
        &["deploy", "--app", "app", "--second-reminder", "off", "--yes", "--sandbox"],
        &["deploy", "--environment", "dev", "--phone-number", "+12025550124", "--yes", "--sandbox"],
        &["promote", "--from", "dev", "--yes", "--sandbox"],
        &["undeploy", "--environment", "dev", "--yes", "--sandbox"],
        &["deploy", "--yes", "--phone-number", "+12025550124", "--take-number", "--sandbox"],
        &["simulate", "rescheduled", "--sandbox"],
        &["simulate", "booked", "--count", "3", "--sandbox"],
        &["undeploy", "--yes", "--sandbox"],
        &["plan", "--sandbox"],
    ];
    for args in commands {
        if args.contains(&"--rollback") {
            fill_pages(&bench).await;
        }
        ask(&bench, &bench.pam, args, &mut asked).await;
    }
    bench.go_back(&empty).await;
    Install::make_in(&bench).await;
    let adopt =
        ["deploy", "--adopt", "--remove-original", "--cancel-original-reminders", "--yes", "--sandbox"];
    for args in [&["plan", "--adopt", "--sandbox"][..], &adopt, &["undeploy", "--yes", "--sandbox"]] {
        ask(&bench, &bench.pam, args, &mut asked).await;
    }
    let account = bench.sandbox.account();
    let user = Pam::new()
        .with("PAM_API_URL", &format!("http://{}", bench.sandbox.address()))
        .with("TWILIO_ACCOUNT_SID", &account.account_sid)
        .with("TWILIO_AUTH_TOKEN", account.auth_token.expose_secret());
    ask(&bench, &user, &["whoami"], &mut asked).await;
    bench.sandbox.stop().await;
    let never: Vec<String> = contract::commands()
        .into_iter()
        .filter(|name| !asked.contains(name) && !WITHOUT_REQUESTS.contains(&name.as_str()))
        .collect();
    assert!(never.is_empty(), "what these ask is in no recording: {never:?}");
    let lines = std::fs::read_to_string(&recording).expect("a recording").lines().count();
    assert!(lines > 250, "only {lines} exchanges");
    run(Command::new("node").arg("openapi.cjs").arg(recording).current_dir(folder("contract")));
}

#[test]
fn what_the_doctor_asks_and_hears_is_as_twilios_files_have_it() {
    install("contract");
    let pam = Pam::new();
    let recording = pam.home().join("recording.jsonl");
    let path = recording.to_str().expect("UTF-8");
    let served = Served::start_with(&pam, &["--record", path]);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    Served::register_campaign(&pam);
    assert_eq!(Served::verifications(&pam), 0);
    assert_eq!(pam.run(&["doctor", "--sandbox"]).code, 0);
    assert_eq!(served.interrupt(), Some(0));
    let kept = std::fs::read_to_string(&recording).expect("a recording");
    assert!(kept.contains("/Compliance/Usa2p") && kept.contains("/v1/Tollfree/Verifications"));
    run(Command::new("node").arg("openapi.cjs").arg(recording).current_dir(folder("contract")));
}

#[test]
fn twilios_own_library_works_with_the_sandbox() {
    install("contract");
    let pam = Pam::new();
    let recording = pam.home().join("recording.jsonl");
    let served = Served::start_with(&pam, &["--record", recording.to_str().expect("UTF-8")]);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    let env = pam.json(&["sandbox", "env"]);
    let env = env.as_object().expect("variables");
    let text = |name: &str| env[name].as_str().expect("text").to_owned();
    // As any program reaches it: unmodified, the sandbox its proxy.
    let mut proxied = Command::new("node");
    proxied.arg("sdk.cjs").current_dir(folder("contract")).envs(env.keys().map(|name| (name, text(name))));
    run(&mut proxied);
    // As the functions do.
    let mut redirected = Command::new("node");
    redirected
        .args(["--require", "../../assets/runtime/redirect.cjs", "sdk.cjs"])
        .current_dir(folder("contract"));
    redirected.env("PAM_SANDBOX_URL", text("PAM_API_URL"));
    for name in ["TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"] {
        redirected.env(name, text(name));
    }
    run(&mut redirected);
    assert_eq!(served.interrupt(), Some(0));
    run(Command::new("node").arg("openapi.cjs").arg(recording).current_dir(folder("contract")));
}

#[test]
fn twilios_own_deploy_client_works_with_the_sandbox() {
    install("contract");
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let env = pam.json(&["sandbox", "env"]);
    let text = |name: &str| env[name].as_str().expect("text").to_owned();
    let mut command = Command::new("node");
    command.args(["--require", "../../assets/runtime/redirect.cjs", "deploy-client.cjs"]);
    command.current_dir(folder("contract")).env("PAM_SANDBOX_URL", text("PAM_API_URL"));
    for name in ["TWILIO_API_KEY", "TWILIO_API_SECRET"] {
        command.env(name, text(name));
    }
    run(&mut command);
}

/// Chromium, or a line that names what did not run; CI counts that line as a failure.
fn chromium(what: &str) -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        // Past the test harness, which hides what a passing test prints.
        writeln!(std::io::stderr(), "not run: {what} (no Chromium on this machine)").expect("standard error");
    }
    found
}

#[test]
fn the_sandboxs_page_works_in_a_browser() {
    let Some(chromium) = chromium("the sandbox's page in a browser") else { return };
    install("page");
    let check = |url: Option<&str>| {
        let mut command = Command::new("node");
        command.arg("check.cjs").current_dir(folder("page")).env("PAM_CHROMIUM", &chromium);
        if let Some(url) = url {
            command.env("PAM_PAGE_URL", url);
        }
        run(&mut command);
    };
    check(None);
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    check(Some(&served.page));
}

#[test]
fn the_administrators_page_works_in_a_browser() {
    let Some(chromium) = chromium("the administrator's page in a browser") else { return };
    install("page");
    let check = || {
        let mut command = Command::new("node");
        command.arg("administrator.cjs").current_dir(folder("page")).env("PAM_CHROMIUM", &chromium);
        command
    };
    run(&mut check());
    let mut journey = check();
    run(journey.env("PAM_BINARY", env!("CARGO_BIN_EXE_pam")).env("XDG_CACHE_HOME", shared_cache()));
}
