//! YAML text to a tree, with lists that are indented too little, or with advice where it cannot be read.

use super::build::{ReadError, attempt};
use super::node::{Document, Fault};
use super::offset::Offsets;
use super::{outdent, remedy, tab};
use crate::source::Span;

/// Reads `text`, which begins at byte `base` of its file, as one YAML document.
///
/// A text of comments and white space only is a document without a value.
///
/// # Errors
/// Where the text is no YAML, or nested or copied by aliases beyond the limits.
pub fn parse(text: &str, base: usize) -> Result<Document, Fault> {
    let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = base + (text.len() - unmarked.len());
    if let Some(at) = unmarked.find('\0') {
        return Err(Fault::new(Span::new(base + at, base + at + 1), "a NUL character is not allowed in YAML"));
    }
    match attempt(unmarked, base, Offsets::new(unmarked)) {
        Ok(document) => Ok(document),
        Err(ReadError::Refused(fault)) => Err(fault),
        Err(ReadError::Syntax { at, reason }) => {
            let document = if reason.starts_with(outdent::REASON) {
                outdent::read(unmarked, base, at, &reason)
            } else if reason == tab::REASON {
                tab::read(unmarked, base)
            } else {
                None
            };
            document.ok_or_else(|| remedy::fault(unmarked, base, at, &reason))
        }
    }
}

/// Reads a JSON object, which is YAML but for its tabs.
///
/// # Errors
/// As [`parse`].
pub fn parse_json(text: &str, base: usize) -> Result<Document, Fault> {
    parse(&tab::without(text), base)
}
