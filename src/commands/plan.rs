//! `pam plan`: reads only.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::adopt::{self, AdoptArgs, Found};
use super::consent::told;
use super::deploy::{SettingArgs, desired, make_plan};
use super::target::Session;
use crate::cli::StackArgs;
use crate::deploy::{Change, ChangeKind, Drift, Plan};
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
    /// An install from before pam.
    #[command(flatten)]
    pub adopt: AdoptArgs,
    /// Exit with 10 when changes are pending
    #[arg(long)]
    pub exit_code: bool,
}

pub(super) async fn run(session: &Session<'_>, args: PlanArgs) -> Result<ExitCode> {
    let (target, names, mut observed) = session.stack(&args.stack).await?;
    let found = adopt::look(target, &args.adopt, &observed).await?;
    let (desired, _) =
        desired(session.context, target, &args.settings, &observed, found.as_ref(), None, true)?;
    let plan = make_plan(&names, &desired, &mut observed, target, found.as_ref()).await?;
    let notice = found.as_ref().and_then(Found::notice);
    session.context.output.report(&PlanReport { notice, ..PlanReport::new(&plan) })?;
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
    drift: Vec<Drift>,
    takes: Vec<String>,
    notice: Option<String>,
}

impl PlanReport {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            changes: plan.changes.clone(),
            drift: plan.drift.clone(),
            takes: plan.takes.clone(),
            notice: None,
        }
    }

    pub(super) fn changes(&self) -> Value {
        json!(self.changes)
    }
}

impl Report for PlanReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        for (action, word) in [
            (ChangeKind::Adopt, "> adopt "),
            (ChangeKind::Create, "+ create"),
            (ChangeKind::Change, "~ change"),
            (ChangeKind::Remove, "- remove"),
            (ChangeKind::Leave, "  leave "),
        ] {
            let word = match action {
                ChangeKind::Adopt | ChangeKind::Create => style.success(word),
                _ => style.warning(word),
            };
            let of_kind = self.changes.iter().filter(|change| change.action == action);
            for group in grouped(of_kind) {
                match group.as_slice() {
                    [change] if change.detail.is_empty() => {
                        writeln!(out, "  {word}  {:<19} {}", change.group, change.name)?
                    }
                    [change] => {
                        let detail = style.dim(&change.detail);
                        writeln!(out, "  {word}  {:<19} {}  {detail}", change.group, change.name)?;
                    }
                    many => {
                        let head = format!("{} {}s", many.len(), many[0].group);
                        let names: Vec<&str> = many.iter().map(|change| change.name.as_str()).collect();
                        let mut lines = wrapped(&names, NAMES_WIDTH).into_iter();
                        writeln!(out, "  {word}  {head:<19} {}", lines.next().unwrap_or_default())?;
                        for line in lines {
                            writeln!(out, "{:32}{line}", "")?;
                        }
                    }
                }
            }
        }
        if let Some(notice) = &self.notice {
            writeln!(out, "  {} {notice}", style.hint("!"))?;
        }
        for take in &self.takes {
            writeln!(out, "  {} {take}", style.warning("!"))?;
        }
        for drift in &self.drift {
            let fate = if drift.overwritten { "would be written over" } else { "stays" };
            writeln!(out, "  {} {}; {fate}", style.warning("! drift:"), told(drift))?;
        }
        let count = |kind| self.changes.iter().filter(|change| change.action == kind).count();
        let (create, change, keep) =
            (count(ChangeKind::Create), count(ChangeKind::Change), count(ChangeKind::Keep));
        let (adopt, remove) = (count(ChangeKind::Adopt), count(ChangeKind::Remove));
        let adopt = if adopt > 0 { format!("{adopt} to adopt, ") } else { String::new() };
        let remove = if remove > 0 { format!(", {remove} to remove") } else { String::new() };
        writeln!(out, "Plan: {adopt}{create} to create, {change} to change, {keep} to keep{remove}")
    }

    fn json(&self) -> Value {
        let settled = [ChangeKind::Keep, ChangeKind::Leave];
        let pending = self.changes.iter().any(|change| !settled.contains(&change.action));
        json!({"pending": pending, "changes": self.changes, "drift": self.drift, "takes": self.takes, "notice": self.notice})
    }
}

/// Lines stay within 80 columns.
const NAMES_WIDTH: usize = 48;

/// Neighbours of one kind of resource, where their details say nothing more than the plan's JSON does.
fn grouped<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Vec<&'a Change>> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some(group) if group[0].group == change.group && GROUPED.contains(&change.group) => {
                group.push(change)
            }
            _ => groups.push(vec![change]),
        }
    }
    groups
}

/// Kinds that come in numbers.
const GROUPED: [&str; 3] = ["Function", "Variable", "Sync Map"];

fn wrapped(names: &[&str], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in names {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 2 + name.chars().count() <= width => {
                line.push_str(", ");
                line.push_str(name);
            }
            Some(line) => {
                line.push(',');
                lines.push((*name).to_owned());
            }
            None => lines.push((*name).to_owned()),
        }
    }
    lines
}
