//! Taking over an install of the app that was there before pam, as a part of plan and deploy.

use clap::Args;
use secrecy::SecretString;

use super::target::{Session, Target};
use crate::deploy::{self, Desired, Fate, Names, Observed, Original, Plan, Stack};
use crate::error::{Error, Result};
use crate::settings::app::SETTINGS;
use crate::settings::password;
use crate::twilio::serverless::Service;

/// Whether and how an install from before pam is taken over.
#[derive(Debug, Clone, Args)]
pub struct AdoptArgs {
    /// Take over the app that was installed without pam: its settings, Flow, Messaging Service and number
    #[arg(long, help_heading = "Taking over")]
    pub adopt: bool,
    /// Name of that install, its APPLICATION_NAME
    #[arg(long, value_name = "NAME", default_value = deploy::ORIGINAL, help_heading = "Taking over")]
    pub original: String,
    /// Remove that install's Serverless Service and Verify Service, which pam does not use
    #[arg(long, help_heading = "Taking over")]
    pub remove_original: bool,
    /// Cancel what that install has scheduled, instead of letting it go out
    #[arg(long, help_heading = "Taking over")]
    pub cancel_original_reminders: bool,
}

/// An install that was found.
pub(super) struct Found {
    pub(super) original: Original,
    /// Whether it is taken over: asked for, or begun before.
    pub(super) taken: bool,
    fate: Fate,
}

/// Asks for the Serverless Service that an install would have; the rest of it is looked at only where there is one.
pub(super) async fn glance(session: &Session<'_>, args: &AdoptArgs) -> Result<Option<Service>> {
    Ok(session.target().await?.client.service(&args.original).await?)
}

/// Looks at an install whose Service was found, where it may be taken over.
///
/// # Errors
/// `original-missing` when one is to be taken over and there is none; `adopt-too-late` when the deployment stands without it;
/// `name-taken` when the deployment cannot be made under its name; otherwise Twilio's.
pub(super) async fn look(
    target: &Target,
    args: &AdoptArgs,
    names: &Names,
    observed: &Observed,
    service: Option<Service>,
) -> Result<Option<Found>> {
    let asked = args.adopt || args.remove_original || args.cancel_original_reminders;
    let stack = observed.stack.as_ref();
    let begun = stack.map(Stack::recorded).is_some_and(|record| record.adopted.is_some());
    if !asked && stack.is_some_and(|stack| stack.flow.is_some()) {
        return Ok(None);
    }
    let find = async |name: &str, service: Option<Service>| match service {
        Some(service) => deploy::find_original(&target.client, name, service).await,
        None => Ok(None),
    };
    let mut found = find(&args.original, service).await?;
    // Whoever gives a deployment the install's own name means that install.
    if found.is_none() && args.original != names.stack() {
        found = find(names.stack(), observed.name_taken_by.clone()).await?;
    }
    let taken = args.adopt || begun;
    let beside = found.as_ref().is_some_and(|original| original.has_name_of(observed));
    if !(taken && beside) {
        observed.check_name().map_err(|error| match beside {
            true => error.hint("Or take over what has it, which pam recognises, with --adopt"),
            false => error,
        })?;
    }
    match found {
        None if asked && !begun => {
            Err(Error::not_found("original-missing", format!("{} is not installed here", args.original))
                .field("--original")
                .hint("Name the install's APPLICATION_NAME with --original, or leave --adopt away"))
        }
        None => Ok(None),
        Some(original) => {
            let fate =
                Fate { remove: args.remove_original, cancel_scheduled: args.cancel_original_reminders };
            if fate != Fate::default() && !taken {
                return Err(Error::invalid("adopt-missing", "what is not taken over is not touched")
                    .field("--adopt")
                    .hint("Give --adopt too"));
            }
            // What its Flow still calls must not be removed, and nobody shall believe that it was taken over.
            let late = stack.is_some_and(|stack| original.comes_too_late_for(stack));
            if late && args.adopt && !begun {
                let (name, its) = (names.shown(), &original.service.unique_name);
                let message =
                    format!("{name} has a Flow or Messaging Service of its own, so {its}'s cannot become it");
                return Err(Error::invalid("adopt-too-late", message)
                    .field("--adopt")
                    .hint("Take it over under another name, with --name, or after pam undeploy"));
            }
            Ok(Some(Found { original, taken, fate }))
        }
    }
}

impl Found {
    /// A setting of the install, if it is one that pam takes.
    pub(super) fn setting(&self, variable: &str) -> Option<String> {
        let setting = SETTINGS.iter().find(|setting| setting.variable == variable)?;
        let value = self.original.settings().remove(variable).filter(|_| self.taken)?;
        setting.check(&value).ok()
    }

    /// The administrator's password, if it is one that pam takes.
    pub(super) fn password(&self) -> Option<SecretString> {
        let password = self.original.password().filter(|_| self.taken)?;
        password::check(password).ok().map(|()| SecretString::from(password.to_owned()))
    }

    /// Says in a plan what taking over does; the number stays in the install's Messaging Service.
    pub(super) fn annotate(
        &self,
        plan: &mut Plan,
        observed: &Observed,
        desired: &Desired,
        account_sid: &str,
    ) {
        if self.taken {
            self.original.annotate(plan, observed, desired, account_sid, self.fate);
        }
    }

    /// Whether a Messaging Service is the install's, and is taken over.
    pub(super) fn takes_service(&self, sid: &str) -> bool {
        self.taken && self.original.messaging.as_ref().is_some_and(|(service, _)| service.sid.as_str() == sid)
    }

    /// What to tell of an install that is not taken over.
    pub(super) fn notice(&self) -> Option<String> {
        (!self.taken).then(|| {
            format!(
                "{}. pam deploy --adopt takes it over; pam plan --adopt shows how",
                self.original.describe()
            )
        })
    }

    pub(super) fn fate(&self) -> Fate {
        self.fate
    }
}
