//! What somebody else changed since pam's last deploy: found by comparing the account with pam's own record of what it
//! wrote, so `status`, `plan` and `deploy` say the same. Pure but for [`copies`], which reads.

use std::collections::BTreeSet;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::claim::ROLLBACK;
use super::desired::SECRETS;
use super::names::Names;
use super::observed::{Observed, Stack, sync_name};
use super::plan::{Change, ChangeKind};
use super::record::{DeploymentRecord, FlowRecord, file_key};
use crate::error::Result;
use crate::twilio::numbers::Number;
use crate::twilio::serverless::{ResourceKind, Version};
use crate::twilio::studio::Flow;
use crate::twilio::{Client, VersionSid};

/// One thing that is not as pam left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The kind of resource, as in a plan.
    pub group: &'static str,
    /// Which one, as in a plan.
    pub name: String,
    /// What is different; never a secret.
    pub detail: String,
    /// Whether the deploy that was planned would put pam's own over it; false where no deploy is planned.
    pub overwritten: bool,
}

impl Drift {
    fn new(group: &'static str, name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { group, name: name.into(), detail: detail.into(), overwritten: false }
    }
}

/// How pam's own saves of a Flow begin their commit message, which each revision has of its own.
pub(super) const COMMIT: &str = "pam ";

/// Whether a Flow is as pam last saved it. A deploy that was cut off may have saved a revision without noting it, which
/// its commit message tells.
pub(super) fn is_untouched(flow: &Flow, recorded: Option<&FlowRecord>) -> bool {
    let noted =
        recorded.is_some_and(|recorded| recorded.sid == flow.sid && recorded.revision == flow.revision);
    noted || flow.commit_message.as_deref().is_some_and(|message| message.starts_with(COMMIT))
}

/// A short digest by which a Variable's value is recognised without being kept.
pub(super) fn fingerprint(value: &str) -> String {
    hex::encode(&Sha256::digest(value)[..8])
}

/// Whether a Variable has a value that pam wrote or found.
pub(super) fn is_own_value(record: &DeploymentRecord, key: &str, value: &str) -> bool {
    record.variables.contains_key(key) && !is_foreign_value(record, key, value)
}

/// Whether a Variable has a value that pam neither found nor wrote.
pub(super) fn is_foreign_value(record: &DeploymentRecord, key: &str, value: &str) -> bool {
    record.variables.get(key).is_some_and(|known| !known.contains(&fingerprint(value)))
}

/// Everything in a stack that is not as pam left it. What is missing altogether is no drift: nothing can be lost there.
#[must_use]
pub fn drift(names: &Names, observed: &Observed, account_sid: &str) -> Vec<Drift> {
    let Some(stack) = &observed.stack else { return Vec::new() };
    let record = stack.recorded();
    let mut found = Vec::new();
    // Before its first deploy is through, a Messaging Service that was taken over is still as it was.
    if record.flow.is_some() {
        found.extend(messaging(names, stack));
        found.extend(senders(stack, &record));
    }
    found.extend(renamed(names, stack));
    found.extend(build(stack, &record));
    for (key, variable) in &stack.variables {
        if is_foreign_value(&record, key, &variable.value) {
            found.push(Drift::new("Variable", key, "was changed by hand"));
        }
    }
    found.extend(flow(names, stack, &record));
    found.extend(number(stack, &record, &observed.numbers, account_sid));
    found
}

/// What it is called instead of what pam called it.
pub(super) fn other_name<'n>(own: &str, live: Option<&'n str>) -> Option<&'n str> {
    live.filter(|live| *live != own)
}

/// Services that somebody renamed. A Flow's name goes with its revision.
fn renamed(names: &Names, stack: &Stack) -> Vec<Drift> {
    let marked = names.marked(&stack.service.sid);
    let sync = stack.sync.as_ref().and_then(|service| other_name(&marked, Some(sync_name(service))));
    let messaging =
        stack.messaging.as_ref().and_then(|service| other_name(&marked, Some(&service.friendly_name)));
    let service = Some(stack.service.friendly_name.as_str()).filter(|name| !names.is_service(name));
    [("Serverless Service", service), ("Sync Service", sync), ("Messaging Service", messaging)]
        .into_iter()
        .filter_map(|(group, name)| {
            let shown =
                if group == "Serverless Service" { stack.service.unique_name.clone() } else { names.shown() };
            Some(Drift::new(group, shown, format!("was renamed by hand to {:?}", name?)))
        })
        .collect()
}

fn messaging(names: &Names, stack: &Stack) -> Option<Drift> {
    let service = stack.messaging.as_ref().filter(|service| !service.use_inbound_webhook_on_number)?;
    let detail = match service.inbound_request_url.as_deref().filter(|url| !url.is_empty()) {
        Some(_) => "sends inbound messages to a URL of its own instead of the number's webhook",
        None => "drops inbound messages instead of following the number's webhook",
    };
    Some(Drift::new("Messaging Service", names.shown(), detail))
}

fn senders(stack: &Stack, record: &DeploymentRecord) -> Vec<Drift> {
    let Some(own) = &record.number else { return Vec::new() };
    let others = stack.senders.iter().filter(|sender| sender.sid != own.sid);
    others
        .map(|sender| {
            Drift::new("Sender", &sender.phone_number, "was put into the Messaging Service by hand")
        })
        .collect()
}

fn build(stack: &Stack, record: &DeploymentRecord) -> Option<Drift> {
    let (own, live) = (record.build.as_ref()?, stack.build.as_ref()?);
    let known: BTreeSet<&VersionSid> = record.files.values().map(|file| &file.version).collect();
    let versions: Vec<(ResourceKind, &Version)> = live.versions().collect();
    // A deploy that was cut off has deployed what it noted before.
    let noted = versions.len() == known.len() && versions.iter().all(|(_, v)| known.contains(&v.sid));
    let making = record.making.as_ref().and_then(|making| making.find(&stack.builds));
    let made = making.is_some_and(|made| made.sid == live.sid);
    let rolled_back = record.claim.as_ref().is_some_and(|claim| claim.doing == ROLLBACK)
        && record.previous.as_ref().is_some_and(|previous| previous.build == live.sid);
    if live.sid == *own || noted || made || rolled_back {
        return None;
    }
    let mut changed: Vec<String> = versions
        .iter()
        .filter(|(_, version)| !known.contains(&version.sid))
        .map(|(kind, version)| format!("{} {}", kind.word(), version.path))
        .collect();
    let deployed = |key: &str| versions.iter().any(|(kind, v)| file_key(*kind, &v.path) == key);
    changed.extend(record.files.keys().filter(|key| !deployed(key)).map(|key| format!("no {key}")));
    let changed = if changed.is_empty() { String::new() } else { format!(": {}", changed.join(", ")) };
    let detail = format!("was deployed by somebody else, pam deployed {own}{changed}");
    Some(Drift::new("Build", live.sid.as_str(), detail))
}

fn flow(names: &Names, stack: &Stack, record: &DeploymentRecord) -> Option<Drift> {
    let (flow, recorded) = (&stack.flow.as_ref()?.flow, record.flow.as_ref()?);
    let marked = names.marked(&stack.service.sid);
    let renamed = other_name(&marked, Some(&flow.friendly_name));
    let renamed = renamed.map(|name| format!("was renamed by hand to {name:?}"));
    if is_untouched(flow, Some(recorded)) {
        return Some(Drift::new("Flow", names.shown(), renamed?));
    }
    let edited = if recorded.sid == flow.sid {
        format!(
            "is at revision {} ({}), pam published {} (edited in the Console?)",
            flow.revision, flow.status, recorded.revision
        )
    } else {
        format!("{} is not the one that pam published ({})", flow.sid, recorded.sid)
    };
    let detail = renamed.into_iter().chain([edited]).collect::<Vec<_>>().join(" and ");
    Some(Drift::new("Flow", names.shown(), detail))
}

fn number(stack: &Stack, record: &DeploymentRecord, numbers: &[Number], account_sid: &str) -> Option<Drift> {
    let own = record.number.as_ref()?;
    let number = numbers.iter().find(|number| number.sid == own.sid)?;
    // A deploy that was cut off may have noted the number, but not pointed it to the Flow.
    if !own.routed || stack.is_reached_by(number, account_sid) || number.sms.leads_nowhere() {
        return None;
    }
    let detail = format!("leads to {} instead of the Flow", number.sms.describe());
    Some(Drift::new("Phone Number", &number.phone_number, detail))
}

/// Marks what a plan would write over.
pub(super) fn overwritten(mut drift: Vec<Drift>, changes: &[Change]) -> Vec<Drift> {
    for found in &mut drift {
        found.overwritten = changes.iter().any(|change| {
            match found.group {
                // A Build is never changed: another one takes its place.
                "Build" => {
                    change.group == "Deployment"
                        && matches!(change.action, ChangeKind::Create | ChangeKind::Change)
                }
                group => {
                    change.group == group && change.name == found.name && change.action == ChangeKind::Change
                }
            }
        });
    }
    drift
}

/// What a deploy writes over, to be kept: names of files and their contents. No secret is among them.
///
/// # Errors
/// When a Function's content cannot be read.
pub async fn copies(client: &Client, observed: &Observed, drift: &[Drift]) -> Result<Vec<(String, String)>> {
    let Some(stack) = &observed.stack else { return Ok(Vec::new()) };
    let mut copies = Vec::new();
    let mut keep = |name: String, value: &Value| copies.push((name, format!("{value:#}\n")));
    for found in drift.iter().filter(|found| found.overwritten) {
        match found.group {
            "Flow" => {
                if let Some(flow) = &stack.flow {
                    let name = format!("flow-{}-revision-{}.json", flow.flow.sid, flow.flow.revision);
                    keep(name, &flow.definition);
                }
            }
            "Phone Number" => {
                let number = observed.numbers.iter().find(|number| number.phone_number == found.name);
                if let Some(number) = number {
                    keep(format!("number-{}.json", number.sid), &json!(number.sms));
                }
            }
            "Messaging Service" => {
                if let Some(service) = &stack.messaging {
                    let inbound = json!({
                        "friendly_name": service.friendly_name,
                        "inbound_request_url": service.inbound_request_url,
                        "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
                    });
                    keep(format!("messaging-service-{}.json", service.sid), &inbound);
                }
            }
            "Variable" if !SECRETS.contains(&found.name.as_str()) => {
                let value = stack.variable(&found.name).unwrap_or_default();
                keep(format!("variable-{}.json", found.name), &json!({&found.name: value}));
            }
            _ => {}
        }
    }
    if drift.iter().any(|found| found.group == "Build" && found.overwritten) {
        copies.extend(functions(client, stack).await?);
    }
    Ok(copies)
}

/// The Functions of the live Build that pam did not upload.
async fn functions(client: &Client, stack: &Stack) -> Result<Vec<(String, String)>> {
    let record = stack.recorded();
    let mut copies = Vec::new();
    let live = stack.build.iter().flat_map(|build| build.versions());
    for (kind, version) in live.filter(|(kind, _)| *kind == ResourceKind::Function) {
        let resource = stack.resources.get(&(kind, version.path.clone()));
        let own = record.files.get(&file_key(kind, &version.path));
        if let Some(resource) = resource.filter(|_| own.is_none_or(|own| own.version != version.sid)) {
            let content = client.function_content(&stack.service.sid, &resource.sid, &version.sid).await?;
            copies.push((format!("function{}.js", version.path.replace('/', "-")), content));
        }
    }
    Ok(copies)
}

/// The record's fingerprints while Variables are being written: the old value and the new one are both pam's doing.
pub(super) fn note_variables<'a>(
    record: &mut DeploymentRecord,
    stack: Option<&Stack>,
    values: impl Iterator<Item = (&'a String, &'a SecretString)>,
    finished: bool,
) {
    let mut noted = std::collections::BTreeMap::new();
    for (key, value) in values {
        let new = fingerprint(value.expose_secret());
        let old = stack.and_then(|stack| stack.variable(key)).map(fingerprint).filter(|old| *old != new);
        noted.insert(key.clone(), old.filter(|_| !finished).into_iter().chain([new]).collect());
    }
    record.variables = noted;
}
