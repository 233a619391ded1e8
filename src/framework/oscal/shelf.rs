//! The files that documents of OSCAL refer to, each opened once.

use std::cell::OnceCell;

use super::source::Source;
use crate::source::{DataFile, Span};
use crate::yaml::Fault;

/// Larger files are not read: no standard is that long, and memory must be bounded.
pub(crate) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The files of a folder.
#[derive(Debug)]
pub(crate) struct Shelf<'f> {
    files: &'f [DataFile<'f>],
    sources: Vec<OnceCell<Result<Source<'f>, Fault>>>,
}

impl<'f> Shelf<'f> {
    /// Of these files; none is opened yet.
    pub(crate) fn of(files: &'f [DataFile<'f>]) -> Self {
        Self { files, sources: files.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The files.
    pub(crate) fn files(&self) -> &'f [DataFile<'f>] {
        self.files
    }

    /// Keeps a document that was opened already.
    pub(crate) fn put(&self, file: &DataFile<'_>, source: Source<'f>) {
        if let Some(cell) = self.cell(file) {
            // One that is open already is the same.
            let _ = cell.set(Ok(source));
        }
    }

    /// The document in a file of the folder.
    ///
    /// # Errors
    /// Where it is too large, no YAML or no XML. JSON is read later.
    pub(crate) fn open(&self, file: &DataFile<'f>) -> Result<&Source<'f>, Fault> {
        let Some(cell) = self.cell(file) else { return Err(Fault::new(Span::default(), "it is not in the folder")) };
        let open = || {
            if file.text.len() > MAX_BYTES {
                return Err(Fault::new(Span::default(), "it is too large"));
            }
            Source::open(file)
        };
        cell.get_or_init(open).as_ref().map_err(Clone::clone)
    }

    /// Whether the file is a document of OSCAL.
    pub(super) fn is_document(&self, file: &DataFile<'f>) -> bool {
        self.open(file).is_ok_and(Source::is_document)
    }

    fn cell(&self, file: &DataFile<'_>) -> Option<&OnceCell<Result<Source<'f>, Fault>>> {
        self.files.iter().position(|other| other.id == file.id).and_then(|index| self.sources.get(index))
    }
}
