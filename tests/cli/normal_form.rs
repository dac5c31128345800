//! The state of an account without what differs from one time to the next: SIDs, times, and the number in a domain.
//!
//! A SID is replaced by what its resource is, other SIDs in it likewise, a few levels deep. So two states have the same
//! form if they hold the same resources in the same relations, however often that was tried.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use regex::{Captures, Regex};
use serde_json::Value;

/// A row of the state, `table: text`; equal rows occur as often as they are there.
pub(crate) type Form = Vec<String>;

/// How deep a resource is told from another one: a Version in a Build in a Deployment in an Environment, and one more.
const LEVELS: usize = 5;

struct Row {
    table: String,
    key: String,
    value: Value,
}

/// Which differences count besides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrets {
    /// Random ones were made by both runs.
    MadeAnew,
    /// They have to be the same.
    Kept,
}

pub(crate) fn normal_form(state: &Value, secrets: Secrets) -> Form {
    let sid = Regex::new(r"\b[A-Z]{2}[0-9a-f]{32}\b").expect("a pattern");
    let time = Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z").expect("a pattern");
    let mut rows = rows(state);
    let used: BTreeSet<String> =
        rows.iter().filter(|row| row.table == "builds").flat_map(|row| sids(&sid, &row.value)).collect();
    rows.retain(|row| match row.table.as_str() {
        // The sandbox's own, and what functions said.
        "settings" | "logs" => false,
        // Twilio has no request that deletes a Version. One that no Build holds does nothing and is shown nowhere.
        "versions" => used.contains(&row.key),
        _ => true,
    });
    let mark = Regex::new(r"\b[0-9a-f]{12}\b").expect("a pattern");
    let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).filter(|key| sid.is_match(key)).collect();
    // A part of a SID, in a name, stands for the whole.
    let whole = |found: &Captures<'_>| {
        keys.iter().find(|key| key.contains(&found[0])).unwrap_or(&found[0].to_owned()).clone()
    };
    let domains: Vec<String> =
        rows.iter().filter_map(|row| row.value.get("domain_base")?.as_str().map(str::to_owned)).collect();
    let texts: Vec<(String, String, String)> = rows
        .iter_mut()
        .map(|row| {
            strip(&mut row.value);
            match row.table.as_str() {
                "variables" if secrets == Secrets::MadeAnew => mask(&mut row.value),
                "documents" => {
                    forget_digests_of_flows(&mut row.value);
                    forget_what_is_over(&mut row.value);
                    if secrets == Secrets::MadeAnew {
                        forget_fingerprints(&mut row.value);
                    }
                }
                _ => {}
            }
            let text = time.replace_all(&row.value.to_string(), "TIME").into_owned();
            let mut text = mark.replace_all(&text, whole).into_owned();
            for domain in &domains {
                text = text.replace(domain, "DOMAIN");
            }
            (row.table.clone(), row.key.clone(), text)
        })
        .collect();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let named = |text: &str, names: &BTreeMap<String, String>| {
        sid.replace_all(text, |found: &Captures<'_>| {
            names.get(&found[0]).cloned().unwrap_or_else(|| found[0][..2].to_owned())
        })
        .into_owned()
    };
    for _ in 0..LEVELS {
        names = texts
            .iter()
            .filter(|(_, key, _)| sid.is_match(key))
            .map(|(_, key, text)| (key.clone(), format!("{}:{:08x}", &key[..2], hash(&named(text, &names)))))
            .collect();
    }
    let mut form: Form =
        texts.iter().map(|(table, _, text)| format!("{table}: {}", named(text, &names))).collect();
    form.sort();
    form
}

fn rows(state: &Value) -> Vec<Row> {
    let rows = state["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| Row {
            table: row[0].as_str().expect("a table").to_owned(),
            key: row[2].as_str().expect("a key").to_owned(),
            value: row[3].clone(),
        })
        .collect()
}

fn sids(sid: &Regex, value: &Value) -> Vec<String> {
    sid.find_iter(&value.to_string()).map(|found| found.as_str().to_owned()).collect()
}

/// Takes out times, the order of what has none, and how often a Document was written.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !key.starts_with("date_"));
            if map.contains_key("data") {
                map.remove("revision");
            }
            map.sort_keys();
            map.values_mut().for_each(strip);
        }
        Value::Array(list) => {
            list.iter_mut().for_each(strip);
            if list.iter().all(|row| row.get("sid").is_some()) {
                list.sort_by_key(|row| row["path"].to_string());
            }
        }
        _ => {}
    }
}

/// A claim that is over once the account is as the record says, as it is here, is none.
fn forget_what_is_over(document: &mut Value) {
    let claim = &mut document["data"]["claim"];
    if claim["closing"] == true {
        *claim = Value::Null;
    }
}

/// Of the whole definition, SIDs included; the Flow itself is there to be compared.
fn forget_digests_of_flows(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("sid").and_then(Value::as_str).is_some_and(|sid| sid.starts_with("FW")) {
                map.remove("digest");
            }
            map.values_mut().for_each(forget_digests_of_flows);
        }
        Value::Array(list) => list.iter_mut().for_each(forget_digests_of_flows),
        _ => {}
    }
}

/// Of Variables' values, among them random secrets and SIDs; the Variables themselves are there to be compared.
fn forget_fingerprints(value: &mut Value) {
    match value {
        Value::Object(map) => map.values_mut().for_each(forget_fingerprints),
        Value::Array(list) => list.iter_mut().for_each(forget_fingerprints),
        Value::String(text) if text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            *text = "a fingerprint".to_owned();
        }
        _ => {}
    }
}

/// A secret that is made at random counts by being there.
fn mask(variable: &mut Value) {
    let secret = variable["key"]
        .as_str()
        .is_some_and(|key| ["_SECRET", "_HASH", "_KEY", "_TOKEN"].iter().any(|ending| key.ends_with(ending)));
    if secret {
        let length = variable["value"].as_str().map_or(0, str::len);
        assert!(length >= 32, "{variable}: that is no secret");
        variable["value"] = Value::from("a secret");
    }
}

fn hash(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    u32::try_from(hasher.finish() & u64::from(u32::MAX)).expect("32 bits")
}

/// What one form has and the other has not, each cut to a readable length.
pub(crate) fn difference(is: &Form, wanted: &Form) -> Option<String> {
    let count = |form: &Form| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        form.iter().for_each(|row| *counts.entry(row.clone()).or_default() += 1);
        counts
    };
    let mut counts = count(is);
    for (row, times) in count(wanted) {
        *counts.entry(row).or_default() -= times;
    }
    counts.retain(|_, times| *times != 0);
    let lines: Vec<String> =
        counts.iter().map(|(row, times)| format!("  {times:+} {}", excerpt(row, counts.keys()))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The row from shortly before the place where it differs from the most similar one of the others.
fn excerpt<'a>(row: &'a str, others: impl Iterator<Item = &'a String>) -> String {
    let common = |other: &String| row.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let at = others.filter(|other| *other != row).map(common).max().unwrap_or(0).saturating_sub(80);
    let start: String = row.chars().take(60).collect();
    format!("{start} … {}", row.chars().skip(at).take(240).collect::<String>())
}

#[test]
fn the_form_forgets_names_and_keeps_relations() {
    let state = |service: &str, domain: &str, flow: &str, in_service: &str| {
        let sid = |letters: &str, digit: &str| format!("{letters}{}", digit.repeat(32));
        serde_json::json!({"rows": [
            ["services", 1, sid("ZS", service), {"sid": sid("ZS", service), "unique_name": "a", "domain_base": domain,
                "date_created": "2026-01-01T00:00:00Z"}],
            ["services", 2, sid("ZS", "f"), {"sid": sid("ZS", "f"), "unique_name": "b", "domain_base": "b-1"}],
            ["flows", 1, sid("FW", flow), {"sid": sid("FW", flow), "calls": sid("ZS", in_service), "at": domain}],
        ]})
    };
    let form = |state| normal_form(&state, Secrets::Kept);
    let one = form(state("1", "a-1234", "2", "1"));
    assert_eq!(one, form(state("7", "a-9999", "8", "7")));
    assert!(difference(&one, &form(state("1", "a-1234", "2", "f"))).is_some(), "it calls another Service");
    let mut twice = state("1", "a-1234", "2", "1");
    let again = twice["rows"][2].clone();
    twice["rows"].as_array_mut().expect("rows").push(again);
    assert!(difference(&form(twice), &one).is_some(), "one is there twice");
}
