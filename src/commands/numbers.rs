//! The account's numbers, and what each of them is used for now.

use std::collections::BTreeMap;

use futures::TryStreamExt;

use super::target::Target;
use crate::context::Context;
use crate::deploy::{self, Observed};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messaging::{MessagingService, Sender};
use crate::twilio::numbers::Number;
use crate::twilio::{ApiError, Client, NumberSid};

pub(super) fn sms_numbers(observed: &Observed) -> impl Iterator<Item = &Number> {
    observed.numbers.iter().filter(|number| number.capabilities.sms)
}

pub(super) fn first_number(observed: &Observed) -> Result<String> {
    sms_numbers(observed).next().map(|number| number.phone_number.clone()).ok_or_else(no_number)
}

fn no_number() -> Error {
    Error::new(ExitCode::NotFound, "no-number", "the account has no number that can send texts")
        .hint("Buy an SMS-capable number in the Console, then run pam deploy again")
}

/// The Messaging Services in which numbers are, by number.
async fn pools(
    client: &Client,
    observed: &Observed,
) -> Result<BTreeMap<NumberSid, MessagingService>, ApiError> {
    let pools = deploy::pools(client, observed.messaging_services.iter().cloned());
    let pools: Vec<(MessagingService, Vec<Sender>)> = pools.try_collect().await?;
    let numbers = |(service, senders): (MessagingService, Vec<Sender>)| {
        senders.into_iter().map(move |sender| (sender.sid, service.clone()))
    };
    Ok(pools.into_iter().flat_map(numbers).collect())
}

/// Lets a person choose one of the account's numbers that can send texts.
pub(super) async fn choose_number(context: &Context, target: &Target, observed: &Observed) -> Result<String> {
    let numbers: Vec<&Number> = sms_numbers(observed).collect();
    if numbers.is_empty() {
        return Err(no_number());
    }
    let (pools, flows) = futures::try_join!(pools(&target.client, observed), target.client.flows())?;
    let flows: BTreeMap<String, String> =
        flows.into_iter().map(|flow| (flow.sid.to_string(), flow.friendly_name)).collect();
    let items: Vec<String> = numbers
        .iter()
        .map(|number| {
            let name = number.friendly_name.as_deref().filter(|name| *name != number.phone_number);
            let uses = uses(number, pools.get(&number.sid), &flows);
            format!("{}  {}  {uses}", number.phone_number, name.unwrap_or_default())
        })
        .collect();
    let unasked = match deploy::unasked(observed.messaging_services.len()) {
        0 => String::new(),
        unasked => format!(" ({unasked} of the account's Messaging Services were not looked into)"),
    };
    let question = format!("Twilio number that patients get texts from{unasked}");
    let chosen = context.prompts.choice(&question, &items)?;
    Ok(numbers[chosen].phone_number.clone())
}

/// What a number is used for, in a few words.
pub(super) fn uses(
    number: &Number,
    pool: Option<&MessagingService>,
    flows: &BTreeMap<String, String>,
) -> String {
    let set = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let webhook = match (set(&number.sms.sms_application_sid), set(&number.sms.sms_url)) {
        (Some(application), _) => Some(format!("texts go to the TwiML App {application}")),
        (None, Some(url)) => webhook(&url, flows),
        (None, None) => None,
    };
    let pool = pool.map(|pool| format!("in the Messaging Service {:?}", pool.friendly_name));
    match (webhook, pool) {
        (None, None) => "not in use".to_owned(),
        (webhook, pool) => webhook.into_iter().chain(pool).collect::<Vec<_>>().join(", "),
    }
}

/// Where a webhook leads; none for the greeting that Twilio gives new numbers.
fn webhook(url: &str, flows: &BTreeMap<String, String>) -> Option<String> {
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(url::Url::host_str).unwrap_or("a webhook");
    if host == "demo.twilio.com" {
        return None;
    }
    let flow = url.split('/').find_map(|part| flows.get(part.split('?').next().unwrap_or_default()));
    Some(match flow {
        Some(name) => format!("texts go to the Flow {name:?}"),
        None => format!("texts go to {host}"),
    })
}

pub(super) fn find_number(observed: &Observed, phone_number: &str) -> Result<Number> {
    let found = observed.numbers.iter().find(|number| number.phone_number == phone_number);
    let number = found.ok_or_else(|| {
        let owned: Vec<&str> = sms_numbers(observed).map(|number| number.phone_number.as_str()).collect();
        let has = if owned.is_empty() {
            "it has none that can send texts".to_owned()
        } else {
            format!("it has {}", owned.join(", "))
        };
        Error::invalid("number-unknown", format!("the account has no number {phone_number}; {has}"))
            .field("--phone-number")
            .hint("Give one of the account's numbers with --phone-number")
    })?;
    if number.capabilities.sms {
        Ok(number.clone())
    } else {
        Err(Error::invalid("number-without-sms", format!("{phone_number} cannot send texts"))
            .field("--phone-number")
            .hint("Give an SMS-capable number with --phone-number"))
    }
}

#[cfg(test)]
mod tests;
