//! Filters on texts.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use regex::Regex;
use serde_json::Value;

use super::super::render::MAX_VALUE;
use super::list::slice;
use super::{Call, TOO_LARGE};

/// What a URL's parameter keeps as it is, blanks apart.
const PARAMETER: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b' ');

static HTML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)<script.*?</script>|<style.*?</style>|<!--.*?-->|<.*?>")
        .expect("the pattern is correct")
});

static ENTITY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^&([a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);").expect("the pattern is correct"));

/// Applies a filter of this file; `None` when it is not one.
pub(super) fn apply(input: &str, call: &Call<'_>) -> Option<Result<Value, String>> {
    let result = match call.name {
        "append" => call.text(0).map(|end| format!("{input}{end}")),
        "prepend" => call.text(0).map(|start| format!("{start}{input}")),
        "capitalize" => Ok(capitalize(input)),
        "downcase" => Ok(input.to_lowercase()),
        "upcase" => Ok(input.to_uppercase()),
        "strip" => Ok(input.trim().to_owned()),
        "lstrip" => Ok(input.trim_start().to_owned()),
        "rstrip" => Ok(input.trim_end().to_owned()),
        "strip_html" => Ok(HTML.replace_all(input, "").into_owned()),
        "strip_newlines" => Ok(input.replace(['\r', '\n'], "")),
        "newline_to_br" => Ok(input.replace("\r\n", "\n").replace('\n', "<br />\n")),
        "escape" | "h" => Ok(escape(input, false)),
        "escape_once" => Ok(escape(input, true)),
        "url_encode" => Ok(utf8_percent_encode(input, PARAMETER).to_string().replace(' ', "+")),
        "url_decode" => percent_decode_str(&input.replace('+', " "))
            .decode_utf8()
            .map(|text| text.into_owned())
            .map_err(|_| "the filter `url_decode` met bytes that are not UTF-8".to_owned()),
        "base64_encode" => Ok(STANDARD.encode(input)),
        "base64_url_safe_encode" => Ok(URL_SAFE.encode(input)),
        "base64_decode" => decode(STANDARD.decode(input).ok(), call.name),
        "base64_url_safe_decode" => decode(URL_SAFE.decode(input).ok(), call.name),
        "replace" => call.text(0).and_then(|from| replace(input, &from, &call.text_or(1, ""), Which::All)),
        "replace_first" => {
            call.text(0).and_then(|from| replace(input, &from, &call.text_or(1, ""), Which::First))
        }
        "replace_last" => {
            call.text(0).and_then(|from| replace(input, &from, &call.text_or(1, ""), Which::Last))
        }
        "remove" => call.text(0).and_then(|from| replace(input, &from, "", Which::All)),
        "remove_first" => call.text(0).and_then(|from| replace(input, &from, "", Which::First)),
        "remove_last" => call.text(0).and_then(|from| replace(input, &from, "", Which::Last)),
        "slice" => {
            let chars: Vec<char> = input.chars().collect();
            call.needed(0).map(|_| slice(&chars, call).into_iter().collect())
        }
        "split" => return Some(call.text(0).map(|separator| split(input, &separator))),
        "truncate" => Ok(truncate(input, call.whole(0, 50), &call.text_or(1, "..."))),
        "truncatewords" => Ok(truncate_words(input, call.whole(0, 15), &call.text_or(1, "..."))),
        _ => return None,
    };
    Some(result.map(Value::from))
}

fn capitalize(input: &str) -> String {
    let mut chars = input.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars.as_str().to_lowercase().chars()).collect())
        .unwrap_or_default()
}

fn escape(input: &str, once: bool) -> String {
    let mut out = String::with_capacity(input.len());
    for (at, c) in input.char_indices() {
        match c {
            '&' if once && ENTITY.is_match(&input[at..]) => out.push('&'),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn decode(bytes: Option<Vec<u8>>, name: &str) -> Result<String, String> {
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| format!("the filter `{name}` met something that is not base64 of a text"))
}

enum Which {
    All,
    First,
    Last,
}

fn replace(input: &str, from: &str, to: &str, which: Which) -> Result<String, String> {
    let cut = |at: usize| format!("{}{to}{}", &input[..at], &input[at + from.len()..]);
    Ok(match which {
        Which::First => input.find(from).map_or_else(|| input.to_owned(), cut),
        Which::Last => input.rfind(from).map_or_else(|| input.to_owned(), cut),
        Which::All if input.matches(from).count().saturating_mul(to.len()) > MAX_VALUE => {
            return Err(TOO_LARGE.to_owned());
        }
        Which::All => input.replace(from, to),
    })
}

/// A blank as separator splits at any run of blanks; empty texts at the end are dropped.
fn split(input: &str, separator: &str) -> Value {
    let mut parts: Vec<Value> = match separator {
        "" => input.chars().map(|c| Value::from(c.to_string())).collect(),
        " " => input.split_whitespace().map(Value::from).collect(),
        separator => input.split(separator).map(Value::from).collect(),
    };
    while parts.last().is_some_and(|part| part == "") {
        parts.pop();
    }
    Value::Array(parts)
}

/// At most `length` characters, the ellipsis among them.
fn truncate(input: &str, length: i64, ellipsis: &str) -> String {
    let length = usize::try_from(length).unwrap_or(0);
    if input.chars().count() <= length {
        return input.to_owned();
    }
    let keep = length.saturating_sub(ellipsis.chars().count());
    input.chars().take(keep).chain(ellipsis.chars()).collect()
}

fn truncate_words(input: &str, count: i64, ellipsis: &str) -> String {
    let count = usize::try_from(count).unwrap_or(0).max(1);
    let words: Vec<&str> = input.split_whitespace().collect();
    match words.get(..count) {
        Some(kept) if words.len() > count => format!("{}{ellipsis}", kept.join(" ")),
        _ => input.to_owned(),
    }
}
