//! Filters on lists, and `size`, `first`, `last`, `slice`, `reverse`, which also take other values.

use std::collections::HashSet;

use serde_json::Value;

use super::super::render::MAX_VALUE;
use super::super::value::{Num, equal, is_empty, order, to_num, to_text, truthy};
use super::{Call, TOO_LARGE};

/// Applies a filter of this file, or gives the input back.
pub(super) fn apply(input: Value, call: &Call<'_>) -> Result<Result<Value, String>, Value> {
    Ok(match call.name {
        "size" => Ok(Value::from(match &input {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            Value::String(text) => text.chars().count(),
            _ => 0,
        })),
        "first" => Ok(input.as_array().and_then(|items| items.first().cloned()).unwrap_or_default()),
        "last" => Ok(input.as_array().and_then(|items| items.last().cloned()).unwrap_or_default()),
        "join" => join(&items(input), &call.text_or(0, " ")),
        "slice" if input.is_array() => Ok(Value::Array(slice(&items(input), call))),
        "reverse" => Ok(Value::Array(items(input).into_iter().rev().collect())),
        "compact" => {
            let keep = |item: &Value| !property(item, call.get(0)).is_null();
            Ok(Value::Array(items(input).into_iter().filter(keep).collect()))
        }
        "concat" => match call.needed(0) {
            Ok(Value::Array(more)) => Ok(Value::Array([items(input), more.clone()].concat())),
            Ok(_) => Err("the filter `concat` needs a list".to_owned()),
            Err(problem) => Err(problem),
        },
        "map" => call.needed(0).map(|key| {
            Value::Array(items(input).iter().map(|item| property(item, Some(key)).clone()).collect())
        }),
        "sort" => Ok(sorted(input, call, Value::clone)),
        "sort_natural" => Ok(sorted(input, call, |key| match key {
            Value::Null => Value::Null,
            other => Value::from(to_text(other).to_lowercase()),
        })),
        "uniq" => {
            let mut seen = HashSet::new();
            let new = |item: &Value| seen.insert(property(item, call.get(0)).to_string());
            Ok(Value::Array(items(input).into_iter().filter(new).collect()))
        }
        "sum" => Ok(sum(&items(input), call)),
        "where" => chosen(input, call, true).map(Value::Array),
        "reject" => chosen(input, call, false).map(Value::Array),
        "has" => chosen(input, call, true).map(|found| Value::Bool(!found.is_empty())),
        "find" => chosen(input, call, true).map(|found| found.into_iter().next().unwrap_or_default()),
        "find_index" => call.needed(0).map(|_| {
            items(input).iter().position(|item| matches(item, call)).map_or(Value::Null, Value::from)
        }),
        _ => return Err(input),
    })
}

/// The input as a list: one value is a list of one, nil an empty one.
fn items(input: Value) -> Vec<Value> {
    match input {
        Value::Array(items) => items,
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

/// `item[key]`, or the item itself without a key.
fn property<'a>(item: &'a Value, key: Option<&Value>) -> &'a Value {
    match key {
        None => item,
        Some(key) => item.get(to_text(key)).unwrap_or(&Value::Null),
    }
}

fn join(items: &[Value], glue: &str) -> Result<Value, String> {
    if items.len().saturating_mul(glue.len()) > MAX_VALUE {
        return Err(TOO_LARGE.to_owned());
    }
    let texts: Vec<String> = items.iter().map(to_text).collect();
    Ok(Value::from(texts.join(glue)))
}

/// The part of `all` that `slice: start, length` names; a negative start counts from the end.
pub(super) fn slice<T: Clone>(all: &[T], call: &Call<'_>) -> Vec<T> {
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let start = call.whole(0, 0);
    let start = if start < 0 { start.saturating_add(total) } else { start };
    let Ok(start) = usize::try_from(start) else { return Vec::new() };
    let length = usize::try_from(call.whole(1, 1)).unwrap_or(0);
    all.iter().skip(start).take(length).cloned().collect()
}

fn sorted(input: Value, call: &Call<'_>, by: impl Fn(&Value) -> Value) -> Value {
    let mut items = items(input);
    items.sort_by_cached_key(|item| Key(by(property(item, call.get(0)))));
    Value::Array(items)
}

struct Key(Value);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

fn sum(items: &[Value], call: &Call<'_>) -> Value {
    items
        .iter()
        .map(|item| to_num(property(item, call.get(0))))
        .fold(Num::Int(0), |total, number| match (total, number) {
            (Num::Int(a), Num::Int(b)) => {
                a.checked_add(b).map_or(Num::Float(total.float() + number.float()), Num::Int)
            }
            _ => Num::Float(total.float() + number.float()),
        })
        .value()
}

fn chosen(input: Value, call: &Call<'_>, wanted: bool) -> Result<Vec<Value>, String> {
    call.needed(0)?;
    Ok(items(input).into_iter().filter(|item| matches(item, call) == wanted).collect())
}

/// Whether `item[key]` is the wanted value, or, when none is named, true.
fn matches(item: &Value, call: &Call<'_>) -> bool {
    let found = property(item, call.get(0));
    match call.get(1) {
        Some(wanted) => equal(found, wanted),
        None => truthy(found) && !is_empty(found),
    }
}
