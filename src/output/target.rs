//! Checks that a folder may be replaced with a site, before the build.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::error::OutputError;
use super::manifest::Manifest;
use crate::source::VERSION_CONTROL;

/// The sources of a build, which its output must never replace.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The site's root. Output may be inside of it, but may neither be nor contain it.
    pub root: &'a Path,
    /// Folders of sources. Output may neither be, contain nor be inside of one of them.
    pub folders: &'a [PathBuf],
}

/// A folder that may be replaced, with symbolic links resolved.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Its parent folder, which exists.
    pub(super) parent: PathBuf,
    /// Its name.
    pub(super) name: OsString,
}

impl Target {
    pub(super) fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }
}

/// Resolves the folder `given` and creates its parent.
///
/// # Errors
/// If replacing the folder would remove anything but a site, or files outside of the site's folder.
pub(super) fn resolve(given: &Path, inputs: &Inputs<'_>) -> Result<Target, OutputError> {
    let real = real_path(given)?;
    refuse_link_out(given, &real, inputs)?;
    refuse_inputs(given, &real, inputs)?;
    let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(OutputError::refused(given, "it is the root of the file system"));
    };
    match std::fs::metadata(&real) {
        Ok(metadata) if metadata.is_dir() => refuse_contents(given, &real)?,
        Ok(_) => return Err(OutputError::refused(given, "it is a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(OutputError::read(given)(error)),
    }
    std::fs::create_dir_all(parent).map_err(OutputError::write(parent))?;
    if is_mount_point(&real, parent) {
        return Err(OutputError::MountPoint { path: given.to_path_buf() });
    }
    Ok(Target { parent: parent.to_path_buf(), name: name.to_owned() })
}

/// The absolute path, with the symbolic links in the existing part resolved.
fn real_path(given: &Path) -> Result<PathBuf, OutputError> {
    let absolute = std::path::absolute(given).map_err(OutputError::read(given))?;
    if absolute.is_symlink() && !absolute.exists() {
        return Err(OutputError::refused(given, "it is a dangling symbolic link"));
    }
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match existing.canonicalize() {
            Ok(real) => {
                return Ok(missing.into_iter().rev().fold(real, |path, name: &std::ffi::OsStr| path.join(name)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(OutputError::read(given)(error)),
        }
        // A `..` below a folder that does not exist cannot be resolved.
        let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) else {
            return Err(OutputError::refused(given, "it contains `..` below a folder that does not exist"));
        };
        missing.push(name);
        existing = parent;
    }
}

/// An error for a path in the site's folder that leads out of it through a symbolic link: the link may be from the
/// repository, and would make the build replace another folder.
fn refuse_link_out(given: &Path, real: &Path, inputs: &Inputs<'_>) -> Result<(), OutputError> {
    let root = inputs.root.canonicalize().map_err(OutputError::read(inputs.root))?;
    let written = [given, inputs.root].map(|path| std::path::absolute(path).map_err(OutputError::read(path)));
    let [given_path, root_path] = written;
    let (given_path, root_path) = (given_path?, root_path?);
    let below = given_path.strip_prefix(&root_path).or_else(|_| given_path.strip_prefix(&root));
    // A path with `..` may leave the folder on purpose.
    let is_inside = below.is_ok_and(|below| below.components().all(|part| matches!(part, Component::Normal(_))));
    if is_inside && !real.starts_with(&root) {
        let reason = format!(
            "a symbolic link leads to `{}`, outside of the site's folder; give that folder itself",
            real.display()
        );
        return Err(OutputError::refused(given, reason));
    }
    Ok(())
}

fn refuse_inputs(given: &Path, real: &Path, inputs: &Inputs<'_>) -> Result<(), OutputError> {
    let resolved = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let root = resolved(inputs.root).map_err(OutputError::read(inputs.root))?;
    if root.starts_with(real) {
        return Err(OutputError::refused(given, "it is or contains the root of the site"));
    }
    for folder in inputs.folders {
        let folder = resolved(folder).map_err(OutputError::read(folder))?;
        if folder.starts_with(real) || real.starts_with(&folder) {
            let reason =
                format!("it is, contains or is inside of `{}`, which the site is built from", folder.display());
            return Err(OutputError::refused(given, reason));
        }
    }
    if std::env::current_dir().and_then(|here| here.canonicalize()).is_ok_and(|here| here.starts_with(real)) {
        return Err(OutputError::refused(given, "it is or contains the current folder"));
    }
    Ok(())
}

/// An error for a folder that is not empty and not a site by Clausebook.
pub(super) fn refuse_contents(given: &Path, real: &Path) -> Result<(), OutputError> {
    let mut entries = std::fs::read_dir(real).map_err(OutputError::read(given))?;
    if entries.next().is_none() {
        return Ok(());
    }
    if !Manifest::exists_in(real) {
        return Err(OutputError::Foreign { path: given.to_path_buf() });
    }
    // A site may be published from a repository in the folder; replacing the folder would remove its history.
    let is_there = |name: &&str| real.join(name).symlink_metadata().is_ok() && !is_written(real, name);
    match VERSION_CONTROL.into_iter().find(is_there) {
        Some(name) => {
            Err(OutputError::refused(given, format!("it contains a repository, `{name}`, which would be lost")))
        }
        None => Ok(()),
    }
}

/// Whether all files below `name` in the site at `real` are in its manifest: earlier versions published repositories in
/// `static/`.
fn is_written(real: &Path, name: &str) -> bool {
    let Ok(manifest) = Manifest::read(real) else { return false };
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let is_listed = |entry: walkdir::Result<DirEntry>| {
        let Ok(entry) = entry else { return false };
        let below = entry.path().strip_prefix(real).ok().and_then(Path::to_str).unwrap_or_default();
        entry.file_type().is_dir() || listed.contains(below.replace(MAIN_SEPARATOR, "/").as_str())
    };
    let prefix = format!("{name}/");
    let has_any = listed.range(prefix.as_str()..).next().is_some_and(|first| first.starts_with(&prefix));
    has_any && WalkDir::new(real.join(name)).into_iter().all(is_listed)
}

#[cfg(unix)]
fn is_mount_point(real: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| std::fs::metadata(path).map(|metadata| metadata.dev());
    matches!((device(real), device(parent)), (Ok(inside), Ok(outside)) if inside != outside)
}

#[cfg(not(unix))]
fn is_mount_point(_real: &Path, _parent: &Path) -> bool {
    false
}
