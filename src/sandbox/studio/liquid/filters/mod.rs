//! The filters, by what they work on.

mod list;
mod number;
mod text;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

use super::date;
use super::value::{Num, is_empty, to_num, to_text, truthy};

/// A filter made a value too large to go on with.
pub(super) const TOO_LARGE: &str = "a filter's result is too large";

/// A filter with its arguments.
pub(super) struct Call<'a> {
    /// As written in the template.
    pub(super) name: &'a str,
    /// Positional arguments.
    pub(super) arguments: &'a [Value],
    /// Named arguments.
    pub(super) named: &'a [(&'a str, Value)],
    /// The sandbox's time.
    pub(super) now: Timestamp,
}

impl Call<'_> {
    fn get(&self, at: usize) -> Option<&Value> {
        self.arguments.get(at)
    }

    fn needed(&self, at: usize) -> Result<&Value, String> {
        self.get(at).ok_or_else(|| format!("the filter `{}` needs {} argument(s)", self.name, at + 1))
    }

    fn text(&self, at: usize) -> Result<String, String> {
        self.needed(at).map(to_text)
    }

    fn text_or(&self, at: usize, default: &str) -> String {
        self.get(at).map_or_else(|| default.to_owned(), to_text)
    }

    fn number(&self, at: usize) -> Result<Num, String> {
        self.needed(at).map(to_num)
    }

    /// A whole number; fractions are cut.
    fn whole(&self, at: usize, default: i64) -> i64 {
        match self.get(at).map(to_num) {
            None => default,
            Some(Num::Int(number)) => number,
            #[expect(clippy::cast_possible_truncation, reason = "a cast from float saturates")]
            Some(Num::Float(number)) => number as i64,
        }
    }
}

/// Applies a filter.
///
/// # Errors
/// A sentence when there is no such filter, or it cannot work on this input.
pub(super) fn apply(input: Value, call: &Call<'_>) -> Result<Value, String> {
    match call.name {
        "default" => Ok(default(input, call)),
        "to_json" | "json" => Ok(Value::from(input.to_string())),
        "date" => {
            let format = call.text_or(0, "");
            if format.is_empty() {
                return Ok(input);
            }
            Ok(date::format(&input, &format, call.now).map_or(input, Value::from))
        }
        _ => {
            let input = match number::apply(input, call) {
                Ok(result) => return result,
                Err(input) => input,
            };
            let input = match list::apply(input, call) {
                Ok(result) => return result,
                Err(input) => input,
            };
            text::apply(&to_text(&input), call)
                .unwrap_or_else(|| Err(format!("the filter `{}` does not exist here", call.name)))
        }
    }
}

fn default(input: Value, call: &Call<'_>) -> Value {
    let keep_false = call.named.iter().any(|(name, value)| *name == "allow_false" && truthy(value));
    let given = match &input {
        Value::Bool(false) => keep_false,
        other => truthy(other) && !is_empty(other),
    };
    if given { input } else { call.get(0).cloned().unwrap_or_else(|| Value::from("")) }
}
