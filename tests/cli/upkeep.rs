//! Reminders by filter, sent now, swept and repaired.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Pam, Served};

fn list(pam: &Pam, args: &[&str]) -> Vec<Value> {
    pam.json(&[&["reminders", "list", "--sandbox"], args].concat())["reminders"].as_array().unwrap().clone()
}

fn book(pam: &Pam, id: &str, phone: &str, more: &[&str]) {
    let event = ["simulate", "booked", "--sandbox", "--appointment-id", id, "--patient-phone", phone];
    pam.json(&[&event[..], more].concat());
}

#[test]
fn reminders_are_filtered_sorted_and_counted() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    book(&pam, "F-1", "+12025550131", &["--at", "in 4 days 10:00", "--patient-last-name", "Abara"]);
    book(&pam, "F-2", "+12025550132", &["--at", "in 6 days 10:00", "--provider-last-name", "Okafor"]);
    book(&pam, "F-3", "+12025550133", &["--at", "in 50 days 10:00", "--patient-id", "P-77"]);
    let ids = |args: &[&str]| {
        list(&pam, args)
            .iter()
            .map(|entry| entry["appointment_id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), ["F-1", "F-1", "F-2", "F-2", "F-3", "F-3"]);
    assert_eq!(ids(&["--sort", "phone", "--reverse"])[0], "F-3");
    assert_eq!(ids(&["--appointment", "F-2"]), ["F-2", "F-2"]);
    assert_eq!(ids(&["--patient", "abara"]), ["F-1", "F-1"]);
    assert_eq!(ids(&["--patient", "P-77"]), ["F-3", "F-3"]);
    assert_eq!(ids(&["--provider", "Okafor"]), ["F-2", "F-2"]);
    assert_eq!(ids(&["--phone", "(202) 555-0131"]), ["F-1", "F-1"]);
    assert_eq!(ids(&["--from", "in 5 days", "--to", "in 20 days"]), ["F-2"]);
    assert_eq!(ids(&["--state", "parked"]), ["F-3", "F-3"]);
    assert_eq!(ids(&["--state", "canceled,sent"]), [""; 0]);
    let whole = pam.json(&["reminders", "list", "--sandbox"]);
    assert_eq!(whole["totals"], serde_json::json!({"parked": 2, "scheduled": 4}));
    let streamed = pam.run(&["reminders", "list", "--sandbox", "--stream", "--json"]);
    assert_eq!(streamed.stdout.lines().count(), 6, "{}", streamed.stdout);
    let shown = pam.run(&["reminders", "list", "--sandbox", "--columns", "patient,before,state"]);
    assert!(shown.stdout.starts_with("PATIENT"), "{}", shown.stdout);
    assert!(shown.stdout.contains("Ana Abara"), "{}", shown.stdout);
    assert!(shown.stdout.ends_with("6 reminders: 2 parked, 4 scheduled\n"), "{}", shown.stdout);

    for command in ["cancel", "send"] {
        let refused = pam.run(&["reminders", command, "--sandbox", "--yes", "--json"]);
        assert_eq!((refused.code, refused.error_code().as_str()), (2, "usage"), "{}", refused.stdout);
        // An unset variable of a script is no name that all patients have.
        for flag in ["--appointment", "--patient", "--provider", "--phone", "--from", "--to"] {
            for blank in ["", "  "] {
                let refused = pam.run(&["reminders", command, "--sandbox", "--yes", "--json", flag, blank]);
                let error = refused.json()["error"].clone();
                assert_eq!((refused.code, error["code"].as_str()), (3, Some("filter-empty")), "{flag}");
                assert_eq!(error["field"], flag);
            }
        }
    }
    assert_eq!(ids(&[]).len(), 6, "nothing was canceled");
    let asked = pam.run(&["reminders", "cancel", "--sandbox", "--patient", "abara", "--json"]);
    assert_eq!((asked.code, asked.error_code().as_str()), (10, "needs-consent"));
    let canceled = pam.json(&["reminders", "cancel", "--sandbox", "--from", "in 5 days", "--yes"]);
    assert_eq!(
        (canceled["reminders"].as_array().map(Vec::len), &canceled["remaining"]),
        (Some(3), &0.into())
    );
    assert_eq!(ids(&[]), ["F-1", "F-1", "F-2"]);
}

#[test]
fn a_reminder_is_sent_now_and_never_twice() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let phone = "+12025550134";
    book(&pam, "N-1", phone, &[]);
    let first = list(&pam, &[])[0].clone();
    let sid = first["message_sid"].as_str().unwrap();
    let texts = || pam.json(&["sandbox", "messages", phone])["messages"].as_array().unwrap().len();
    let before = texts();
    let sent = pam.json(&["reminders", "send", "--sandbox", "--message", sid, "--yes"]);
    assert_eq!(sent["reminders"][0]["outcome"], "sent", "{sent}");
    assert_eq!(texts(), before + 1);
    assert_eq!(Served::message(&pam, sid)["status"], "canceled", "the scheduled one does not go out too");
    let again = pam.json(&["reminders", "send", "--sandbox", "--message", sid, "--yes"]);
    assert_eq!(again["reminders"].as_array().map(Vec::len), Some(0), "{again}");
    assert_eq!(list(&pam, &["--state", "sent"]).len(), 1);
    let rest = pam.run(&["reminders", "send", "--sandbox", "--appointment", "N-1", "--yes"]);
    assert_eq!(rest.code, 0, "{}{}", rest.stdout, rest.stderr);
    assert!(rest.stdout.starts_with("sent 24h of appointment N-1"), "{}", rest.stdout);
    pam.json(&["sandbox", "advance", "5d"]);
    assert_eq!(texts(), before + 2);
}

#[test]
fn a_sweep_schedules_what_has_come_near_and_a_repair_mends_what_disagrees() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    book(&pam, "W-1", "+12025550135", &["--at", "in 45 days 10:00"]);
    assert!(list(&pam, &[]).iter().all(|entry| entry["state"] == "parked"));
    pam.json(&["sandbox", "advance", "15d"]);
    let swept = pam.json(&["reminders", "sweep", "--sandbox"]);
    assert_eq!(
        (&swept["checked"], &swept["scheduled"], &swept["failed"]),
        (&1.into(), &2.into(), &0.into()),
        "{swept}"
    );
    let again = pam.json(&["reminders", "sweep", "--sandbox"]);
    assert_eq!(again["scheduled"], 0, "a second sweep finds nothing to do");
    let scheduled = list(&pam, &["--state", "scheduled"]);
    assert_eq!(scheduled.len(), 2);

    assert_eq!(
        pam.json(&["reminders", "repair", "--sandbox", "--dry-run"])["findings"],
        serde_json::json!([])
    );
    // Somebody cancels a Message in the Console, behind the record's back.
    Served::cancel_message(&pam, scheduled[0]["message_sid"].as_str().unwrap());
    let dry = pam.json(&["reminders", "repair", "--sandbox", "--dry-run"]);
    assert_eq!(dry["findings"][0]["problem"], "message-canceled", "{dry}");
    let asked = pam.run(&["reminders", "repair", "--sandbox", "--json"]);
    assert_eq!((asked.code, asked.error_code().as_str()), (10, "needs-consent"), "{}", asked.stdout);
    assert_eq!(list(&pam, &["--state", "scheduled"]).len(), 2, "neither wrote anything");
    let mended = pam.json(&["reminders", "repair", "--sandbox", "--yes"]);
    assert_eq!(mended["findings"][0]["action"], "marked-canceled", "{mended}");
    assert_eq!(list(&pam, &["--state", "canceled"]).len(), 1);
    assert_eq!(
        pam.json(&["reminders", "repair", "--sandbox", "--dry-run"])["findings"],
        serde_json::json!([])
    );
}

#[test]
fn what_could_not_be_sent_is_told_with_its_reason_and_a_window_has_to_have_an_end() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    book(&pam, "W-3", "+12025550137", &[]);
    let fault =
        ["sandbox", "faults", "--answer", "400", "--host", "api.twilio.com", "--path", "Messages.json"];
    pam.json(&[&fault[..], &["--method", "POST", "--times", "9"]].concat());
    let args = ["reminders", "send", "--sandbox", "--appointment", "W-3", "--yes"];
    let ran = pam.run(&[&args[..], &["--json"]].concat());
    assert_eq!(ran.code, 8, "{}", ran.stdout);
    for told in ran.json()["reminders"].as_array().unwrap() {
        assert_eq!(told["outcome"], "failed");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("Twilio refused it")), "{told}");
    }
    pam.json(&["sandbox", "faults", "--clear"]);
    assert_eq!(list(&pam, &["--state", "failed", "--appointment", "W-3"]).len(), 2, "neither now nor later");

    book(&pam, "W-4", "+12025550138", &[]);
    let filter = ["--sandbox", "--from", "in 3 days", "--to", "tomorrow", "--json"];
    for command in
        [&["reminders", "list"][..], &["reminders", "cancel", "--yes"], &["reminders", "send", "--yes"]]
    {
        let ran = pam.run(&[command, &filter].concat());
        let error = &ran.json()["error"];
        assert_eq!((ran.code, error["field"].as_str()), (3, Some("--to")), "{command:?}: {error}");
    }
    let none = pam.run(&["reminders", "list", "--sandbox", "--appointment", "W-9"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, "No reminder matches\n"));
}

#[test]
fn a_send_that_is_cut_off_near_its_time_fails_where_it_is_seen_and_can_be_sent_after_all() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    book(&pam, "W-6", "+12025550140", &[]);
    let send_at: jiff::Timestamp = list(&pam, &[])[0]["send_at"].as_str().unwrap().parse().unwrap();
    let texts = || {
        let told = pam.json(&["sandbox", "messages", "+12025550140"]);
        told["messages"].as_array().unwrap().len()
    };
    pam.json(&["sandbox", "advance", &(send_at - jiff::SignedDuration::from_mins(10)).to_string()]);
    let before = texts();
    let fault =
        ["--hang-up", "before", "--host", "api.twilio.com", "--method", "POST", "--path", "Messages.json"];
    pam.json(&[&["sandbox", "faults", "--times", "9"][..], &fault].concat());
    let send = ["reminders", "send", "--sandbox", "--appointment", "W-6", "--to"];
    let until = (send_at + jiff::SignedDuration::from_hours(1)).to_string();
    let ran = pam.run(&[&send[..], &[&until, "--yes", "--json"]].concat());
    assert_eq!(ran.code, 8, "{}", ran.stdout);
    pam.json(&["sandbox", "faults", "--clear"]);
    // Its time passes, and nobody has looked yet.
    pam.json(&["sandbox", "advance", "1h"]);
    assert_eq!(texts(), before, "the scheduled one is canceled");
    let swept = pam.run(&["reminders", "sweep", "--sandbox", "--json"]);
    assert_eq!((swept.code, &swept.json()["failed"]), (8, &1.into()), "{}", swept.stdout);
    let told = pam.json(&["status", "--sandbox"]);
    let lost = &told["undelivered"][0];
    assert_eq!((&lost["appointment_id"], &lost["reason"]), (&"W-6".into(), &"send-interrupted".into()));
    assert!(lost["mend"].as_str().is_some_and(|mend| mend.contains("pam reminders send")), "{lost}");
    let sent = pam.json(&[&send[..], &[&until, "--yes"]].concat());
    assert_eq!((&sent["reminders"][0]["outcome"], texts()), (&"sent".into(), before + 1), "{sent}");
}

#[test]
fn a_reschedule_that_is_cut_off_is_shown_for_what_it_is_and_finished_by_a_sweep() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let phone = "+12025550141";
    book(&pam, "W-7", phone, &["--at", "in 5 days 10:00"]);
    let old: Vec<String> =
        list(&pam, &[]).iter().map(|one| one["message_sid"].as_str().unwrap().to_owned()).collect();
    let fault =
        ["--hang-up", "before", "--host", "api.twilio.com", "--method", "POST", "--path", "Messages.json"];
    pam.json(&[&["sandbox", "faults"][..], &fault].concat());
    let event = ["--sandbox", "--appointment-id", "W-7", "--patient-phone", phone, "--at", "in 8 days 10:00"];
    pam.run(&[&["simulate", "rescheduled"][..], &event].concat());
    pam.json(&["sandbox", "faults", "--clear"]);
    for sid in &old {
        assert_eq!(Served::message(&pam, sid)["status"], "canceled", "it says the old time");
    }
    let shown = pam.run(&["reminders", "list", "--sandbox"]).stdout;
    assert!(shown.contains("2 reminders: 2 creating\n"), "{shown}");
    assert!(
        shown.ends_with("hint: Run pam reminders sweep to finish what is creating or obsolete\n"),
        "{shown}"
    );

    // Whoever answers now is told the new time, as the text about it did.
    let new = list(&pam, &[])[0].clone();
    let zone = new["time_zone"].as_str().unwrap();
    let at: jiff::Timestamp = new["appointment_at"].as_str().unwrap().parse().unwrap();
    let day = at.in_tz(zone).unwrap().strftime("%A, %B %-d").to_string();
    pam.json(&["sandbox", "reply", phone, "CONFIRM APPT"]);
    let told = pam.json(&["sandbox", "messages", phone]);
    let texts: Vec<&str> =
        told["messages"].as_array().unwrap().iter().filter_map(|one| one["body"].as_str()).collect();
    assert_eq!(texts.iter().filter(|text| text.contains(&day)).count(), 2, "{day}: {texts:#?}");

    pam.json(&["sandbox", "advance", "2m"]);
    let told = pam.json(&["status", "--sandbox"]);
    assert_eq!(told["reminders_half_done"], 2, "{told:#}");
    assert_eq!(told["unfinished_reminders"][0]["state"], "creating");
    let shown = pam.run(&["status", "--sandbox"]).stdout;
    assert!(shown.contains("Reminders left half done"), "{shown}");
    assert!(shown.contains("not scheduled yet"), "{shown}");
    let dry = pam.json(&["reminders", "repair", "--sandbox", "--dry-run"]);
    assert_eq!(dry["findings"][0]["problem"], "unfinished", "{dry}");
    let swept = pam.json(&["reminders", "sweep", "--sandbox"]);
    assert_eq!((&swept["scheduled"], &swept["failed"]), (&2.into(), &0.into()), "{swept}");
    assert_eq!(pam.json(&["status", "--sandbox"])["reminders_half_done"], 0);
    assert!(list(&pam, &[]).iter().all(|one| one["state"] == "scheduled"));
}

#[test]
fn the_sweeps_of_the_docs_run_where_there_is_neither_a_home_nor_a_terminal() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    owner.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    let pam = Pam::of_account(&owner);
    let docs = concat!(include_str!("../../docs/operate.md"), include_str!("../../docs/ci.md"));
    // From cron, a systemd unit and a workflow.
    let scheduled =
        docs.lines().filter(|line| ["17 *", "ExecStart=", "- run:"].iter().any(|sign| line.contains(sign)));
    let commands: Vec<&str> =
        scheduled.filter_map(|line| Some(line.split_once("pam reminders sweep")?.1)).collect();
    assert_eq!(commands.len(), 3, "{commands:?}");
    for flags in commands {
        let words: Vec<&str> = flags.split_whitespace().filter(|word| !word.starts_with('>')).collect();
        let args = [&["reminders", "sweep"], words.as_slice()].concat();
        let mut command = pam.command(&args);
        command.env_remove("HOME").env_remove("XDG_CACHE_HOME");
        let output = command.output().expect("pam runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {told}");
        assert_eq!(told, "", "{args:?}: cron would send it by mail");
    }
}

#[test]
fn many_are_canceled_and_a_cancelation_that_was_killed_goes_on_where_it_was() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    // More than one page of records.
    let played = pam.json(&["simulate", "booked", "--sandbox", "--count", "102", "--rate", "40"]);
    assert_eq!(played["ended"], 102, "{played}");
    let scheduled = list(&pam, &[]);
    assert_eq!(scheduled.len(), 204);
    let last = served.last_request(&pam);
    let cancel = ["reminders", "cancel", "--sandbox", "--from", "today", "--yes"];
    let mut process =
        pam.command(&cancel).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("pam runs");
    let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
    for _ in 0..3 {
        lines.next().expect("a line").expect("text");
    }
    process.kill().expect("it was running");
    process.wait().expect("it ends");
    let left = list(&pam, &[]).len();
    assert!((1..204).contains(&left), "it was killed in the middle: {left} left");
    let ran = pam.run(&[&cancel[..], &["--json"]].concat());
    assert_eq!((ran.code, &ran.json()["remaining"]), (0, &0.into()), "{}", ran.stderr);
    assert_eq!(list(&pam, &["--state", "canceled"]).len(), 204);
    // Each Message was canceled once, and none was tried again after that.
    let requests = pam.json(&["sandbox", "requests", "--writes", "--after", &last.to_string()]);
    let canceled: Vec<&str> = requests["requests"]
        .as_array()
        .expect("requests")
        .iter()
        .filter_map(|request| request["path"].as_str().filter(|path| path.contains("/Messages/")))
        .collect();
    let once: BTreeSet<&str> = canceled.iter().copied().collect();
    assert_eq!(once.len(), 204);
    assert_eq!(canceled.len(), 204, "none is asked for twice, not even one that was under way");
}
