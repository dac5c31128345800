//! `pam deploy --rollback`.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::app::shown;
use super::consent::{self, ConsentArgs};
use super::deploy::{Steps, limited};
use super::plan::{PlanReport, show};
use super::target::Session;
use super::turn::{Turn, WaitArgs};
use crate::cli::StackArgs;
use crate::deploy::{self, Release};
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{Report, Style};

pub(super) async fn run(
    session: &Session<'_>,
    stack: &StackArgs,
    wait: &WaitArgs,
    consented: &ConsentArgs,
) -> Result<ExitCode> {
    let context = session.context;
    let turn = Turn::new(session, stack, deploy::ROLLBACK, wait).await?;
    let mut agreed = None;
    let mut copy = None;
    loop {
        let (target, names, observed) = turn.observe().await?;
        observed.check_name()?;
        let client = &target.client;
        let to = deploy::find_rollback(client, &names, &observed).await?;
        let plan = deploy::plan_rollback(&names, &observed, &to, client.account_sid());
        if !plan.is_empty() {
            if agreed.as_ref() != Some(&plan.changes) {
                show(&context.output, &plan);
                consent::ask(context, consented, &plan)?;
                context.prompts.consent("Roll back?")?;
                agreed = Some(plan.changes.clone());
            }
            copy = consent::keep(context, target, &names, &observed, &plan).await?.or(copy);
            let progress = Steps(context.output.progress_of(plan.work()));
            let client = &limited(target);
            let done =
                deploy::roll_back(client, &names, &observed, &to, &plan, &turn.claimant, &progress).await;
            if let Err(error) = done {
                turn.again(error).await?;
                continue;
            }
        }
        context.output.report(&RollbackReport {
            name: names.shown(),
            changed: !plan.is_empty(),
            copy,
            release: to.release,
            plan: PlanReport::new(&plan),
        })?;
        return Ok(ExitCode::Done);
    }
}

struct RollbackReport {
    name: String,
    changed: bool,
    copy: Option<PathBuf>,
    release: Release,
    plan: PlanReport,
}

impl Report for RollbackReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let word = if self.changed { "Rolled back" } else { "Unchanged:" };
        let what = if self.changed { "" } else { " serves its previous release already" };
        writeln!(out, "{} {}{what}", style.success(word), self.name)?;
        writeln!(out, "  Build     {}", self.release.build)?;
        writeln!(out, "  Flow      {} as in revision {}", self.release.flow.sid, self.release.flow.revision)?;
        writeln!(
            out,
            "  {} Variables hold what they held; pam deploy brings the newer app back",
            style.hint("note:")
        )
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "changed": self.changed,
            "build_sid": self.release.build.as_str(),
            "flow_sid": self.release.flow.sid.as_str(),
            "flow_revision": self.release.flow.revision,
            "version": self.release.version,
            "kept_copy": self.copy.as_deref().map(shown),
            "changes": self.plan.changes(),
        })
    }
}
