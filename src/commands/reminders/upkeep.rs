//! `pam reminders sweep` and `repair`.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::desk;
use crate::cli::StackArgs;
use crate::commands::target::Session;
use crate::error::Result;
use crate::exit::ExitCode;
use crate::operate::{Finding, Operator, Swept};
use crate::output::{Report, Style};

/// Arguments of `pam reminders sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
}

/// Arguments of `pam reminders repair`.
#[derive(Debug, Args)]
pub struct RepairArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Only say what disagrees; nothing is written
    #[arg(long)]
    pub dry_run: bool,
}

pub(super) async fn sweep(session: &Session<'_>, args: SweepArgs) -> Result<ExitCode> {
    let desk = desk(session, &args.stack).await?;
    let operator = desk.operator()?;
    let progress = session.context.output.progress();
    let mut all = Swept::default();
    let mut page = None;
    loop {
        let (swept, next) = operator.sweep(page.as_deref()).await?;
        all += swept;
        progress.tick(&format!("{} records checked", all.checked));
        if next.is_none() {
            break;
        }
        page = next;
    }
    drop(progress);
    session.context.output.report(&SweepReport(all))?;
    Ok(if all.failed == 0 { ExitCode::Done } else { ExitCode::Incomplete })
}

const fn appointments(count: u64) -> &'static str {
    if count == 1 { "appointment" } else { "appointments" }
}

struct SweepReport(Swept);

impl Report for SweepReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let Swept { checked, scheduled, skipped, delivered, waiting, failed } = self.0;
        writeln!(out, "{} {} checked", style.bold(&checked.to_string()), appointments(checked))?;
        writeln!(out, "  reminders     {scheduled} scheduled, {skipped} skipped")?;
        writeln!(out, "  EHR requests  {delivered} delivered, {waiting} waiting")?;
        if failed > 0 {
            writeln!(out, "  {} {failed}; repeat the command to finish them", style.failure("failed"))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let Swept { checked, scheduled, skipped, delivered, waiting, failed } = self.0;
        json!({
            "checked": checked, "scheduled": scheduled, "skipped": skipped, "delivered": delivered,
            "waiting": waiting, "failed": failed,
        })
    }
}

pub(super) async fn repair(session: &Session<'_>, args: RepairArgs) -> Result<ExitCode> {
    let context = session.context;
    let desk = desk(session, &args.stack).await?;
    let operator = desk.operator()?;
    let found = repaired(session, &operator, true).await?;
    if args.dry_run || found.findings.is_empty() {
        context.output.report(&found)?;
        return Ok(ExitCode::Done);
    }
    context.output.note(lines(&found.findings, context.output.style()).trim_end());
    let question = match found.findings.len() {
        1 => "Mend this?".to_owned(),
        count => format!("Mend these {count}?"),
    };
    context.prompts.consent(&question)?;
    let mended = repaired(session, &operator, false).await?;
    let unfinished = mended.findings.iter().any(Finding::is_left);
    context.output.report(&mended)?;
    Ok(if unfinished { ExitCode::Incomplete } else { ExitCode::Done })
}

async fn repaired(session: &Session<'_>, operator: &Operator<'_>, dry_run: bool) -> Result<Repaired> {
    let progress = session.context.output.progress();
    let mut all = Repaired { dry_run, checked: 0, findings: Vec::new() };
    let mut page = None;
    loop {
        let (checked, findings, next) = operator.repair(page.as_deref(), dry_run).await?;
        all.checked += checked;
        all.findings.extend(findings);
        progress.tick(&format!("{} records compared", all.checked));
        if next.is_none() {
            return Ok(all);
        }
        page = next;
    }
}

fn lines(findings: &[Finding], style: &Style) -> String {
    let line = |finding: &Finding| {
        let reminder = finding.reminder.as_ref().map_or_else(String::new, |id| format!(", reminder {id}"));
        let action =
            if finding.is_left() { style.warning(&finding.action) } else { style.success(&finding.action) };
        format!("  appointment {}{reminder}: {}: {action}\n", finding.appointment_id, finding.problem)
    };
    findings.iter().map(line).collect()
}

struct Repaired {
    dry_run: bool,
    checked: u64,
    findings: Vec<Finding>,
}

impl Report for Repaired {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let count = self.findings.len();
        let what = match (count, self.dry_run) {
            (0, _) => "records and Messages agree".to_owned(),
            (1, _) => "1 disagreement".to_owned(),
            _ => format!("{count} disagreements"),
        };
        let mended = if self.dry_run && count > 0 { "; nothing was written" } else { "" };
        writeln!(
            out,
            "{} {} compared: {what}{mended}",
            style.bold(&self.checked.to_string()),
            appointments(self.checked)
        )?;
        write!(out, "{}", lines(&self.findings, style))
    }

    fn json(&self) -> Value {
        json!({
            "dry_run": self.dry_run,
            "checked": self.checked,
            "findings": self.findings.iter().map(|finding| json!({
                "appointment_id": finding.appointment_id, "reminder": finding.reminder,
                "problem": finding.problem, "action": finding.action,
            })).collect::<Vec<_>>(),
        })
    }
}
