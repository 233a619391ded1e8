//! Builds a site in a folder beside the target, which then replaces the target.
//!
//! If the build fails or is killed, the last site is unchanged.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use tempfile::TempDir;

use super::error::OutputError;
use super::folder_sink::FolderSink;
use super::manifest::{FileRecord, MANIFEST, Manifest, Provenance};
use super::swap::{SwapError, swap};
use super::target::{Inputs, Target, refuse_contents, resolve};

/// How often to create the folder again after another build has removed it.
const MAX_ATTEMPTS: usize = 16;

/// A site being built. The folder is removed if it is dropped without [`Staging::commit`].
#[derive(Debug)]
pub struct Staging {
    target: Target,
    folder: TempDir,
    sink: FolderSink,
    /// Held during the build: a folder without a lock was left by a killed build.
    _lock: Option<File>,
}

/// The result of writing a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteReport {
    /// The folder of the site, with symbolic links resolved.
    pub folder: PathBuf,
    /// The number of files, with the manifest.
    pub files: usize,
    /// Their size in bytes, with the manifest.
    pub bytes: u64,
}

impl Staging {
    /// Creates a folder beside `target` to build in, and removes those of killed builds.
    ///
    /// # Errors
    /// If `target` contains anything that Clausebook did not write, overlaps with `inputs`, or cannot be written.
    pub fn begin(target: &Path, inputs: &Inputs<'_>) -> Result<Self, OutputError> {
        let target = resolve(target, inputs)?;
        recover(&target)?;
        remove_stale(&target);
        let (folder, lock) = create_folder(&target)?;
        let sink = FolderSink::new(folder.path().to_path_buf(), Some(target.path()).filter(|path| path.is_dir()));
        Ok(Self { target, folder, sink, _lock: lock })
    }

    /// The sink for the files of the site.
    pub fn sink(&self) -> &FolderSink {
        &self.sink
    }

    /// Writes the manifest, replaces the target with the new site and removes the old one.
    ///
    /// # Errors
    /// If a file cannot be written, or the target cannot be replaced; the last site is kept.
    pub fn commit(self, provenance: &Provenance) -> Result<WriteReport, OutputError> {
        let Self { target, folder, sink, _lock } = self;
        let manifest = Manifest::new(provenance, sink.into_records());
        let text = manifest.to_text();
        let path = folder.path().join(MANIFEST);
        std::fs::write(&path, &text).map_err(OutputError::write(path))?;

        let path = target.path();
        let backup = backup_path(&target);
        if path.exists() {
            // Another program may have written to it during the build.
            refuse_contents(&path, &path)?;
        }
        if let Err(error) = swap(folder.path(), &path, &backup) {
            return Err(output_error(error, path, backup));
        }
        // The site is in place. If the old one cannot be removed now, the next build tries again.
        let _ = std::fs::remove_dir_all(&backup);
        let _ = remove_tree(folder.path());
        let size = |record: &FileRecord| record.size;
        let bytes = manifest.files.iter().map(size).sum::<u64>() + text.len() as u64;
        Ok(WriteReport { folder: path, files: manifest.files.len() + 1, bytes })
    }
}

fn output_error(error: SwapError, path: PathBuf, backup: PathBuf) -> OutputError {
    let is_mount =
        |error: &io::Error| matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy);
    match error {
        SwapError::Unchanged(cause) if is_mount(&cause) => OutputError::MountPoint { path },
        SwapError::Unchanged(cause) => OutputError::Swap { last: path.clone(), path, cause },
        SwapError::AtBackup(cause) => OutputError::Swap { path, last: backup, cause },
    }
}

/// The prefix of the staging folders of this target.
fn prefix(target: &Target) -> String {
    format!(".{}.clausebook-", target.name.to_string_lossy())
}

/// The path of the old site during a swap, on systems that need two steps.
fn backup_path(target: &Target) -> PathBuf {
    target.parent.join(format!(".{}.clausebook_old", target.name.to_string_lossy()))
}

/// Restores the last site after a build that was killed between the two steps of a swap.
fn recover(target: &Target) -> Result<(), OutputError> {
    let (path, backup) = (target.path(), backup_path(target));
    if !backup.exists() || !Manifest::exists_in(&backup) {
        return Ok(());
    }
    if path.exists() {
        std::fs::remove_dir_all(&backup).map_err(OutputError::write(&backup))
    } else {
        std::fs::rename(&backup, &path).map_err(OutputError::write(&path))
    }
}

/// Removes the folders of killed builds. Errors are ignored.
fn remove_stale(target: &Target) {
    let prefix = prefix(target);
    let is_ours = |name: &str| {
        name.strip_prefix(&prefix).is_some_and(|rest| rest.chars().all(|character| character.is_ascii_alphanumeric()))
    };
    for entry in std::fs::read_dir(&target.parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && entry.file_name().to_str().is_some_and(is_ours) {
            // The lock is held until the folder is removed, so that a build that has just created it notices.
            let Ok(folder) = File::open(entry.path()) else { continue };
            if folder.try_lock().is_ok() {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn create_folder(target: &Target) -> Result<(TempDir, Option<File>), OutputError> {
    let prefix = prefix(target);
    for _ in 0..MAX_ATTEMPTS {
        let folder = new_folder(&target.parent, &prefix).map_err(OutputError::write(&target.parent))?;
        let lock = match File::open(folder.path()) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            // Not every system can open folders; there none are removed either.
            Err(_) => return Ok((folder, None)),
        };
        match lock.try_lock() {
            Ok(()) if folder.path().exists() => return Ok((folder, Some(lock))),
            // Not every file system has locks.
            Err(TryLockError::Error(_)) => return Ok((folder, None)),
            // Another build removed it as stale before it was locked.
            Ok(()) | Err(TryLockError::WouldBlock) => {}
        }
    }
    let cause = io::Error::other("other builds keep removing the staging folder");
    Err(OutputError::Write { path: target.parent.clone(), cause })
}

/// Removes a folder in parallel: for hundreds of pages that takes as long as writing them.
fn remove_tree(folder: &Path) -> io::Result<()> {
    let entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.into_par_iter().try_for_each(|entry| {
        if entry.file_type()?.is_dir() { remove_tree(&entry.path()) } else { std::fs::remove_file(entry.path()) }
    })?;
    std::fs::remove_dir(folder)
}

#[cfg(unix)]
fn new_folder(parent: &Path, prefix: &str) -> io::Result<TempDir> {
    use std::os::unix::fs::PermissionsExt;
    // A temporary folder is private by default; this one becomes the site, so its mode follows the umask.
    let permissions = std::fs::Permissions::from_mode(0o777);
    tempfile::Builder::new().prefix(prefix).permissions(permissions).tempdir_in(parent)
}

#[cfg(not(unix))]
fn new_folder(parent: &Path, prefix: &str) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix(prefix).tempdir_in(parent)
}
