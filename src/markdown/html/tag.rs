//! Reads the tags of raw HTML by the rules of the HTML standard. Out of scope: which of them matter.
//!
//! `html5gum` gives the same tags and spans, but takes 2.5 times as long, has no location for an empty value, drops a
//! tag that is cut off, and reads CDATA as outside an SVG only.

use memchr::{memchr, memchr_iter, memmem};

use crate::source::Span;

/// Elements whose content is text, also where it contains `<`.
pub(super) const RAW_TEXT: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The element, lower case.
    pub name: String,
    /// From `<` to `>`, or to the end of the text where the tag is cut off.
    pub span: Span,
    /// Whether it is an end tag.
    pub is_closing: bool,
    /// Whether the text ends before the tag does.
    pub is_cut: bool,
    /// Whether the text ends in a quoted value of the tag.
    pub has_open_value: bool,
    /// The attributes in order; of duplicates the first counts.
    pub attributes: Vec<Attribute>,
}

impl Tag {
    /// The attribute of this name, in any case. `html` is the text with the tag.
    pub fn attribute(&self, html: &str, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.of(html).eq_ignore_ascii_case(name))
    }
}

/// An attribute of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The name as written.
    pub name: Span,
    /// The value as written, without its quotes; empty where there is none.
    pub value: Span,
    /// All of it, from the name to the last quote.
    pub span: Span,
}

/// Every tag in `html`, in order. There are none in comments, CDATA, declarations and the text of scripts and styles.
pub fn tags(html: &str) -> impl Iterator<Item = Tag> {
    let mut position = 0;
    std::iter::from_fn(move || {
        let (tag, next) = next_tag(html, position)?;
        position = next;
        Some(tag)
    })
}

/// The first tag at or after `from`, and the offset where the search for the next one begins.
fn next_tag(html: &str, from: usize) -> Option<(Tag, usize)> {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        if let Some(end) = declaration_end(html, at) {
            at = end;
            continue;
        }
        at = match &bytes[at..] {
            [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => return Some(read_tag(html, at)),
            [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
                let (tag, end) = read_tag(html, at);
                let next = if RAW_TEXT.contains(&tag.name.as_str()) { end_of_raw(html, end, &tag.name) } else { end };
                return Some((tag, next));
            }
            _ => at + 1,
        };
    }
}

/// The offset after the comment, CDATA or declaration that begins at `at`; an end tag without a name is a comment too.
pub(super) fn declaration_end(html: &str, at: usize) -> Option<usize> {
    let rest = &html.as_bytes()[at..];
    match rest {
        [b'<', b'!', b'-', b'-', ..] => Some(comment_length(rest).map_or(html.len(), |length| at + length)),
        [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => Some(after(html, at, b"]]>")),
        [b'<', b'!' | b'?', ..] => Some(after(html, at, b">")),
        [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => None,
        [b'<', b'/', ..] => Some(after(html, at, b">")),
        _ => None,
    }
}

/// The offset after the next `ending`, or the end of the text.
fn after(html: &str, from: usize, ending: &[u8]) -> usize {
    memmem::find(&html.as_bytes()[from..], ending).map_or(html.len(), |at| from + at + ending.len())
}

/// The length of the comment that `rest` begins with, unless nothing ends it. `<!-->` and `<!--->` are whole comments.
pub(super) fn comment_length(rest: &[u8]) -> Option<usize> {
    match &rest[4..] {
        [b'>', ..] => Some(5),
        [b'-', b'>', ..] => Some(6),
        inside => comment_end(inside).map(|end| 4 + end),
    }
}

/// The offset after the end of the comment that goes on in `inside`. `--!>` ends one too
/// (<https://html.spec.whatwg.org/multipage/parsing.html#comment-end-bang-state>).
pub(super) fn comment_end(inside: &[u8]) -> Option<usize> {
    let ends = |at: &usize| inside[..*at].ends_with(b"--") || inside[..*at].ends_with(b"--!");
    memchr_iter(b'>', inside).find(ends).map(|at| at + 1)
}

/// The offset of the end tag of the raw text that begins at `from`, or the end of the text.
pub(super) fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let is_end = |at: &usize| {
        let rest = &bytes[from + at + 1..];
        let names_it = rest.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        let ends =
            rest.get(name.len() + 1).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        rest.starts_with(b"/") && names_it && ends
    };
    memchr_iter(b'<', &bytes[from..]).find(is_end).map_or(html.len(), |at| from + at)
}

/// Reads the tag whose `<` is at `start`; also returns the offset after it.
pub(super) fn read_tag(html: &str, start: usize) -> (Tag, usize) {
    let bytes = html.as_bytes();
    let is_closing = bytes.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(is_closing);
    let name_end = end_of(bytes, name_start, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    let mut attributes = Vec::new();
    let mut has_open_value = false;
    let mut at = name_end;
    let (end, is_cut) = loop {
        at = end_of(bytes, at, |byte| !byte.is_ascii_whitespace() && byte != b'/');
        match bytes.get(at) {
            None => break (html.len(), true),
            Some(b'>') => break (at + 1, false),
            Some(_) => {
                let (attribute, next) = read_attribute(bytes, at);
                has_open_value = attribute.is_none();
                attributes.extend(attribute);
                at = next;
            }
        }
    };
    let name = html[name_start..name_end].to_ascii_lowercase();
    (Tag { name, span: Span::new(start, end), is_closing, is_cut, has_open_value, attributes }, end)
}

/// Reads the attribute at `start`, unless the text ends in its value; also returns the offset after it.
fn read_attribute(bytes: &[u8], start: usize) -> (Option<Attribute>, usize) {
    // A `=` before a name is part of the name.
    let name_end = end_of(bytes, start + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
    let name = Span::new(start, name_end);
    let equals = end_of(bytes, name_end, |byte| !byte.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return (Some(Attribute { name, value: Span::new(name_end, name_end), span: name }), name_end);
    }
    let begin = end_of(bytes, equals + 1, |byte| !byte.is_ascii_whitespace());
    let (value, end) = match bytes.get(begin) {
        Some(&quote @ (b'"' | b'\'')) => match memchr(quote, &bytes[begin + 1..]) {
            Some(length) => (Span::new(begin + 1, begin + 1 + length), begin + length + 2),
            None => return (None, bytes.len()),
        },
        _ => {
            let end = end_of(bytes, begin, |byte| byte.is_ascii_whitespace() || byte == b'>');
            (Span::new(begin, end), end)
        }
    };
    (Some(Attribute { name, value, span: Span::new(start, end) }), end)
}

/// The offset of the first byte at or after `from` that `is_end`, or the end of the text.
fn end_of(bytes: &[u8], from: usize, is_end: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| is_end(*byte)).map_or(bytes.len(), |at| from + at)
}
