//! The filter `date`: reads a date in the usual forms and prints it with strftime's patterns, in Pacific time.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::fmt::strtime::{self, BrokenDownTime, Config};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::value::{Num, as_num};

/// Prints `input` by `format`; `None` when `input` is not a date, which Liquid then leaves as it is.
///
/// Dates in Studio's Liquid are in Pacific time (`docs/studio/user-guide/liquid-template-language`), so an instant is
/// shown there, and a date without an offset is taken to be there.
pub(super) fn format(input: &Value, format: &str, now: Timestamp) -> Option<String> {
    let pacific = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
    let instant = match input {
        Value::String(text) => read(text.trim(), &pacific, now)?,
        other => match as_num(other)? {
            Num::Int(seconds) => Timestamp::from_second(seconds).ok()?,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a cast from float saturates; jiff checks the range"
            )]
            Num::Float(seconds) => Timestamp::from_second(seconds as i64).ok()?,
        },
    };
    let zoned = instant.to_zoned_datetime(pacific);
    let format = with_milliseconds(format, zoned.millisecond());
    BrokenDownTime::from(&zoned).to_string_with_config(&Config::new().lenient(true), format).ok()
}

/// Ruby's `%L` (milliseconds) is unknown to jiff; `%s` (seconds since 1970) is unknown to Studio, whose users see it
/// come back as it is.
fn with_milliseconds(format: &str, milliseconds: i16) -> String {
    let mut out = String::with_capacity(format.len());
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("%L") {
            out.push_str(&format!("{milliseconds:03}"));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("%s") {
            out.push_str("%%s");
            rest = after;
        } else {
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
    out
}

fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    if matches!(text, "now" | "today") {
        return Some(now);
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(wall) = text.parse::<DateTime>() {
        return zone.to_timestamp(wall).ok();
    }
    if let Ok(zoned) = rfc2822::parse(text) {
        return Some(zoned.timestamp());
    }
    for pattern in ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%a %b %d %H:%M:%S %z %Y"] {
        if let Ok(instant) = strtime::parse(pattern, text).and_then(|parsed| parsed.to_timestamp()) {
            return Some(instant);
        }
    }
    for pattern in
        ["%B %d, %Y %H:%M", "%b %d, %Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
    {
        if let Ok(wall) = strtime::parse(pattern, text).and_then(|parsed| parsed.to_datetime()) {
            return zone.to_timestamp(wall).ok();
        }
    }
    for pattern in ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%m/%d/%Y", "%Y/%m/%d"] {
        if let Ok(date) = strtime::parse(pattern, text).and_then(|parsed| parsed.to_date()) {
            return zone.to_timestamp(date.at(0, 0, 0, 0)).ok();
        }
    }
    None
}
