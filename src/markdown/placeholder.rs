//! Marks of private-use characters in a text, which the Markdown parser reads as part of a word.
//!
//! A placeholder `START index END` is replaced by the insertion of that index after Markdown is parsed. A region
//! `START … END` is a part of a template's output to be rendered as Markdown.

use memchr::memchr;

pub(super) const PLACEHOLDER_START: char = '\u{10fffd}';
const PLACEHOLDER_END: char = '\u{10fffc}';
pub(super) const REGION_START: char = '\u{10fffb}';
pub(super) const REGION_END: char = '\u{10fffa}';
/// What all four begin with in UTF-8.
const FIRST_BYTE: u8 = 0xf4;

/// The placeholder of the insertion of this index.
pub(super) fn placeholder(index: usize) -> String {
    format!("{PLACEHOLDER_START}{index}{PLACEHOLDER_END}")
}

/// The texts and the placeholders in `text`, in order.
pub(super) fn split_placeholders(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = rest.find(PLACEHOLDER_START) else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        if at > 0 {
            let (before, after) = rest.split_at(at);
            rest = after;
            return Some(Part::Text(before));
        }
        let inside = &rest[PLACEHOLDER_START.len_utf8()..];
        let Some((index, after)) = inside.split_once(PLACEHOLDER_END) else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        rest = after;
        Some(index.parse().map_or(Part::Text(""), Part::Insertion))
    })
}

/// A part of a text with placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// The index of an insertion.
    Insertion(usize),
}

/// The index of the insertion where `text` is only its placeholder.
pub(super) fn sole_placeholder(text: &str) -> Option<usize> {
    let index = text.trim().strip_prefix(PLACEHOLDER_START)?.strip_suffix(PLACEHOLDER_END)?;
    index.parse().ok()
}

/// The length of the placeholder that `text` begins with, in bytes.
pub(super) fn placeholder_len(text: &[u8]) -> Option<usize> {
    let mut mark = [0; 4];
    let inside = text.strip_prefix(PLACEHOLDER_START.encode_utf8(&mut mark).as_bytes())?;
    let digits = inside.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = PLACEHOLDER_END.encode_utf8(&mut mark).as_bytes();
    inside[digits..].starts_with(end).then_some(PLACEHOLDER_START.len_utf8() + digits + end.len())
}

/// Whether `text` has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    has_mark(text, PLACEHOLDER_START)
}

/// Whether `text` has a region.
pub(super) fn has_region(text: &str) -> bool {
    has_mark(text, REGION_START)
}

fn has_mark(text: &str, mark: char) -> bool {
    // Searching for one byte is faster than for four, and hardly any text has it.
    memchr(FIRST_BYTE, text.as_bytes()).is_some() && text.contains(mark)
}

/// Marks a part of a template's output to be rendered as Markdown: by the parser in the output of a shortcode,
/// with its links checked and located; by [`super::with_regions`] on a page.
///
/// Text that is marked already stays as it is.
pub fn as_markdown(text: &str) -> String {
    if has_region(text) {
        return text.to_owned();
    }
    format!("{REGION_START}{text}{REGION_END}")
}

/// The text before the first marked part, that part, and the rest; nothing where no part is marked.
pub(super) fn split_region(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(REGION_START)?;
    let (inner, after) = rest.split_once(REGION_END).unwrap_or((rest, ""));
    Some((before, inner, after))
}
