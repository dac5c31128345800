//! `.env` files, with the comment annotations of Twilio's configure-env (its docs/SCHEMA.md).
//!
//! A declaration is `KEY=VALUE` on one line. Comments directly above it, without an empty line between, say more of it:
//! `description:`, `format:`, `required:`, `link:`, `default:`, `configurable:`, `contentKey:`; any other comment is part
//! of its description. A file holds much that is none of pam's business, so only the declarations that pam asks for
//! are judged.

use secrecy::SecretString;

/// A `.env` file.
#[derive(Debug, Clone, Default)]
pub struct EnvFile {
    /// As it was given.
    pub path: String,
    declarations: Vec<Declaration>,
}

/// One declaration.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The variable.
    pub key: String,
    /// What stands behind the `=`; empty is no value.
    pub value: SecretString,
    /// Counted from 1.
    pub line: usize,
    /// What its comments say.
    pub notes: Annotations,
    /// The first thing that is wrong with it.
    pub problem: Option<String>,
}

/// What comments say of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotations {
    /// What it is, a line each.
    pub description: Option<String>,
    /// What it must look like, as it was written; `text` where nothing is said.
    pub format: String,
    /// Whether the app needs it.
    pub required: bool,
    /// A page about it.
    pub link: Option<String>,
    /// Used where nothing better is known.
    pub default: Option<String>,
    /// Whether a person shall be asked for it. None: true with any comment, else false.
    pub configurable: Option<bool>,
    /// The field of a `file(json)`; `credentialKey` in the document, `contentKey` in the reference parser.
    pub content_key: Option<String>,
}

impl Default for Annotations {
    fn default() -> Self {
        Self {
            description: None,
            format: "text".to_owned(),
            required: true,
            link: None,
            default: None,
            configurable: None,
            content_key: None,
        }
    }
}

impl Annotations {
    /// Whether the value shall not be shown.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.format == "secret"
    }
}

impl EnvFile {
    /// Reads the text of a file.
    #[must_use]
    pub fn parse(path: &str, text: &str) -> Self {
        let mut declarations = Vec::new();
        let mut comments = Comments::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(comment) = line.strip_prefix('#') {
                comments.add(comment.trim());
            } else if let Some((key, value)) = line.split_once('=') {
                let key = key.trim();
                let key = key.strip_prefix("export ").map_or(key, str::trim);
                let (notes, noted) = std::mem::take(&mut comments).finish();
                let (value, problem) = match unquote(value.trim()) {
                    Ok(value) => (value, noted),
                    Err(rule) => (String::new(), Some(rule)),
                };
                declarations.push(Declaration {
                    key: key.to_owned(),
                    value: value.into(),
                    line: index + 1,
                    notes,
                    problem,
                });
            } else {
                let (notes, _) = std::mem::take(&mut comments).finish();
                // A variable's name alone asks some tools to hand its value on; with more behind it, it is a mistake.
                let end = line.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                if let Some((key, _)) = end.filter(|end| *end > 0).map(|end| line.split_at(end)) {
                    declarations.push(Declaration {
                        key: key.to_owned(),
                        value: String::new().into(),
                        line: index + 1,
                        notes,
                        problem: Some("has no = between its name and its value".to_owned()),
                    });
                }
            }
        }
        Self { path: path.to_owned(), declarations }
    }

    /// The declaration of a variable; of several the last one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Declaration> {
        self.declarations.iter().rev().find(|declaration| declaration.key == key)
    }
}

/// Comments on the way to their declaration.
#[derive(Default)]
struct Comments {
    notes: Annotations,
    described: bool,
    problem: Option<String>,
}

impl Comments {
    fn add(&mut self, comment: &str) {
        let (word, rest) = comment.split_once(':').map_or(("", ""), |(word, rest)| (word, rest.trim()));
        let text = || Some(rest.to_owned());
        match word {
            "description" => {
                self.notes.description = text();
                self.described = true;
            }
            "format" => match format(rest) {
                Some(known) => self.notes.format = known,
                None => self.wrong(format!("has an unknown format {rest:?} in its comment")),
            },
            "required" => match boolean(rest) {
                Some(required) => self.notes.required = required,
                None => self.wrong("has a comment \"required:\" that is neither true nor false".to_owned()),
            },
            "configurable" => match boolean(rest) {
                Some(configurable) => self.notes.configurable = Some(configurable),
                None => {
                    self.wrong("has a comment \"configurable:\" that is neither true nor false".to_owned())
                }
            },
            "link" => self.notes.link = text(),
            "default" => self.notes.default = text().filter(|default| !default.is_empty()),
            "contentKey" | "credentialKey" => self.notes.content_key = text(),
            _ => {
                // A description of its own outranks free comments before and after it.
                if !self.described && !comment.is_empty() {
                    let before =
                        self.notes.description.take().map_or_else(String::new, |text| format!("{text}\n"));
                    self.notes.description = Some(before + comment);
                }
            }
        }
        self.notes.configurable.get_or_insert(true);
    }

    fn wrong(&mut self, rule: String) {
        self.problem.get_or_insert(rule);
    }

    fn finish(mut self) -> (Annotations, Option<String>) {
        if self.notes.format.starts_with("file(") && self.notes.content_key.is_none() {
            self.wrong("is a file(json), which needs a comment \"contentKey:\"".to_owned());
        }
        (self.notes, self.problem)
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The format in its one form, if there is such a one.
fn format(text: &str) -> Option<String> {
    const WORDS: [&str; 8] = ["text", "phone_number", "email", "url", "sid", "integer", "number", "secret"];
    let text = text.to_ascii_lowercase();
    let inner = |prefix: &str| text.strip_prefix(prefix)?.strip_suffix(')').map(str::trim);
    if WORDS.contains(&text.as_str()) {
        Some(text)
    } else if let Some(item) = inner("list(") {
        WORDS.contains(&item).then(|| format!("list({item})"))
    } else if let Some(pair) = inner("map(") {
        let (key, value) = pair.split_once(',').map(|(key, value)| (key.trim(), value.trim()))?;
        (WORDS.contains(&key) && WORDS.contains(&value)).then(|| format!("map({key},{value})"))
    } else {
        inner("file(").filter(|item| *item == "json").map(|_| "file(json)".to_owned())
    }
}

/// A value without its quotes. As dotenv has it: `\n` and `\"` mean something between double quotes only, and behind an
/// unquoted value ` #` begins a comment.
fn unquote(text: &str) -> Result<String, String> {
    let Some(quote) = text.chars().next().filter(|first| "\"'`".contains(*first)) else {
        let end = text.find(" #").or_else(|| text.find("\t#")).unwrap_or(text.len());
        return Ok(text[..end].trim_end().to_owned());
    };
    let mut value = String::new();
    let mut rest = text[1..].chars();
    while let Some(letter) = rest.next() {
        match letter {
            _ if letter == quote => {
                let rest = rest.as_str().trim();
                return if rest.is_empty() || rest.starts_with('#') {
                    Ok(value)
                } else {
                    Err("has something behind its closing quote".to_owned())
                };
            }
            '\\' if quote == '"' => match rest.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(escaped @ ('"' | '\\')) => value.push(escaped),
                Some(other) => value.extend(['\\', other]),
                None => value.push('\\'),
            },
            _ => value.push(letter),
        }
    }
    Err("has no closing quote".to_owned())
}

#[cfg(test)]
mod tests;
