//! Whatever happens to whichever request of a deploy, a redeploy, a rollback, an undeploy, or of taking an install over that
//! was there before and giving it back, the same command run again ends in the state of an undisturbed run: nothing twice,
//! nothing left over, and the number's own webhook never lost.
//!
//! The real binary is killed before and after each request in turn, and each request in turn meets 429, 500, a
//! connection that ends before and after the server acted, and a slow answer. `cargo test` takes a part of the requests;
//! with `PAM_CRASH_MATRIX=full`, as in `.ci/proofs`, it is all of them, and with the name of a story in place of `full`, all
//! of that one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::normal_form::{Form, Secrets, difference, normal_form};
use crate::original::Install;
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
    /// Where the number led before pam came.
    webhook: String,
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
    async fn undisturbed(
        bench: &Workbench,
        name: &'static str,
        args: &[&str],
        secrets: Secrets,
        webhook: &str,
    ) -> Self {
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
            webhook: webhook.to_owned(),
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
        if !is_known(&self.webhook, &bench.state().await) {
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
fn is_known(webhook: &str, state: &Value) -> bool {
    let rows = state["rows"].as_array().expect("rows");
    rows.iter().any(|row| {
        (row[0] == "numbers" && row[3]["sms_url"] == webhook)
            || (row[0] == "documents" && row[3]["data"].to_string().contains(webhook))
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
/// Variables, which are all alike, and of a story that is much like another one less is taken.
fn chosen(story: &str, effect: &str, count: usize, extent: Extent) -> Vec<usize> {
    let alike = ["rollback", "taking over", "giving back"].contains(&story);
    let (step, last) = match (extent, effect) {
        (Extent::Whole, _) => (1, 0),
        // It differs from the first one in its last writes, which are made at once.
        _ if story == NEW_NUMBER => (59, 9),
        (_, "killed before" | "killed after") if alike => (17, 3),
        (_, "killed before" | "killed after") => (5, 6),
        _ if alike => (59, 1),
        _ => (17, 3),
    };
    (0..count).filter(|index| *index < 2 || *index + last >= count || index.is_multiple_of(step)).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Sample,
    Whole,
}

const DEPLOY: [&str; 6] = ["deploy", "--sandbox", "--yes", "--take-number", "--no-input", "--json"];
const UNDEPLOY: [&str; 5] = ["undeploy", "--sandbox", "--yes", "--no-input", "--json"];

/// The story of a first deploy on a number that Twilio has just given.
const NEW_NUMBER: &str = "first deploy on a new number";
/// Where such a number leads.
const SAMPLE: &str = "https://demo.twilio.com/welcome/sms/reply/";

/// A deployment from its first deploy to its end.
async fn life(bench: &Workbench) -> Vec<Scenario> {
    let altered = bench.pam.home().join("altered");
    altered_app(bench, &altered);
    let altered = altered.to_str().expect("UTF-8").to_owned();
    let empty = bench.state().await;
    bench.lead_number_to(SAMPLE).await;
    let new = Scenario::undisturbed(bench, NEW_NUMBER, &DEPLOY, Secrets::MadeAnew, SAMPLE).await;
    bench.go_back(&empty).await;
    let first = Scenario::undisturbed(bench, "first deploy", &DEPLOY, Secrets::MadeAnew, WEBHOOK).await;
    bench.done(&["simulate", "booked", "--sandbox", "--json"]).await;
    let change = ["--app", &altered, "--customer-name", "Heron Clinic", "--first-reminder", "36h"];
    let redeploy = [&DEPLOY[..], &change[..]].concat();
    let second = Scenario::undisturbed(bench, "redeploy", &redeploy, Secrets::Kept, WEBHOOK).await;
    let redeployed = bench.state().await;
    let back = ["deploy", "--rollback", "--sandbox", "--yes", "--no-input", "--json"];
    let back = Scenario::undisturbed(bench, "rollback", &back, Secrets::Kept, WEBHOOK).await;
    bench.go_back(&redeployed).await;
    let last = Scenario::undisturbed(bench, "undeploy", &UNDEPLOY, Secrets::Kept, WEBHOOK).await;
    assert!(last.wanted.iter().all(|row| !row.contains("\"status\":\"scheduled\"")), "a reminder is left");
    assert!(
        last.wanted.iter().any(|row| row.contains("\"status\":\"canceled\"")),
        "no reminder was canceled"
    );
    assert!(!last.wanted.iter().any(|row| row.starts_with("services:") || row.starts_with("flows:")));
    assert!(last.wanted.iter().any(|row| row.starts_with("numbers:") && row.contains(WEBHOOK)));
    vec![new, first, second, back, last]
}

/// An install from before pam that is taken over and given back.
async fn adoption(bench: &Workbench) -> Vec<Scenario> {
    let install = Install::make_in(bench).await;
    let take = [&DEPLOY[..], &["--adopt"]].concat();
    let take = Scenario::undisturbed(bench, "taking over", &take, Secrets::MadeAnew, &install.webhook).await;
    bench.done(&["simulate", "booked", "--sandbox", "--json"]).await;
    let give = Scenario::undisturbed(bench, "giving back", &UNDEPLOY, Secrets::Kept, &install.webhook).await;
    let named = |table: &str| {
        let own = format!("\"friendly_name\":\"{}\"", crate::original::NAME);
        give.wanted.iter().filter(|row| row.starts_with(table) && row.contains(&own)).count()
    };
    // The Flow's name is its newest revision's.
    let kept = ["services:", "messaging_services:", "revisions:"].map(named);
    assert_eq!(kept, [1, 1, 2], "the install is as it was, and the first revision of its Flow too");
    vec![take, give]
}

/// One part of all cases, in an account of its own: most of a case is waiting.
async fn part(number: usize, asked: Option<String>) -> Report {
    let bench = Workbench::new().await;
    let empty = bench.state().await;
    let extent = if asked.is_some() { Extent::Whole } else { Extent::Sample };
    let story = asked.filter(|asked| asked != "full");
    let is_of_adoption = |story: &String| ["taking over", "giving back"].contains(&story.as_str());
    let mut scenarios = Vec::new();
    if !story.as_ref().is_some_and(is_of_adoption) {
        scenarios.extend(life(&bench).await);
        bench.go_back(&empty).await;
    }
    if story.as_ref().is_none_or(is_of_adoption) {
        scenarios.extend(adoption(&bench).await);
    }
    scenarios.retain(|scenario| story.as_ref().is_none_or(|story| story == scenario.name));
    assert!(!scenarios.is_empty(), "no story is called {story:?}");

    let mut report = Report::default();
    let mut turn = 0;
    for scenario in scenarios {
        for (name, effect) in EFFECTS {
            let poll = scenario.polls.then_some(scenario.requests);
            for index in chosen(scenario.name, name, scenario.requests, extent).into_iter().chain(poll) {
                turn += 1;
                if turn % PARTS == number {
                    let result = scenario.case(&bench, effect, index).await;
                    report.add(&scenario, name, index, result);
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
    let asked = std::env::var("PAM_CRASH_MATRIX").ok().filter(|asked| !asked.is_empty());
    let mut report = Report::default();
    for part in
        futures::future::join_all((0..PARTS).map(|number| tokio::spawn(part(number, asked.clone())))).await
    {
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
        asked.as_ref().map_or_else(String::new, |asked| format!(", {asked}")),
        report.failures.len(),
        report.unmet
    )
    .expect("standard error");
    assert!(report.failures.is_empty(), "{}", report.failures.join("\n"));
    let least = if asked.as_ref().is_none_or(|asked| asked == "full") { 150 } else { 50 };
    assert!(total >= least && report.unmet * 20 < total, "{total} cases, {} unmet", report.unmet);
}
