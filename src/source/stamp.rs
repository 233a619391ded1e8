//! What the file system says of a file without its being opened: enough to know that it was left alone.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How long after a change a file system may still give the next one the same time.
const GRAIN: Duration = Duration::from_secs(2);

/// Length, times and identity of a file at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
    /// What a file put in the place of another, with its times copied, still cannot fake.
    identity: (u64, i64, i64),
}

impl FileStamp {
    /// The stamp of the file at `path` as it stands now; nothing where there is none.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self { length: metadata.len(), modified: metadata.modified().ok(), identity: identity(&metadata) })
    }

    /// Whether any later change is certain to show: the file had been left alone for a while at `moment`.
    pub fn is_settled(&self, moment: SystemTime) -> bool {
        let age = self.modified.and_then(|modified| moment.duration_since(modified).ok());
        age.is_some_and(|age| age > GRAIN)
    }

    /// How many bytes the file has.
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
    fn a_file_just_written_may_change_without_a_trace() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let stamp = FileStamp::of(file.path()).unwrap();
        assert!(!stamp.is_settled(SystemTime::now()));
        assert!(stamp.is_settled(SystemTime::now() + Duration::from_secs(60)));
    }
}
