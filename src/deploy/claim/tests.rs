use jiff::{SignedDuration, Timestamp};

use super::{Claimant, LEASE, from_name, to_name};
use crate::deploy::{DeploymentRecord, Names, Observed, Stack};

const NOW: &str = "2026-03-06T20:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn stack(name: String, record: Option<DeploymentRecord>) -> Observed {
    let service =
        serde_json::json!({"sid": format!("ZS{:032x}", 1), "unique_name": "pam", "friendly_name": name});
    let stack = Stack {
        service: serde_json::from_value(service).unwrap(),
        environment: None,
        other_environments: Vec::new(),
        variables: Default::default(),
        resources: Default::default(),
        build: None,
        builds: Vec::new(),
        messaging: None,
        senders: Vec::new(),
        sync: None,
        maps: Vec::new(),
        record: record.map(|record| (record, "0".to_owned())),
        flow: None,
    };
    Observed { stack: Some(stack), ..Observed::default() }
}

#[test]
fn a_claim_survives_the_name_of_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let claim = Claimant::new("ana maria@lap (top)", "deploy", now(), folder.path()).unwrap().claim();
    let names = Names::new("pam");
    assert_eq!(claim.holder, "anamaria@laptop");
    assert_eq!(from_name(&names, &to_name(&names, &claim)), Some(claim));
    for free in ["pam: pam", "pam: pam claimed by nobody", "pam: pam-2 claimed by a to b until c d"] {
        assert_eq!(from_name(&names, free), None, "{free}");
    }
}

#[test]
fn a_claim_blocks_others_until_it_expires_or_its_run_is_gone() {
    let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let names = Names::new("pam");
    let first = Claimant::new("ana@laptop", "deploy", now(), here.path()).unwrap();
    let claim = first.claim();
    let in_record = DeploymentRecord { claim: Some(claim.clone()), ..DeploymentRecord::default() };
    for observed in [stack(to_name(&names, &claim), None), stack("pam: pam".to_owned(), Some(in_record))] {
        assert_eq!(first.blocked_by(&names, &observed), None, "nobody blocks himself");
        let blocked = |at: Timestamp, folder: &std::path::Path| {
            let second = Claimant::new("bob@desk", "deploy", at, folder).unwrap();
            second.blocked_by(&names, &observed).is_some()
        };
        for folder in [here.path(), elsewhere.path()] {
            assert!(blocked(now(), folder));
            assert!(!blocked(now() + LEASE + SignedDuration::from_secs(1), folder));
        }
    }
    let observed = stack(to_name(&names, &claim), None);
    let file = here.path().join(&claim.token);
    drop(first);
    assert!(file.exists(), "the claim was never given back");
    let second = Claimant::new("bob@desk", "deploy", now(), here.path()).unwrap();
    assert_eq!(second.blocked_by(&names, &observed), None);
    second.bury(&claim);
    assert!(!file.exists());
    let third = Claimant::new("eve@tablet", "deploy", now(), elsewhere.path()).unwrap();
    assert_eq!(third.blocked_by(&names, &observed), Some(claim), "elsewhere only time tells");
}

#[test]
fn a_run_that_ends_well_leaves_nothing_behind() {
    let here = tempfile::tempdir().unwrap();
    let run = Claimant::new("ana@laptop", "deploy", now(), here.path()).unwrap();
    run.claim();
    run.rest();
    drop(run);
    assert_eq!(std::fs::read_dir(here.path()).unwrap().count(), 0);
}

#[test]
fn a_record_without_a_claim_is_free_whatever_the_services_name_says() {
    let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let names = Names::new("pam");
    let first = Claimant::new("ana@laptop", "deploy", now(), here.path()).unwrap();
    let observed = stack(to_name(&names, &first.claim()), Some(DeploymentRecord::default()));
    let second = Claimant::new("bob@desk", "deploy", now(), elsewhere.path()).unwrap();
    assert_eq!(second.blocked_by(&names, &observed), None);
}
