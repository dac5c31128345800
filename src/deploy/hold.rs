//! Work on a stack that nobody else may change meanwhile, and that may end with the stack gone.

use super::claim::{self, Claimant, in_progress, is_conflict};
use super::ledger::Ledger;
use super::names::Names;
use super::observed::Observed;
use crate::error::{Error, Result};
use crate::twilio::Client;

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
    if let Some(claim) = claimant.blocked_by(names, observed) {
        return Err(in_progress(Some(&claim)));
    }
    let version = stack.recorded().version;
    let ledger = Ledger::new(client, claimant, &version, Some(stack));
    let told = |error: Error| if is_conflict(&error) { in_progress(None) } else { error };
    ledger.claim().await.map_err(told)?;
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
