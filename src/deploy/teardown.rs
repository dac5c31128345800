//! Takes a stack away: what pam created and nothing else, the number's webhook as it was before.

use serde::Serialize;

use super::Observer;
use super::number::{Giveback, giveback, rejoin};
use super::observed::{Observed, Stack};
use super::record::NumberRecord;
use crate::error::Result;
use crate::twilio::numbers::Number;
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

fn previous<'a>(stack: &Stack, observed: &'a Observed) -> Option<(&'a Number, NumberRecord)> {
    let record = stack.recorded().number?;
    let number = observed.numbers.iter().find(|number| number.sid == record.sid)?;
    Some((number, record))
}

/// What [`remove`] would do.
#[must_use]
pub fn removals(observed: &Observed, account_sid: &str) -> Vec<Removal> {
    let Some(stack) = &observed.stack else { return Vec::new() };
    let mut lines = Vec::new();
    let mut line = |action, group, name: &str, detail: &str| {
        lines.push(Removal { action, group, name: name.to_owned(), detail: detail.to_owned() });
    };
    if let Some((number, record)) = previous(stack, observed) {
        match giveback(stack, number, &record, account_sid) {
            Giveback::Restore(before) if before.leads_nowhere() && before.webhook().is_none() => {
                line("restore", "Phone Number", &number.phone_number, "no webhook, as before");
            }
            Giveback::Restore(before) => {
                let detail = format!("its texts go to {} again", before.describe());
                line("restore", "Phone Number", &number.phone_number, &detail);
            }
            Giveback::Leave => {
                line("leave", "Phone Number", &number.phone_number, "its webhook is no longer pam's");
            }
        }
        if let Some(service) = &record.previous_service {
            let detail = format!("back into the Messaging Service {service}");
            line("restore", "Sender", &number.phone_number, &detail);
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
    let number = previous(stack, observed);
    if let Some((number, record)) = &number
        && let Giveback::Restore(before) = giveback(stack, number, record, client.account_sid())
    {
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
    if let Some((_, record)) = &number {
        rejoin(client, record).await?;
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
