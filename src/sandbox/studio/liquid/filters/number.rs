//! Filters that calculate. A text counts as its leading number, nil as 0.

use serde_json::Value;

use super::super::value::{Num, to_num};
use super::Call;

/// Applies a filter of this file, or gives the input back.
pub(super) fn apply(input: Value, call: &Call<'_>) -> Result<Result<Value, String>, Value> {
    let result = match call.name {
        "abs" => Ok(match to_num(&input) {
            Num::Int(i) => i.checked_abs().map_or(Num::Float(Num::Int(i).float().abs()), Num::Int),
            Num::Float(f) => Num::Float(f.abs()),
        }),
        "ceil" => Ok(whole(to_num(&input), f64::ceil)),
        "floor" => Ok(whole(to_num(&input), f64::floor)),
        "round" => Ok(round(to_num(&input), call.whole(0, 0))),
        "plus" => call.number(0).map(|by| exact(to_num(&input), by, i64::checked_add, |a, b| a + b)),
        "minus" => call.number(0).map(|by| exact(to_num(&input), by, i64::checked_sub, |a, b| a - b)),
        "times" => call.number(0).map(|by| exact(to_num(&input), by, i64::checked_mul, |a, b| a * b)),
        "at_least" => call.number(0).map(|limit| pick(to_num(&input), limit, |a, b| a < b)),
        "at_most" => call.number(0).map(|limit| pick(to_num(&input), limit, |a, b| a > b)),
        "divided_by" => call.number(0).and_then(|by| divide(to_num(&input), by)),
        "modulo" => call.number(0).and_then(|by| modulo(to_num(&input), by)),
        _ => return Err(input),
    };
    Ok(result.map(Num::value))
}

fn exact(
    left: Num,
    right: Num,
    whole: impl Fn(i64, i64) -> Option<i64>,
    float: impl Fn(f64, f64) -> f64,
) -> Num {
    if let (Num::Int(left), Num::Int(right)) = (left, right)
        && let Some(result) = whole(left, right)
    {
        return Num::Int(result);
    }
    Num::Float(float(left.float(), right.float()))
}

fn pick(value: Num, limit: Num, beyond: impl Fn(f64, f64) -> bool) -> Num {
    if beyond(value.float(), limit.float()) { limit } else { value }
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from float saturates")]
fn whole(value: Num, rounding: impl Fn(f64) -> f64) -> Num {
    match value {
        Num::Int(i) => Num::Int(i),
        Num::Float(f) => Num::Int(rounding(f) as i64),
    }
}

fn round(value: Num, digits: i64) -> Num {
    if digits <= 0 {
        return whole(value, f64::round);
    }
    match value {
        Num::Int(i) => Num::Int(i),
        Num::Float(f) => {
            let factor = 10_f64.powi(i32::try_from(digits.min(15)).unwrap_or(15));
            Num::Float((f * factor).round() / factor)
        }
    }
}

/// Whole numbers divide to whole numbers, rounded down.
fn divide(left: Num, right: Num) -> Result<Num, String> {
    match (left, right) {
        (_, Num::Int(0)) => Err("divided by 0".to_owned()),
        (Num::Int(left), Num::Int(right)) => Ok(left.checked_div_euclid(right).map_or(
            Num::Float(Num::Int(left).float() / Num::Int(right).float()),
            |quotient| {
                let rest = left.wrapping_rem_euclid(right);
                Num::Int(if right < 0 && rest != 0 { quotient - 1 } else { quotient })
            },
        )),
        _ => Ok(Num::Float(left.float() / right.float())),
    }
}

/// The rest has the divisor's sign.
fn modulo(left: Num, right: Num) -> Result<Num, String> {
    match (left, right) {
        (_, Num::Int(0)) => Err("divided by 0".to_owned()),
        (Num::Int(left), Num::Int(right)) => {
            let rest = left.wrapping_rem_euclid(right);
            Ok(Num::Int(if right < 0 && rest != 0 { rest.wrapping_add(right) } else { rest }))
        }
        _ => {
            let (left, right) = (left.float(), right.float());
            Ok(Num::Float(left - right * (left / right).floor()))
        }
    }
}
