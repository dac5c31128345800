//! The examples of docs/integrators.md, in the languages that it shows, do with the real app's requests and the real
//! Flow what it says. JavaScript's is held by tests/node/app/integrators.test.cjs as well.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Pam, Served, rest};

include!("examples/is_genuine.rs");

const PAGE: &str = include_str!("../../docs/integrators.md");

fn example(language: &str, has: &str) -> &'static str {
    let fence = format!("```{language}\n");
    let mut blocks = PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.find(|block| block.contains(has)).unwrap_or_else(|| panic!("no {language} example with {has}"))
}

/// A request as it was made, and what is to be thought of it at a time.
struct Case {
    what: &'static str,
    timestamp: String,
    signature: String,
    body: String,
    secret: String,
    now: i64,
    genuine: bool,
}

/// What a patient's answer made the deployed app post, and what somebody might make of it.
fn cases(pam: &Pam) -> Vec<Case> {
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&["simulate", "booked", "--sandbox"]);
    pam.json(&["sandbox", "reply", "+12025550175", "CONFIRM APPT"]);
    let inbox = pam.json(&["sandbox", "inbox"]);
    let request = &inbox["requests"][0];
    let header = |name: &str| request["headers"][name].as_str().expect("a header").to_owned();
    let (timestamp, signature) = (header("x-pam-timestamp"), header("x-pam-signature"));
    let body = match &request["body"] {
        Value::String(text) => text.clone(),
        parsed => parsed.to_string(),
    };
    let variables = rest(pam, "GET", &format!("{}/Variables", Served::environment(pam).0), &[]);
    let variables = variables["variables"].as_array().expect("Variables").clone();
    let secret = variables.iter().find(|variable| variable["key"] == "EHR_SIGNING_SECRET");
    let secret = secret.expect("the secret")["value"].as_str().expect("text").to_owned();
    let now: i64 = timestamp.parse().expect("seconds");
    let good = |what, genuine| Case {
        what,
        timestamp: timestamp.clone(),
        signature: signature.clone(),
        body: body.clone(),
        secret: secret.clone(),
        now,
        genuine,
    };
    let last = if signature.ends_with('0') { "1" } else { "0" };
    vec![
        good("as it came", true),
        Case { now: now + 299, ..good("just in time", true) },
        Case { now: now + 301, ..good("too old", false) },
        Case { now: now - 301, ..good("of the future", false) },
        Case { body: body.replace("CONFIRM", "CANCEL"), ..good("another body", false) },
        Case { body: format!("{body} "), ..good("a longer body", false) },
        Case { secret: "another".to_owned(), ..good("another secret", false) },
        Case { timestamp: (now + 1).to_string(), ..good("another time", false) },
        Case { timestamp: String::new(), ..good("no time", false) },
        Case { timestamp: "٣".to_owned(), ..good("digits of another script", false) },
        Case { signature: String::new(), ..good("no signature", false) },
        Case { signature: signature.replace("sha256=", ""), ..good("another scheme", false) },
        Case {
            signature: format!("{}{last}", &signature[..signature.len() - 1]),
            ..good("another signature", false)
        },
        Case { signature: signature[..signature.len() - 2].to_owned(), ..good("a short signature", false) },
    ]
}

/// Runs a program that reads the cases and prints its verdicts, both as JSON.
fn verdicts(mut program: Command, cases: &[Case]) -> Vec<bool> {
    let cases: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({"headers": {"x-pam-timestamp": case.timestamp, "x-pam-signature": case.signature},
                "body": case.body, "secret": case.secret, "now": case.now})
        })
        .collect();
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(json!(cases).to_string().as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    serde_json::from_slice(&output.stdout).expect("verdicts")
}

fn agree(language: &str, verdicts: &[bool], cases: &[Case]) {
    assert_eq!(verdicts.len(), cases.len(), "{language}");
    for (verdict, case) in verdicts.iter().zip(cases) {
        assert_eq!(*verdict, case.genuine, "{language}: {}", case.what);
    }
}

/// Python 3, or a line that names what did not run; CI counts that line as a failure.
fn python(what: &str) -> Option<Command> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join("python3"))
        .find(|path: &PathBuf| path.is_file());
    if found.is_none() {
        writeln!(std::io::stderr(), "not run: {what} (no Python 3 on this machine)").expect("standard error");
    }
    found.map(Command::new)
}

#[test]
fn each_language_believes_the_apps_requests_and_no_others() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let cases = cases(&pam);

    assert_eq!(example("rust", "fn is_genuine"), include_str!("examples/is_genuine.rs"));
    let ours = |case: &Case| {
        is_genuine(&case.timestamp, &case.signature, case.body.as_bytes(), &case.secret, case.now)
    };
    agree("Rust", &cases.iter().map(ours).collect::<Vec<_>>(), &cases);

    let mut node = Command::new("node");
    node.arg("-e").arg(format!(
        "{}\nconst cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));\
         const verdict = ({{ headers, body, secret, now }}) => isGenuine(headers, Buffer.from(body), secret, now * 1000);\
         console.log(JSON.stringify(cases.map(verdict)));",
        example("js", "function isGenuine")
    ));
    agree("JavaScript", &verdicts(node, &cases), &cases);

    let Some(mut python) = python("the Python example that checks a request") else { return };
    python.arg("-c").arg(format!(
        "{}\nimport sys\ncases = json_cases = __import__('json').load(sys.stdin)\n\
         verdicts = [is_genuine(c['headers'], c['body'].encode(), c['secret'], c['now']) for c in cases]\n\
         print(__import__('json').dumps(verdicts))",
        example("python", "def is_genuine")
    ));
    agree("Python", &verdicts(python, &cases), &cases);
}

#[test]
fn the_python_example_sends_an_event_also_while_the_patient_is_busy() {
    let Some(mut python) = python("the Python example that sends an event") else { return };
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    let status = pam.json(&["status", "--sandbox"]);
    let env = pam.json(&["sandbox", "env"]);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    python.envs(env.as_object().expect("variables").iter().map(|(name, value)| (name, text(value))));
    python.env("FLOW_SID", text(&status["flow_sid"])).env("CLINIC_NUMBER", text(&status["phone_number"]));
    let busy = ["sandbox", "faults", "--answer", "409", "--method", "POST", "--host", "studio.twilio.com"];
    pam.json(&[&busy[..], &["--times", "1"]].concat());
    let event = example("json", "\"event_type\": \"BOOKED\"").replace("2026-03-09", "2031-03-10");
    python.arg("-c").arg(format!(
        "{}\nimport sys\nprint(send_event(json.load(sys.stdin)))",
        example("python", "def send_event")
    ));
    let mut child = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(event.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let sid = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success() && sid.starts_with("FN"), "{sid}");
    let path = format!("studio.twilio.com/v2/Flows/{}/Executions", text(&status["flow_sid"]));
    let executions = rest(&pam, "GET", &path, &[]);
    assert_eq!(executions["executions"][0]["sid"], sid.trim());
}
