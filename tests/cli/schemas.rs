//! Every command has a schema, and every schema is what real runs print.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{self, command_of, commands, is_error, problems, schema};
use crate::support::{Pam, Served};

#[test]
fn every_command_has_a_schema_and_every_schema_a_command() {
    let mut expected: BTreeSet<String> = commands().into_iter().collect();
    expected.insert(contract::ERROR.to_owned());
    let kept = std::fs::read_dir(contract::folder()).expect("schemas");
    let kept = kept.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
    let kept: BTreeSet<String> =
        kept.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    assert_eq!(kept, expected);
}

#[test]
fn schemas_are_schemas_and_leave_room_for_more_fields() {
    for name in commands().into_iter().chain([contract::ERROR.to_owned()]) {
        let schema = schema(&name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert_eq!(schema["$id"], format!("https://pam.invalid/schemas/{name}.json"));
        assert!(matches!(schema["x-lines"].as_str(), Some("one" | "many" | "last")), "{name}");
        assert!(!schema.to_string().contains("\"additionalProperties\":false"), "{name}");
    }
}

#[test]
fn a_document_that_is_not_as_promised_is_found() {
    let error = json!({"error": {"code": "usage", "exit_code": 2, "message": "x", "field": null, "hints": [],
                                 "twilio": null}});
    assert_eq!(problems("error", &error), Vec::<String>::new());
    for (pointer, wrong) in
        [("/error/exit_code", json!(9)), ("/error/hints", json!("x")), ("/error/more", json!(1))]
    {
        let mut other = error.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a path");
        other.pointer_mut(parent).expect("the parent")[key] = wrong;
        assert_ne!(problems("error", &other), Vec::<String>::new(), "{pointer}");
    }
    assert_ne!(problems("open", &json!({"url": "x"})), Vec::<String>::new());
    assert_ne!(problems("logs", &json!({"kind": "message"})), Vec::<String>::new());
}

/// Commands whose schema another test meets with a result: they need a keyring, or run until they are ended.
const ELSEWHERE: [&str; 5] = ["login", "logout", "listen", "sandbox", "sandbox-serve"];

#[test]
fn every_command_prints_what_its_schema_says() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let account = Pam::of_account(&pam);
    let mut met = BTreeSet::new();
    let mut run = |pam: &Pam, line: &str, code: i32| {
        let args: Vec<&str> = line.split(' ').chain(["--json"]).collect();
        let ran = pam.run(&args);
        assert_eq!(ran.code, code, "{line}: {}{}", ran.stdout, ran.stderr);
        let last: Value =
            serde_json::from_str(ran.stdout.lines().next_back().expect("a line")).expect("JSON");
        if !is_error(&last) {
            met.insert(command_of(&args).expect("a command"));
        }
    };
    run(&pam, "plan --sandbox --exit-code", 10);
    run(&pam, "deploy --sandbox --yes --second-reminder 20h", 0);
    run(&pam, "deploy --sandbox --yes", 0);
    run(&pam, "plan --sandbox --customer-name Crow", 0);
    run(&pam, "deploy --sandbox --yes --customer-name Crow", 0);
    run(&pam, "config --sandbox --customer-name Owl", 0);
    run(&pam, "config", 0);
    run(&pam, "doctor", 4);
    run(&pam, "doctor --sandbox", 0);
    run(&pam, "deployments --sandbox", 0);
    run(&account, "deployments", 0);
    run(&account, "whoami", 0);
    run(&account, "profiles", 0);
    run(&pam, "simulate booked --sandbox", 0);
    run(&pam, "simulate booked --sandbox --follow --appointment-id B-2 --patient-phone +12025550143", 0);
    run(&pam, "simulate booked --sandbox --count 2 --rate 2", 0);
    run(&pam, "simulate scenario --list", 0);
    run(&pam, "simulate scenario --show book-remind-confirm", 0);
    run(&pam, "simulate scenario book-remind-confirm", 0);
    run(&pam, "reminders list --sandbox", 0);
    run(&pam, "reminders list --sandbox --stream", 0);
    run(&pam, "reminders send --sandbox --appointment B-2 --yes", 0);
    run(&pam, "reminders cancel --sandbox --appointment A-20417 --yes", 0);
    run(&pam, "reminders sweep --sandbox", 0);
    run(&pam, "reminders repair --sandbox --dry-run", 0);
    run(&pam, "sandbox reply +12025550143 STOP", 0);
    run(&pam, "sandbox reply +12025550175 CONFIRM", 0);
    run(&pam, "sandbox advance 3d", 0);
    run(&pam, "sandbox messages +12025550175", 0);
    run(&pam, "sandbox inbox", 0);
    run(&pam, "sandbox requests --writes", 0);
    for effect in ["--answer 429 --retry-after 1", "--delay 5", "--hang-up after", "--hold before"] {
        run(&pam, &format!("sandbox faults {effect} --host nobody.twilio.com --times 1"), 0);
    }
    run(&pam, "sandbox faults --clear", 0);
    run(&pam, "sandbox env", 0);
    run(&pam, "logs --sandbox --since 7d", 0);
    run(&pam, "status --sandbox", 0);
    run(&pam, "open page --sandbox", 0);
    run(&pam, "flow pull --sandbox", 0);
    run(&pam, "flow pull flow.json --sandbox", 0);
    run(&pam, "flow validate flow.json", 0);
    run(&pam, "app export app", 0);
    run(&pam, "deploy --sandbox --yes --environment dev --phone-number +12025550124", 0);
    run(&pam, "promote --sandbox --yes --from dev --to production", 0);
    let flow = std::fs::read_to_string(pam.home().join("flow.json")).expect("the template");
    pam.file("flow.json", &flow.replacen("Reply STOP to end", "Answer STOP to end", 1));
    run(&pam, "deploy --sandbox --yes --flow flow.json", 0);
    run(&pam, "deploy --sandbox --yes --rollback", 0);
    run(&pam, "undeploy --sandbox --yes", 0);
    run(&pam, "completions zsh", 0);
    run(&pam, "help exit-codes", 0);
    run(&pam, "help reminders list", 0);
    run(&pam, "help remnders", 2);
    run(&pam, "man", 0);
    run(&pam, "man --out man1", 0);
    run(&pam, "demo --exit --port 0", 0);
    run(&pam, "sandbox reset --yes", 0);

    let met: BTreeSet<&str> = met.iter().map(String::as_str).chain(ELSEWHERE).collect();
    let left: Vec<String> = commands().into_iter().filter(|name| !met.contains(name.as_str())).collect();
    assert_eq!(left, Vec::<String>::new(), "commands whose results nothing compares with their schema");
}
