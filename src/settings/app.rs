//! The settings of the app: one schema for flags, variables, defaults, validation and help.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::env::Environment;
use super::phone;
use crate::error::{Error, Result as PamResult};

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text without control characters.
    Text,
    /// E.164.
    Phone,
    /// An IANA zone such as `America/New_York`.
    Zone,
    /// `https://…`, or `http://` on this machine.
    Url,
    /// `48h`, `90m`, `2d`.
    Duration,
    /// `08:00`.
    TimeOfDay,
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The environment variable here and the Variable of the deployed Environment.
    pub variable: &'static str,
    /// The flag of `pam deploy`.
    pub flag: &'static str,
    /// How the question reads.
    pub question: &'static str,
    /// What it must look like.
    pub kind: Kind,
    /// Used where nothing else is known.
    pub default: Option<&'static str>,
    /// Used in the sandbox where `default` is missing.
    pub sandbox_default: Option<&'static str>,
}

/// The number that the app texts from; its default in the sandbox is the account's first one.
pub const PHONE_NUMBER: &str = "TWILIO_PHONE_NUMBER";

/// All settings, in the order in which they are asked.
pub const SETTINGS: [Setting; 9] = [
    Setting {
        variable: "CUSTOMER_NAME",
        flag: "--customer-name",
        question: "Name of the clinic, as patients know it",
        kind: Kind::Text,
        default: None,
        sandbox_default: Some("Owl Health"),
    },
    Setting {
        variable: PHONE_NUMBER,
        flag: "--phone-number",
        question: "Twilio number that patients get texts from",
        kind: Kind::Phone,
        default: None,
        sandbox_default: None,
    },
    Setting {
        variable: "ADMINISTRATOR_PHONE_NUMBER",
        flag: "--administrator-phone-number",
        question: "Administrator's mobile number",
        kind: Kind::Phone,
        default: None,
        sandbox_default: Some("+12025550170"),
    },
    Setting {
        variable: "TIME_ZONE",
        flag: "--time-zone",
        question: "The clinic's time zone",
        kind: Kind::Zone,
        default: None,
        sandbox_default: Some("America/New_York"),
    },
    Setting {
        variable: "IE_ENDPOINT",
        flag: "--ehr-endpoint",
        question: "URL at which the EHR takes patients' requests",
        kind: Kind::Url,
        default: None,
        sandbox_default: Some("http://ehr.localhost:8155/requests"),
    },
    Setting {
        variable: "REMINDER_FIRST_TIMING",
        flag: "--first-reminder",
        question: "First reminder, how long before the appointment",
        kind: Kind::Duration,
        default: Some("48h"),
        sandbox_default: None,
    },
    Setting {
        variable: "REMINDER_SECOND_TIMING",
        flag: "--second-reminder",
        question: "Second reminder, how long before the appointment",
        kind: Kind::Duration,
        default: Some("24h"),
        sandbox_default: None,
    },
    Setting {
        variable: "REMINDER_OUTREACH_START",
        flag: "--outreach-start",
        question: "Reminders go out from (clinic's time)",
        kind: Kind::TimeOfDay,
        default: Some("08:00"),
        sandbox_default: None,
    },
    Setting {
        variable: "REMINDER_OUTREACH_FINISH",
        flag: "--outreach-finish",
        question: "Reminders go out until (clinic's time)",
        kind: Kind::TimeOfDay,
        default: Some("20:00"),
        sandbox_default: None,
    },
];

impl Setting {
    /// Checks a value and gives it in its one form.
    ///
    /// # Errors
    /// The rule that the value breaks, starting with "must".
    pub fn check(&self, value: &str) -> Result<String, String> {
        let value = value.trim();
        if value.len() > 450 {
            return Err("must be at most 450 bytes, as Twilio's Variables are".to_owned());
        }
        match self.kind {
            Kind::Text if value.is_empty() || value.chars().any(char::is_control) => {
                Err("must be a line of text".to_owned())
            }
            Kind::Text => Ok(value.to_owned()),
            Kind::Phone => phone::e164(value),
            Kind::Zone => zone(value),
            Kind::Url => endpoint(value),
            Kind::Duration => duration(value),
            Kind::TimeOfDay => time_of_day(value),
        }
    }
}

/// Values by Variable, and the settings for which nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Checked values.
    pub values: BTreeMap<String, String>,
    /// Still to be asked for.
    pub missing: Vec<&'static str>,
}

/// Finds each setting's value: the flag, else the environment, else what is deployed, else the default.
///
/// # Errors
/// `setting-invalid`, naming the flag or the variable that the value came from.
pub fn resolve(
    flag: &dyn Fn(&str) -> Option<String>,
    env: &Environment,
    deployed: &dyn Fn(&str) -> Option<String>,
    sandbox: bool,
) -> PamResult<Resolved> {
    let mut resolved = Resolved::default();
    for setting in &SETTINGS {
        let default = setting.default.or_else(|| setting.sandbox_default.filter(|_| sandbox));
        let found = flag(setting.variable)
            .map(|value| (value, setting.flag))
            .or_else(|| env.get(setting.variable).map(|value| (value.to_owned(), setting.variable)))
            .or_else(|| deployed(setting.variable).map(|value| (value, setting.variable)))
            .or_else(|| default.map(|value| (value.to_owned(), setting.flag)));
        let Some((value, source)) = found else {
            resolved.missing.push(setting.variable);
            continue;
        };
        let value = setting.check(&value).map_err(|rule| invalid(setting, source, &rule))?;
        resolved.values.insert(setting.variable.to_owned(), value);
    }
    Ok(resolved)
}

/// The error for a value that breaks its rule.
#[must_use]
pub fn invalid(setting: &Setting, source: &str, rule: &str) -> Error {
    Error::invalid("setting-invalid", format!("{source} {rule}"))
        .field(source)
        .hint(format!("Give it with {} or in the variable {}", setting.flag, setting.variable))
}

/// The error for a value that nobody gave and nobody can be asked for.
#[must_use]
pub fn missing(setting: &Setting) -> Error {
    Error::invalid(
        "setting-missing",
        format!("{} is needed: {}", setting.variable, setting.question.to_lowercase()),
    )
    .field(setting.flag)
    .hint(format!("Give it with {} or in the variable {}", setting.flag, setting.variable))
}

fn zone(value: &str) -> Result<String, String> {
    // Abbreviations such as EST do not know daylight saving time, so only full names are taken.
    let known = TimeZone::get(value).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    match known {
        Some(name) if name.contains('/') || name == "UTC" => Ok(name),
        _ => Err("must be a time zone such as America/New_York".to_owned()),
    }
}

fn endpoint(value: &str) -> Result<String, String> {
    let rule = "must be an https:// URL (http:// only on this machine) without user name or password";
    let url = url::Url::parse(value).map_err(|_| rule.to_owned())?;
    let host = url.host_str().unwrap_or_default();
    let local = host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1" || host == "[::1]";
    if !(url.scheme() == "https" || url.scheme() == "http" && local)
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(rule.to_owned());
    }
    if host.starts_with("your") && (host.contains("ngrok") || host.contains("example"))
        || host == "example.com"
    {
        return Err("must be the EHR's own address, not a placeholder".to_owned());
    }
    Ok(value.to_owned())
}

fn duration(value: &str) -> Result<String, String> {
    let rule = "must be a duration such as 48h, 90m or 2d, from 15 minutes to 35 days";
    let unit = value.chars().last().ok_or(rule)?;
    let number: u64 = value[..value.len() - unit.len_utf8()].parse().map_err(|_| rule.to_owned())?;
    let minutes = match unit {
        'm' => Some(number),
        'h' => number.checked_mul(60),
        'd' => number.checked_mul(24 * 60),
        _ => None,
    };
    match minutes {
        Some(15..=50_400) => Ok(format!("{number}{unit}")),
        _ => Err(rule.to_owned()),
    }
}

fn time_of_day(value: &str) -> Result<String, String> {
    let parts: Option<(u8, u8)> = value.split_once(':').and_then(|(hours, minutes)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let written =
            minutes.len() == 2 && (1..=2).contains(&hours.len()) && digits(hours) && digits(minutes);
        written.then(|| Some((hours.parse().ok()?, minutes.parse().ok()?))).flatten()
    });
    match parts {
        Some((hours @ 0..=23, minutes @ 0..=59)) => Ok(format!("{hours:02}:{minutes:02}")),
        _ => Err("must be a time of day such as 08:00".to_owned()),
    }
}

/// A rule that spans several settings.
///
/// # Errors
/// The name of the setting to change, and the rule.
pub fn check_together(values: &BTreeMap<String, String>) -> Result<(), (&'static str, String)> {
    let start = values.get("REMINDER_OUTREACH_START");
    let finish = values.get("REMINDER_OUTREACH_FINISH");
    match (start, finish) {
        (Some(start), Some(finish)) if start >= finish => {
            Err(("REMINDER_OUTREACH_FINISH", format!("must be later than REMINDER_OUTREACH_START ({start})")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
