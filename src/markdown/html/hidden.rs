//! Unsafe addresses in tags that only some browsers see.
//!
//! Whether a `<` begins a tag depends on the text before it: whether scripts are enabled (`<noscript>`), whether it is
//! in an SVG (CDATA), and whether an earlier part of the page left a comment, a raw text element or a quoted value open.
//! Here a page is read in parts, and scripts may be enabled or not. So every `<` before a letter is read as a tag, also
//! in comments, raw text and attribute values. Where such a tag has an unsafe address, its `<` is escaped, which does
//! not change how browsers read the text around it.

use foldhash::HashSet;
use memchr::memchr_iter;

use super::super::placeholder::has_placeholder;
use super::address::{address, cut_off, plain, scheme_in, use_on};
use super::mark::{Holds, Mark};
use super::tag::read_tag;
use crate::source::Span;

/// How many bytes may be read for each byte of the text, in addition to [`MIN_BUDGET`]. Overlapping tags are read
/// repeatedly, and a text written as an attack may have many of them.
const FACTOR: usize = 16;
/// How many bytes may be read of any text.
const MIN_BUDGET: usize = 64 * 1024;

/// Adds the marks of tags in `html` that do not begin at one of `starts`, the sorted offsets of its start tags.
pub(super) fn add_hidden(html: &str, starts: &[usize], marks: &mut Vec<Mark>) {
    let bytes = html.as_bytes();
    let is_hidden =
        |at: &usize| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) && starts.binary_search(at).is_err();
    let mut hidden = memchr_iter(b'<', bytes).filter(is_hidden).peekable();
    if hidden.peek().is_none() {
        return;
    }
    let plain = plain(html);
    let scheme = scheme_in(&plain);
    let may_hold_any = scheme.is_some() || plain.contains("srcdoc") || has_placeholder(html);
    // An attribute that is removed already needs no second mark.
    let known: HashSet<(usize, Holds)> = marks.iter().filter_map(address_key).collect();
    let mut left = MIN_BUDGET + html.len().saturating_mul(FACTOR);
    for at in hidden {
        let less_than = Span::new(at, at + 1);
        if left == 0 {
            // The budget is used up: a tag that is not read is not written as a tag.
            let scheme = scheme.or(may_hold_any.then_some("javascript:"));
            marks.push(Mark::Cut { span: less_than, scheme });
            continue;
        }
        let (tag, end) = read_tag(html, at);
        // A tag that is cut off is also searched for a scheme.
        left = left.saturating_sub((end - at) * if tag.is_cut { 4 } else { 1 });
        let attributes = tag.attributes.iter().filter(|_| may_hold_any);
        let found = attributes.filter_map(|attribute| address(html, &tag, attribute, (less_than, "&lt;")));
        marks.extend(found.filter(|mark| address_key(mark).is_none_or(|key| !known.contains(&key))));
        marks.extend(cut_off(html, &tag));
    }
}

/// The offset of the attribute of a mark, and the content of its value.
fn address_key(mark: &Mark) -> Option<(usize, Holds)> {
    match mark {
        Mark::Link { span, tag, .. } => Some((span.start, Holds::Address(use_on(tag)))),
        Mark::Address { span, holds, .. } => Some((span.start, *holds)),
        Mark::Cut { .. } | Mark::Anchor { .. } | Mark::Style { .. } => None,
    }
}
