//! `pam deploy`: settings, plan, consent, apply.

use std::io::{self, Write};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::plan::{PlanReport, show};
use super::settings::{SettingArgs, desired};
use super::target::{Session, Target};
use crate::cli::StackArgs;
use crate::context::Context;
use crate::deploy::{self, Applied, ChangeKind, Desired, Names, Observed, Plan};
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{Progress, Report, Style};

/// Arguments of `pam deploy`.
#[derive(Debug, Args)]
pub struct DeployArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// The app's settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

pub(super) async fn run(session: &Session<'_>, args: DeployArgs) -> Result<ExitCode> {
    let context = session.context;
    let (target, names, observed) = session.stack(&args.stack.name).await?;
    let (desired, generated) = desired(context, target, &names, &args.settings, &observed, true).await?;
    let plan = make_plan(&names, &desired, &observed, target).await?;
    let outcome = if plan.is_empty() {
        None
    } else {
        show(&context.output, &plan);
        context.prompts.consent("Apply these changes?")?;
        Some(apply(context, target, &names, &desired, &observed, &plan).await?)
    };
    let stack = observed.stack.as_ref();
    let domain = outcome
        .as_ref()
        .map(|applied| applied.domain.clone())
        .or_else(|| stack?.environment.as_ref().map(|environment| environment.domain_name.clone()));
    let flow_sid = outcome
        .as_ref()
        .map(|applied| applied.flow_sid.to_string())
        .or_else(|| stack?.flow.as_ref().map(|flow| flow.flow.sid.to_string()));
    context.output.report(&DeployReport {
        names,
        plan: PlanReport::new(&plan),
        changed: outcome.is_some(),
        created: plan.count(ChangeKind::Create),
        altered: plan.count(ChangeKind::Change),
        domain,
        flow_sid,
        phone_number: desired.number.phone_number,
        password: generated.filter(|_| outcome.is_some()),
    })?;
    Ok(ExitCode::Done)
}

/// Deploys with what is known and no questions: the demo's deploy.
pub(super) async fn without_questions(
    context: &Context,
    target: &Target,
    name: &str,
) -> Result<(Applied, Plan)> {
    let names = Names::new(name);
    let observed = deploy::observe(&target.client, &names).await?;
    let (desired, _) =
        desired(context, target, &names, &SettingArgs::without_files(), &observed, false).await?;
    let plan = make_plan(&names, &desired, &observed, target).await?;
    let applied = apply(context, target, &names, &desired, &observed, &plan).await?;
    Ok((applied, plan))
}

async fn apply(
    context: &Context,
    target: &Target,
    names: &Names,
    desired: &Desired,
    observed: &Observed,
    plan: &Plan,
) -> Result<Applied> {
    let progress = Steps(context.output.progress());
    deploy::apply(&target.client, names, desired, observed, plan, &progress).await.map_err(|error| {
        let hint = "What was done stays; run pam deploy again to finish it";
        if error.exit == ExitCode::Refused || error.exit == ExitCode::Network {
            error.hint(hint)
        } else {
            error
        }
    })
}

pub(super) async fn make_plan(
    names: &Names,
    desired: &Desired,
    observed: &Observed,
    target: &Target,
) -> Result<Plan> {
    deploy::check_number(&target.client, names, desired, observed).await?;
    deploy::plan(names, desired, observed, target.client.account_sid())
}

/// Shows an apply as it goes.
pub(super) struct Steps(pub(super) Progress);

impl deploy::Observer for Steps {
    fn step(&self, what: &str) {
        self.0.step(what);
    }

    fn tick(&self, what: &str) {
        self.0.tick(what);
    }
}

struct DeployReport {
    names: Names,
    plan: PlanReport,
    changed: bool,
    created: usize,
    altered: usize,
    domain: Option<String>,
    flow_sid: Option<String>,
    phone_number: String,
    password: Option<SecretString>,
}

impl Report for DeployReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        if self.changed {
            writeln!(
                out,
                "{} {} ({} created, {} changed)",
                style.success("Deployed"),
                self.names.stack(),
                self.created,
                self.altered
            )?;
        } else {
            writeln!(
                out,
                "{} {} is up to date, nothing was written",
                style.success("Unchanged:"),
                self.names.stack()
            )?;
        }
        for (label, value) in [("Domain", &self.domain), ("Flow", &self.flow_sid)] {
            if let Some(value) = value {
                writeln!(out, "  {label:<9} {value}")?;
            }
        }
        writeln!(out, "  Number    {}", self.phone_number)?;
        if let Some(password) = &self.password {
            writeln!(
                out,
                "  Password  {}  {}",
                password.expose_secret(),
                style.dim("(the administrator's; shown only now)")
            )?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "name": self.names.stack(),
            "changed": self.changed,
            "domain": self.domain,
            "flow_sid": self.flow_sid,
            "phone_number": self.phone_number,
            "password": self.password.as_ref().map(|password| password.expose_secret()),
            "changes": self.plan.changes(),
        })
    }
}
