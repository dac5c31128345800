use jiff::SignedDuration;
use serde_json::{Value, json};

use super::support::{Fake, PATIENT, codes, flow, message, now, path, play, state};
use crate::sandbox::studio::{Progress, Run, SendFailure};

fn states(timeout: &Value) -> Vec<Value> {
    vec![
        state(
            "ask",
            "send-and-wait-for-reply",
            &[("incomingMessage", "thanks"), ("timeout", "sorry"), ("deliveryFailure", "")],
            json!({"from": "{{flow.channel.address}}", "body": "Coming?", "timeout": timeout}),
        ),
        state(
            "thanks",
            "send-message",
            &[("sent", "ask")],
            json!({"from": "", "body": "You said {{widgets.ask.inbound.Body}}"}),
        ),
        state("sorry", "send-message", &[("sent", "")], json!({"from": "", "body": "Too late"})),
    ]
}

fn until(run: &Run) -> i64 {
    let Progress::Waiting { until, .. } = &run.progress else {
        panic!("it does not wait: {:?}", run.progress)
    };
    until.duration_since(now()).as_secs()
}

#[tokio::test]
async fn a_reply_goes_on_and_may_wait_again() {
    let world = Fake::default();
    let states = states(&json!("120"));
    let flow = flow(&states);
    let mut run = play(&states, json!({}), &world).await;
    let waiting = Progress::Waiting {
        widget: "ask".to_owned(),
        until: now().checked_add(SignedDuration::from_secs(120)).unwrap(),
        message_sid: "SM1".to_owned(),
    };
    assert_eq!(run.progress, waiting);
    assert_eq!(run.context()["widgets"]["ask"]["outbound"]["Body"], "Coming?");

    assert!(run.incoming_message(&flow, message("YES \"}} {{flow.sid}}"), &world).await);
    assert_eq!(world.bodies(), ["Coming?", "You said YES \"}} {{flow.sid}}", "Coming?"]);
    assert_eq!(path(&run)[1..], ["ask -incomingMessage-> thanks", "thanks -sent-> ask"]);
    assert!(matches!(&run.progress, Progress::Waiting { message_sid, .. } if message_sid == "SM3"));
    assert_eq!(run.steps[1].context["widgets"]["ask"]["inbound"]["From"], PATIENT);

    run.timed_out(&flow, &world).await;
    assert_eq!(run.progress, Progress::Ended);
    assert_eq!(path(&run)[3..], ["ask -timeout-> sorry", "sorry -sent-> Ended"]);
    assert_eq!(codes(&run), [0_u32; 0]);
}

#[tokio::test]
async fn a_parked_execution_survives_storing_at_every_step() {
    let world = Fake::default();
    let states = states(&json!("60"));
    let flow = flow(&states);
    play(&states, json!({"k": {"b": [1], "a": null}}), &world).await;
    let parked = world.stored.lock().unwrap().last().unwrap().clone();
    let mut run: Run = serde_json::from_str(&parked).unwrap();
    assert_eq!(until(&run), 60);
    assert_eq!(run.context()["flow"]["data"], json!({"k": {"b": [1], "a": null}}));
    assert!(run.incoming_message(&flow, message("ok"), &world).await);
    assert_eq!(serde_json::to_string(&run).unwrap(), *world.stored.lock().unwrap().last().unwrap());

    // A kill right after a step: it goes on before the next widget.
    let stored = world.stored.lock().unwrap().clone();
    let between: Run = stored
        .iter()
        .map(|json| serde_json::from_str::<Run>(json).unwrap())
        .find(|run| run.progress == Progress::Running && run.steps.len() == 2)
        .unwrap();
    let mut between = between;
    between.start(&flow, &world).await;
    assert_eq!(path(&between)[2], "thanks -sent-> ask");
    // What waits is not begun again.
    let messages = world.bodies().len();
    between.start(&flow, &world).await;
    assert_eq!(world.bodies().len(), messages);
}

#[tokio::test]
async fn a_failed_delivery_ends_the_wait() {
    let world = Fake::default();
    let states = states(&json!("60"));
    let flow = flow(&states);
    let mut run = play(&states, json!({}), &world).await;
    let callback = json!({"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"});
    run.delivery_failed(&flow, callback.as_object().unwrap().clone(), &world).await;
    assert_eq!(
        (path(&run)[1].as_str(), run.progress.clone()),
        ("ask -deliveryFailure-> Ended", Progress::Ended)
    );
    let output = &run.context()["widgets"]["ask"];
    assert_eq!((&output["ErrorCode"], &output["outbound"]["Sid"]), (&json!("21610"), &json!("SM1")));
}

#[tokio::test]
async fn a_refused_send_is_a_delivery_failure() {
    let world = Fake::default();
    world.refusals.lock().unwrap().push_back(SendFailure {
        status: 400,
        code: 21610,
        message: String::new(),
    });
    let run = play(&states(&json!("60")), json!({}), &world).await;
    assert_eq!((path(&run)[1].as_str(), codes(&run)), ("ask -deliveryFailure-> Ended", vec![81011]));
}

#[tokio::test]
async fn events_nobody_waits_for_are_ignored() {
    let world = Fake::default();
    let mut states = states(&json!("60"));
    states[0]["transitions"] = json!([{"event": "timeout"}]);
    let flow = flow(&states);
    let mut run = play(&states, json!({}), &world).await;
    assert!(!run.incoming_message(&flow, message("x"), &world).await);
    run.delivery_failed(&flow, message("x"), &world).await;
    assert_eq!((codes(&run), until(&run)), (vec![81002, 81002], 60));
    assert!(run.context()["widgets"]["ask"].get("inbound").is_none());
    run.timed_out(&flow, &world).await;
    assert_eq!((run.progress.clone(), run.steps.len()), (Progress::Ended, 2));
    assert!(!run.incoming_message(&flow, message("x"), &world).await);
    run.timed_out(&flow, &world).await;
    assert_eq!((codes(&run), run.steps.len()), (vec![81002; 3], 2));
}

#[tokio::test]
async fn timeouts_are_seconds_in_any_form() {
    for (timeout, seconds, warnings) in [
        (json!("90"), 90, vec![]),
        (json!(90), 90, vec![]),
        (json!("{{flow.data.wait}}"), 45, vec![]),
        (json!(""), 3600, vec![]),
        (Value::Null, 3600, vec![]),
        (json!("soon"), 3600, vec![0]),
        (json!("-5"), 3600, vec![0]),
    ] {
        let run = play(&states(&timeout), json!({"wait": 45}), &Fake::default()).await;
        assert_eq!((until(&run), codes(&run)), (seconds, warnings), "{timeout}");
    }
    // Further than any calendar reaches.
    let run = play(&states(&json!("9223372036854775807")), json!({}), &Fake::default()).await;
    assert!(until(&run) > 1_000_000);
}
