//! Reads and writes cache files. A cache that cannot be read counts as absent.
//!
//! The contents of caches, and the choice of their folder, are not decided here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::source::read_regular;

/// The cache folder of a site is removed when it was not used for so long.
const MAX_AGE: Duration = Duration::from_secs(30 * 24 * 3600);
/// The total size of all cache folders, in bytes; the least recently used are removed above it.
const MAX_TOTAL: u64 = 1 << 30;
/// Marks a folder as a cache for programs that make backups (the Cache Directory Tagging Specification).
const TAG: (&str, &str) = ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
/// Its modification time is that of the last use of the folder.
const LAST_USE: &str = "last-use";

/// The bytes of the file `name` in `folder`; nothing where there is none.
///
/// # Errors
/// An error of the system; or that the file is larger than `max` bytes, or not a regular file.
pub fn read_cached(folder: &Path, name: &str, max: u64) -> io::Result<Option<Vec<u8>>> {
    match read_regular(&folder.join(name), max) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the file `name` into `folder`, which is created with mode 0700 if missing. The file is replaced atomically.
///
/// # Errors
/// An error of the system; or that the parent of a missing `folder` is read-only, also for a user who may write to it.
pub fn write_cached(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    if !folder.exists() {
        create_private(folder)?;
        // A folder given by the user may be in a work tree.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(folder.join(name))?;
    Ok(())
}

/// Creates the cache folder of a site below `all`, updates its time of last use, and removes folders there that were not
/// used for 30 days or exceed the total size.
///
/// # Errors
/// An error of the system; or that other users can write to a folder.
pub fn open_site_cache(all: &Path, site: &str) -> io::Result<PathBuf> {
    let folder = all.join(site);
    for folder in [all, &folder] {
        create_private(folder)?;
        require_private(folder)?;
    }
    let tag = all.join(TAG.0);
    if !tag.exists() {
        fs::write(tag, TAG.1)?;
    }
    // Written anew, so that its time is that of this run.
    tempfile::NamedTempFile::new_in(&folder)?.persist(folder.join(LAST_USE))?;
    prune(all, &folder, SystemTime::now());
    Ok(folder)
}

/// Creates `folder` with mode 0700 if it is missing.
fn create_private(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.ancestors().skip(1).find_map(|parent| fs::metadata(parent).ok());
    if parent.is_some_and(|parent| parent.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// An error for a folder that another user owns or can write to, as in a shared temporary folder.
#[cfg(unix)]
fn require_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::symlink_metadata(folder)?;
    let is_own = metadata.uid() == rustix::process::geteuid().as_raw();
    let is_writable_by_others = metadata.mode() & 0o022 != 0;
    if metadata.is_dir() && is_own && !is_writable_by_others {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "another user owns it or can write to it"))
}

#[cfg(not(unix))]
fn require_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The cache folder of a site.
struct SiteCache {
    path: PathBuf,
    last_use: SystemTime,
    bytes: u64,
}

/// Removes folders that are too old or exceed the total size, except `used`. Errors are ignored: the next run tries
/// again.
fn prune(all: &Path, used: &Path, now: SystemTime) {
    let Ok(entries) = fs::read_dir(all) else { return };
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut others: Vec<SiteCache> = folders.filter_map(|entry| site_cache(entry.path())).collect();
    others.sort_by_key(|cache| std::cmp::Reverse(cache.last_use));
    let mut total = others.iter().find(|cache| cache.path == used).map_or(0, |cache| cache.bytes);
    for cache in others.iter().filter(|cache| cache.path != used) {
        total += cache.bytes;
        let age = now.duration_since(cache.last_use).unwrap_or_default();
        if age > MAX_AGE || total > MAX_TOTAL {
            let _ = fs::remove_dir_all(&cache.path);
        }
    }
}

/// The cache folder at `path`; nothing for any other folder.
fn site_cache(path: PathBuf) -> Option<SiteCache> {
    let last_use = fs::metadata(path.join(LAST_USE)).ok()?.modified().ok()?;
    let files = fs::read_dir(&path).ok()?.flatten();
    let bytes = files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum();
    Some(SiteCache { path, last_use, bytes })
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::{LAST_USE, MAX_TOTAL, open_site_cache, prune, read_cached, write_cached};

    #[test]
    fn a_folder_that_was_not_used_for_thirty_days_is_removed_and_nothing_else() {
        let all = tempfile::tempdir().unwrap();
        let old = open_site_cache(all.path(), "old").unwrap();
        let new = open_site_cache(all.path(), "new").unwrap();
        let foreign = all.path().join("foreign");
        fs::create_dir(&foreign).unwrap();
        let day = Duration::from_secs(24 * 3600);
        let set = |days: u32| {
            let file = File::options().write(true).open(old.join(LAST_USE)).unwrap();
            file.set_modified(SystemTime::now() - day * days).unwrap();
            prune(all.path(), &new, SystemTime::now());
        };
        set(29);
        assert!(old.is_dir());
        set(31);
        assert!(!old.exists() && new.is_dir() && foreign.is_dir());
        // A file in the place of a folder stays as well.
        assert!(all.path().join("CACHEDIR.TAG").is_file());
    }

    #[test]
    fn the_least_recently_used_are_removed_until_the_rest_fits() {
        let all = tempfile::tempdir().unwrap();
        let caches = ["a", "b", "c"].map(|name| open_site_cache(all.path(), name).unwrap());
        for (index, folder) in caches.iter().enumerate() {
            // Without a byte on disk.
            File::create(folder.join("code.bin")).unwrap().set_len(MAX_TOTAL * 2 / 5).unwrap();
            let file = File::options().write(true).open(folder.join(LAST_USE)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(60 * (3 - index as u64))).unwrap();
        }
        prune(all.path(), &caches[0], SystemTime::now());
        assert_eq!(caches.map(|folder| folder.exists()), [true, false, true]);
    }

    #[cfg(unix)]
    #[test]
    fn a_cache_is_private_and_a_pipe_does_not_block() {
        use std::os::unix::fs::PermissionsExt;
        let all = tempfile::tempdir().unwrap();
        let folder = open_site_cache(&all.path().join("made/too"), "site").unwrap();
        write_cached(&folder, "a", b"text").unwrap();
        let open = all.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(open_site_cache(&open, "site").is_err());
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("a"))), (0o700, 0o600));
        assert_eq!(read_cached(&folder, "a", 4).unwrap().as_deref(), Some(&b"text"[..]));
        assert!(read_cached(&folder, "a", 3).is_err());
        assert_eq!(read_cached(&folder, "b", 4).unwrap(), None);
        assert!(std::process::Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
        assert!(read_cached(&folder, "pipe", 4).is_err());
    }
}
