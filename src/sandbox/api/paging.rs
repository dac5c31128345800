//! Lists, page by page, in the two shapes that Twilio has.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::errors::ApiError;
use super::params::Params;
use super::{Reply, Request};

/// A row of a list: what it is ordered by, and its resource.
pub(crate) type Row = (String, Value);

/// How the list is ordered by the rows' keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

/// The key for a row's number, so that text order is number order.
pub(crate) fn number_key(number: u64) -> String {
    format!("{number:020}")
}

const DEFAULT_SIZE: i64 = 50;

/// One page of `rows`, which are in `order`, as the answer to `request`.
///
/// A page link names the row it goes on from, not a count, so rows that come or go in between shift nothing.
/// Shape `meta{…}` with absolute links for all hosts but api.twilio.com, whose lists are flat with relative links
/// (each List operation's 200 schema). `PageSize` above `largest` is refused with 20007, docs:api/errors/20007.
pub(crate) fn page(
    request: &Request,
    name: &str,
    rows: Vec<Row>,
    order: Order,
    largest: i64,
) -> Result<Reply, ApiError> {
    page_of(request, name, &rows, order, largest, Value::clone)
}

/// The same of rows that are many: `resource` is asked for those of the page only.
pub(crate) fn page_of<T>(
    request: &Request,
    name: &str,
    rows: &[(String, T)],
    order: Order,
    largest: i64,
    resource: impl Fn(&T) -> Value,
) -> Result<Reply, ApiError> {
    let query = Params(&request.query);
    let size = match query.get("PageSize").map(str::parse::<i64>) {
        None => DEFAULT_SIZE,
        Some(Ok(size)) if (1..=largest).contains(&size) => size,
        Some(Ok(size)) if size > largest => {
            return Err(ApiError::bad_request(20007, format!("Page size must be between 1 and {largest}")));
        }
        Some(_) => return Err(ApiError::invalid(format!("Page size must be between 1 and {largest}"))),
    };
    let number = query.integer("Page", 0, i64::MAX)?.unwrap_or(0);
    let count = usize::try_from(size).unwrap_or(usize::MAX);
    let start = match query.get("PageToken").map(parse_token) {
        None => 0,
        Some(Some((Direction::After, key))) => rows.partition_point(|row| !follows(&row.0, &key, order)),
        Some(Some((Direction::Before, key))) => {
            let before = rows.partition_point(|row| follows(&key, &row.0, order));
            before.saturating_sub(count)
        }
        Some(None) => return Err(ApiError::invalid("Invalid parameter PageToken")),
    };
    let end = rows.len().min(start.saturating_add(count));
    let shown = rows.get(start..end).unwrap_or_default();
    let link = |number: i64, token: Option<String>| link(request, size, number, token.as_deref());
    let next = match shown.last() {
        Some(last) if end < rows.len() => Some(link(number + 1, Some(token(Direction::After, &last.0)))),
        _ => None,
    };
    let previous = match shown.first() {
        Some(first) if start > 0 && number > 0 => {
            Some(link(number - 1, Some(token(Direction::Before, &first.0))))
        }
        _ => None,
    };
    let this = link(number, query.get("PageToken").map(str::to_owned));
    let first = link(0, None);
    let resources: Vec<Value> = shown.iter().map(|row| resource(&row.1)).collect();
    let mut body = Map::new();
    if request.is_2010() {
        let offset = number.saturating_mul(size);
        let length = i64::try_from(resources.len()).unwrap_or(i64::MAX);
        body.insert("first_page_uri".to_owned(), json!(first));
        body.insert("end".to_owned(), json!(if length == 0 { offset } else { offset + length - 1 }));
        body.insert("previous_page_uri".to_owned(), json!(previous));
        body.insert(name.to_owned(), Value::Array(resources));
        body.insert("uri".to_owned(), json!(this));
        body.insert("page_size".to_owned(), json!(size));
        body.insert("start".to_owned(), json!(offset));
        body.insert("next_page_uri".to_owned(), json!(next));
        body.insert("page".to_owned(), json!(number));
    } else {
        body.insert(name.to_owned(), Value::Array(resources));
        body.insert(
            "meta".to_owned(),
            json!({
                "page": number, "page_size": size, "first_page_url": first, "previous_page_url": previous,
                "url": this, "next_page_url": next, "key": name,
            }),
        );
    }
    Ok(Reply::ok(Value::Object(body)))
}

fn follows(key: &str, other: &str, order: Order) -> bool {
    match order {
        Order::Ascending => key > other,
        Order::Descending => key < other,
    }
}

/// The link repeats every filter of the request.
fn link(request: &Request, size: i64, number: i64, token: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &request.query {
        if !matches!(name.as_str(), "Page" | "PageSize" | "PageToken") {
            query.append_pair(name, value);
        }
    }
    query.append_pair("PageSize", &size.to_string()).append_pair("Page", &number.to_string());
    if let Some(token) = token {
        query.append_pair("PageToken", token);
    }
    let start = if request.is_2010() { String::new() } else { format!("https://{}", request.host) };
    format!("{start}{}?{}", request.path, query.finish())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    After,
    Before,
}

fn token(direction: Direction, key: &str) -> String {
    let letters = match direction {
        Direction::After => "PA",
        Direction::Before => "PB",
    };
    format!("{letters}{}", URL_SAFE_NO_PAD.encode(key))
}

fn parse_token(token: &str) -> Option<(Direction, String)> {
    let direction = match token.get(..2)? {
        "PA" => Direction::After,
        "PB" => Direction::Before,
        _ => return None,
    };
    let key = URL_SAFE_NO_PAD.decode(token.get(2..)?).ok()?;
    Some((direction, String::from_utf8(key).ok()?))
}

#[cfg(test)]
mod tests;
