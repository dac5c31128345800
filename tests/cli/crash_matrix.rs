//! Whatever happens to whichever request of a deploy, a redeploy or an undeploy, the same command run again ends in the
//! state of an undisturbed run: nothing twice, nothing left over, and the number's own webhook never lost.
//!
//! The real binary is killed before and after each request in turn, and each request in turn meets 429, 500, a
//! connection that ends before and after the server acted, and a slow answer. `cargo test` takes a part of the requests;
//! with `PAM_CRASH_MATRIX=full`, as in `.ci/proofs`, it is all of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::normal_form::{Form, Secrets, difference, normal_form};
use crate::workbench::{Outcome, WEBHOOK, Workbench};

/// What a request meets.
const EFFECTS: [(&str, &str); 7] = [
    ("killed before", r#"{"effect": "hold_before"}"#),
    ("killed after", r#"{"effect": "hold_after"}"#),
    ("429", r#"{"effect": "answer", "status": 429, "retry_after": 0}"#),
    ("500", r#"{"effect": "answer", "status": 500}"#),
    ("dropped before", r#"{"effect": "drop_before"}"#),
    ("dropped after", r#"{"effect": "drop_after"}"#),
    ("slow", r#"{"effect": "delay", "ms": 120}"#),
];

/// A command with the state that it begins in and the state in which it has to end.
struct Scenario {
    name: &'static str,
    args: Vec<String>,
    secrets: Secrets,
    before: Value,
    wanted: Form,
    /// Without those that ask after a Build, for they are as many as it takes.
    requests: usize,
    /// Whether a Build is asked after, which is one case more.
    polls: bool,
}

/// How the path ends that tells where a Build stands.
const POLL: &str = "/Status";

impl Scenario {
    /// Runs the command without trouble, from the state that the bench is in.
    async fn undisturbed(bench: &Workbench, name: &'static str, args: &[&str], secrets: Secrets) -> Self {
        let before = bench.state().await;
        bench.go_back(&before).await;
        bench.done(args).await;
        let requests = bench.requests().await;
        let is_poll = |request: &Value| request["path"].as_str().is_some_and(|path| path.ends_with(POLL));
        let polls = requests.iter().any(is_poll);
        let requests = requests.iter().filter(|request| !is_poll(request)).count();
        let wanted = normal_form(&bench.state().await, secrets);
        assert!(requests > 5, "{name}: only {requests} requests");
        Self {
            name,
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            secrets,
            before,
            wanted,
            requests,
            polls,
        }
    }

    /// One case: the request number `index` meets `effect`, and the command is run again. Says what is wrong then;
    /// `None` when the request did not occur.
    async fn case(&self, bench: &Workbench, effect: &str, index: usize) -> Option<Result<(), String>> {
        bench.go_back(&self.before).await;
        let mut fault: Value = serde_json::from_str(effect).expect("a fault");
        fault["times"] = json!(1);
        if index < self.requests {
            fault["after"] = json!(index);
            fault["except"] = json!(POLL);
        } else {
            fault["path"] = json!(POLL);
        }
        bench.fault(fault).await;
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let outcome = bench.run_until_held(&args).await;
        let waiting = bench.control(reqwest::Method::GET, "faults", json!({})).await;
        bench.clear_faults().await;
        if waiting["faults"].as_array().is_some_and(|faults| !faults.is_empty()) {
            return None;
        }
        Some(self.check(bench, &args, outcome).await)
    }

    async fn check(&self, bench: &Workbench, args: &[&str], outcome: Outcome) -> Result<(), String> {
        if let Outcome::Ended(ran) = outcome {
            // Done, or a code that says that repeating is safe.
            if ![0, 6, 8].contains(&ran.code) {
                return Err(format!("exit code {}: {}{}", ran.code, ran.stdout, ran.stderr));
            }
        }
        if !webhook_is_known(&bench.state().await) {
            return Err("the number's own webhook is lost".to_owned());
        }
        let again = bench.run(args).await;
        if again.code != 0 {
            return Err(format!("again: exit code {}: {}{}", again.code, again.stdout, again.stderr));
        }
        let is = normal_form(&bench.state().await, self.secrets);
        difference(&is, &self.wanted).map_or(Ok(()), Err)
    }
}

/// Whether the number still leads where it led, or that is written down in the account.
fn webhook_is_known(state: &Value) -> bool {
    let rows = state["rows"].as_array().expect("rows");
    rows.iter().any(|row| {
        (row[0] == "numbers" && row[3]["sms_url"] == WEBHOOK)
            || (row[0] == "documents" && row[3]["data"].to_string().contains(WEBHOOK))
    })
}

/// An exported app with changes of every kind: a function and a text altered, a function less, an asset more.
fn altered_app(bench: &Workbench, folder: &Path) {
    let ran = bench.pam.run(&["app", "export", folder.to_str().expect("UTF-8")]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let alter = |name: &str, change: &dyn Fn(String) -> String| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let changed = change(text.clone());
        assert_ne!(changed, text, "{name}");
        std::fs::write(path, changed).expect("written");
    };
    alter("functions/replies.private.js", &|text| format!("{text}\n// Altered.\n"));
    alter("functions/message-noshowed.protected.js", &|text| format!("{text}\n// Altered too.\n"));
    std::fs::create_dir_all(folder.join("assets")).expect("a folder");
    std::fs::write(folder.join("assets/new.html"), "<!doctype html><title>New</title>").expect("written");
}

/// Which requests of `count` are taken. The ends are where things depend on each other; the long middle is files and
/// Variables, which are all alike.
fn chosen(effect: &str, count: usize, full: bool) -> Vec<usize> {
    let (step, last) = match effect {
        _ if full => (1, 0),
        "killed before" | "killed after" => (5, 6),
        _ => (17, 3),
    };
    (0..count).filter(|index| *index < 2 || *index + last >= count || index.is_multiple_of(step)).collect()
}

/// One part of all cases, in an account of its own: most of a case is waiting.
async fn part(number: usize, full: bool) -> Report {
    let bench = Workbench::new().await;
    let altered = bench.pam.home().join("altered");
    altered_app(&bench, &altered);
    let altered = altered.to_str().expect("UTF-8").to_owned();

    let deploy = ["deploy", "--sandbox", "--yes", "--take-number", "--no-input", "--json"];
    let first = Scenario::undisturbed(&bench, "first deploy", &deploy, Secrets::MadeAnew).await;
    bench.done(&["simulate", "booked", "--sandbox", "--json"]).await;
    let change = ["--app", &altered, "--customer-name", "Heron Clinic", "--first-reminder", "36h"];
    let redeploy = [&deploy[..], &change[..]].concat();
    let second = Scenario::undisturbed(&bench, "redeploy", &redeploy, Secrets::Kept).await;
    let undeploy = ["undeploy", "--sandbox", "--yes", "--no-input", "--json"];
    let last = Scenario::undisturbed(&bench, "undeploy", &undeploy, Secrets::Kept).await;
    assert!(last.wanted.iter().all(|row| !row.contains("\"status\":\"scheduled\"")), "a reminder is left");
    assert!(
        last.wanted.iter().any(|row| row.contains("\"status\":\"canceled\"")),
        "no reminder was canceled"
    );
    assert!(!last.wanted.iter().any(|row| row.starts_with("services:") || row.starts_with("flows:")));
    assert!(last.wanted.iter().any(|row| row.starts_with("numbers:") && row.contains(WEBHOOK)));

    let mut report = Report::default();
    let mut turn = 0;
    for scenario in [&first, &second, &last] {
        for (name, effect) in EFFECTS {
            let poll = scenario.polls.then_some(scenario.requests);
            for index in chosen(name, scenario.requests, full).into_iter().chain(poll) {
                turn += 1;
                if turn % PARTS == number {
                    report.add(scenario, name, index, scenario.case(&bench, effect, index).await);
                }
            }
        }
    }
    bench.sandbox.stop().await;
    report
}

#[derive(Default)]
struct Report {
    cases: BTreeMap<String, usize>,
    failures: Vec<String>,
    /// Requests that did not occur: what runs side by side ends in another order each time.
    unmet: usize,
}

impl Report {
    fn add(&mut self, scenario: &Scenario, effect: &str, index: usize, result: Option<Result<(), String>>) {
        let Some(result) = result else {
            self.unmet += 1;
            return;
        };
        *self.cases.entry(format!("{}, {effect}", scenario.name)).or_default() += 1;
        if let Err(problem) = result {
            let Scenario { name, requests, .. } = scenario;
            self.failures.push(format!("{name}, request {} of {requests} {effect}:\n{problem}", index + 1));
        }
    }

    fn join(&mut self, other: Self) {
        for (kind, count) in other.cases {
            *self.cases.entry(kind).or_default() += count;
        }
        self.failures.extend(other.failures);
        self.unmet += other.unmet;
    }
}

const PARTS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_command_mends_whatever_happened_to_a_request() {
    let full = std::env::var_os("PAM_CRASH_MATRIX").is_some_and(|value| value == "full");
    let mut report = Report::default();
    for part in futures::future::join_all((0..PARTS).map(|number| tokio::spawn(part(number, full)))).await {
        report.join(part.expect("a part ends"));
    }
    let total: usize = report.cases.values().sum();
    let mut text = String::new();
    for (kind, count) in &report.cases {
        let _ = writeln!(text, "  {count:>4} {kind}");
    }
    // Past the test harness, which hides what a passing test prints.
    writeln!(
        std::io::stderr(),
        "crash matrix{}: {total} cases, {} failures ({} requests did not occur)\n{text}",
        if full { ", full" } else { "" },
        report.failures.len(),
        report.unmet
    )
    .expect("standard error");
    assert!(report.failures.is_empty(), "{}", report.failures.join("\n"));
    assert!(total >= 150 && report.unmet * 20 < total, "{total} cases, {} unmet", report.unmet);
}
