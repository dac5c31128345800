//! `pam plan`: reads only.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::deploy::{SettingArgs, desired, make_plan};
use super::target::Session;
use crate::cli::StackArgs;
use crate::deploy::{Change, ChangeKind, Plan};
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{Output, Report, Style};

/// Arguments of `pam plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// The app's settings.
    #[command(flatten)]
    pub settings: SettingArgs,
    /// Exit with 10 when changes are pending
    #[arg(long)]
    pub exit_code: bool,
}

pub(super) async fn run(session: &Session<'_>, args: PlanArgs) -> Result<ExitCode> {
    let (target, names, observed) = session.stack(&args.stack.name).await?;
    let (desired, _) = desired(session.context, target, &args.settings, &observed, None, true)?;
    let plan = make_plan(&names, &desired, &observed, target)?;
    session.context.output.report(&PlanReport::new(&plan))?;
    Ok(if args.exit_code && !plan.is_empty() { ExitCode::Pending } else { ExitCode::Done })
}

/// Shows a plan before it is applied.
pub(super) fn show(output: &Output, plan: &Plan) {
    let mut text = Vec::new();
    let shown = PlanReport::new(plan).human(&mut text, output.style());
    // Writing to memory does not fail.
    debug_assert!(shown.is_ok());
    output.note(String::from_utf8_lossy(&text).trim_end());
}

/// What would be created, changed and kept.
pub(super) struct PlanReport {
    changes: Vec<Change>,
}

impl PlanReport {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { changes: plan.changes.clone() }
    }

    pub(super) fn changes(&self) -> Value {
        json!(self.changes)
    }
}

impl Report for PlanReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let mut counts = [0_usize; 3];
        for change in &self.changes {
            let (sign, index) = match change.action {
                ChangeKind::Create => (style.success("+ create"), 0),
                ChangeKind::Change => (style.warning("~ change"), 1),
                ChangeKind::Keep => (String::new(), 2),
            };
            counts[index] += 1;
            if index < 2 {
                let detail = if change.detail.is_empty() {
                    String::new()
                } else {
                    style.dim(&format!("  {}", change.detail))
                };
                writeln!(out, "  {sign}  {:<18} {}{detail}", change.group, change.name)?;
            }
        }
        let [create, change, keep] = counts;
        writeln!(out, "Plan: {create} to create, {change} to change, {keep} to keep")
    }

    fn json(&self) -> Value {
        let pending = self.changes.iter().any(|change| change.action != ChangeKind::Keep);
        json!({"pending": pending, "changes": self.changes})
    }
}
