//! Decides whether a folder may be replaced by a finished site, before any work is done.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::error::OutputError;
use super::manifest::Manifest;
use crate::source::VERSION_CONTROL;

/// What a build reads, which its output must never replace.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The site's root. Output may lie inside it, but may neither be nor contain it.
    pub root: &'a Path,
    /// Folders of sources. Output may neither be, contain nor lie inside one of them.
    pub folders: &'a [PathBuf],
}

/// A folder that may be replaced: the real one, where a link was given.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The folder that holds it; it exists.
    pub(super) parent: PathBuf,
    /// Its name there.
    pub(super) name: OsString,
}

impl Target {
    pub(super) fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }
}

/// Finds the real folder behind `asked` and refuses where replacing it would lose anything. Makes the folder
/// that will hold it, and nothing else.
pub(super) fn resolve(asked: &Path, inputs: &Inputs<'_>) -> Result<Target, OutputError> {
    let real = real_path(asked)?;
    refuse_link_out(asked, &real, inputs)?;
    refuse_inputs(asked, &real, inputs)?;
    let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(OutputError::refused(asked, "it is the root of the file system"));
    };
    match std::fs::metadata(&real) {
        Ok(metadata) if metadata.is_dir() => refuse_contents(asked, &real)?,
        Ok(_) => return Err(OutputError::refused(asked, "a file of that name is in the way")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(OutputError::read(asked)(error)),
    }
    std::fs::create_dir_all(parent).map_err(OutputError::write(parent))?;
    if is_mount_point(&real, parent) {
        return Err(OutputError::MountPoint { path: asked.to_path_buf() });
    }
    Ok(Target { parent: parent.to_path_buf(), name: name.to_owned() })
}

/// The absolute path with every link resolved as far as it exists.
fn real_path(asked: &Path) -> Result<PathBuf, OutputError> {
    let absolute = std::path::absolute(asked).map_err(OutputError::read(asked))?;
    if absolute.is_symlink() && !absolute.exists() {
        return Err(OutputError::refused(asked, "it is a link to something that is not there"));
    }
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    loop {
        match there.canonicalize() {
            Ok(real) => {
                return Ok(missing.into_iter().rev().fold(real, |path, name: &std::ffi::OsStr| path.join(name)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(OutputError::read(asked)(error)),
        }
        // A `..` below something that does not exist has no name to put back.
        let (Some(parent), Some(name)) = (there.parent(), there.file_name()) else {
            return Err(OutputError::refused(asked, "it goes up from a folder that is not there"));
        };
        missing.push(name);
        there = parent;
    }
}

/// Refuses a path in the site's folder that a symbolic link leads out of it: the link may have come with the repository,
/// and would have another folder replaced.
fn refuse_link_out(asked: &Path, real: &Path, inputs: &Inputs<'_>) -> Result<(), OutputError> {
    let root = inputs.root.canonicalize().map_err(OutputError::read(inputs.root))?;
    let written = [asked, inputs.root].map(|path| std::path::absolute(path).map_err(OutputError::read(path)));
    let [asked_path, root_path] = written;
    let (asked_path, root_path) = (asked_path?, root_path?);
    let below = asked_path.strip_prefix(&root_path).or_else(|_| asked_path.strip_prefix(&root));
    // With a `..` in it, a path may be meant to leave the folder.
    let is_inside = below.is_ok_and(|below| below.components().all(|part| matches!(part, Component::Normal(_))));
    if is_inside && !real.starts_with(&root) {
        let reason = format!(
            "a symbolic link leads to `{}`, outside the site's folder; name that folder itself",
            real.display()
        );
        return Err(OutputError::refused(asked, reason));
    }
    Ok(())
}

fn refuse_inputs(asked: &Path, real: &Path, inputs: &Inputs<'_>) -> Result<(), OutputError> {
    let known = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let root = known(inputs.root).map_err(OutputError::read(inputs.root))?;
    if root.starts_with(real) {
        return Err(OutputError::refused(asked, "it is or contains the site's own root"));
    }
    for folder in inputs.folders {
        let folder = known(folder).map_err(OutputError::read(folder))?;
        if folder.starts_with(real) || real.starts_with(&folder) {
            let reason = format!("it is, contains or lies inside `{}`, which the site is made from", folder.display());
            return Err(OutputError::refused(asked, reason));
        }
    }
    if std::env::current_dir().and_then(|here| here.canonicalize()).is_ok_and(|here| here.starts_with(real)) {
        return Err(OutputError::refused(asked, "it is or contains the folder this command runs in"));
    }
    Ok(())
}

/// Refuses a folder that holds anything but a site Clausebook made.
pub(super) fn refuse_contents(asked: &Path, real: &Path) -> Result<(), OutputError> {
    let mut entries = std::fs::read_dir(real).map_err(OutputError::read(asked))?;
    if entries.next().is_none() {
        return Ok(());
    }
    if !Manifest::marks(real) {
        return Err(OutputError::Foreign { path: asked.to_path_buf() });
    }
    // A site that is published from its own repository: replacing the folder would take the history with it.
    let is_there = |name: &&str| real.join(name).symlink_metadata().is_ok() && !is_written(real, name);
    match VERSION_CONTROL.into_iter().find(is_there) {
        Some(name) => Err(OutputError::refused(asked, format!("it holds a repository, `{name}`, that would be lost"))),
        None => Ok(()),
    }
}

/// Whether all that is called `name` in the site at `real` is listed in its manifest: earlier versions published what
/// lies in `static/`, repositories included.
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
