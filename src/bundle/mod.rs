//! The embedded app: its Functions and Assets with visibility and digest, and the Flow's template.
//!
//! This module knows nothing else of pam's.

mod flow;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

pub use flow::{FlowTemplate, Placeholders, TemplateError};

static FUNCTIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/functions");
static EVENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/events");
const FLOW_TEMPLATE: &str = include_str!("../../studio-templates/appointment-management.json");

/// What a Build runs on (<https://www.twilio.com/docs/serverless/functions-assets/handler>): the platform's default.
pub const RUNTIME: &str = "node22";

/// The packages that the functions need, with exact versions: a Build today is a Build tomorrow.
pub const DEPENDENCIES: [(&str, &str); 2] = [("@twilio/runtime-handler", "2.1.0"), ("twilio", "6.2.0")];

/// Who may reach a file on its domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Anyone.
    Public,
    /// Requests that are signed with the account's auth token.
    Protected,
    /// Other functions of the same Build.
    Private,
}

impl Visibility {
    /// The word of Twilio's API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Protected => "protected",
            Self::Private => "private",
        }
    }
}

/// A Function or an Asset.
#[derive(Debug, Clone)]
pub struct File {
    /// For example `/message-booked` or `/studio-flow-template.json`.
    pub path: String,
    /// Who may reach it.
    pub visibility: Visibility,
    /// What it is served as.
    pub content_type: &'static str,
    /// The bytes.
    pub content: &'static [u8],
    /// SHA-256 over visibility, content type and bytes, in hex.
    pub digest: String,
}

/// The app as this binary carries it.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Functions, by path.
    pub functions: Vec<File>,
    /// Assets, by path.
    pub assets: Vec<File>,
}

impl Bundle {
    /// Reads the embedded files.
    #[must_use]
    pub fn embedded() -> Self {
        let mut functions: Vec<File> = FUNCTIONS
            .files()
            .filter_map(|file| Some((file.path().to_str()?, file.contents())))
            .filter(|(name, _)| name.ends_with(".js"))
            .map(|(name, content)| file(name.trim_end_matches(".js"), "", "application/javascript", content))
            .collect();
        functions.sort_by(|a, b| a.path.cmp(&b.path));
        let template =
            file("studio-flow-template.private", ".json", "application/json", FLOW_TEMPLATE.as_bytes());
        Self { functions, assets: vec![template] }
    }

    /// The Flow's template.
    ///
    /// # Errors
    /// When it is not the JSON of a Flow, which a test of the bundle excludes for the embedded one.
    pub fn flow(&self) -> Result<FlowTemplate, TemplateError> {
        FlowTemplate::parse(FLOW_TEMPLATE)
    }

    /// The sample event of that name (`booked`, …), as JSON text.
    #[must_use]
    pub fn event(name: &str) -> Option<&'static str> {
        EVENTS.get_file(format!("{name}.json"))?.contents_utf8()
    }
}

/// Visibility is in the name, as in Twilio's toolkit: `login.protected` is protected and its path `/login`.
fn file(name: &str, suffix: &str, content_type: &'static str, content: &'static [u8]) -> File {
    let (stem, visibility) = match name {
        _ if name.ends_with(".protected") => (name.trim_end_matches(".protected"), Visibility::Protected),
        _ if name.ends_with(".private") => (name.trim_end_matches(".private"), Visibility::Private),
        _ => (name, Visibility::Public),
    };
    let digest = Sha256::new()
        .chain_update(visibility.as_str())
        .chain_update([0])
        .chain_update(content_type)
        .chain_update([0])
        .chain_update(content)
        .finalize();
    File { path: format!("/{stem}{suffix}"), visibility, content_type, content, digest: hex(&digest) }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
