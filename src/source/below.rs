//! Reads a file that the configuration names, and that must lie in the site's folder.

use std::io;
use std::path::{Component, Path};

use super::regular::read_regular;

/// The bytes of the file at `path`, which is relative to `root`. It must lie below `root`, symbolic links resolved: a
/// configuration may come from an untrusted pull request, and must not give access to other files.
///
/// # Errors
/// Why it cannot be read: also that it has more than `max` bytes, a multiple of 1 MiB.
pub fn read_below(root: &Path, path: &str, max: u64) -> Result<Vec<u8>, String> {
    const OUTSIDE: &str = "it lies outside the site's folder";
    // Checked first, so that the error does not reveal whether a file elsewhere exists.
    if !stays_below(Path::new(path)) {
        return Err(OUTSIDE.to_owned());
    }
    let message = |error: io::Error| match error.kind() {
        io::ErrorKind::FileTooLarge => format!("it is larger than {} MiB", max >> 20),
        _ => error.to_string(),
    };
    let path = root.join(path).canonicalize().map_err(message)?;
    if !path.starts_with(root.canonicalize().map_err(message)?) {
        return Err(OUTSIDE.to_owned());
    }
    read_regular(&path, max).map_err(message)
}

/// Whether a relative path climbs no higher than where it begins, symbolic links apart.
fn stays_below(path: &Path) -> bool {
    let mut depth = 0_usize;
    path.components().all(|component| match component {
        Component::Normal(_) => {
            depth += 1;
            true
        }
        Component::CurDir => true,
        Component::ParentDir => {
            let can_climb = depth > 0;
            depth = depth.saturating_sub(1);
            can_climb
        }
        Component::RootDir | Component::Prefix(_) => false,
    })
}
