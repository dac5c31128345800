//! `pam status` shows what somebody has to look at, and asks for no more of an account that is busy.

use reqwest::Method;
use serde_json::{Value, json};

use crate::workbench::Workbench;

const PHONE: &str = "+12025550161";

async fn requests_of_status(bench: &Workbench) -> usize {
    let state = bench.state().await;
    bench.go_back(&state).await;
    bench.done(&["status", "--sandbox", "--json"]).await;
    bench.requests().await.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_attention_is_shown_with_what_mends_it() {
    let bench = Workbench::new().await;
    bench.done(&["deploy", "--sandbox", "--yes", "--take-number", "--no-input", "--json"]).await;
    let status = async || bench.done(&["status", "--sandbox", "--json"]).await;
    let empty = status().await;
    for list in ["last_events", "undelivered", "requests", "next_reminders"] {
        assert_eq!(empty[list], json!([]), "{list}");
    }
    bench
        .done(&["simulate", "booked", "--sandbox", "--appointment-id", "S-1", "--patient-phone", PHONE])
        .await;
    bench.done(&["sandbox", "inbox", "--answer-with", "503"]).await;
    bench.done(&["sandbox", "reply", PHONE, "CONFIRM APPT"]).await;
    let told = status().await;
    assert_eq!((&told["reminders_pending"], &told["requests_waiting"]), (&json!(2), &json!(1)));
    assert_eq!(told["last_events"][0]["event_type"], "BOOKED");
    assert_eq!(told["next_reminders"][0]["appointment_id"], "S-1");
    let request = &told["requests"][0];
    assert_eq!((&request["kind"], &request["last_status"]), (&json!("confirm"), &json!(503)), "{request}");
    assert_eq!(told["undelivered"], json!([]));

    // Refused events, and one of the patient's texts for which no function was reached.
    assert_eq!((&told["events_failed"], &told["failed_events"]), (&json!(0), &json!([])));
    let executions =
        format!("studio.twilio.com/v2/Flows/{}/Executions", told["flow_sid"].as_str().expect("a SID"));
    for number in 0..7 {
        let phone = format!("+1202555018{number}");
        let event = json!({
            "event_type": "BOOKED", "event_datetime_utc": "2025-01-01T00:00:00Z", "patient_id": "1",
            "patient_first_name": "Ana", "patient_last_name": "Whitfield", "patient_phone": phone,
            "provider_last_name": "Lopez", "provider_callback_phone": "+12025550199",
            "appointment_location": "Room 2", "appointment_id": format!("R-{number}"),
            "appointment_timezone": "America/Denver", "appointment_datetime": "2025-01-02T09:30",
        });
        let (from, event) = (told["phone_number"].as_str().expect("a number"), event.to_string());
        bench
            .rest(Method::POST, &executions, &[("To", &phone), ("From", from), ("Parameters", &event)])
            .await;
    }
    let until = std::time::Instant::now() + std::time::Duration::from_secs(180);
    while status().await["events_failed"] != 7 {
        assert!(std::time::Instant::now() < until, "{:#}", status().await);
    }
    let told = status().await;
    assert_eq!(told["events_failed"], 7, "{told:#}");
    let newest = told["failed_events"].as_array().expect("a list");
    assert_eq!(newest.len(), 5);
    for failed in newest {
        assert_eq!(
            (&failed["event_type"], &failed["widget"], &failed["status"]),
            (&json!("BOOKED"), &json!("get-datetime-parts"), &json!(400)),
            "{failed}"
        );
        assert!(failed["reason"].as_str().is_some_and(|reason| reason.contains("future")), "{failed}");
    }

    let shown = bench.run(&["status", "--sandbox"]).await.stdout;
    for section in [
        "Events refused or failed in the last 24 hours (5 of 7)",
        "The last one (HTTP 400): ",
        "pam logs --since 24h --problems",
    ] {
        assert!(shown.contains(section), "{section}: {shown}");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 80 && !line.contains("Ana")), "{shown}");

    bench.done(&["sandbox", "reply", PHONE, "STOP"]).await;
    bench.done(&["sandbox", "advance", "4d"]).await;
    let told = status().await;
    let lost = told["undelivered"].as_array().expect("a list").clone();
    assert_eq!(lost.len(), 2, "{lost:#?}");
    for text in &lost {
        assert_eq!((&text["code"], &text["phone"]), (&json!(21610), &json!(PHONE)), "{text}");
        assert_eq!(text["appointment_id"], "S-1");
        assert!(text["mend"].as_str().is_some_and(|mend| mend.contains("START")), "{text}");
    }
    let shown = bench.run(&["status", "--sandbox"]).await;
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let sections =
        ["Last events", "Requests that the EHR has not taken", "Undelivered texts", "21610: The patient has"];
    for section in sections {
        assert!(shown.stdout.contains(section), "{section}: {}", shown.stdout);
    }
    for line in shown.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
        assert!(!line.contains("Ana") && !line.contains("Whitfield"), "{line}");
    }

    // Three thousand texts more, and it asks exactly as often.
    let few = requests_of_status(&bench).await;
    let mut state = bench.state().await;
    let rows = state["rows"].as_array_mut().expect("rows");
    let sent =
        |row: &&Value| row[0] == "messages" && row[3]["status"] == "delivered" && row[3]["to"] == PHONE;
    let model = rows.iter().find(sent).expect("a text").clone();
    for number in 0..3000 {
        let mut row = model.clone();
        let sid = format!("SM{:032x}", 0xdead_0000_usize + number);
        (row[1], row[2], row[3]["sid"]) = (json!(100_000 + number), json!(sid), json!(sid));
        row[3]["to"] = json!(format!("+1303{number:07}"));
        rows.push(row);
    }
    bench.go_back(&state).await;
    assert_eq!(requests_of_status(&bench).await, few);
    // Two for each of the five Executions that failed and are told.
    assert!(few <= 35, "{few} requests");
    bench.sandbox.stop().await;
}
