//! A file of the site as it was read, and how it is told from the one that stands there now.
//!
//! What was parsed from its text is kept with it: a file of another text is another file.
//!
//! A stamp says for certain that a file was left alone; that it was changed only its content says. Files that
//! are copied and never read are remembered by a checksum, which is made when there is time for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::finding::{Code, Finding};
use crate::render::Size;
use crate::site::ParsedPage;
use crate::source::{self, Entry, FileId, FileStamp, Location, ReadError, SourceFile, Span, read_regular};

/// Larger files are told apart by their stamps alone.
const MAX_DIGESTED: u64 = 8 * 1024 * 1024;

/// A file as it was read.
#[derive(Clone)]
pub(super) struct CachedFile {
    pub(super) stamp: Option<FileStamp>,
    /// Whether any change since would show in the stamp.
    pub(super) is_settled: bool,
    pub(super) file: Arc<SourceFile>,
    pub(super) fault: Option<ReadError>,
    /// The checksum of a file that is not read, where it is known.
    digest: Option<[u8; 32]>,
    /// The article that was parsed from its text.
    pub(super) article: Option<Arc<CachedArticle>>,
    /// The size of the image that it is, measured at a moment when any change since would show in the stamp.
    pub(super) size: Option<(FileStamp, Option<Size>)>,
}

/// An article as it was parsed, with what is wrong in it.
pub(super) struct CachedArticle {
    pub(super) page: ParsedPage,
    pub(super) findings: Arc<[Finding]>,
}

/// A file whose content is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Its path relative to the root.
    pub path: String,
    /// Its whole path.
    pub full: PathBuf,
}

/// The content of a file at the moment of its stamp.
#[derive(Debug)]
pub struct Content {
    stamp: FileStamp,
    digest: [u8; 32],
}

impl Content {
    /// Reads the file at `path`; nothing where it is too large, gone, or changes just now.
    pub fn of(path: &Path) -> Option<Self> {
        let stamp = FileStamp::of(path).filter(|stamp| stamp.length() <= MAX_DIGESTED)?;
        let digest = Sha256::digest(read_regular(path, MAX_DIGESTED).ok()?).into();
        (FileStamp::of(path) == Some(stamp)).then_some(Self { stamp, digest })
    }
}

impl CachedFile {
    /// A file as it stands, and whether it differs from `kept`.
    pub(super) fn read(root: &Path, entry: &Entry, kept: Option<&Self>) -> (Self, bool) {
        let path = root.join(&entry.path);
        // The stamp is taken first: a change while the file is read makes it too old, never too new.
        let (moment, stamp) = (SystemTime::now(), FileStamp::of(&path));
        let is_settled = stamp.is_some_and(|stamp| stamp.is_reliable(moment));
        let was_settled = |kept: &&Self| kept.is_settled && kept.stamp == stamp && stamp.is_some();
        if let Some(kept) = kept.filter(was_settled).filter(|kept| !kept.is_unreadable()) {
            return (kept.clone(), false);
        }
        if !entry.role.is_read(&entry.path) {
            return Self::pass_by(entry, &path, kept, (stamp, is_settled));
        }
        let (text, fault) = match source::read_text(&path) {
            Ok(text) => (text, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        match kept.filter(|kept| kept.file.text == text && kept.fault == fault) {
            Some(kept) => (Self { stamp, is_settled, ..kept.clone() }, false),
            None => {
                let file = Arc::new(SourceFile { path: entry.path.clone(), text });
                (Self { stamp, is_settled, file, fault, digest: None, article: None, size: None }, true)
            }
        }
    }

    /// A file whose text does not matter, and whether it differs from `kept`.
    fn pass_by(
        entry: &Entry,
        path: &Path,
        kept: Option<&Self>,
        (stamp, is_settled): (Option<FileStamp>, bool),
    ) -> (Self, bool) {
        let is_small = stamp.is_some_and(|stamp| stamp.length() <= MAX_DIGESTED);
        // A first look at files that were left alone for a while does not wait for their content.
        let is_wanted = is_small && (kept.is_some() || !is_settled);
        let digest = if is_wanted {
            read_regular(path, MAX_DIGESTED).ok().map(|bytes| Sha256::digest(bytes).into())
        } else {
            None
        };
        let is_same = |kept: &&Self| match (digest, kept.digest) {
            (Some(is), Some(was)) => is == was,
            _ => kept.stamp == stamp,
        };
        match kept.filter(is_same) {
            Some(kept) => (Self { stamp, is_settled, digest, ..kept.clone() }, false),
            None => {
                let file = Arc::new(SourceFile { path: entry.path.clone(), text: String::new() });
                (Self { stamp, is_settled, file, fault: None, digest, article: None, size: None }, true)
            }
        }
    }

    /// The file as if this were its text. The next reading looks at the file itself again.
    pub(super) fn with_text(&self, text: &str) -> Self {
        let file = Arc::new(SourceFile { path: self.file.path.clone(), text: text.to_owned() });
        Self { stamp: None, is_settled: false, file, fault: None, digest: None, article: None, size: None }
    }

    /// Whether the system would not let it be read.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self.fault, Some(ReadError::Unreadable(_)))
    }

    /// Whether its checksum could be known and is not.
    pub(super) fn is_unknown(&self) -> bool {
        self.digest.is_none() && self.stamp.is_some_and(|stamp| stamp.length() <= MAX_DIGESTED)
    }

    /// Takes note of its content, unless it has changed since.
    pub(super) fn learn(&mut self, content: &Content) {
        if self.stamp == Some(content.stamp) {
            self.digest = Some(content.digest);
        }
    }
}

/// What is told of a file that could not be read.
pub(super) fn unreadable(file: FileId, fault: &ReadError) -> Finding {
    match fault {
        ReadError::NotUtf8 { before } => {
            let at = before.len();
            let message = format!("not UTF-8 from byte {at} on");
            Finding::new(Code::NotUtf8, Location::new(file, Span::new(at, at)), message).help("save the file as UTF-8")
        }
        ReadError::Unreadable(said) => {
            let message = format!("cannot be read: {said}");
            Finding::new(Code::UnreadableFile, Location::start_of(file), message).help("check its permissions")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use super::CachedFile;
    use crate::source::{Entry, FileId, ReadError, Role, SourceFile};

    #[test]
    fn a_file_that_could_not_be_opened_is_opened_again() {
        let root = tempfile::tempdir().unwrap();
        let entry = Entry { id: FileId(0), path: "content/a.md".to_owned(), role: Role::Article };
        let path = root.path().join(&entry.path);
        std::fs::create_dir(root.path().join("content")).unwrap();
        std::fs::write(&path, "text").unwrap();
        let past = SystemTime::now() - Duration::from_secs(3600);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
        let (good, is_new) = CachedFile::read(root.path(), &entry, None);
        assert!(is_new && good.is_settled);
        // As when the system has no files left: nothing about the file itself changes afterwards.
        let file = Arc::new(SourceFile { path: entry.path.clone(), text: String::new() });
        let bad = CachedFile { fault: Some(ReadError::Unreadable("too many".to_owned())), file, ..good.clone() };
        let (again, is_new) = CachedFile::read(root.path(), &entry, Some(&bad));
        assert_eq!((again.file.text.as_str(), is_new), ("text", true));
        assert!(!CachedFile::read(root.path(), &entry, Some(&good)).1);
    }
}
