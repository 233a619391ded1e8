//! The labels that ship with the program: one file for each language, `templates/labels/LANG.yaml`.

use std::sync::LazyLock;

use super::file::{self, Texts};
use super::language::ENGLISH;
use crate::source::FileId;

/// The files by name.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/labels.rs"));

/// The text of the file of a language, by its tag in lower case.
pub(super) fn source(tag: &str) -> Option<&'static str> {
    let (_, text) = FILES.iter().find(|(name, _)| name.strip_suffix(".yaml") == Some(tag))?;
    std::str::from_utf8(text).ok()
}

/// The tags of the languages that ship.
#[cfg(test)]
pub(super) fn tags() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|(name, _)| name.strip_suffix(".yaml"))
}

/// The labels of English: every key that there is.
pub(super) fn english() -> &'static Texts {
    static TEXTS: LazyLock<Texts> =
        LazyLock::new(|| file::texts(FileId(0), source(ENGLISH).unwrap_or_default(), None).0);
    &TEXTS
}

/// The labels of a language in place of those of English; nothing where none ship. A test reads all of them without a
/// finding.
pub(super) fn texts(tag: &str) -> Option<Texts> {
    let text = source(tag)?;
    Some(if tag == ENGLISH { Texts::new() } else { file::texts(FileId(0), text, Some(english())).0 })
}
