//! A folder beside the target in which a site is built, and the moment it takes the target's place.
//!
//! Whatever fails, or whoever kills the build, the last good site stays where it is.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use tempfile::TempDir;

use super::error::OutputError;
use super::folder_sink::FolderSink;
use super::manifest::{FileRecord, MANIFEST, Manifest, Provenance};
use super::swap::{SwapFault, swap};
use super::target::{Inputs, Target, refuse_contents, resolve};

/// How often another build may take a fresh folder away before this one gives up.
const ATTEMPTS: usize = 16;

/// A site being built. Dropped without [`Staging::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    target: Target,
    folder: TempDir,
    sink: FolderSink,
    /// Held while this build lives; a folder that nobody holds is one a killed build left.
    _lock: Option<File>,
}

/// What a build wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteReport {
    /// The folder it stands in, links resolved.
    pub folder: PathBuf,
    /// How many files, the manifest included.
    pub files: usize,
    /// How many bytes, the manifest included.
    pub bytes: u64,
}

impl Staging {
    /// Makes a folder beside `target` to build in. Refuses a target that holds anything Clausebook did not make
    /// or that is in the way of `inputs`; clears away what killed builds left.
    pub fn begin(target: &Path, inputs: &Inputs<'_>) -> Result<Self, OutputError> {
        let target = resolve(target, inputs)?;
        recover(&target)?;
        clear_stale(&target);
        let (folder, lock) = make_folder(&target)?;
        let sink = FolderSink::new(folder.path().to_path_buf(), Some(target.path()).filter(|place| place.is_dir()));
        Ok(Self { target, folder, sink, _lock: lock })
    }

    /// Where the files go.
    pub fn sink(&self) -> &FolderSink {
        &self.sink
    }

    /// Writes the manifest and puts the finished site in the target's place; then removes the old one.
    pub fn commit(self, provenance: &Provenance) -> Result<WriteReport, OutputError> {
        let Self { target, folder, sink, _lock } = self;
        let manifest = Manifest::new(provenance, sink.into_records());
        let text = manifest.to_text();
        let path = folder.path().join(MANIFEST);
        std::fs::write(&path, &text).map_err(OutputError::write(path))?;

        let place = target.path();
        let aside = aside(&target);
        if place.exists() {
            // Building took a while, and somebody may have put something there meanwhile.
            refuse_contents(&place, &place)?;
        }
        if let Err(fault) = swap(folder.path(), &place, &aside) {
            return Err(swap_error(fault, place, aside));
        }
        // The new site stands. What cannot be removed now, the next build tries again.
        let _ = std::fs::remove_dir_all(&aside);
        let _ = remove_tree(folder.path());
        let size = |record: &FileRecord| record.size;
        let bytes = manifest.files.iter().map(size).sum::<u64>() + text.len() as u64;
        Ok(WriteReport { folder: place, files: manifest.files.len() + 1, bytes })
    }
}

fn swap_error(fault: SwapFault, path: PathBuf, aside: PathBuf) -> OutputError {
    let is_mount =
        |error: &io::Error| matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy);
    match fault {
        SwapFault::Unchanged(cause) if is_mount(&cause) => OutputError::MountPoint { path },
        SwapFault::Unchanged(cause) => OutputError::Swap { stands: path.clone(), path, cause },
        SwapFault::SetAside(cause) => OutputError::Swap { path, stands: aside, cause },
    }
}

/// What the names of all folders of this target begin with.
fn prefix(target: &Target) -> String {
    format!(".{}.clausebook-", target.name.to_string_lossy())
}

/// Where the old site waits while the new one moves in, on systems that need two steps.
fn aside(target: &Target) -> PathBuf {
    target.parent.join(format!(".{}.clausebook_old", target.name.to_string_lossy()))
}

/// Brings the last good site back where a build was killed between the two steps of a swap.
fn recover(target: &Target) -> Result<(), OutputError> {
    let (place, aside) = (target.path(), aside(target));
    if !aside.exists() || !Manifest::marks(&aside) {
        return Ok(());
    }
    if place.exists() {
        std::fs::remove_dir_all(&aside).map_err(OutputError::write(&aside))
    } else {
        std::fs::rename(&aside, &place).map_err(OutputError::write(&place))
    }
}

/// Removes folders of builds that are no more. What cannot be removed does not stop this build.
fn clear_stale(target: &Target) {
    let prefix = prefix(target);
    let is_ours = |name: &str| {
        name.strip_prefix(&prefix).is_some_and(|rest| rest.chars().all(|character| character.is_ascii_alphanumeric()))
    };
    for entry in std::fs::read_dir(&target.parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && entry.file_name().to_str().is_some_and(is_ours) {
            // The lock is kept until the folder is gone, so that its owner, if it is just being born, sees it.
            let Ok(folder) = File::open(entry.path()) else { continue };
            if folder.try_lock().is_ok() {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn make_folder(target: &Target) -> Result<(TempDir, Option<File>), OutputError> {
    let prefix = prefix(target);
    for _ in 0..ATTEMPTS {
        let folder = new_folder(&target.parent, &prefix).map_err(OutputError::write(&target.parent))?;
        let lock = match File::open(folder.path()) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            // Not every system opens folders; nothing is cleared away there either.
            Err(_) => return Ok((folder, None)),
        };
        match lock.try_lock() {
            Ok(()) if folder.path().exists() => return Ok((folder, Some(lock))),
            // Nor does every file system lock.
            Err(TryLockError::Error(_)) => return Ok((folder, None)),
            // Another build took it for a stale one before it was locked.
            Ok(()) | Err(TryLockError::WouldBlock) => {}
        }
    }
    let cause = io::Error::other("other builds keep removing the folder to build in");
    Err(OutputError::Write { path: target.parent.clone(), cause })
}

/// Removes a folder on every core: with hundreds of pages that takes as long as writing them did.
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
    // A temporary folder is private by default; this one becomes public and follows the umask.
    let permissions = std::fs::Permissions::from_mode(0o777);
    tempfile::Builder::new().prefix(prefix).permissions(permissions).tempdir_in(parent)
}

#[cfg(not(unix))]
fn new_folder(parent: &Path, prefix: &str) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix(prefix).tempdir_in(parent)
}
