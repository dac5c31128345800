//! What `run-function` and `make-http-request` keep of an answer.

use serde_json::{Map, Value};

use super::super::world::HttpAnswer;

/// The longest body Studio takes from a function or a URL, in bytes (Studio's FAQ).
pub(super) const MAX_BODY: usize = 64 * 1024;

/// Whether the status is 2xx or 3xx.
pub(super) fn succeeded(answer: &HttpAnswer) -> bool {
    (200..400).contains(&answer.status)
}

/// `body`, `status_code` and `content_type`, the latter without its parameters.
pub(super) fn outputs(answer: &HttpAnswer) -> Map<String, Value> {
    let mut outputs = Map::new();
    outputs.insert("body".to_owned(), Value::from(answer.body.as_str()));
    outputs.insert("status_code".to_owned(), Value::from(answer.status));
    outputs.insert("content_type".to_owned(), Value::from(media_type(&answer.content_type)));
    outputs
}

/// The body as JSON, if the content type is `application/json` and it is.
pub(super) fn parsed(answer: &HttpAnswer) -> Option<Value> {
    if !media_type(&answer.content_type).eq_ignore_ascii_case("application/json") {
        return None;
    }
    serde_json::from_str(&answer.body).ok()
}

/// A content type without its parameters.
pub(super) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}
