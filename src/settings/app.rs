//! The settings of the app: one schema for flags, variables, files, defaults, validation and help.

use std::collections::BTreeMap;

use super::kinds::Kind;
use crate::error::Error;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The environment variable here and the Variable of the deployed Environment.
    pub variable: &'static str,
    /// The flag of `pam deploy`; without its dashes the key in pam.toml.
    pub flag: &'static str,
    /// What stands for the value in help.
    pub value_name: &'static str,
    /// How the question reads; also the help.
    pub question: &'static str,
    /// What it must look like.
    pub kind: Kind,
    /// Used where nothing else is known.
    pub default: Option<&'static str>,
    /// Used in the sandbox where `default` is missing.
    pub sandbox_default: Option<&'static str>,
    /// Whether `off` is a value.
    pub can_be_off: bool,
    /// What an older installer called the variable.
    pub former: Option<&'static str>,
}

/// The number that the app texts from; its default in the sandbox is the account's first one.
pub const PHONE_NUMBER: &str = "TWILIO_PHONE_NUMBER";
/// The administrator's password; what is deployed is a hash of it.
pub const PASSWORD: &str = "APPLICATION_PASSWORD";
/// Where the EHR takes patients' requests.
pub const EHR_ENDPOINT: &str = "IE_ENDPOINT";
/// The value of a setting that is switched off.
pub const OFF: &str = "off";

const NOTHING: Setting = Setting {
    variable: "",
    flag: "",
    value_name: "",
    question: "",
    kind: Kind::Text,
    default: None,
    sandbox_default: None,
    can_be_off: false,
    former: None,
};

/// All settings, in the order in which they are asked.
pub static SETTINGS: [Setting; 10] = [
    Setting {
        variable: "CUSTOMER_NAME",
        flag: "--customer-name",
        value_name: "NAME",
        question: "Name of the clinic, as patients know it",
        sandbox_default: Some("Owl Health"),
        ..NOTHING
    },
    Setting {
        variable: PHONE_NUMBER,
        flag: "--phone-number",
        value_name: "NUMBER",
        question: "Twilio number that patients get texts from",
        kind: Kind::Phone,
        ..NOTHING
    },
    Setting {
        variable: "ADMINISTRATOR_PHONE_NUMBER",
        flag: "--administrator-phone-number",
        value_name: "NUMBER",
        question: "Administrator's mobile number",
        kind: Kind::Phone,
        sandbox_default: Some("+12025550170"),
        former: Some("ADMINISTRATOR_PHONE"),
        ..NOTHING
    },
    Setting {
        variable: "TIME_ZONE",
        flag: "--time-zone",
        value_name: "ZONE",
        question: "The clinic's time zone, for example America/New_York",
        kind: Kind::Zone,
        sandbox_default: Some("America/New_York"),
        ..NOTHING
    },
    Setting {
        variable: EHR_ENDPOINT,
        flag: "--ehr-endpoint",
        value_name: "URL",
        question: "URL at which the EHR takes patients' requests (off: they wait in the records)",
        kind: Kind::Url,
        sandbox_default: Some("http://ehr.localhost:8155/requests"),
        can_be_off: true,
        ..NOTHING
    },
    Setting {
        variable: "REMINDER_FIRST_TIMING",
        flag: "--first-reminder",
        value_name: "DURATION",
        question: "First reminder, how long before the appointment, or off",
        kind: Kind::Duration,
        default: Some("48h"),
        can_be_off: true,
        ..NOTHING
    },
    Setting {
        variable: "REMINDER_SECOND_TIMING",
        flag: "--second-reminder",
        value_name: "DURATION",
        question: "Second reminder, how long before the appointment, or off",
        kind: Kind::Duration,
        default: Some("24h"),
        can_be_off: true,
        ..NOTHING
    },
    Setting {
        variable: "REMINDER_OUTREACH_START",
        flag: "--outreach-start",
        value_name: "TIME",
        question: "Reminders go out from, clinic's time",
        kind: Kind::TimeOfDay,
        default: Some("08:00"),
        ..NOTHING
    },
    Setting {
        variable: "REMINDER_OUTREACH_FINISH",
        flag: "--outreach-finish",
        value_name: "TIME",
        question: "Reminders go out until, clinic's time",
        kind: Kind::TimeOfDay,
        default: Some("20:00"),
        ..NOTHING
    },
    Setting {
        variable: PASSWORD,
        flag: "--password-stdin",
        value_name: "",
        question: "Read the administrator's password from standard input",
        kind: Kind::Password,
        ..NOTHING
    },
];

impl Setting {
    /// The setting with that variable.
    #[must_use]
    pub fn of(variable: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.variable == variable)
    }

    /// Whether its value is never shown.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.kind == Kind::Password
    }

    /// The key in pam.toml.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.flag.trim_start_matches('-')
    }

    /// Checks a value and gives it in its one form.
    ///
    /// # Errors
    /// The rule that the value breaks, starting with "must".
    pub fn check(&self, value: &str) -> Result<String, String> {
        if self.can_be_off && value.trim().eq_ignore_ascii_case(OFF) {
            return Ok(OFF.to_owned());
        }
        self.kind.check(value).map_err(|rule| if self.can_be_off { format!("{rule}; or off") } else { rule })
    }

    fn hint(&self) -> String {
        if self.is_secret() {
            format!("Give it with {} or in the variable {}", self.flag, self.variable)
        } else {
            format!(
                "Give it with {}, in the variable {} or as {} in pam.toml",
                self.flag,
                self.variable,
                self.key()
            )
        }
    }
}

/// The error for a value that breaks its rule: `source` is the flag, variable or key, `place` the file and line that
/// it stands in.
#[must_use]
pub fn invalid(setting: &Setting, source: &str, place: Option<&str>, rule: &str) -> Error {
    let message = match place {
        Some(place) => format!("{place}: {source} {rule}"),
        None => format!("{source} {rule}"),
    };
    Error::invalid("setting-invalid", message).field(source).hint(setting.hint())
}

/// The error for a value that nobody gave and nobody can be asked for.
#[must_use]
pub fn missing(setting: &Setting) -> Error {
    let what = if setting.is_secret() { "the administrator's password" } else { setting.question };
    let mut letters = what.chars();
    let what = letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    Error::invalid("setting-missing", format!("{} is needed: {what}", setting.variable))
        .field(setting.flag)
        .hint(setting.hint())
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
