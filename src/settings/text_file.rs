//! Text that somebody wrote into a file, with whatever editor.

use std::fs;
use std::io;
use std::path::Path;

/// What Windows' editors put before UTF-8.
const MARK: char = '\u{feff}';

/// The text of a file, without a byte order mark.
///
/// # Errors
/// Why it cannot be read, as a sentence that begins with the file's name.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map(unmarked).map_err(|error| unreadable(path, &error))
}

/// That a file cannot be read, and why, as a sentence that begins with its name.
#[must_use]
pub fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {}", path.display(), reason(error))
}

/// The text without a byte order mark.
#[must_use]
pub fn unmarked(text: String) -> String {
    match text.strip_prefix(MARK) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Why a file cannot be read, in words that do not name the call that failed.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "there is no such file".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        _ => error.to_string(),
    }
}

/// That a file or a folder cannot be written, and why, as a sentence that begins with its name.
#[must_use]
pub fn unwritable(path: &Path, error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "the folder that it would be in is not there".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file stands where a folder would".to_owned()
        }
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "its file system is read-only".to_owned(),
        io::ErrorKind::StorageFull => "no space is left".to_owned(),
        _ => error.to_string(),
    };
    format!("{} cannot be written: {reason}", path.display())
}

#[cfg(test)]
mod tests;
