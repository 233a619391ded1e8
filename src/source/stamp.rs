//! The metadata of a file, to detect changes without reading it.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The resolution of the coarsest time stamps of file systems: a second change within it may not show.
const TIME_RESOLUTION: Duration = Duration::from_secs(2);

/// Length, modification time and identity of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Inode and change time, which differ where a file was replaced by one with the same modification time.
    identity: (u64, i64, i64),
}

impl FileStamp {
    /// The stamp of the file at `path`; nothing where its metadata cannot be read.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self { length: metadata.len(), modified: metadata.modified().ok(), identity: identity(&metadata) })
    }

    /// Whether every change after `moment` gives another stamp: the last one was long enough before it.
    pub fn is_reliable(&self, moment: SystemTime) -> bool {
        let age = self.modified.and_then(|modified| moment.duration_since(modified).ok());
        age.is_some_and(|age| age > TIME_RESOLUTION)
    }

    /// The size of the file, in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::FileStamp;

    #[test]
    fn a_file_replaced_by_one_of_the_same_length_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&path, "one").unwrap();
        let before = FileStamp::of(&path).unwrap();
        assert_eq!(FileStamp::of(&path), Some(before));
        std::fs::write(&other, "two").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_ne!(FileStamp::of(&path), Some(before));
        assert_eq!(FileStamp::of(&other), None);
    }

    #[test]
    fn the_stamp_of_a_file_just_written_is_not_reliable() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let stamp = FileStamp::of(file.path()).unwrap();
        assert!(!stamp.is_reliable(SystemTime::now()));
        assert!(stamp.is_reliable(SystemTime::now() + Duration::from_secs(60)));
    }
}
