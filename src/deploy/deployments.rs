//! All that pam deployed in an account.

use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;

use super::apply::AT_ONCE;
use super::names::{PRODUCTION, stack_of};
use crate::error::{Error, Result};
use crate::twilio::{BuildSid, Client};

/// One environment of one deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deployment {
    /// The deployment's name.
    pub name: String,
    /// `production`, or the domain suffix.
    pub environment: String,
    /// Where its functions answer.
    pub domain: String,
    /// The Build that is deployed.
    pub build_sid: Option<BuildSid>,
}

/// Every environment of every deployment in the account: one request, and one for each Service that pam made.
///
/// # Errors
/// Twilio's.
pub async fn deployments(client: &Client) -> Result<Vec<Deployment>> {
    let services = client.services().await?;
    let ours = services.into_iter().filter_map(|service| {
        let name = stack_of(&service.friendly_name)?.to_owned();
        Some((service, name))
    });
    let found: Vec<Vec<Deployment>> = stream::iter(ours)
        .map(|(service, name)| async move {
            let environments = client.environments(&service.sid).await?;
            Ok::<_, Error>(
                environments
                    .into_iter()
                    .map(|environment| Deployment {
                        name: name.clone(),
                        environment: environment
                            .domain_suffix
                            .filter(|suffix| !suffix.is_empty())
                            .unwrap_or_else(|| PRODUCTION.to_owned()),
                        domain: environment.domain_name,
                        build_sid: environment.build_sid,
                    })
                    .collect(),
            )
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}
