//! `pam plan`: reads only.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::adopt::{self, AdoptArgs, Found};
use super::consent::told;
use super::deploy::{Account, make_plan};
use super::planfile;
use super::settings::{SettingArgs, desired};
use super::target::{Session, names};
use crate::cli::StackArgs;
use crate::deploy::{self, Change, ChangeKind, Drift, Plan};
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
    /// Write the plan to this file, for pam deploy --plan; no secret is in it
    #[arg(long, value_name = "FILE", conflicts_with = "adopt")]
    pub out: Option<PathBuf>,
    /// Exit with 10 when changes are pending
    #[arg(long)]
    pub exit_code: bool,
}

pub(super) async fn run(session: &Session<'_>, args: PlanArgs) -> Result<ExitCode> {
    let (target, names) = (session.target().await?, names(&args.stack)?);
    let (mut observed, service) = futures::try_join!(
        deploy::read_account(&target.client, &names),
        adopt::glance(session, &args.adopt)
    )?;
    let found = adopt::look(target, &args.adopt, &names, &observed, service).await?;
    let found = found.as_ref();
    let mut settings = args.settings;
    let (desired, _) =
        desired(session.context, target, &names, &mut settings, &observed, found, true).await?;
    let plan = make_plan(&names, &desired, &mut observed, target, found).await?;
    let notice = found.and_then(Found::notice);
    let output = &session.context.output;
    if let Some(file) = &args.out {
        let account = Account { target, names: &names, observed: &observed, found };
        planfile::write(file, &account, &desired, &plan)?;
    }
    output.report(&PlanReport { notice, ..PlanReport::new(&plan) })?;
    if let Some(file) = &args.out {
        output.note(format!("The plan is in {}; apply it with pam deploy --plan", file.display()));
    }
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
    pending: bool,
    drift: Vec<Drift>,
    takes: Vec<String>,
    notice: Option<String>,
}

impl PlanReport {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            changes: plan.changes.clone(),
            pending: !plan.is_empty(),
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
        for (action, word) in SHOWN {
            let word = match action {
                ChangeKind::Adopt | ChangeKind::Create => style.success(word),
                ChangeKind::Delete => style.failure(word),
                ChangeKind::Leave => style.dim(word),
                _ => style.warning(word),
            };
            let of_kind = self.changes.iter().filter(|change| change.action == action);
            for group in grouped(of_kind) {
                let detail = &group[0].detail;
                let (head, names) = match group.as_slice() {
                    [change] if detail.is_empty() => (change.group.to_owned(), change.name.clone()),
                    [change] => (change.group.to_owned(), format!("{}  {}", change.name, style.dim(detail))),
                    many => {
                        let detail = if detail.is_empty() { String::new() } else { format!("{detail}: ") };
                        (format!("{} {}s", many.len(), many[0].group), style.dim(&detail) + &listed(many))
                    }
                };
                let line = format!("  {word}  {head:<19} {names}");
                writeln!(out, "{}", style.within(INDENT, &line))?;
                if action == ChangeKind::Change {
                    differences(&group, out, style)?;
                }
            }
        }
        if let Some(notice) = &self.notice {
            writeln!(out, "{}", style.within(4, &format!("  {} {notice}", style.hint("!"))))?;
        }
        for take in &self.takes {
            writeln!(out, "{}", style.within(4, &format!("  {} {take}", style.warning("!"))))?;
        }
        for drift in &self.drift {
            let fate = if drift.overwritten { "would be written over" } else { "stays" };
            let line = format!("  {} {}; {fate}", style.warning("! drift:"), told(drift));
            writeln!(out, "{}", style.within(4, &line))?;
        }
        let counts = COUNTED.into_iter().filter_map(|(kind, word, always)| {
            let count = self.changes.iter().filter(|change| change.action == kind).count();
            (always || count > 0).then(|| format!("{count} to {word}"))
        });
        writeln!(out, "Plan: {}", counts.collect::<Vec<_>>().join(", "))
    }

    fn json(&self) -> Value {
        json!({
            "pending": self.pending, "changes": self.changes, "drift": self.drift, "takes": self.takes,
            "notice": self.notice,
        })
    }
}

/// What is shown line by line; what is kept is counted only.
const SHOWN: [(ChangeKind, &str); 5] = [
    (ChangeKind::Adopt, "> adopt "),
    (ChangeKind::Create, "+ create"),
    (ChangeKind::Change, "~ change"),
    (ChangeKind::Delete, "- delete"),
    (ChangeKind::Leave, "  leave "),
];

/// What is counted, and whether also when there is none.
const COUNTED: [(ChangeKind, &str, bool); 6] = [
    (ChangeKind::Adopt, "adopt", false),
    (ChangeKind::Create, "create", true),
    (ChangeKind::Change, "change", true),
    (ChangeKind::Delete, "delete", false),
    (ChangeKind::Keep, "keep", true),
    (ChangeKind::Leave, "leave", false),
];

/// More differences of one resource are in the plan's JSON.
const MOST_DIFFERENCES: usize = 12;
/// Where the names begin.
const INDENT: usize = 32;
/// More names of things to create are in the plan's JSON too.
const MOST_NAMES: usize = 12;
/// To leave out so few is not worth it.
const FEW: usize = 3;

/// What is different in the resources of a group, on one line each where it fits.
fn differences(group: &[&Change], out: &mut dyn Write, style: &Style) -> io::Result<()> {
    for change in group {
        for difference in change.diff.iter().take(MOST_DIFFERENCES) {
            let mut what = difference.what.clone();
            if what.is_empty() && group.len() > 1 {
                what.clone_from(&change.name);
            }
            let (before, after) = (&difference.before, &difference.after);
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "(nothing)".to_owned());
            let colon = if what.is_empty() { "" } else { ": " };
            let line = format!("{what}{colon}{} -> {}", text(before), text(after));
            if line.chars().count() + 14 <= style.columns() && !line.contains('\n') {
                writeln!(out, "{:14}{}", "", style.dim(&line))?;
                continue;
            }
            if !what.is_empty() {
                writeln!(out, "{:14}{}", "", style.dim(&cut(&what, style.columns() - 14)))?;
            }
            for (mark, value) in [("-", before), ("+", after)] {
                for line in value.iter().flat_map(|value| value.lines()) {
                    writeln!(
                        out,
                        "{:16}{}",
                        "",
                        style.dim(&format!("{mark} {}", cut(line, style.columns() - 18)))
                    )?;
                }
            }
        }
        if let Some(more) = change.diff.len().checked_sub(MOST_DIFFERENCES).filter(|more| *more > 0) {
            writeln!(out, "{:14}{}", "", style.dim(&format!("and {more} more, see --json")))?;
        }
    }
    Ok(())
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// Those of one kind of resource that come in numbers, where their details do not differ.
fn grouped<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Vec<&'a Change>> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        let alike = |group: &&mut Vec<&Change>| {
            group[0].group == change.group
                && group[0].detail == change.detail
                && GROUPED.contains(&change.group)
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups
}

/// Kinds that come in numbers.
const GROUPED: [&str; 4] = ["Function", "Asset", "Variable", "Sync Map"];

/// What is created in great numbers is not named to the last.
fn listed(changes: &[&Change]) -> String {
    let many = changes[0].action == ChangeKind::Create && changes.len() > MOST_NAMES + FEW;
    let named = if many { MOST_NAMES } else { changes.len() };
    let names: Vec<&str> = changes.iter().take(named).map(|change| change.name.as_str()).collect();
    let more = if many { format!(" and {} more", changes.len() - named) } else { String::new() };
    names.join(", ") + &more
}
