//! Whether the stack may have its number.

use futures::{StreamExt, TryStreamExt, stream};

use super::desired::Desired;
use super::names::Names;
use super::observed::Observed;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::Client;

/// How many Messaging Services are asked at a time.
const AT_ONCE: usize = 8;
/// How many are asked at all: Twilio cannot be asked for a number's Messaging Service, and an account may have thousands.
/// In one with more, Twilio's refusal of the number tells, before anything serves patients.
const ASKED: usize = 100;

/// Checks that no other Messaging Service holds the number, which Twilio would refuse half way through a deploy (21712):
/// that of another deployment, or one that somebody made in the Console. Asks nothing when the stack has the number.
///
/// # Errors
/// `number-in-use` with the Messaging Service that holds it; otherwise Twilio's.
pub async fn check_number(
    client: &Client,
    names: &Names,
    desired: &Desired,
    observed: &Observed,
) -> Result<()> {
    let number = &desired.number;
    if observed.stack.as_ref().is_some_and(|s| s.senders.iter().any(|sender| sender.sid == number.sid)) {
        return Ok(());
    }
    // One that a stack of this name left behind gives the number up.
    let others = observed.messaging_services.iter();
    let others = others.filter(|service| !names.is_marked(&service.friendly_name)).cloned();
    let holder = stream::iter(others.take(ASKED))
        .map(|service| async move {
            let senders = client.senders(&service.sid).await?;
            Ok::<_, Error>(senders.iter().any(|sender| sender.sid == number.sid).then_some(service))
        })
        .buffer_unordered(AT_ONCE)
        .try_filter_map(|holder| async { Ok(holder) })
        .boxed()
        .try_next()
        .await?;
    match holder {
        None => Ok(()),
        Some(service) => Err(Error::new(
            ExitCode::Invalid,
            "number-in-use",
            format!(
                "{} is in the Messaging Service {:?} ({}), and a number can be in one only",
                number.phone_number, service.friendly_name, service.sid
            ),
        )
        .field("TWILIO_PHONE_NUMBER")
        .hint("Choose another number with --phone-number, or take this one out of that Messaging Service")),
    }
}
