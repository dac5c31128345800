//! Makes a plan true. Every create was looked up before (that is what `observed` is), so repeating a deploy that was
//! cut off finishes it. What does not depend on each other is done side by side. Nothing of it serves before [`finish`]
//! lets it.
//!
//! [`finish`]: super::finish

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt, TryStreamExt};
use secrecy::ExposeSecret;

use super::Observer;
use super::claim::{Claimant, in_progress, is_conflict, told};
use super::desired::{Desired, FLOW_SID, FlowInputs, MAPS};
use super::drift;
use super::finish::Made;
use super::hold;
use super::ledger::Ledger;
use super::names::Names;
use super::observed::{Observed, Stack, sync_name};
use super::plan::Plan;
use super::record::{DeploymentRecord, NumberRecord};
use super::upload::Resources;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messaging::MessagingService;
use crate::twilio::serverless::{Environment, ResourceKind, Service};
use crate::twilio::studio::Flow;
use crate::twilio::sync::SyncService;
use crate::twilio::{ApiError, Client, FlowSid, ServiceSid};

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
    if let Err(error) = &result {
        if work.nobody_would_notice() && !is_conflict(error) {
            work.put_number_back().await;
        }
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
        let values = self.desired.values(stack, &messaging, &sync);
        self.note_variables(stack, &values, false).await;
        let is_new = |key: &String| !stack.is_some_and(|stack| stack.variables.contains_key(key));
        let (new, changed) = self.plan.work.variables.iter().cloned().partition::<BTreeSet<_>, _>(is_new);
        let made = async {
            let (build, (), (flow, definition)) = futures::try_join!(
                self.build(&service.sid),
                async {
                    // Only what is in the record is known not to be somebody else's.
                    if changed.is_empty() { Ok(()) } else { self.ledger.write().await }
                },
                async {
                    let definition = self.definition(service, &environment, &resources)?;
                    let flow = self.prepare_flow(stack, &marked, definition.as_ref()).await?;
                    self.flow_variable(stack, service, &environment, flow.as_ref()).await?;
                    Ok((flow, definition))
                },
            )?;
            let flow_sid = flow.iter().map(|flow| (FLOW_SID.to_owned(), flow.sid.to_string().into()));
            let values = values.clone().into_iter().chain(flow_sid).collect();
            let (environment, messaging) = (&environment, &messaging);
            let made = Made { stack, service, environment, messaging, build, flow, definition, values };
            let flow =
                if self.nobody_would_notice() { Some(self.finish_at_once(&made).await?) } else { None };
            Ok((made, flow))
        };
        let ((made, flow), (), (), ()) = futures::try_join!(
            made,
            self.variables(stack, service, &environment, &values, new),
            self.maps(stack, &sync),
            self.unclaim(service),
        )?;
        let flow = match flow {
            Some(flow) => flow,
            None => self.finish_in_order(&made, changed).await?,
        };
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
        let missing = MAPS.into_iter().filter(|name| !stack.is_some_and(|stack| stack.has_map(name)));
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

    /// The values that Variables have by pam's doing: until the deploy is through, the old ones too.
    pub(super) async fn note_variables(&self, stack: Option<&Stack>, values: &Values, finished: bool) {
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

    pub(super) async fn variables(
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

    /// What the number did before pam; a stack that was deleted by hand may have remembered it.
    pub(super) fn number_before(&self) -> NumberRecord {
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
}

pub(super) type Values = BTreeMap<String, secrecy::SecretString>;

/// `uploading 22 files`.
pub(super) fn counted(doing: &str, count: usize, what: &str) -> String {
    format!("{doing} {count} {what}{}", if count == 1 { "" } else { "s" })
}
