//! Work on a stack that nobody else may change meanwhile, and that may end with the stack gone.

use super::Observer;
use super::claim::{self, Claimant, in_progress, told};
use super::ledger::Ledger;
use super::names::Names;
use super::observed::Observed;
use crate::error::Result;
use crate::twilio::Client;
use crate::twilio::serverless::Service;

/// The stack's Serverless Service, made where there is none, and claimed by its name where no record can hold the claim yet.
///
/// # Errors
/// `deploy-in-progress` when somebody else made it meanwhile; otherwise Twilio's.
pub(super) async fn service(
    client: &Client,
    names: &Names,
    observed: &Observed,
    claimant: &Claimant,
    observer: &dyn Observer,
) -> Result<Service> {
    let claimed = || claim::to_name(names, &claimant.claim());
    match &observed.stack {
        Some(stack) if stack.record.is_some() => Ok(stack.service.clone()),
        Some(stack) => {
            let service = client.rename_service(&stack.service.sid, &claimed()).await?;
            if let Some(before) = claim::standing(names, stack) {
                claimant.bury(&before);
            }
            Ok(service)
        }
        None => {
            observer.step("creating the Serverless Service");
            let name = claimed();
            let service = client.create_service(&observed.unique_name(names), &name).await?;
            // One that was found instead, because an answer was lost, may be somebody else's.
            if service.friendly_name != name {
                return Err(in_progress(None));
            }
            observer.done(1);
            Ok(service)
        }
    }
}

/// Does `work` while this run holds the claim on the observed stack.
///
/// The claim stands in the record and in the Service's name, for the record may go before the Service does.
///
/// # Errors
/// `deploy-in-progress` when somebody else holds it or has changed the stack since it was observed; otherwise those of
/// `work`.
pub async fn while_claimed<T>(
    client: &Client,
    names: &Names,
    observed: &Observed,
    claimant: &Claimant,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let Some(stack) = &observed.stack else { return work.await };
    let ledger = Ledger::claimed(client, names, observed, stack, claimant).await?;
    let sid = &stack.service.sid;
    let result = async {
        client.rename_service(sid, &claim::to_name(names, &claimant.claim())).await?;
        tokio::select! {
            result = work => result,
            error = ledger.keep() => Err(told(error)),
        }
    }
    .await;
    let gone = result.is_ok() && stack.other_environments.is_empty();
    let released = gone
        || (result.is_ok() || ledger.release().await)
            && client.rename_service(sid, &names.service()).await.is_ok();
    if released {
        claimant.rest();
    }
    result
}
