//! Takes a stack away: what pam created and nothing else, the number's webhook as it was before.

use serde::Serialize;

use super::Observer;
use super::adopt::{give_back_flow, give_back_messaging};
use super::number::{Giveback, giveback, rejoin};
use super::observed::{Observed, ObservedFlow, Stack};
use super::record::{AdoptedFlow, AdoptedMessaging, NumberRecord, file_key};
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

fn previous<'a>(stack: &Stack, observed: &'a Observed) -> Option<(&'a Number, NumberRecord)> {
    let record = stack.recorded().number?;
    let number = observed.numbers.iter().find(|number| number.sid == record.sid)?;
    Some((number, record))
}

/// What of a stack was taken over from an install before pam.
struct Adopted<'a> {
    flow: Option<(&'a ObservedFlow, AdoptedFlow)>,
    messaging: Option<AdoptedMessaging>,
}

impl<'a> Adopted<'a> {
    fn of(stack: &'a Stack) -> Self {
        let Some(adoption) = stack.recorded().adopted else { return Self { flow: None, messaging: None } };
        let flow =
            stack.flow.as_ref().zip(adoption.flow).filter(|(live, before)| live.flow.sid == before.sid);
        let messaging = adoption
            .messaging
            .filter(|before| stack.messaging.as_ref().is_some_and(|live| live.sid == before.sid));
        Self { flow, messaging }
    }
}

/// What [`remove`] would do.
#[must_use]
pub fn removals(observed: &Observed, account_sid: &str) -> Vec<Removal> {
    let mut lines = Vec::new();
    let mut line = |action, group, name: &str, detail: &str| {
        lines.push(Removal { action, group, name: name.to_owned(), detail: detail.to_owned() });
    };
    for (number, before) in left_numbers(observed, account_sid) {
        line(
            "restore",
            "Phone Number",
            &number.phone_number,
            &format!("its texts go to {} again", before.describe()),
        );
    }
    let left = "of a deployment whose Serverless Service is gone";
    for flow in &observed.leftovers.flows {
        line("delete", "Flow", &flow.friendly_name, left);
    }
    for (service, _) in &observed.leftovers.messaging {
        line("delete", "Messaging Service", &service.friendly_name, left);
    }
    for service in &observed.leftovers.sync {
        line("delete", "Sync Service", service.friendly_name.as_deref().unwrap_or_default(), left);
    }
    let Some(stack) = &observed.stack else { return lines };
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
    if let Some(service) = stack.recorded().next_number.and_then(|next| next.previous_service) {
        let detail = "a number that a run that was cut off took out of it";
        line("restore", "Messaging Service", service.as_str(), detail);
    }
    let adopted = Adopted::of(stack);
    if let Some((_, before)) = &adopted.flow {
        let detail = format!("{} revision {} again", before.friendly_name, before.revision);
        line("restore", "Flow", before.sid.as_str(), &detail);
    } else if let Some(flow) = &stack.flow {
        line("delete", "Flow", &flow.flow.friendly_name, "");
    }
    if let Some(before) = &adopted.messaging {
        line("restore", "Messaging Service", before.sid.as_str(), &format!("{} again", before.friendly_name));
    } else if let Some(messaging) = &stack.messaging {
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
        let extra = extra(stack);
        let detail = match extra.as_slice() {
            [] => "its functions, variables and domain too".to_owned(),
            some => format!(
                "its functions, variables and domain too, and what pam did not put there: {}",
                some.join(", ")
            ),
        };
        line("delete", "Serverless Service", &stack.service.unique_name, &detail);
    } else if let Some(environment) = &stack.environment {
        line("delete", "Environment", &environment.domain_name, "its variables too");
        let others: Vec<&str> =
            stack.other_environments.iter().map(|other| other.domain_name.as_str()).collect();
        let detail = format!("for {}", others.join(", "));
        line("leave", "Serverless Service", &stack.service.unique_name, &detail);
    }
    lines
}

/// Functions and Assets in the Service that are neither in the deployed Build nor in pam's record.
fn extra(stack: &Stack) -> Vec<String> {
    let record = stack.recorded();
    if record.files.is_empty() {
        return Vec::new();
    }
    let own = |kind, path: &str| record.files.contains_key(&file_key(kind, path));
    let resources = stack.resources.keys().filter(|(kind, path)| !own(*kind, path));
    resources.map(|(kind, path)| format!("{} {path}", kind.word())).collect()
}

/// Removes a stack. The Serverless Service, or where it has other Environments this one's, goes last: while it stands, the
/// stack is found again, so that a removal that was cut off is finished by the next one. Scheduled Messages must be canceled before.
///
/// # Errors
/// Where it stopped; the same command finishes it.
pub async fn remove(client: &Client, observed: &Observed, observer: &dyn Observer) -> Result<()> {
    remove_leftovers(client, observed, observer).await?;
    let Some(stack) = &observed.stack else { return Ok(()) };
    let number = previous(stack, observed);
    if let Some((number, record)) = &number
        && let Giveback::Restore(before) = giveback(stack, number, record, client.account_sid())
    {
        observer.step("restoring the number's webhook");
        client.route_number(&number.sid, &before).await?;
        observer.done(1);
    }
    let adopted = Adopted::of(stack);
    if let Some((live, before)) = &adopted.flow {
        observer.step("giving the Flow back");
        give_back_flow(client, live, before).await?;
        observer.done(1);
    } else if let Some(flow) = &stack.flow {
        observer.step("deleting the Flow");
        gone(client.delete_flow(&flow.flow.sid).await)?;
        observer.done(1);
    }
    if let Some(before) = &adopted.messaging {
        observer.step("giving the Messaging Service back");
        let own = stack.recorded().number;
        give_back_messaging(client, &stack.senders, own.as_ref(), before).await?;
        observer.done(1);
    } else if let Some(messaging) = &stack.messaging {
        observer.step("deleting the Messaging Service");
        gone(client.delete_messaging_service(&messaging.sid).await)?;
        observer.done(1);
    }
    for record in number.iter().map(|(_, record)| record).chain(&stack.recorded().next_number) {
        rejoin(client, record).await?;
        observer.done(usize::from(record.previous_service.is_some()));
    }
    if let Some(sync) = &stack.sync {
        observer.step("deleting the Sync Service");
        gone(client.delete_sync_service(&sync.sid).await)?;
        observer.done(1);
    }
    if stack.other_environments.is_empty() {
        observer.step("deleting the Serverless Service");
        gone(client.delete_service(&stack.service.sid).await)?;
        observer.done(1);
    } else if let Some(environment) = &stack.environment {
        observer.step("deleting the Environment");
        gone(client.delete_environment(&stack.service.sid, &environment.sid).await)?;
        observer.done(1);
    }
    Ok(())
}

/// Numbers that still lead to a left-over Flow, with what they did before.
fn left_numbers<'a>(observed: &'a Observed, account_sid: &str) -> Vec<(&'a Number, SmsRouting)> {
    let left = &observed.leftovers;
    let urls: Vec<String> = left.flows.iter().map(|flow| flow.webhook_url(account_sid)).collect();
    let numbers = observed.numbers.iter();
    numbers
        .filter(|number| number.sms.webhook().is_some_and(|url| urls.iter().any(|left| left == url)))
        .map(|number| {
            let records = left.records.iter().filter_map(|record| record.number.as_ref());
            let record = records.into_iter().find(|record| record.sid == number.sid);
            (number, record.map(|record| record.previous.clone()).unwrap_or_default())
        })
        .collect()
}

async fn remove_leftovers(client: &Client, observed: &Observed, observer: &dyn Observer) -> Result<()> {
    let left = &observed.leftovers;
    for (number, before) in left_numbers(observed, client.account_sid()) {
        observer.step("restoring the number's webhook");
        client.route_number(&number.sid, &before).await?;
        observer.done(1);
    }
    for flow in &left.flows {
        observer.step("deleting a left-over Flow");
        gone(client.delete_flow(&flow.sid).await)?;
        observer.done(1);
    }
    for (service, senders) in &left.messaging {
        observer.step("deleting a left-over Messaging Service");
        gone(client.delete_messaging_service(&service.sid).await)?;
        observer.done(1);
        for record in left.records.iter().filter_map(|record| record.number.as_ref()) {
            if senders.iter().any(|sender| sender.sid == record.sid) {
                rejoin(client, record).await?;
            }
        }
    }
    for service in &left.sync {
        observer.step("deleting a left-over Sync Service");
        gone(client.delete_sync_service(&service.sid).await)?;
        observer.done(1);
    }
    Ok(())
}

/// A delete whose first answer was lost finds nothing the second time.
fn gone(result: Result<(), ApiError>) -> Result<(), ApiError> {
    result.or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) })
}
