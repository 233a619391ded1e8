//! The files of a site as they stand on disk, and places in them.
//!
//! The lowest room: it knows paths, bytes and positions, and nothing of what the text means.

mod character_class;
mod discover;
mod git;
mod history;
mod line_table;
pub mod path;
mod regular;
mod snapshot;
mod stamp;

pub use character_class::is_letter_or_digit;
pub use discover::{
    Entry, Inventory, Layout, ReadError, Role, SkipReason, SkippedPath, VERSION_CONTROL, discover, read_text,
};
pub use git::{GitError, is_in_checkout};
pub use history::{HistoryError, export_merge_base, head, last_changes, last_commit};
pub use line_table::{LineTable, Position};
pub use regular::{open_regular, read_regular};
pub use snapshot::SnapshotError;
pub use stamp::FileStamp;

use std::ops::Range;
use std::sync::Arc;

/// One file of the site, by its rank among all files sorted by path.
///
/// Valid for the [`SourceSet`] it came from and for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in a file, counted over the whole file, front matter included.
///
/// Both ends lie on character boundaries; `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to and without `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same span, `by` bytes further into the file.
    pub const fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The text this span covers, or nothing where it does not lie inside `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A span in a particular file: what every finding points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

impl Location {
    /// The place of `span` in `file`.
    pub const fn new(file: FileId, span: Span) -> Self {
        Self { file, span }
    }

    /// The very beginning of `file`, for faults that have no better place.
    pub const fn start_of(file: FileId) -> Self {
        Self::new(file, Span::new(0, 0))
    }
}

/// A value together with where it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One file of the site. Text is empty for files that are only copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the site's root, with `/`.
    pub path: String,
    /// The whole text, byte for byte.
    pub text: String,
}

/// A file of data, borrowed to be read.
#[derive(Debug, Clone, Copy)]
pub struct DataFile<'a> {
    /// Which it is.
    pub id: FileId,
    /// Its path relative to the root; its ending says how it is read.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// All files of a site; the index is the [`FileId`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceSet {
    files: Vec<Arc<SourceFile>>,
    /// How many files, from the first, are in order of path.
    sorted: usize,
}

impl SourceSet {
    /// A set of `files`, which must be sorted by path.
    pub fn new(files: Vec<SourceFile>) -> Self {
        Self::shared(files.into_iter().map(Arc::new).collect())
    }

    /// A set of `files` that others hold too, which must be sorted by path.
    fn shared(files: Vec<Arc<SourceFile>>) -> Self {
        debug_assert!(files.is_sorted_by(|a, b| a.path < b.path));
        Self { sorted: files.len(), files }
    }

    /// A set of `files`, and of `others` that have no text but can be pointed at; with the ids of the latter.
    ///
    /// The ids of `files` stay their rank among themselves: the others come behind them.
    pub fn with_path_only<'p>(
        files: Vec<Arc<SourceFile>>,
        others: impl IntoIterator<Item = &'p String>,
    ) -> (Self, Vec<FileId>) {
        let mut set = Self::shared(files);
        let mut ids = Vec::new();
        for path in others {
            ids.push(FileId(set.files.len() as u32));
            set.files.push(Arc::new(SourceFile { path: path.clone(), text: String::new() }));
        }
        if set.files.is_empty() {
            set.files.push(Arc::new(SourceFile { path: ".".to_owned(), text: String::new() }));
        }
        set.sorted = set.files.len() - ids.len();
        (set, ids)
    }

    /// The file that `id` names.
    ///
    /// # Panics
    /// Where `id` came from another set.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The file with this path relative to the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let sorted = &self.files[..self.sorted];
        sorted.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|index| FileId(index as u32))
    }

    /// Every file with its id, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file.as_ref()))
    }
}
