//! Writes an imported site into a folder of its own: as a whole, or not at all.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::status::CommandError;
use crate::import::Content;
use crate::import::Moved;
use crate::source::open_regular;

/// Refuses a folder with something in it, and a link.
///
/// # Errors
/// Where something is there that would be written over, or that cannot be looked at.
pub(super) fn require_free(out: &Path) -> Result<(), CommandError> {
    let refused = |reason: &str| {
        Err(CommandError::Message(format!(
            "`{}` {reason}; nothing was written. `--out` takes a new folder",
            out.display()
        )))
    };
    match out.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(out, &error)),
        Ok(metadata) if metadata.is_symlink() => refused("is a symbolic link"),
        Ok(metadata) if !metadata.is_dir() => refused("is a file"),
        Ok(_) => match std::fs::read_dir(out).map_err(|error| failed(out, &error))?.next() {
            Some(_) => refused("is not empty"),
            None => Ok(()),
        },
    }
}

/// Writes the files of `made`, whose copies are of files below `root`, into the folder `out`. They are written next to it and moved
/// there in one step.
///
/// # Errors
/// Where a file cannot be read or written. Nothing is left behind then.
pub(super) fn write(out: &Path, root: &Path, made: &Moved) -> Result<(), CommandError> {
    let absolute = std::path::absolute(out).map_err(|error| failed(out, &error))?;
    let parent = absolute.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    let staging = tempfile::Builder::new().prefix(".clausebook-import-").tempdir_in(parent);
    let staging = staging.map_err(|error| failed(parent, &error))?;
    let new = staging.path().join("site");
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    std::fs::create_dir(&new).map_err(|error| failed(&new, &error))?;
    for (path, content) in &made.files {
        let target = new.join(path);
        if let Some(folder) = target.parent().filter(|folder| folders.insert(folder.to_path_buf())) {
            std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        }
        let written = match content {
            Content::Text(text) => create(&target).and_then(|mut file| file.write_all(text.as_bytes())),
            Content::Copy(source) => copy(&root.join(source), &target),
        };
        written.map_err(|error| failed(&out.join(path), &error))?;
    }
    require_free(out)?;
    if out.is_dir() {
        // An empty folder is in the way on some systems.
        std::fs::remove_dir(out).map_err(|error| failed(out, &error))?;
    }
    std::fs::rename(&new, &absolute).map_err(|error| failed(out, &error))
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn copy(source: &Path, target: &Path) -> io::Result<()> {
    io::copy(&mut open_regular(source)?, &mut create(target)?).map(drop)
}

fn failed(path: &Path, error: &dyn Display) -> CommandError {
    CommandError::Message(format!("cannot write `{}`: {error}", path.display()))
}
