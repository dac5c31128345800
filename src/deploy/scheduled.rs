//! Messages that a Messaging Service has still to send: known from no record, but found by looking.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, TryStreamExt, stream};

use crate::error::Result;
use crate::twilio::messages::{Message, NOT_CANCELABLE};
use crate::twilio::{Client, MessagingServiceSid};

/// Twilio can list Messages neither by status nor by Messaging Service, so this many are looked through.
const LOOKED_AT: usize = 10_000;
const AT_ONCE: usize = 8;

/// The scheduled Messages of a Messaging Service among the account's newest ones, and among all to these phones.
///
/// # Errors
/// Twilio's.
pub async fn find_scheduled(
    client: &Client,
    service: &MessagingServiceSid,
    phones: BTreeSet<String>,
) -> Result<Vec<Message>> {
    let newest = client.newest_messages(None, LOOKED_AT).await?;
    let to_phones: Vec<Vec<Message>> = stream::iter(phones)
        .map(|phone| async move { client.newest_messages(Some(&phone), LOOKED_AT).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let found: BTreeMap<String, Message> = newest
        .into_iter()
        .chain(to_phones.into_iter().flatten())
        .filter(|message| message.status == "scheduled")
        .filter(|message| message.messaging_service_sid.as_deref() == Some(service.as_str()))
        .map(|message| (message.sid.clone(), message))
        .collect();
    Ok(found.into_values().collect())
}

/// Cancels scheduled Messages; gives how many were not sent meanwhile.
///
/// # Errors
/// Twilio's.
pub async fn cancel_scheduled(client: &Client, messages: &[Message]) -> Result<usize> {
    let canceled: Vec<usize> = stream::iter(messages)
        .map(|message| async move {
            match client.cancel_message(&message.sid).await {
                Ok(_) => Ok(1),
                Err(error) if error.has_code(NOT_CANCELABLE) || error.is_not_found() => Ok(0),
                Err(error) => Err(error),
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(canceled.into_iter().sum())
}
