//! Uploaded files, kept by the SHA-256 of what is in them.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::store;

/// Where uploaded files are.
pub(crate) enum Contents {
    Directory(PathBuf),
    Memory(Mutex<HashMap<String, Bytes>>),
}

impl Contents {
    /// Keeps `content`; its digest.
    pub(crate) fn put(&self, content: Bytes) -> io::Result<String> {
        let digest = hex::encode(Sha256::digest(&content));
        match self {
            Self::Directory(directory) => {
                let path = directory.join(&digest);
                if !path.exists() {
                    store::write_file(&path, &content)?;
                }
            }
            Self::Memory(files) => {
                files
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .insert(digest.clone(), content);
            }
        }
        Ok(digest)
    }

    /// What was kept under `digest`.
    pub(crate) fn get(&self, digest: &str) -> io::Result<Bytes> {
        match self {
            Self::Directory(directory) => std::fs::read(directory.join(digest)).map(Bytes::from),
            Self::Memory(files) => files
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .get(digest)
                .cloned()
                .ok_or_else(|| io::ErrorKind::NotFound.into()),
        }
    }
    /// Forgets them all.
    pub(crate) fn clear(&self) {
        match self {
            Self::Directory(directory) => {
                for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
                    // A file that stays is one that nothing names any more.
                    let _ = std::fs::remove_file(entry.path());
                }
            }
            Self::Memory(files) => files.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear(),
        }
    }
}
