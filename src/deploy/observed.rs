//! Reads the account, and nothing but reads.

use std::collections::BTreeMap;

use futures::future::{try_join, try_join_all};
use serde_json::Value;

use super::names::{Names, OWNED};
use super::record::{DOCUMENT, DeploymentRecord};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messaging::{MessagingService, Sender};
use crate::twilio::numbers::Number;
use crate::twilio::serverless::{Build, Environment, Resource, ResourceKind, Service, Variable};
use crate::twilio::studio::Flow;
use crate::twilio::sync::{Map, SyncService};
use crate::twilio::{ApiError, Client};

/// What stands in the account.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// All numbers of the account.
    pub numbers: Vec<Number>,
    /// What belongs to the stack; none before the first deploy.
    pub stack: Option<Stack>,
}

/// The resources of a stack that exist.
#[derive(Debug, Clone)]
pub struct Stack {
    /// The Serverless Service.
    pub service: Service,
    /// The Environment.
    pub environment: Option<Environment>,
    /// Its Variables by key.
    pub variables: BTreeMap<String, Variable>,
    /// Functions and Assets by kind and path.
    pub resources: BTreeMap<(ResourceKind, String), Resource>,
    /// The Build that is deployed.
    pub build: Option<Build>,
    /// The newest Builds, deployed or not, the newest first.
    pub builds: Vec<Build>,
    /// The Messaging Service.
    pub messaging: Option<MessagingService>,
    /// The numbers in it.
    pub senders: Vec<Sender>,
    /// The Sync Service.
    pub sync: Option<SyncService>,
    /// Its Maps.
    pub maps: Vec<Map>,
    /// The Document `pam-deployment` with its revision.
    pub record: Option<(DeploymentRecord, String)>,
    /// The Flow.
    pub flow: Option<ObservedFlow>,
}

/// The Flow with its definition.
#[derive(Debug, Clone)]
pub struct ObservedFlow {
    /// The Flow.
    pub flow: Flow,
    /// Its newest definition.
    pub definition: Value,
}

impl Stack {
    /// The value of a Variable.
    #[must_use]
    pub fn variable(&self, key: &str) -> Option<&str> {
        self.variables.get(key).map(|variable| variable.value.as_str())
    }

    /// Whether the number's webhook is the one that pam sets.
    #[must_use]
    pub fn is_reached_by(&self, number: &Number, account_sid: &str) -> bool {
        let ours = self.flow.as_ref().map(|flow| flow.flow.webhook_url(account_sid));
        ours.is_some() && number.sms.sms_url == ours
    }

    /// What pam recorded, or an empty record.
    #[must_use]
    pub fn recorded(&self) -> DeploymentRecord {
        self.record.as_ref().map(|(record, _)| record.clone()).unwrap_or_default()
    }
}

/// Reads everything about a stack.
///
/// # Errors
/// `name-taken` when a Serverless Service of that name exists that pam did not make; otherwise Twilio's.
pub async fn observe(client: &Client, names: &Names) -> Result<Observed> {
    let (numbers, service) = try_join(client.numbers(), client.service(names.stack())).await?;
    let Some(service) = service else { return Ok(Observed { numbers, stack: None }) };
    if !service.friendly_name.starts_with(OWNED) {
        return Err(Error::new(
            ExitCode::Pending,
            "name-taken",
            format!("the account has a Serverless Service {:?} that pam did not make", names.stack()),
        )
        .field("--name")
        .hint("Choose another name for the deployment with --name"));
    }
    let marked = names.marked(&service.sid);
    let (
        (environment, variables, build),
        builds,
        resources,
        (messaging, senders),
        (sync, maps, record),
        flow,
    ) = futures::try_join!(
        environment(client, names, &service),
        client.builds(&service.sid),
        resources(client, &service),
        messaging(client, &marked),
        sync(client, &marked),
        flow(client, &marked),
    )?;
    Ok(Observed {
        numbers,
        stack: Some(Stack {
            service,
            environment,
            variables,
            resources,
            build,
            builds,
            messaging,
            senders,
            sync,
            maps,
            record,
            flow,
        }),
    })
}

async fn environment(
    client: &Client,
    names: &Names,
    service: &Service,
) -> Result<(Option<Environment>, BTreeMap<String, Variable>, Option<Build>), ApiError> {
    let environments = client.environments(&service.sid).await?;
    let Some(environment) = environments.into_iter().find(|found| found.unique_name == names.environment())
    else {
        return Ok((None, BTreeMap::new(), None));
    };
    let build = async {
        match &environment.build_sid {
            Some(sid) => client.build(&service.sid, sid).await,
            None => Ok(None),
        }
    };
    let (variables, build) = try_join(client.variables(&service.sid, &environment.sid), build).await?;
    let variables = variables.into_iter().map(|variable| (variable.key.clone(), variable)).collect();
    Ok((Some(environment), variables, build))
}

async fn resources(
    client: &Client,
    service: &Service,
) -> Result<BTreeMap<(ResourceKind, String), Resource>, ApiError> {
    let kinds = [ResourceKind::Function, ResourceKind::Asset];
    let lists = try_join_all(kinds.map(|kind| client.resources(&service.sid, kind))).await?;
    let mut found = BTreeMap::new();
    for (kind, list) in kinds.into_iter().zip(lists) {
        for resource in list {
            // Of two with one name, which a lost answer can leave, the older one is used.
            found.entry((kind, resource.friendly_name.clone())).or_insert(resource);
        }
    }
    Ok(found)
}

async fn messaging(
    client: &Client,
    marked: &str,
) -> Result<(Option<MessagingService>, Vec<Sender>), ApiError> {
    let services = client.messaging_services().await?;
    let Some(service) = services.into_iter().find(|service| service.friendly_name == marked) else {
        return Ok((None, Vec::new()));
    };
    let senders = client.senders(&service.sid).await?;
    Ok((Some(service), senders))
}

type SyncPart = (Option<SyncService>, Vec<Map>, Option<(DeploymentRecord, String)>);

async fn sync(client: &Client, marked: &str) -> Result<SyncPart, ApiError> {
    let services = client.sync_services().await?;
    let Some(service) = services.into_iter().find(|service| service.friendly_name.as_deref() == Some(marked))
    else {
        return Ok((None, Vec::new(), None));
    };
    let (maps, document) =
        try_join(client.maps(&service.sid), client.document(&service.sid, DOCUMENT)).await?;
    let record = document
        .map(|document| {
            // Never written anew over one that cannot be read: it holds the number's previous webhook.
            let record = serde_json::from_value(document.data).map_err(|error| ApiError::Malformed {
                doing: format!("read the Document {DOCUMENT}"),
                reason: error.to_string(),
            })?;
            Ok((record, document.revision))
        })
        .transpose()?;
    Ok((Some(service), maps, record))
}

async fn flow(client: &Client, marked: &str) -> Result<Option<ObservedFlow>, ApiError> {
    let flows = client.flows().await?;
    let Some(row) = flows.into_iter().find(|flow| flow.friendly_name == marked) else { return Ok(None) };
    let flow = client.flow(&row.sid).await?;
    let definition = flow.definition.clone().unwrap_or_default();
    Ok(Some(ObservedFlow { flow, definition }))
}
