//! Times as people say them: `tomorrow 14:00`, `in 3 days 9:30`, `friday`, `in 90 minutes`.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneTransition};
use jiff::{Span, Timestamp, ToSpan};

/// A time that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An instant.
    Instant(Timestamp),
    /// Wall time, in whatever zone it is meant.
    Wall(DateTime),
}

impl When {
    /// As an event's `appointment_datetime`.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Self::Instant(at) => at.to_string(),
            Self::Wall(wall) => wall.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        }
    }

    /// The instant, with wall time in `zone`; a time that a clock change leaves out moves forward by the gap. None
    /// outside of the years that a clock can show.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Instant(at) => Some(at),
            Self::Wall(wall) => Some(wall.to_zoned_datetime(zone.clone()).ok()?.timestamp()),
        }
    }
}

/// What [`when`] understands, as the end of a sentence.
pub const WHEN_RULE: &str = "must be a time such as \"tomorrow 14:00\", \"in 3 days 9:30\", 2026-03-09T09:30 or 2026-03-09T09:30:00-05:00";

/// Reads a time. Words count from `now` in `zone`; a day without a time of day is `default`.
///
/// - an instant with offset, or wall time: `2026-03-09T09:30:00-05:00`, `2026-03-09 09:30`, `2026-03-09`
/// - a day and perhaps a time: `today`, `tomorrow`, `in 3 days`, `in 2 weeks`, `friday` (the next one),
///   `spring-forward` and `fall-back` (the next day on which the zone's clocks change), the last two also as
///   `2 days before spring-forward`; then `14:00`, `9:30am`, `noon`
/// - from now: `in 90 minutes`, `in 2 hours`
#[must_use]
pub fn when(text: &str, now: Timestamp, zone: &TimeZone, default: Time) -> Option<When> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(When::Instant(at));
    }
    if let Ok(wall) = text.parse::<DateTime>() {
        let date_only = text.parse::<Date>().is_ok() && !text.contains(':');
        return Some(When::Wall(if date_only { wall.date().to_datetime(default) } else { wall }));
    }
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split([' ', ',']).filter(|word| !word.is_empty() && *word != "at").collect();
    let today = now.to_zoned_datetime(zone.clone()).date();
    if let ["in", number, unit] = words.as_slice()
        && let Some(span) = short_span(number, unit)
    {
        let at = now.checked_add(span).ok()?;
        return Some(When::Instant(Timestamp::from_second(at.as_second()).ok()?));
    }
    let (date, rest) = day(&words, today, now, zone)?;
    let time = match rest {
        [] => default,
        [time] => time_of_day(time)?,
        _ => return None,
    };
    Some(When::Wall(date.to_datetime(time)))
}

/// Hours and shorter, which are elapsed time and not a day.
fn short_span(number: &str, unit: &str) -> Option<Span> {
    let number: i64 = number.parse().ok().filter(|number| *number >= 0)?;
    match unit.trim_end_matches('s') {
        "minute" | "min" => Span::new().try_minutes(number).ok(),
        "hour" => Span::new().try_hours(number).ok(),
        _ => None,
    }
}

/// The day that the first words name, and the words after it.
fn day<'w, 't>(
    words: &'w [&'t str],
    today: Date,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<(Date, &'w [&'t str])> {
    match words {
        ["today", rest @ ..] => Some((today, rest)),
        ["tomorrow", rest @ ..] => Some((today.tomorrow().ok()?, rest)),
        ["in", number, unit, rest @ ..] => Some((today.checked_add(days(number, unit)?).ok()?, rest)),
        [number, unit, order @ ("before" | "after"), anchor, rest @ ..] => {
            let span = days(number, unit)?;
            let span = if *order == "before" { -span } else { span };
            Some((clock_change(anchor, now, zone)?.checked_add(span).ok()?, rest))
        }
        [name, rest @ ..] => {
            if let Some(change) = clock_change(name, now, zone) {
                return Some((change, rest));
            }
            Some((today.nth_weekday(1, weekday(name)?).ok()?, rest))
        }
        [] => None,
    }
}

fn days(number: &str, unit: &str) -> Option<Span> {
    let number: i32 = number.parse().ok().filter(|number| (0..=36_500).contains(number))?;
    match unit.trim_end_matches('s') {
        "day" => Some(number.days()),
        "week" => Some(number.weeks()),
        _ => None,
    }
}

/// The day of the next change of the zone's clocks in that direction; none in a zone without.
fn clock_change(name: &str, now: Timestamp, zone: &TimeZone) -> Option<Date> {
    let forward = match name {
        "spring-forward" => true,
        "fall-back" => false,
        _ => return None,
    };
    let offset = |at: Timestamp| zone.to_offset(at);
    let change = |transition: &TimeZoneTransition<'_>| {
        let at = transition.timestamp();
        let before = at.checked_sub(1.second()).ok()?;
        Some((transition.offset() > offset(before)) == forward && transition.offset() != offset(before))
    };
    // Two changes a year at most, and a few for good measure.
    let found = zone.following(now).take(8).find(|transition| change(transition) == Some(true))?;
    Some(found.timestamp().to_zoned_datetime(zone.clone()).date())
}

fn weekday(name: &str) -> Option<Weekday> {
    let all = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    all.into_iter().find(|(full, _)| *full == name || &full[..3] == name).map(|(_, day)| day)
}

fn time_of_day(text: &str) -> Option<Time> {
    if text == "noon" {
        return Some(jiff::civil::time(12, 0, 0, 0));
    }
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        None if half.is_some() => (clock, 0),
        _ => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests;
