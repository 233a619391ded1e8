//! Waits until the watcher has delivered every event up to now.
//!
//! A request can arrive before the event of the save that precedes it. Events arrive in order, so a request creates a
//! file (a cookie) in a watched folder: once its event has arrived, so have all earlier ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::lock::lock;

/// After this time a request checks all files instead of waiting for the watcher.
const TIMEOUT: Duration = Duration::from_millis(50);

pub(super) struct WatchCookie {
    folder: PathBuf,
    numbers: Mutex<Numbers>,
    is_seen: Condvar,
}

/// The cookies are numbered from 1.
#[derive(Default)]
struct Numbers {
    /// The last cookie that was created.
    created: u64,
    /// The last cookie whose event has arrived.
    seen: u64,
}

impl WatchCookie {
    /// Cookies in a new folder below `parent`.
    pub(super) fn new(parent: &Path) -> io::Result<Self> {
        let folder = parent.join("cookies");
        fs::create_dir(&folder)?;
        Ok(Self { folder, numbers: Mutex::default(), is_seen: Condvar::new() })
    }

    /// The folder to watch.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes the path of an event; returns whether it is below the folder of the cookies.
    pub(super) fn receive(&self, path: &Path) -> bool {
        let Ok(name) = path.strip_prefix(&self.folder) else { return false };
        if let Some(cookie) = name.to_str().and_then(|name| name.parse::<u64>().ok()) {
            let mut numbers = lock(&self.numbers);
            numbers.seen = numbers.seen.max(cookie);
            self.is_seen.notify_all();
        }
        true
    }

    /// Waits until all events up to this call have arrived; returns whether they have.
    pub(super) fn wait(&self) -> bool {
        let mut numbers = lock(&self.numbers);
        numbers.created += 1;
        let cookie = numbers.created;
        drop(numbers);
        let path = self.folder.join(cookie.to_string());
        if fs::write(&path, "").is_err() {
            return false;
        }
        let numbers = lock(&self.numbers);
        let waited = self.is_seen.wait_timeout_while(numbers, TIMEOUT, |numbers| numbers.seen < cookie);
        let is_seen = waited.unwrap_or_else(PoisonError::into_inner).0.seen >= cookie;
        // A file that cannot be removed now goes with the folder.
        let _ = fs::remove_file(path);
        is_seen
    }
}
