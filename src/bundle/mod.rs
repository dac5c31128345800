//! The app: its Functions and Assets with visibility and digest, and the Flow's template. Embedded in the binary, or read
//! from a directory that [`export`] wrote and somebody edited.
//!
//! This module knows nothing else of pam's.

mod directory;
mod flow;

use std::borrow::Cow;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

pub use directory::{DirectoryError, export};
pub use flow::{Finding, FlowTemplate, Placeholders, Severity, TemplateError};

static FUNCTIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/functions");
static PUBLIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/public");
static EVENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/events");
const FLOW_TEMPLATE: &str = include_str!("../../studio-templates/appointment-management.json");
/// The administrator's page.
pub const PAGE: &str = "/index.html";
/// The template as the functions find it.
pub const TEMPLATE_ASSET: &str = "/studio-flow-template.json";

/// What a Build runs on (<https://www.twilio.com/docs/serverless/functions-assets/handler>): the platform's default.
pub const RUNTIME: &str = "node22";

/// The packages that the functions need, with exact versions: a Build today is a Build tomorrow.
pub const DEPENDENCIES: [(&str, &str); 3] =
    [("@twilio/runtime-handler", "2.1.0"), ("jose", "5.10.0"), ("twilio", "6.2.0")];

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
    pub content_type: String,
    /// The bytes.
    pub content: Cow<'static, [u8]>,
    /// SHA-256 over visibility, content type and bytes, in hex.
    pub digest: String,
}

/// The app.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Functions, by path.
    pub functions: Vec<File>,
    /// Assets, by path.
    pub assets: Vec<File>,
    /// The Flow's template as text.
    flow: Cow<'static, str>,
}

impl Bundle {
    /// The app as this binary carries it.
    #[must_use]
    pub fn embedded() -> Self {
        let functions: Vec<File> = embedded_functions()
            .filter_map(|(name, content)| Some(function(name.strip_suffix(".js")?, content.into())))
            .collect();
        let assets = embedded_assets().map(|(name, content)| asset(name, content.into())).collect();
        Self::with_template(functions, assets, FLOW_TEMPLATE.into())
    }

    /// The template is deployed too, as an Asset that functions may read.
    fn with_template(mut functions: Vec<File>, mut assets: Vec<File>, flow: Cow<'static, str>) -> Self {
        let content = flow.clone().into_owned().into_bytes().into();
        assets.push(file(TEMPLATE_ASSET.into(), Visibility::Private, "application/json".into(), content));
        for files in [&mut functions, &mut assets] {
            files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Self { functions, assets, flow }
    }

    /// The same app with another template of its Flow.
    ///
    /// # Errors
    /// When the text is no template, or has a placeholder that the app gives no value to.
    pub fn with_flow(self, text: String) -> Result<Self, TemplateError> {
        let Self { functions, mut assets, .. } = self;
        FlowTemplate::parse(&text)?.check(functions.iter().map(|file| file.path.as_str()))?;
        assets.retain(|asset| asset.path != TEMPLATE_ASSET);
        Ok(Self::with_template(functions, assets, text.into()))
    }

    /// The Flow's template.
    ///
    /// # Errors
    /// When it is not the JSON of a Flow, which a test of the bundle excludes for the embedded one.
    pub fn flow(&self) -> Result<FlowTemplate, TemplateError> {
        FlowTemplate::parse(&self.flow)
    }

    /// SHA-256 over all of it, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for file in self.functions.iter().chain(&self.assets) {
            digest.update(format!("{} {}\n", file.path, file.digest));
        }
        hex::encode(digest.chain_update(self.flow.as_bytes()).finalize())
    }

    /// The sample event of that name (`booked`, …), as JSON text.
    #[must_use]
    pub fn event(name: &str) -> Option<&'static str> {
        EVENTS.get_file(format!("{name}.json"))?.contents_utf8()
    }
}

/// Names and contents of the embedded functions; the types beside them are for editors, not for Twilio.
fn embedded_functions() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FUNCTIONS.files().filter_map(|file| Some((file.path().to_str()?, file.contents())))
}

/// Names and contents of the embedded Assets: the administrator's page.
fn embedded_assets() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    PUBLIC.files().filter_map(|file| Some((file.path().to_str()?, file.contents())))
}

/// Visibility is in the name, as in Twilio's toolkit: `login.protected` is protected and its path `/login`.
fn visibility(stem: &str) -> (&str, Visibility) {
    if let Some(stem) = stem.strip_suffix(".protected") {
        (stem, Visibility::Protected)
    } else if let Some(stem) = stem.strip_suffix(".private") {
        (stem, Visibility::Private)
    } else {
        (stem, Visibility::Public)
    }
}

fn function(stem: &str, content: Cow<'static, [u8]>) -> File {
    let (stem, visibility) = visibility(stem);
    file(format!("/{stem}"), visibility, "application/javascript".to_owned(), content)
}

/// What an Asset is served as is in the name too.
fn asset(name: &str, content: Cow<'static, [u8]>) -> File {
    let (stem, extension) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, extension)| (stem, format!(".{extension}")));
    let (stem, visibility) = visibility(stem);
    let content_type = mime_guess::from_path(name).first_or_octet_stream().to_string();
    file(format!("/{stem}{extension}"), visibility, content_type, content)
}

fn file(path: String, visibility: Visibility, content_type: String, content: Cow<'static, [u8]>) -> File {
    let digest = Sha256::new()
        .chain_update(visibility.as_str())
        .chain_update([0])
        .chain_update(&content_type)
        .chain_update([0])
        .chain_update(&content)
        .finalize();
    File { path, visibility, content_type, content, digest: hex::encode(digest) }
}

#[cfg(test)]
mod tests;
