//! Puts a finished folder in the place of another, without a moment in between where the system can do that.

use std::io;
use std::path::Path;

/// How a swap failed.
#[derive(Debug)]
pub(super) enum SwapFault {
    /// Nothing has changed.
    Unchanged(io::Error),
    /// The old folder was moved to where it was set aside and could not be moved back.
    SetAside(io::Error),
}

/// Puts `new` at `target`. Afterwards what was at `target` is at `new` or at `aside`, for the caller to remove;
/// `aside` does not exist beforehand and lies in the same folder.
pub(super) fn swap(new: &Path, target: &Path, aside: &Path) -> Result<(), SwapFault> {
    if !target.exists() {
        return std::fs::rename(new, target).map_err(SwapFault::Unchanged);
    }
    match exchange(new, target) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => swap_in_two_steps(new, target, aside),
        outcome => outcome.map_err(SwapFault::Unchanged),
    }
}

/// For systems that cannot exchange: there is a moment without a site, and the old one comes back if the
/// second step fails.
pub(super) fn swap_in_two_steps(new: &Path, target: &Path, aside: &Path) -> Result<(), SwapFault> {
    std::fs::rename(target, aside).map_err(SwapFault::Unchanged)?;
    std::fs::rename(new, target).map_err(|error| match std::fs::rename(aside, target) {
        Ok(()) => SwapFault::Unchanged(error),
        Err(_) => SwapFault::SetAside(error),
    })
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE).map_err(|error| match error {
        // What kernels and file systems without the call answer.
        Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP => io::Error::from(io::ErrorKind::Unsupported),
        _ => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_new: &Path, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
