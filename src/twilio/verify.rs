//! Verify Services (`verify.twilio.com/v2/Services`), which pam's app does not use, but the app before it did.

use serde::Deserialize;

use super::error::ApiError;
use super::sid::VerifyServiceSid;
use super::transport::{Call, Client, Product};

/// A Verify Service.
#[derive(Debug, Clone, Deserialize)]
pub struct VerifyService {
    /// `VA…`
    pub sid: VerifyServiceSid,
    /// Not unique.
    pub friendly_name: String,
}

impl Client {
    /// All Verify Services of the account.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn verify_services(&self) -> Result<Vec<VerifyService>, ApiError> {
        let call = Call::get(Product::Verify, &["v2", "Services"], "list the Verify Services");
        self.list(call.query("PageSize", "100"), "services").await
    }

    /// Deletes a Verify Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_verify_service(&self, sid: &VerifyServiceSid) -> Result<(), ApiError> {
        let path = ["v2", "Services", sid.as_str()];
        self.done(Call::delete(Product::Verify, &path, "delete the Verify Service")).await
    }
}
