//! The last steps of a deploy: what was made begins to serve. The running version is replaced only when everything before it
//! worked: what it needs is changed after it, and removed last.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::Value;

use super::apply::{AT_ONCE, Values, Work};
use super::desired::{Desired, digest};
use super::number::{self, rejoin};
use super::observed::{ObservedFlow, Stack};
use super::record::{DeploymentRecord, FlowRecord, Release};
use crate::error::{Error, Result};
use crate::twilio::messaging::MessagingService;
use crate::twilio::serverless::{Environment, Service};
use crate::twilio::studio::Flow;
use crate::twilio::{BuildSid, Client, ServiceSid};

/// What stands by now, and does not serve yet.
pub(super) struct Made<'a> {
    /// As it was before the deploy.
    pub(super) stack: Option<&'a Stack>,
    pub(super) service: &'a Service,
    pub(super) environment: &'a Environment,
    pub(super) messaging: &'a MessagingService,
    /// The Build, if another one shall serve.
    pub(super) build: Option<BuildSid>,
    /// The Flow, if it was created.
    pub(super) flow: Option<Flow>,
    /// What the Flow shall be, if it is written.
    pub(super) definition: Option<Value>,
    /// What every Variable shall be.
    pub(super) values: Values,
}

impl Made<'_> {
    /// The Build that serves once the deploy is through.
    fn serving(&self) -> Option<BuildSid> {
        self.build.clone().or_else(|| Some(self.stack?.build.as_ref()?.sid.clone()))
    }
}

impl Work<'_> {
    /// Whether no version serves and the number leads nowhere: then it can be seen by nobody which of the last writes
    /// comes first.
    pub(super) fn nobody_would_notice(&self) -> bool {
        let work = &self.plan.work;
        self.stack().is_none_or(|stack| stack.build.is_none())
            && self.desired.number.sms.leads_nowhere()
            && self.observed.holder.is_none()
            && work.restore_number.is_none()
            && work.release_senders.is_empty()
            && work.remove_variables.is_empty()
            && self.stack().is_none_or(|stack| stack.recorded().next_number.is_none())
    }

    /// Makes the last writes at once, the record's too: its claim is over as soon as the others are seen to be done.
    pub(super) async fn finish_at_once(&self, made: &Made<'_>) -> Result<Flow> {
        let flow = self.publish_flow(made).await?;
        self.note_build(made).await;
        self.note_finished(made).await;
        self.note_routed().await;
        let (served, routed, told) =
            futures::join!(self.serve(made), self.number(&flow), self.ledger.close_ahead());
        served?;
        routed?;
        told?;
        Ok(flow)
    }

    /// After a deploy that failed while it made its last writes at once: no number leads to a Flow that may lack its functions.
    pub(super) async fn put_number_back(&self) {
        let number = &self.desired.number;
        let routed = self.ledger.note(|record| {
            record.number.as_mut().is_some_and(|number| std::mem::replace(&mut number.routed, false))
        });
        if routed.await {
            // The next deploy looks again.
            let _ = self.client.route_number(&number.sid, &number.sms).await;
        }
    }

    /// Lets the Build serve, then changes what the version before it still needed, the Flow last, and tells that all is done.
    pub(super) async fn finish_in_order(&self, made: &Made<'_>, changed: BTreeSet<String>) -> Result<Flow> {
        self.serve(made).await?;
        self.note_build(made).await;
        let ((), flow) = futures::try_join!(
            self.variables(made.stack, made.service, made.environment, &made.values, changed),
            self.publish_flow(made),
        )?;
        self.number(&flow).await?;
        self.remove_variables(made).await?;
        self.note_finished(made).await;
        self.ledger.close().await?;
        Ok(flow)
    }

    async fn note_build(&self, made: &Made<'_>) {
        if self.plan.work.build || self.plan.work.note_build {
            let serving = made.serving();
            self.ledger
                .note(|record| {
                    record.build_inputs = self.desired.inputs();
                    record.build = serving;
                })
                .await;
        }
    }

    async fn note_finished(&self, made: &Made<'_>) {
        self.note_variables(made.stack, &made.values, true).await;
        self.ledger
            .note(|record| {
                record.making = None;
                released(record, made.stack, made.serving());
            })
            .await;
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

    /// Lets the Build serve, and texts go out from the number.
    async fn serve(&self, made: &Made<'_>) -> Result<()> {
        futures::try_join!(self.activate(made), self.senders(made.messaging))?;
        Ok(())
    }

    async fn activate(&self, made: &Made<'_>) -> Result<()> {
        let Some(build) = &made.build else { return Ok(()) };
        self.observer.step("deploying the Build");
        deploy_build(self.client, &made.service.sid, made.environment, build).await?;
        self.observer.done(1);
        Ok(())
    }

    /// Publishes the Flow, and notes it.
    async fn publish_flow(&self, made: &Made<'_>) -> Result<Flow> {
        let observed = made.stack.and_then(|stack| stack.flow.as_ref());
        let (flow, digest) = match (&made.flow, observed, &made.definition) {
            (Some(flow), _, Some(definition)) => (flow.clone(), digest(definition)),
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

    async fn remove_variables(&self, made: &Made<'_>) -> Result<()> {
        let (service, environment) = (&made.service.sid, &made.environment.sid);
        let gone = self.plan.work.remove_variables.iter().filter_map(|key| made.stack?.variables.get(key));
        stream::iter(gone)
            .map(|variable| self.client.delete_variable(service, environment, variable))
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| async {
                self.observer.done(1);
                Ok(())
            })
            .await?;
        Ok(())
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
    // What was told ahead, and nothing came of it, has never served.
    let serves = stack.is_some_and(|stack| stack.build.is_some());
    let before = record.current.take().filter(|_| serves).or_else(|| Release::observed(stack?));
    if let Some(before) = before.filter(|before| !before.serves(&now)) {
        record.previous = Some(before);
    }
    record.current = Some(now);
}
