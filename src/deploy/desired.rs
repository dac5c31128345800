//! What should stand in the account.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::observed::Stack;
use super::record::{FileRecord, file_key};
use crate::bundle::{Bundle, DEPENDENCIES, File, FlowTemplate, Placeholders, RUNTIME};
use crate::error::{Error, Result};
use crate::twilio::messaging::MessagingService;
use crate::twilio::numbers::{Number, SmsRouting};
use crate::twilio::serverless::{Build, Dependency, ResourceKind};
use crate::twilio::studio::Flow;
use crate::twilio::sync::SyncService;
use crate::twilio::{BuildSid, EnvironmentSid, ResourceSid, ServiceSid};

/// The Variable that holds the secret with which requests to the EHR are signed.
pub const SIGNING_SECRET: &str = "EHR_SIGNING_SECRET";
/// The Variable that holds the key under which tokens are signed: the administrator's, and those that pam makes for
/// itself.
pub const TOKEN_SIGNING_KEY: &str = "TOKEN_SIGNING_KEY";
/// The Variable that holds the key under which the texted code is encrypted.
pub const TOKEN_ENCRYPTION_KEY: &str = "TOKEN_ENCRYPTION_KEY";
/// The Variable that names the Flow, for the function that starts its Executions.
pub(super) const FLOW_SID: &str = "FLOW_SID";
/// The Variable that names the Messaging Service.
pub(super) const MESSAGING_SERVICE_SID: &str = "MESSAGING_SERVICE_SID";
/// The Variable that names the Sync Service.
pub(super) const SYNC_SERVICE_SID: &str = "SYNC_SERVICE_SID";
/// The Variable that holds the hash of the administrator's password.
pub const HASHED_PASSWORD: &str = "APPLICATION_PASSWORD_HASH";
/// The Variables whose values nobody is shown and no copy is made of.
pub(super) const SECRETS: [&str; 4] =
    [SIGNING_SECRET, TOKEN_SIGNING_KEY, TOKEN_ENCRYPTION_KEY, HASHED_PASSWORD];
/// The Variable that holds the version of pam that deployed.
pub const VERSION: &str = "APPLICATION_VERSION";

/// The Sync Maps of the app.
pub(super) const MAPS: [&str; 3] = ["appointments", "phones", "logins"];

/// The app, its settings and the number it texts from.
#[derive(Debug, Clone)]
pub struct Desired {
    /// Files and the Flow's template.
    pub bundle: Bundle,
    /// Settings by Variable.
    pub settings: BTreeMap<String, String>,
    /// The number.
    pub number: Number,
    /// Secrets by Variable: used where the account has none yet.
    pub initial_secrets: BTreeMap<String, SecretString>,
    /// Secrets by Variable that replace what is deployed.
    pub new_secrets: BTreeMap<String, SecretString>,
    /// pam's version.
    pub version: String,
    /// The release of another environment that is taken instead of the bundle's files and Flow.
    pub promoted: Option<Promoted>,
}

/// What goes from one environment to another.
#[derive(Debug, Clone)]
pub struct Promoted {
    /// Where it comes from.
    pub from: String,
    /// The Build.
    pub build: BuildSid,
    /// What it was made of besides files.
    pub build_inputs: String,
    /// Its files.
    pub files: BTreeMap<String, FileRecord>,
    /// Its Flow, with placeholders for what another environment has of its own.
    pub flow: FlowTemplate,
}

/// SIDs that the Flow's definition names.
pub(super) struct FlowInputs<'a> {
    pub(super) service: &'a ServiceSid,
    pub(super) environment: &'a EnvironmentSid,
    pub(super) domain: &'a str,
    pub(super) functions: BTreeMap<&'a str, &'a ResourceSid>,
}

impl Desired {
    /// Every Variable with its value; none for what is known only after other resources exist.
    pub(super) fn variables(&self, stack: Option<&Stack>) -> BTreeMap<String, Option<SecretString>> {
        let plain = |value: &str| Some(SecretString::from(value.to_owned()));
        let mut variables: BTreeMap<String, Option<SecretString>> =
            self.settings.iter().map(|(key, value)| (key.clone(), plain(value))).collect();
        variables.insert(VERSION.to_owned(), plain(&self.version));
        let messaging = stack.and_then(|stack| stack.messaging.as_ref());
        let sync = stack.and_then(|stack| stack.sync.as_ref());
        variables.extend(Self::service_variables(messaging, sync));
        let flow = stack.and_then(|stack| stack.flow.as_ref());
        variables.insert(FLOW_SID.to_owned(), flow.and_then(|flow| plain(flow.flow.sid.as_str())));
        for (key, secret) in &self.initial_secrets {
            let deployed =
                stack.and_then(|stack| stack.variable(key)).map(|value| SecretString::from(value.to_owned()));
            variables.insert(key.clone(), Some(deployed.unwrap_or_else(|| secret.clone())));
        }
        variables.extend(self.new_secrets.iter().map(|(key, secret)| (key.clone(), Some(secret.clone()))));
        variables
    }

    pub(super) fn service_variables(
        messaging: Option<&MessagingService>,
        sync: Option<&SyncService>,
    ) -> [(String, Option<SecretString>); 2] {
        let sid = |sid: Option<String>| sid.map(SecretString::from);
        [
            (MESSAGING_SERVICE_SID.to_owned(), sid(messaging.map(|service| service.sid.to_string()))),
            (SYNC_SERVICE_SID.to_owned(), sid(sync.map(|service| service.sid.to_string()))),
        ]
    }

    /// Every Variable, now that the Services that some of them name exist.
    pub(super) fn values(
        &self,
        stack: Option<&Stack>,
        messaging: &MessagingService,
        sync: &SyncService,
    ) -> BTreeMap<String, SecretString> {
        let mut values = self.variables(stack);
        values.extend(Self::service_variables(Some(messaging), Some(sync)));
        values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// Whether a Variable's value is never shown.
    pub(super) fn is_secret(&self, key: &str) -> bool {
        self.initial_secrets.contains_key(key) || self.new_secrets.contains_key(key)
    }

    /// What a save of the Flow says of itself.
    pub(super) fn commit(&self) -> String {
        format!("{}{}", super::drift::COMMIT, self.version)
    }

    /// What the Build is made of besides files.
    pub(super) fn inputs(&self) -> String {
        self.promoted.as_ref().map_or_else(Self::build_inputs, |promoted| promoted.build_inputs.clone())
    }

    /// The Flow's definition.
    pub(super) fn flow(&self, inputs: &FlowInputs<'_>) -> Result<Value> {
        let values = placeholders(inputs, self.settings.get("CUSTOMER_NAME").map_or("", String::as_str));
        if let Some(promoted) = &self.promoted {
            let definition = promoted.flow.fill(&values);
            return definition.map_err(|error| Error::invalid("flow-template", error.to_string()));
        }
        let definition = self.bundle.flow().and_then(|template| template.fill(&values));
        definition.map_err(|error| Error::invalid("flow-template", error.to_string()))
    }

    /// The Flow's definition as far as the account already knows every SID in it.
    pub(super) fn flow_in(&self, stack: &Stack) -> Option<Result<Value>> {
        let environment = stack.environment.as_ref()?;
        let mut functions = BTreeMap::new();
        if self.promoted.is_some() {
            let own = stack.resources.iter().filter(|((kind, _), _)| *kind == ResourceKind::Function);
            functions.extend(own.map(|((_, path), resource)| (path.trim_start_matches('/'), &resource.sid)));
        } else {
            for file in &self.bundle.functions {
                let resource = stack.resources.get(&(ResourceKind::Function, file.path.clone()))?;
                functions.insert(file.path.trim_start_matches('/'), &resource.sid);
            }
        }
        Some(self.flow(&FlowInputs {
            service: &stack.service.sid,
            environment: &environment.sid,
            domain: &environment.domain_name,
            functions,
        }))
    }

    /// Where the number's inbound messages go.
    pub(super) fn routing(flow: &Flow, account_sid: &str) -> SmsRouting {
        SmsRouting {
            sms_url: Some(flow.webhook_url(account_sid)),
            sms_method: Some("POST".to_owned()),
            ..SmsRouting::default()
        }
    }

    /// The packages of the Build.
    pub(super) fn dependencies() -> Vec<Dependency> {
        DEPENDENCIES
            .iter()
            .map(|(name, version)| Dependency { name: (*name).into(), version: (*version).into() })
            .collect()
    }

    /// What a Build is made of besides files, in one line.
    pub(super) fn build_inputs() -> String {
        let packages: Vec<String> =
            DEPENDENCIES.iter().map(|(name, version)| format!("{name}@{version}")).collect();
        format!("{RUNTIME} {}", packages.join(" "))
    }

    /// Digest of everything that a Build is made of.
    pub(super) fn made_of(&self) -> String {
        let mut all = Sha256::new();
        for (key, digest) in self.files() {
            all.update(format!("{key} {digest}\n"));
        }
        all.update(self.inputs());
        hex::encode(all.finalize())
    }

    /// The files' keys in the record, with their digests.
    pub(super) fn files(&self) -> BTreeMap<String, &str> {
        self.each_file().map(|(kind, file)| (file_key(kind, &file.path), file.digest.as_str())).collect()
    }

    /// Every Function and Asset of the app.
    pub(super) fn each_file(&self) -> impl Iterator<Item = (ResourceKind, &File)> {
        let functions = self.bundle.functions.iter().map(|file| (ResourceKind::Function, file));
        functions.chain(self.bundle.assets.iter().map(|file| (ResourceKind::Asset, file)))
    }

    /// Whether a Build is made of that.
    pub(super) fn is_made_of_inputs(build: &Build) -> bool {
        let has = |wanted: &Dependency| {
            build.dependencies.as_ref().is_some_and(|packages| packages.contains(wanted))
        };
        build.runtime.as_deref() == Some(RUNTIME) && Self::dependencies().iter().all(has)
    }
}

/// What a template's placeholders stand for.
pub(super) fn placeholders(inputs: &FlowInputs<'_>, customer_name: &str) -> Placeholders {
    let mut values = Placeholders::default();
    values.set("SERVICE_SID", inputs.service.as_str());
    values.set("ENVIRONMENT_SID", inputs.environment.as_str());
    values.set("DOMAIN", inputs.domain);
    values.set_text("CUSTOMER_NAME", customer_name);
    for (name, sid) in &inputs.functions {
        values.set(format!("FUNCTION_SID:{name}"), sid.as_str());
    }
    values
}

pub(super) fn digest(definition: &Value) -> String {
    hex::encode(Sha256::digest(definition.to_string()))
}

/// Whether a Variable has this value already.
pub(super) fn same(deployed: Option<&str>, wanted: &SecretString) -> bool {
    deployed == Some(wanted.expose_secret())
}
