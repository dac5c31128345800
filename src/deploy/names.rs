//! How a stack's resources are called, so that they are found again without a state file.
//!
//! A name is a Serverless Service; each environment of it is an Environment of that Service with a Messaging Service, a
//! Sync Service, a Flow and a number of its own. Functions, Assets and Builds belong to the Service, so a Build can go
//! from one environment to another.

use crate::error::{Error, Result};
use crate::twilio::ServiceSid;

/// The environment without a domain suffix.
pub const PRODUCTION: &str = "production";

/// The names of one stack in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    stack: String,
    environment: String,
}

/// Twilio takes letters, digits and dashes, and fewer than 50 characters; friendly names of Messaging Services, at
/// most 64 characters, also carry the mark, so a stack's name is shorter.
const LONGEST: usize = 40;
/// A domain suffix has at most 16 characters.
const LONGEST_ENVIRONMENT: usize = 16;
/// What the mark leaves of 64 characters for name and environment.
const LONGEST_BOTH: usize = 44;

/// Checks a stack's name.
///
/// # Errors
/// `stack-name`, with the rule.
pub fn check_name(name: &str) -> Result<()> {
    let fits = (1..=LONGEST).contains(&name.len())
        && is_plain(name)
        // A name that looks like a SID would be read as one.
        && !(name.len() == 34 && name.starts_with("ZS"));
    if fits {
        Ok(())
    } else {
        Err(Error::invalid(
            "stack-name",
            format!("{name:?} is not a name for a deployment: it must be 1 to {LONGEST} letters, digits and dashes"),
        )
        .field("--name"))
    }
}

fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Checks an environment of a stack whose name is right.
///
/// # Errors
/// `environment-name`, with the rule.
pub fn check_environment(name: &str, environment: &str) -> Result<()> {
    let refused = |rule: String| {
        Err(Error::invalid("environment-name", format!("{environment:?} is not an environment: {rule}"))
            .field("--environment"))
    };
    if environment == PRODUCTION {
        return Ok(());
    }
    let fits = (1..=LONGEST_ENVIRONMENT).contains(&environment.len())
        && is_plain(environment)
        && !environment.bytes().any(|byte| byte.is_ascii_uppercase());
    if !fits {
        return refused(format!(
            "it must be 1 to {LONGEST_ENVIRONMENT} small letters, digits and dashes, or {PRODUCTION}"
        ));
    }
    if name.len() + environment.len() > LONGEST_BOTH {
        return refused(format!(
            "together with the name {name} it must have at most {LONGEST_BOTH} characters"
        ));
    }
    Ok(())
}

impl Names {
    /// The names of the stack called `stack` in production.
    #[must_use]
    pub fn new(stack: &str) -> Self {
        Self::in_environment(stack, PRODUCTION)
    }

    /// The names of the stack called `stack` in `environment`.
    #[must_use]
    pub fn in_environment(stack: &str, environment: &str) -> Self {
        Self { stack: stack.to_owned(), environment: environment.to_owned() }
    }

    /// The stack's own name, which is the Serverless Service's unique name.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.stack
    }

    /// The environment: `production`, `dev`, …
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// What people call it: `pam`, and outside production `pam/dev`.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.domain_suffix() {
            None => self.stack.clone(),
            Some(suffix) => format!("{}/{suffix}", self.stack),
        }
    }

    /// Unique name of the stack's Serverless Service where an install from before pam has the stack's own name: nobody can
    /// give a Serverless Service another unique name.
    pub(super) fn beside(&self) -> String {
        format!("{}-pam", self.stack)
    }

    /// Friendly name of the Serverless Service; its beginning says that pam made it.
    #[must_use]
    pub fn service(&self) -> String {
        format!("{OWNED}{}", self.stack)
    }

    /// Friendly name of everything else: the stack's name and its mark, the first digits of the Serverless Service's
    /// SID. Names alone are not unique in an account, and a stranger's resource must never be taken for ours.
    #[must_use]
    pub fn marked(&self, service: &ServiceSid) -> String {
        format!("{}{MARK}{}]", self.shown(), mark(service))
    }

    /// Whether a friendly name is one that a stack of this name gives in this environment, whatever its Serverless
    /// Service.
    pub(super) fn is_marked(&self, friendly_name: &str) -> bool {
        friendly_name.strip_prefix(&self.shown()).is_some_and(|rest| rest.starts_with(MARK))
    }

    /// Whether a friendly name is one that pam gives this stack's Serverless Service, claimed or not.
    pub(super) fn is_service(&self, friendly_name: &str) -> bool {
        stack_of(friendly_name) == Some(&self.stack)
    }

    /// The mark in a friendly name that this stack gives in one of its environments.
    pub(super) fn mark_in<'n>(&self, friendly_name: &'n str) -> Option<&'n str> {
        let (own, mark) = split(friendly_name)?;
        let rest = own.strip_prefix(&self.stack)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(mark)
    }

    /// Whether a friendly name says that a resource belongs to a Serverless Service of this stack.
    pub(super) fn belongs_to(&self, service: &ServiceSid, friendly_name: &str) -> bool {
        self.mark_in(friendly_name) == Some(&mark(service))
    }

    /// The Environment's domain suffix; production has none.
    #[must_use]
    pub fn domain_suffix(&self) -> Option<&str> {
        (self.environment != PRODUCTION).then_some(self.environment.as_str())
    }

    /// Unique name of the Environment, by the convention of Twilio's toolkit (serverless-api, environments.ts).
    #[must_use]
    pub fn unique_environment(&self) -> String {
        self.domain_suffix().map_or_else(|| PRODUCTION.to_owned(), |suffix| format!("{suffix}-environment"))
    }
}

/// How the friendly name of a Serverless Service begins that pam made.
pub(super) const OWNED: &str = "pam: ";
const MARK: &str = " [pam ";
/// What a claim on a Serverless Service adds to its friendly name.
pub(super) const CLAIMED: &str = " claimed by ";

fn mark(service: &ServiceSid) -> String {
    service.as_str().chars().skip(2).take(12).collect()
}

fn split(friendly_name: &str) -> Option<(&str, &str)> {
    friendly_name.strip_suffix(']')?.rsplit_once(MARK)
}

/// Whether a friendly name carries the mark of whichever stack.
pub(super) fn has_mark(friendly_name: &str) -> bool {
    split(friendly_name).is_some()
}

/// The name of the stack to which a Serverless Service with this friendly name belongs, if pam made it.
pub(super) fn stack_of(friendly_name: &str) -> Option<&str> {
    let own = friendly_name.strip_prefix(OWNED)?;
    Some(own.split_once(CLAIMED).map_or(own, |(name, _)| name))
}

#[cfg(test)]
mod tests;
