//! `pam deploy`: settings, plan, consent, apply.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::adopt::{self, AdoptArgs, Found};
use super::app::bundle;
use super::consent::{self, ConsentArgs};
use super::plan::{PlanReport, show};
use super::target::{Session, Target};
use super::turn::{Turn, WaitArgs, claimant};
use super::{planfile, rollback};
use crate::bundle::PAGE;
use crate::cli::StackArgs;
use crate::context::Context;
use crate::deploy::{self, Applied, Change, ChangeKind, Claimant, Desired, Names, Observed, Plan};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Progress, Report, Style};
use crate::settings::app::{self, PHONE_NUMBER, SETTINGS};
use crate::settings::password;
use crate::twilio::numbers::Number;

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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "environment", "rollback"])]
    pub plan: Option<PathBuf>,
    /// Go back to the Build and the Flow that served before the last deploy
    #[arg(long, conflicts_with_all = ["SettingArgs", "password_stdin"])]
    pub rollback: bool,
    /// Read the administrator's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

/// The app's settings as flags; what is not given is taken from the environment, the deployment or the defaults.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingArgs {
    /// Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries
    #[arg(long, value_name = "DIR", help_heading = None)]
    pub app: Option<PathBuf>,
    /// Deploy this template of the Flow, as pam flow pull wrote it, instead of the app's own
    #[arg(long, value_name = "FILE", help_heading = None)]
    pub flow: Option<PathBuf>,
    /// Name of the clinic, as patients know it [variable: CUSTOMER_NAME]
    #[arg(long, value_name = "NAME")]
    pub customer_name: Option<String>,
    /// Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]
    #[arg(long, value_name = "NUMBER")]
    pub phone_number: Option<String>,
    /// Administrator's mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]
    #[arg(long, value_name = "NUMBER")]
    pub administrator_phone_number: Option<String>,
    /// The clinic's time zone, for example America/New_York [variable: TIME_ZONE]
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// URL at which the EHR takes patients' requests [variable: IE_ENDPOINT]
    #[arg(long, value_name = "URL")]
    pub ehr_endpoint: Option<String>,
    /// First reminder, how long before the appointment [variable: REMINDER_FIRST_TIMING] [default: 48h]
    #[arg(long, value_name = "DURATION")]
    pub first_reminder: Option<String>,
    /// Second reminder, how long before the appointment [variable: REMINDER_SECOND_TIMING] [default: 24h]
    #[arg(long, value_name = "DURATION")]
    pub second_reminder: Option<String>,
    /// Reminders go out from, clinic's time [variable: REMINDER_OUTREACH_START] [default: 08:00]
    #[arg(long, value_name = "TIME")]
    pub outreach_start: Option<String>,
    /// Reminders go out until, clinic's time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]
    #[arg(long, value_name = "TIME")]
    pub outreach_finish: Option<String>,
    /// Settings of a plan that is applied.
    #[arg(skip)]
    pub planned: BTreeMap<String, String>,
}

impl SettingArgs {
    /// What a plan says, else what a flag says.
    pub(super) fn get(&self, variable: &str) -> Option<String> {
        if let Some(planned) = self.planned.get(variable) {
            return Some(planned.clone());
        }
        match variable {
            "CUSTOMER_NAME" => &self.customer_name,
            "TWILIO_PHONE_NUMBER" => &self.phone_number,
            "ADMINISTRATOR_PHONE_NUMBER" => &self.administrator_phone_number,
            "TIME_ZONE" => &self.time_zone,
            "IE_ENDPOINT" => &self.ehr_endpoint,
            "REMINDER_FIRST_TIMING" => &self.first_reminder,
            "REMINDER_SECOND_TIMING" => &self.second_reminder,
            "REMINDER_OUTREACH_START" => &self.outreach_start,
            "REMINDER_OUTREACH_FINISH" => &self.outreach_finish,
            _ => &None,
        }
        .clone()
    }
}

pub(super) async fn run(session: &Session<'_>, mut args: DeployArgs) -> Result<ExitCode> {
    let context = session.context;
    if args.rollback {
        return rollback::run(session, &args.stack, &args.wait).await;
    }
    let planned = args.plan.as_deref();
    let planned =
        planned.map(|file| planfile::read(file, &mut args.stack, &mut args.settings)).transpose()?;
    let given = args.password_stdin.then(read_password).transpose()?;
    let turn = Turn::new(session, &args.stack, "deploy", &args.wait).await?;
    let mut agreed = None;
    loop {
        let (target, names, mut observed) = turn.observe().await?;
        let found = adopt::look(target, &args.adopt, &observed).await?;
        let found = found.as_ref();
        let (desired, generated) =
            desired(context, target, &args.settings, &observed, found, given.clone(), true)?;
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
            apply(context, account, desired, plan, claimant).await?;
        }
        return Ok(Outcome::default());
    }
    if consent.agreed.as_ref() != Some(&plan.changes) {
        show(&context.output, plan);
        consent::ask(context, consent.args, plan)?;
        context.prompts.consent("Apply these changes?")?;
        *consent.agreed = Some(plan.changes.clone());
    }
    let name = account.names.shown().replace('/', "-");
    let copy = consent::keep_copy(context, account.target, &name, account.observed, plan).await?;
    if let Some(folder) = &copy {
        context.output.note(format!("What is written over is kept in {}", folder.display()));
    }
    let applied = take_over_and_apply(context, account, desired, plan, claimant).await?;
    Ok(Outcome { applied: Some(applied), copy })
}

/// Takes over what is to be taken over, applies, and settles the rest of what was there before.
async fn take_over_and_apply(
    context: &Context,
    account: &Account<'_>,
    desired: &Desired,
    plan: &Plan,
    claimant: &Claimant,
) -> Result<Applied> {
    let Some(found) = account.found.filter(|found| found.taken) else {
        return apply(context, account, desired, plan, claimant).await;
    };
    let Account { target, names, observed, .. } = account;
    let (client, original) = (&target.client, &found.original);
    let incomplete = |error: Error| error.hint("What was done stays; run pam deploy again to finish it");
    let progress = || Steps(context.output.progress());
    let applied = if original.is_to_take(observed) {
        deploy::take_over(client, names, observed, original, &desired.number, claimant, &progress())
            .await
            .map_err(incomplete)?;
        let mut observed = deploy::observe(client, names).await?;
        let plan = make_plan(names, desired, &mut observed, target, None).await?;
        let account = Account { target, names, observed: &observed, found: None };
        apply(context, &account, desired, &plan, claimant).await?
    } else {
        apply(context, account, desired, plan, claimant).await?
    };
    deploy::settle(client, original, found.fate(), &progress()).await.map_err(incomplete)?;
    Ok(applied)
}

/// Deploys with what is known and no questions: the demo's deploy.
pub(super) async fn without_questions(
    context: &Context,
    target: &Target,
    name: &str,
) -> Result<(Applied, Plan)> {
    let names = Names::new(name);
    let mut observed = deploy::observe(&target.client, &names).await?;
    let (desired, _) = desired(context, target, &SettingArgs::default(), &observed, None, None, false)?;
    let plan = make_plan(&names, &desired, &mut observed, target, None).await?;
    let claimant = claimant(context, "demo", context.now())?;
    let account = Account { target, names: &names, observed: &observed, found: None };
    let applied = apply(context, &account, &desired, &plan, &claimant).await?;
    Ok((applied, plan))
}

async fn apply(
    context: &Context,
    account: &Account<'_>,
    desired: &Desired,
    plan: &Plan,
    claimant: &Claimant,
) -> Result<Applied> {
    let progress = Steps(context.output.progress());
    let Account { target, names, observed, .. } = account;
    let applied = deploy::apply(&target.client, names, desired, observed, plan, claimant, &progress).await;
    applied.map_err(|error| {
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

/// Puts settings, number and secrets together; the second value is the password when it was made here.
pub(super) fn desired(
    context: &Context,
    target: &Target,
    args: &SettingArgs,
    observed: &Observed,
    found: Option<&Found>,
    given: Option<SecretString>,
    ask: bool,
) -> Result<(Desired, Option<SecretString>)> {
    let app_bundle = bundle(args.app.as_deref(), args.flow.as_deref())?;
    let sandbox = target.control.is_some();
    let stack = observed.stack.as_ref();
    let deployed = |key: &str| stack.and_then(|s| s.variable(key)).map(str::to_owned);
    let known = |key: &str| deployed(key).or_else(|| found?.setting(key));
    let mut resolved = app::resolve(&|key| args.get(key), &context.env, &known, sandbox)?;
    for variable in std::mem::take(&mut resolved.missing) {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.variable == variable) else { continue };
        let value = match variable {
            PHONE_NUMBER if sandbox => first_number(observed)?,
            _ if !ask || !context.prompts.can_ask() => return Err(app::missing(setting)),
            PHONE_NUMBER => ask_number(context, observed)?,
            _ => {
                let answer =
                    context.prompts.value(setting.question, None, |text| setting.check(text).map(drop))?;
                setting.check(&answer).map_err(|rule| app::invalid(setting, setting.flag, &rule))?
            }
        };
        resolved.values.insert(variable.to_owned(), value);
    }
    app::check_together(&resolved.values).map_err(|(variable, rule)| {
        Error::invalid("setting-invalid", format!("{variable} {rule}")).field(variable)
    })?;
    let number = find_number(observed, resolved.values.get(PHONE_NUMBER).map_or("", String::as_str))?;
    let (new_secrets, generated) =
        administrator_password(context, deployed(deploy::HASHED_PASSWORD), given, found, sandbox, ask)?;
    let desired = Desired {
        bundle: app_bundle,
        settings: resolved.values,
        number,
        initial_secrets: initial_secrets()?,
        new_secrets,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        promoted: None,
    };
    Ok((desired, generated))
}

type Secrets = BTreeMap<String, SecretString>;

/// Keys that a deployment gets once and keeps.
fn initial_secrets() -> Result<Secrets> {
    [deploy::SIGNING_SECRET, deploy::TOKEN_SIGNING_KEY, deploy::TOKEN_ENCRYPTION_KEY]
        .map(|variable| Ok((variable.to_owned(), password::generate_key()?)))
        .into_iter()
        .collect()
}

/// The password's hash when it is to be written: given, or none is deployed yet.
fn administrator_password(
    context: &Context,
    deployed: Option<String>,
    given: Option<SecretString>,
    found: Option<&Found>,
    sandbox: bool,
    ask: bool,
) -> Result<(Secrets, Option<SecretString>)> {
    const VARIABLE: &str = "APPLICATION_PASSWORD";
    let given = given.or_else(|| context.env.get(VARIABLE).map(SecretString::from));
    let given = given.or_else(|| if deployed.is_none() { found?.password() } else { None });
    let kept = |hash: String| {
        (BTreeMap::from([(deploy::HASHED_PASSWORD.to_owned(), SecretString::from(hash))]), None)
    };
    let mut generated = None;
    let password = match (given, deployed) {
        (Some(given), Some(hash)) if password::matches(&hash, &given)? => return Ok(kept(hash)),
        (Some(given), _) => {
            password::check(given.expose_secret()).map_err(|rule| {
                Error::invalid("setting-invalid", format!("{VARIABLE} {rule}")).field(VARIABLE)
            })?;
            given
        }
        (None, Some(hash)) => return Ok(kept(hash)),
        (None, None) if sandbox || (ask && context.prompts.can_ask()) => {
            let chosen = if sandbox { String::new() } else { ask_password(context)? };
            if chosen.is_empty() {
                let made = password::generate()?;
                generated = Some(made.clone());
                made
            } else {
                SecretString::from(chosen)
            }
        }
        (None, None) => {
            return Err(Error::invalid(
                "setting-missing",
                format!("{VARIABLE} is needed: the administrator's password"),
            )
            .field("--password-stdin")
            .hint(format!("Give it with --password-stdin or in the variable {VARIABLE}")));
        }
    };
    let hash = password::hash(&password)?;
    Ok((BTreeMap::from([(deploy::HASHED_PASSWORD.to_owned(), hash)]), generated))
}

fn ask_password(context: &Context) -> Result<String> {
    context.prompts.secret("Administrator's password (empty: make one)", |text| {
        if text.is_empty() { Ok(()) } else { password::check(text) }
    })
}

fn read_password() -> Result<SecretString> {
    let mut text = String::new();
    io::stdin().take(1024).read_to_string(&mut text).map_err(|error| {
        Error::invalid("stdin", format!("could not read the password: {error}")).field("--password-stdin")
    })?;
    Ok(SecretString::from(text.trim_end_matches(['\r', '\n'])))
}

fn sms_numbers(observed: &Observed) -> impl Iterator<Item = &Number> {
    observed.numbers.iter().filter(|number| number.capabilities.sms)
}

fn first_number(observed: &Observed) -> Result<String> {
    sms_numbers(observed).next().map(|number| number.phone_number.clone()).ok_or_else(no_number)
}

fn no_number() -> Error {
    Error::new(ExitCode::NotFound, "no-number", "the account has no number that can send texts")
        .hint("Buy an SMS-capable number in the Console, then run pam deploy again")
}

fn ask_number(context: &Context, observed: &Observed) -> Result<String> {
    let numbers: Vec<&Number> = sms_numbers(observed).collect();
    let items: Vec<String> = numbers
        .iter()
        .map(|number| {
            let webhook = number.sms.sms_url.as_deref().filter(|url| !url.is_empty());
            let host = webhook.and_then(|url| url::Url::parse(url).ok()?.host_str().map(str::to_owned));
            let used = host.map_or_else(|| "not in use".to_owned(), |host| format!("texts go to {host}"));
            format!(
                "{}  {}  {used}",
                number.phone_number,
                number.friendly_name.as_deref().unwrap_or_default()
            )
        })
        .collect();
    if items.is_empty() {
        return Err(no_number());
    }
    let chosen = context.prompts.choice("Twilio number that patients get texts from", &items)?;
    Ok(numbers[chosen].phone_number.clone())
}

fn find_number(observed: &Observed, phone_number: &str) -> Result<Number> {
    let found = observed.numbers.iter().find(|number| number.phone_number == phone_number);
    let number = found.ok_or_else(|| {
        let owned: Vec<&str> = sms_numbers(observed).map(|number| number.phone_number.as_str()).collect();
        let has = if owned.is_empty() {
            "it has none that can send texts".to_owned()
        } else {
            format!("it has {}", owned.join(", "))
        };
        Error::invalid("number-unknown", format!("the account has no number {phone_number}; {has}"))
            .field("--phone-number")
            .hint("Give one of the account's numbers with --phone-number")
    })?;
    if number.capabilities.sms {
        Ok(number.clone())
    } else {
        Err(Error::invalid("number-without-sms", format!("{phone_number} cannot send texts"))
            .field("--phone-number")
            .hint("Give an SMS-capable number with --phone-number"))
    }
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
    page: Option<String>,
    flow_sid: Option<String>,
    phone_number: String,
    copy: Option<PathBuf>,
    password: Option<SecretString>,
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
            "kept_copy": self.copy,
            "password": self.password.as_ref().map(|password| password.expose_secret()),
            "changes": self.plan.changes(),
        })
    }
}
