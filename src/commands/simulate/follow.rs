//! Shows an Execution as it happens.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Way;
use crate::appointment::Event;
use crate::commands::target::Session;
use crate::error::Result;
use crate::output::Output;
use crate::simulate::{self, Happening, Run};
use crate::twilio::messages::Message;
use crate::twilio::studio::Execution;

/// An Execution that waits for an answer may last long, but nobody watches for more than this.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);
/// A patient's answer starts its Execution within this time, or none.
const ANSWERED: Duration = Duration::from_secs(10);

/// Follows the event's Execution to its end, and with `reply_within` also the one that the patient's answer starts.
pub(super) async fn run(
    session: &Session<'_>,
    way: &Way<'_>,
    event: &Event,
    execution: &Execution,
    reply_within: Option<Duration>,
) -> Result<Run> {
    let output = &session.context.output;
    let phone = event.get("patient_phone").unwrap_or_default();
    let id = event.get("appointment_id").unwrap_or_default();
    let style = output.result_style();
    let head =
        format!("{} for appointment {id}: Execution {}", style.bold(event.kind().as_str()), execution.sid);
    output.line(
        &style.hanging(2, &head),
        || json!({"kind": "start", "execution_sid": execution.sid.as_str(), "event": event.to_json()}),
    )?;
    let run = watched(output, way, execution, phone).await?;
    if let Some(within) = reply_within {
        answer(session, way, phone, execution.date_created, within).await?;
    }
    Ok(run)
}

async fn watched(output: &Output, way: &Way<'_>, execution: &Execution, phone: &str) -> Result<Run> {
    let mut tell = |happening: &Happening| show(output, phone, happening);
    let run = simulate::watch(way.client, way.flow, execution, PATIENCE, &mut tell).await?;
    let texts = if run.texts.len() == 1 { "1 text".to_owned() } else { format!("{} texts", run.texts.len()) };
    output.line(&format!("  {}: {} steps, {texts}", run.status, run.steps.len()), || {
        json!({"kind": "end", "execution_sid": run.sid.as_str(), "status": run.status,
               "steps": run.steps.len(), "texts": run.texts.len(), "failures": run.failures.len()})
    })?;
    Ok(run)
}

/// How much of an answer a person wants to see, where that is not one line of the terminal.
const SHOWN: usize = 160;

fn show(output: &Output, phone: &str, happening: &Happening) -> Result<()> {
    let style = output.result_style();
    match happening {
        Happening::Step(step) => {
            let word = |part: &Option<String>| part.clone().unwrap_or_else(|| "?".to_owned());
            let (from, to) = (word(&step.transitioned_from), word(&step.transitioned_to));
            output.line(&style.dim(&format!("  {from} > {to}  ({})", step.name)), || {
                json!({"kind": "step", "at": step.date_created.to_string(), "name": step.name,
                       "from": step.transitioned_from, "to": step.transitioned_to})
            })
        }
        Happening::Answer { widget, status, body } => {
            let said = match body {
                Value::Null => String::new(),
                body => body.to_string(),
            };
            let status_text = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            let before = 7 + widget.chars().count() + status_text.chars().count();
            let room = style.width().map_or(SHOWN, |width| width.saturating_sub(before));
            let cut: String = said.chars().take(room).collect();
            let cut = if cut.len() < said.len() { format!("{cut}…") } else { cut };
            let well = status.is_some_and(|status| status < 400);
            let status_text = if well { style.success(&status_text) } else { style.failure(&status_text) };
            output.line(
                &format!("    {widget} {status_text} {cut}"),
                || json!({"kind": "answer", "widget": widget, "status": status, "body": body}),
            )
        }
        Happening::Text(text) => {
            let line = format!("    {} {phone}: {}", style.success("text to"), text.body);
            output.line(&style.hanging(6, &line), || {
                json!({"kind": "text", "widget": text.widget, "message_sid": text.sid, "to": phone, "body": text.body})
            })
        }
        Happening::Received { widget, body } => {
            let line = format!("    {} {phone}: {body}", style.hint("answer of"));
            output.line(
                &style.hanging(6, &line),
                || json!({"kind": "received", "widget": widget, "from": phone, "body": body}),
            )
        }
        Happening::Delivery { sid, status, error_code } => {
            let code = error_code.map_or_else(String::new, |code| {
                format!(" ({code}, https://www.twilio.com/docs/api/errors/{code})")
            });
            let bad = matches!(status.as_str(), "failed" | "undelivered");
            let word = if bad { style.failure(status) } else { style.success(status) };
            output.line(&style.hanging(6, &format!("    {word} {sid}{code}")), || {
                json!({"kind": "delivery", "message_sid": sid, "status": status, "error_code": error_code})
            })
        }
    }
}

/// Waits for the patient's answer and follows the Execution that it starts.
async fn answer(
    session: &Session<'_>,
    way: &Way<'_>,
    phone: &str,
    since: Timestamp,
    within: Duration,
) -> Result<()> {
    let output = &session.context.output;
    output.note(format!("waiting for an answer of {phone}"));
    let begun = Instant::now();
    let mut pause = Duration::from_millis(500);
    let message = loop {
        let messages = way.client.messages(Some(phone), Some(way.from), since).await?;
        if let Some(message) = messages.into_iter().next_back() {
            break message;
        }
        if begun.elapsed() + pause > within {
            output.line("  no answer came", || json!({"kind": "no-answer"}))?;
            return Ok(());
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(3));
    };
    let style = output.result_style();
    output.line(
        &style.hanging(2, &format!("{} {phone}: {}", style.hint("answer of"), message.body)),
        || json!({"kind": "received", "from": phone, "message_sid": message.sid, "body": message.body}),
    )?;
    match execution_of(way, phone, &message).await? {
        Some(execution) => watched(output, way, &execution, phone).await.map(drop),
        None => output.line(
            "  it started no Execution (Twilio answers STOP and the like itself)",
            || json!({"kind": "no-execution", "message_sid": message.sid}),
        ),
    }
}

async fn execution_of(way: &Way<'_>, phone: &str, message: &Message) -> Result<Option<Execution>> {
    let since = message.date_sent.or(message.date_created).unwrap_or_default();
    let begun = Instant::now();
    loop {
        let executions = way.client.executions(way.flow, since).await?;
        let mut of_phone = executions
            .into_iter()
            .filter(|execution| execution.contact_channel_address.as_deref() == Some(phone));
        if let Some(execution) = of_phone.next_back() {
            return Ok(Some(execution));
        }
        if begun.elapsed() >= ANSWERED {
            return Ok(None);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
