//! The app in a directory: `functions/`, `assets/` and the Flow's template, laid out as Twilio's toolkit lays out a project.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{
    Bundle, FLOW_TEMPLATE, File, TEMPLATE_ASSET, TemplateError, asset, embedded_assets, embedded_functions,
    function,
};

/// The Flow's template in the directory.
const FLOW: &str = "studio-templates/appointment-management.json";
/// What Twilio's toolkit refuses in a path.
const FORBIDDEN: &[char] = &['#', ';', ',', '?', ':', '@', '+', '&', '$', '(', ')', '\'', '"', '\\'];
/// The longest path of a Function or an Asset (OpenAPI, `Path`).
const LONGEST: usize = 255;

/// Why a directory is not an app.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file cannot be written.
    #[error("{}: {error}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The Flow's template is not one.
    #[error("{}: {error}", path.display())]
    Template {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: TemplateError,
    },
    /// It is there already, and is not overwritten.
    #[error("{} is not empty", path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// A name that cannot be a path on the domain.
    #[error("{}: {rule}", path.display())]
    Name {
        /// Which file.
        path: PathBuf,
        /// The rule that it breaks, starting with "must".
        rule: &'static str,
    },
}

fn unread(path: &Path) -> impl FnOnce(io::Error) -> DirectoryError {
    let path = path.to_owned();
    move |error| DirectoryError::Read { path, error }
}

fn unwritten(path: &Path) -> impl FnOnce(io::Error) -> DirectoryError {
    let path = path.to_owned();
    move |error| DirectoryError::Write { path, error }
}

/// Writes the embedded app into a directory that is empty or not there yet; gives the files that it wrote.
///
/// # Errors
/// When the directory holds something, or cannot be written.
pub fn export(directory: &Path) -> Result<Vec<PathBuf>, DirectoryError> {
    if fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(DirectoryError::NotEmpty { path: directory.to_owned() });
    }
    let functions = embedded_functions().map(|(name, content)| (Path::new("functions").join(name), content));
    let assets = embedded_assets().map(|(name, content)| (Path::new("assets").join(name), content));
    let flow = (PathBuf::from(FLOW), FLOW_TEMPLATE.as_bytes());
    let mut written = Vec::new();
    for (name, content) in functions.chain(assets).chain([flow]) {
        let path = directory.join(&name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(unwritten(parent))?;
        }
        fs::write(&path, content).map_err(unwritten(&path))?;
        written.push(name);
    }
    written.sort();
    Ok(written)
}

impl Bundle {
    /// Reads an app from a directory. `functions/` and the Flow's template must be there, `assets/` may be.
    ///
    /// # Errors
    /// The file that cannot be read, whose name cannot be a path, or that is no Flow template.
    pub fn from_directory(directory: &Path) -> Result<Self, DirectoryError> {
        let template = directory.join(FLOW);
        let flow = fs::read_to_string(&template).map_err(unread(&template))?;
        // Windows' editors put a mark before the text, which is no JSON.
        let flow = flow.trim_start_matches('\u{feff}').to_owned();
        let mut paths = BTreeSet::from([TEMPLATE_ASSET.to_owned()]);
        let mut functions = Vec::new();
        for (path, name) in files(&directory.join("functions"))? {
            let Some(stem) = name.strip_suffix(".js") else { continue };
            let content = fs::read(&path).map_err(unread(&path))?;
            functions.push(checked(function(stem, content.into()), &path, &mut paths)?);
        }
        let folder = directory.join("assets");
        let mut assets = Vec::new();
        for (path, name) in if folder.exists() { files(&folder)? } else { Vec::new() } {
            let content = fs::read(&path).map_err(unread(&path))?;
            assets.push(checked(asset(&name, content.into()), &path, &mut paths)?);
        }
        let bundle = Self::with_template(functions, assets, flow.into());
        let paths = bundle.functions.iter().map(|file| file.path.as_str());
        match bundle.flow().and_then(|flow| flow.check(paths)) {
            Ok(()) => Ok(bundle),
            Err(error) => Err(DirectoryError::Template { path: template, error }),
        }
    }
}

/// All files below a folder, with their names relative to it, in order.
fn files(folder: &Path) -> Result<Vec<(PathBuf, String)>, DirectoryError> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(unread(&folder))? {
            let path = entry.map_err(unread(&folder))?.path();
            let rule = "must have a name in Unicode";
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.ok_or_else(|| DirectoryError::Name { path: path.clone(), rule })?;
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                folders.push((path, format!("{name}/")));
            } else {
                found.push((path, name));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn checked(file: File, source: &Path, paths: &mut BTreeSet<String>) -> Result<File, DirectoryError> {
    let broken = if file.path.contains(FORBIDDEN) || file.path.contains(char::is_whitespace) {
        Some("must have a name without blanks and without any of # ; , ? : @ + & $ ( ) ' \" \\")
    } else if file.path.len() > LONGEST {
        Some("must have a path of at most 255 characters")
    } else if !paths.insert(file.path.clone()) {
        Some("must have a path that no other Function or Asset has")
    } else {
        None
    };
    match broken {
        Some(rule) => Err(DirectoryError::Name { path: source.to_owned(), rule }),
        None => Ok(file),
    }
}
