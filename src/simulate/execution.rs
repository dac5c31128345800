//! Starts Executions and shows what they do.

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::appointment::Event;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messages::Message;
use crate::twilio::studio::{ACTIVE_EXECUTION, Execution, Step};
use crate::twilio::{Client, ExecutionSid, FlowSid};

/// An Execution from its start to its end.
#[derive(Debug, Clone)]
pub struct Run {
    /// `FN…`
    pub sid: ExecutionSid,
    /// `active` when it has not ended in time, else `ended`.
    pub status: String,
    /// Its Steps, oldest first.
    pub steps: Vec<Step>,
    /// Texts that were sent, with their SIDs.
    pub texts: Vec<Text>,
    /// What functions and requests answered that did not go well, by widget.
    pub failures: Vec<Failure>,
    /// What functions and requests answered, by widget, in order.
    pub answers: Vec<(String, Value)>,
    /// `trigger` of its context: the request with the event, or the message.
    pub trigger: Value,
}

/// A text that a widget sent.
#[derive(Debug, Clone)]
pub struct Text {
    /// The widget.
    pub widget: String,
    /// The Message.
    pub sid: String,
    /// What it says.
    pub body: String,
}

/// A function that did not answer with success.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The widget.
    pub widget: String,
    /// Its HTTP status, if it answered.
    pub status: Option<u64>,
    /// The problem's `detail` or `title`.
    pub reason: Option<String>,
}

impl Failure {
    /// The reason, or what is known without one.
    #[must_use]
    pub fn explain(&self) -> &str {
        let unknown = match self.status {
            Some(_) => "it gave no reason",
            // Twilio's context says no more of either.
            None => "no answer in time, or Twilio did not take the text",
        };
        self.reason.as_deref().unwrap_or(unknown)
    }
}

/// Something that an Execution did.
#[derive(Debug, Clone)]
pub enum Happening {
    /// A widget was left.
    Step(Step),
    /// A function or an HTTP request answered.
    Answer {
        /// The widget.
        widget: String,
        /// Its HTTP status, if it answered.
        status: Option<u64>,
        /// What it answered, read as JSON; null where there is nothing to read.
        body: Value,
    },
    /// A widget sent a text.
    Text(Text),
    /// A widget waited for an answer and got one.
    Received {
        /// The widget.
        widget: String,
        /// What the patient wrote.
        body: String,
    },
    /// What became of a text.
    Delivery {
        /// The Message.
        sid: String,
        /// `delivered`, `undelivered`, …
        status: String,
        /// Twilio's code, if it was not delivered.
        error_code: Option<u32>,
    },
}

/// How long [`start`] waits for another Execution of the same patient to end.
pub const WAIT: Duration = Duration::from_secs(60);

/// Starts an Execution. While another one of the same patient is active Twilio refuses with 409, so it is tried again
/// for at most `patience`; `waiting` is told once that it is so.
///
/// # Errors
/// Twilio's.
pub async fn start(
    client: &Client,
    flow: &FlowSid,
    from: &str,
    event: &Event,
    patience: Duration,
    waiting: &(dyn Fn() + Sync),
) -> Result<Execution> {
    let to = event.get("patient_phone").unwrap_or_default();
    let parameters = event.to_json();
    let begun = Instant::now();
    let mut pause = Duration::from_millis(250);
    let mut told = false;
    loop {
        match client.start_execution(flow, to, from, &parameters).await {
            Err(error) if error.has_code(ACTIVE_EXECUTION) && begun.elapsed() + pause <= patience => {
                if !told {
                    waiting();
                    told = true;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            Err(error) if error.has_code(ACTIVE_EXECUTION) => {
                return Err(Error::from(error)
                    .hint("Another Execution of this patient is still active; repeat when it has ended"));
            }
            result => return Ok(result?),
        }
    }
}

/// Waits until an Execution has ended, at most `patience`, and reads what it did.
///
/// # Errors
/// Twilio's.
pub async fn follow(
    client: &Client,
    flow: &FlowSid,
    execution: &Execution,
    patience: Duration,
) -> Result<Run> {
    run(client, flow, execution, patience, None).await
}

/// As [`follow`], and tells of each thing as it happens; at the end also of what became of the texts.
///
/// # Errors
/// Twilio's, and those of `tell`.
pub async fn watch(
    client: &Client,
    flow: &FlowSid,
    execution: &Execution,
    patience: Duration,
    tell: Tell<'_>,
) -> Result<Run> {
    let run = run(client, flow, execution, patience, Some(&mut *tell)).await?;
    deliveries(client, &run.texts, patience.min(DELIVERY), tell).await?;
    Ok(run)
}

type Tell<'t> = &'t mut (dyn FnMut(&Happening) -> Result<()> + Send);

async fn run(
    client: &Client,
    flow: &FlowSid,
    execution: &Execution,
    patience: Duration,
    mut tell: Option<Tell<'_>>,
) -> Result<Run> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(100);
    let mut status = execution.status.clone();
    let mut told = 0;
    loop {
        let over = status != "active" || begun.elapsed() >= patience;
        if over || tell.is_some() {
            let steps = client.steps(flow, &execution.sid).await?;
            if over || steps.len() > told {
                let context = client.execution_context(flow, &execution.sid).await?;
                let widgets = context.get("widgets").and_then(Value::as_object).cloned().unwrap_or_default();
                if let Some(tell) = tell.as_mut() {
                    for step in steps.iter().skip(told) {
                        happenings(&widgets, step).iter().try_for_each(&mut **tell)?;
                    }
                }
                told = steps.len();
                if over {
                    let (texts, failures, answers) = outcomes(&widgets, &steps);
                    let sid = execution.sid.clone();
                    let trigger = context.get("trigger").cloned().unwrap_or_default();
                    return Ok(Run { sid, status, steps, texts, failures, answers, trigger });
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(1));
        status = client.execution(flow, &execution.sid).await?.status;
    }
}

/// How long a text's fate is waited for: some carriers never tell.
const DELIVERY: Duration = Duration::from_secs(10);

async fn deliveries(client: &Client, texts: &[Text], patience: Duration, tell: Tell<'_>) -> Result<()> {
    let begun = Instant::now();
    for text in texts {
        let mut pause = Duration::from_millis(100);
        loop {
            let message = client.message(&text.sid).await?;
            if message.is_final() || begun.elapsed() >= patience {
                let Message { sid, status, error_code, .. } = message;
                tell(&Happening::Delivery { sid, status, error_code })?;
                break;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }
    Ok(())
}

/// What a Step shows: itself, and what the widget that it leaves put into the context.
fn happenings(widgets: &Map<String, Value>, step: &Step) -> Vec<Happening> {
    let mut all = vec![Happening::Step(step.clone())];
    let Some(widget) = step.transitioned_from.clone() else { return all };
    let Some(outputs) = widgets.get(&widget) else { return all };
    let text = |pointer: &str| outputs.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    if let (Some(sid), Some(body)) = (text("/outbound/Sid"), text("/outbound/Body")) {
        all.push(Happening::Text(Text { widget: widget.clone(), sid, body }));
    }
    if let Some(body) = text("/inbound/Body") {
        all.push(Happening::Received { widget, body });
    } else if outputs.get("status_code").is_some() || step.name == "fail" || step.name == "failed" {
        let status = outputs.get("status_code").and_then(Value::as_u64);
        let body = outputs.get("parsed").cloned().unwrap_or_default();
        all.push(Happening::Answer { widget, status, body });
    }
    all
}

type Outcomes = (Vec<Text>, Vec<Failure>, Vec<(String, Value)>);

fn outcomes(widgets: &Map<String, Value>, steps: &[Step]) -> Outcomes {
    let mut texts = Vec::new();
    let mut failures = Vec::new();
    let mut answers = Vec::new();
    for step in steps {
        let mut sent = false;
        for happening in happenings(widgets, step) {
            match happening {
                Happening::Text(text) => {
                    sent = true;
                    texts.push(text);
                }
                Happening::Answer { widget, status, body }
                    if !sent && matches!(step.name.as_str(), "fail" | "failed") =>
                {
                    let word = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
                    failures.push(Failure {
                        widget,
                        status,
                        reason: word("detail").or_else(|| word("title")),
                    });
                }
                Happening::Answer { widget, body, .. } => answers.push((widget, body)),
                _ => {}
            }
        }
    }
    (texts, failures, answers)
}

/// The error of an Execution that ended without telling the patient anything because a function refused the event.
#[must_use]
pub fn refused(run: &Run) -> Option<Error> {
    let failure = run
        .failures
        .iter()
        .find(|failure| run.texts.is_empty() || failure.status.is_none_or(|s| s >= 500))?;
    let reason = failure.explain();
    let status = failure.status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
    Some(
        Error::new(ExitCode::Refused, "event-failed", format!("{} failed{status}: {reason}", failure.widget))
            .hint(format!("The Execution is {}; its context has the whole answer", run.sid)),
    )
}
