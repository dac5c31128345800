//! Whose turn it is to change a deployment.

use std::time::Duration;

use clap::Args;
use tokio::time::Instant;

use super::deploy::Steps;
use super::target::{READING, Session, Target, names};
use crate::cli::StackArgs;
use crate::context::Context;
use crate::deploy::{self, Claim, Claimant, IN_PROGRESS, Names, Observed, Observer};
use crate::error::{Error, Result};

/// How long a command that writes waits for another one.
#[derive(Debug, Clone, Args)]
pub struct WaitArgs {
    /// Seconds to wait while somebody else changes the deployment; 0 to be refused at once
    #[arg(long, value_name = "SECONDS", default_value_t = 180)]
    pub wait: u64,
}

/// How often it is looked whether the other one has ended.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A command that waits until nobody else changes the deployment.
pub(super) struct Turn<'a> {
    session: &'a Session<'a>,
    stack: &'a StackArgs,
    pub(super) claimant: Claimant,
    until: Instant,
}

impl<'a> Turn<'a> {
    pub(super) async fn new(
        session: &'a Session<'a>,
        stack: &'a StackArgs,
        doing: &'static str,
        wait: &WaitArgs,
    ) -> Result<Self> {
        let claimant = claimant(session.context, doing, session.now().await?)?;
        let until = Instant::now() + Duration::from_secs(wait.wait.min(24 * 60 * 60));
        Ok(Self { session, stack, claimant, until })
    }

    /// Reads the stack, whoever has its name, once nobody else changes it.
    pub(super) async fn observe(&self) -> Result<(&'a Target, Names, Observed)> {
        let target = self.session.target().await?;
        let names = names(self.stack)?;
        let progress = Steps(self.session.context.output.progress());
        progress.tick(READING);
        let mut told: Option<Claim> = None;
        loop {
            let observed = deploy::read_account(&target.client, &names).await?;
            let Some(claim) = self.claimant.blocked_by(&names, &observed) else {
                return Ok((target, names, observed));
            };
            if Instant::now() >= self.until {
                return Err(deploy::in_progress(Some(&claim)));
            }
            let is_told = told.as_ref().is_some_and(|told| told.token == claim.token);
            if !is_told {
                progress.step(&format!("waiting for {claim}"));
            }
            told = Some(claim);
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Passes when the command may try again after `error`: somebody else was faster, and there is time to wait for them.
    pub(super) async fn again(&self, error: Error) -> Result<()> {
        if error.code != IN_PROGRESS || Instant::now() >= self.until {
            return Err(error);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
        Ok(())
    }
}

/// This run of pam, as others see it.
pub(super) fn claimant(context: &Context, doing: &'static str, now: jiff::Timestamp) -> Result<Claimant> {
    let user = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| context.env.get(name));
    let host = gethostname::gethostname();
    let holder = format!("{}@{}", user.unwrap_or("somebody"), host.to_string_lossy());
    Claimant::new(&holder, doing, now, &context.paths()?.state.join("runs"))
}
