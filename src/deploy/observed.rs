//! Reads the account, and nothing but reads.

use std::collections::BTreeMap;

use futures::future::{try_join, try_join_all};
use serde_json::Value;

use super::desired::{FLOW_SID, MESSAGING_SERVICE_SID, SYNC_SERVICE_SID};
use super::drift::is_own_value;
use super::names::{Names, has_mark};
use super::record::{DOCUMENT, DeploymentRecord};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messaging::{MessagingService, Sender};
use crate::twilio::numbers::Number;
use crate::twilio::serverless::{Build, Environment, Resource, ResourceKind, Service, Variable};
use crate::twilio::studio::Flow;
use crate::twilio::sync::{Map, SyncService};
use crate::twilio::{ApiError, Client, NumberSid};

/// What stands in the account.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// All numbers of the account.
    pub numbers: Vec<Number>,
    /// All Messaging Services of the account.
    pub messaging_services: Vec<MessagingService>,
    /// What belongs to the stack; none before the first deploy.
    pub stack: Option<Stack>,
    /// A Serverless Service that has the stack's name and is not the stack's.
    pub name_taken_by: Option<Service>,
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
    /// The newest Builds of the Service, deployed or not, the newest first.
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

    /// Whether the number's inbound messages reach the Flow: its webhook is the one that pam sets, and no TwiML Application
    /// outranks it.
    #[must_use]
    pub fn is_reached_by(&self, number: &Number, account_sid: &str) -> bool {
        self.flow.as_ref().is_some_and(|flow| number.sms.posts_to(&flow.flow.webhook_url(account_sid)))
    }

    /// Whether the Sync Service has a Map of this name.
    #[must_use]
    pub fn has_map(&self, name: &str) -> bool {
        self.maps.iter().any(|map| map.unique_name.as_deref() == Some(name))
    }

    /// Whether the number is in the Messaging Service.
    #[must_use]
    pub fn has_sender(&self, number: &NumberSid) -> bool {
        self.senders.iter().any(|sender| sender.sid == *number)
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

impl Observed {
    /// Unique name of the stack's Serverless Service, or of the one that a deploy makes.
    #[must_use]
    pub fn unique_name(&self, names: &Names) -> String {
        match (&self.stack, &self.name_taken_by) {
            (Some(stack), _) => stack.service.unique_name.clone(),
            (None, Some(_)) => names.beside(),
            (None, None) => names.stack().to_owned(),
        }
    }

    /// Passes unless the stack does not stand and cannot be made under its name.
    ///
    /// # Errors
    /// `name-taken` when a Serverless Service of that name exists that pam did not make.
    pub fn check_name(&self) -> Result<()> {
        let Some(service) = self.name_taken_by.as_ref().filter(|_| self.stack.is_none()) else {
            return Ok(());
        };
        let message =
            format!("the account has a Serverless Service {:?} that pam did not make", service.unique_name);
        let hint = "Choose another name for the deployment with --name";
        Err(Error::new(ExitCode::Pending, "name-taken", message).field("--name").hint(hint))
    }
}

/// The account's resources among which a stack's own are found.
struct Lists {
    messaging: Vec<MessagingService>,
    sync: Vec<SyncService>,
    flows: Vec<Flow>,
}

impl Lists {
    fn any_name(&self, is: impl Fn(&str) -> bool) -> bool {
        self.messaging.iter().any(|service| is(&service.friendly_name))
            || self.sync.iter().any(|service| is(sync_name(service)))
            || self.flows.iter().any(|flow| is(&flow.friendly_name))
    }
}

pub(super) fn sync_name(service: &SyncService) -> &str {
    service.friendly_name.as_deref().unwrap_or_default()
}

/// Reads everything about a stack that can be made under its name, or stands.
///
/// # Errors
/// `name-taken` when a Serverless Service of that name exists that pam did not make; otherwise Twilio's.
pub async fn observe(client: &Client, names: &Names) -> Result<Observed> {
    let observed = read_account(client, names).await?;
    observed.check_name()?;
    Ok(observed)
}

/// Reads everything about a stack, in three rounds of requests side by side, whoever has its name.
///
/// # Errors
/// Twilio's.
pub async fn read_account(client: &Client, names: &Names) -> Result<Observed> {
    let (numbers, named, messaging, sync, flows) = futures::try_join!(
        client.numbers(),
        client.service(names.stack()),
        client.messaging_services(),
        client.sync_services(),
        client.flows(),
    )?;
    let lists = Lists { messaging, sync, flows };
    let (service, name_taken_by) = own_service(client, names, named, &lists).await?;
    let marked = service.as_ref().map(|service| names.marked(&service.sid));
    // A unique name belongs to one Service at a time, so what carries another Service's mark has outlived it.
    let is_left = |name: &str| names.is_marked(name) && Some(name) != marked.as_deref();
    let (left_messaging, left_sync, left_flows) = (
        lists.messaging.iter().filter(|service| is_left(&service.friendly_name)).cloned().collect(),
        lists.sync.iter().filter(|service| is_left(sync_name(service))).cloned().collect::<Vec<_>>(),
        lists.flows.iter().filter(|flow| is_left(&flow.friendly_name)).cloned().collect(),
    );
    let stack = async {
        match service {
            Some(service) => read(client, names, service, &lists).await.map(Some),
            None => Ok(None),
        }
    };
    let (stack, leftovers) =
        try_join(stack, leftovers(client, left_messaging, left_sync, left_flows)).await?;
    let messaging_services = lists.messaging;
    Ok(Observed { numbers, messaging_services, stack, name_taken_by, holder: None, leftovers })
}

/// The stack's Serverless Service, and one that has its name without being it. pam's own is known by its friendly name, or
/// where somebody changed that, by what carries its mark.
async fn own_service(
    client: &Client,
    names: &Names,
    named: Option<Service>,
    lists: &Lists,
) -> Result<(Option<Service>, Option<Service>)> {
    let is_own = |service: &Service| {
        names.is_service(&service.friendly_name)
            || lists.any_name(|name| names.belongs_to(&service.sid, name))
    };
    match named {
        Some(service) if is_own(&service) => Ok((Some(service), None)),
        None if !lists.any_name(|name| names.mark_in(name).is_some()) => Ok((None, None)),
        other => Ok((client.service(&names.beside()).await?.filter(is_own), other)),
    }
}

async fn read(client: &Client, names: &Names, service: Service, lists: &Lists) -> Result<Stack> {
    let marked = names.marked(&service.sid);
    let messaging = lists.messaging.iter().find(|service| service.friendly_name == marked).cloned();
    let sync = lists.sync.iter().find(|service| sync_name(service) == marked).cloned();
    let flow = lists.flows.iter().find(|flow| flow.friendly_name == marked).cloned();
    let (environments, builds, resources, senders, (maps, record), flow) = futures::try_join!(
        environments(client, names, &service),
        async { Ok(client.builds(&service.sid).await?) },
        resources(client, &service),
        senders(client, messaging.as_ref()),
        in_sync(client, sync.as_ref()),
        whole_flow(client, flow),
    )?;
    let Environments { environment, other_environments, variables, build } = environments;
    let stack = Stack {
        service,
        environment,
        other_environments,
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
    };
    renamed(client, lists, stack).await
}

/// Finds what somebody renamed by the SIDs in the record, and by those in Variables if pam wrote them; the record's own
/// Sync Service by the Variable that names it. What carries a mark belongs to whom it names.
async fn renamed(client: &Client, lists: &Lists, mut stack: Stack) -> Result<Stack> {
    if stack.sync.is_none()
        && let Some(sid) = stack.variable(SYNC_SERVICE_SID).map(str::to_owned)
    {
        let free = |sync: &&SyncService| sync.sid.as_str() == sid && !has_mark(sync_name(sync));
        let found = lists.sync.iter().find(free).cloned();
        let (maps, record) = in_sync(client, found.as_ref()).await?;
        if record.as_ref().is_some_and(|(record, _)| is_own_value(record, SYNC_SERVICE_SID, &sid)) {
            (stack.sync, stack.maps, stack.record) = (found, maps, record);
        }
    }
    let record = stack.recorded();
    let noted = |stack: &Stack, key: &str| {
        stack.variable(key).filter(|value| is_own_value(&record, key, value)).map(str::to_owned)
    };
    if stack.messaging.is_none()
        && let Some(sid) = noted(&stack, MESSAGING_SERVICE_SID)
    {
        let free =
            |service: &&MessagingService| service.sid.as_str() == sid && !has_mark(&service.friendly_name);
        stack.messaging = lists.messaging.iter().find(free).cloned();
        stack.senders = senders(client, stack.messaging.as_ref()).await?;
    }
    let published = record.flow.as_ref().map(|flow| flow.sid.to_string());
    let published = published.or_else(|| noted(&stack, FLOW_SID).filter(|_| stack.flow.is_none()));
    let own = lists.flows.iter().find(|flow| Some(flow.sid.as_str()) == published.as_deref());
    if own.is_some_and(|own| stack.flow.as_ref().is_none_or(|found| found.flow.sid != own.sid)) {
        stack.flow = whole_flow(client, own.cloned()).await?;
    }
    Ok(stack)
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
