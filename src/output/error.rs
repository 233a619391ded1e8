//! Why output could not be written, in words for the person who asked for it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why output could not be written or read back.
#[derive(Debug, Error)]
pub enum OutputError {
    /// A path that cannot be a file of the site.
    #[error("`{}` cannot be the path of an output file: {reason}", path.escape_debug())]
    InvalidPath {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two files of one build have one path.
    #[error("two output files want the path `{path}`")]
    Twice {
        /// The path, relative to the output folder.
        path: String,
    },
    /// A file of the site has the manifest's name.
    #[error("`{path}` is the name of the list of checksums; the site's own file needs another name")]
    Reserved {
        /// The path, relative to the output folder.
        path: String,
    },
    /// The system would not write.
    #[error("cannot write `{}`: {cause}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The system would not read.
    #[error("cannot read `{}`: {cause}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The output folder is not there to be replaced.
    #[error("refusing to write the site to `{}`: {reason}", path.display())]
    Refused {
        /// The folder asked for.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The output folder holds things Clausebook did not make.
    #[error(
        "refusing to replace `{}`: it is not empty and Clausebook did not make it; \
         empty it yourself or choose another folder with `--out`",
        path.display()
    )]
    Foreign {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The output folder is a mount point, and those cannot be swapped.
    #[error(
        "cannot replace `{}`: it is a mount point, and the site is swapped in as a whole; \
         choose a folder inside it with `--out`",
        path.display()
    )]
    MountPoint {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The finished site could not be put in its place; the last one stands where `stands` says.
    #[error("cannot put the finished site at `{}`: {cause}; the last one stands at `{}`", path.display(), stands.display())]
    Swap {
        /// The folder asked for.
        path: PathBuf,
        /// Where the last good site is now.
        stands: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A manifest that cannot be understood.
    #[error("cannot read the manifest `{}`: {reason}", path.display())]
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
