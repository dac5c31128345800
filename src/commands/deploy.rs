//! `pam deploy`: settings, plan, consent, apply.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::adopt::{self, AdoptArgs, Found};
use super::app;
use super::consent::{self, ConsentArgs};
use super::plan::{PlanReport, show};
use super::settings::{SettingArgs, begin_to_hash, desired};
use super::target::{Session, Target, flags, names};
use super::turn::{Turn, WaitArgs, claimant};
use super::{planfile, rollback};
use crate::bundle::PAGE;
use crate::cli::StackArgs;
use crate::context::Context;
use crate::deploy::{self, Applied, Change, ChangeKind, Claimant, Desired, Names, Observed, Plan};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Progress, Report, Style};
use crate::twilio::Client;

/// Arguments of `pam deploy`.
#[derive(Debug, Args)]
pub struct DeployArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// The app's settings.
    #[command(flatten)]
    pub settings: SettingArgs,
    /// An install from before pam.
    #[command(flatten)]
    pub adopt: AdoptArgs,
    /// How long to wait for somebody else.
    #[command(flatten)]
    pub wait: WaitArgs,
    /// What --yes does not cover.
    #[command(flatten)]
    pub consent: ConsentArgs,
    /// Apply exactly the plan in this file, as pam plan --out wrote it, or nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "environment", "rollback", "adopt", "config", "env_file"])]
    pub plan: Option<PathBuf>,
    /// Go back to the Build and the Flow that served before the last deploy
    #[arg(long, conflicts_with_all = ["SettingArgs", "FileArgs", "AdoptArgs", "password-stdin"])]
    pub rollback: bool,
}

const INCOMPLETE: &str = "What was done stays; run pam deploy again to finish it";

pub(super) async fn run(session: &Session<'_>, mut args: DeployArgs) -> Result<ExitCode> {
    let context = session.context;
    if args.rollback {
        if let Some(setting) = args.settings.flags.first_given() {
            let message =
                format!("{} cannot be given with --rollback: Variables keep their values", setting.flag);
            return Err(Error::new(ExitCode::Usage, "usage", message)
                .field(setting.flag)
                .hint("Roll back first, then deploy with the other setting"));
        }
        return rollback::run(session, &args.stack, &args.wait, &args.consent).await;
    }
    let planned = args.plan.as_deref();
    let planned =
        planned.map(|file| planfile::read(file, &mut args.stack, &mut args.settings)).transpose()?;
    args.settings.flags.read_password()?;
    begin_to_hash(context, &names(&args.stack)?, &mut args.settings);
    let turn = Turn::new(session, &args.stack, "deploy", &args.wait).await?;
    let mut agreed = None;
    loop {
        let ((target, names, mut observed), service) =
            futures::try_join!(turn.observe(), adopt::glance(session, &args.adopt))?;
        let found = adopt::look(target, &args.adopt, &names, &observed, service).await?;
        let found = found.as_ref();
        let (desired, generated) =
            desired(context, target, &names, &mut args.settings, &observed, found, true).await?;
        let plan = make_plan(&names, &desired, &mut observed, target, found).await?;
        if let Some(notice) = found.and_then(Found::notice) {
            context.output.note(notice);
        }
        let account = Account { target, names: &names, observed: &observed, found };
        if let Some(planned) = &planned {
            planfile::check(planned, &account, &desired, &plan)?;
            // Who hands the plan back agrees to it, but not to what needs a consent of its own.
            consent::ask(context, &args.consent, &plan)?;
            agreed = Some(plan.changes.clone());
        }
        let consent = Consent { args: &args.consent, agreed: &mut agreed };
        match carry_out(context, &account, &desired, &plan, &turn.claimant, consent).await {
            Ok(outcome) => return report(session, &account, &desired, &plan, outcome, generated).await,
            Err(error) => turn.again(error).await?,
        }
    }
}

/// Tells what was deployed.
pub(super) async fn report(
    session: &Session<'_>,
    account: &Account<'_>,
    desired: &Desired,
    plan: &Plan,
    outcome: Outcome,
    generated: Option<SecretString>,
) -> Result<ExitCode> {
    let mut report = DeployReport::new(account, desired, plan, outcome, generated);
    report.sandbox = session.context.sandbox;
    let has_page = desired.bundle.assets.iter().any(|file| file.path == PAGE);
    if let Some(domain) = report.domain.as_deref().filter(|_| has_page) {
        report.page = session.page_url(domain).await?;
    }
    session.context.output.report(&report)?;
    Ok(ExitCode::Done)
}

/// An account, and how a stack stands in it.
pub(super) struct Account<'a> {
    pub(super) target: &'a Target,
    pub(super) names: &'a Names,
    pub(super) observed: &'a Observed,
    /// An install from before pam.
    pub(super) found: Option<&'a Found>,
}

/// What a user agrees to, and has agreed to already.
pub(super) struct Consent<'a> {
    pub(super) args: &'a ConsentArgs,
    pub(super) agreed: &'a mut Option<Vec<Change>>,
}

/// What was done.
#[derive(Default)]
pub(super) struct Outcome {
    applied: Option<Applied>,
    copy: Option<PathBuf>,
}

/// Shows a plan, asks unless the same one was agreed to, and applies it; only notes what is right already when it is empty.
pub(super) async fn carry_out(
    context: &Context,
    account: &Account<'_>,
    desired: &Desired,
    plan: &Plan,
    claimant: &Claimant,
    consent: Consent<'_>,
) -> Result<Outcome> {
    if plan.is_empty() {
        if plan.notes_only() {
            apply(context, &limited(account.target), account, desired, plan, claimant).await?;
        }
        return Ok(Outcome::default());
    }
    if consent.agreed.as_ref() != Some(&plan.changes) {
        show(&context.output, plan);
        consent::ask(context, consent.args, plan)?;
        context.prompts.consent("Apply these changes?")?;
        *consent.agreed = Some(plan.changes.clone());
    }
    let copy = consent::keep(context, account.target, account.names, account.observed, plan).await?;
    let client = limited(account.target);
    let applied = take_over_and_apply(context, &client, account, desired, plan, claimant).await?;
    Ok(Outcome { applied: Some(applied), copy })
}

/// Takes over what is to be taken over, applies, and settles the rest of what was there before.
async fn take_over_and_apply(
    context: &Context,
    client: &Client,
    account: &Account<'_>,
    desired: &Desired,
    plan: &Plan,
    claimant: &Claimant,
) -> Result<Applied> {
    let Some(found) = account.found.filter(|found| found.taken) else {
        return apply(context, client, account, desired, plan, claimant).await;
    };
    let Account { target, names, observed, .. } = account;
    let original = &found.original;
    let incomplete = |error: Error| error.hint(INCOMPLETE);
    let progress = || Steps(context.output.progress());
    let applied = if original.is_to_take(observed) {
        deploy::take_over(client, names, observed, original, &desired.number, claimant, &progress())
            .await
            .map_err(incomplete)?;
        let mut observed = deploy::read_account(client, names).await?;
        let plan = make_plan(names, desired, &mut observed, target, None).await?;
        let account = Account { target, names, observed: &observed, found: None };
        apply(context, client, &account, desired, &plan, claimant).await?
    } else {
        apply(context, client, account, desired, plan, claimant).await?
    };
    deploy::settle(client, original, found.fate(), &progress()).await.map_err(incomplete)?;
    Ok(applied)
}

/// Deploys with what is known and no questions: the demo's deploy.
pub(super) async fn without_questions(
    context: &Context,
    target: &Target,
    names: &Names,
    mut settings: SettingArgs,
) -> Result<(Applied, Plan)> {
    let mut observed = deploy::observe(&target.client, names).await?;
    let (desired, _) = desired(context, target, names, &mut settings, &observed, None, false).await?;
    let plan = make_plan(names, &desired, &mut observed, target, None).await?;
    let claimant = claimant(context, "demo", context.now())?;
    let account = Account { target, names, observed: &observed, found: None };
    let applied = apply(context, &limited(target), &account, &desired, &plan, &claimant).await?;
    Ok((applied, plan))
}

/// The target's client for one run, all of whose requests share a limit.
pub(super) fn limited(target: &Target) -> Client {
    target.client.within(deploy::TIME_LIMIT)
}

async fn apply(
    context: &Context,
    client: &Client,
    account: &Account<'_>,
    desired: &Desired,
    plan: &Plan,
    claimant: &Claimant,
) -> Result<Applied> {
    let progress = Steps(context.output.progress_of(plan.work()));
    let Account { names, observed, .. } = account;
    let applied = deploy::apply(client, names, desired, observed, plan, claimant, &progress).await;
    applied.map_err(|error| {
        if error.exit == ExitCode::Refused || error.exit == ExitCode::Network {
            error.hint(INCOMPLETE)
        } else {
            error
        }
    })
}

pub(super) async fn make_plan(
    names: &Names,
    desired: &Desired,
    observed: &mut Observed,
    target: &Target,
    found: Option<&Found>,
) -> Result<Plan> {
    let holder = deploy::find_holder(&target.client, names, &desired.number, observed).await?;
    observed.holder =
        holder.filter(|holder| !found.is_some_and(|found| found.takes_service(holder.sid.as_str())));
    let account_sid = target.client.account_sid();
    let mut plan = deploy::plan(names, desired, observed, account_sid)?;
    if let Some(found) = found {
        found.annotate(&mut plan, observed, desired, account_sid);
    }
    Ok(plan)
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

    fn done(&self, count: usize) {
        self.0.done(count);
    }
}

struct DeployReport {
    names: Names,
    plan: PlanReport,
    changed: bool,
    created: usize,
    altered: usize,
    domain: Option<String>,
    page: Option<String>,
    flow_sid: Option<String>,
    phone_number: String,
    copy: Option<PathBuf>,
    password: Option<SecretString>,
    sandbox: bool,
}

impl DeployReport {
    fn new(
        account: &Account<'_>,
        desired: &Desired,
        plan: &Plan,
        outcome: Outcome,
        generated: Option<SecretString>,
    ) -> Self {
        let stack = account.observed.stack.as_ref();
        let changed = outcome.applied.is_some();
        let (domain, flow_sid) = match outcome.applied {
            Some(applied) => (Some(applied.domain), Some(applied.flow_sid.to_string())),
            None => (
                stack.and_then(|s| s.environment.as_ref()).map(|environment| environment.domain_name.clone()),
                stack.and_then(|s| s.flow.as_ref()).map(|flow| flow.flow.sid.to_string()),
            ),
        };
        Self {
            names: account.names.clone(),
            plan: PlanReport::new(plan),
            changed,
            created: plan.count(ChangeKind::Create),
            altered: plan.count(ChangeKind::Change),
            domain,
            page: None,
            flow_sid,
            phone_number: desired.number.phone_number.clone(),
            copy: outcome.copy,
            password: generated.filter(|_| changed),
            sandbox: false,
        }
    }
}

impl Report for DeployReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        if self.changed {
            writeln!(
                out,
                "{} {} ({} created, {} changed)",
                style.success("Deployed"),
                self.names.shown(),
                self.created,
                self.altered
            )?;
        } else {
            writeln!(
                out,
                "{} {} is up to date, nothing was written",
                style.success("Unchanged:"),
                self.names.shown()
            )?;
        }
        for (label, value) in [("Page", &self.page), ("Domain", &self.domain), ("Flow", &self.flow_sid)] {
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
        if self.created > 0 && self.changed {
            let stack = StackArgs {
                name: self.names.stack().to_owned(),
                environment: self.names.environment().to_owned(),
            };
            let (own, phone) =
                if self.sandbox { (" --sandbox", "") } else { ("", " --patient-phone NUMBER") };
            let next = format!("pam simulate booked{own}{}{phone}", flags(&stack));
            writeln!(out, "  Next      {}", style.hint(&next))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "name": self.names.stack(),
            "environment": self.names.environment(),
            "changed": self.changed,
            "domain": self.domain,
            "page": self.page,
            "flow_sid": self.flow_sid,
            "phone_number": self.phone_number,
            "kept_copy": self.copy.as_deref().map(app::shown),
            "password": self.password.as_ref().map(|password| password.expose_secret()),
            "changes": self.plan.changes(),
        })
    }
}
