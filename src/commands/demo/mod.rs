//! `pam demo`: a sandbox, a deploy, and a whole appointment story, every step checked.

mod script;
mod story;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::interrupted;
use super::sandbox::{PORT, Plain, start};
use super::target::of_sandbox;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style};
use crate::sandbox::{Sandbox, Storage};

use story::Step;

/// Arguments of `pam demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// End after the story; 0 only if every step held
    #[arg(long)]
    pub exit: bool,
    /// Seconds between steps; with --exit there is no pause
    #[arg(long, value_name = "SECONDS", default_value_t = 1.5, value_parser = seconds)]
    pub speed: f64,
    /// Port on 127.0.0.1 [default: 8155; with --exit any that is free]
    #[arg(long)]
    pub port: Option<u16>,
    /// Write each REST request with its answer to a file, one JSON document a line
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

fn seconds(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=60.0).contains(&seconds) => Ok(seconds),
        _ => Err("must be a number of seconds from 0 to 60".to_owned()),
    }
}

pub(super) async fn run(context: &Context, args: DemoArgs) -> Result<ExitCode> {
    let stopped = || Error::new(ExitCode::Interrupted, "interrupted", "interrupted");
    let sandbox = tokio::select! {
        sandbox = open(context, &args) => sandbox?,
        () = interrupted() => return Err(stopped()),
    };
    let pause = if args.exit { Duration::ZERO } else { Duration::from_secs_f64(args.speed) };
    let target = of_sandbox(context, &sandbox);
    let told = tokio::select! {
        told = script::tell(context, &target, pause) => told,
        () = interrupted() => Err(stopped()),
    };
    let result = match told {
        Ok(()) if args.exit => Ok(ExitCode::Done),
        Ok(()) => {
            stay(context, &sandbox)?;
            interrupted().await;
            Ok(ExitCode::Done)
        }
        Err(error) => Err(error),
    };
    sandbox.stop().await;
    result
}

/// With `--exit` in memory; else in a folder of its own, so that other commands find it with `--sandbox`.
async fn open(context: &Context, args: &DemoArgs) -> Result<Sandbox> {
    let (storage, announce) = if args.exit {
        (Storage::Ephemeral, None)
    } else {
        let folder = context.paths()?.demo();
        if crate::sandbox::running::find(&folder).is_none() && folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| {
                Error::invalid("sandbox-state", format!("could not empty {}: {error}", folder.display()))
                    .field("PAM_HOME")
            })?;
        }
        (Storage::Directory(folder.clone()), Some(folder))
    };
    let port = args.port.unwrap_or(if args.exit { 0 } else { PORT });
    let sandbox = start::served(context, storage, announce, port, args.record.clone()).await?;
    start::tell_failed_builds(context, &sandbox);
    Ok(sandbox)
}

fn stay(context: &Context, sandbox: &Sandbox) -> Result<()> {
    let target = of_sandbox(context, sandbox);
    let page = target.control.as_ref().map(super::sandbox::control::Control::page_url).unwrap_or_default();
    if context.output.is_json() {
        return context.output.json_line(&json!({"step": "open", "ok": true, "page": page}));
    }
    context.output.report(&Plain {
        text: format!(
            "\nThe sandbox stays open: {page}\nPhone, reminders, clock and the EHR's inbox are there. In another \
             terminal:\n  pam simulate booked --sandbox\n  pam reminders list --sandbox\nCtrl-C ends it."
        ),
        json: Value::Null,
    })
}

impl Report for Step {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let mark = if self.ok() { style.success("✓") } else { style.failure("✗") };
        writeln!(out, "{mark} {}", style.bold(&self.title))?;
        for line in &self.lines {
            writeln!(out, "{}", style.hanging(6, &format!("    {line}")))?;
        }
        for check in self.checks.iter().filter(|check| !check.ok()) {
            writeln!(out, "    {} {}", style.failure("did not happen:"), check.what)?;
            writeln!(out, "      expected {}", check.expected)?;
            writeln!(out, "      seen     {}", check.seen)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "step": self.name,
            "title": self.title,
            "ok": self.ok(),
            "lines": self.lines,
            "checks": self.checks.iter().map(|check| json!({
                "what": check.what, "ok": check.ok(), "expected": check.expected, "seen": check.seen,
            })).collect::<Vec<_>>(),
        })
    }
}
