//! Lists: both of Twilio's page shapes, followed to the end.

use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::error::ApiError;
use super::transport::{Call, Client};

impl Client {
    /// All rows under `key`. A page that fails makes the whole list fail: a short list would be taken for the truth.
    pub(super) async fn list<T: DeserializeOwned>(&self, call: Call, key: &str) -> Result<Vec<T>, ApiError> {
        let mut rows = Vec::new();
        let mut call = call;
        loop {
            let (page, next) = self.page(&call, key).await?;
            rows.extend(page);
            let Some(next) = next else { return Ok(rows) };
            call = call.next_page(next.path, next.query);
        }
    }

    /// One page of the rows under `key`, and where the next one is.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        call: &Call,
        key: &str,
    ) -> Result<(Vec<T>, Option<NextPage>), ApiError> {
        let body = self.send(call).await?;
        let malformed = |reason: String| ApiError::Malformed { doing: call.doing().to_owned(), reason };
        let page = body.get(key).and_then(Value::as_array).ok_or_else(|| malformed(format!("no {key}")))?;
        let rows = page.iter().map(T::deserialize).collect::<Result<_, _>>();
        let rows = rows.map_err(|error| malformed(error.to_string()))?;
        let link = body.pointer("/meta/next_page_url").or_else(|| body.get("next_page_uri"));
        let link = link.and_then(Value::as_str).filter(|link| !link.is_empty());
        let next = link.map(|link| parse_link(link, call.product().host())).transpose();
        let next = next.map_err(malformed)?.map(|(path, query)| NextPage { path, query });
        Ok((rows, next))
    }
}

/// Where a list goes on.
#[derive(Debug, Clone)]
pub struct NextPage {
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
}

impl Client {
    /// The first row under `key`; the call has to ask for a page of one.
    pub(super) async fn first<T: DeserializeOwned>(
        &self,
        call: Call,
        key: &str,
    ) -> Result<Option<T>, ApiError> {
        let body = self.send(&call).await?;
        let malformed = |reason: String| ApiError::Malformed { doing: call.doing().to_owned(), reason };
        let page = body.get(key).and_then(Value::as_array).ok_or_else(|| malformed(format!("no {key}")))?;
        page.first().map(T::deserialize).transpose().map_err(|error| malformed(error.to_string()))
    }
}

/// Path and query of a link that is absolute (`meta.next_page_url`) or relative to the host (`next_page_uri`). The
/// host is not followed: it is the product's own, and credentials go nowhere else.
fn parse_link(link: &str, host: &str) -> Result<(String, Vec<(String, String)>), String> {
    let base = Url::parse(&format!("https://{host}")).map_err(|error| error.to_string())?;
    let url = base.join(link).map_err(|error| format!("page link: {error}"))?;
    let query = url.query_pairs().into_owned().collect();
    Ok((url.path().to_owned(), query))
}

#[cfg(test)]
mod tests {
    use super::parse_link;

    #[test]
    fn links_are_read_in_both_shapes_and_never_lead_elsewhere() {
        let (path, query) =
            parse_link("/2010-04-01/Accounts/AC1/Messages.json?To=%2B1202&Page=1&PageToken=PASM1", "h")
                .unwrap();
        assert_eq!(path, "/2010-04-01/Accounts/AC1/Messages.json");
        assert_eq!(query[0], ("To".to_owned(), "+1202".to_owned()));
        let (path, _) =
            parse_link("https://evil.example/v1/Services?Page=1", "serverless.twilio.com").unwrap();
        assert_eq!(path, "/v1/Services");
    }
}
