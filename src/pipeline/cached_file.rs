//! One file of the site as it was read, and whether the file on disk still has this content.
//!
//! An equal stamp proves that a file is unchanged; a different stamp proves nothing, so the content decides. Of files
//! that are copied without being read, a digest is compared, which is computed in the background.
//!
//! What was parsed from the text is cached with the file, so it is dropped when the text changes.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::overlay::Overlay;
use crate::finding::{Code, Finding};
use crate::render::Size;
use crate::site::ParsedPage;
use crate::source::{self, Entry, FileId, FileStamp, Location, ReadError, SourceFile, Span, read_regular};

/// Of larger files, in bytes, only the stamps are compared.
const MAX_DIGESTED: u64 = 8 * 1024 * 1024;

/// A file as it was read.
#[derive(Clone)]
pub(super) struct CachedFile {
    stamp: Option<FileStamp>,
    /// Whether every later change would also change the stamp.
    is_conclusive: bool,
    pub(super) file: Arc<SourceFile>,
    pub(super) fault: Option<ReadError>,
    /// The digest of a file that is not read as text, once it is known.
    digest: Option<[u8; 32]>,
    /// The article that was parsed from its text.
    pub(super) article: Option<Arc<CachedArticle>>,
    /// The size of an image, measured while it had this conclusive stamp.
    pub(super) size: Option<(FileStamp, Option<Size>)>,
}

/// A parsed article and its findings.
pub(super) struct CachedArticle {
    pub(super) page: ParsedPage,
    pub(super) findings: Arc<[Finding]>,
}

/// The digest of a file's content while the file had this stamp.
#[derive(Debug)]
pub struct FileDigest {
    stamp: FileStamp,
    digest: [u8; 32],
}

impl FileDigest {
    /// Reads the file at `path`; nothing where it is too large, missing, or changes meanwhile.
    pub fn of(path: &Path) -> Option<Self> {
        let stamp = FileStamp::of(path).filter(|stamp| stamp.length() <= MAX_DIGESTED)?;
        let digest = Sha256::digest(read_regular(path, MAX_DIGESTED).ok()?).into();
        (FileStamp::of(path) == Some(stamp)).then_some(Self { stamp, digest })
    }
}

impl CachedFile {
    /// Reads a file, or the text that `overlay` has for it; returns it and whether it differs from `cached`.
    pub(super) fn read((root, overlay): (&Path, &Overlay), entry: &Entry, cached: Option<&Self>) -> (Self, bool) {
        if let Some(text) = overlay.get(&entry.path).filter(|_| entry.role.is_read(&entry.path)) {
            return match cached.filter(|cached| cached.file.text == text && cached.fault.is_none()) {
                Some(cached) => (Self { stamp: None, is_conclusive: false, ..cached.clone() }, false),
                None => (Self::of_text(entry.path.clone(), text), true),
            };
        }
        let path = root.join(&entry.path);
        // The stamp is taken before reading, so that a change meanwhile leaves an old stamp, never a new one.
        let (moment, stamp) = (SystemTime::now(), FileStamp::of(&path));
        let is_conclusive = stamp.is_some_and(|stamp| stamp.is_reliable(moment));
        let is_unchanged = |cached: &&Self| cached.is_conclusive && cached.stamp == stamp && stamp.is_some();
        if let Some(cached) = cached.filter(is_unchanged).filter(|cached| !cached.is_unreadable()) {
            return (cached.clone(), false);
        }
        if !entry.role.is_read(&entry.path) {
            return Self::read_bytes(entry, &path, cached, (stamp, is_conclusive));
        }
        let (text, fault) = match source::read_text(&path) {
            Ok(text) => (text, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        match cached.filter(|cached| cached.file.text == text && cached.fault == fault) {
            Some(cached) => (Self { stamp, is_conclusive, ..cached.clone() }, false),
            None => {
                let file = Arc::new(SourceFile { path: entry.path.clone(), text });
                (Self { stamp, is_conclusive, file, fault, digest: None, article: None, size: None }, true)
            }
        }
    }

    /// The same for a file that is copied, whose text is not needed.
    fn read_bytes(
        entry: &Entry,
        path: &Path,
        cached: Option<&Self>,
        (stamp, is_conclusive): (Option<FileStamp>, bool),
    ) -> (Self, bool) {
        let is_small = stamp.is_some_and(|stamp| stamp.length() <= MAX_DIGESTED);
        // The first reading does not wait for the content of files whose stamps are conclusive.
        let is_needed = is_small && (cached.is_some() || !is_conclusive);
        let digest = if is_needed {
            read_regular(path, MAX_DIGESTED).ok().map(|bytes| Sha256::digest(bytes).into())
        } else {
            None
        };
        let is_same = |cached: &&Self| match (digest, cached.digest) {
            (Some(current), Some(former)) => current == former,
            (Some(_) | None, _) => cached.stamp == stamp,
        };
        match cached.filter(is_same) {
            Some(cached) => (Self { stamp, is_conclusive, digest, ..cached.clone() }, false),
            None => {
                let file = Arc::new(SourceFile { path: entry.path.clone(), text: String::new() });
                (Self { stamp, is_conclusive, file, fault: None, digest, article: None, size: None }, true)
            }
        }
    }

    /// The file with this text instead. The next reading reads the file itself again.
    pub(super) fn with_text(&self, text: &str) -> Self {
        Self::of_text(self.file.path.clone(), text)
    }

    /// The same file at `path`. An article is parsed again where that is another one, which decides its place.
    pub(super) fn at(&self, path: &str) -> Self {
        if self.file.path == path {
            return self.clone();
        }
        let file = Arc::new(SourceFile { path: path.to_owned(), text: self.file.text.clone() });
        Self { file, article: None, ..self.clone() }
    }

    /// The file at `path` with a text that is not on disk.
    fn of_text(path: String, text: &str) -> Self {
        let file = Arc::new(SourceFile { path, text: text.to_owned() });
        Self { stamp: None, is_conclusive: false, file, fault: None, digest: None, article: None, size: None }
    }

    /// Reads the workbook at `path`, unless it was read since it changed.
    pub(super) fn read_workbook(&mut self, path: &Path) {
        if self.fault.is_some() || !self.file.text.is_empty() {
            return;
        }
        match source::read_workbook(path) {
            Ok(text) => self.file = Arc::new(SourceFile { path: self.file.path.clone(), text }),
            Err(reason) => self.fault = Some(ReadError::Workbook(reason)),
        }
    }

    /// Whether it could not be opened.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self.fault, Some(ReadError::Unreadable(_)))
    }

    /// Its stamp, if every later change would also change the stamp.
    pub(super) fn conclusive_stamp(&self) -> Option<FileStamp> {
        self.stamp.filter(|_| self.is_conclusive)
    }

    /// Whether it has no digest though it is small enough for one.
    pub(super) fn needs_digest(&self) -> bool {
        self.digest.is_none() && self.stamp.is_some_and(|stamp| stamp.length() <= MAX_DIGESTED)
    }

    /// Records the digest of its content, unless the file has changed since.
    pub(super) fn record_digest(&mut self, content: &FileDigest) {
        if self.stamp == Some(content.stamp) {
            self.digest = Some(content.digest);
        }
    }
}

/// The finding for a file that could not be read.
pub(super) fn unreadable(file: FileId, fault: &ReadError) -> Finding {
    match fault {
        ReadError::NotUtf8 { before } => {
            let at = before.len();
            let message = format!("not UTF-8 from byte {at} on");
            Finding::new(Code::NotUtf8, Location::new(file, Span::new(at, at)), message).help("save the file as UTF-8")
        }
        ReadError::Unreadable(reason) | ReadError::Workbook(reason) => {
            let message = format!("cannot be read: {reason}");
            Finding::new(Code::UnreadableFile, Location::start_of(file), message).help("check its permissions")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use super::{CachedFile, Overlay};
    use crate::source::{Entry, FileId, ReadError, Role, SourceFile};

    #[test]
    fn a_file_that_could_not_be_opened_is_opened_again() {
        let root = tempfile::tempdir().unwrap();
        let entry = Entry::new(FileId(0), "content/a.md", Role::Article);
        let overlay = Overlay::default();
        let on_disk = (root.path(), &overlay);
        let path = root.path().join(&entry.path);
        std::fs::create_dir(root.path().join("content")).unwrap();
        std::fs::write(&path, "text").unwrap();
        let past = SystemTime::now() - Duration::from_secs(3600);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
        let (good, is_new) = CachedFile::read(on_disk, &entry, None);
        assert!(is_new && good.is_conclusive);
        // As when the process has no file descriptors left: the file itself does not change afterwards.
        let file = Arc::new(SourceFile { path: entry.path.clone(), text: String::new() });
        let bad = CachedFile { fault: Some(ReadError::Unreadable("too many".to_owned())), file, ..good.clone() };
        let (again, is_new) = CachedFile::read(on_disk, &entry, Some(&bad));
        assert_eq!((again.file.text.as_str(), is_new), ("text", true));
        assert!(!CachedFile::read(on_disk, &entry, Some(&good)).1);
    }

    #[test]
    fn an_unsaved_text_is_read_first_and_the_file_again_without_it() {
        let root = tempfile::tempdir().unwrap();
        let entry = Entry::new(FileId(0), "a.md", Role::Article);
        std::fs::write(root.path().join("a.md"), "saved").unwrap();
        let (saved, mut unsaved) = (Overlay::default(), Overlay::default());
        unsaved.insert("a.md".to_owned(), "unsaved".into());
        let read = |overlay, cached: Option<&CachedFile>| CachedFile::read((root.path(), overlay), &entry, cached);
        let (first, _) = read(&saved, None);
        let (edited, is_changed) = read(&unsaved, Some(&first));
        assert_eq!((edited.file.text.as_str(), is_changed), ("unsaved", true));
        assert!(!read(&unsaved, Some(&edited)).1);
        let (again, is_changed) = read(&saved, Some(&edited));
        assert_eq!((again.file.text.as_str(), is_changed), ("saved", true));
        assert!(unsaved.remove("a.md") && !unsaved.remove("a.md"));
    }
}
