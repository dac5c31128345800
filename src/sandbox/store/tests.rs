use std::io::Write as _;

use serde_json::json;

use super::{OpenError, Store};
use crate::sandbox::core::set;

fn settings(store: &Store) -> Vec<(String, serde_json::Value)> {
    store.read(|state| state.settings.iter().map(|row| (row.name.clone(), row.value.clone())).collect())
}

#[test]
fn what_was_written_is_there_after_a_kill_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    let store = Store::open(&path).unwrap();
    for name in ["b", "a", "c", "d"] {
        store.write(|state| set(state, name, json!(1)));
    }
    store.write(|state| {
        set(state, "b", json!(2));
        state.settings.remove("c");
    });
    let expected = settings(&store);
    // Nothing is flushed and nothing closed properly.
    std::mem::forget(store);
    let reopened = Store::open(&path).unwrap();
    assert_eq!(settings(&reopened), expected);
    assert_eq!(expected, [("b".into(), json!(2)), ("a".into(), json!(1)), ("d".into(), json!(1))]);
}

#[test]
fn a_torn_last_line_is_ignored_as_a_whole_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    let store = Store::open(&path).unwrap();
    store.write(|state| set(state, "kept", json!(true)));
    drop(store);
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(br#"[["settings",7,"torn",{"name":"torn","value":1}],["settings",8,"#).unwrap();
    drop(file);
    let reopened = Store::open(&path).unwrap();
    assert_eq!(settings(&reopened), [("kept".into(), json!(true))]);
    reopened.write(|state| set(state, "next", json!(1)));
    drop(reopened);
    assert_eq!(settings(&Store::open(&path).unwrap()).len(), 2);
}

#[test]
fn opening_writes_the_journal_anew_without_what_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    let store = Store::open(&path).unwrap();
    for count in 0..100 {
        store.write(|state| set(state, "counter", json!(count)));
    }
    let lines = || std::fs::read_to_string(&path).unwrap().lines().count();
    assert_eq!(lines(), 100);
    drop(store);
    let reopened = Store::open(&path).unwrap();
    assert_eq!(lines(), 1);
    assert_eq!(settings(&reopened), [("counter".into(), json!(99))]);
}

#[test]
fn a_key_that_comes_back_comes_last_and_survives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    let store = Store::open(&path).unwrap();
    store.write(|state| {
        set(state, "first", json!(1));
        set(state, "second", json!(1));
    });
    store.write(|state| {
        state.settings.remove("first");
        set(state, "first", json!(2));
    });
    drop(store);
    assert_eq!(
        settings(&Store::open(&path).unwrap()),
        [("second".into(), json!(1)), ("first".into(), json!(2))]
    );
}

#[test]
fn a_journal_of_another_kind_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    std::fs::write(&path, "[]\n[[\"wonders\",1,\"a\",{}]]\n").unwrap();
    match Store::open(&path) {
        Err(OpenError::Unreadable { line: 2, reason }) => assert!(reason.contains("wonders"), "{reason}"),
        other => panic!("{:?}", other.err()),
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2, "it is left as it was");
}

#[cfg(unix)]
#[test]
fn the_journal_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    let _store = Store::open(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_journal_from_before_there_were_lists_is_read() {
    let at = "2026-11-25T20:00:00Z";
    let mut map = serde_json::json!({"sid": "MP1", "service_sid": "IS1", "unique_name": "m", "revision": 1,
        "date_expires": null, "date_created": at, "date_updated": at});
    let mut item = serde_json::json!({"id": "MP1/k", "map_sid": "MP1", "key": "k", "revision": 1, "data": {},
        "date_expires": null, "date_created": at, "date_updated": at});
    let mut state = crate::sandbox::model::State::default();
    state.replay("maps", 1, "MP1", Some(map.take())).unwrap();
    state.replay("items", 1, "MP1/k", Some(item.take())).unwrap();
    assert_eq!(state.collections.get("MP1").unwrap().next_index, 0);
    assert_eq!(state.items.get("MP1/k").unwrap().collection_sid, "MP1");
}
