//! Makes a plan true. Every create was looked up before (that is what `observed` is), so repeating a deploy that was
//! cut off finishes it. The running version is replaced only when everything before it worked, the Flow last.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};
use secrecy::ExposeSecret;
use serde_json::json;

use super::Observer;
use super::desired::{Desired, FLOW_SID, FlowInputs, MAPS, digest};
use super::names::Names;
use super::observed::{Observed, Stack};
use super::plan::{Plan, file_key};
use super::record::{DOCUMENT, DeploymentRecord, FileRecord, FlowRecord, NumberRecord};
use crate::bundle::{File, RUNTIME};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messaging::MessagingService;
use crate::twilio::serverless::{BuildStatus, Environment, NewVersion, Resource, ResourceKind, Service};
use crate::twilio::studio::Flow;
use crate::twilio::sync::SyncService;
use crate::twilio::{BuildSid, Client, FlowSid, NumberSid, ServiceSid, VersionSid};

/// What stands after a deploy.
#[derive(Debug, Clone)]
pub struct Applied {
    /// Where the functions answer.
    pub domain: String,
    /// The Flow.
    pub flow_sid: FlowSid,
    /// The Serverless Service.
    pub service_sid: ServiceSid,
}

/// Twilio refuses more than the account's concurrency; its own deploy client stays at 10.
const AT_ONCE: usize = 10;
/// Twilio's own deploy client gives up after five minutes.
const BUILD_DEADLINE: Duration = Duration::from_secs(300);

// Names of Sync Services, Messaging Services and Flows are not unique at Twilio. So whoever has created one looks again,
// and of two operators at once, whoever sees the other's takes its own back.

struct Work<'a> {
    client: &'a Client,
    names: &'a Names,
    desired: &'a Desired,
    plan: &'a Plan,
    observer: &'a dyn Observer,
}

/// The revision-checked record in the account.
struct Ledger {
    record: DeploymentRecord,
    revision: Option<String>,
    written: DeploymentRecord,
}

/// Carries out a plan made from `observed`.
///
/// # Errors
/// Where it stopped; what was done stays, and the same command finishes it.
pub async fn apply(
    client: &Client,
    names: &Names,
    desired: &Desired,
    observed: &Observed,
    plan: &Plan,
    observer: &dyn Observer,
) -> Result<Applied> {
    let result = Work { client, names, desired, plan, observer }.run(observed).await;
    // What was planned to be created is there: somebody else did it meanwhile.
    result.map_err(|error| if is_conflict(&error) { in_progress() } else { error })
}

impl Work<'_> {
    async fn run(&self, observed: &Observed) -> Result<Applied> {
        let stack = observed.stack.as_ref();
        let service = self.service(stack).await?;
        let marked = self.names.marked(&service.sid);
        let (environment, sync, messaging) = futures::try_join!(
            self.environment(stack, &service.sid),
            self.sync(stack, &marked),
            self.messaging(stack, &marked),
        )?;
        let mut ledger = self.open_ledger(stack, &sync).await?;
        let resources = self.upload(stack, &service.sid, &mut ledger.record).await?;
        self.write(&sync, &mut ledger).await?;
        let build = self.build(&service.sid, &ledger.record).await?;
        self.variables(stack, &service.sid, &environment, &messaging, &sync).await?;
        if let Some(build) = build {
            self.observer.step("deploying the Build");
            self.activate(&service.sid, &environment, &build).await?;
        }
        if self.plan.work.build || self.plan.work.note_build {
            ledger.record.build_inputs = Desired::build_inputs();
        }
        let flow = self.flow(stack, &service.sid, &environment, &resources, &mut ledger.record).await?;
        self.flow_variable(stack, &service.sid, &environment, &flow).await?;
        self.number(&flow, &mut ledger, &sync).await?;
        self.write(&sync, &mut ledger).await?;
        Ok(Applied { domain: environment.domain_name, flow_sid: flow.sid, service_sid: service.sid })
    }

    async fn service(&self, stack: Option<&Stack>) -> Result<Service> {
        if let Some(stack) = stack {
            return Ok(stack.service.clone());
        }
        self.observer.step("creating the Serverless Service");
        Ok(self.client.create_service(self.names.stack(), &self.names.service()).await?)
    }

    async fn environment(&self, stack: Option<&Stack>, service: &ServiceSid) -> Result<Environment> {
        if let Some(environment) = stack.and_then(|s| s.environment.clone()) {
            return Ok(environment);
        }
        self.observer.step("creating the Environment");
        Ok(self.client.create_environment(service, self.names.environment()).await?)
    }

    async fn sync(&self, stack: Option<&Stack>, marked: &str) -> Result<SyncService> {
        let service = match stack.and_then(|s| s.sync.clone()) {
            Some(service) => service,
            None => {
                self.observer.step("creating the Sync Service");
                let made = self.client.create_sync_service(marked).await?;
                let all = self.client.sync_services().await?;
                if all.iter().filter(|other| other.friendly_name.as_deref() == Some(marked)).count() > 1 {
                    self.client.delete_sync_service(&made.sid).await?;
                    return Err(in_progress());
                }
                made
            }
        };
        for name in MAPS {
            if !stack.is_some_and(|s| s.maps.iter().any(|map| map.unique_name.as_deref() == Some(name))) {
                self.client.create_map(&service.sid, name).await?;
            }
        }
        Ok(service)
    }

    async fn messaging(&self, stack: Option<&Stack>, marked: &str) -> Result<MessagingService> {
        let work = &self.plan.work;
        let service = match stack.and_then(|s| s.messaging.clone()) {
            Some(service) if work.route_messaging => self.client.use_number_webhook(&service.sid).await?,
            Some(service) => service,
            None => {
                self.observer.step("creating the Messaging Service");
                let made = self.client.create_messaging_service(marked).await?;
                let all = self.client.messaging_services().await?;
                if all.iter().filter(|other| other.friendly_name == marked).count() > 1 {
                    self.client.delete_messaging_service(&made.sid).await?;
                    return Err(in_progress());
                }
                made
            }
        };
        if !service.use_inbound_webhook_on_number {
            return Err(Error::new(
                ExitCode::Incomplete,
                "inbound-routing",
                "the Messaging Service does not pass inbound messages on to the number's webhook",
            )
            .hint(
                "In the Console, set the Messaging Service's Integration to \"Defer to sender's webhook\"",
            ));
        }
        for number in &work.remove_senders {
            self.client.remove_sender(&service.sid, number).await?;
        }
        if work.add_sender {
            self.observer.step("adding the number to the Messaging Service");
            self.client.add_sender(&service.sid, &self.desired.number.sid).await?;
        }
        Ok(service)
    }

    /// The record, with the number's present webhook in it before anything is changed.
    async fn open_ledger(&self, stack: Option<&Stack>, sync: &SyncService) -> Result<Ledger> {
        let (record, revision) = match stack.and_then(|s| s.record.clone()) {
            Some((record, revision)) => (record, Some(revision)),
            None => (DeploymentRecord::default(), None),
        };
        let mut ledger = Ledger { written: record.clone(), record, revision };
        if ledger.record.number.is_none() {
            ledger.record.number = Some(self.number_before());
            self.write(sync, &mut ledger).await?;
        }
        Ok(ledger)
    }

    async fn write(&self, sync: &SyncService, ledger: &mut Ledger) -> Result<()> {
        if ledger.revision.is_some() && ledger.record == ledger.written {
            return Ok(());
        }
        ledger.record.version.clone_from(&self.desired.version);
        let data = json!(ledger.record);
        let document = match &ledger.revision {
            None => self.client.create_document(&sync.sid, DOCUMENT, &data).await,
            Some(revision) => self.client.update_document(&sync.sid, DOCUMENT, revision, &data).await,
        };
        ledger.revision = Some(document?.revision);
        ledger.written = ledger.record.clone();
        Ok(())
    }

    /// Uploads what differs and notes the new Versions in the record; gives the SID of every function.
    async fn upload(
        &self,
        stack: Option<&Stack>,
        service: &ServiceSid,
        record: &mut DeploymentRecord,
    ) -> Result<BTreeMap<(ResourceKind, String), Resource>> {
        let mut resources = stack.map(|s| s.resources.clone()).unwrap_or_default();
        let work = &self.plan.work.upload;
        if work.is_empty() {
            return Ok(resources);
        }
        self.observer.step(&counted("uploading", work.len(), "file"));
        let known = &resources;
        let uploaded: Vec<(ResourceKind, &File, Resource, VersionSid)> = stream::iter(work)
            .map(|(kind, file)| async move {
                let resource = match known.get(&(*kind, file.path.clone())) {
                    Some(resource) => resource.clone(),
                    None => self.client.create_resource(service, *kind, &file.path).await?,
                };
                let new = NewVersion {
                    path: &file.path,
                    visibility: file.visibility.as_str(),
                    content_type: &file.content_type,
                    content: &file.content,
                };
                let version = self.client.create_version(service, *kind, &resource.sid, &new).await?;
                self.observer.tick(&format!("uploaded {}", file.path));
                Ok::<_, Error>((*kind, file, resource, version.sid))
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        for (kind, file, resource, version) in uploaded {
            record
                .files
                .insert(file_key(kind, &file.path), FileRecord { digest: file.digest.clone(), version });
            resources.insert((kind, file.path.clone()), resource);
        }
        let bundle = &self.desired.bundle;
        record.files.retain(|key, _| {
            bundle.functions.iter().any(|file| *key == file_key(ResourceKind::Function, &file.path))
                || bundle.assets.iter().any(|file| *key == file_key(ResourceKind::Asset, &file.path))
        });
        Ok(resources)
    }

    async fn build(&self, service: &ServiceSid, record: &DeploymentRecord) -> Result<Option<BuildSid>> {
        if !self.plan.work.build {
            return Ok(None);
        }
        let versions = |kind: ResourceKind, files: &[File]| -> Vec<VersionSid> {
            files
                .iter()
                .filter_map(|file| Some(record.files.get(&file_key(kind, &file.path))?.version.clone()))
                .collect()
        };
        let functions = versions(ResourceKind::Function, &self.desired.bundle.functions);
        let assets = versions(ResourceKind::Asset, &self.desired.bundle.assets);
        self.observer.step("building: installing the functions' dependencies");
        let dependencies = Desired::dependencies();
        let build = match &self.plan.work.begun_build {
            Some(begun) => begun.clone(),
            None => self.client.create_build(service, &functions, &assets, &dependencies, RUNTIME).await?,
        };
        let mut status = build.status;
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_millis(250);
        loop {
            match status {
                BuildStatus::Completed => return Ok(Some(build.sid)),
                BuildStatus::Failed => {
                    return Err(Error::new(
                        ExitCode::Refused,
                        "build-failed",
                        format!("the Build {} failed; what was deployed before still runs", build.sid),
                    )
                    .hint("The reason is in the Console under Monitor > Logs > Errors (code 82003)")
                    .hint("In the sandbox: check that the npm registry can be reached; a running `pam sandbox` prints npm's reason"));
                }
                BuildStatus::Building if waited >= BUILD_DEADLINE => {
                    return Err(Error::new(
                        ExitCode::Incomplete,
                        "build-timeout",
                        format!("the Build {} is not ready after {} s", build.sid, waited.as_secs()),
                    )
                    .hint("Run pam deploy again; it starts a new Build"));
                }
                BuildStatus::Building => {}
            }
            tokio::time::sleep(pause).await;
            waited += pause;
            pause = (pause * 2).min(Duration::from_secs(1));
            self.observer
                .tick(&format!("building: installing the functions' dependencies ({} s)", waited.as_secs()));
            status = self.client.build_status(service, &build.sid).await?;
        }
    }

    async fn variables(
        &self,
        stack: Option<&Stack>,
        service: &ServiceSid,
        environment: &Environment,
        messaging: &MessagingService,
        sync: &SyncService,
    ) -> Result<()> {
        let work = &self.plan.work.variables;
        let mut values = self.desired.variables(stack);
        values.extend(Desired::service_variables(Some(messaging), Some(sync)));
        values.retain(|key, _| work.contains(key) && key != FLOW_SID);
        if values.is_empty() {
            return Ok(());
        }
        self.observer.step(&counted("setting", values.len(), "Variable"));
        stream::iter(&values)
            .map(|(key, value)| async move {
                let existing = stack.and_then(|s| s.variables.get(key)).map(|variable| &variable.sid);
                let value = value.as_ref().map_or("", |value| value.expose_secret());
                self.client.set_variable(service, &environment.sid, existing, key, value).await
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?;
        Ok(())
    }

    /// Known only now. A changed Variable reaches later invocations without another Deployment (docs:
    /// serverless/functions-assets/functions/variables).
    async fn flow_variable(
        &self,
        stack: Option<&Stack>,
        service: &ServiceSid,
        environment: &Environment,
        flow: &Flow,
    ) -> Result<()> {
        if !self.plan.work.variables.contains(FLOW_SID) {
            return Ok(());
        }
        let existing = stack.and_then(|s| s.variables.get(FLOW_SID)).map(|variable| &variable.sid);
        let sid = flow.sid.as_str();
        self.client.set_variable(service, &environment.sid, existing, FLOW_SID, sid).await?;
        Ok(())
    }

    async fn activate(
        &self,
        service: &ServiceSid,
        environment: &Environment,
        build: &BuildSid,
    ) -> Result<()> {
        match self.client.deploy_build(service, &environment.sid, build).await {
            Ok(_) => Ok(()),
            // The Build is deployed there already: an answer was lost before.
            Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 409) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn flow(
        &self,
        stack: Option<&Stack>,
        service: &ServiceSid,
        environment: &Environment,
        resources: &BTreeMap<(ResourceKind, String), Resource>,
        record: &mut DeploymentRecord,
    ) -> Result<Flow> {
        let observed = stack.and_then(|s| s.flow.as_ref());
        if let Some(observed) = observed.filter(|_| !self.plan.work.flow) {
            if self.plan.work.note_flow {
                record.flow = Some(FlowRecord {
                    sid: observed.flow.sid.clone(),
                    revision: observed.flow.revision,
                    digest: digest(&observed.definition),
                });
            }
            return Ok(observed.flow.clone());
        }
        let functions = resources
            .iter()
            .filter(|((kind, _), _)| *kind == ResourceKind::Function)
            .map(|((_, path), resource)| (path.trim_start_matches('/'), &resource.sid))
            .collect();
        let inputs = FlowInputs {
            service,
            environment: &environment.sid,
            domain: &environment.domain_name,
            functions,
        };
        let definition = self.desired.flow(&inputs)?;
        let marked = self.names.marked(service);
        self.observer.step("validating and publishing the Flow");
        self.client.validate_flow(&marked, &definition).await?;
        let commit = format!("pam {}", self.desired.version);
        let flow = match observed {
            Some(observed) => self.client.update_flow(&observed.flow.sid, &definition, &commit).await?,
            None => {
                let made = self.client.create_flow(&marked, &definition, &commit).await?;
                let all = self.client.flows().await?;
                if all.iter().filter(|other| other.friendly_name == marked).count() > 1 {
                    self.client.delete_flow(&made.sid).await?;
                    return Err(in_progress());
                }
                made
            }
        };
        record.flow =
            Some(FlowRecord { sid: flow.sid.clone(), revision: flow.revision, digest: digest(&definition) });
        Ok(flow)
    }

    fn number_before(&self) -> NumberRecord {
        let number = &self.desired.number;
        NumberRecord { sid: number.sid.clone(), previous: number.sms.clone() }
    }

    async fn number(&self, flow: &Flow, ledger: &mut Ledger, sync: &SyncService) -> Result<()> {
        if !self.plan.work.route_number {
            return Ok(());
        }
        if let Some(before) = &self.plan.work.restore_number {
            self.observer.step("restoring the previous number's webhook");
            self.client.route_number(&before.sid, &before.previous).await?;
            ledger.record.number = Some(self.number_before());
        }
        // What the number did before must be safe in the account before it is overwritten.
        self.write(sync, ledger).await?;
        self.observer.step("pointing the number's webhook to the Flow");
        let routing = Desired::routing(flow, self.client.account_sid());
        let sid: &NumberSid = &self.desired.number.sid;
        self.client.route_number(sid, &routing).await?;
        Ok(())
    }
}

/// 409 for what exists already, 412 for a record that has changed. A number that is in another Messaging Service (21712)
/// is no sign of another deploy.
fn is_conflict(error: &Error) -> bool {
    let twilio = error.twilio.as_ref();
    twilio.is_some_and(|twilio| {
        matches!(twilio.status, 409 | 412) && !matches!(twilio.code, Some(21710..=21719))
    })
}

fn in_progress() -> Error {
    Error::new(ExitCode::Incomplete, "deploy-in-progress", "another deploy changes the same deployment now")
        .hint("Wait for it to end, then run pam deploy again")
}

/// `uploading 22 files`.
fn counted(doing: &str, count: usize, what: &str) -> String {
    format!("{doing} {count} {what}{}", if count == 1 { "" } else { "s" })
}
