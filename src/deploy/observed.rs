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
    /// All Messaging Services of the account.
    pub messaging_services: Vec<MessagingService>,
    /// What belongs to the stack; none before the first deploy.
    pub stack: Option<Stack>,
    /// Another Messaging Service that holds the number which the stack wants; `find_holder` looks for it.
    pub holder: Option<MessagingService>,
    /// What a stack of this name left behind whose Serverless Service was deleted by hand.
    pub leftovers: Leftovers,
}

/// Resources that carry the stack's name and the mark of a Serverless Service that is gone.
#[derive(Debug, Clone, Default)]
pub struct Leftovers {
    /// Messaging Services with the numbers in them.
    pub messaging: Vec<(MessagingService, Vec<Sender>)>,
    /// Sync Services, with the records of appointments.
    pub sync: Vec<SyncService>,
    /// Flows.
    pub flows: Vec<Flow>,
    /// What pam recorded in those Sync Services.
    pub records: Vec<DeploymentRecord>,
}

/// The resources of a stack that exist.
#[derive(Debug, Clone)]
pub struct Stack {
    /// The Serverless Service.
    pub service: Service,
    /// The Environment.
    pub environment: Option<Environment>,
    /// The other Environments of the Service.
    pub other_environments: Vec<Environment>,
    /// Its Variables by key.
    pub variables: BTreeMap<String, Variable>,
    /// Functions and Assets by kind and path.
    pub resources: BTreeMap<(ResourceKind, String), Resource>,
    /// The Build that is deployed.
    pub build: Option<Build>,
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

    /// Whether the number's inbound messages reach the Flow: its webhook is the one that pam sets, and no TwiML Application
    /// outranks it.
    #[must_use]
    pub fn is_reached_by(&self, number: &Number, account_sid: &str) -> bool {
        self.flow.as_ref().is_some_and(|flow| number.sms.posts_to(&flow.flow.webhook_url(account_sid)))
    }

    /// Whether anything of this environment stands; the Service may be there for another one.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.environment.is_some()
            || self.messaging.is_some()
            || self.sync.is_some()
            || self.flow.is_some()
            || self.other_environments.is_empty()
    }

    /// What pam recorded, or an empty record.
    #[must_use]
    pub fn recorded(&self) -> DeploymentRecord {
        self.record.as_ref().map(|(record, _)| record.clone()).unwrap_or_default()
    }
}

/// Reads everything about a stack, in three rounds of requests side by side.
///
/// # Errors
/// `name-taken` when a Serverless Service of that name exists that pam did not make; otherwise Twilio's.
pub async fn observe(client: &Client, names: &Names) -> Result<Observed> {
    let (numbers, service, messaging_services, sync_services, flows) = futures::try_join!(
        client.numbers(),
        client.service(names.stack()),
        client.messaging_services(),
        client.sync_services(),
        client.flows(),
    )?;
    if let Some(service) = service.as_ref().filter(|service| !service.friendly_name.starts_with(OWNED)) {
        return Err(Error::new(
            ExitCode::Pending,
            "name-taken",
            format!("the account has a Serverless Service {:?} that pam did not make", service.unique_name),
        )
        .field("--name")
        .hint("Choose another name for the deployment with --name"));
    }
    let marked = service.as_ref().map(|service| names.marked(&service.sid));
    let is_ours = |name: &str| Some(name) == marked.as_deref();
    // A unique name belongs to one Service at a time, so what carries another Service's mark has outlived it.
    let is_left = |name: &str| names.is_marked(name) && !is_ours(name);
    let named = |service: &SyncService| service.friendly_name.clone().unwrap_or_default();
    let (left_messaging, left_sync, left_flows) = (
        messaging_services.iter().filter(|service| is_left(&service.friendly_name)).cloned().collect(),
        sync_services.iter().filter(|service| is_left(&named(service))).cloned().collect::<Vec<_>>(),
        flows.iter().filter(|flow| is_left(&flow.friendly_name)).cloned().collect(),
    );
    let messaging = messaging_services.iter().find(|service| is_ours(&service.friendly_name)).cloned();
    let sync = sync_services.into_iter().find(|service| is_ours(&named(service)));
    let flow = flows.into_iter().find(|flow| is_ours(&flow.friendly_name));
    let stack = async {
        match service {
            Some(service) => read(client, names, service, messaging, sync, flow).await.map(Some),
            None => Ok(None),
        }
    };
    let (stack, leftovers) =
        try_join(stack, leftovers(client, left_messaging, left_sync, left_flows)).await?;
    Ok(Observed { numbers, messaging_services, stack, holder: None, leftovers })
}

async fn read(
    client: &Client,
    names: &Names,
    service: Service,
    messaging: Option<MessagingService>,
    sync: Option<SyncService>,
    flow: Option<Flow>,
) -> Result<Stack> {
    let (environments, resources, senders, (maps, record), flow) = futures::try_join!(
        environments(client, names, &service),
        resources(client, &service),
        senders(client, messaging.as_ref()),
        in_sync(client, sync.as_ref()),
        whole_flow(client, flow),
    )?;
    let Environments { environment, other_environments, variables, build } = environments;
    Ok(Stack {
        service,
        environment,
        other_environments,
        variables,
        resources,
        build,
        messaging,
        senders,
        sync,
        maps,
        record,
        flow,
    })
}

struct Environments {
    environment: Option<Environment>,
    other_environments: Vec<Environment>,
    variables: BTreeMap<String, Variable>,
    build: Option<Build>,
}

async fn environments(client: &Client, names: &Names, service: &Service) -> Result<Environments> {
    let all = client.environments(&service.sid).await?;
    let suffix =
        |environment: &Environment| environment.domain_suffix.clone().filter(|text| !text.is_empty());
    let (own, other_environments): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|environment| suffix(environment).as_deref() == names.domain_suffix());
    let environment = own.into_iter().next();
    let Some(found) = &environment else {
        return Ok(Environments { environment, other_environments, variables: BTreeMap::new(), build: None });
    };
    let build = async {
        match &found.build_sid {
            Some(sid) => client.build(&service.sid, sid).await,
            None => Ok(None),
        }
    };
    let (variables, build) = try_join(client.variables(&service.sid, &found.sid), build).await?;
    let variables = variables.into_iter().map(|variable| (variable.key.clone(), variable)).collect();
    Ok(Environments { environment, other_environments, variables, build })
}

async fn resources(client: &Client, service: &Service) -> Result<BTreeMap<(ResourceKind, String), Resource>> {
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

async fn senders(client: &Client, service: Option<&MessagingService>) -> Result<Vec<Sender>> {
    match service {
        Some(service) => Ok(client.senders(&service.sid).await?),
        None => Ok(Vec::new()),
    }
}

type InSync = (Vec<Map>, Option<(DeploymentRecord, String)>);

async fn in_sync(client: &Client, service: Option<&SyncService>) -> Result<InSync> {
    match service {
        Some(service) => {
            try_join(async { Ok(client.maps(&service.sid).await?) }, async { record(client, service).await })
                .await
        }
        None => Ok((Vec::new(), None)),
    }
}

/// The record in a Sync Service with its revision.
pub(super) async fn record(
    client: &Client,
    service: &SyncService,
) -> Result<Option<(DeploymentRecord, String)>> {
    let Some(document) = client.document(&service.sid, DOCUMENT).await? else { return Ok(None) };
    // Never written anew over one that cannot be read: it holds the number's previous webhook.
    let record = serde_json::from_value(document.data).map_err(|error| ApiError::Malformed {
        doing: format!("read the Document {DOCUMENT}"),
        reason: error.to_string(),
    })?;
    Ok(Some((record, document.revision)))
}

async fn whole_flow(client: &Client, row: Option<Flow>) -> Result<Option<ObservedFlow>> {
    let Some(row) = row else { return Ok(None) };
    let flow = client.flow(&row.sid).await?;
    let definition = flow.definition.clone().unwrap_or_default();
    Ok(Some(ObservedFlow { flow, definition }))
}

async fn leftovers(
    client: &Client,
    messaging: Vec<MessagingService>,
    sync: Vec<SyncService>,
    flows: Vec<Flow>,
) -> Result<Leftovers> {
    let senders = try_join_all(messaging.iter().map(|service| senders(client, Some(service))));
    let records = try_join_all(sync.iter().map(|service| record(client, service)));
    let (senders, records) = try_join(senders, records).await?;
    let records = records.into_iter().flatten().map(|(record, _)| record).collect();
    Ok(Leftovers { messaging: messaging.into_iter().zip(senders).collect(), sync, flows, records })
}
