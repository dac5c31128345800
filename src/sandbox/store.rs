//! What the sandbox remembers: tables in memory, every change of them in a journal on disk.
//!
//! One line of the journal is one transaction, a JSON array of `[table, number, key, row]` with `null` as the row of
//! what was removed. It is written before the change is acknowledged, so a killed sandbox loses nothing that anybody
//! was told; a last line that was cut short was told to nobody and is ignored.

use std::collections::{HashMap, HashSet};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::journal::Journal;
use super::model::State;

/// A row of a table.
pub(crate) trait Record: Clone + Serialize + DeserializeOwned {
    /// What it is found by, unique in its table.
    fn row_key(&self) -> &str;
}

/// `(table, number, key, row)`.
pub(crate) type Change = (String, u64, String, Option<Value>);

/// Rows in the order they were inserted, found by key.
///
/// There are many kinds of rows, so what can be done without knowing the kind is done by [`Index`], once.
#[derive(Debug)]
pub(crate) struct Table<T> {
    /// By number, ascending.
    rows: Vec<(u64, Box<T>)>,
    index: Index,
}

/// The numbers of a table's rows.
#[derive(Debug, Default)]
struct Index {
    numbers: HashMap<String, u64>,
    last: u64,
    touched: Vec<(u64, String)>,
}

impl Index {
    /// The number of a key, a new one if need be, which is touched.
    fn number(&mut self, key: &str) -> u64 {
        let number = self.numbers.get(key).copied().unwrap_or_else(|| {
            self.last += 1;
            self.numbers.insert(key.to_owned(), self.last);
            self.last
        });
        self.touch(number, key);
        number
    }

    fn find(&self, key: &str) -> Option<u64> {
        self.numbers.get(key).copied()
    }

    fn touch(&mut self, number: u64, key: &str) {
        self.touched.push((number, key.to_owned()));
    }

    fn forget(&mut self, key: &str) -> Option<u64> {
        let number = self.numbers.remove(key)?;
        self.touch(number, key);
        Some(number)
    }

    /// Repeats what was journaled.
    fn replay(&mut self, number: u64, key: &str, is_there: bool) {
        self.last = self.last.max(number);
        if is_there {
            self.numbers.insert(key.to_owned(), number);
        } else {
            self.numbers.remove(key);
        }
        self.touch(number, key);
    }

    /// What was touched since the last call, each once.
    fn drain(&mut self) -> Vec<(u64, String)> {
        let mut touched = std::mem::take(&mut self.touched);
        let mut seen = HashSet::new();
        touched.retain(|(number, _)| seen.insert(*number));
        touched
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), index: Index::default() }
    }
}

impl<T: Record> Table<T> {
    /// Where a number is, or would be.
    fn place(&self, number: u64) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&number, |row| row.0)
    }

    fn put(&mut self, number: u64, row: T) {
        let row = (number, Box::new(row));
        match self.place(number) {
            Ok(at) => self.rows[at] = row,
            Err(at) => self.rows.insert(at, row),
        }
    }

    fn take(&mut self, number: u64) -> Option<T> {
        let at = self.place(number).ok()?;
        Some(*self.rows.remove(at).1)
    }

    fn value(row: &T) -> Value {
        serde_json::to_value(row).expect("rows are plain data with text keys, which always serialise")
    }

    /// Adds a row at the end, or replaces the one with its key.
    pub(crate) fn insert(&mut self, row: T) {
        let number = self.index.number(row.row_key());
        self.put(number, row);
    }

    /// The row with this key.
    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        let at = self.place(self.index.find(key)?).ok()?;
        Some(&self.rows[at].1)
    }

    /// Changes a row in place; the row as it is then. The key may not change.
    pub(crate) fn update(&mut self, key: &str, change: impl FnOnce(&mut T)) -> Option<&T> {
        let number = self.index.find(key)?;
        let at = self.place(number).ok()?;
        change(&mut self.rows[at].1);
        self.index.touch(number, key);
        Some(&self.rows[at].1)
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, key: &str) -> Option<T> {
        let number = self.index.forget(key)?;
        self.take(number)
    }

    /// Takes out every row that `keep` refuses.
    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        let index = &mut self.index;
        self.rows.retain(|(_, row)| {
            let keep = keep(row);
            if !keep {
                index.forget(row.row_key());
            }
            keep
        });
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.iter().map(|(_, row)| &**row)
    }

    /// Oldest first, each with the number that orders it for ever.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.rows.iter().map(|(number, row)| (*number, &**row))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Moves what was touched since the last call into `changes`.
    pub(crate) fn drain(&mut self, table: &str, changes: &mut Vec<Change>) {
        for (number, key) in self.index.drain() {
            let row = self.place(number).ok().map(|at| Self::value(&self.rows[at].1));
            changes.push((table.to_owned(), number, key, row));
        }
    }

    /// Everything, as changes from nothing.
    pub(crate) fn dump(&self, table: &str, changes: &mut Vec<Change>) {
        for (number, row) in &self.rows {
            changes.push((table.to_owned(), *number, row.row_key().to_owned(), Some(Self::value(row))));
        }
    }

    /// Repeats a change that was journaled.
    pub(crate) fn replay(&mut self, number: u64, key: &str, row: Option<Value>) -> serde_json::Result<()> {
        let is_there = row.is_some();
        match row {
            Some(value) => self.put(number, serde_json::from_value(value)?),
            None => drop(self.take(number)),
        }
        self.index.replay(number, key, is_there);
        Ok(())
    }
}

/// The state and where it is kept.
pub(crate) struct Store {
    inner: Mutex<Inner>,
}

struct Inner {
    state: State,
    journal: Option<Journal>,
}

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("line {line}: {reason}")]
    Unreadable { line: usize, reason: String },
}

impl Store {
    /// Keeps nothing on disk.
    pub(crate) fn ephemeral() -> Self {
        Self { inner: Mutex::new(Inner { state: State::default(), journal: None }) }
    }

    /// Reads the journal at `path`, if there is one, and writes it anew without what is over.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let state = match std::fs::read(path) {
            Ok(bytes) => read(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => State::default(),
            Err(error) => return Err(error.into()),
        };
        let journal = compact(&state, path)?;
        Ok(Self { inner: Mutex::new(Inner { state, journal: Some(journal) }) })
    }

    /// Looks at the state.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner).state)
    }

    /// Changes the state as one transaction; it is in the journal when this returns.
    ///
    /// A disk that cannot be written ends the transaction with a panic: an answer that says "done" would be a lie.
    pub(crate) fn write<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let result = change(&mut inner.state);
        let changes = inner.state.drain();
        if let Some(journal) = &mut inner.journal
            && !changes.is_empty()
        {
            journal.add(&line(&changes)).expect("the state directory can be written");
        }
        result
    }
}

fn line(changes: &[Change]) -> Vec<u8> {
    let mut line = serde_json::to_vec(changes).expect("changes are plain data, which always serialises");
    line.push(b'\n');
    line
}

fn read(bytes: &[u8]) -> Result<State, OpenError> {
    let mut state = State::default();
    let mut rest = bytes;
    let mut number = 0;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        number += 1;
        let unreadable = |reason: String| OpenError::Unreadable { line: number, reason };
        let changes: Vec<Change> =
            serde_json::from_slice(&rest[..end]).map_err(|error| unreadable(error.to_string()))?;
        for (table, row_number, key, row) in changes {
            state.replay(&table, row_number, &key, row).map_err(unreadable)?;
        }
        rest = &rest[end + 1..];
    }
    // All of it is in the journal.
    state.drain();
    Ok(state)
}

fn compact(state: &State, path: &Path) -> io::Result<Journal> {
    let fresh: PathBuf = path.with_extension("jsonl.new");
    let mut file = private(OpenOptions::new().create(true).write(true).truncate(true)).open(&fresh)?;
    let mut text = Vec::new();
    for change in state.dump() {
        text.extend(line(&[change]));
    }
    file.write_all(&text)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&fresh, path)?;
    Ok(Journal::new(private(OpenOptions::new().append(true)).open(path)?, text.len() as u64))
}

/// Files of the state hold secrets and patients' messages: for their owner only.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Writes a whole file so that it is there either as before or complete, readable for its owner only.
pub(crate) fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = path.with_file_name(name);
    let mut file = private(OpenOptions::new().create(true).write(true).truncate(true)).open(&fresh)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)
}

#[cfg(test)]
mod tests;
