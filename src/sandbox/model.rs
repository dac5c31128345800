//! The rows of every table.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::functions::Visibility;
use super::store::{Change, Record, Table};
use super::studio::{Run, Step};

macro_rules! tables {
    ($($name:ident: $row:ty,)*) => {
        /// All that the sandbox knows.
        #[derive(Debug, Default)]
        pub(crate) struct State {
            $(pub(crate) $name: Table<$row>,)*
        }

        impl State {
            /// What changed since the last call.
            pub(crate) fn drain(&mut self) -> Vec<Change> {
                let mut changes = Vec::new();
                $(self.$name.drain(stringify!($name), &mut changes);)*
                changes
            }

            /// Everything, as changes from nothing.
            pub(crate) fn dump(&self) -> Vec<Change> {
                let mut changes = Vec::new();
                $(self.$name.dump(stringify!($name), &mut changes);)*
                changes
            }

            /// Repeats a journaled change.
            pub(crate) fn replay(
                &mut self,
                table: &str,
                number: u64,
                key: &str,
                row: Option<Value>,
            ) -> Result<(), String> {
                match table {
                    // As it was called before there were Lists.
                    "maps" => self.collections.replay(number, key, row).map_err(|error| error.to_string()),
                    $(stringify!($name) => self.$name.replay(number, key, row).map_err(|error| error.to_string()),)*
                    _ => Err(format!("there is no table `{table}`")),
                }
            }

            /// Forgets everything.
            pub(crate) fn clear(&mut self) {
                $(self.$name.retain(|_| false);)*
            }
        }
    };
}

tables! {
    settings: Setting,
    numbers: Number,
    messages: Message,
    messaging_services: MessagingService,
    pool: PoolNumber,
    campaigns: Campaign,
    opt_outs: OptOut,
    cookies: Cookies,
    verify_services: VerifyService,
    verifications: Verification,
    sync_services: SyncService,
    documents: Document,
    collections: SyncCollection,
    items: CollectionItem,
    services: Service,
    environments: Environment,
    variables: Variable,
    containers: Container,
    versions: Version,
    builds: Build,
    deployments: Deployment,
    logs: Log,
    flows: Flow,
    revisions: Revision,
    executions: Execution,
    steps: StepRow,
    ehr_requests: EhrRequest,
}

macro_rules! keyed {
    ($($row:ty: $field:ident,)*) => {
        $(impl Record for $row {
            fn row_key(&self) -> &str {
                &self.$field
            }
        })*
    };
}

keyed! {
    Setting: name,
    Number: sid,
    Message: sid,
    MessagingService: sid,
    PoolNumber: number_sid,
    Campaign: sid,
    OptOut: id,
    Cookies: id,
    VerifyService: sid,
    Verification: sid,
    SyncService: sid,
    Document: sid,
    SyncCollection: sid,
    CollectionItem: id,
    Service: sid,
    Environment: sid,
    Variable: sid,
    Container: sid,
    Version: sid,
    Build: sid,
    Deployment: sid,
    Log: sid,
    Flow: sid,
    Revision: id,
    Execution: sid,
    StepRow: sid,
    EhrRequest: id,
}

/// A value of which there is one: the clock's offset, the EHR's answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) value: Value,
}

/// A Verify Service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct VerifyService {
    pub(crate) sid: String,
    pub(crate) friendly_name: String,
    pub(crate) code_length: i64,
    pub(crate) date_created: Timestamp,
    #[serde(default)]
    pub(crate) date_updated: Timestamp,
}

/// A Verification: a code that was sent, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Verification {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) to: String,
    pub(crate) channel: String,
    pub(crate) code: String,
    /// `pending`, `approved` or `canceled`.
    pub(crate) status: String,
    /// How often a code was compared with it.
    pub(crate) checks: u32,
    pub(crate) sends: Vec<Send>,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// One sending of a Verification's code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Send {
    pub(crate) attempt_sid: String,
    pub(crate) channel: String,
    pub(crate) at: Timestamp,
}

/// An IncomingPhoneNumber.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Number {
    pub(crate) sid: String,
    pub(crate) phone_number: String,
    pub(crate) friendly_name: String,
    /// What can be updated and is only handed back, by the name of the answer's field.
    pub(crate) fields: BTreeMap<String, Value>,
    pub(crate) sms_url: Option<String>,
    pub(crate) sms_method: String,
    pub(crate) sms_application_sid: Option<String>,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Message, inbound or outbound.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) sid: String,
    pub(crate) from: Option<String>,
    pub(crate) to: String,
    pub(crate) body: String,
    pub(crate) messaging_service_sid: Option<String>,
    pub(crate) direction: String,
    pub(crate) status: String,
    pub(crate) num_segments: u32,
    pub(crate) media: Vec<String>,
    pub(crate) error_code: Option<u32>,
    pub(crate) error_message: Option<String>,
    pub(crate) status_callback: Option<String>,
    /// When a scheduled Message is due. Twilio never tells it.
    pub(crate) send_at: Option<Timestamp>,
    /// Whether the account's log has it: what a Messaging Service swallows is not logged.
    pub(crate) logged: bool,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    pub(crate) date_sent: Option<Timestamp>,
}

/// A Messaging Service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MessagingService {
    pub(crate) sid: String,
    pub(crate) friendly_name: String,
    pub(crate) inbound_request_url: Option<String>,
    pub(crate) inbound_method: String,
    pub(crate) fallback_url: Option<String>,
    pub(crate) fallback_method: String,
    pub(crate) status_callback: Option<String>,
    pub(crate) sticky_sender: bool,
    pub(crate) mms_converter: bool,
    pub(crate) smart_encoding: bool,
    pub(crate) scan_message_content: String,
    pub(crate) fallback_to_long_code: bool,
    pub(crate) area_code_geomatch: bool,
    pub(crate) synchronous_validation: bool,
    pub(crate) validity_period: i64,
    pub(crate) usecase: String,
    pub(crate) use_inbound_webhook_on_number: bool,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A number in a Messaging Service's sender pool. It can be in one only, so the number is the key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PoolNumber {
    pub(crate) number_sid: String,
    pub(crate) service_sid: String,
    pub(crate) date_created: Timestamp,
}

/// A campaign of a Messaging Service, under which US carriers take its texts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Campaign {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    /// What it was registered with, by the resource's names.
    pub(crate) fields: serde_json::Map<String, Value>,
    pub(crate) date_created: Timestamp,
}

/// A contact who sent STOP to a number, or to a Messaging Service through one of its numbers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OptOut {
    /// `scope/contact`.
    pub(crate) id: String,
}

/// The cookies of an app for a pair of numbers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cookies {
    /// `number/contact`.
    pub(crate) id: String,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) until: Timestamp,
}

/// A Sync Service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SyncService {
    pub(crate) sid: String,
    pub(crate) unique_name: Option<String>,
    pub(crate) friendly_name: Option<String>,
    pub(crate) webhook_url: Option<String>,
    pub(crate) webhooks_from_rest_enabled: bool,
    pub(crate) reachability_webhooks_enabled: bool,
    pub(crate) acl_enabled: bool,
    pub(crate) reachability_debouncing_enabled: bool,
    pub(crate) reachability_debouncing_window: i64,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Sync Document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) unique_name: Option<String>,
    pub(crate) revision: u64,
    pub(crate) data: Value,
    pub(crate) date_expires: Option<Timestamp>,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Sync Map (`MP…`), List (`ES…`) or Stream (`TO…`, of which nothing is kept but that it is there). Its revision counts
/// every change of its Items, so a key that was deleted and made again never has a revision it had before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SyncCollection {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) unique_name: Option<String>,
    pub(crate) revision: u64,
    /// The index that a List gives its next Item.
    #[serde(default)]
    pub(crate) next_index: u64,
    pub(crate) date_expires: Option<Timestamp>,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// An Item of a Sync Map or List.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CollectionItem {
    /// `collection_sid/key`.
    pub(crate) id: String,
    #[serde(alias = "map_sid")]
    pub(crate) collection_sid: String,
    /// A List's are its indexes, with zeros in front.
    pub(crate) key: String,
    pub(crate) revision: u64,
    pub(crate) data: Value,
    pub(crate) date_expires: Option<Timestamp>,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Serverless Service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Service {
    pub(crate) sid: String,
    pub(crate) unique_name: String,
    pub(crate) friendly_name: String,
    pub(crate) include_credentials: bool,
    pub(crate) ui_editable: bool,
    pub(crate) domain_base: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// An Environment of a Serverless Service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Environment {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) build_sid: Option<String>,
    pub(crate) unique_name: String,
    pub(crate) domain_suffix: Option<String>,
    pub(crate) domain_name: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Variable of an Environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Variable {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) environment_sid: String,
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// What a Container or a Version is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Function,
    Asset,
}

/// A Function or an Asset: a named container of Versions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Container {
    pub(crate) sid: String,
    pub(crate) kind: Kind,
    pub(crate) service_sid: String,
    pub(crate) friendly_name: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Function Version or an Asset Version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) sid: String,
    pub(crate) kind: Kind,
    pub(crate) service_sid: String,
    pub(crate) container_sid: String,
    pub(crate) path: String,
    pub(crate) visibility: Visibility,
    pub(crate) content_type: String,
    /// SHA-256 of the content, the name it is kept by.
    pub(crate) digest: String,
    pub(crate) date_created: Timestamp,
}

/// A Build.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Build {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) status: String,
    /// The Versions' rows as they were, for Versions of a deleted Function stay in its Builds.
    pub(crate) versions: Vec<Version>,
    pub(crate) dependencies: BTreeMap<String, String>,
    pub(crate) runtime: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// A Deployment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deployment {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) environment_sid: String,
    pub(crate) build_sid: String,
    pub(crate) date_created: Timestamp,
}

/// A line of a Function's console.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Log {
    pub(crate) sid: String,
    pub(crate) service_sid: String,
    pub(crate) environment_sid: String,
    pub(crate) build_sid: String,
    pub(crate) deployment_sid: Option<String>,
    pub(crate) function_sid: Option<String>,
    pub(crate) request_sid: String,
    pub(crate) level: String,
    pub(crate) message: String,
    pub(crate) date_created: Timestamp,
}

/// A Studio Flow; what changes with a save is in its newest Revision.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Flow {
    pub(crate) sid: String,
    pub(crate) author_sid: String,
    pub(crate) revision: u64,
    pub(crate) test_users: Vec<String>,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Option<Timestamp>,
}

/// One save of a Flow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Revision {
    /// `flow_sid/revision`.
    pub(crate) id: String,
    pub(crate) flow_sid: String,
    pub(crate) revision: u64,
    pub(crate) friendly_name: String,
    pub(crate) status: String,
    pub(crate) definition: Value,
    pub(crate) commit_message: Option<String>,
    pub(crate) date_created: Timestamp,
}

/// An Execution. The steps are rows of their own, `run.steps` is empty here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Execution {
    pub(crate) sid: String,
    pub(crate) flow_sid: String,
    pub(crate) flow_version: u64,
    pub(crate) contact: String,
    pub(crate) contact_sid: String,
    /// Twilio's side of the pair that is active once: a number or a Messaging Service SID.
    pub(crate) channel: String,
    pub(crate) initiated_by: String,
    pub(crate) status: String,
    pub(crate) run: Run,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Option<Timestamp>,
}

/// A Step of an Execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StepRow {
    pub(crate) sid: String,
    pub(crate) execution_sid: String,
    pub(crate) step: Step,
}

/// A request that the EHR's endpoint received.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EhrRequest {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
    pub(crate) status: u16,
}
