//! What US carriers ask for: campaigns of a Messaging Service (A2P 10DLC) and toll-free verifications
//! (`messaging.twilio.com/v1`).

use serde::Deserialize;

use super::error::ApiError;
use super::sid::{MessagingServiceSid, NumberSid};
use super::transport::{Call, Client, Product};

/// A campaign, under which US carriers take texts from local numbers.
#[derive(Debug, Clone, Deserialize)]
pub struct Campaign {
    /// For example `PENDING`, `IN_PROGRESS`, `VERIFIED`, `FAILED`.
    pub campaign_status: Option<String>,
}

/// The verification of a toll-free number.
#[derive(Debug, Clone, Deserialize)]
pub struct TollfreeVerification {
    /// `PENDING_REVIEW`, `IN_REVIEW`, `TWILIO_APPROVED` or `TWILIO_REJECTED`.
    pub status: Option<String>,
}

impl Client {
    /// The campaigns of a Messaging Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn campaigns(&self, service: &MessagingServiceSid) -> Result<Vec<Campaign>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Compliance", "Usa2p"];
        let call = Call::get(Product::Messaging, &path, "list the Messaging Service's campaigns");
        self.list(call.query("PageSize", "1000"), "compliance").await
    }

    /// The verifications of a toll-free number.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn tollfree_verifications(
        &self,
        number: &NumberSid,
    ) -> Result<Vec<TollfreeVerification>, ApiError> {
        let path = ["v1", "Tollfree", "Verifications"];
        let call = Call::get(Product::Messaging, &path, "list the number's toll-free verifications");
        let call = call.query("TollfreePhoneNumberSid", number.as_str()).query("PageSize", "1000");
        self.list(call, "verifications").await
    }
}
