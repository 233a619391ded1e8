//! Unsafe addresses where a browser could see a tag and our reading sees none.
//!
//! What a `<` begins depends on what a browser has read before it: whether scripts run (`<noscript>`), whether it is in
//! an SVG (CDATA), and whether an earlier part of the page has left a comment, a raw text element or a quoted value
//! open. A page is read here in parts, and scripts may run or not. So every `<` before a letter is read as a tag, in
//! comments, in raw text and in attribute values too. The `<` of such a tag is escaped where the tag has an unsafe
//! address: that changes no other reading of the text around it.

use foldhash::HashSet;
use memchr::memchr_iter;

use super::super::placeholder::has_placeholder;
use super::address::{address, cut_off, plain, scheme_in, use_on};
use super::mark::{Holds, Mark};
use super::tag::read_tag;
use crate::source::Span;

/// How many bytes may be read for each byte of the text, beyond [`ALWAYS`]. Tags that overlap are read again and again,
/// and a text can be made of such.
const FACTOR: usize = 16;
/// How many bytes may be read of any text.
const ALWAYS: usize = 64 * 1024;

/// Adds the marks of the tags that begin in `html` elsewhere than at `starts`, the sorted starts of its start tags.
pub(super) fn add_hidden(html: &str, starts: &[usize], marks: &mut Vec<Mark>) {
    let bytes = html.as_bytes();
    let is_hidden =
        |at: &usize| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) && starts.binary_search(at).is_err();
    let mut places = memchr_iter(b'<', bytes).filter(is_hidden).peekable();
    if places.peek().is_none() {
        return;
    }
    let plain = plain(html);
    let scheme = scheme_in(&plain);
    let may_hold_any = scheme.is_some() || plain.contains("srcdoc") || has_placeholder(html);
    // What is cut out of one reading is gone from every other.
    let known: HashSet<(usize, Holds)> = marks.iter().filter_map(judged).collect();
    let mut left = ALWAYS + html.len().saturating_mul(FACTOR);
    for at in places {
        let less_than = Span::new(at, at + 1);
        if left == 0 {
            // The text is made to be read for long: what is not read is not written as a tag.
            let scheme = scheme.or(may_hold_any.then_some("javascript:"));
            marks.push(Mark::Cut { span: less_than, scheme });
            continue;
        }
        let (tag, end) = read_tag(html, at);
        // A tag that is cut off is looked through for a scheme as well.
        left = left.saturating_sub((end - at) * if tag.is_cut { 4 } else { 1 });
        let attributes = tag.attributes.iter().filter(|_| may_hold_any);
        let found = attributes.filter_map(|attribute| address(html, &tag, attribute, (less_than, "&lt;")));
        marks.extend(found.filter(|mark| judged(mark).is_none_or(|mark| !known.contains(&mark))));
        marks.extend(cut_off(html, &tag));
    }
}

/// Where the attribute of a mark begins, and as what its address is judged.
fn judged(mark: &Mark) -> Option<(usize, Holds)> {
    match mark {
        Mark::Link { span, tag, .. } => Some((span.start, Holds::Address(use_on(tag)))),
        Mark::Address { span, holds, .. } => Some((span.start, *holds)),
        Mark::Cut { .. } | Mark::Anchor { .. } | Mark::Style { .. } => None,
    }
}
