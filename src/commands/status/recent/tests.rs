use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Recent, SHOWN, Taken};
use crate::appointment::Record;
use crate::twilio::messages::Message;

const NOW: &str = "2026-03-09T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn record(id: usize, more: Value) -> Record {
    let mut record = json!({
        "appointment_id": format!("A-{id}"),
        "patient": {"id": "P", "first_name": "Ana", "last_name": "", "phone": format!("+1202555{id:04}")},
        "provider": {"id": "", "first_name": "", "last_name": "Lopez"},
        "starts_at": "2026-03-12T12:00:00Z", "state": "booked", "reminders": [],
        "last_event": {"type": "BOOKED", "at": now() - SignedDuration::from_mins(i64::try_from(id).unwrap())},
    });
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Record::parse(&record).unwrap()
}

fn message(sid: &str, to: &str, code: Option<u32>, date: &str) -> Message {
    serde_json::from_value(json!({
        "sid": sid, "status": "undelivered", "to": to, "from": "+12025550123", "direction": "outbound-api",
        "error_code": code, "date_created": date,
    }))
    .unwrap()
}

#[test]
fn only_the_nearest_are_kept_and_all_are_counted() {
    let (mut recent, mut taken) = (Recent::default(), Taken::new(now()));
    for id in (0..50).rev() {
        let at = now() + SignedDuration::from_hours(i64::try_from(id + 1).unwrap());
        let reminder = json!({"id": "r", "offset": "24h", "send_at": at, "state": "scheduled", "message_sid": null, "reason": null});
        let asked =
            json!({"kind": "cancel", "at": at, "state": "waiting", "attempts": 3, "last_status": 503});
        taken.take(&mut recent, "key", &record(id, json!({"reminders": [reminder], "requests": [asked]})));
    }
    assert_eq!((recent.appointments, recent.pending, recent.waiting), (50, 50, 50));
    let ids = ["A-0", "A-1", "A-2", "A-3", "A-4"];
    assert_eq!(ids.len(), SHOWN);
    assert_eq!(
        recent.next_reminders.iter().map(|next| next.appointment_id.as_str()).collect::<Vec<_>>(),
        ids
    );
    assert_eq!(recent.requests.iter().map(|asked| asked.appointment_id.as_str()).collect::<Vec<_>>(), ids);
    assert_eq!(recent.events.iter().map(|event| event.appointment_id.as_str()).collect::<Vec<_>>(), ids);
}

#[test]
fn what_was_left_half_done_is_told_once_nobody_is_at_it_any_more() {
    let one = |id: &str, state: &str, more: Value| {
        let mut one = json!({"id": id, "offset": "24h", "send_at": "2026-03-10T12:00:00Z", "state": state, "message_sid": null, "reason": null});
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        one
    };
    let reminders = json!([
        one("a", "creating", json!({})),
        one("b", "obsolete", json!({"message_sid": "SM1", "to": "+12025550199"})),
        one("c", "scheduled", json!({"sending_at": "2026-03-09T11:58:00Z"})),
        one("d", "scheduled", json!({"sending_at": "2026-03-09T11:59:30Z"})),
        one("e", "scheduled", json!({})),
        one("f", "canceled", json!({})),
    ]);
    for (updated_at, told) in [
        ("2026-03-09T11:59:30Z", &[][..]),
        ("2026-03-09T11:58:30Z", &["not scheduled yet", "not canceled yet", "perhaps not sent"]),
    ] {
        let (mut recent, mut taken) = (Recent::default(), Taken::new(now()));
        taken.take(&mut recent, "key", &record(1, json!({"updated_at": updated_at, "reminders": reminders})));
        assert_eq!(recent.half_done, told.len());
        assert_eq!(recent.unfinished.iter().map(super::HalfDone::what).collect::<Vec<_>>(), told);
        assert!(recent.unfinished.iter().skip(1).take(1).all(|half| half.phone == "+12025550199"));
    }
}

#[test]
fn a_lost_text_is_told_once_with_twilios_code_and_its_appointment() {
    let (mut recent, mut taken) = (Recent::default(), Taken::new(now()));
    let failed = |sid: &str, at: &str, reason: &str| json!({"id": sid, "offset": "24h", "send_at": at, "state": "failed", "message_sid": sid, "reason": reason});
    let noted = failed("SM1", "2026-03-09T10:00:00Z", "twilio-30003");
    taken.take(&mut recent, "1", &record(1, json!({"reminders": [noted]})));
    let noted = failed("SM2", "2026-03-08T10:00:00Z", "twilio-30034");
    let old = failed("SM3", "2026-02-08T10:00:00Z", "twilio-30034");
    taken.take(&mut recent, "2", &record(2, json!({"reminders": [noted, old]})));
    let noted = json!({"last_failed_text": {"type": "BOOKED", "at": "2026-03-09T09:00:00Z"}});
    taken.take(&mut recent, "3", &record(3, noted.clone()));
    taken.take(&mut recent, "4", &record(4, noted));
    let all = taken.undelivered(vec![
        message("SM1", "+12025550001", Some(30003), "Mon, 09 Feb 2026 10:00:00 +0000"),
        message("SM4", "+12025550003", Some(21610), "Mon, 09 Mar 2026 09:00:01 +0000"),
        message("SM5", "+12025550005", None, "Mon, 09 Feb 2026 09:00:01 +0000"),
    ]);
    assert_eq!(all[0].at.to_string(), "2026-03-09T10:00:00Z", "when it was due, not when it was scheduled");
    let told: Vec<_> = all.iter().map(|lost| (lost.appointment_id.as_deref().unwrap(), lost.code)).collect();
    assert_eq!(told, [("A-1", Some(30003)), ("A-3", Some(21610)), ("A-4", None), ("A-2", Some(30034))]);
    assert_eq!(all[2].reason.as_deref(), Some("Twilio did not take the text of BOOKED"));
    assert!(all[3].mend.is_some_and(|mend| mend.contains("A2P")), "{all:?}");

    let (mut recent, mut taken) = (Recent::default(), Taken::new(now()));
    let noted = failed("SM6", "2026-03-09T10:00:00Z", "send-interrupted");
    taken.take(&mut recent, "5", &record(5, json!({"reminders": [noted]})));
    let all = taken.undelivered(Vec::new());
    assert_eq!((all[0].reason.as_deref(), all[0].code), (Some("send-interrupted"), None));
    assert!(all[0].mend.is_some_and(|mend| mend.contains("pam reminders send")), "{all:?}");
}
