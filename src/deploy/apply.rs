//! Makes a plan true. Every create was looked up before (that is what `observed` is), so repeating a deploy that was
//! cut off finishes it. What does not depend on each other is done side by side. The running version is replaced only when
//! everything before it worked: what it needs is changed after it, and removed last.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt, TryStreamExt};
use secrecy::ExposeSecret;

use super::Observer;
use super::claim::{Claimant, in_progress, told};
use super::desired::{Desired, FLOW_SID, FlowInputs, MAPS, digest};
use super::drift;
use super::hold;
use super::ledger::Ledger;
use super::names::Names;
use super::number::{self, rejoin};
use super::observed::{Observed, ObservedFlow, Stack, sync_name};
use super::plan::Plan;
use super::record::{DeploymentRecord, FlowRecord, NumberRecord, Release};
use super::upload::Resources;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messaging::MessagingService;
use crate::twilio::serverless::{Environment, ResourceKind, Service};
use crate::twilio::studio::Flow;
use crate::twilio::sync::SyncService;
use crate::twilio::{ApiError, BuildSid, Client, FlowSid, ServiceSid};

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
pub(super) const AT_ONCE: usize = 10;

/// So many Variables are written at once that the Build's next request finds room.
const BESIDE_THE_BUILD: usize = 6;

pub(super) struct Work<'a> {
    pub(super) client: &'a Client,
    pub(super) names: &'a Names,
    pub(super) desired: &'a Desired,
    pub(super) observed: &'a Observed,
    pub(super) plan: &'a Plan,
    pub(super) claimant: &'a Claimant,
    pub(super) ledger: &'a Ledger<'a>,
    pub(super) observer: &'a dyn Observer,
}

/// Carries out a plan made from `observed`.
///
/// # Errors
/// `deploy-in-progress` when somebody else has changed the stack since it was observed, or changes it now; otherwise where
/// it stopped. What was done stays, and the same command finishes it.
pub async fn apply(
    client: &Client,
    names: &Names,
    desired: &Desired,
    observed: &Observed,
    plan: &Plan,
    claimant: &Claimant,
    observer: &dyn Observer,
) -> Result<Applied> {
    claimant.admit(names, observed)?;
    let ledger = &Ledger::new(client, claimant, desired.version.clone(), observed.stack.as_ref());
    let work = Work { client, names, desired, observed, plan, claimant, ledger, observer };
    let stack = work.stack();
    let service = hold::service(client, names, observed, claimant, observer).await.map_err(told)?;
    let result = tokio::select! {
        result = work.run(stack, &service) => result,
        error = ledger.keep() => Err(error),
    };
    if result.is_err() {
        // The run has failed already; a claim that cannot be given back expires.
        if ledger.release().await && work.unclaim(&service).await.is_ok() {
            claimant.rest();
        }
    }
    result.map_err(told)
}

impl Work<'_> {
    pub(super) fn stack(&self) -> Option<&Stack> {
        self.observed.stack.as_ref()
    }

    async fn run(&self, stack: Option<&Stack>, service: &Service) -> Result<Applied> {
        // A record that is only brought up to date needs no claim: it is written once, at the revision that was read.
        if !self.plan.leaves_the_app() {
            self.ledger.claim().await?;
        }
        let begun = &self.plan.work.begun_files;
        self.ledger.note(|record| record.files.extend(begun.clone())).await;
        let marked = self.names.marked(&service.sid);
        let renamed = self.put_names_back(stack, &marked).await?;
        let stack = renamed.as_ref().or(stack);
        // Nothing of this is seen by the running version. Nearly all of it is files, so what can wait is done beside the
        // Build, which needs no more than a request at a time.
        let (environment, sync, messaging, resources) = futures::try_join!(
            self.environment(stack, &service.sid),
            self.sync(stack, &marked),
            self.messaging(stack, &marked),
            self.upload(stack, &service.sid),
        )?;
        let definition = self.definition(service, &environment, &resources)?;
        let mut values = self.desired.values(stack, &messaging, &sync);
        self.note_variables(stack, &values, false).await;
        let is_new = |key: &String| !stack.is_some_and(|stack| stack.variables.contains_key(key));
        let (new, changed) = self.plan.work.variables.iter().cloned().partition::<BTreeSet<_>, _>(is_new);
        // Where a version runs, it is replaced once all of this has worked; where none does, nobody is served yet.
        let replaces = stack.is_some_and(|stack| stack.build.is_some());
        let (build, (), made, (), (), ()) = futures::try_join!(
            async {
                let build = self.build(&service.sid).await?;
                if !replaces {
                    self.serve(&service.sid, &environment, build.as_ref(), &messaging).await?;
                }
                Ok(build)
            },
            async {
                // Only what is in the record is known not to be somebody else's.
                if changed.is_empty() { Ok(()) } else { self.ledger.write().await }
            },
            async {
                let made = self.prepare_flow(stack, &marked, definition.as_ref()).await?;
                self.flow_variable(stack, service, &environment, made.as_ref()).await?;
                Ok(made)
            },
            self.variables(stack, service, &environment, &values, new),
            self.maps(stack, &sync),
            self.unclaim(service),
        )?;
        if let Some(made) = &made {
            values.insert(FLOW_SID.to_owned(), made.sid.to_string().into());
        }
        if replaces {
            self.serve(&service.sid, &environment, build.as_ref(), &messaging).await?;
        }
        let serving = build.or_else(|| stack?.build.as_ref().map(|build| build.sid.clone()));
        if self.plan.work.build || self.plan.work.note_build {
            self.ledger
                .note(|record| {
                    record.build_inputs = self.desired.inputs();
                    record.build.clone_from(&serving);
                })
                .await;
        }
        let ((), flow) = futures::try_join!(
            self.variables(stack, service, &environment, &values, changed),
            self.publish_flow(stack, made, definition.as_ref()),
        )?;
        self.number(&flow).await?;
        self.remove_variables(stack, service, &environment).await?;
        self.note_variables(stack, &values, true).await;
        self.ledger
            .note(|record| {
                record.making = None;
                released(record, stack, serving);
            })
            .await;
        self.ledger.close().await?;
        Ok(Applied { domain: environment.domain_name, flow_sid: flow.sid, service_sid: service.sid.clone() })
    }

    /// Gives the Service its own name, now that the record holds the claim.
    async fn unclaim(&self, service: &Service) -> Result<()> {
        if service.friendly_name != self.names.service() {
            self.client.rename_service(&service.sid, &self.names.service()).await?;
        }
        Ok(())
    }

    /// Whether somebody else has made what this run has just made; looks only where that may be. Of a Service that is
    /// created, and of a record that is written at the revision that was read, there is one: who has claimed that is alone
    /// until the claim expires. But two may give a half-made Service a claim in its name. Names of Sync Services, Messaging
    /// Services and Flows are not unique at Twilio: so of two, who sees the other's takes its own back.
    async fn is_doubled<T>(
        &self,
        all: impl Future<Output = Result<Vec<T>, ApiError>>,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<bool> {
        let joined = self.stack().is_some_and(|stack| stack.record.is_none()) || self.claimant.has_expired();
        Ok(joined && all.await?.iter().filter(|other| is_it(other)).count() > 1)
    }

    async fn environment(&self, stack: Option<&Stack>, service: &ServiceSid) -> Result<Environment> {
        if let Some(environment) = stack.and_then(|s| s.environment.clone()) {
            return Ok(environment);
        }
        self.observer.step("creating the Environment");
        let (name, suffix) = (self.names.unique_environment(), self.names.domain_suffix());
        let environment = self.client.create_environment(service, &name, suffix).await?;
        self.observer.done(1);
        Ok(environment)
    }

    async fn sync(&self, stack: Option<&Stack>, marked: &str) -> Result<SyncService> {
        let service = match stack.and_then(|s| s.sync.clone()) {
            Some(service) => service,
            None => {
                self.observer.step("creating the Sync Service");
                let made = self.client.create_sync_service(marked).await?;
                if self.is_doubled(self.client.sync_services(), |other| sync_name(other) == marked).await? {
                    self.client.delete_sync_service(&made.sid).await?;
                    return Err(in_progress(None));
                }
                self.observer.done(1);
                made
            }
        };
        self.open_ledger(&service).await?;
        Ok(service)
    }

    async fn maps(&self, stack: Option<&Stack>, sync: &SyncService) -> Result<()> {
        let exists = |name: &str| {
            stack.is_some_and(|s| s.maps.iter().any(|map| map.unique_name.as_deref() == Some(name)))
        };
        let missing = MAPS.into_iter().filter(|name| !exists(name));
        let maps = missing.map(|name| self.client.create_map(&sync.sid, name));
        let made = futures::future::try_join_all(maps).await?;
        self.observer.done(made.len());
        Ok(())
    }

    /// The record, with the number's present webhook in it before anything is changed.
    async fn open_ledger(&self, sync: &SyncService) -> Result<()> {
        let before = self.number_before();
        self.ledger.note(|record| record.number.get_or_insert(before).sid.clone()).await;
        self.ledger.open(sync).await
    }

    async fn messaging(&self, stack: Option<&Stack>, marked: &str) -> Result<MessagingService> {
        let work = &self.plan.work;
        let service = match stack.and_then(|s| s.messaging.clone()) {
            Some(service) if work.route_messaging => {
                let routed = self.client.use_number_webhook(&service.sid).await?;
                self.observer.done(1);
                routed
            }
            Some(service) => service,
            None => {
                self.observer.step("creating the Messaging Service");
                let made = self.client.create_messaging_service(marked).await?;
                let all = self.client.messaging_services();
                if self.is_doubled(all, |other| other.friendly_name == marked).await? {
                    self.client.delete_messaging_service(&made.sid).await?;
                    return Err(in_progress(None));
                }
                self.observer.done(1);
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
        Ok(service)
    }

    /// Moves numbers between Messaging Services; where this stack's came from is noted before.
    async fn senders(&self, messaging: &MessagingService) -> Result<()> {
        let work = &self.plan.work;
        let number = &self.desired.number.sid;
        for other in &work.remove_senders {
            self.client.remove_sender(&messaging.sid, other).await?;
            self.observer.done(1);
        }
        for (left, number) in &work.release_senders {
            self.client.remove_sender(left, number).await?;
            self.observer.done(1);
        }
        let next = self.ledger.record().await.next_number.filter(|next| next.sid != *number);
        if let Some(next) = next {
            // A deploy that was cut off took it, and now it is another one.
            rejoin(self.client, &next).await?;
            self.ledger.note(|record| record.next_number = None).await;
        }
        if let Some(holder) = &self.observed.holder {
            self.ledger.note(|record| number::note_taken(record, self.number_before(), holder)).await;
            self.ledger.write().await?;
            self.observer.step("taking the number out of its Messaging Service");
            self.client.remove_sender(&holder.sid, number).await?;
            self.observer.done(1);
        }
        if work.add_sender {
            self.observer.step("adding the number to the Messaging Service");
            self.client.add_sender(&messaging.sid, number).await?;
            self.observer.done(1);
        }
        Ok(())
    }

    /// The values that Variables have by pam's doing: until the deploy is through, the old ones too.
    async fn note_variables(&self, stack: Option<&Stack>, values: &Values, finished: bool) {
        let gone = &self.plan.work.remove_variables;
        if !self.plan.work.build && self.plan.work.variables.is_empty() && gone.is_empty() && !finished {
            return;
        }
        self.ledger
            .note(|record| {
                let before = std::mem::take(&mut record.variables);
                drift::note_variables(record, stack, values.iter(), finished);
                if !finished {
                    let kept = before.into_iter().filter(|(key, _)| gone.contains(key));
                    record.variables.extend(kept);
                }
            })
            .await;
    }

    async fn variables(
        &self,
        stack: Option<&Stack>,
        service: &Service,
        environment: &Environment,
        values: &Values,
        keys: BTreeSet<String>,
    ) -> Result<()> {
        let written: Vec<_> = values.iter().filter(|(key, _)| keys.contains(*key)).collect();
        if written.is_empty() {
            return Ok(());
        }
        self.observer.step(&counted("setting", written.len(), "Variable"));
        stream::iter(written)
            .map(|(key, value)| async move {
                let existing = stack.and_then(|s| s.variables.get(key)).map(|variable| &variable.sid);
                let value = value.expose_secret();
                self.client.set_variable(&service.sid, &environment.sid, existing, key, value).await?;
                self.observer.done(1);
                Ok::<_, Error>(())
            })
            .buffer_unordered(BESIDE_THE_BUILD)
            .try_collect::<Vec<_>>()
            .await?;
        Ok(())
    }

    /// Names the first Flow, whose SID is known only once it is made.
    async fn flow_variable(
        &self,
        stack: Option<&Stack>,
        service: &Service,
        environment: &Environment,
        made: Option<&Flow>,
    ) -> Result<()> {
        let Some(made) = made.filter(|_| self.plan.work.variables.contains(FLOW_SID)) else { return Ok(()) };
        let existing = stack.and_then(|s| s.variables.get(FLOW_SID)).map(|variable| &variable.sid);
        let (service, environment) = (&service.sid, &environment.sid);
        self.client.set_variable(service, environment, existing, FLOW_SID, made.sid.as_str()).await?;
        self.observer.done(1);
        Ok(())
    }

    async fn remove_variables(
        &self,
        stack: Option<&Stack>,
        service: &Service,
        environment: &Environment,
    ) -> Result<()> {
        let gone = self.plan.work.remove_variables.iter().filter_map(|key| stack?.variables.get(key));
        stream::iter(gone)
            .map(|variable| self.client.delete_variable(&service.sid, &environment.sid, variable))
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| async {
                self.observer.done(1);
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// Lets the Build serve, and texts go out from the number.
    async fn serve(
        &self,
        service: &ServiceSid,
        environment: &Environment,
        build: Option<&BuildSid>,
        messaging: &MessagingService,
    ) -> Result<()> {
        futures::try_join!(self.activate(service, environment, build), self.senders(messaging))?;
        Ok(())
    }

    async fn activate(
        &self,
        service: &ServiceSid,
        environment: &Environment,
        build: Option<&BuildSid>,
    ) -> Result<()> {
        let Some(build) = build else { return Ok(()) };
        self.observer.step("deploying the Build");
        deploy_build(self.client, service, environment, build).await?;
        self.observer.done(1);
        Ok(())
    }

    /// What the Flow shall be, if it is written.
    fn definition(
        &self,
        service: &Service,
        environment: &Environment,
        resources: &Resources,
    ) -> Result<Option<serde_json::Value>> {
        if !self.plan.work.flow {
            return Ok(None);
        }
        let functions = resources
            .iter()
            .filter(|((kind, _), _)| *kind == ResourceKind::Function)
            .map(|((_, path), resource)| (path.trim_start_matches('/'), &resource.sid))
            .collect();
        let inputs = FlowInputs {
            service: &service.sid,
            environment: &environment.sid,
            domain: &environment.domain_name,
            functions,
        };
        self.desired.flow(&inputs).map(Some)
    }

    /// Creates the first Flow, which no number leads to yet; asks Twilio whether it takes a later one.
    async fn prepare_flow(
        &self,
        stack: Option<&Stack>,
        marked: &str,
        definition: Option<&serde_json::Value>,
    ) -> Result<Option<Flow>> {
        let Some(definition) = definition else { return Ok(None) };
        if stack.is_some_and(|s| s.flow.is_some()) {
            self.observer.step("validating the Flow");
            self.client.validate_flow(marked, definition).await?;
            return Ok(None);
        }
        self.observer.step("creating the Flow");
        let made = self.client.create_flow(marked, definition, &self.desired.commit()).await?;
        if self.is_doubled(self.client.flows(), |other| other.friendly_name == marked).await? {
            self.client.delete_flow(&made.sid).await?;
            return Err(in_progress(None));
        }
        self.observer.done(1);
        Ok(Some(made))
    }

    /// Publishes the Flow, and notes it.
    async fn publish_flow(
        &self,
        stack: Option<&Stack>,
        made: Option<Flow>,
        definition: Option<&serde_json::Value>,
    ) -> Result<Flow> {
        let observed = stack.and_then(|s| s.flow.as_ref());
        let (flow, digest) = match (made, observed, definition) {
            (Some(made), _, Some(definition)) => (made, digest(definition)),
            (_, Some(ObservedFlow { flow, .. }), Some(definition)) => {
                self.observer.step("publishing the Flow");
                let commit = self.desired.commit();
                let flow = self.client.update_flow(&flow.sid, definition, &commit).await?;
                self.observer.done(1);
                (flow, digest(definition))
            }
            (_, Some(ObservedFlow { flow, definition }), None) => {
                if !self.plan.work.note_flow {
                    return Ok(flow.clone());
                }
                (flow.clone(), digest(definition))
            }
            _ => return Err(Error::bug("a plan without a Flow")),
        };
        let noted = FlowRecord { sid: flow.sid.clone(), revision: flow.revision, digest };
        self.ledger.note(|record| record.flow = Some(noted)).await;
        Ok(flow)
    }

    /// What the number did before pam; a stack that was deleted by hand may have remembered it.
    fn number_before(&self) -> NumberRecord {
        let number = &self.desired.number;
        let leads_to = |record: &&DeploymentRecord| {
            let flow = record.flow.as_ref().map(|flow| flow.sid.as_str());
            let url = number.sms.sms_url.as_deref().unwrap_or_default();
            flow.is_some_and(|flow| url.ends_with(&format!("/Flows/{flow}")))
        };
        let left = self.observed.leftovers.records.iter().filter(leads_to);
        let remembered = left.filter_map(|record| record.number.clone()).find(|kept| kept.sid == number.sid);
        remembered.map_or_else(|| NumberRecord::before(number), |kept| NumberRecord { routed: false, ..kept })
    }

    async fn number(&self, flow: &Flow) -> Result<()> {
        if !self.plan.work.route_number {
            self.note_routed().await;
            return Ok(());
        }
        if let Some(before) = &self.plan.work.restore_number {
            self.observer.step("restoring the previous number's webhook");
            self.client.route_number(&before.sid, &before.previous).await?;
            rejoin(self.client, before).await?;
            self.observer.done(1);
            let number = self.number_before();
            self.ledger.note(|record| number::become_own(record, number)).await;
            // What the number did before must be safe in the account before it is overwritten.
            self.ledger.write().await?;
        }
        self.observer.step("pointing the number's webhook to the Flow");
        let routing = Desired::routing(flow, self.client.account_sid());
        self.client.route_number(&self.desired.number.sid, &routing).await?;
        self.observer.done(1);
        self.note_routed().await;
        Ok(())
    }

    async fn note_routed(&self) {
        self.ledger
            .note(|record| {
                if let Some(number) = &mut record.number {
                    number.routed = true;
                }
            })
            .await;
    }
}

/// Lets a Build serve, unless it does so already because an answer was lost before.
pub(super) async fn deploy_build(
    client: &Client,
    service: &ServiceSid,
    environment: &Environment,
    build: &BuildSid,
) -> Result<()> {
    match client.deploy_build(service, &environment.sid, build).await {
        Ok(_) => Ok(()),
        Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 409) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Notes what serves now, and if that is something else, what served before.
fn released(record: &mut DeploymentRecord, stack: Option<&Stack>, build: Option<BuildSid>) {
    let (Some(build), Some(flow)) = (build, record.flow.clone()) else { return };
    let now =
        Release { build, build_inputs: record.build_inputs.clone(), flow, version: record.version.clone() };
    if record.current.as_ref().is_some_and(|current| current.serves(&now)) {
        return;
    }
    let before = record.current.take().or_else(|| Release::observed(stack?));
    if let Some(before) = before.filter(|before| !before.serves(&now)) {
        record.previous = Some(before);
    }
    record.current = Some(now);
}

pub(super) type Values = BTreeMap<String, secrecy::SecretString>;

/// `uploading 22 files`.
pub(super) fn counted(doing: &str, count: usize, what: &str) -> String {
    format!("{doing} {count} {what}{}", if count == 1 { "" } else { "s" })
}
