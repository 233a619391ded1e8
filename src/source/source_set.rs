//! The files of a site with their text.

use std::sync::Arc;

use super::span::FileId;

/// A file of the site. The text of a file that is only copied is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the site's root, with `/`.
    pub path: String,
    /// The whole text, byte for byte.
    pub text: String,
}

/// A borrowed data file.
#[derive(Debug, Clone, Copy)]
pub struct DataFile<'a> {
    /// Its index among the files.
    pub id: FileId,
    /// Its path relative to the root; the extension gives the format.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// All files of a site; the index is the [`FileId`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceSet {
    files: Vec<Arc<SourceFile>>,
    /// How many files at the start are sorted by path.
    sorted: usize,
}

impl SourceSet {
    /// A set of `files`, which must be sorted by path.
    pub fn new(files: Vec<SourceFile>) -> Self {
        Self::shared(files.into_iter().map(Arc::new).collect())
    }

    /// As [`Self::new`], with files that other structures share.
    fn shared(files: Vec<Arc<SourceFile>>) -> Self {
        debug_assert!(files.is_sorted_by(|a, b| a.path < b.path));
        Self { sorted: files.len(), files }
    }

    /// A set of `files`, and behind them files that have no text, given by path, so that findings can point at them.
    /// Returns the ids of the latter.
    pub fn with_path_only<'p>(
        files: Vec<Arc<SourceFile>>,
        paths: impl IntoIterator<Item = &'p String>,
    ) -> (Self, Vec<FileId>) {
        let mut set = Self::shared(files);
        let mut ids = Vec::new();
        for path in paths {
            ids.push(FileId(set.files.len() as u32));
            set.files.push(Arc::new(SourceFile { path: path.clone(), text: String::new() }));
        }
        if set.files.is_empty() {
            set.files.push(Arc::new(SourceFile { path: ".".to_owned(), text: String::new() }));
        }
        set.sorted = set.files.len() - ids.len();
        (set, ids)
    }

    /// The file with this id.
    ///
    /// # Panics
    /// If `id` is from another, larger set.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The file with this path relative to the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let sorted = &self.files[..self.sorted];
        sorted.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|index| FileId(index as u32))
    }

    /// Every file with its id, in order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file.as_ref()))
    }
}
