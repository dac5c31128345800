//! The stack's number: who else has it, and giving it back.

use futures::{Stream, StreamExt, TryStreamExt, stream};

use super::names::Names;
use super::observed::{Observed, Stack};
use super::record::{DeploymentRecord, NumberRecord};
use crate::error::Result;
use crate::twilio::messaging::{MessagingService, Sender};
use crate::twilio::numbers::{Number, SmsRouting};
use crate::twilio::{ApiError, Client, MessagingServiceSid, NumberSid};

/// How many Messaging Services are asked at a time.
const AT_ONCE: usize = 8;
/// How many are asked at all: Twilio cannot be asked for a number's Messaging Service, and an account may have thousands.
/// In one with more, Twilio's refusal of the number tells, before anything serves patients.
const ASKED: usize = 100;

/// How many of so many Messaging Services are not looked into, so that one of them may have a number that seems free.
#[must_use]
pub const fn unasked(services: usize) -> usize {
    services.saturating_sub(ASKED)
}

/// Messaging Services with the numbers in them, as they answer; at most [`ASKED`].
pub fn pools<'c>(
    client: &'c Client,
    services: impl IntoIterator<Item = MessagingService> + 'c,
) -> impl Stream<Item = Result<(MessagingService, Vec<Sender>), ApiError>> + 'c {
    stream::iter(services.into_iter().take(ASKED))
        .map(async |service| {
            let senders = client.senders(&service.sid).await?;
            Ok((service, senders))
        })
        .buffer_unordered(AT_ONCE)
}

/// Which of these Messaging Services holds a number. A number can be in one only (21712).
///
/// # Errors
/// Twilio's.
pub async fn holder_of(
    client: &Client,
    services: impl IntoIterator<Item = MessagingService>,
    number: &NumberSid,
) -> Result<Option<MessagingService>, ApiError> {
    let holders = pools(client, services).try_filter_map(async |(service, senders)| {
        Ok(senders.iter().any(|sender| sender.sid == *number).then_some(service))
    });
    std::pin::pin!(holders).try_next().await
}

/// The Messaging Service that holds a number and is not this stack's: that of another deployment, or one that somebody
/// made in the Console. Asks nothing when the stack has the number.
///
/// # Errors
/// Twilio's.
pub async fn find_holder(
    client: &Client,
    names: &Names,
    number: &Number,
    observed: &Observed,
) -> Result<Option<MessagingService>> {
    if observed.stack.as_ref().is_some_and(|stack| stack.has_sender(&number.sid)) {
        return Ok(None);
    }
    // One that a stack of this name left behind gives the number up.
    let others = observed.messaging_services.iter();
    let others = others.filter(|service| !names.is_marked(&service.friendly_name)).cloned();
    Ok(holder_of(client, others, &number.sid).await?)
}

/// What a deploy takes a number away from, in words, each to be consented to; empty where it is free or the stack's own.
pub(super) fn takes(number: &Number, observed: &Observed, account_sid: &str) -> Vec<String> {
    let stack = observed.stack.as_ref();
    let mut takes = Vec::new();
    if let Some(holder) = &observed.holder {
        takes.push(format!(
            "{} is in the Messaging Service {:?} ({})",
            number.phone_number, holder.friendly_name, holder.sid
        ));
    }
    let had = stack.and_then(|s| s.recorded().number).is_some_and(|record| record.sid == number.sid);
    let reached = stack.is_some_and(|stack| stack.is_reached_by(number, account_sid));
    if !had && !reached && !number.sms.leads_nowhere() {
        takes.push(format!("texts to {} go to {}", number.phone_number, number.sms.describe()));
    }
    takes
}

/// What undeploying does to the number's webhook.
pub(super) enum Giveback {
    /// It is set to this.
    Restore(SmsRouting),
    /// Somebody else set it meanwhile.
    Leave,
}

/// How a number's webhook is given back. A TwiML Application that somebody set meanwhile stays, but a webhook below it that
/// leads to the Flow does not: the Flow goes.
pub(super) fn giveback(stack: &Stack, number: &Number, record: &NumberRecord, account_sid: &str) -> Giveback {
    let ours = stack.flow.as_ref().map(|flow| flow.flow.webhook_url(account_sid));
    if ours.is_none() || number.sms.webhook() != ours.as_deref() {
        return Giveback::Leave;
    }
    let mut previous = record.previous.clone();
    if let Some(application) = number.sms.application() {
        previous.sms_application_sid = Some(application.to_owned());
    }
    Giveback::Restore(previous)
}

/// Notes which Messaging Service a number is taken out of. While another number is the stack's, which is given back later,
/// the new one's record stands beside it.
pub(super) fn note_taken(record: &mut DeploymentRecord, before: NumberRecord, holder: &MessagingService) {
    let noted = match &mut record.number {
        Some(own) if own.sid == before.sid => own,
        _ => record.next_number.insert(before),
    };
    noted.previous_service = Some(holder.sid.clone());
}

/// The record of the number that becomes the stack's.
pub(super) fn become_own(record: &mut DeploymentRecord, before: NumberRecord) {
    let noted = record.next_number.take().filter(|noted| noted.sid == before.sid);
    record.number = Some(noted.unwrap_or(before));
}

/// Puts a number back into the Messaging Service that it was taken out of, if that still exists.
pub(super) async fn rejoin(client: &Client, record: &NumberRecord) -> Result<(), ApiError> {
    match &record.previous_service {
        Some(service) => put_back(client, service, &record.sid).await,
        None => Ok(()),
    }
}

pub(super) async fn put_back(
    client: &Client,
    service: &MessagingServiceSid,
    number: &NumberSid,
) -> Result<(), ApiError> {
    match client.add_sender(service, number).await {
        Ok(_) => Ok(()),
        // It is there already, or the Service or the number is gone, or somebody put it elsewhere.
        Err(error) if error.is_not_found() || error.has_code(21710) || error.has_code(21712) => Ok(()),
        Err(error) => Err(error),
    }
}
