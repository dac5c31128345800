use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::{ChangeKind, Plan, file_key, plan};
use crate::bundle::{Bundle, File};
use crate::deploy::desired::{MAPS, digest};
use crate::deploy::record::Making;
use crate::deploy::{
    DeploymentRecord, Desired, FileRecord, FlowRecord, Names, NumberRecord, Observed, ObservedFlow, Release,
    Stack,
};
use crate::twilio::serverless::ResourceKind;

const ACCOUNT: &str = "AC00000000000000000000000000000001";

fn read<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn sid(prefix: &str, number: usize) -> String {
    format!("{prefix}{number:032x}")
}

fn number(webhook: Option<&str>) -> crate::twilio::numbers::Number {
    read(json!({"sid": sid("PN", 1), "phone_number": "+12025550123", "friendly_name": "Clinic",
                "capabilities": {"sms": true}, "sms_url": webhook, "sms_method": "POST", "sms_application_sid": ""}))
}

fn desired(webhook: Option<&str>) -> Desired {
    let settings = [("CUSTOMER_NAME", "Owl {{ Health }}"), ("TWILIO_PHONE_NUMBER", "+12025550123")];
    let secret = |name: &str| (name.to_owned(), SecretString::from("new"));
    Desired {
        bundle: Bundle::embedded(),
        settings: settings.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        number: number(webhook),
        initial_secrets: [secret("EHR_SIGNING_SECRET")].into(),
        new_secrets: BTreeMap::new(),
        version: "1.0.0".to_owned(),
        promoted: None,
    }
}

/// The account as a deploy of `desired` would leave it.
fn deployed(desired: &Desired) -> Observed {
    let service = json!({"sid": sid("ZS", 1), "unique_name": "pam", "friendly_name": "pam: pam"});
    let marked = Names::new("pam").marked(&read(json!(sid("ZS", 1))));
    let environment = json!({"sid": sid("ZE", 1), "build_sid": sid("ZB", 1), "unique_name": "production",
                             "domain_name": "pam-1234.twil.io"});
    let mut files = BTreeMap::new();
    let mut resources = BTreeMap::new();
    let mut versions: BTreeMap<ResourceKind, Vec<Value>> = BTreeMap::new();
    let all: [(ResourceKind, &Vec<File>); 2] =
        [(ResourceKind::Function, &desired.bundle.functions), (ResourceKind::Asset, &desired.bundle.assets)];
    for (kind, list) in all {
        for file in list {
            let count = files.len() + 1;
            let resource = json!({"sid": sid("ZH", count), "friendly_name": file.path});
            resources.insert((kind, file.path.clone()), read(resource));
            versions.entry(kind).or_default().push(json!({"sid": sid("ZN", count), "path": file.path}));
            let record = FileRecord { digest: file.digest.clone(), version: read(json!(sid("ZN", count))) };
            files.insert(file_key(kind, &file.path), record);
        }
    }
    let flow = json!({"sid": sid("FW", 1), "friendly_name": marked, "revision": 3, "status": "published", "definition": null});
    let mut stack = Stack {
        service: read(service),
        environment: Some(read(environment)),
        other_environments: Vec::new(),
        variables: BTreeMap::new(),
        resources,
        builds: Vec::new(),
        build: Some(read(json!({
            "sid": sid("ZB", 1), "status": "completed", "runtime": "node22",
            "function_versions": versions[&ResourceKind::Function], "asset_versions": versions[&ResourceKind::Asset],
        }))),
        messaging: Some(read(
            json!({"sid": sid("MG", 1), "friendly_name": marked, "inbound_request_url": null,
                                    "use_inbound_webhook_on_number": true}),
        )),
        senders: vec![read(json!({"sid": sid("PN", 1), "phone_number": "+12025550123"}))],
        sync: Some(read(json!({"sid": sid("IS", 1), "friendly_name": marked}))),
        maps: MAPS
            .iter()
            .enumerate()
            .map(|(at, name)| read(json!({"sid": sid("MP", at), "unique_name": name})))
            .collect(),
        record: None,
        flow: None,
    };
    let definition = desired.flow_in(&stack).unwrap().unwrap();
    let record = DeploymentRecord {
        version: "1.0.0".to_owned(),
        files,
        build_inputs: Desired::build_inputs(),
        flow: Some(FlowRecord { sid: read(json!(sid("FW", 1))), revision: 3, digest: digest(&definition) }),
        build: Some(read(json!(sid("ZB", 1)))),
        number: Some(NumberRecord {
            sid: read(json!(sid("PN", 1))),
            previous: number(None).sms,
            routed: true,
            previous_service: None,
        }),
        ..DeploymentRecord::default()
    };
    let record = DeploymentRecord {
        current: Some(Release {
            build: read(json!(sid("ZB", 1))),
            build_inputs: record.build_inputs.clone(),
            flow: record.flow.clone().unwrap(),
            version: "1.0.0".to_owned(),
        }),
        ..record
    };
    stack.record = Some((record, "0".to_owned()));
    stack.flow = Some(ObservedFlow { flow: read(flow), definition });
    for (at, (key, value)) in desired.variables(Some(&stack)).into_iter().enumerate() {
        use secrecy::ExposeSecret;
        let value = value.unwrap().expose_secret().to_owned();
        let variable = read(json!({"sid": sid("ZV", at), "key": key, "value": value}));
        stack.variables.insert(key, variable);
    }
    Observed { numbers: vec![desired.number.clone()], stack: Some(stack), ..Observed::default() }
}

fn webhook() -> String {
    format!("https://webhooks.twilio.com/v1/Accounts/{ACCOUNT}/Flows/{}", sid("FW", 1))
}

fn changes(desired: &Desired, observed: &Observed) -> Vec<(ChangeKind, &'static str, String)> {
    let made: Plan = plan(&Names::new("pam"), desired, observed, ACCOUNT).unwrap();
    let changes = made.changes.into_iter().filter(|change| change.action != ChangeKind::Keep);
    changes
        .map(|change| (change.action, change.group, format!("{} {}", change.name, change.detail)))
        .collect()
}

#[test]
fn a_first_deploy_creates_everything() {
    let desired = desired(None);
    let observed = Observed { numbers: vec![desired.number.clone()], stack: None, ..Observed::default() };
    let made = plan(&Names::new("pam"), &desired, &observed, ACCOUNT).unwrap();
    assert_eq!(made.count(ChangeKind::Keep), 0);
    let groups: std::collections::BTreeSet<&str> = made.changes.iter().map(|change| change.group).collect();
    assert_eq!(groups.len(), 13, "{groups:?}");
    assert!(made.changes.iter().all(|change| !change.detail.contains("new")), "no secret in a plan");
}

#[test]
fn a_deploy_with_no_change_is_empty() {
    let desired = desired(Some(&webhook()));
    assert_eq!(changes(&desired, &deployed(&desired)), []);
}

#[test]
fn a_secret_that_is_deployed_is_kept() {
    let desired = desired(Some(&webhook()));
    let mut observed = deployed(&desired);
    observed.stack.as_mut().unwrap().variables.get_mut("EHR_SIGNING_SECRET").unwrap().value =
        "old".to_owned();
    assert_eq!(changes(&desired, &observed), []);
}

#[test]
fn one_changed_setting_is_one_variable_and_the_flow_that_names_it() {
    let before = desired(Some(&webhook()));
    let observed = deployed(&before);
    let mut after = before;
    after.settings.insert("CUSTOMER_NAME".to_owned(), "Crow Clinic".to_owned());
    let changed: Vec<&str> = changes(&after, &observed).into_iter().map(|(_, group, _)| group).collect();
    assert_eq!(changed, ["Variable", "Flow"]);
}

#[test]
fn one_changed_file_is_one_upload_and_one_build() {
    let before = desired(Some(&webhook()));
    let observed = deployed(&before);
    let mut after = before;
    after.bundle.functions[0].digest = "other".to_owned();
    let path = after.bundle.functions[0].path.clone();
    let changed = changes(&after, &observed);
    assert_eq!(changed.len(), 3, "{changed:?}");
    assert_eq!((changed[0].0, changed[0].1), (ChangeKind::Change, "Function"));
    assert!(changed[0].2.starts_with(&path));
    assert_eq!((changed[1].0, changed[1].1), (ChangeKind::Create, "Build"));
    assert_eq!((changed[2].0, changed[2].1), (ChangeKind::Create, "Deployment"));
}

#[test]
fn an_edit_in_the_console_is_shown_as_one() {
    let desired = desired(Some(&webhook()));
    let mut observed = deployed(&desired);
    let flow = observed.stack.as_mut().unwrap().flow.as_mut().unwrap();
    flow.flow.revision = 4;
    flow.definition["description"] = json!("edited");
    let changed = changes(&desired, &observed);
    assert_eq!(changed.len(), 1);
    assert!(changed[0].2.contains("revision 4, which was not made by pam"), "{changed:?}");
}

#[test]
fn a_right_flow_of_an_unknown_revision_is_noted_and_not_written() {
    let desired = desired(Some(&webhook()));
    let mut observed = deployed(&desired);
    observed.stack.as_mut().unwrap().flow.as_mut().unwrap().flow.revision = 4;
    let made = plan(&Names::new("pam"), &desired, &observed, ACCOUNT).unwrap();
    assert!(made.notes_only() && made.work.note_flow && !made.work.flow);
}

#[test]
fn a_foreign_webhook_is_shown_without_what_may_be_secret_in_it() {
    let desired = desired(Some("https://user:planted@other.example/sms?key=planted"));
    let changed = changes(&desired, &deployed(&desired));
    assert_eq!((changed.len(), changed[0].1), (1, "Phone Number"));
    assert!(
        changed[0].2.contains("was https://other.example/sms") && !changed[0].2.contains("planted"),
        "{changed:?}"
    );
}

#[test]
fn another_number_takes_the_place_of_the_old_one_which_gets_its_webhook_back() {
    let before = desired(Some(&webhook()));
    let mut observed = deployed(&before);
    let mut after = before;
    after.number = read(json!({"sid": sid("PN", 2), "phone_number": "+12025550124", "friendly_name": "",
                               "capabilities": {"sms": true}, "sms_url": ""}));
    after.settings.insert("TWILIO_PHONE_NUMBER".to_owned(), "+12025550124".to_owned());
    observed.numbers.push(after.number.clone());
    let made = plan(&Names::new("pam"), &after, &observed, ACCOUNT).unwrap();
    assert_eq!(made.work.remove_senders.len(), 1);
    assert!(made.work.add_sender && made.work.route_number && made.work.restore_number.is_some());
}

#[test]
fn an_app_whose_record_would_not_fit_is_refused_before_anything_is_written() {
    let mut desired = desired(None);
    let observed = Observed { numbers: vec![desired.number.clone()], ..Observed::default() };
    let file = desired.bundle.assets[0].clone();
    for number in 0..200 {
        desired.bundle.assets.push(File { path: format!("/pictures/{number}.png"), ..file.clone() });
    }
    let refused = plan(&Names::new("pam"), &desired, &observed, ACCOUNT).unwrap_err();
    assert_eq!(refused.code, "too-many-files");
}

/// The account as a deploy left it that was cut off once its Build was begun: two Versions are noted, the rest are not. Of
/// Builds, that one is there, the one that still serves, and those that are given.
fn cut_off(desired: &Desired, newer: &[Value]) -> Observed {
    let mut observed = deployed(desired);
    let stack = observed.stack.as_mut().unwrap();
    let (record, _) = stack.record.as_mut().unwrap();
    let noted: Vec<_> = record.files.values().take(2).map(|file| file.version.clone()).collect();
    record.making = Some(Making { digest: desired.made_of(), versions: noted.clone() });
    record.files.retain(|_, file| noted.contains(&file.version));
    let mut begun = stack.build.clone().unwrap();
    begun.dependencies = Some(Desired::dependencies());
    let before = json!({"sid": sid("ZB", 7), "status": "completed", "runtime": "node22",
                        "function_versions": [], "asset_versions": []});
    stack.build = Some(read(before.clone()));
    record.build = Some(read(json!(sid("ZB", 7))));
    stack.builds = newer.iter().cloned().map(read).chain([begun, read(before)]).collect();
    observed
}

fn build_after(desired: &Desired, observed: &Observed) -> Option<String> {
    let made = plan(&Names::new("pam"), desired, observed, ACCOUNT).unwrap();
    assert!(made.work.build);
    made.work.begun_build.map(|build| build.sid.to_string())
}

#[test]
fn a_build_that_was_begun_before_all_was_noted_is_deployed() {
    let desired = desired(None);
    let observed = cut_off(&desired, &[]);
    assert_eq!(build_after(&desired, &observed), Some(sid("ZB", 1)));
    let made = plan(&Names::new("pam"), &desired, &observed, ACCOUNT).unwrap();
    assert!(made.work.upload.is_empty());
    assert_eq!(made.work.begun_files.len() + 2, desired.files().len(), "what was not noted is read from it");
}

#[test]
fn a_build_that_somebody_made_of_its_versions_later_is_not_taken_for_it() {
    let desired = desired(None);
    let first = cut_off(&desired, &[]).stack.unwrap().builds.remove(0);
    let mut versions: Vec<Value> = first
        .versions()
        .filter(|(kind, _)| *kind == ResourceKind::Function)
        .map(|(_, version)| json!({"sid": version.sid, "path": version.path}))
        .collect();
    versions.last_mut().unwrap()["sid"] = json!(sid("ZN", 900));
    let assets = first.versions().filter(|(kind, _)| *kind == ResourceKind::Asset);
    let assets: Vec<Value> = assets.map(|(_, v)| json!({"sid": v.sid, "path": v.path})).collect();
    let edited = json!({"sid": sid("ZB", 9), "status": "completed", "runtime": "node22",
                        "dependencies": first.dependencies.unwrap().iter()
                            .map(|package| json!({"name": package.name, "version": package.version})).collect::<Vec<_>>(),
                        "function_versions": versions, "asset_versions": assets});
    let mut observed = cut_off(&desired, std::slice::from_ref(&edited));
    assert_eq!(build_after(&desired, &observed), Some(sid("ZB", 1)));
    observed.stack.as_mut().unwrap().build = Some(read(edited));
    assert_eq!(build_after(&desired, &observed), Some(sid("ZB", 1)), "nor when it serves");
    let made = plan(&Names::new("pam"), &desired, &observed, ACCOUNT).unwrap();
    assert_eq!(made.drift.first().map(|drift| drift.group), Some("Build"), "{:?}", made.drift);
}

#[test]
fn a_build_of_other_files_is_of_no_use() {
    let mut changed = desired(None);
    let observed = cut_off(&changed, &[]);
    changed.bundle.functions[0].digest = "other".to_owned();
    assert_eq!(build_after(&changed, &observed), None);
    let made = plan(&Names::new("pam"), &changed, &observed, ACCOUNT).unwrap();
    assert!(made.work.upload.len() + 2 >= changed.files().len(), "only what is noted is known");
}
