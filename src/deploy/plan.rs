//! Compares what should stand with what stands. Pure: no request is made.

use std::collections::BTreeSet;

use secrecy::ExposeSecret;
use serde::Serialize;

use super::desired::{Desired, MAPS, Promoted, digest, same};
use super::diff::{self, Difference, without_credentials};
use super::names::Names;
use super::observed::{Observed, Stack};
use super::record::{DOCUMENT, NumberRecord, Release};
use crate::bundle::File;
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
    pub(super) work: Work,
}

/// The writes that `apply` makes.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    pub(super) upload: Vec<(ResourceKind, File)>,
    pub(super) begun_build: Option<Build>,
    pub(super) note_build: bool,
    pub(super) build: bool,
    pub(super) variables: BTreeSet<String>,
    pub(super) route_messaging: bool,
    pub(super) remove_senders: Vec<NumberSid>,
    /// Taken out of Messaging Services that a deleted stack left behind.
    pub(super) release_senders: Vec<(MessagingServiceSid, NumberSid)>,
    pub(super) remove_variables: BTreeSet<String>,
    pub(super) add_sender: bool,
    pub(super) flow: bool,
    /// The Flow is right, but the record does not know the revision: a deploy was cut off after publishing it.
    pub(super) note_flow: bool,
    pub(super) route_number: bool,
    pub(super) restore_number: Option<NumberRecord>,
}

impl Plan {
    /// Whether nothing would be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.iter().all(|change| matches!(change.action, ChangeKind::Keep | ChangeKind::Leave))
    }

    /// How many resources would be created and changed.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.action == kind).count()
    }

    fn push(
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
    fn differs(&mut self, diff: Vec<Difference>) {
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
    let mut plan = Plan::default();
    match stack.filter(|stack| stack.service.friendly_name != names.service()) {
        Some(_) => plan.push(
            ChangeKind::Change,
            "Serverless Service",
            names.stack(),
            "its name, which a run that was cut off has left",
        ),
        None => plan.exists(stack.is_some(), "Serverless Service", names.stack()),
    }
    plan.exists(stack.is_some_and(|s| s.environment.is_some()), "Environment", names.environment());
    sync(&mut plan, names, stack);
    messaging(&mut plan, names, desired, stack);
    leftovers(&mut plan, desired, observed);
    files(&mut plan, desired, stack);
    deployment(&mut plan, names, desired, stack);
    variables(&mut plan, desired, stack);
    flow(&mut plan, names, desired, stack)?;
    number(&mut plan, desired, observed, account_sid);
    record(&mut plan, stack);
    Ok(plan)
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

/// A run that was cut off at its end leaves its claim, or a release that nobody noted.
fn record(plan: &mut Plan, stack: Option<&Stack>) {
    let Some((stack, (record, _))) = stack.and_then(|s| Some((s, s.record.as_ref()?))) else { return };
    let serves = Release::observed(stack);
    let noted = match (&serves, &record.current) {
        (Some(serves), Some(current)) => current.serves(serves),
        (Some(_), None) => plan.work.build || plan.work.flow,
        (None, _) => true,
    };
    if record.claim.is_some() || !noted {
        let detail = "what a run that was cut off has done is noted";
        plan.push(ChangeKind::Change, "Deployment record", DOCUMENT, detail);
    }
}

fn sync(plan: &mut Plan, names: &Names, stack: Option<&Stack>) {
    plan.exists(stack.is_some_and(|s| s.sync.is_some()), "Sync Service", names.shown());
    for name in MAPS {
        let exists = stack.is_some_and(|s| s.maps.iter().any(|map| map.unique_name.as_deref() == Some(name)));
        plan.exists(exists, "Sync Map", name);
    }
}

fn messaging(plan: &mut Plan, names: &Names, desired: &Desired, stack: Option<&Stack>) {
    let service = stack.and_then(|s| s.messaging.as_ref());
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

fn files(plan: &mut Plan, desired: &Desired, stack: Option<&Stack>) {
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
    let functions = desired.bundle.functions.iter().map(|file| (ResourceKind::Function, file));
    let assets = desired.bundle.assets.iter().map(|file| (ResourceKind::Asset, file));
    let mut kept = BTreeSet::new();
    for (kind, file) in functions.chain(assets) {
        let known = recorded.files.get(&file_key(kind, &file.path));
        let same = known.filter(|known| known.digest == file.digest && standing.contains(&known.version));
        let action = match same {
            Some(known) => {
                kept.insert(known.version.clone());
                ChangeKind::Keep
            }
            None => {
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
    } else if recorded.build_inputs != inputs && build.is_some_and(Desired::is_made_of_inputs) {
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
    build.versions().cloned().collect()
}

fn variables(plan: &mut Plan, desired: &Desired, stack: Option<&Stack>) {
    for (key, value) in desired.variables(stack) {
        let deployed = stack.and_then(|s| s.variable(&key));
        let action = match &value {
            Some(value) if same(deployed, value) => ChangeKind::Keep,
            _ if deployed.is_none() => ChangeKind::Create,
            _ => ChangeKind::Change,
        };
        if action != ChangeKind::Keep {
            plan.work.variables.insert(key.clone());
        }
        let secret = desired.is_secret(&key);
        plan.push(action, "Variable", key, "");
        if action != ChangeKind::Keep {
            let after = value.as_ref().map(|value| value.expose_secret());
            plan.differs(diff::variable(deployed, after, secret));
        }
    }
}

fn flow(plan: &mut Plan, names: &Names, desired: &Desired, stack: Option<&Stack>) -> Result<()> {
    let Some((stack, observed)) = stack.and_then(|s| Some((s, s.flow.as_ref()?))) else {
        plan.work.flow = true;
        plan.push(ChangeKind::Create, "Flow", names.shown(), "");
        return Ok(());
    };
    let recorded = stack.recorded().flow.filter(|recorded| recorded.sid == observed.flow.sid);
    let wanted = desired.flow_in(stack).transpose()?;
    let untouched = recorded.as_ref().is_some_and(|recorded| recorded.revision == observed.flow.revision);
    let same = wanted.as_ref().is_some_and(|wanted| {
        // Twilio may store a definition in another form than it was sent in, so what was sent counts too.
        *wanted == observed.definition
            || untouched && recorded.as_ref().is_some_and(|recorded| recorded.digest == digest(wanted))
    });
    let published = observed.flow.status == "published";
    if same && published && !untouched {
        plan.work.note_flow = true;
        let detail = format!("revision {} is right, and is noted", observed.flow.revision);
        plan.push(ChangeKind::Change, "Flow", names.shown(), detail);
    } else if same && published {
        plan.push(ChangeKind::Keep, "Flow", names.shown(), format!("revision {}", observed.flow.revision));
    } else {
        plan.work.flow = true;
        let why = if untouched || recorded.is_none() {
            ""
        } else {
            ", which was not made by pam (edited in the Console?)"
        };
        plan.push(
            ChangeKind::Change,
            "Flow",
            names.shown(),
            format!("replaces revision {}{why}", observed.flow.revision),
        );
        if let Some(wanted) = &wanted {
            plan.differs(diff::flow(&observed.definition, wanted));
        }
    }
    Ok(())
}

fn number(plan: &mut Plan, desired: &Desired, observed: &Observed, account_sid: &str) {
    let stack = observed.stack.as_ref();
    let before = stack.and_then(|s| s.recorded().number).filter(|record| record.sid != desired.number.sid);
    if let Some(before) = before {
        let number = observed.numbers.iter().find(|number| number.sid == before.sid);
        let name = number.map_or_else(|| before.sid.to_string(), |number| number.phone_number.clone());
        plan.push(ChangeKind::Change, "Phone Number", name, "its previous webhook is restored");
        plan.work.restore_number = Some(before);
    }
    let number = &desired.number;
    let wanted = stack.and_then(|s| s.flow.as_ref()).map(|flow| Desired::routing(&flow.flow, account_sid));
    let routed = wanted.is_some_and(|wanted| {
        let set = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        set(&number.sms.sms_url) == wanted.sms_url
            && number.sms.sms_method == wanted.sms_method
            && set(&number.sms.sms_application_sid).is_none()
    });
    if routed && plan.work.restore_number.is_none() {
        plan.push(ChangeKind::Keep, "Phone Number", &number.phone_number, "");
        return;
    }
    plan.work.route_number = true;
    let current = [&number.sms.sms_application_sid, &number.sms.sms_url];
    let current = current.into_iter().flatten().find(|value| !value.is_empty());
    let detail = match current {
        Some(current) => format!("its webhook becomes the Flow; was {}", without_credentials(current)),
        None => "its webhook becomes the Flow".to_owned(),
    };
    plan.push(ChangeKind::Change, "Phone Number", &number.phone_number, detail);
}

pub(super) fn file_key(kind: ResourceKind, path: &str) -> String {
    format!("{} {path}", kind.word().to_lowercase())
}

#[cfg(test)]
mod tests;
