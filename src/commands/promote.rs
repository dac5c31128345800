//! `pam promote`: the Build and the Flow of one environment for another one, with the other's settings.

use clap::Args;

use super::consent::ConsentArgs;
use super::deploy::{Account, Consent, carry_out, make_plan, report};
use super::settings::{SettingArgs, desired};
use super::target::{Session, names};
use super::turn::{Turn, WaitArgs};
use crate::cli::StackArgs;
use crate::deploy::{self, Promoted};
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Arguments of `pam promote`.
#[derive(Debug, Args)]
pub struct PromoteArgs {
    /// Name of the deployment
    #[arg(long, value_name = "NAME", default_value = "pam")]
    pub name: String,
    /// Environment whose Build and Flow are taken
    #[arg(long, value_name = "ENVIRONMENT")]
    pub from: String,
    /// Environment that gets them
    #[arg(long, value_name = "ENVIRONMENT", default_value = "production")]
    pub to: String,
    /// The other environment's settings.
    #[command(flatten)]
    pub settings: SettingArgs,
    /// What --yes does not cover.
    #[command(flatten)]
    pub consent: ConsentArgs,
    /// How long to wait for somebody else.
    #[command(flatten)]
    pub wait: WaitArgs,
}

pub(super) async fn run(session: &Session<'_>, mut args: PromoteArgs) -> Result<ExitCode> {
    let context = session.context;
    if args.from == args.to {
        let message = format!("{} cannot be promoted to itself", args.from);
        return Err(Error::invalid("environment-name", message).field("--to"));
    }
    let stack_in =
        |environment: &String| StackArgs { name: args.name.clone(), environment: environment.clone() };
    let named = |environment: &String, flag: &str| {
        names(&stack_in(environment)).map_err(|mut error| {
            error.field =
                error.field.map(|field| if field == "--environment" { flag.to_owned() } else { field });
            error
        })
    };
    let source = named(&args.from, "--from")?;
    named(&args.to, "--to")?;
    let stack = stack_in(&args.to);
    let turn = Turn::new(session, &stack, "promote", &args.wait).await?;
    let mut agreed = None;
    loop {
        let (target, names, mut observed) = turn.observe().await?;
        observed.check_name()?;
        let served = deploy::observe(&target.client, &source).await?;
        let (mut desired, generated) =
            desired(context, target, &names, &mut args.settings, &observed, None, true).await?;
        desired.promoted = Some(Promoted::of(&source, &served, &desired.bundle)?);
        let plan = make_plan(&names, &desired, &mut observed, target, None).await?;
        let account = Account { target, names: &names, observed: &observed, found: None };
        let consent = Consent { args: &args.consent, agreed: &mut agreed };
        match carry_out(context, &account, &desired, &plan, &turn.claimant, consent).await {
            Ok(outcome) => return report(session, &account, &desired, &plan, outcome, generated).await,
            Err(error) => turn.again(error).await?,
        }
    }
}
