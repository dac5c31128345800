//! `pam.toml`: settings that belong to a folder, for every deployment or for one.
//!
//! Keys are the flags of `pam deploy` without their dashes. What stands further inside goes before what stands outside:
//! top level, `[environment.E]`, `[deployment.D]`, `[deployment.D.environment.E]`, `[sandbox]`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::app::{PASSWORD, SETTINGS, Setting};
use crate::error::{Error, Result};

/// The name of the file that is looked for in the working directory.
pub const NAME: &str = "pam.toml";

/// A `pam.toml`.
#[derive(Debug, Clone, Default)]
pub struct ConfigFile {
    /// As it was given.
    pub path: String,
    entries: Vec<Entry>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: &'static str,
    /// As it stands there; empty is a value.
    pub value: String,
    /// Counted from 1.
    pub line: usize,
    /// The table that it stands in.
    pub section: Section,
}

/// Which deployments a table is about. The order is the order of precedence, the weakest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// All of them.
    #[default]
    Top,
    /// Those in the Environment of that name.
    Environment(String),
    /// Those of that name.
    Deployment(String),
    /// Those of the first name in the Environment of the second.
    Both(String, String),
    /// Those in the sandbox.
    Sandbox,
}

impl std::fmt::Display for Section {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Environment(environment) => write!(f, "[environment.{environment}]"),
            Self::Deployment(name) => write!(f, "[deployment.{name}]"),
            Self::Both(name, environment) => write!(f, "[deployment.{name}.environment.{environment}]"),
            Self::Sandbox => f.write_str("[sandbox]"),
        }
    }
}

/// Which deployment settings are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its Environment.
    pub environment: &'a str,
    /// Whether it is in the sandbox.
    pub sandbox: bool,
}

impl Scope<'_> {
    fn covers(&self, section: &Section) -> bool {
        match section {
            Section::Top => true,
            Section::Environment(environment) => environment == self.environment,
            Section::Deployment(name) => name == self.name,
            Section::Both(name, environment) => name == self.name && environment == self.environment,
            Section::Sandbox => self.sandbox,
        }
    }
}

impl ConfigFile {
    /// Reads the text of a file, all of it, whichever deployment it is about.
    ///
    /// # Errors
    /// `config-invalid`, with the line: text that is no TOML, an unknown key, a value that is no string, a secret.
    pub fn parse(path: &str, text: &str) -> Result<Self> {
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            wrong(path, line, error.message().replace('\n', ", "))
                .field(path)
                .hint("Write a setting as key = \"value\" on a line of its own (https://toml.io)")
        })?;
        let mut reader = Reader { path, text, entries: Vec::new() };
        reader.table(table.get_ref(), &Section::Top)?;
        Ok(Self { path: path.to_owned(), entries: reader.entries })
    }

    /// The tables that say something.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        self.entries.iter().map(|entry| entry.section.clone()).collect()
    }

    /// The values that a setting has there for a deployment, the strongest first.
    #[must_use]
    pub fn get(&self, key: &str, scope: Scope<'_>) -> Vec<&Entry> {
        let mut found: Vec<&Entry> =
            self.entries.iter().filter(|entry| entry.key == key && scope.covers(&entry.section)).collect();
        found.sort_by(|one, other| other.section.cmp(&one.section));
        found
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    entries: Vec<Entry>,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, section: &Section) -> Result<()> {
        for (key, value) in table {
            let line = line_of(self.text, key.span().start);
            let name: &str = key.get_ref();
            match (name, section) {
                ("sandbox", Section::Top) => self.table(self.inner(name, value, line)?, &Section::Sandbox)?,
                ("environment", Section::Top) => {
                    for (name, table, line) in self.named(name, value, line)? {
                        self.table(self.inner(&name, table, line)?, &Section::Environment(name.clone()))?;
                    }
                }
                ("deployment", Section::Top) => {
                    for (name, table, line) in self.named(name, value, line)? {
                        self.table(self.inner(&name, table, line)?, &Section::Deployment(name.clone()))?;
                    }
                }
                ("environment", Section::Deployment(deployment)) => {
                    for (name, table, line) in self.named(name, value, line)? {
                        let section = Section::Both(deployment.clone(), name.clone());
                        self.table(self.inner(&name, table, line)?, &section)?;
                    }
                }
                _ => self.value(name, value, line, section)?,
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        line: usize,
        section: &Section,
    ) -> Result<()> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key() == name && !setting.is_secret())
        else {
            return Err(self.unknown(name, line, section));
        };
        let DeValue::String(text) = value.get_ref() else {
            let rule = format!("{name} must be a string in quotes, not {}", kind_of(value.get_ref()));
            return Err(wrong(self.path, line, rule)
                .field(name)
                .hint(format!("Write it as {name} = \"{}\"", setting.value_name.to_lowercase())));
        };
        self.entries.push(Entry {
            key: setting.key(),
            value: text.to_string(),
            line,
            section: section.clone(),
        });
        Ok(())
    }

    fn inner<'t, 'i>(
        &self,
        name: &str,
        value: &'t Spanned<DeValue<'i>>,
        line: usize,
    ) -> Result<&'t DeTable<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            other => Err(wrong(self.path, line, format!("{name} must be a table, not {}", kind_of(other)))
                .field(name)
                .hint("Tables are [deployment.NAME], [environment.NAME] and [sandbox]")),
        }
    }

    /// The tables in `[name.…]` with their names and lines.
    fn named<'t, 'i>(
        &self,
        name: &str,
        value: &'t Spanned<DeValue<'i>>,
        line: usize,
    ) -> Result<Vec<(String, &'t Spanned<DeValue<'i>>, usize)>> {
        let table = self.inner(name, value, line)?;
        Ok(table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), value, line_of(self.text, key.span().start)))
            .collect())
    }

    fn unknown(&self, name: &str, line: usize, section: &Section) -> Error {
        let normal = name.to_ascii_lowercase().replace('_', "-");
        let is_password = normal.contains("password") || Setting::of(name).is_some_and(Setting::is_secret);
        if is_password {
            return wrong(self.path, line, format!("{name} is a secret, which has no place in this file"))
                .field(name)
                .hint(format!("Give the password with --password-stdin or in the variable {PASSWORD}"));
        }
        let tables: &[&str] = match section {
            Section::Top => &["deployment", "environment", "sandbox"],
            Section::Deployment(_) => &["environment"],
            _ => &[],
        };
        let keys: Vec<&str> = SETTINGS
            .iter()
            .filter(|setting| !setting.is_secret())
            .map(Setting::key)
            .chain(tables.iter().copied())
            .collect();
        let by_variable = SETTINGS
            .iter()
            .find(|setting| setting.variable.eq_ignore_ascii_case(name) || setting.former == Some(name))
            .map(Setting::key);
        let error = wrong(self.path, line, format!("there is no setting {name:?}")).field(name);
        match by_variable.or_else(|| nearest(&normal, &keys)) {
            Some(meant) => error.hint(format!("Did you mean {meant}?")),
            None => error.hint(format!("Settings are {}", keys.join(", "))),
        }
    }
}

/// The word that was probably meant: near enough that it is no guess.
#[must_use]
pub fn nearest<'w>(written: &str, words: &[&'w str]) -> Option<&'w str> {
    let score = |word: &str| strsim::jaro_winkler(written, word);
    words
        .iter()
        .copied()
        .max_by(|one, other| score(one).total_cmp(&score(other)))
        .filter(|word| score(word) > 0.8)
}

fn wrong(path: &str, line: usize, rule: impl std::fmt::Display) -> Error {
    Error::invalid("config-invalid", format!("{path}, line {line}: {rule}"))
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests;
