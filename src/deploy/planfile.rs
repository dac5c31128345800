//! A plan that is kept in a file, to be applied exactly as it is or not at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::desired::Desired;
use super::diff::without_credentials;
use super::names::Names;
use super::observed::Observed;
use super::plan::{Change, ChangeKind, Plan};
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// What the file holds. No secret is in it: what Variables hold that is secret is made or given again at deploy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFile {
    /// The file's own version.
    pub pam_plan: u32,
    /// pam's version.
    pub version: String,
    /// The account.
    pub account_sid: String,
    /// The deployment.
    pub name: String,
    /// Its environment.
    pub environment: String,
    /// Digest of the app that is deployed.
    pub app: String,
    /// Settings by Variable, but for those with credentials in a URL.
    pub settings: BTreeMap<String, String>,
    /// Fingerprint of everything in the account that the plan depends on.
    pub account: String,
    /// What changes, as `pam plan --json` shows it.
    pub changes: Value,
}

const FORMAT: u32 = 1;

impl PlanFile {
    /// The file of a plan.
    #[must_use]
    pub fn new(
        names: &Names,
        desired: &Desired,
        observed: &Observed,
        plan: &Plan,
        account_sid: &str,
    ) -> Self {
        let settings = desired.settings.clone().into_iter();
        let settings = settings.filter(|(_, value)| without_credentials(value) == *value);
        let changes: Vec<&Change> =
            plan.changes.iter().filter(|change| change.action != ChangeKind::Keep).collect();
        Self {
            pam_plan: FORMAT,
            version: desired.version.clone(),
            account_sid: account_sid.to_owned(),
            name: names.stack().to_owned(),
            environment: names.environment().to_owned(),
            app: desired.bundle.digest(),
            settings: settings.collect(),
            account: fingerprint(observed, account_sid),
            changes: json!(changes),
        }
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// `plan-file` when it is no plan of pam's.
    pub fn parse(text: &str) -> Result<Self> {
        let file: Self = serde_json::from_str(text).map_err(|error| {
            Error::invalid("plan-file", format!("it is not a plan that pam plan --out wrote: {error}"))
                .field("--plan")
                .hint("Write one with pam plan --out FILE")
        })?;
        if file.pam_plan == FORMAT {
            return Ok(file);
        }
        let message = format!("it is a plan of format {}, and this pam knows {FORMAT}", file.pam_plan);
        Err(Error::invalid("plan-file", message).field("--plan").hint("Plan again with this version of pam"))
    }

    /// Whether `now`, made from the same file's settings, is this very plan.
    ///
    /// # Errors
    /// `plan-other` when it is for another account or app, or of another pam; `plan-stale` when the account has moved.
    pub fn check(&self, now: &Self) -> Result<()> {
        for (what, planned, found) in [
            ("account", &self.account_sid, &now.account_sid),
            ("version of pam", &self.version, &now.version),
            ("app", &self.app, &now.app),
        ] {
            if planned != found {
                let message =
                    format!("the plan was made for another {what}: {planned}, and here it is {found}");
                let hint = "Use the account, the pam and the --app that it was made with, or plan again";
                return Err(Error::invalid("plan-other", message).field("--plan").hint(hint));
            }
        }
        let stale = |what: &str| {
            let hint = "Plan again with pam plan --out FILE, look at it, and deploy that";
            Err(Error::new(ExitCode::Pending, "plan-stale", what).field("--plan").hint(hint))
        };
        if self.account != now.account {
            return stale("the account is not as it was when the plan was made; nothing was changed");
        }
        if self.changes != now.changes || self.settings != now.settings {
            return stale("the same deploy would now do something else than planned; nothing was changed")
                .map_err(|error| error.hint("Give the same password and --app again, if there were any"));
        }
        Ok(())
    }
}

/// A digest of everything observed that a plan depends on.
#[must_use]
pub fn fingerprint(observed: &Observed, account_sid: &str) -> String {
    let stack = observed.stack.as_ref().map(|stack| {
        let mut record = stack.recorded();
        record.claim = None;
        let versions = stack.build.iter().flat_map(|build| build.versions());
        json!({
            "service": stack.service.sid,
            "environment": stack.environment.as_ref().map(|found| &found.sid),
            "variables": stack.variables.iter().map(|(key, found)| (key, &found.value)).collect::<Vec<_>>(),
            "resources": stack.resources.iter().map(|(key, found)| (key, &found.sid)).collect::<Vec<_>>(),
            "build": stack.build.as_ref().map(|build| &build.sid),
            "versions": versions.map(|(_, version)| &version.sid).collect::<Vec<_>>(),
            "messaging": stack.messaging.as_ref().map(|found| (&found.sid, found.use_inbound_webhook_on_number)),
            "senders": stack.senders.iter().map(|sender| &sender.sid).collect::<Vec<_>>(),
            "sync": stack.sync.as_ref().map(|found| &found.sid),
            "maps": stack.maps.iter().map(|map| &map.unique_name).collect::<Vec<_>>(),
            "record": record,
            "flow": stack.flow.as_ref().map(|found| {
                (&found.flow.sid, found.flow.revision, &found.flow.status, &found.definition)
            }),
        })
    });
    let numbers: Vec<_> = observed.numbers.iter().map(|number| (&number.sid, &number.sms)).collect();
    let left = &observed.leftovers;
    let whole = json!({
        "account": account_sid,
        "stack": stack,
        "numbers": numbers,
        "holder": observed.holder.as_ref().map(|holder| &holder.sid),
        "left_messaging": left.messaging.iter().map(|(service, _)| &service.sid).collect::<Vec<_>>(),
        "left_sync": left.sync.iter().map(|service| &service.sid).collect::<Vec<_>>(),
        "left_flows": left.flows.iter().map(|flow| &flow.sid).collect::<Vec<_>>(),
    });
    hex::encode(Sha256::digest(whole.to_string()))
}
