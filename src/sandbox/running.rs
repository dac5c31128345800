//! Finding the sandbox that runs on a state directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::account::{Account, Stored};
use super::store;

/// A sandbox that is alive in another process, or in this one.
#[derive(Debug, Clone)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its account.
    pub account: Account,
    /// What its control API wants.
    pub control_token: SecretString,
    /// The certificate of its authority, for clients that reach it as their proxy.
    pub certificate: PathBuf,
    /// Its process.
    pub pid: u32,
}

#[derive(Serialize, Deserialize)]
struct Note {
    address: SocketAddr,
    account: Stored,
    control_token: String,
    certificate: PathBuf,
    pid: u32,
}

/// The sandbox that runs on the state in `directory`.
///
/// Its `run.json` says where, and the lock that only a living process can hold proves that it is still there.
#[must_use]
pub fn find(directory: &Path) -> Option<Running> {
    let lock = OpenOptions::new().write(true).open(lock_path(directory)).ok()?;
    if !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
        return None;
    }
    let note: Note = serde_json::from_slice(&std::fs::read(note_path(directory)).ok()?).ok()?;
    Some(Running {
        address: note.address,
        account: note.account.into(),
        control_token: note.control_token.into(),
        certificate: note.certificate,
        pid: note.pid,
    })
}

fn lock_path(directory: &Path) -> PathBuf {
    directory.join("lock")
}

fn note_path(directory: &Path) -> PathBuf {
    directory.join("run.json")
}

/// Held as long as a sandbox uses a directory.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
    note: PathBuf,
}

/// Why the directory cannot be had.
#[derive(Debug)]
pub(crate) enum LockError {
    Held,
    Io(io::Error),
}

/// Somebody who only looks ([`find`]) holds the lock for a moment too.
fn lock(file: &File) -> Result<(), LockError> {
    for _ in 0..GLANCES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(GLANCE),
            Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
        }
    }
    Err(LockError::Held)
}

const GLANCES: u32 = 5;
const GLANCE: std::time::Duration = std::time::Duration::from_millis(5);

impl Lock {
    pub(crate) fn take(directory: &Path) -> Result<Self, LockError> {
        let file = store::private(OpenOptions::new().create(true).truncate(false).write(true))
            .open(lock_path(directory))
            .map_err(LockError::Io)?;
        lock(&file)?;
        let note = note_path(directory);
        // What a killed sandbox left must not be taken for ours while we are starting.
        match std::fs::remove_file(&note) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(LockError::Io(error)),
            _ => {}
        }
        Ok(Self { _file: file, note })
    }

    /// Tells others where we are; `directory` is the one that the authority's certificate is in.
    pub(crate) fn announce(
        &self,
        address: SocketAddr,
        account: &Account,
        control_token: &SecretString,
        directory: &Path,
    ) -> io::Result<()> {
        let note = Note {
            address,
            account: account.into(),
            control_token: control_token.expose_secret().to_owned(),
            certificate: directory.join("ca.pem"),
            pid: std::process::id(),
        };
        store::write_file(&self.note, &serde_json::to_vec_pretty(&note)?)
    }

    /// Takes the announcement back.
    pub(crate) fn withdraw(&self) {
        // A note without a lock means nothing to anybody, so one that stays does no harm.
        let _ = std::fs::remove_file(&self.note);
    }
}
