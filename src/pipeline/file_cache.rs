//! The files of a site as they were last read, so that only changed ones are read again.
//!
//! A file is unchanged where its stamp says so, or where its bytes are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::HashMap;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::cached_file::{CachedFile, FileDigest};
use super::overlay::Overlay;
use crate::render::Size;
use crate::source::{Entry, FileId, FileStamp, Inventory, ReadError, Role, SourceFile, is_workbook};
use crate::table;

/// The files of one site between two readings.
#[derive(Clone, Default)]
pub(super) struct FileCache {
    inventory: Arc<Inventory>,
    /// In the inventory's order.
    files: Vec<CachedFile>,
    changed: Vec<String>,
    has_read: bool,
}

/// The files of a site, read.
pub(super) struct SourceTexts {
    pub(super) inventory: Arc<Inventory>,
    /// In the inventory's order. The text of a file that could not be read is empty.
    pub(super) files: Vec<Arc<SourceFile>>,
    /// Why files could not be read.
    pub(super) faults: Vec<(FileId, ReadError)>,
    /// Whether anything differs from the last reading.
    pub(super) is_changed: bool,
}

/// Files with their texts, in order of path.
pub(super) type Files = Vec<(FileId, Arc<SourceFile>)>;

/// A file that is not read as text, whose content has no digest yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnhashedFile {
    /// Its path relative to the root.
    pub path: String,
    /// Its whole path.
    pub full: PathBuf,
}

impl FileCache {
    /// Paths of the files that the last reading found changed, new or gone, sorted.
    pub(super) fn changed(&self) -> &[String] {
        &self.changed
    }

    /// Whether files may change without an event from the file system: they are behind a symbolic link, or could not
    /// be opened.
    pub(super) fn has_unwatched_files(&self) -> bool {
        !self.inventory.links.is_empty() || self.files.iter().any(CachedFile::is_unreadable)
    }

    /// The files of the site at `root` whose content could have a digest and has none.
    pub(super) fn unhashed_files(&self, root: &Path) -> Vec<UnhashedFile> {
        let files = self.inventory.entries.iter().zip(&self.files);
        let unhashed = files.filter(|(entry, file)| !entry.role.is_read(&entry.path) && file.needs_digest());
        unhashed.map(|(entry, _)| UnhashedFile { path: entry.path.clone(), full: root.join(&entry.path) }).collect()
    }

    /// Records the digest of a file's content, unless the file has changed since.
    pub(super) fn record_digest(&mut self, path: &str, digest: &FileDigest) {
        if let Some(index) = self.index(path) {
            self.files[index].record_digest(digest);
        }
    }

    /// Reads the files of `inventory` that may have changed.
    pub(super) fn read(&mut self, (root, overlay): (&Path, &Overlay), inventory: Inventory) -> SourceTexts {
        let read_one = |entry: &Entry| {
            let cached = self.index(&entry.path).map(|index| &self.files[index]);
            CachedFile::read((root, overlay), entry, cached)
        };
        let read: Vec<(CachedFile, bool)> = inventory.entries.par_iter().map(read_one).collect();
        let is_first = !std::mem::replace(&mut self.has_read, true);
        let is_gone = |path: &&String| inventory.entries.binary_search_by(|entry| entry.path.cmp(path)).is_err();
        let gone = self.files.iter().map(|cached| &cached.file.path).filter(is_gone).cloned();
        let changed = read.iter().filter(|(_, is_changed)| *is_changed).map(|(cached, _)| cached.file.path.clone());
        self.changed = changed.chain(gone).collect();
        self.changed.sort_unstable();
        self.files = read.into_iter().map(|(cached, _)| cached).collect();
        let is_changed = is_first || !self.changed.is_empty() || self.inventory.skipped != inventory.skipped;
        if *self.inventory != inventory {
            self.inventory = Arc::new(inventory);
        }
        self.read_workbooks(root);
        self.texts(is_changed)
    }

    /// Reads these files alone. Nothing where one of them is not a known file of the site, or is gone: then the site
    /// must be discovered again.
    pub(super) fn read_changed(
        &mut self,
        (root, overlay): (&Path, &Overlay),
        paths: &BTreeSet<String>,
    ) -> Option<SourceTexts> {
        let is_file = |path: &str| root.join(path).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let known = |path: &String| {
            self.index(path).filter(|_| self.has_read && self.inventory.links.is_empty() && is_file(path))
        };
        let indices: Vec<usize> = paths.iter().map(known).collect::<Option<_>>()?;
        self.changed.clear();
        for index in indices {
            let (read, is_changed) =
                CachedFile::read((root, overlay), &self.inventory.entries[index], self.files.get(index));
            if is_changed {
                self.changed.push(read.file.path.clone());
            }
            self.files[index] = read;
        }
        self.read_workbooks(root);
        Some(self.texts(!self.changed.is_empty()))
    }

    /// Reads the workbooks that tables take rows from. Other workbooks are only copied.
    fn read_workbooks(&mut self, root: &Path) {
        let entries = self.inventory.entries.iter().zip(&self.files);
        let tables =
            entries.filter(|(entry, cached)| entry.role == Role::Attachment && names_workbook(&cached.file.text));
        let named = tables.flat_map(|(entry, cached)| table::named_files(&entry.path, &cached.file.text));
        let named: BTreeSet<String> = named.filter(|path| is_workbook(path)).collect();
        for path in named {
            let entry = self.inventory.entries.binary_search_by(|entry| entry.path.cmp(&path)).ok();
            let index = entry.filter(|index| self.inventory.entries[*index].role == Role::Attachment);
            if let Some(cached) = index.and_then(|index| self.files.get_mut(index)) {
                cached.read_workbook(&root.join(&path));
            }
        }
    }

    /// The files as they were last read, but with these texts.
    pub(super) fn substitute(&mut self, texts: &BTreeMap<FileId, String>) -> SourceTexts {
        for (file, text) in texts {
            if let Some(cached) = self.files.get_mut(file.0 as usize).filter(|cached| cached.file.text != *text) {
                *cached = cached.with_text(text);
            }
        }
        self.texts(true)
    }

    /// The files of the last reading.
    pub(super) fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The files as they were last read, but at the paths of `inventory`; `indices` are those of the same files now.
    pub(super) fn rearrange(&mut self, inventory: Inventory, indices: &[usize]) -> SourceTexts {
        let files = inventory.entries.iter().zip(indices).map(|(entry, index)| self.files[*index].at(&entry.path));
        self.files = files.collect();
        self.inventory = Arc::new(inventory);
        self.texts(true)
    }

    /// What is cached for a file of the last reading.
    pub(super) fn get(&self, file: FileId) -> Option<&CachedFile> {
        self.files.get(file.0 as usize)
    }

    /// Every file of the last reading.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut CachedFile> {
        self.files.iter_mut()
    }

    /// The same as [`Self::get`], to be changed.
    pub(super) fn get_mut(&mut self, file: FileId) -> Option<&mut CachedFile> {
        self.files.get_mut(file.0 as usize)
    }

    /// The sizes of these images, measured by `measure` where their files have changed.
    pub(super) fn image_sizes(
        &mut self,
        images: &[(FileId, &str)],
        measure: impl Fn(&str) -> Option<Size> + Sync,
    ) -> HashMap<FileId, Size> {
        let size_of = |(file, path): &(FileId, &str)| {
            let cached = self.get(*file).filter(|cached| cached.file.path == *path);
            let stamp = cached.and_then(CachedFile::conclusive_stamp);
            let known = cached.and_then(|cached| cached.size).filter(|(known, _)| Some(*known) == stamp);
            (stamp, known.map_or_else(|| measure(path), |(_, size)| size))
        };
        let sizes: Vec<(Option<FileStamp>, Option<Size>)> = images.par_iter().map(size_of).collect();
        for ((file, _), (stamp, size)) in images.iter().zip(&sizes) {
            if let (Some(cached), Some(stamp)) = (self.get_mut(*file), stamp) {
                cached.size = Some((*stamp, *size));
            }
        }
        images.iter().zip(sizes).filter_map(|((file, _), (_, size))| Some((*file, size?))).collect()
    }

    fn texts(&self, is_changed: bool) -> SourceTexts {
        let fault = |(entry, cached): (&Entry, &CachedFile)| Some((entry.id, cached.fault.clone()?));
        let faults = self.inventory.entries.iter().zip(&self.files).filter_map(fault).collect();
        let files = self.files.iter().map(|cached| cached.file.clone()).collect();
        SourceTexts { inventory: self.inventory.clone(), files, faults, is_changed }
    }

    fn index(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|cached| cached.file.path.as_str().cmp(path)).ok()
    }
}

/// Whether a text may name a workbook; it is parsed only then.
fn names_workbook(text: &str) -> bool {
    text.match_indices('.').any(|(at, _)| text.get(at..at + ".xlsx".len()).is_some_and(is_workbook))
}

impl SourceTexts {
    /// The files of the inventory that satisfy `is_wanted`, in order of path.
    pub(super) fn filtered(&self, is_wanted: impl Fn(&Entry) -> bool) -> Files {
        let entries = self.inventory.entries.iter().zip(&self.files).filter(|(entry, _)| is_wanted(entry));
        entries.map(|(entry, file)| (entry.id, file.clone())).collect()
    }
}
