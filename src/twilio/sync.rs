//! Sync Services, Documents and Maps (`sync.twilio.com/v1`).

use serde::Deserialize;
use serde_json::Value;

use super::error::{ApiError, optional};
use super::page::NextPage;
use super::sid::{MapSid, SyncServiceSid};
use super::transport::{Call, Client, Product};

/// A Sync Service.
#[derive(Debug, Clone, Deserialize)]
pub struct SyncService {
    /// `IS…`
    pub sid: SyncServiceSid,
    /// Not unique.
    pub friendly_name: Option<String>,
}

/// A Sync Document.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// For `If-Match`.
    pub revision: String,
    /// JSON of at most 16 KiB.
    pub data: Value,
}

/// A Sync Map.
#[derive(Debug, Clone, Deserialize)]
pub struct Map {
    /// `MP…`
    pub sid: MapSid,
    /// Unique in the Service.
    pub unique_name: Option<String>,
}

/// An item of a Sync Map.
#[derive(Debug, Clone, Deserialize)]
pub struct MapItem {
    /// Unique in the Map.
    pub key: String,
    /// For `If-Match`.
    pub revision: String,
    /// JSON of at most 16 KiB.
    pub data: Value,
}

/// The largest page that Sync gives.
const PAGE: &str = "100";

impl Client {
    /// All Sync Services of the account.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn sync_services(&self) -> Result<Vec<SyncService>, ApiError> {
        let call = Call::get(Product::Sync, &["v1", "Services"], "list the Sync Services");
        self.list(call.query("PageSize", PAGE), "services").await
    }

    /// Creates a Sync Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_sync_service(&self, name: &str) -> Result<SyncService, ApiError> {
        let call = Call::post(Product::Sync, &["v1", "Services"], "create the Sync Service");
        let find = async || {
            let all = self.sync_services().await?;
            Ok(all.into_iter().find(|found| found.friendly_name.as_deref() == Some(name)))
        };
        self.fetch_once(call.form("FriendlyName", name), find).await
    }

    /// Gives a Sync Service another name.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn rename_sync_service(
        &self,
        sid: &SyncServiceSid,
        name: &str,
    ) -> Result<SyncService, ApiError> {
        let call = Call::post(Product::Sync, &["v1", "Services", sid.as_str()], "rename the Sync Service");
        self.fetch(call.form("FriendlyName", name).harmless()).await
    }

    /// Deletes a Sync Service with all that is in it.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_sync_service(&self, sid: &SyncServiceSid) -> Result<(), ApiError> {
        self.done(Call::delete(Product::Sync, &["v1", "Services", sid.as_str()], "delete the Sync Service"))
            .await
    }

    /// A Document by its unique name.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn document(&self, service: &SyncServiceSid, name: &str) -> Result<Option<Document>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Documents", name];
        optional(self.fetch(Call::get(Product::Sync, &path, format!("read the Document {name}"))).await)
    }

    /// Creates a Document.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_document(
        &self,
        service: &SyncServiceSid,
        name: &str,
        data: &Value,
    ) -> Result<Document, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Documents"];
        let call = Call::post(Product::Sync, &path, format!("create the Document {name}"));
        let find = async || Ok(self.document(service, name).await?.filter(|found| found.data == *data));
        self.fetch_once(call.form("UniqueName", name).form("Data", data.to_string()), find).await
    }

    /// Replaces a Document's data, if its revision is still `revision`.
    ///
    /// # Errors
    /// 412 when somebody else changed it; otherwise when Twilio refuses or cannot be reached.
    pub async fn update_document(
        &self,
        service: &SyncServiceSid,
        name: &str,
        revision: &str,
        data: &Value,
    ) -> Result<Document, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Documents", name];
        let call = Call::post(Product::Sync, &path, format!("update the Document {name}"));
        let find = async || Ok(self.document(service, name).await?.filter(|found| found.data == *data));
        self.fetch_once(call.form("Data", data.to_string()).if_match(revision), find).await
    }

    /// The Maps of a Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn maps(&self, service: &SyncServiceSid) -> Result<Vec<Map>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Maps"];
        let call = Call::get(Product::Sync, &path, "list the Sync Maps").query("PageSize", PAGE);
        self.list(call, "maps").await
    }

    /// Creates a Map.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_map(&self, service: &SyncServiceSid, name: &str) -> Result<Map, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Maps"];
        let call = Call::post(Product::Sync, &path, format!("create the Sync Map {name}"));
        let find = async || {
            let all = self.maps(service).await?;
            Ok(all.into_iter().find(|found| found.unique_name.as_deref() == Some(name)))
        };
        self.fetch_once(call.form("UniqueName", name), find).await
    }

    /// One page of a Map's items, the first without `page`, and where the next one is.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn map_items_page(
        &self,
        service: &SyncServiceSid,
        map: &str,
        page: Option<NextPage>,
    ) -> Result<(Vec<MapItem>, Option<NextPage>), ApiError> {
        let path = ["v1", "Services", service.as_str(), "Maps", map, "Items"];
        let mut call = Call::get(Product::Sync, &path, format!("list the {map}")).query("PageSize", PAGE);
        if let Some(NextPage { path, query }) = page {
            call = call.next_page(path, query);
        }
        self.page(&call, "items").await
    }

    /// A page of a Map's items, by their keys, from `key` on.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn map_items_from(
        &self,
        service: &SyncServiceSid,
        map: &str,
        key: &str,
    ) -> Result<Vec<MapItem>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Maps", map, "Items"];
        let call = Call::get(Product::Sync, &path, format!("list the {map}"));
        let call = call.query("Order", "asc").query("From", key).query("PageSize", PAGE);
        Ok(self.page(&call, "items").await?.0)
    }

    /// An item of a Map.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn map_item(
        &self,
        service: &SyncServiceSid,
        map: &str,
        key: &str,
    ) -> Result<Option<MapItem>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Maps", map, "Items", key];
        optional(self.fetch(Call::get(Product::Sync, &path, "read the appointment's record")).await)
    }

    /// Replaces an item's data, if its revision is still `revision`; its expiry stays.
    ///
    /// # Errors
    /// 412 when somebody else changed it; otherwise when Twilio refuses or cannot be reached.
    pub async fn update_map_item(
        &self,
        service: &SyncServiceSid,
        map: &str,
        key: &str,
        revision: &str,
        data: &Value,
    ) -> Result<MapItem, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Maps", map, "Items", key];
        let call = Call::post(Product::Sync, &path, "update the appointment's record");
        let find = async || Ok(self.map_item(service, map, key).await?.filter(|found| found.data == *data));
        self.fetch_once(call.form("Data", data.to_string()).if_match(revision), find).await
    }
}
