//! Messaging Services (`messaging.twilio.com/v1/Services`).

use serde::Deserialize;

use super::error::ApiError;
use super::sid::{MessagingServiceSid, NumberSid};
use super::transport::{Call, Client, Product};

/// A Messaging Service, as far as pam looks at it.
#[derive(Debug, Clone, Deserialize)]
pub struct MessagingService {
    /// `MG…`
    pub sid: MessagingServiceSid,
    /// At most 64 characters; not unique.
    pub friendly_name: String,
    /// Where inbound messages go unless the number's own webhook is used.
    pub inbound_request_url: Option<String>,
    /// Whether the number's own webhook is used. False without `inbound_request_url` drops inbound messages.
    pub use_inbound_webhook_on_number: bool,
}

/// A number in a Messaging Service.
#[derive(Debug, Clone, Deserialize)]
pub struct Sender {
    /// `PN…`
    pub sid: NumberSid,
    /// E.164.
    pub phone_number: String,
}

const SERVICES: [&str; 2] = ["v1", "Services"];

impl Client {
    /// All Messaging Services of the account.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn messaging_services(&self) -> Result<Vec<MessagingService>, ApiError> {
        let call = Call::get(Product::Messaging, &SERVICES, "list the Messaging Services");
        self.list(call.query("PageSize", "1000"), "services").await
    }

    /// Creates a Messaging Service whose inbound messages follow the number's own webhook.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_messaging_service(&self, name: &str) -> Result<MessagingService, ApiError> {
        let call = Call::post(Product::Messaging, &SERVICES, "create the Messaging Service");
        let find = async || {
            let all = self.messaging_services().await?;
            Ok(all.into_iter().find(|found| found.friendly_name == name))
        };
        let call = call.form("FriendlyName", name).form("UseInboundWebhookOnNumber", "true");
        self.fetch_once(call, find).await
    }

    /// Makes inbound messages follow the number's own webhook.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn use_number_webhook(&self, sid: &MessagingServiceSid) -> Result<MessagingService, ApiError> {
        let path = ["v1", "Services", sid.as_str()];
        let call = Call::post(Product::Messaging, &path, "set the Messaging Service's inbound routing");
        self.fetch(call.form("UseInboundWebhookOnNumber", "true").harmless()).await
    }

    /// Gives a Messaging Service another name, and says whether inbound messages follow the number's own webhook.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn rename_messaging_service(
        &self,
        sid: &MessagingServiceSid,
        name: &str,
        use_number_webhook: bool,
    ) -> Result<MessagingService, ApiError> {
        let path = ["v1", "Services", sid.as_str()];
        let call = Call::post(Product::Messaging, &path, "rename the Messaging Service")
            .form("FriendlyName", name)
            .form("UseInboundWebhookOnNumber", if use_number_webhook { "true" } else { "false" });
        self.fetch(call.harmless()).await
    }

    /// Deletes a Messaging Service; its numbers stay on the account.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_messaging_service(&self, sid: &MessagingServiceSid) -> Result<(), ApiError> {
        let path = ["v1", "Services", sid.as_str()];
        self.done(Call::delete(Product::Messaging, &path, "delete the Messaging Service")).await
    }

    /// The numbers in a Messaging Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn senders(&self, sid: &MessagingServiceSid) -> Result<Vec<Sender>, ApiError> {
        let path = ["v1", "Services", sid.as_str(), "PhoneNumbers"];
        let call = Call::get(Product::Messaging, &path, "list the Messaging Service's numbers");
        self.list(call.query("PageSize", "1000"), "phone_numbers").await
    }

    /// Adds a number to a Messaging Service. Twilio refuses one that is in another service (21712).
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn add_sender(
        &self,
        sid: &MessagingServiceSid,
        number: &NumberSid,
    ) -> Result<Sender, ApiError> {
        let path = ["v1", "Services", sid.as_str(), "PhoneNumbers"];
        let call = Call::post(Product::Messaging, &path, "add the number to the Messaging Service");
        let find = async || {
            let all = self.senders(sid).await?;
            Ok(all.into_iter().find(|found| found.sid == *number))
        };
        self.fetch_once(call.form("PhoneNumberSid", number.as_str()), find).await
    }

    /// Takes a number out of a Messaging Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn remove_sender(&self, sid: &MessagingServiceSid, number: &NumberSid) -> Result<(), ApiError> {
        let path = ["v1", "Services", sid.as_str(), "PhoneNumbers", number.as_str()];
        self.done(Call::delete(Product::Messaging, &path, "take the number out of the Messaging Service"))
            .await
    }
}
