//! Caches: files that save a later run some work, in a folder of their own outside of any site.
//!
//! Kept out: what stands in them, and which folder it is. Nothing here is needed: a cache that cannot be read is as if
//! it were absent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::source::read_regular;

/// A folder of a site's caches that was not used for so long is removed.
const MAX_AGE: Duration = Duration::from_secs(30 * 24 * 3600);
/// All sites' caches together, in bytes; the least recently used are removed until they fit.
const MAX_TOTAL: u64 = 1 << 30;
/// Marks a folder as a cache for programs that make backups (the Cache Directory Tagging Specification).
const TAG: (&str, &str) = ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
/// Touched at every use of a site's folder.
const LAST_USE: &str = "last-use";

/// The bytes of the file `name` in `folder`; nothing where there is none.
///
/// # Errors
/// What the system said; that it is too large for a file of more than `max` bytes, and that it is not a regular file
/// for anything else than one. It is never waited for.
pub fn read_cached(folder: &Path, name: &str, max: u64) -> io::Result<Option<Vec<u8>>> {
    match read_regular(&folder.join(name), max) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the file `name` into `folder`, which is made for its owner alone where it is missing. The file is replaced
/// as a whole, so that a run that is killed leaves the last one as it was.
///
/// # Errors
/// What the system said. Where the folder around a missing `folder` is read-only nothing is made in it, even by a user
/// who could.
pub fn write_cached(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    if !folder.exists() {
        make_private(folder)?;
        // The folder may have been named, and may lie in a work tree.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(folder.join(name))?;
    Ok(())
}

/// Makes the folder of one site's caches below `all`, notes that it is used, and removes folders there that were not
/// used for 30 days or are too many.
///
/// # Errors
/// What the system said: there is no writable folder for caches, or one that other users can write to.
pub fn open_site_cache(all: &Path, site: &str) -> io::Result<PathBuf> {
    let folder = all.join(site);
    for folder in [all, &folder] {
        make_private(folder)?;
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

/// Makes `folder` with mode 0700 where it is missing.
fn make_private(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let around = folder.ancestors().skip(1).find_map(|around| fs::metadata(around).ok());
    if around.is_some_and(|around| around.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Refuses a folder that another user has made or can write to, as in a shared temporary folder.
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

/// A site's folder of caches.
struct SiteCache {
    path: PathBuf,
    last_use: SystemTime,
    bytes: u64,
}

/// Removes what is too old or too much, except `used`. What cannot be removed stays: the next run tries again.
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

/// The folder at `path`, where it is one that [`open_site_cache`] made.
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
    fn a_cache_is_for_its_owner_alone_and_a_pipe_is_not_waited_for() {
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
