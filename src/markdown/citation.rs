//! Links that cite: `[KEY:WORDS]`, `[words](KEY:WORDS)`. Which text cites, and what, is decided by a
//! [`CitationReader`].

use std::ops::Range;

use super::placeholder::has_placeholder;
use crate::source::Span;

/// Decides which links cite. Handed to [`parse()`](super::parse()), because a citation changes the HTML, the text of
/// headings and the count of words while they are written.
pub trait CitationReader: Sync {
    /// What `text`, the label or the destination of a link, cites. Nothing where the link is an ordinary one.
    fn read(&self, text: &str) -> Option<ReadCitation>;
}

/// Takes every link for an ordinary one.
#[derive(Debug, Clone, Copy)]
pub struct NoCitations;

impl CitationReader for NoCitations {
    fn read(&self, _: &str) -> Option<ReadCitation> {
        None
    }
}

/// What a label or a destination cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadCitation {
    /// See [`Citation::framework`].
    pub framework: String,
    /// See [`Citation::version`].
    pub version: Option<String>,
    /// Each id.
    pub ids: Vec<ReadId>,
    /// The text for readers where the author gives no words.
    pub short_form: String,
}

/// An id of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadId {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// See [`CitedId::id`].
    pub id: String,
    /// See [`CitedId::is_end_of_range`].
    pub is_end_of_range: bool,
}

impl ReadId {
    /// What stands between the id before and this one for readers.
    pub fn joint(&self) -> &'static str {
        joint(self.is_end_of_range)
    }
}

const fn joint(is_end_of_range: bool) -> &'static str {
    if is_end_of_range { " to " } else { ", " }
}

/// What `text` cites by `reader`. Nothing where it holds the call of a shortcode.
pub(super) fn read(text: &str, reader: &dyn CitationReader) -> Option<ReadCitation> {
    reader.read(text).filter(|_| !has_placeholder(text))
}

/// Requirements that are cited together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The key of the framework.
    pub framework: String,
    /// The version, where one is named.
    pub version: Option<String>,
    /// The ids, in the order written; none where the text ends with the colon.
    pub ids: Vec<CitedId>,
    /// The whole construct in its file.
    pub span: Span,
    /// What readers see.
    pub form: Form,
    /// The short form as plain text; empty where readers see words of the author's own.
    pub mark: String,
}

/// An id as cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedId {
    /// The id as written; for `(3)` behind `AC-2(1)`, that is `AC-2(3)`.
    pub id: String,
    /// Whether everything from the id before up to this one is cited: `AC-2 through AC-6`.
    pub is_end_of_range: bool,
    /// Its span; that of the whole citation where the id has none of its own.
    pub span: Span,
    /// Where it can be replaced: absent where a shortcode wrote it, it holds escapes, or a part of it is not repeated.
    pub written: Option<Span>,
}

impl CitedId {
    /// What stands between the id before and this one for readers.
    pub fn joint(&self) -> &'static str {
        joint(self.is_end_of_range)
    }
}

/// What readers see of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The framework's name and the ids.
    Mark,
    /// Words of the author's own.
    Words,
}

/// The label of `link` and its offset: the text in the last pair of brackets that is not empty.
pub(super) fn label(link: &str) -> Option<(usize, &str)> {
    let link = link.strip_suffix("[]").unwrap_or(link);
    let inner = link.strip_suffix(']')?;
    let start = inner.rfind('[')? + 1;
    Some((start, &inner[start..]))
}

/// Longer labels name no requirement, in bytes.
const MAX_LABEL: usize = 200;

/// Whether an undefined label could be meant as a citation: it has a number, and what may stand between it and a key.
pub(super) fn may_cite(label: &str) -> bool {
    label.len() <= MAX_LABEL
        && label.contains(|letter: char| matches!(letter, ':' | ';') || letter.is_whitespace())
        && label.contains(|letter: char| letter.is_ascii_digit())
        && !has_placeholder(label)
}

/// The end of a link's text is looked for within this many bytes.
const MAX_LINK_TEXT: usize = 1000;

/// Whether what ends at byte `end` of `text` is inside the text of a link with an address of its own, which other
/// Markdown parsers take for one link: `[see [pci-dss:11.3.1] here](/scans/)`.
pub(super) fn is_in_link_text(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = end;
    while let Some(byte) = bytes.get(at).filter(|_| at < end + MAX_LINK_TEXT) {
        match byte {
            b'\\' => at += 1,
            b'\n' if bytes.get(at + 1) == Some(&b'\n') => return false,
            b'[' => depth += 1,
            b']' if depth == 0 => return bytes.get(at + 1) == Some(&b'('),
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    false
}

/// Whether the destination of a definition is an address and not a word.
pub(super) fn is_address(destination: &str) -> bool {
    destination.starts_with(['/', '.', '#']) || destination.contains("://") || destination.starts_with("mailto:")
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_label_is_what_the_last_brackets_hold() {
        for (link, expected) in [
            ("[pci-dss:1]", (1, "pci-dss:1")),
            ("[pci-dss:1][]", (1, "pci-dss:1")),
            ("[words][pci-dss:1]", (8, "pci-dss:1")),
        ] {
            assert_eq!(label(link), Some(expected), "{link}");
        }
    }
}
