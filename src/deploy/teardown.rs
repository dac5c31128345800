//! Takes a stack away: what pam created and nothing else, the number's webhook as it was before.

use serde::Serialize;

use super::Observer;
use super::observed::{Observed, Stack};
use crate::error::Result;
use crate::twilio::numbers::{Number, SmsRouting};
use crate::twilio::{ApiError, Client};

/// One line of what undeploy does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// `delete`, `restore` or `leave`.
    pub action: &'static str,
    /// The kind of resource.
    pub group: &'static str,
    /// Which one.
    pub name: String,
    /// Why.
    pub detail: String,
}

fn previous<'a>(
    stack: &Stack,
    observed: &'a Observed,
    account_sid: &str,
) -> Option<(&'a Number, SmsRouting, bool)> {
    let record = stack.recorded().number?;
    let number = observed.numbers.iter().find(|number| number.sid == record.sid)?;
    let ours = stack.is_reached_by(number, account_sid);
    Some((number, record.previous, ours))
}

/// What [`remove`] would do.
#[must_use]
pub fn removals(observed: &Observed, account_sid: &str) -> Vec<Removal> {
    let Some(stack) = &observed.stack else { return Vec::new() };
    let mut lines = Vec::new();
    let mut line = |action, group, name: &str, detail: &str| {
        lines.push(Removal { action, group, name: name.to_owned(), detail: detail.to_owned() });
    };
    if let Some((number, before, ours)) = previous(stack, observed, account_sid) {
        let before = before.sms_url.filter(|url| !url.is_empty());
        if ours {
            let detail = if before.is_some() { "its previous webhook" } else { "no webhook, as before" };
            line("restore", "Phone Number", &number.phone_number, detail);
        } else {
            line("leave", "Phone Number", &number.phone_number, "its webhook is no longer pam's");
        }
    }
    if let Some(flow) = &stack.flow {
        line("delete", "Flow", &flow.flow.friendly_name, "");
    }
    if let Some(messaging) = &stack.messaging {
        line("delete", "Messaging Service", &messaging.friendly_name, "its number stays on the account");
    }
    if let Some(sync) = &stack.sync {
        line(
            "delete",
            "Sync Service",
            sync.friendly_name.as_deref().unwrap_or_default(),
            "the appointment records too",
        );
    }
    if stack.other_environments.is_empty() {
        let detail = "its functions, variables and domain too";
        line("delete", "Serverless Service", &stack.service.unique_name, detail);
    } else if let Some(environment) = &stack.environment {
        line("delete", "Environment", &environment.domain_name, "its variables too");
        let others: Vec<&str> =
            stack.other_environments.iter().map(|other| other.domain_name.as_str()).collect();
        let detail = format!("for {}", others.join(", "));
        line("leave", "Serverless Service", &stack.service.unique_name, &detail);
    }
    lines
}

/// Removes a stack. The Serverless Service, or where it has other Environments this one's, goes last: while it stands, the
/// stack is found again, so that a removal that was cut off is finished by the next one. Scheduled Messages must be canceled before.
///
/// # Errors
/// Where it stopped; the same command finishes it.
pub async fn remove(client: &Client, observed: &Observed, observer: &dyn Observer) -> Result<()> {
    let Some(stack) = &observed.stack else { return Ok(()) };
    if let Some((number, before, true)) = previous(stack, observed, client.account_sid()) {
        observer.step("restoring the number's webhook");
        client.route_number(&number.sid, &before).await?;
    }
    if let Some(flow) = &stack.flow {
        observer.step("deleting the Flow");
        gone(client.delete_flow(&flow.flow.sid).await)?;
    }
    if let Some(messaging) = &stack.messaging {
        observer.step("deleting the Messaging Service");
        gone(client.delete_messaging_service(&messaging.sid).await)?;
    }
    if let Some(sync) = &stack.sync {
        observer.step("deleting the Sync Service");
        gone(client.delete_sync_service(&sync.sid).await)?;
    }
    if stack.other_environments.is_empty() {
        observer.step("deleting the Serverless Service");
        gone(client.delete_service(&stack.service.sid).await)?;
    } else if let Some(environment) = &stack.environment {
        observer.step("deleting the Environment");
        gone(client.delete_environment(&stack.service.sid, &environment.sid).await)?;
    }
    Ok(())
}

/// A delete whose first answer was lost finds nothing the second time.
fn gone(result: Result<(), ApiError>) -> Result<(), ApiError> {
    result.or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) })
}
