//! Reads the files of a site for another generator: none outside of its folder, and none that is very large.

use std::path::Path;

use crate::source::{LineTable, read_regular};
use crate::yaml::Fault;

/// The greatest size of a text that is read, in bytes.
const MAX_SIZE: u64 = 4 << 20;

/// One file of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ConfigFile {
    /// Relative to the site's folder, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

/// Why a configuration cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is none in this folder.
    #[error(
        "there is no configuration of Hugo in `{0}`: neither `hugo.toml`, `.yaml` or `.json`, nor `config.*`, nor `config/_default/`"
    )]
    NoConfiguration(String),
    /// A file that every site of the generator has is not there.
    #[error("there is no `{file}` in `{folder}`")]
    Missing {
        /// The file, or the first of several names.
        file: String,
        /// The folder of the site.
        folder: String,
    },
    /// A file cannot be read, with the reason.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// Relative to the site's folder.
        path: String,
        /// In the words of a message.
        reason: String,
    },
    /// A file cannot be parsed, with the place and the reason.
    #[error("{path}:{line}:{column}: {reason}")]
    Unparsable {
        /// Relative to the site's folder.
        path: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// In the words of a message.
        reason: String,
    },
    /// There are more files than are read.
    #[error("there are more than {0} configuration files")]
    TooMany(usize),
}

/// The text of the file at `path`, relative to `root`.
pub(super) fn read_text(root: &Path, path: &str) -> Result<String, ImportError> {
    let unreadable = |reason: String| ImportError::Unreadable { path: path.to_owned(), reason };
    let full = root.join(path);
    let inside = full.canonicalize().and_then(|full| Ok(full.starts_with(root.canonicalize()?)));
    if !inside.map_err(|error| unreadable(error.to_string()))? {
        return Err(unreadable("it is a symbolic link to somewhere outside the folder".to_owned()));
    }
    let bytes = read_regular(&full, MAX_SIZE).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => unreadable(format!("it has more than {} MB", MAX_SIZE >> 20)),
        _ => unreadable(error.to_string()),
    })?;
    String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))
}

/// The error for a fault in the file at `path`, whose text is `text`.
pub(super) fn unparsable(path: &str, text: &str, fault: Fault) -> ImportError {
    let position = LineTable::new(text).position(fault.span.start);
    let reason = match fault.help {
        Some(help) => format!("{}; {help}", fault.reason),
        None => fault.reason,
    };
    ImportError::Unparsable { path: path.to_owned(), line: position.line, column: position.column, reason }
}
