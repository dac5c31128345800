//! Known secrets are planted, and looked for wherever pam writes: both streams of every command, failing ones included,
//! `--verbose`, `--json`, files, and the machine's list of processes.

use std::path::Path;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Pam, Served};
use crate::workbench::{WEBHOOK, Workbench};

const PASSWORD: &str = "planted-Password-7731";

/// Secrets by name, in every form in which they could slip out.
struct Planted(Vec<(String, String)>);

impl Planted {
    fn new(secrets: &[(&str, &str)]) -> Self {
        let mut forms = Vec::new();
        for (name, secret) in secrets {
            assert!(secret.len() >= 8, "{name} is too short to be looked for");
            forms.push(((*name).to_owned(), (*secret).to_owned()));
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                forms.push((format!("{name} in Base64"), engine.encode(secret)));
            }
            let encoded = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC);
            forms.push((format!("{name}, encoded"), encoded.to_string()));
        }
        Self(forms)
    }

    /// Every sink that shows one of them.
    fn leaks(&self, sinks: &[(String, String)]) -> Vec<String> {
        let mut leaks = Vec::new();
        for (sink, text) in sinks {
            let shown = self.0.iter().filter(|(_, form)| text.contains(form));
            leaks.extend(shown.map(|(name, _)| format!("{sink} shows {name}")));
        }
        leaks
    }
}

/// The text of every file below a folder.
fn files(folder: &Path, sinks: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, sinks);
        } else if let Ok(bytes) = std::fs::read(&path) {
            sinks.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

/// The command lines of a process and of all that it started, as anybody on the machine can see them.
fn command_lines(pid: u32) -> Vec<(String, String)> {
    let read = |pid: u32, name: &str| std::fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let mut found = Vec::new();
    let mut open = vec![pid];
    while let Some(pid) = open.pop() {
        let line = String::from_utf8_lossy(&read(pid, "cmdline")).replace('\0', " ");
        found.push((format!("the command line of {line:.60}"), line));
        for task in std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            open.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        }
    }
    found
}

/// A user of the bench's account, by credentials as on Twilio.
fn user(bench: &Workbench, secret: (&str, &str)) -> Pam {
    let account = bench.sandbox.account();
    let mut user = Pam::new()
        .with("TWILIO_ACCOUNT_SID", &account.account_sid)
        .with("PAM_API_URL", &format!("http://{}", bench.sandbox.address()))
        .with("APPLICATION_PASSWORD", PASSWORD)
        .with(secret.0, secret.1);
    if secret.0 == "TWILIO_API_SECRET" {
        user = user.with("TWILIO_API_KEY", &account.api_key_sid);
    }
    for (name, value) in [
        ("CUSTOMER_NAME", "Crow Clinic"),
        ("TWILIO_PHONE_NUMBER", "+12025550123"),
        ("ADMINISTRATOR_PHONE_NUMBER", "+12025550170"),
        ("TIME_ZONE", "America/Denver"),
        ("IE_ENDPOINT", "https://ehr.clinic.org/in"),
    ] {
        user = user.with(name, value);
    }
    user
}

/// Runs a command of the user in all of its forms and keeps what it says.
async fn say(user: &Pam, args: &[&str], code: Option<i32>, sinks: &mut Vec<(String, String)>) {
    let mut command = tokio::process::Command::from(user.command(args));
    let output = command.output().await.expect("pam runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    if code.is_some() {
        assert_eq!(output.status.code(), code, "{args:?}: {stdout}{stderr}");
    }
    sinks.push((format!("standard output of {args:?}"), stdout));
    sinks.push((format!("standard error of {args:?}"), stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sink_shows_a_secret() {
    let bench = Workbench::new().await;
    let account = bench.sandbox.account().clone();
    let (api_secret, token) = (account.api_key_secret.expose_secret(), account.auth_token.expose_secret());
    let by_key = user(&bench, ("TWILIO_API_SECRET", api_secret));
    let by_token = user(&bench, ("TWILIO_AUTH_TOKEN", token));
    let mut sinks = Vec::new();

    // A deploy that fails at every kind of request, held once so that the process can be looked at, and then works.
    for (effect, path) in [
        (json!({"effect": "answer", "status": 401}), "Services"),
        (json!({"effect": "answer", "status": 400}), "IncomingPhoneNumbers"),
        (json!({"effect": "answer", "status": 400}), "Versions"),
        (json!({"effect": "answer", "status": 403}), "Documents"),
        (json!({"effect": "answer", "status": 400}), "Variables"),
        (json!({"effect": "answer", "status": 404}), "Flows"),
    ] {
        let mut fault = effect;
        fault["path"] = json!(path);
        fault["method"] = json!(if path == "IncomingPhoneNumbers" { "GET" } else { "POST" });
        bench.fault(fault).await;
        say(&by_key, &["deploy", "--yes", "--take-number", "--no-input", "--verbose"], None, &mut sinks)
            .await;
        say(
            &by_key,
            &["deploy", "--yes", "--take-number", "--no-input", "--json", "--verbose"],
            None,
            &mut sinks,
        )
        .await;
        bench.clear_faults().await;
    }
    let mut events = bench.sandbox.subscribe();
    bench.fault(json!({"effect": "hold_before", "method": "POST", "times": 1})).await;
    // Side by side, one of the runs before may have done all there was to do.
    let args =
        ["deploy", "--yes", "--take-number", "--no-input", "--verbose", "--customer-name", "Owl Clinic"];
    let mut command = tokio::process::Command::from(by_key.command(&args));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("pam runs");
    let held = async { while events.recv().await.expect("an event").kind != "fault" {} };
    let ended = tokio::select! {
        () = held => false,
        _ = child.wait() => true,
    };
    if ended {
        let output = child.wait_with_output().await.expect("its output");
        panic!("nothing was held: {}", String::from_utf8_lossy(&output.stderr));
    }
    let lines = command_lines(child.id().expect("it runs"));
    assert!(lines.iter().any(|(_, line)| line.contains("deploy")), "{lines:?}");
    sinks.extend(lines);
    bench.clear_faults().await;
    let output = child.wait_with_output().await.expect("it ends");
    sinks.push(("a deploy that was held".to_owned(), String::from_utf8_lossy(&output.stderr).into_owned()));

    let rounds: [&[&str]; 10] = [
        &["plan"],
        &["deploy", "--yes", "--take-number", "--no-input"],
        &["deploy", "--yes", "--take-number", "--no-input", "--customer-name", "Heron Clinic"],
        &["simulate", "booked"],
        &["reminders", "list"],
        &["status"],
        &["whoami"],
        &["plan", "--first-reminder", "36h"],
        &["reminders", "cancel", "--appointment", "A-20417", "--yes"],
        &["undeploy", "--yes"],
    ];
    let mut variables = Value::Null;
    for user in [&by_key, &by_token] {
        for args in rounds {
            // An appointment that is known does not book again, so what there is to list or cancel differs.
            let code = (!matches!(args[0], "simulate" | "reminders")).then_some(0);
            say(user, args, code, &mut sinks).await;
            say(user, &[args, &["--json", "--verbose"]].concat(), code, &mut sinks).await;
            if args[0] == "status" {
                variables = bench.state().await;
            }
        }
    }
    // What went wrong before anything was sent.
    for (name, value) in [
        ("TWILIO_API_KEY", api_secret),
        ("TWILIO_ACCOUNT_SID", token),
        ("PAM_API_URL", &format!("http://user:{api_secret}@example.com")),
        ("TWILIO_API_SECRET", "planted-but-wrong-secret"),
    ] {
        let user = user(&bench, ("TWILIO_API_SECRET", api_secret)).with(name, value);
        say(&user, &["plan", "--verbose"], None, &mut sinks).await;
        say(&user, &["plan", "--json"], None, &mut sinks).await;
    }
    for user in [&by_key, &by_token] {
        files(user.home(), &mut sinks);
    }

    let rows = variables["rows"].as_array().expect("rows");
    let secret_variables: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| row[0] == "variables")
        .filter_map(|row| Some((row[3]["key"].as_str()?, row[3]["value"].as_str()?)))
        .filter(|(key, _)| ["_SECRET", "_HASH", "_KEY"].iter().any(|ending| key.ends_with(ending)))
        .collect();
    assert!(secret_variables.len() >= 2, "{secret_variables:?}");
    let webhook_key = WEBHOOK.rsplit_once('?').expect("a query").1;
    let pair = format!("{}:{api_secret}", account.api_key_sid);
    let mut secrets = vec![
        ("the API secret", api_secret),
        ("the auth token", token),
        ("the password", PASSWORD),
        ("a wrong API secret", "planted-but-wrong-secret"),
        ("the credentials", pair.as_str()),
        ("the query of the number's webhook", webhook_key),
    ];
    secrets.extend(secret_variables);
    let planted = Planted::new(&secrets);
    let leaks = planted.leaks(&sinks);
    assert!(sinks.len() > 60, "only {} sinks", sinks.len());
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    // The check can fail.
    let told = [("a test".to_owned(), format!("Basic {}", STANDARD.encode(&pair)))];
    assert!(!planted.leaks(&told).is_empty());
    bench.sandbox.stop().await;
}

#[test]
fn the_sandboxs_processes_show_no_secret() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    let env = pam.json(&["sandbox", "env"]);
    let text = |name: &str| env[name].as_str().expect("a variable").to_owned();
    let (secret, token) = (text("TWILIO_API_SECRET"), text("TWILIO_AUTH_TOKEN"));
    let control = served.page.rsplit_once("token=").expect("a token").1;
    let lines = command_lines(served.pid());
    assert!(lines.len() > 1 && lines.iter().any(|(_, line)| line.contains("node")), "no function runs");
    let planted = Planted::new(&[
        ("the API secret", &secret),
        ("the auth token", &token),
        ("the control token", control),
    ]);
    let leaks = planted.leaks(&lines);
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}
