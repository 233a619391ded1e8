//! Errors of reading and writing output.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why output could not be written or read back.
#[derive(Debug, Error)]
pub enum OutputError {
    /// A path at which no file can be written.
    #[error("invalid output path `{}`: {reason}", path.escape_debug())]
    InvalidPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two files of a build have the same path.
    #[error("two output files have the path `{path}`")]
    DuplicatePath {
        /// The path, relative to the output folder.
        path: String,
    },
    /// A file of the site has the name of the manifest.
    #[error("the path `{path}` is reserved for the manifest; rename the file")]
    ReservedPath {
        /// The path, relative to the output folder.
        path: String,
    },
    /// A file or folder could not be written.
    #[error("cannot write `{}`: {cause}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        #[source]
        cause: io::Error,
    },
    /// A file or folder could not be read.
    #[error("cannot read `{}`: {cause}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        #[source]
        cause: io::Error,
    },
    /// The output folder must not be replaced.
    #[error("refusing to write the site to `{}`: {reason}", path.display())]
    Refused {
        /// The folder given.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The output folder contains files that Clausebook did not write.
    #[error(
        "refusing to replace `{}`: it is not empty and was not written by Clausebook; \
         empty it or choose another folder with `--out`",
        path.display()
    )]
    Foreign {
        /// The folder given.
        path: PathBuf,
    },
    /// The output folder is a mount point, which cannot be renamed.
    #[error(
        "cannot replace `{}`: it is a mount point; choose a folder inside it with `--out`",
        path.display()
    )]
    MountPoint {
        /// The folder given.
        path: PathBuf,
    },
    /// The new site could not be moved to the output folder.
    #[error("cannot move the new site to `{}`: {cause}; the last one is at `{}`", path.display(), last.display())]
    Swap {
        /// The folder given.
        path: PathBuf,
        /// Where the last site is now.
        last: PathBuf,
        /// The error of the system.
        #[source]
        cause: io::Error,
    },
    /// An invalid manifest.
    #[error("invalid manifest `{}`: {reason}", path.display())]
    BadManifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl OutputError {
    pub(super) fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Write { path: path.as_ref().to_path_buf(), cause }
    }

    pub(super) fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Read { path: path.as_ref().to_path_buf(), cause }
    }

    pub(super) fn refused(path: &Path, reason: impl Into<String>) -> Self {
        Self::Refused { path: path.to_path_buf(), reason: reason.into() }
    }
}
