//! `pam reminders cancel` and `send`.

use std::fmt::Write as _;

use clap::Args;
use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};

use super::list::usual_rows;
use super::{Desk, FilterArgs, desk};
use crate::cli::StackArgs;
use crate::commands::target::Session;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::operate::{Named, Operator};
use crate::output::Output;
use crate::reminders::{self, Listed, Selection, States, in_order};

/// Arguments of `pam reminders cancel` and `send`; a filter is needed, for there is no "all".
#[derive(Debug, Args)]
pub struct ChangeArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Which reminders.
    #[command(flatten)]
    pub filter: FilterArgs,
}

fn no_filter(verb: &str) -> Error {
    Error::new(ExitCode::Usage, "usage", format!("say which reminders to {}", verb.to_lowercase()))
        .hint("Give at least one of --appointment, --patient, --provider, --phone, --from, --to, --message")
}

/// How many are shown before the question; the rest is counted.
const REVIEWED: usize = 20;

/// Chooses by the filter, shows what it means, and asks.
async fn choose(
    session: &Session<'_>,
    desk: &Desk<'_>,
    args: &FilterArgs,
    states: States,
    verb: &str,
) -> Result<Vec<Listed>> {
    let selection = Selection::new(args.filter(states, desk.now, &desk.zone)?).ok_or_else(|| {
        Error::new(ExitCode::Usage, "usage", format!("say which reminders to {}", verb.to_lowercase()))
            .field("--appointment")
            .hint(
                "Give at least one of --appointment, --patient, --provider, --phone, --from, --to, --message",
            )
    })?;
    let mut chosen = Vec::new();
    desk.each(session, selection.filter(), |listed| {
        chosen.push(listed);
        Ok(())
    })
    .await?;
    in_order(&mut chosen);
    if !chosen.is_empty() {
        let output = &session.context.output;
        output.note(usual_rows(&chosen[..chosen.len().min(REVIEWED)], &desk.zone).trim_end());
        if chosen.len() > REVIEWED {
            output.note(format!("… and {} more", chosen.len() - REVIEWED));
        }
        let word = if chosen.len() == 1 { "reminder" } else { "reminders" };
        session.context.prompts.consent(&format!("{verb} {} {word}?", chosen.len()))?;
    }
    Ok(chosen)
}

/// Tells of each result as it comes, and of all of them at the end.
struct Results<'a> {
    output: &'a Output,
    /// What `--json` prints at the end, as text: ten thousand documents would weigh many times more.
    documents: String,
    failed: usize,
    done: usize,
    of: usize,
}

impl<'a> Results<'a> {
    fn new(output: &'a Output, of: usize) -> Self {
        Self { output, documents: String::new(), failed: 0, done: 0, of }
    }

    fn add(
        &mut self,
        listed: &Listed,
        outcome: &str,
        good: bool,
        why: Option<String>,
        json: &Value,
    ) -> Result<()> {
        self.done += 1;
        self.failed += usize::from(!good);
        if self.output.is_json() {
            let comma = if self.documents.is_empty() { "" } else { "," };
            let _ = write!(self.documents, "{comma}{json}");
            return Ok(());
        }
        let style = self.output.result_style();
        let outcome = if good { style.success(outcome) } else { style.failure(outcome) };
        let message = listed.reminder.message_sid.as_deref().unwrap_or("not yet scheduled");
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        let line = format!(
            "{outcome} {} of appointment {} ({message}){why}",
            listed.reminder.offset, listed.appointment_id
        );
        self.output.raw(format!("{}\n", style.hanging(2, &line)).as_bytes())
    }

    /// What is left to do is said, and is what the exit code says.
    fn end(self, nothing: &str) -> Result<ExitCode> {
        let remain = self.failed + self.of.saturating_sub(self.done);
        if self.output.is_json() {
            let all = format!("{{\"reminders\":[{}],\"remaining\":{remain}}}\n", self.documents);
            self.output.raw(all.as_bytes())?;
        } else if self.of == 0 {
            self.output.raw(format!("{nothing}\n").as_bytes())?;
        }
        if remain == 0 {
            return Ok(ExitCode::Done);
        }
        self.output.warn(format!("{remain} of {} remain; the same command again goes on with them", self.of));
        Ok(ExitCode::Incomplete)
    }
}

pub(super) async fn cancel(session: &Session<'_>, args: ChangeArgs) -> Result<ExitCode> {
    // Known before anything is reached.
    if args.filter.is_empty() {
        return Err(no_filter("Cancel"));
    }
    let output = &session.context.output;
    let desk = desk(session, &args.stack).await?;
    // Also those whose cancelation was cut off before.
    let chosen = choose(session, &desk, &args.filter, States::Unfinished, "Cancel").await?;
    let mut results = Results::new(output, chosen.len());
    if let Some(sync) = &desk.stack.sync {
        let progress = output.progress_of(chosen.len());
        progress.tick("canceling");
        let mut outcomes = std::pin::pin!(reminders::cancel_all(&desk.target.client, &sync.sid, chosen));
        while let Some(outcome) = outcomes.next().await {
            let error = outcome.result.as_ref().err();
            let json = json!({
                "appointment_id": outcome.listed.appointment_id,
                "id": outcome.listed.reminder.id,
                "offset": outcome.listed.reminder.offset,
                "message_sid": outcome.listed.reminder.message_sid,
                "canceled": error.is_none(),
                "error": error.map(|error| error.to_json()["error"].clone()),
            });
            let word = if error.is_none() { "canceled" } else { "failed" };
            results.add(&outcome.listed, word, error.is_none(), error.map(ToString::to_string), &json)?;
            progress.done(1);
        }
    }
    results.end("No reminder matches, nothing was canceled")
}

/// Calls of the function that are made at once.
const AT_ONCE: usize = 4;
/// How often what failed is tried again, as long as some of it succeeds.
const ROUNDS: usize = 3;

pub(super) async fn send(session: &Session<'_>, args: ChangeArgs) -> Result<ExitCode> {
    // Known before anything is reached.
    if args.filter.is_empty() {
        return Err(no_filter("Send"));
    }
    let output = &session.context.output;
    let desk = desk(session, &args.stack).await?;
    let operator = desk.operator()?;
    let chosen = choose(session, &desk, &args.filter, States::Sendable, "Send").await?;
    let mut results = Results::new(output, chosen.len());
    let mut left: Vec<Left> = chosen.into_iter().map(|listed| Left { listed, why: None }).collect();
    // Those of one appointment go together.
    left.sort_by_key(|left| (left.listed.key.clone(), left.listed.reminder.send_at));
    for round in 1..=ROUNDS {
        let before = left.len();
        left = sent(&operator, left, &mut results, round == ROUNDS).await?;
        if left.is_empty() || left.len() == before {
            break;
        }
    }
    for Left { listed, why } in left {
        let json = send_json(&listed, "failed", why.as_deref());
        results.add(&listed, "failed", false, why, &json)?;
    }
    results.end("No reminder matches, nothing was sent")
}

fn send_json(listed: &Listed, outcome: &str, detail: Option<&str>) -> Value {
    json!({
        "appointment_id": listed.appointment_id, "id": listed.reminder.id, "offset": listed.reminder.offset,
        "outcome": outcome, "detail": detail,
    })
}

/// A reminder that did not go out yet, with what the function said of it last.
#[derive(Clone)]
struct Left {
    listed: Listed,
    why: Option<String>,
}

/// Sends reminders in batches, and gives those that failed and may be tried again; with `last` their reason is told.
async fn sent(
    operator: &Operator<'_>,
    reminders: Vec<Left>,
    results: &mut Results<'_>,
    last: bool,
) -> Result<Vec<Left>> {
    let batches: Vec<Vec<Left>> = reminders.chunks(Operator::batch()).map(<[Left]>::to_vec).collect();
    let mut answers = stream::iter(batches)
        .map(|batch| async {
            let named: Vec<Named> = batch
                .iter()
                .map(|Left { listed, .. }| Named {
                    appointment_id: listed.appointment_id.clone(),
                    id: listed.reminder.id.clone(),
                })
                .collect();
            let answer = operator.send(&named).await;
            (batch, answer)
        })
        .buffer_unordered(AT_ONCE);
    let mut failed = Vec::new();
    let mut lost = None;
    while let Some((batch, answer)) = answers.next().await {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let why = Some(error.message.clone());
                failed.extend(batch.into_iter().map(|left| Left { why: why.clone(), ..left }));
                lost = Some(error);
                continue;
            }
        };
        for Left { listed, .. } in batch {
            let found = answer
                .iter()
                .find(|one| one.appointment_id == listed.appointment_id && one.id == listed.reminder.id);
            let outcome = found.map_or("failed", |found| found.outcome.as_str());
            let detail = found.and_then(|found| found.detail.as_deref());
            if outcome == "failed" && !last {
                failed.push(Left { listed, why: detail.map(str::to_owned) });
                continue;
            }
            let json = send_json(&listed, outcome, detail);
            results.add(&listed, outcome, outcome != "failed", detail.map(str::to_owned), &json)?;
        }
    }
    // Nothing at all was reached: that is one error, and not one a reminder.
    match lost {
        Some(error) if results.done == 0 => Err(error),
        _ => Ok(failed),
    }
}
