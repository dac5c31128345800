//! What pam keeps in the account about a deployment: the Sync Document `pam-deployment`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::claim::Claim;
use super::observed::Stack;
use crate::error::{Error, Result};
use crate::twilio::numbers::{Number, SmsRouting};
use crate::twilio::serverless::{Build, ResourceKind};
use crate::twilio::{BuildSid, FlowSid, MessagingServiceSid, NumberSid, VersionSid};

/// The Document's unique name.
pub(super) const DOCUMENT: &str = "pam-deployment";

/// What Twilio cannot tell about a deployment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeploymentRecord {
    /// pam's version that wrote it.
    pub version: String,
    /// Uploaded files by kind and path (`function /message-booked`). Contents of Assets cannot be read back.
    pub files: BTreeMap<String, FileRecord>,
    /// The Build that a run is about to make, or has made without noting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub making: Option<Making>,
    /// What the newest Build was made of besides files: dependencies and runtime.
    pub build_inputs: String,
    /// The Build that pam last deployed.
    pub build: Option<BuildSid>,
    /// By Variable, the fingerprints of the values that it may have unless somebody else changed it: what a deploy
    /// found and what it writes; after the deploy only the latter.
    pub variables: BTreeMap<String, Vec<String>>,
    /// The Flow as pam last wrote it.
    pub flow: Option<FlowRecord>,
    /// The number and what its webhook was before.
    pub number: Option<NumberRecord>,
    /// The number that is about to take its place, once it was taken out of a Messaging Service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_number: Option<NumberRecord>,
    /// What was taken over from an install that was there before, and how it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Adoption>,
    /// What the last deploy that was finished left.
    pub current: Option<Release>,
    /// What stood before it.
    pub previous: Option<Release>,
    /// Who changes the stack now.
    pub claim: Option<Claim>,
}

/// What was taken over from the app before pam; undeploy gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// Unique name of its Serverless Service.
    pub from: String,
    /// Its Flow.
    pub flow: Option<AdoptedFlow>,
    /// Its Messaging Service.
    pub messaging: Option<AdoptedMessaging>,
}

/// A Flow as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedFlow {
    /// `FW…`
    pub sid: FlowSid,
    /// Its name.
    pub friendly_name: String,
    /// Its newest revision, which Twilio keeps.
    pub revision: u32,
}

/// A Messaging Service as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedMessaging {
    /// `MG…`
    pub sid: MessagingServiceSid,
    /// Its name.
    pub friendly_name: String,
    /// Whether inbound messages followed the number's own webhook.
    pub use_inbound_webhook_on_number: bool,
    /// The numbers in it.
    pub senders: Vec<NumberSid>,
}

/// A Build and a Flow's revision that served together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The Build.
    pub build: BuildSid,
    /// What it was made of besides files.
    pub build_inputs: String,
    /// The Flow.
    pub flow: FlowRecord,
    /// pam's version that deployed it.
    pub version: String,
}

impl Release {
    /// Whether patients would notice no difference.
    pub(super) fn serves(&self, other: &Self) -> bool {
        self.build == other.build && self.flow.sid == other.flow.sid && self.flow.digest == other.flow.digest
    }

    /// What an older pam left without noting it.
    pub(super) fn observed(stack: &Stack) -> Option<Self> {
        let record = stack.recorded();
        Some(Self {
            build: stack.build.as_ref()?.sid.clone(),
            build_inputs: record.build_inputs,
            flow: record.flow?,
            version: record.version,
        })
    }
}

/// A Document holds at most 16 KiB of JSON (Sync, CreateDocument); what is not files takes less than 4 KiB.
const MOST_BYTES: usize = 12 * 1024;

/// Checks that the record of these files fits into its Document.
///
/// # Errors
/// `too-many-files`.
pub(super) fn check_size<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    // A SID, quotes and names stand beside path and digest.
    let bytes: usize = files.map(|(key, digest)| key.len() + digest.len() + 34 + 30).sum();
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    let message = "the app has more Functions and Assets than pam's record of them can hold";
    Err(Error::invalid("too-many-files", message)
        .field("--app")
        .hint("Serve pictures and the like from elsewhere"))
}

/// A Build that is being made. It is known by Versions that only its maker has; those that were not noted yet are then read
/// from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Making {
    /// Digest of everything that goes into it.
    pub digest: String,
    /// Versions that were uploaded for it.
    pub versions: Vec<VersionSid>,
}

impl Making {
    /// The Build, of the newest ones, the newest first: the first that was made with these Versions in it. Whoever edits
    /// the app in the Console makes others of them later.
    pub(super) fn find<'a>(&self, builds: &'a [Build]) -> Option<&'a Build> {
        let has =
            |build: &Build, version: &VersionSid| build.versions().any(|(_, other)| other.sid == *version);
        let made = |build: &&Build| self.versions.iter().all(|version| has(build, version));
        builds.iter().rev().find(made).filter(|_| !self.versions.is_empty())
    }
}

/// How the record names a Function or an Asset: `function /message-booked`.
pub(super) fn file_key(kind: ResourceKind, path: &str) -> String {
    format!("{} {path}", kind.word().to_lowercase())
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its digest, as the bundle computes it.
    pub digest: String,
    /// The Version that has this content.
    pub version: VersionSid,
}

/// The Flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowRecord {
    /// `FW…`
    pub sid: FlowSid,
    /// The revision that pam's save made; another one means an edit in the Console.
    pub revision: u32,
    /// SHA-256 of the definition that pam sent.
    pub digest: String,
}

/// The number that the app texts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRecord {
    /// `PN…`
    pub sid: NumberSid,
    /// Where its inbound messages went before pam.
    pub previous: SmsRouting,
    /// Whether pam has pointed it to the Flow.
    #[serde(default)]
    pub routed: bool,
    /// The Messaging Service that it was taken out of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_service: Option<MessagingServiceSid>,
}

impl NumberRecord {
    /// A number as it is before pam changes anything.
    pub(super) fn before(number: &Number) -> Self {
        let (sid, previous) = (number.sid.clone(), number.sms.clone());
        Self { sid, previous, routed: false, previous_service: None }
    }
}
