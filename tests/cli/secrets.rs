//! Known secrets are planted, and looked for wherever pam writes: both streams of every command, failing ones and those that
//! go on included, `--verbose`, `--json`, files, command lines of processes and the environment of those that pam starts.

use std::path::Path;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Pam, Served};
use crate::workbench::{WEBHOOK, Workbench};

const PASSWORD: &str = "planted-Password-7731";
const ENDPOINT_KEY: &str = "key=planted-endpoint-2231";
/// What somebody sets by hand: a hash, and a webhook whose key nobody but who keeps a copy of it is shown.
const HASH_BY_HAND: &str = "planted-hash-by-hand-9917";
const KEY_BY_HAND: &str = "planted-key-by-hand-5520";

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

/// The command lines of a process and of all that it started, as anybody on the machine can see them, and the environments
/// that it gave to those.
fn seen_of_processes(pid: u32) -> Vec<(String, String)> {
    let read = |pid: u32, name: &str| std::fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let mut found = Vec::new();
    let (root, mut open) = (pid, vec![pid]);
    while let Some(pid) = open.pop() {
        if pid != root {
            let environment = String::from_utf8_lossy(&read(pid, "environ")).replace('\0', "\n");
            found.push((format!("the environment of process {pid}"), environment));
        }
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
        ("IE_ENDPOINT", &format!("https://ehr.clinic.org/in?{ENDPOINT_KEY}")),
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

/// Runs a command that goes on, lets `then` do something once it has said its first line, and keeps all it says.
async fn overhear(
    user: &Pam,
    args: &[&str],
    sinks: &mut Vec<(String, String)>,
    then: impl AsyncFnOnce(Value),
) {
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
    let mut command = tokio::process::Command::from(user.command(args));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("pam runs");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut stderr = child.stderr.take().expect("a pipe");
    let mut said = String::new();
    stdout.read_line(&mut said).await.expect("its first line");
    then(serde_json::from_str(&said).unwrap_or_else(|error| panic!("{args:?}: {error}: {said}"))).await;
    sinks.extend(seen_of_processes(child.id().unwrap_or_default()));
    child.start_kill().expect("it can be ended");
    child.wait().await.expect("it ends");
    stdout.read_to_string(&mut said).await.expect("the rest");
    let mut told = String::new();
    stderr.read_to_string(&mut told).await.expect("the rest");
    sinks.push((format!("standard output of {args:?}"), said));
    sinks.push((format!("standard error of {args:?}"), told));
}

/// A Variable and the number's webhook are set as by somebody else.
async fn change_by_hand(bench: &Workbench) {
    let state = bench.state().await;
    let rows = state["rows"].as_array().expect("rows");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let hash = rows.iter().find(|row| row[3]["key"] == "APPLICATION_PASSWORD_HASH").expect("the hash");
    let [service, environment, sid] =
        ["service_sid", "environment_sid", "sid"].map(|field| text(&hash[3][field]));
    let variable =
        format!("serverless.twilio.com/v1/Services/{service}/Environments/{environment}/Variables/{sid}");
    bench.rest(Method::POST, &variable, &[("Value", HASH_BY_HAND)]).await;
    let number = rows.iter().find(|row| row[3]["phone_number"] == "+12025550123").expect("the number");
    let path = format!(
        "api.twilio.com/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}.json",
        bench.account_sid(),
        text(&number[3]["sid"])
    );
    let webhook = format!("https://by-hand.example/sms?key={KEY_BY_HAND}");
    bench.rest(Method::POST, &path, &[("SmsUrl", &webhook)]).await;
}

/// All that a user can do with what is deployed, besides what [`no_sink_shows_a_secret`] does with every kind of secret.
async fn do_all_else(bench: &Workbench, user: &Pam, sinks: &mut Vec<(String, String)>) {
    let all: [&[&str]; 26] = [
        &["config", "--explain"],
        &["doctor"],
        &["deployments"],
        &["profiles"],
        &["open", "page", "--print"],
        &["logs"],
        &["logs", "--appointment", "nobody"],
        &["simulate", "remind", "--follow"],
        &["simulate", "booked", "--patient-phone", "nobody"],
        &["reminders", "send", "--appointment", "A-20417", "--yes"],
        &["reminders", "sweep"],
        &["reminders", "repair"],
        &["flow", "pull", "flow.json"],
        &["flow", "validate", "flow.json", "--online"],
        &["app", "export", "app"],
        &["plan", "--app", "app", "--second-reminder", "off", "--out", "plan.json"],
        &["deploy", "--plan", "plan.json", "--app", "app", "--yes"],
        &["deploy", "--plan", "plan.json", "--app", "app", "--yes"],
        &["deploy", "--rollback", "--yes"],
        &["deploy", "--environment", "dev", "--phone-number", "+12025550124", "--yes", "--no-input"],
        &["promote", "--from", "dev", "--yes"],
        &["undeploy", "--environment", "dev", "--yes"],
        &["man"],
        &["man", "--out", "man"],
        &["completions", "bash"],
        &["help", "deploy"],
    ];
    for args in all {
        say(user, args, None, sinks).await;
        say(user, &[args, &["--json", "--verbose"]].concat(), None, sinks).await;
    }
    change_by_hand(bench).await;
    for args in [&["status"][..], &["plan"], &["doctor"], &["deploy", "--yes", "--no-input"]] {
        say(user, args, None, sinks).await;
        say(user, &[args, &["--json", "--verbose"]].concat(), None, sinks).await;
    }
    let overwrite = ["deploy", "--yes", "--no-input", "--overwrite-drift", "--json", "--verbose"];
    say(user, &overwrite, Some(0), sinks).await;
    overhear(user, &["logs", "--follow", "--json", "--verbose"], sinks, async |_| {}).await;
    overhear(user, &["listen", "--port", "0", "--json", "--verbose"], sinks, async |told| {
        let url = told["url"].as_str().expect("an address").to_owned();
        let http = pam::twilio::local_http(&url).expect("a client");
        let answer = http.post(url).json(&json!({"id": "1"})).send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "it is not signed");
    })
    .await;
    // Refused by Twilio in the middle of what they do.
    for args in [
        &["doctor"][..],
        &["logs"],
        &["reminders", "list"],
        &["flow", "pull", "other.json"],
        &["promote", "--from", "dev"],
    ] {
        bench.fault(json!({"effect": "answer", "status": 403, "after": 4})).await;
        say(user, &[args, &["--json", "--verbose"]].concat(), None, sinks).await;
        bench.clear_faults().await;
    }
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
    let lines = seen_of_processes(child.id().expect("it runs"));
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
            if args[0] == "undeploy" && std::ptr::eq(user, &by_key) {
                do_all_else(&bench, user, &mut sinks).await;
            }
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
        ("IE_ENDPOINT", &format!("https://ehr:{api_secret}@ehr.clinic.org/in")),
    ] {
        let user = user(&bench, ("TWILIO_API_SECRET", api_secret)).with(name, value);
        say(&user, &["plan", "--verbose"], None, &mut sinks).await;
        say(&user, &["plan", "--json"], None, &mut sinks).await;
        say(&user, &["config", "--explain", "--json"], None, &mut sinks).await;
        say(&user, &["doctor"], None, &mut sinks).await;
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
        ("the query of the EHR's endpoint", ENDPOINT_KEY),
        ("a hash that was set by hand", HASH_BY_HAND),
        ("the key in a webhook that was set by hand", KEY_BY_HAND),
    ];
    secrets.extend(secret_variables);
    let planted = Planted::new(&secrets);
    // A webhook that was written over is kept whole, in a file of the user's own.
    let (copies, leaks): (Vec<_>, Vec<_>) = planted
        .leaks(&sinks)
        .into_iter()
        .partition(|leak| leak.contains("/overwritten/") && leak.contains("webhook that was"));
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert!(sinks.iter().any(|(sink, _)| sink.ends_with("plan.json")), "no plan was kept");
    assert!(sinks.len() > 200, "only {} sinks", sinks.len());
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    // The check can fail.
    let told = [("a test".to_owned(), format!("Basic {}", STANDARD.encode(&pair)))];
    assert!(!planted.leaks(&told).is_empty());
    bench.sandbox.stop().await;
}

#[test]
fn the_sandboxs_processes_show_no_secret() {
    const OTHERS: &str = "planted-token-of-somebody";
    let pam = Pam::new().with("APPLICATION_PASSWORD", PASSWORD).with("TWILIO_AUTH_TOKEN", OTHERS);
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    let env = pam.json(&["sandbox", "env"]);
    let text = |name: &str| env[name].as_str().expect("a variable").to_owned();
    let (secret, token) = (text("TWILIO_API_SECRET"), text("TWILIO_AUTH_TOKEN"));
    let control = served.page.rsplit_once("token=").expect("a token").1;
    let lines = seen_of_processes(served.pid());
    assert!(lines.len() > 2 && lines.iter().any(|(_, line)| line.contains("node")), "no function runs");
    let planted = Planted::new(&[
        ("the API secret", &secret),
        ("the auth token", &token),
        ("the control token", control),
        ("the password", PASSWORD),
        ("another account's token", OTHERS),
    ]);
    let leaks = planted.leaks(&lines);
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}
