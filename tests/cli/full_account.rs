//! An account that holds thousands of others' resources: pam finds its own, asks for no more than that takes, and touches
//! nothing else.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Value, json};

use crate::workbench::Workbench;

const DEPLOY: [&str; 6] = ["deploy", "--sandbox", "--yes", "--take-number", "--no-input", "--json"];

/// How many of each others have; Twilio lets an account have 50 Serverless Services.
const OTHERS: [(&str, usize); 10] = [
    ("services", 49),
    ("environments", 49),
    ("variables", 300),
    ("containers", 500),
    ("flows", 1300),
    ("revisions", 1300),
    ("messaging_services", 1200),
    ("sync_services", 450),
    ("documents", 450),
    ("numbers", 1100),
];

/// A SID for the resource `number` of others, the same wherever it is named.
fn sid(letters: &str, number: usize) -> String {
    format!("{letters}{:032x}", 0xdead_0000_0000_usize + number)
}

/// Rows like those of a deployment, which belong to others and only to each other.
fn others(deployed: &Value) -> Vec<Value> {
    let any_sid = Regex::new(r"\b[A-Z]{2}[0-9a-f]{32}\b").expect("a pattern");
    let rows = deployed["rows"].as_array().expect("rows");
    let mut made = Vec::new();
    for (table, count) in OTHERS {
        let model = rows.iter().rfind(|row| row[0] == table).unwrap_or_else(|| panic!("no {table}"));
        let mut model = model.clone();
        if table == "revisions" {
            model[3]["definition"] = json!({"states": [], "initial_state": "Trigger"});
        }
        for number in 0..count {
            let text = model.to_string();
            let mut row: Value = serde_json::from_str(
                &any_sid.replace_all(&text, |found: &regex::Captures<'_>| sid(&found[0][..2], number)),
            )
            .expect("JSON");
            row[1] = json!(1_000_000 + number);
            for (field, value) in [
                ("unique_name", format!("other-{number}")),
                ("friendly_name", format!("Other {number}")),
                ("domain_base", format!("other-{number}")),
                ("domain_name", format!("other-{number}.twil.io")),
                ("phone_number", format!("+1303{number:07}")),
                ("sms_url", format!("https://other.example/{number}")),
                ("key", format!("OTHER_{number}")),
            ] {
                let has = row[3].get(field).is_some_and(|old| !old.is_null());
                if has && !(field == "unique_name" && table == "environments") {
                    row[3][field] = json!(value);
                }
            }
            made.push(row);
        }
    }
    made
}

fn of_others(state: &Value) -> BTreeMap<(String, String), Value> {
    let rows = state["rows"].as_array().expect("rows");
    rows.iter()
        .filter(|row| row[1].as_u64() >= Some(1_000_000) && row[2].to_string().contains("dead0000"))
        .map(|row| ((row[0].to_string(), row[2].to_string()), row[3].clone()))
        .collect()
}

struct Used {
    requests: usize,
    writes: usize,
}

/// Runs pam; nothing of others may have changed, been written to, or been looked into one by one.
async fn used(bench: &Workbench, args: &[&str], theirs: &BTreeMap<(String, String), Value>) -> Used {
    let state = bench.state().await;
    bench.go_back(&state).await;
    bench.done(args).await;
    let requests = bench.requests().await;
    assert!(of_others(&bench.state().await) == *theirs, "{args:?} changed what is others'");
    let writes: Vec<&Value> = requests.iter().filter(|request| request["write"] == true).collect();
    for request in &writes {
        let path = request["path"].as_str().expect("a path");
        assert!(!path.contains("dead0000"), "{args:?} wrote to {path}");
    }
    Used { requests: requests.len(), writes: writes.len() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn among_thousands_of_others_only_the_own_is_touched_with_few_requests() {
    let bench = Workbench::new().await;
    let empty = bench.state().await;
    bench.done(&DEPLOY).await;
    let deployed = bench.state().await;
    let count = |state: &Value| state["rows"].as_array().expect("rows").len();
    let alone = {
        bench.go_back(&empty).await;
        used(&bench, &DEPLOY, &BTreeMap::new()).await
    };

    let mut full = empty.clone();
    full["rows"].as_array_mut().expect("rows").extend(others(&deployed));
    bench.go_back(&full).await;
    let theirs = of_others(&bench.state().await);
    assert_eq!(theirs.len(), OTHERS.iter().map(|(_, count)| count).sum::<usize>());
    assert!(theirs.len() == count(&full) - count(&empty) && theirs.len() > 6000);

    // Twilio cannot be asked where a number is, so what was not looked into is said.
    let doctor = bench.run(&["doctor", "--sandbox", "--json"]).await;
    let report = doctor.json();
    let checks = report["checks"].as_array().expect("checks");
    let inbound = checks.iter().find(|check| check["id"] == "inbound").expect("a line");
    let said =
        "; 1100 of the account's Messaging Services were not looked into, one of them may have the number";
    assert!(inbound["message"].as_str().is_some_and(|message| message.ends_with(said)), "{inbound}");

    // Lists of 1000 a page, Sync's of 100, each read when pam looks and again after a create; and for the number up to 100
    // Messaging Services.
    let pages = 2 + 2 + 2 + 5;
    let first = used(&bench, &DEPLOY, &theirs).await;
    assert!(
        first.requests <= alone.requests + 2 * pages + 100 && first.writes == alone.writes,
        "{} requests, {} writes; {} and {} in an empty account",
        first.requests,
        first.writes,
        alone.requests,
        alone.writes
    );
    let again = used(&bench, &DEPLOY, &theirs).await;
    assert!(again.writes == 0 && again.requests <= 20 + pages, "{} requests", again.requests);
    let status = used(&bench, &["status", "--sandbox", "--json"], &theirs).await;
    assert!(status.writes == 0 && status.requests <= 25 + pages, "{} requests", status.requests);
    let gone = used(&bench, &["undeploy", "--sandbox", "--yes", "--json"], &theirs).await;
    // It reads once more when it has claimed the deployment.
    assert!(gone.requests <= 30 + 2 * pages, "{} requests", gone.requests);
    assert_eq!(count(&bench.state().await), count(&full), "something is left");
    bench.sandbox.stop().await;
}
