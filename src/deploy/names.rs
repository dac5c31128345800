//! How a stack's resources are called, so that they are found again without a state file.

use crate::error::{Error, Result};
use crate::twilio::ServiceSid;

/// The names of one stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    stack: String,
}

/// Twilio takes letters, digits and dashes, and fewer than 50 characters; friendly names of Messaging Services, at
/// most 64 characters, also carry the mark, so a stack's name is shorter.
const LONGEST: usize = 40;

/// Checks a stack's name.
///
/// # Errors
/// `stack-name`, with the rule.
pub fn check_name(name: &str) -> Result<()> {
    let fits = (1..=LONGEST).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
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

impl Names {
    /// The names of the stack called `stack`.
    #[must_use]
    pub fn new(stack: &str) -> Self {
        Self { stack: stack.to_owned() }
    }

    /// The stack's own name, which is the Serverless Service's unique name.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.stack
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
        let mark: String = service.as_str().chars().skip(2).take(12).collect();
        format!("{} [pam {mark}]", self.stack)
    }

    /// Whether a friendly name is one that a stack of this name gives, whatever its Serverless Service.
    pub(super) fn is_marked(&self, friendly_name: &str) -> bool {
        friendly_name.strip_prefix(&self.stack).is_some_and(|rest| rest.starts_with(" [pam "))
    }

    /// Unique name of the Environment.
    #[must_use]
    pub const fn environment(&self) -> &'static str {
        "production"
    }
}

/// How the friendly name of a Serverless Service begins that pam made.
pub(super) const OWNED: &str = "pam: ";
