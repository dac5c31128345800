//! A file that grows line by line and holds whole lines only, even when the disk is full in between.

use std::fs::File;
use std::io::{self, Write};

/// Where the lines go.
pub(crate) trait Medium: Write {
    /// Takes away what is behind `length` bytes.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl Medium for File {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
}

/// Lines at the end of a [`Medium`].
pub(crate) struct Journal<M = File> {
    medium: M,
    length: u64,
    /// Lines that did not fit; they go before the next one, for later lines build on them.
    unwritten: Vec<u8>,
}

impl<M: Medium> Journal<M> {
    /// Goes on behind `length` bytes; the medium writes at its end.
    pub(crate) fn new(medium: M, length: u64) -> Self {
        Self { medium, length, unwritten: Vec::new() }
    }

    /// Adds a line, and the ones that did not fit before.
    ///
    /// # Errors
    /// When it does not fit; then nothing of it is there, and it is tried again with the next line.
    pub(crate) fn add(&mut self, line: &[u8]) -> io::Result<()> {
        self.unwritten.extend(line);
        match self.medium.write_all(&self.unwritten) {
            Ok(()) => {
                self.length += self.unwritten.len() as u64;
                self.unwritten.clear();
                Ok(())
            }
            Err(error) => {
                // Half a line with another one behind it could not be read any more.
                self.medium.cut(self.length)?;
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;
