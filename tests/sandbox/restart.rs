//! What survives, and who may use a state directory.

use pam::sandbox::{Sandbox, StartError, Storage, running};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Bench, CLINIC, PATIENT, config};

#[tokio::test]
async fn a_killed_sandbox_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::at(folder.path()).await;
    let account = bench.account().clone();
    let service = bench.messaging_service(&[]).await;
    bench.advance(3600).await;
    let at = bench.in_seconds(1800).await;
    bench.schedule(&service, "Later", &at).await;
    // Dropped, not stopped: nothing is flushed or withdrawn.
    drop(bench);
    let bench = reopen(folder.path()).await;
    assert_eq!(bench.account().account_sid, account.account_sid);
    assert_eq!(bench.account().auth_token.expose_secret(), account.auth_token.expose_secret());
    let offset = bench.watch("clock").await["offset_ms"].as_i64().unwrap();
    assert!((3_590_000..=3_600_000).contains(&offset), "{offset}");
    assert_eq!(bench.watch("scheduled").await["messages"][0]["body"], "Later");
    bench.advance(1900).await;
    assert_eq!(bench.received().await, ["Later"]);
    bench.sandbox.stop().await;
}

/// Tasks of a dropped sandbox let go of the directory as soon as they notice.
async fn reopen(directory: &std::path::Path) -> Bench {
    for _ in 0..50 {
        match Sandbox::start(config(Storage::Directory(directory.to_owned()))).await {
            Ok(sandbox) => return Bench { sandbox, http: crate::support::client() },
            Err(StartError::StateInUse { .. }) => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await
            }
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the directory stays in use");
}

#[tokio::test]
async fn a_directory_and_a_port_are_for_one_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    assert!(running::find(folder.path()).is_none());
    let bench = Bench::at(folder.path()).await;
    let found = running::find(folder.path()).unwrap();
    assert_eq!(found.address, bench.sandbox.address());
    assert_eq!(found.pid, std::process::id());
    assert_eq!(found.account.account_sid, bench.account().account_sid);
    assert_eq!(found.control_token.expose_secret(), bench.sandbox.control_token().expose_secret());
    let text = format!("{found:?}");
    assert!(!text.contains(bench.account().auth_token.expose_secret()), "{text}");
    let second = Sandbox::start(config(Storage::Directory(folder.path().to_owned()))).await;
    match second {
        Err(StartError::StateInUse { running: Some(running), .. }) => {
            assert_eq!(running.address, bench.sandbox.address());
        }
        other => panic!("{other:?}"),
    }
    let port = bench.sandbox.address().port();
    let taken = Sandbox::start(pam::sandbox::Config { port, ..config(Storage::Ephemeral) }).await;
    assert!(matches!(taken, Err(StartError::PortTaken { port: told }) if told == port), "{taken:?}");
    bench.sandbox.stop().await;
    assert!(running::find(folder.path()).is_none());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for name in ["account.json", "state.jsonl", "lock"] {
            let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

#[tokio::test]
async fn state_that_cannot_be_read_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state.jsonl"), "not a journal\n").unwrap();
    let started = Sandbox::start(config(Storage::Directory(folder.path().to_owned()))).await;
    assert!(matches!(started, Err(StartError::State { .. })), "{started:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("state.jsonl")).unwrap(), "not a journal\n");
}

#[tokio::test]
async fn every_exchange_is_recorded_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.jsonl");
    let bench =
        Bench::with(pam::sandbox::Config { record: Some(record.clone()), ..config(Storage::Ephemeral) })
            .await;
    bench.post(&bench.api("Messages.json?x=1"), &[("To", PATIENT), ("From", CLINIC), ("Body", "Hi")]).await;
    bench.get("/sync.twilio.com/v1/Services").await;
    bench.sandbox.stop().await;
    let text = std::fs::read_to_string(&record).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["method"], &lines[0]["host"]), (&json!("POST"), &json!("api.twilio.com")));
    assert_eq!((&lines[0]["query"], &lines[0]["form"][0]), (&json!([["x", "1"]]), &json!(["To", PATIENT])));
    assert_eq!((&lines[0]["status"], &lines[0]["response"]["status"]), (&json!(201), &json!("queued")));
    assert!(!text.contains("authorization"), "credentials are not recorded");
}
