//! The one door to environment variables.

use std::collections::{BTreeMap, BTreeSet};

use super::app::SETTINGS;
use crate::error::{Error, Result};

/// The environment as it was when the process began; a variable that is empty counts as not set.
#[derive(Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    /// Variables whose values are not Unicode.
    unreadable: BTreeSet<String>,
}

impl std::fmt::Debug for Environment {
    // Values may be secrets, so only the names are shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Environment {
    /// Reads the process's environment.
    #[must_use]
    pub fn read() -> Self {
        let mut read = Self::default();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => drop(read.values.insert(name, value)),
                Err(_) => drop(read.unreadable.insert(name)),
            }
        }
        read
    }

    /// Whether each variable that pam goes by can be read: one that is left out would be taken for one that is not set.
    ///
    /// # Errors
    /// `variable-unreadable` when the value of one of them is not Unicode.
    pub fn check(&self) -> Result<()> {
        const ALSO: [&str; 5] =
            ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "EHR_SIGNING_SECRET"];
        let counts = |name: &str| {
            name.starts_with("PAM_")
                || name.starts_with("TWILIO_")
                || ALSO.contains(&name)
                || SETTINGS.iter().any(|setting| setting.variable == name || setting.former == Some(name))
        };
        match self.unreadable.iter().find(|name| counts(name)) {
            None => Ok(()),
            Some(name) => {
                Err(Error::invalid("variable-unreadable", format!("the variable {name} is not UTF-8"))
                    .field(name)
                    .hint(format!("Set {name} to text in UTF-8, or unset it")))
            }
        }
    }

    /// The same environment with a variable set.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut values = self.values.clone();
        values.insert(name.to_owned(), value.to_owned());
        Self { values, unreadable: self.unreadable.clone() }
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Self {
        Self { values: values.into_iter().collect(), unreadable: BTreeSet::new() }
    }
}
