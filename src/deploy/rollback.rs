//! Back to what served before: the previous Build, and the definition of the Flow's Revision that went with it.

use serde_json::Value;

use super::Observer;
use super::claim::{Claimant, told};
use super::diff::{self, Difference};
use super::drift::{self, COMMIT};
use super::finish::deploy_build;
use super::ledger::Ledger;
use super::names::Names;
use super::observed::Observed;
use super::plan::{ChangeKind, Plan, RECORD};
use super::record::{DOCUMENT, Release};
use crate::error::{Error, Result};
use crate::twilio::Client;

/// A release to go back to.
#[derive(Debug, Clone)]
pub struct Rollback {
    /// The release.
    pub release: Release,
    definition: Value,
}

fn none(names: &Names, why: &str) -> Error {
    Error::not_found("no-previous-release", format!("{} cannot be rolled back: {why}", names.shown()))
        .hint("Deploy the app that you want: pam deploy --app DIR")
}

/// What a stack can be rolled back to.
///
/// # Errors
/// `no-previous-release` when nothing served before, or Twilio does not have it any more; otherwise Twilio's.
pub async fn find_rollback(client: &Client, names: &Names, observed: &Observed) -> Result<Rollback> {
    let stack = observed.stack.as_ref().filter(|stack| stack.environment.is_some());
    let stack = stack.ok_or_else(|| none(names, "it is not deployed"))?;
    let release =
        stack.recorded().previous.ok_or_else(|| none(names, "no other release served before this one"))?;
    let (build, flow) = futures::try_join!(
        client.build(&stack.service.sid, &release.build),
        client.flow_revision(&release.flow.sid, release.flow.revision),
    )?;
    if build.is_none() {
        return Err(none(names, &format!("Twilio does not have the Build {} any more", release.build)));
    }
    let live = stack.flow.as_ref().is_some_and(|live| live.flow.sid == release.flow.sid);
    let definition = flow.and_then(|flow| flow.definition).filter(|_| live);
    let definition = definition.ok_or_else(|| {
        let (flow, revision) = (&release.flow.sid, release.flow.revision);
        none(names, &format!("Twilio does not have revision {revision} of the Flow {flow} any more"))
    })?;
    Ok(Rollback { release, definition })
}

/// Says what a rollback would do. What settings Variables hold stays as it is.
#[must_use]
pub fn plan_rollback(names: &Names, observed: &Observed, to: &Rollback, account_sid: &str) -> Plan {
    let mut plan = Plan::default();
    let Some(stack) = &observed.stack else { return plan };
    let live = stack.build.as_ref().map(|build| build.sid.clone());
    plan.push(ChangeKind::Keep, "Build", to.release.build.as_str(), "");
    if live.as_ref() == Some(&to.release.build) {
        plan.push(ChangeKind::Keep, "Deployment", names.environment(), "");
    } else {
        plan.work.build = true;
        plan.push(ChangeKind::Change, "Deployment", names.environment(), "back to the previous Build");
        let before = live.map(|build| build.to_string());
        plan.differs(vec![Difference::new("", before, Some(to.release.build.to_string()))]);
    }
    let flow = stack.flow.as_ref();
    if flow.is_some_and(|flow| flow.definition == to.definition && flow.flow.status == "published") {
        plan.push(ChangeKind::Keep, "Flow", names.shown(), "");
    } else {
        plan.work.flow = true;
        let detail = format!("back to revision {}", to.release.flow.revision);
        plan.push(ChangeKind::Change, "Flow", names.shown(), detail);
        plan.differs(flow.map(|flow| diff::flow(&flow.definition, &to.definition)).unwrap_or_default());
    }
    let record = stack.recorded();
    let noted = record.current.is_some_and(|current| current.serves(&to.release));
    if !noted || record.claim.is_some_and(|claim| !claim.closing) {
        plan.push(ChangeKind::Change, RECORD, DOCUMENT, "what serves is noted");
    }
    plan.drift = drift::overwritten(drift::drift(names, observed, account_sid), &plan.changes);
    plan
}

/// Carries out the plan of [`plan_rollback`]: the Build first, as in a deploy, then the Flow.
///
/// # Errors
/// `deploy-in-progress` when somebody else changes the stack; otherwise where it stopped, and the same command finishes it.
pub async fn roll_back(
    client: &Client,
    names: &Names,
    observed: &Observed,
    to: &Rollback,
    plan: &Plan,
    claimant: &Claimant,
    observer: &dyn Observer,
) -> Result<()> {
    let Some((stack, environment)) = observed.stack.as_ref().and_then(|s| Some((s, s.environment.as_ref()?)))
    else {
        return Ok(());
    };
    let ledger = Ledger::claimed(client, names, observed, stack, claimant).await?;
    let work = async {
        if plan.work.flow {
            observer.step("validating the Flow");
            client.validate_flow(&names.marked(&stack.service.sid), &to.definition).await?;
        }
        if plan.work.build {
            observer.step("deploying the previous Build");
            deploy_build(client, &stack.service.sid, environment, &to.release.build).await?;
            observer.done(1);
        }
        let mut flow = to.release.flow.clone();
        if plan.work.flow {
            observer.step("publishing the previous Flow");
            let commit = format!("{COMMIT}rollback to revision {}", flow.revision);
            flow.revision = client.update_flow(&flow.sid, &to.definition, &commit).await?.revision;
            observer.done(1);
        } else if let Some(live) = &stack.flow {
            flow.revision = live.flow.revision;
        }
        ledger
            .note(|record| {
                record.build = Some(to.release.build.clone());
                record.build_inputs.clone_from(&to.release.build_inputs);
                record.flow = Some(flow.clone());
                record.current = Some(Release { flow, ..to.release.clone() });
            })
            .await;
        ledger.close().await
    };
    ledger.hold(work).await.map_err(told)
}
