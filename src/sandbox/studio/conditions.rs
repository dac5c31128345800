//! The conditions of `split-based-on`: they ignore case, and blanks at both ends
//! (`docs/studio/widget-library/split-based-on`).

use std::cmp::Ordering;

use jiff::civil::{Date, Time};
use regex::RegexBuilder;

/// Whether a condition holds for a text, both already rendered.
///
/// Numbers, times (`HH:MM`) and dates (`YYYY-MM-DD`) that cannot be read make their conditions false.
///
/// # Errors
/// A sentence when the condition type is unknown or the sandbox cannot read the regular expression.
pub(super) fn holds(kind: &str, argument: &str, value: &str) -> Result<bool, String> {
    let left = argument.trim().to_lowercase();
    let right = value.trim().to_lowercase();
    let any = || right.split(',').any(|candidate| candidate.trim() == left);
    Ok(match kind {
        "equal_to" => left == right,
        "not_equal_to" => left != right,
        "matches_any_of" => any(),
        "does_not_match_any_of" => !any(),
        "is_blank" => left.is_empty(),
        "is_not_blank" => !left.is_empty(),
        "contains" => left.contains(&right),
        "does_not_contain" => !left.contains(&right),
        "starts_with" => left.starts_with(&right),
        "does_not_start_with" => !left.starts_with(&right),
        "regex" => regex(argument.trim(), value.trim())?,
        "less_than" => number(&left).partial_cmp(&number(&right)) == Some(Ordering::Less),
        "greater_than" => number(&left).partial_cmp(&number(&right)) == Some(Ordering::Greater),
        "is_before_time" => both(time(&left), time(&right)) == Some(Ordering::Less),
        "is_after_time" => both(time(&left), time(&right)) == Some(Ordering::Greater),
        "is_before_date" => both(left.parse::<Date>().ok(), right.parse().ok()) == Some(Ordering::Less),
        "is_after_date" => both(left.parse::<Date>().ok(), right.parse().ok()) == Some(Ordering::Greater),
        _ => return Err("a condition's type does not exist".to_owned()),
    })
}

/// The whole text must match, and case is ignored.
fn regex(text: &str, pattern: &str) -> Result<bool, String> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .case_insensitive(true)
        .build()
        .map(|regex| regex.is_match(text))
        .map_err(|_| {
            "the sandbox cannot read the regular expression; it knows no look-around or back-references"
                .to_owned()
        })
}

/// Not a number compares with nothing.
fn number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

fn both<T: Ord>(left: Option<T>, right: Option<T>) -> Option<Ordering> {
    Some(left?.cmp(&right?))
}

fn time(text: &str) -> Option<Time> {
    let (hour, rest) = text.split_once(':')?;
    let minute = rest.split(':').next()?;
    Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()
}
