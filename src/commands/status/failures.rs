//! Events that were refused, and Executions in which something failed.
//!
//! Functions log which Execution calls them and whether they refuse it, so one list of lines says which Executions are
//! worth a look, however many there are.

use std::io::{self, Write};
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::recent::section;
use crate::deploy::Stack;
use crate::error::Result;
use crate::output::{Style, local_time, wrap};
use crate::simulate;
use crate::timeline::{event, failed_executions};
use crate::twilio::Client;
use crate::twilio::studio::Execution;

/// So far is looked back: so far Twilio lists lines without asking for more.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// How many are told.
const SHOWN: usize = 5;
/// How many of the newest Executions of which no function says anything are looked into: the Flow may be somebody's own and
/// not name them, or no function was reached.
const UNNAMED: usize = 10;
/// Executions that are looked into at once.
const AT_ONCE: usize = 5;

/// What is told.
#[derive(Debug, Default)]
pub(super) struct Failures {
    /// How many there are.
    pub(super) count: usize,
    /// The newest ones, newest first.
    pub(super) newest: Vec<Failed>,
}

/// An Execution that did not go well.
#[derive(Debug, Serialize)]
pub(super) struct Failed {
    at: Timestamp,
    execution_sid: String,
    /// None when a patient's text started it.
    event_type: Option<String>,
    appointment_id: Option<String>,
    phone: Option<String>,
    /// Which widget failed.
    widget: String,
    /// The HTTP status of what it asked, if that answered.
    status: Option<u64>,
    /// Why.
    reason: String,
}

/// Looks for them.
///
/// # Errors
/// Twilio's.
pub(super) async fn look(client: &Client, stack: &Stack, now: Timestamp) -> Result<Failures> {
    let (Some(flow), Some(environment)) = (&stack.flow, &stack.environment) else {
        return Ok(Failures::default());
    };
    let flow = &flow.flow.sid;
    let since = now.checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let (mut executions, logs) = futures::try_join!(
        client.executions(flow, since),
        client.logs(&stack.service.sid, &environment.sid, since)
    )?;
    executions.sort_by(|a, b| b.date_created.cmp(&a.date_created).then_with(|| a.sid.cmp(&b.sid)));
    let (bad, named) = failed_executions(&logs);
    let is_bad = |execution: &&Execution| bad.contains(execution.sid.as_str());
    let known = executions.iter().filter(is_bad).count();
    let unnamed = executions.iter().filter(|execution| !named.contains(execution.sid.as_str())).take(UNNAMED);
    let candidates = executions.iter().filter(is_bad).take(SHOWN).chain(unnamed);
    let looked: Vec<Option<Failed>> = stream::iter(candidates)
        .map(|execution| async move {
            let run = simulate::follow(client, flow, execution, Duration::ZERO).await?;
            Ok::<_, crate::error::Error>(failed(execution, &run))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let mut newest: Vec<Failed> = looked.into_iter().flatten().collect();
    // Those that are known and were not looked into; what was looked into is as it was seen.
    let count = known.saturating_sub(SHOWN) + newest.len();
    newest.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.execution_sid.cmp(&b.execution_sid)));
    newest.truncate(SHOWN);
    Ok(Failures { count, newest })
}

fn failed(execution: &Execution, run: &simulate::Run) -> Option<Failed> {
    let failure = run.failures.first()?;
    let event = event(run);
    Some(Failed {
        at: execution.date_created,
        execution_sid: execution.sid.to_string(),
        event_type: event.map(|(kind, _)| kind.to_owned()),
        appointment_id: event.map(|(_, id)| id.to_owned()),
        phone: execution.contact_channel_address.clone(),
        widget: failure.widget.clone(),
        status: failure.status,
        reason: failure.explain().to_owned(),
    })
}

impl Failures {
    pub(super) fn human(&self, out: &mut dyn Write, style: &Style, zone: &TimeZone) -> io::Result<()> {
        let Some(last) = self.newest.first() else { return Ok(()) };
        let rows = self.newest.iter().map(|failed| {
            let about = failed.event_type.clone().unwrap_or_else(|| "answer".to_owned());
            let appointment = failed.appointment_id.clone().unwrap_or_default();
            vec![local_time(failed.at, zone), appointment, about, failed.widget.clone()]
        });
        section(out, style, "Events refused or failed in the last 24 hours", self.count, rows)?;
        let status = last.status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
        for line in wrap(&format!("The last one{status}: {}", last.reason), style.columns() - 2) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out, "  {} Run pam logs --since 24h --problems for all of them", style.hint("hint:"))
    }
}
