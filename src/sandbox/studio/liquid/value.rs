//! How values print, compare and count in Studio's Liquid.

use std::cmp::Ordering;
use std::fmt::Write as _;

use serde_json::{Number, Value};

/// A number of either kind.
#[derive(Debug, Clone, Copy)]
pub(super) enum Num {
    /// Whole.
    Int(i64),
    /// With a fraction, or too large.
    Float(f64),
}

impl Num {
    /// As a floating point number.
    pub(super) fn float(self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "Liquid's own arithmetic is no more exact")]
            Self::Int(i) => i as f64,
            Self::Float(f) => f,
        }
    }

    /// As a JSON number; what is not finite becomes nil. Fractions are rounded to 15 digits, so that `0.1 + 0.2`
    /// prints as a person expects.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Int(i) => Value::from(i),
            Self::Float(f) => {
                let rounded = format!("{f:.14e}").parse().unwrap_or(f);
                Number::from_f64(rounded).map_or(Value::Null, Value::Number)
            }
        }
    }
}

/// The number a JSON number is.
pub(super) fn as_num(value: &Value) -> Option<Num> {
    let Value::Number(number) = value else { return None };
    number.as_i64().map(Num::Int).or_else(|| number.as_f64().map(Num::Float))
}

/// The number a filter takes a value for: nil is 0, and a text is its leading number, else 0.
pub(super) fn to_num(value: &Value) -> Num {
    let Value::String(text) = value else { return as_num(value).unwrap_or(Num::Int(0)) };
    let text = text.trim();
    if let Ok(int) = text.parse() {
        return Num::Int(int);
    }
    if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'))
        && let Ok(float) = text.parse()
    {
        return Num::Float(float);
    }
    let end = text
        .char_indices()
        .find(|&(at, c)| !(c.is_ascii_digit() || (at == 0 && c == '-')))
        .map_or(text.len(), |(at, _)| at);
    text[..end].parse().map_or(Num::Int(0), Num::Int)
}

/// A value as text: nil prints nothing, objects and lists print as Java's do (`{k=v}`, `[a, b]`).
///
/// Source: the Java-map form is what existing apps parse; Twilio's pages only recommend `to_json`.
pub(crate) fn to_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => {
            let mut out = String::new();
            java(other, &mut out);
            out
        }
    }
}

fn java(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                java(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                out.push_str(key);
                out.push('=');
                java(item, out);
            }
            out.push('}');
        }
        // Writing to a String cannot fail.
        scalar => drop(write!(out, "{scalar}")),
    }
}

/// Only nil and `false` are false.
pub(super) fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// `== empty`: a text, list or object without content.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// `== blank`: as [`is_empty`], and nil, `false` and texts of blanks.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        other => !truthy(other) || is_empty(other),
    }
}

/// `==`: 1 and 1.0 are equal, 1 and "1" are not.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (as_num(left), as_num(right)) {
        (Some(left), Some(right)) => left.float() == right.float(),
        _ => left == right,
    }
}

/// `<` and its like, between two numbers or two texts.
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => as_num(left)?.float().partial_cmp(&as_num(right)?.float()),
    }
}

/// `contains`: a part of a text, a member of a list, a key of an object.
pub(super) fn contains(whole: &Value, part: &Value) -> bool {
    match whole {
        Value::Null => false,
        Value::Array(items) => items.iter().any(|item| equal(item, part)),
        Value::Object(map) => map.contains_key(&to_text(part)),
        _ => !part.is_null() && to_text(whole).contains(&to_text(part)),
    }
}

/// The order `sort` uses: numbers, then everything else by its text, then nil. It is total.
pub(super) fn order(left: &Value, right: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Number(_) => 0,
        Value::Null => 2,
        _ => 1,
    };
    rank(left).cmp(&rank(right)).then_with(|| match (as_num(left), as_num(right)) {
        (Some(left), Some(right)) => left.float().total_cmp(&right.float()),
        _ => to_text(left).cmp(&to_text(right)),
    })
}

/// About how many bytes a value takes, counted up to a little over `limit`.
pub(super) fn weight(value: &Value, limit: usize) -> usize {
    match value {
        Value::String(text) => text.len() + 8,
        Value::Array(items) => sum(items.iter().map(|item| (0, item)), limit),
        Value::Object(map) => sum(map.iter().map(|(key, item)| (key.len(), item)), limit),
        _ => 8,
    }
}

fn sum<'a>(items: impl Iterator<Item = (usize, &'a Value)>, limit: usize) -> usize {
    let mut total = 8;
    for (key, item) in items {
        if total > limit {
            break;
        }
        total += key + weight(item, limit - total.min(limit));
    }
    total
}
