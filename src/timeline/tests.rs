use super::{appointment_marked, callers, execution_named};
use crate::twilio::serverless::Log;

const ANA: &str = "FN000000000000000000000000000000a1";
const LEO: &str = "FN000000000000000000000000000000b2";

fn line(request: &str, message: &str) -> Log {
    serde_json::from_value(serde_json::json!({
        "sid": "NO1", "function_sid": null, "request_sid": request, "level": "info", "message": message,
        "date_created": "2026-11-25T18:00:00Z",
    }))
    .expect("a line")
}

#[test]
fn all_lines_of_a_call_are_those_of_the_execution_that_one_of_them_names() {
    let logs = [
        line("RQ1", "Execution timed out"),
        line("RQ2", &format!("/message-reply called: The Flow called. [{LEO}]")),
        line("RQ1", &format!("/message-booked called: The Flow called. [{ANA}]")),
        line("RQ3", "/sweep record-not-swept: Error, status 500 [appointment 0123456789abcdef]"),
    ];
    let found = callers(&logs);
    assert_eq!(found.get("RQ1"), Some(&ANA));
    assert_eq!(found.get("RQ2"), Some(&LEO));
    assert_eq!(found.get("RQ3"), None);
}

#[test]
fn an_execution_is_named_anywhere_in_a_line_and_an_appointment_at_its_end() {
    assert_eq!(execution_named(&format!("{{\"execution\":\"{ANA}\"}}")), Some(ANA));
    for not_one in ["FN0123", "called by FNabc", "", &format!("{ANA}0")] {
        assert_eq!(execution_named(not_one), None, "{not_one}");
    }
    let both =
        format!("/message-confirm ehr-request-waits: status 503 [{ANA}, appointment 0123456789abcdef]");
    assert_eq!(appointment_marked(&both), Some("0123456789abcdef"));
    assert_eq!(appointment_marked("[appointment 0123456789abcdef] and more"), None);
}
