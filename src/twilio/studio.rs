//! Flows and Executions (`studio.twilio.com/v2`).

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::{ApiError, optional};
use super::sid::{ExecutionSid, FlowSid};
use super::transport::{Call, Client, Product};

/// A Flow. Rows of a list have no definition.
#[derive(Debug, Clone, Deserialize)]
pub struct Flow {
    /// `FW…`
    pub sid: FlowSid,
    /// Not unique.
    pub friendly_name: String,
    /// Counts up with each save.
    pub revision: u32,
    /// `draft` or `published`.
    pub status: String,
    /// What the newest save said of itself; none in lists.
    #[serde(default)]
    pub commit_message: Option<String>,
    /// The widgets; none in lists.
    pub definition: Option<Value>,
}

impl Flow {
    /// Where messages to the Flow are posted.
    #[must_use]
    pub fn webhook_url(&self, account_sid: &str) -> String {
        format!("https://webhooks.twilio.com/v1/Accounts/{account_sid}/Flows/{}", self.sid)
    }
}

/// An Execution.
#[derive(Debug, Clone, Deserialize)]
pub struct Execution {
    /// `FN…`
    pub sid: ExecutionSid,
    /// `active` or `ended`.
    pub status: String,
    /// The patient's number.
    #[serde(default)]
    pub contact_channel_address: Option<String>,
    /// When it began.
    pub date_created: Timestamp,
}

/// A Step of an Execution.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// The event that was followed.
    pub name: String,
    /// The widget left.
    pub transitioned_from: Option<String>,
    /// The widget entered, or `Ended`.
    pub transitioned_to: Option<String>,
    /// When.
    pub date_created: Timestamp,
}

#[derive(Deserialize)]
struct Context {
    context: Map<String, Value>,
}

/// Twilio's code for "another Execution of this contact is active" (HTTP 409).
pub const ACTIVE_EXECUTION: u32 = 20409;

impl Client {
    /// All Flows of the account, without definitions.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn flows(&self) -> Result<Vec<Flow>, ApiError> {
        let call = Call::get(Product::Studio, &["v2", "Flows"], "list the Flows");
        self.list(call.query("PageSize", "1000"), "flows").await
    }

    /// A Flow with its newest definition.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn flow(&self, sid: &FlowSid) -> Result<Flow, ApiError> {
        self.fetch(Call::get(Product::Studio, &["v2", "Flows", sid.as_str()], "read the Flow")).await
    }

    /// A Revision of a Flow; none when Twilio does not have it.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn flow_revision(&self, sid: &FlowSid, revision: u32) -> Result<Option<Flow>, ApiError> {
        let number = revision.to_string();
        let path = ["v2", "Flows", sid.as_str(), "Revisions", number.as_str()];
        optional(self.fetch(Call::get(Product::Studio, &path, "read the Flow's Revision")).await)
    }

    /// Asks Twilio whether it would take a definition, without saving it.
    ///
    /// # Errors
    /// 81022 with `details.errors` when it would not; otherwise when Twilio refuses or cannot be reached.
    pub async fn validate_flow(&self, name: &str, definition: &Value) -> Result<(), ApiError> {
        let call = Call::post(Product::Studio, &["v2", "Flows", "Validate"], "validate the Flow")
            .form("FriendlyName", name)
            .form("Status", "published")
            .form("Definition", definition.to_string());
        self.done(call.harmless()).await
    }

    /// Creates and publishes a Flow; an invalid definition is refused as by [`validate_flow`](Self::validate_flow).
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_flow(&self, name: &str, definition: &Value, commit: &str) -> Result<Flow, ApiError> {
        let call = Call::post(Product::Studio, &["v2", "Flows"], "create the Flow")
            .form("FriendlyName", name)
            .form("Status", "published")
            .form("Definition", definition.to_string())
            .form("CommitMessage", commit);
        let find = async || {
            let all = self.flows().await?;
            Ok(all.into_iter().find(|found| found.friendly_name == name))
        };
        self.fetch_once(call, find).await
    }

    /// Publishes a new revision of a Flow; the whole definition is replaced.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn update_flow(
        &self,
        sid: &FlowSid,
        definition: &Value,
        commit: &str,
    ) -> Result<Flow, ApiError> {
        let call = Call::post(Product::Studio, &["v2", "Flows", sid.as_str()], "update the Flow")
            .form("Status", "published")
            .form("Definition", definition.to_string())
            .form("CommitMessage", commit);
        let find = async || {
            let found = self.flow(sid).await?;
            let same = found.status == "published" && found.definition.as_ref() == Some(definition);
            Ok(same.then_some(found))
        };
        self.fetch_once(call, find).await
    }

    /// Gives a Flow another name, and the definition, if one is given; a new revision of the same status.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn rename_flow(
        &self,
        flow: &Flow,
        name: &str,
        definition: Option<&Value>,
        commit: &str,
    ) -> Result<Flow, ApiError> {
        let mut call = Call::post(Product::Studio, &["v2", "Flows", flow.sid.as_str()], "rename the Flow")
            .form("FriendlyName", name)
            .form("Status", flow.status.as_str())
            .form("CommitMessage", commit);
        if let Some(definition) = definition {
            call = call.form("Definition", definition.to_string());
        }
        let find = async || {
            let found = self.flow(&flow.sid).await?;
            let same = definition.is_none_or(|definition| found.definition.as_ref() == Some(definition));
            Ok((found.friendly_name == name && same).then_some(found))
        };
        self.fetch_once(call, find).await
    }

    /// Deletes a Flow.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_flow(&self, sid: &FlowSid) -> Result<(), ApiError> {
        self.done(Call::delete(Product::Studio, &["v2", "Flows", sid.as_str()], "delete the Flow")).await
    }

    /// Starts an Execution.
    ///
    /// # Errors
    /// [`ACTIVE_EXECUTION`] while another one of this contact runs; otherwise when Twilio refuses or cannot be reached.
    pub async fn start_execution(
        &self,
        flow: &FlowSid,
        to: &str,
        from: &str,
        parameters: &Value,
    ) -> Result<Execution, ApiError> {
        let path = ["v2", "Flows", flow.as_str(), "Executions"];
        let call = Call::post(Product::Studio, &path, "start the Execution")
            .form("To", to)
            .form("From", from)
            .form("Parameters", parameters.to_string());
        self.fetch(call).await
    }

    /// The Flow's Executions that began at `since` or later, newest first.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn executions(&self, flow: &FlowSid, since: Timestamp) -> Result<Vec<Execution>, ApiError> {
        let path = ["v2", "Flows", flow.as_str(), "Executions"];
        let call = Call::get(Product::Studio, &path, "list the Executions")
            .query("PageSize", "1000")
            .query("DateCreatedFrom", since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        self.list(call, "executions").await
    }

    /// An Execution.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn execution(&self, flow: &FlowSid, sid: &ExecutionSid) -> Result<Execution, ApiError> {
        let path = ["v2", "Flows", flow.as_str(), "Executions", sid.as_str()];
        self.fetch(Call::get(Product::Studio, &path, "read the Execution")).await
    }

    /// The Steps of an Execution, oldest first.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn steps(&self, flow: &FlowSid, sid: &ExecutionSid) -> Result<Vec<Step>, ApiError> {
        let path = ["v2", "Flows", flow.as_str(), "Executions", sid.as_str(), "Steps"];
        let call = Call::get(Product::Studio, &path, "list the Execution's Steps").query("PageSize", "1000");
        let mut steps: Vec<Step> = self.list(call, "steps").await?;
        // Twilio lists the newest first; the first Step of all leaves the trigger.
        let leaves_trigger = |step: Option<&Step>| {
            step.is_some_and(|step| step.transitioned_from.as_deref() == Some("Trigger"))
        };
        if leaves_trigger(steps.last()) && !leaves_trigger(steps.first()) {
            steps.reverse();
        }
        Ok(steps)
    }

    /// The context of an Execution: `trigger`, `contact`, `flow`, `widgets`.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn execution_context(
        &self,
        flow: &FlowSid,
        sid: &ExecutionSid,
    ) -> Result<Map<String, Value>, ApiError> {
        let path = ["v2", "Flows", flow.as_str(), "Executions", sid.as_str(), "Context"];
        let context: Context =
            self.fetch(Call::get(Product::Studio, &path, "read the Execution's context")).await?;
        Ok(context.context)
    }
}
