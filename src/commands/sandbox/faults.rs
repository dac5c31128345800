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
    let lines: Vec<String> = faults.iter().map(words).collect();
    context.output.report(&Plain {
        text: if lines.is_empty() { "No fault waits".to_owned() } else { lines.join("\n") },
        json: json!({"faults": faults}),
    })
}

/// A fault as a person says it.
fn words(fault: &Value) -> String {
    let text = |key: &str| fault[key].as_str();
    let number = |key: &str| fault[key].as_u64().filter(|number| *number > 0);
    let mut said = match (text("effect").unwrap_or_default(), number("status"), number("per_second")) {
        ("answer", Some(status), _) => format!("answer {status}"),
        ("limit", _, Some(limit)) => format!("answer 429 above {limit} requests a second"),
        ("delay", ..) => format!("answer {} ms later", number("ms").unwrap_or_default()),
        ("drop_before", ..) => "hang up before anything is done".to_owned(),
        ("drop_after", ..) => "hang up after it is done".to_owned(),
        ("hold_before", ..) => "give no answer, and do nothing".to_owned(),
        ("hold_after", ..) => "do it, and give no answer".to_owned(),
        (other, ..) => other.to_owned(),
    };
    let mut add = |what: Option<String>| said.push_str(&what.unwrap_or_default());
    add(number("retry_after").map(|seconds| format!(" with Retry-After: {seconds}")));
    add(text("method").map(|method| format!(", to {method}")));
    add(text("host").map(|host| format!(", on {host}")));
    add(text("path").map(|path| format!(", where the path holds {path:?}")));
    add(number("after").map(|after| format!(", after {after} that pass")));
    add(Some(match number("times") {
        Some(1) => ", once".to_owned(),
        Some(times) => format!(", {times} times"),
        None => ", until it is cleared".to_owned(),
    }));
    said
}
