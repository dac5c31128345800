//! `pam sandbox faults`: failures on demand.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::Plain;
use super::control::Control;
use crate::context::Context;
use crate::error::Result;

/// Arguments of `pam sandbox faults`; without any the faults that wait are shown.
#[derive(Debug, Args)]
pub struct FaultsArgs {
    /// Answer with this HTTP status, and do nothing
    #[arg(long, value_name = "STATUS", group = "effect", value_parser = clap::value_parser!(u16).range(400..=599))]
    pub answer: Option<u16>,
    /// End the connection without an answer, before or after doing what was asked for
    #[arg(long, value_name = "WHEN", group = "effect")]
    pub hang_up: Option<When>,
    /// Keep the connection open without an answer until the faults are cleared, before or after doing what was asked for
    #[arg(long, value_name = "WHEN", group = "effect")]
    pub hold: Option<When>,
    /// Answer this many milliseconds later
    #[arg(long, value_name = "MS", group = "effect")]
    pub delay: Option<u64>,
    /// Answer 429 to what is above this many requests in a second
    #[arg(long, value_name = "COUNT", group = "effect", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// With --answer or --limit: seconds in Retry-After
    #[arg(long, value_name = "SECONDS", requires = "effect", conflicts_with_all = ["hang_up", "hold", "delay"])]
    pub retry_after: Option<u64>,
    /// Only requests of this method
    #[arg(long, value_name = "METHOD", requires = "effect")]
    pub method: Option<String>,
    /// Only requests to this host, for example studio.twilio.com
    #[arg(long, value_name = "HOST", requires = "effect")]
    pub host: Option<String>,
    /// Only requests whose path holds this text
    #[arg(long, value_name = "TEXT", requires = "effect")]
    pub path: Option<String>,
    /// How many fitting requests pass first
    #[arg(long, value_name = "COUNT", requires = "effect")]
    pub after: Option<u64>,
    /// How often it happens [default: until it is cleared]
    #[arg(long, value_name = "COUNT", requires = "effect")]
    pub times: Option<u64>,
    /// Clear all faults
    #[arg(long, conflicts_with = "effect")]
    pub clear: bool,
}

/// When a connection ends.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum When {
    /// Before anything is done
    Before,
    /// After it is done
    After,
}

impl FaultsArgs {
    fn fault(&self) -> Option<Value> {
        let mut fault = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fault.insert(name.to_owned(), value);
            }
        };
        let effect = match (self.hang_up, self.hold) {
            _ if self.answer.is_some() => "answer",
            _ if self.limit.is_some() => "limit",
            _ if self.delay.is_some() => "delay",
            (Some(When::Before), _) => "drop_before",
            (Some(When::After), _) => "drop_after",
            (_, Some(When::Before)) => "hold_before",
            (_, Some(When::After)) => "hold_after",
            _ => return None,
        };
        put("effect", Some(json!(effect)));
        put("status", self.answer.map(Value::from));
        put("per_second", self.limit.map(Value::from));
        put("retry_after", self.retry_after.map(Value::from));
        put("ms", self.delay.map(Value::from));
        put("method", self.method.as_ref().map(|method| json!(method.to_uppercase())));
        put("host", self.host.as_ref().map(|host| json!(host)));
        put("path", self.path.as_ref().map(|path| json!(path)));
        put("after", self.after.map(Value::from));
        put("times", self.times.map(Value::from));
        Some(Value::Object(fault))
    }
}

pub(super) async fn run(context: &Context, control: &Control, args: FaultsArgs) -> Result<()> {
    let faults = match args.fault() {
        _ if args.clear => control.clear_faults().await?,
        Some(fault) => control.add_fault(fault).await?,
        None => control.faults().await?,
    };
    let lines: Vec<String> = faults.iter().map(Value::to_string).collect();
    context.output.report(&Plain {
        text: if lines.is_empty() { "No fault waits".to_owned() } else { lines.join("\n") },
        json: json!({"faults": faults}),
    })
}
