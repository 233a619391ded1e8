//! Replaces a folder with another, atomically where the system can.

use std::io;
use std::path::Path;

/// Where the old folder is after a swap that failed.
#[derive(Debug)]
pub(super) enum SwapError {
    /// Nothing has changed.
    Unchanged(io::Error),
    /// The old folder was moved to the backup path and could not be moved back.
    AtBackup(io::Error),
}

/// Moves `new` to `target`. Afterwards the old folder is at `new` or at `backup`, for the caller to remove. `backup` must
/// not exist, and is in the same folder as `target`.
pub(super) fn swap(new: &Path, target: &Path, backup: &Path) -> Result<(), SwapError> {
    if !target.exists() {
        return std::fs::rename(new, target).map_err(SwapError::Unchanged);
    }
    match exchange(new, target) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => swap_in_two_steps(new, target, backup),
        result => result.map_err(SwapError::Unchanged),
    }
}

/// For systems that cannot exchange two folders: there is a moment without a site. If the second step fails, the old one
/// is moved back.
pub(super) fn swap_in_two_steps(new: &Path, target: &Path, backup: &Path) -> Result<(), SwapError> {
    std::fs::rename(target, backup).map_err(SwapError::Unchanged)?;
    std::fs::rename(new, target).map_err(|error| match std::fs::rename(backup, target) {
        Ok(()) => SwapError::Unchanged(error),
        Err(_) => SwapError::AtBackup(error),
    })
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE).map_err(|error| match error {
        // The errors of kernels and file systems without the call.
        Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP => io::Error::from(io::ErrorKind::Unsupported),
        _ => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_new: &Path, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
