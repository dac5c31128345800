//! Compares what should stand with what stands. Pure: no request is made.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::Value;

use super::desired::{Desired, MAPS, Promoted, digest, same};
use super::diff::{self, Difference};
use super::drift::{self, Drift, is_foreign_value, is_untouched, other_name};
use super::names::Names;
use super::number;
use super::observed::{Observed, Stack, sync_name};
use super::record::{DOCUMENT, DeploymentRecord, FileRecord, NumberRecord, Release, check_size, file_key};
use crate::bundle::{File, TEMPLATE_ASSET};
use crate::error::Result;
use crate::twilio::serverless::{Build, BuildStatus, ResourceKind};
use crate::twilio::{MessagingServiceSid, NumberSid, VersionSid};

/// What happens to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It does not exist yet.
    Create,
    /// It differs.
    Change,
    /// It stays as it is.
    Keep,
    /// It was there before pam, and is taken over.
    Adopt,
    /// It is not the stack's, and stays.
    Leave,
    /// It goes.
    Delete,
}

/// One line of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happens.
    pub action: ChangeKind,
    /// The kind of resource, in Twilio's words.
    pub group: &'static str,
    /// Which one.
    pub name: String,
    /// Why, or what from; never a secret.
    pub detail: String,
    /// What is different in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<Difference>,
}

/// What a deploy would do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Every resource with what happens to it, in the order of work.
    pub changes: Vec<Change>,
    /// What somebody else changed, and whether this plan would write over it.
    pub drift: Vec<Drift>,
    /// What the number is taken away from, in words.
    pub takes: Vec<String>,
    pub(super) work: Work,
}

/// The writes that `apply` makes.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    pub(super) upload: Vec<(ResourceKind, File)>,
    pub(super) begun_build: Option<Build>,
    /// Files in a Build that was made by a deploy which was cut off before it noted all of them.
    pub(super) begun_files: BTreeMap<String, FileRecord>,
    pub(super) note_build: bool,
    pub(super) build: bool,
    pub(super) variables: BTreeSet<String>,
    pub(super) route_messaging: bool,
    /// Somebody renamed the Sync Service, the Messaging Service or the Flow.
    pub(super) rename: bool,
    pub(super) remove_senders: Vec<NumberSid>,
    /// Taken out of Messaging Services that a deleted stack left behind.
    pub(super) release_senders: Vec<(MessagingServiceSid, NumberSid)>,
    pub(super) remove_variables: BTreeSet<String>,
    pub(super) add_sender: bool,
    pub(super) flow: bool,
    /// The Flow is right, but the record does not know the revision: a deploy was cut off after publishing it.
    pub(super) note_flow: bool,
    /// Variables were changed by hand, and stay so.
    pub(super) note_variables: bool,
    /// The number leads to the Flow, but a deploy was cut off before it noted that.
    pub(super) note_number: bool,
    pub(super) route_number: bool,
    pub(super) restore_number: Option<NumberRecord>,
}

impl Plan {
    /// Whether nothing would be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.work() == 0
    }

    /// How many resources are not yet as they shall be: what an [`Observer`](super::Observer) hears of.
    #[must_use]
    pub fn work(&self) -> usize {
        let stays = |change: &&Change| !matches!(change.action, ChangeKind::Keep | ChangeKind::Leave);
        self.changes.iter().filter(stays).count()
    }

    /// Whether the app would stay as it is, but pam's record of it would be brought up to date: something that was changed
    /// by hand is what is wanted now.
    #[must_use]
    pub fn notes_only(&self) -> bool {
        self.is_empty() && (self.work.note_flow || self.work.note_variables || self.work.note_number)
    }

    /// Whether at most pam's record of the app would be written.
    pub(super) fn leaves_the_app(&self) -> bool {
        self.changes.iter().all(|change| {
            matches!(change.action, ChangeKind::Keep | ChangeKind::Leave) || change.group == RECORD
        })
    }

    /// How many resources would be created and changed.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.action == kind).count()
    }

    pub(super) fn push(
        &mut self,
        action: ChangeKind,
        group: &'static str,
        name: impl Into<String>,
        detail: impl Into<String>,
    ) {
        let (name, detail) = (name.into(), detail.into());
        self.changes.push(Change { action, group, name, detail, diff: Vec::new() });
    }

    /// Says what is different in the resource that was pushed last.
    pub(super) fn differs(&mut self, diff: Vec<Difference>) {
        if let Some(last) = self.changes.last_mut() {
            last.diff = diff;
        }
    }

    fn exists(&mut self, exists: bool, group: &'static str, name: impl Into<String>) {
        self.push(if exists { ChangeKind::Keep } else { ChangeKind::Create }, group, name, "");
    }
}

/// Says what a deploy of `desired` to an account that stands as `observed` would do.
///
/// # Errors
/// When the Flow's template cannot be filled.
pub fn plan(names: &Names, desired: &Desired, observed: &Observed, account_sid: &str) -> Result<Plan> {
    let stack = observed.stack.as_ref();
    let all = desired.bundle.functions.iter().chain(&desired.bundle.assets);
    check_size(all.map(|file| (file.path.as_str(), file.digest.as_str())))?;
    let mut plan = Plan::default();
    let (service, own) = (observed.unique_name(names), names.service());
    match stack.and_then(|stack| other_name(&own, Some(&stack.service.friendly_name))) {
        Some(claimed) if names.is_service(claimed) => plan.push(
            ChangeKind::Change,
            "Serverless Service",
            service,
            "its name, which a run that was cut off has left",
        ),
        Some(other) => plan.push(ChangeKind::Change, "Serverless Service", service, put_back(other)),
        None => plan.exists(stack.is_some(), "Serverless Service", service),
    }
    let marked = stack.map(|stack| names.marked(&stack.service.sid));
    let marked = marked.as_deref().unwrap_or_default();
    plan.exists(stack.is_some_and(|s| s.environment.is_some()), "Environment", names.environment());
    sync(&mut plan, names, stack, marked);
    messaging(&mut plan, names, desired, stack, marked);
    leftovers(&mut plan, desired, observed);
    holder(&mut plan, desired, observed);
    let flow_stays = flow_state(desired, stack)?.is_some_and(|flow| flow.same && flow.published);
    files(&mut plan, desired, stack, flow_stays);
    deployment(&mut plan, names, desired, stack);
    variables(&mut plan, desired, stack);
    flow(&mut plan, names, desired, stack, marked)?;
    phone_number(&mut plan, desired, observed, account_sid);
    record(&mut plan, stack);
    plan.takes = number::takes(&desired.number, observed, account_sid);
    plan.drift = drift::overwritten(drift::drift(names, observed, account_sid), &plan.changes);
    Ok(plan)
}

/// That a name was changed by hand, and what it is.
fn put_back(name: &str) -> String {
    format!("its name is put back; it is {name:?} now")
}

/// What a stack left behind whose Serverless Service was deleted by hand: it stays, but gives the number up.
fn leftovers(plan: &mut Plan, desired: &Desired, observed: &Observed) {
    const LEFT: &str = "left by a deployment that was deleted by hand";
    let left = &observed.leftovers;
    for (service, senders) in &left.messaging {
        if senders.iter().any(|sender| sender.sid == desired.number.sid) {
            plan.work.release_senders.push((service.sid.clone(), desired.number.sid.clone()));
            let detail = format!("{LEFT}: the number is taken out");
            plan.push(ChangeKind::Change, "Messaging Service", &service.friendly_name, detail);
        } else {
            plan.push(ChangeKind::Leave, "Messaging Service", &service.friendly_name, LEFT);
        }
    }
    for service in &left.sync {
        let name = service.friendly_name.as_deref().unwrap_or_default();
        plan.push(ChangeKind::Leave, "Sync Service", name, LEFT);
    }
    for flow in &left.flows {
        plan.push(ChangeKind::Leave, "Flow", &flow.friendly_name, LEFT);
    }
}

/// The group of pam's own record.
pub(super) const RECORD: &str = "Deployment record";

/// A run that was cut off at its end leaves its claim, or a release that nobody noted.
fn record(plan: &mut Plan, stack: Option<&Stack>) {
    let Some((stack, (record, _))) = stack.and_then(|s| Some((s, s.record.as_ref()?))) else { return };
    let serves = Release::observed(stack);
    let noted = match (&serves, &record.current) {
        (Some(serves), Some(current)) => current.serves(serves),
        (Some(_), None) => plan.work.build || plan.work.flow,
        (None, _) => true,
    };
    // Of a run that wrote its record ahead, what is missing is seen in the account.
    if record.claim.as_ref().is_some_and(|claim| !claim.closing) || !noted {
        let detail = "what a run that was cut off has done is noted";
        plan.push(ChangeKind::Change, RECORD, DOCUMENT, detail);
    }
}

fn sync(plan: &mut Plan, names: &Names, stack: Option<&Stack>, marked: &str) {
    let service = stack.and_then(|s| s.sync.as_ref());
    match other_name(marked, service.map(sync_name)) {
        Some(other) => {
            plan.work.rename = true;
            plan.push(ChangeKind::Change, "Sync Service", names.shown(), put_back(other));
        }
        None => plan.exists(service.is_some(), "Sync Service", names.shown()),
    }
    for name in MAPS {
        plan.exists(stack.is_some_and(|stack| stack.has_map(name)), "Sync Map", name);
    }
}

fn messaging(plan: &mut Plan, names: &Names, desired: &Desired, stack: Option<&Stack>, marked: &str) {
    let service = stack.and_then(|s| s.messaging.as_ref());
    let renamed = other_name(marked, service.map(|service| service.friendly_name.as_str()));
    plan.work.rename |= renamed.is_some();
    match service {
        Some(service) if !service.use_inbound_webhook_on_number => {
            plan.work.route_messaging = true;
            plan.push(
                ChangeKind::Change,
                "Messaging Service",
                names.shown(),
                "inbound messages follow the number's webhook",
            );
        }
        Some(_) if renamed.is_some() => plan.push(
            ChangeKind::Change,
            "Messaging Service",
            names.shown(),
            renamed.map(put_back).unwrap_or_default(),
        ),
        found => plan.exists(found.is_some(), "Messaging Service", names.shown()),
    }
    let senders = stack.map(|s| s.senders.as_slice()).unwrap_or_default();
    let mut kept = false;
    for sender in senders {
        if sender.sid == desired.number.sid {
            kept = true;
        } else {
            plan.work.remove_senders.push(sender.sid.clone());
            plan.push(
                ChangeKind::Change,
                "Sender",
                &sender.phone_number,
                "taken out of the Messaging Service",
            );
        }
    }
    plan.work.add_sender = !kept;
    plan.exists(kept, "Sender", &desired.number.phone_number);
}

fn holder(plan: &mut Plan, desired: &Desired, observed: &Observed) {
    if let Some(holder) = &observed.holder {
        let detail = format!("gives up {} until undeploy; it is {}", desired.number.phone_number, holder.sid);
        plan.push(ChangeKind::Change, "Messaging Service", &holder.friendly_name, detail);
    }
}

fn files(plan: &mut Plan, desired: &Desired, stack: Option<&Stack>, flow_stays: bool) {
    if let Some(promoted) = &desired.promoted {
        return promotion(plan, promoted, stack);
    }
    let recorded = stack.map(Stack::recorded).unwrap_or_default();
    let build = stack.and_then(|s| s.build.as_ref());
    let deployed: BTreeSet<VersionSid> = build.map(versions).unwrap_or_default();
    // A Version that was uploaded and got into no Build is uploaded anew: nothing tells that it is still there.
    let good = stack.map(|s| s.builds.as_slice()).unwrap_or_default();
    let good: Vec<&Build> = good.iter().filter(|build| build.status != BuildStatus::Failed).collect();
    let standing: BTreeSet<VersionSid> = good.iter().copied().chain(build).flat_map(versions).collect();
    let begun = unnoted_files(desired, stack);
    let mut kept = BTreeSet::new();
    for (kind, file) in desired.each_file() {
        let key = file_key(kind, &file.path);
        let known = recorded.files.get(&key);
        // The template is deployed to be read beside the Flow, and no reason for a Build while the Flow stays as it is:
        // one that was pulled from the live Flow changes nothing.
        let follows = flow_stays && kind == ResourceKind::Asset && file.path == TEMPLATE_ASSET;
        let same = known
            .filter(|known| (known.digest == file.digest || follows) && standing.contains(&known.version));
        let action = match (same, begun.get(&key)) {
            (Some(known), _) => {
                kept.insert(known.version.clone());
                ChangeKind::Keep
            }
            (None, Some(version)) => {
                kept.insert(version.clone());
                let noted = FileRecord { digest: file.digest.clone(), version: version.clone() };
                plan.work.begun_files.insert(key, noted);
                ChangeKind::Keep
            }
            (None, None) => {
                plan.work.upload.push((kind, file.clone()));
                let exists = stack.is_some_and(|s| s.resources.contains_key(&(kind, file.path.clone())));
                if exists { ChangeKind::Change } else { ChangeKind::Create }
            }
        };
        plan.push(action, kind.word(), &file.path, file.visibility.as_str());
        if action != ChangeKind::Keep {
            let short = |digest: &str| format!("sha256 {}", digest.chars().take(12).collect::<String>());
            let after = format!("{}, {} bytes", short(&file.digest), file.content.len());
            plan.differs(vec![Difference::new("", known.map(|known| short(&known.digest)), Some(after))]);
        }
    }
    gone(plan, desired, stack);
    let inputs = Desired::build_inputs();
    let reason = if build.is_none() {
        ""
    } else if !plan.work.upload.is_empty() || deployed != kept {
        "files differ"
    } else if unnoted(&recorded, build, &inputs) {
        plan.work.note_build = true;
        plan.push(ChangeKind::Change, "Build", inputs, "is right, and is noted");
        return;
    } else if recorded.build_inputs != inputs {
        "dependencies or runtime differ"
    } else {
        plan.push(ChangeKind::Keep, "Build", inputs, "");
        return;
    };
    plan.work.build = true;
    // A deploy that was cut off has begun it already.
    let begun = good.into_iter().find(|build| versions(build) == kept && Desired::is_made_of_inputs(build));
    if let Some(begun) = begun.filter(|_| plan.work.upload.is_empty()) {
        plan.work.begun_build = Some(begun.clone());
        plan.push(ChangeKind::Change, "Build", inputs, "is there already, and is deployed");
        return;
    }
    plan.push(ChangeKind::Create, "Build", inputs, reason);
}

/// The files in a Build that a run made of the wanted ones, if it was cut off before it noted that.
fn unnoted_files(desired: &Desired, stack: Option<&Stack>) -> BTreeMap<String, VersionSid> {
    let made = stack.and_then(|stack| {
        let making = stack.recorded().making.filter(|making| making.digest == desired.made_of())?;
        making.find(&stack.builds).filter(|build| build.status != BuildStatus::Failed)
    });
    let made = made.filter(|build| Desired::is_made_of_inputs(build));
    let files = made.iter().flat_map(|build| build.versions());
    let files: BTreeMap<_, _> =
        files.map(|(kind, version)| (file_key(kind, &version.path), version.sid.clone())).collect();
    if files.keys().eq(desired.files().keys()) { files } else { BTreeMap::new() }
}

/// Whether the deployed Build is the wanted one, but the deploy that made it was cut off before it could note that.
fn unnoted(recorded: &DeploymentRecord, build: Option<&Build>, inputs: &str) -> bool {
    let Some(build) = build else { return false };
    let other = recorded.build.as_ref().is_some_and(|noted| *noted != build.sid);
    (other || recorded.build_inputs != inputs) && Desired::is_made_of_inputs(build)
}

/// Functions and Assets that are no longer in the app: Twilio removes them once no Build holds them.
fn gone(plan: &mut Plan, desired: &Desired, stack: Option<&Stack>) {
    let bundle = &desired.bundle;
    for (kind, path) in stack.iter().flat_map(|stack| stack.resources.keys()) {
        let files = if *kind == ResourceKind::Function { &bundle.functions } else { &bundle.assets };
        if !files.iter().any(|file| file.path == *path) {
            plan.push(ChangeKind::Leave, kind.word(), path, "not in the app any more, so in no new Build");
        }
    }
}

/// A promoted Build is there already, with everything in it.
fn promotion(plan: &mut Plan, promoted: &Promoted, stack: Option<&Stack>) {
    let deployed = stack.and_then(|s| s.build.as_ref());
    plan.push(ChangeKind::Keep, "Build", promoted.build.as_str(), format!("of {}", promoted.from));
    plan.work.build = deployed.is_none_or(|build| build.sid != promoted.build);
}

fn deployment(plan: &mut Plan, names: &Names, desired: &Desired, stack: Option<&Stack>) {
    let action = if plan.work.build { ChangeKind::Create } else { ChangeKind::Keep };
    plan.push(action, "Deployment", names.environment(), "");
    if plan.work.build {
        let before = stack.and_then(|s| s.build.as_ref()).map(|build| build.sid.to_string());
        let after = desired.promoted.as_ref().map_or("the new Build", |promoted| promoted.build.as_str());
        plan.differs(vec![Difference::new("", before, Some(after.to_owned()))]);
    }
}

fn versions(build: &Build) -> BTreeSet<VersionSid> {
    build.versions().map(|(_, version)| version.sid.clone()).collect()
}

fn variables(plan: &mut Plan, desired: &Desired, stack: Option<&Stack>) {
    let recorded = stack.map(Stack::recorded).unwrap_or_default();
    let wanted = desired.variables(stack);
    for (key, value) in wanted.clone() {
        let deployed = stack.and_then(|s| s.variable(&key));
        let by_hand = deployed.is_some_and(|deployed| is_foreign_value(&recorded, &key, deployed));
        let action = match &value {
            Some(value) if same(deployed, value) => ChangeKind::Keep,
            _ if deployed.is_none() => ChangeKind::Create,
            _ => ChangeKind::Change,
        };
        if action != ChangeKind::Keep {
            plan.work.variables.insert(key.clone());
        }
        let detail = if by_hand && action == ChangeKind::Keep { "as it was set by hand" } else { "" };
        plan.work.note_variables |= !detail.is_empty();
        let secret = desired.is_secret(&key);
        plan.push(action, "Variable", key, detail);
        if action != ChangeKind::Keep {
            let after = value.as_ref().map(|value| value.expose_secret());
            plan.differs(diff::variable(deployed, after, secret));
        }
    }
    // What an earlier app or pam needed.
    for key in recorded.variables.keys().filter(|key| !wanted.contains_key(*key)) {
        if let Some(deployed) = stack.and_then(|s| s.variable(key)) {
            plan.work.remove_variables.insert(key.clone());
            plan.push(ChangeKind::Delete, "Variable", key, "");
            plan.differs(diff::variable(Some(deployed), None, true));
        }
    }
}

/// How the live Flow stands to the wanted one.
struct FlowState {
    revision: u32,
    same: bool,
    published: bool,
    /// The record knows this revision.
    noted: bool,
    /// Nobody but pam saved it.
    untouched: bool,
    /// What it shall be, as far as the account knows every SID in it.
    wanted: Option<Value>,
}

fn flow_state(desired: &Desired, stack: Option<&Stack>) -> Result<Option<FlowState>> {
    let Some((stack, observed)) = stack.and_then(|s| Some((s, s.flow.as_ref()?))) else { return Ok(None) };
    let recorded = stack.recorded().flow.filter(|recorded| recorded.sid == observed.flow.sid);
    let wanted = desired.flow_in(stack).transpose()?;
    let noted = recorded.as_ref().filter(|recorded| recorded.revision == observed.flow.revision);
    let same = wanted.as_ref().is_some_and(|wanted| {
        // Twilio may store a definition in another form than it was sent in, so what was sent counts too.
        *wanted == observed.definition || noted.is_some_and(|noted| noted.digest == digest(wanted))
    });
    Ok(Some(FlowState {
        revision: observed.flow.revision,
        same,
        published: observed.flow.status == "published",
        noted: noted.is_some(),
        untouched: recorded.is_none() || is_untouched(&observed.flow, recorded.as_ref()),
        wanted,
    }))
}

fn flow(
    plan: &mut Plan,
    names: &Names,
    desired: &Desired,
    stack: Option<&Stack>,
    marked: &str,
) -> Result<()> {
    let Some(state) = flow_state(desired, stack)? else {
        plan.work.flow = true;
        plan.push(ChangeKind::Create, "Flow", names.shown(), "");
        return Ok(());
    };
    let live = stack.and_then(|stack| stack.flow.as_ref());
    let renamed = other_name(marked, live.map(|live| live.flow.friendly_name.as_str()));
    plan.work.rename |= renamed.is_some();
    if let Some(other) = renamed.filter(|_| state.same && state.published) {
        // To rename it makes another revision.
        plan.work.note_flow = true;
        plan.push(ChangeKind::Change, "Flow", names.shown(), put_back(other));
    } else if state.same && state.published {
        plan.work.note_flow = !state.noted;
        plan.push(ChangeKind::Keep, "Flow", names.shown(), format!("revision {}", state.revision));
    } else {
        plan.work.flow = true;
        let why = if state.untouched { "" } else { ", which was not made by pam (edited in the Console?)" };
        let detail = format!("replaces revision {}{why}", state.revision);
        plan.push(ChangeKind::Change, "Flow", names.shown(), detail);
        if let (Some(live), Some(wanted)) = (live, &state.wanted) {
            plan.differs(diff::flow(&live.definition, wanted));
        }
    }
    Ok(())
}

fn phone_number(plan: &mut Plan, desired: &Desired, observed: &Observed, account_sid: &str) {
    let stack = observed.stack.as_ref();
    let before = stack.and_then(|s| s.recorded().number).filter(|record| record.sid != desired.number.sid);
    if let Some(before) = before {
        let number = observed.numbers.iter().find(|number| number.sid == before.sid);
        let name = number.map_or_else(|| before.sid.to_string(), |number| number.phone_number.clone());
        plan.push(ChangeKind::Change, "Phone Number", name, "its previous webhook is restored");
        plan.work.restore_number = Some(before);
    }
    let number = &desired.number;
    let routed = stack.is_some_and(|stack| stack.is_reached_by(number, account_sid));
    if routed && plan.work.restore_number.is_none() {
        plan.work.note_number = !stack.and_then(|s| s.recorded().number).is_some_and(|own| own.routed);
        plan.push(ChangeKind::Keep, "Phone Number", &number.phone_number, "");
        return;
    }
    plan.work.route_number = true;
    let detail = if number.sms.application().is_none() && number.sms.webhook().is_none() {
        "its webhook becomes the Flow".to_owned()
    } else {
        format!("its webhook becomes the Flow; was {}", number.sms.describe())
    };
    plan.push(ChangeKind::Change, "Phone Number", &number.phone_number, detail);
}

#[cfg(test)]
mod tests;
