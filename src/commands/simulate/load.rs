//! Many events at a steady rate, to see how the app bears them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::{self, FuturesUnordered};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{PATIENCE, Way};
use crate::appointment::Event;
use crate::commands::target::Session;
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{Report, Style};
use crate::simulate;

/// The most Executions that are watched at once; a slower app is then met with a lower rate, which is told.
const AT_ONCE: usize = 200;

/// Plays `count` events, `rate` a second.
pub(super) async fn run(
    session: &Session<'_>,
    way: &Way<'_>,
    event: &Event,
    count: u32,
    rate: f64,
    one_phone: bool,
) -> Result<ExitCode> {
    let progress = session.context.output.progress_of(usize::try_from(count).unwrap_or(usize::MAX));
    progress.step(&format!("playing {count} events, {rate} a second"));
    let begun = Instant::now();
    let mut load = Load { count, rate, ..Load::default() };
    let mut running = FuturesUnordered::new();
    let mut starts = Box::pin(stream::iter(0..count).then(|number| async move {
        tokio::time::sleep_until(begun + Duration::from_secs_f64(f64::from(number) / rate)).await;
        number
    }));
    let mut all_started = false;
    while !all_started || !running.is_empty() {
        tokio::select! {
            number = starts.next(), if !all_started && running.len() < AT_ONCE => match number {
                Some(number) => running.push(one(way, event.clone(), number, one_phone)),
                None => all_started = true,
            },
            Some(played) = running.next(), if !running.is_empty() => {
                load.add(played);
                progress.done(1);
            }
        }
    }
    load.seconds = begun.elapsed().as_secs_f64();
    drop(progress);
    load.took.sort_unstable();
    let code = if load.failed == 0 { ExitCode::Done } else { ExitCode::Incomplete };
    session.context.output.report(&load)?;
    Ok(code)
}

struct Played {
    took: Duration,
    texts: usize,
    failure: Option<String>,
}

async fn one(way: &Way<'_>, mut event: Event, number: u32, one_phone: bool) -> Played {
    let id = event.get("appointment_id").unwrap_or_default().to_owned();
    event.set("appointment_id", format!("{id}-{}", number + 1));
    if !one_phone {
        let phone =
            event.get("patient_phone").and_then(|phone| phone.trim_start_matches('+').parse::<u64>().ok());
        if let Some(phone) = phone {
            event.set("patient_phone", format!("+{}", phone + u64::from(number)));
        }
    }
    let begun = Instant::now();
    let played = async {
        let execution = simulate::start(way.client, way.flow, way.from, &event, PATIENCE, &|| ()).await?;
        simulate::follow(way.client, way.flow, &execution, PATIENCE).await
    };
    let (texts, failure) = match played.await {
        Ok(run) if run.status == "active" => (run.texts.len(), Some("still active".to_owned())),
        Ok(run) => (run.texts.len(), simulate::refused(&run).map(|error| error.message)),
        Err(error) => (0, Some(error.message)),
    };
    Played { took: begun.elapsed(), texts, failure }
}

#[derive(Default)]
struct Load {
    count: u32,
    rate: f64,
    seconds: f64,
    ended: u32,
    failed: u32,
    texts: usize,
    took: Vec<Duration>,
    reasons: BTreeMap<String, u32>,
}

impl Load {
    fn add(&mut self, played: Played) {
        self.texts += played.texts;
        match played.failure {
            None => {
                self.ended += 1;
                self.took.push(played.took);
            }
            Some(reason) => {
                self.failed += 1;
                *self.reasons.entry(reason).or_default() += 1;
            }
        }
    }

    /// The time that so many percent of the events kept below, in milliseconds; `took` is sorted.
    fn percentile(&self, percent: usize) -> Option<u128> {
        let last = self.took.len().checked_sub(1)?;
        self.took.get(last * percent / 100).map(Duration::as_millis)
    }
}

impl Report for Load {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let seconds = self.seconds;
        writeln!(
            out,
            "{} events in {seconds:.1} s: {} ended, {} failed, {} texts",
            style.bold(&self.count.to_string()),
            self.ended,
            self.failed,
            self.texts
        )?;
        if let (Some(half), Some(most), Some(worst)) =
            (self.percentile(50), self.percentile(95), self.percentile(100))
        {
            writeln!(
                out,
                "  from event to end: half within {half} ms, 95 % within {most} ms, all within {worst} ms"
            )?;
        }
        for (reason, times) in &self.reasons {
            writeln!(out, "  {} {times} times: {reason}", style.failure("failed"))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "count": self.count, "rate": self.rate, "seconds": self.seconds, "ended": self.ended, "failed": self.failed,
            "texts": self.texts,
            "milliseconds": {"p50": self.percentile(50), "p95": self.percentile(95), "max": self.percentile(100)},
            "failures": self.reasons.iter().map(|(reason, times)| json!({"reason": reason, "times": times})).collect::<Vec<_>>(),
        })
    }
}
