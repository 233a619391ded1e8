//! Tells when the watcher has caught up: an event of our own comes after all that happened before it.
//!
//! A save and the request that follows it can be closer together than the save and its event. A file made in a
//! folder that is watched together with the site gives the request something to wait for.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use super::store::locked;

/// A watcher that has not caught up after so long is not waited for.
const PATIENCE: Duration = Duration::from_millis(50);

/// A folder of marks, and the latest that the watcher has seen.
pub(super) struct Barrier {
    folder: TempDir,
    made: AtomicU64,
    seen: Mutex<u64>,
    is_seen: Condvar,
}

impl Barrier {
    /// A barrier in a folder of its own, removed with it.
    pub(super) fn new() -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.prefix("clausebook-").tempdir()?;
        Ok(Self { folder, made: AtomicU64::new(0), seen: Mutex::default(), is_seen: Condvar::new() })
    }

    /// The folder to watch.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Removes the folder: threads that still hold the barrier when the program ends do not.
    pub(super) fn remove(&self) {
        let _ = fs::remove_dir_all(self.folder());
    }

    /// Takes an event's path; says whether it was one of ours.
    pub(super) fn saw(&self, path: &Path) -> bool {
        let Ok(name) = path.strip_prefix(self.folder.path()) else { return false };
        if let Some(mark) = name.to_str().and_then(|name| name.parse::<u64>().ok()) {
            let mut seen = locked(&self.seen);
            if *seen < mark {
                *seen = mark;
                self.is_seen.notify_all();
            }
        }
        true
    }

    /// Waits until the watcher has told everything that happened before this call; says whether it has.
    pub(super) fn pass(&self) -> bool {
        let mark = self.made.fetch_add(1, Ordering::SeqCst) + 1;
        let path = self.folder.path().join(mark.to_string());
        if fs::write(&path, "").is_err() {
            return false;
        }
        let waited = self.is_seen.wait_timeout_while(locked(&self.seen), PATIENCE, |seen| *seen < mark);
        let (seen, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let has_passed = *seen >= mark;
        drop(seen);
        // A mark that stays behind does no harm.
        let _ = fs::remove_file(path);
        has_passed
    }
}
