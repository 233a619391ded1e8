//! One file of the finished site: where it goes and what is in it.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::error::OutputError;
use crate::source::read_regular;

/// No file system in use takes a longer name, in bytes.
const MAX_NAME: usize = 255;

/// No path below the output folder is longer, in bytes: Linux takes 4096 in all.
const MAX_PATH: usize = 3584;

/// Where a file goes, relative to the output folder, with `/`. It never leaves that folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OutputPath(String);

impl OutputPath {
    /// Takes `path` where [`path_fault`] finds nothing wrong with it.
    pub fn new(path: impl Into<String>) -> Result<Self, OutputError> {
        let path = path.into();
        match path_fault(&path) {
            None => Ok(Self(path)),
            Some(reason) => Err(OutputError::InvalidPath { path, reason }),
        }
    }

    /// The path with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder it lies in, or nothing at the top.
    pub fn folder(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(folder, _)| folder)
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The path of the file that answers to `url`, relative to the output folder: that of a folder is its `index.html`.
pub fn path_of(url: &str) -> String {
    let path = url.strip_prefix('/').unwrap_or(url);
    if url.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// Why no file can be written at `path`, which is to be relative to the output folder: it would leave that folder, or
/// hosts cannot store it.
///
/// A backslash is legal on Unix, but Windows takes it for the end of a folder's name: there `a\..\..\b` leaves the
/// output folder.
pub fn path_fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.contains('\0') {
        return Some("it holds a NUL character");
    }
    if path.contains('\\') {
        return Some("it holds a backslash");
    }
    if path.len() > MAX_PATH {
        return Some("it has more than 3584 bytes");
    }
    let first = path.as_bytes();
    if first.len() > 1 && first[0].is_ascii_alphabetic() && first[1] == b':' {
        return Some("it begins as a drive of Windows does");
    }
    path.split('/').find_map(|segment| match segment {
        "" => Some("it has an empty segment"),
        // Windows drops dots and blanks at the end of a name.
        _ if segment.trim_end_matches(['.', ' ']).is_empty() => Some("it has a segment of dots or blanks alone"),
        _ if segment.len() > MAX_NAME => Some("a segment has more than 255 bytes"),
        _ => None,
    })
}

/// What is in an output file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Text made by the build.
    Text(String),
    /// Bytes made by the build.
    Bytes(Vec<u8>),
    /// A file of the site copied as it is, by its absolute path.
    Copy(PathBuf),
}

impl Body {
    /// The bytes; those of a copied file are read now.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, OutputError> {
        match self {
            Self::Text(text) => Ok(Cow::Borrowed(text.as_bytes())),
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Copy(source) => read_regular(source, u64::MAX).map(Cow::Owned).map_err(OutputError::read(source)),
        }
    }
}

/// One file of the finished site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where it goes.
    pub path: OutputPath,
    /// What is in it.
    pub body: Body,
    /// The URL it answers to, where it has one.
    pub route: Option<String>,
}

impl Artifact {
    /// A file without a route of its own.
    pub fn new(path: OutputPath, body: Body) -> Self {
        Self { path, body, route: None }
    }

    /// The same file, answering to `route`.
    #[must_use]
    pub fn at(mut self, route: impl Into<String>) -> Self {
        self.route = Some(route.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::OutputPath;

    #[test]
    fn a_path_that_could_leave_the_folder_is_refused() {
        for path in ["index.html", "a/b/index.html", "a b/é.html", "..a/b..", ".well-known/x", "ab:c", "a/b:c"] {
            assert_eq!(OutputPath::new(path).unwrap().as_str(), path);
        }
        let (long, deep) = ("x".repeat(256), "x/".repeat(2000) + "x");
        let odd = [
            "",
            "/",
            "/etc/passwd",
            "..",
            "a/../b",
            "./a",
            "a//b",
            "a/",
            "a\\b",
            "a\0b",
            "a:b",
            "C:/x",
            "a/.. /b",
            "...",
        ];
        for path in odd.into_iter().chain([long.as_str(), &deep]) {
            let error = OutputPath::new(path).unwrap_err().to_string();
            assert!(error.contains(&path.escape_debug().to_string()), "{error}");
        }
    }

    #[test]
    fn a_file_at_the_top_has_no_folder() {
        assert_eq!(OutputPath::new("index.html").unwrap().folder(), None);
        assert_eq!(OutputPath::new("a/b/c").unwrap().folder(), Some("a/b"));
    }
}
