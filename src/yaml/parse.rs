//! YAML text to a tree, with lists that are indented too little, or with advice where it cannot be read.

use super::build::{Stop, attempt};
use super::node::{Document, Fault};
use super::offset::Offsets;
use super::{outdent, remedy};
use crate::source::Span;

/// Reads `text`, which begins at byte `base` of its file, as one YAML document.
///
/// Nothing but comments and blanks is a document that holds nothing. The fault says where reading had to stop.
pub fn parse(text: &str, base: usize) -> Result<Document, Fault> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = base + (text.len() - bare.len());
    if let Some(at) = bare.find('\0') {
        return Err(Fault::new(Span::new(base + at, base + at + 1), "a NUL character is no part of YAML"));
    }
    match attempt(bare, base, Offsets::new(bare)) {
        Ok(document) => Ok(document),
        Err(Stop::Refused(fault)) => Err(fault),
        Err(Stop::Unreadable { at, reason }) => {
            let mended = reason.starts_with(outdent::REASON).then(|| outdent::read(bare, base, at, &reason)).flatten();
            mended.ok_or_else(|| remedy::fault(bare, base, at, &reason))
        }
    }
}
