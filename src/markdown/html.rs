//! Raw HTML: the links, anchors and inline styles in it, and text made safe to stand in it.
//!
//! As forgiving as a browser: anything is HTML. Kept out: the tree of elements, and what a link leads to.

mod hidden;
mod tag;
mod unsafe_mark;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unsafe_tests;

use std::borrow::Cow;

use memchr::{memchr, memchr3};

use crate::source::Span;

pub use tag::{Attribute, Tag, tags};
pub use unsafe_mark::Holds;
pub(super) use unsafe_mark::{script_scheme, unsafe_part, without_unsafe};

/// Something in raw HTML that the rest of a site has to know of. Spans count from the start of the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The address of another resource.
    Link {
        /// The element, lower case.
        tag: String,
        /// The attribute, lower case. A `srcset` gives one link for every candidate.
        attribute: &'static str,
        /// The address as written, without quotes and without space around it.
        value: Span,
        /// The address with its character references resolved.
        decoded: String,
        /// The attribute, from its name to its last quote.
        span: Span,
    },
    /// An attribute that holds an address as well, but none that a site has to know of unless it may not be written.
    Address {
        /// The attribute, from its name to its last quote.
        span: Span,
        /// The value with its character references resolved as a browser resolves them.
        decoded: String,
        /// What the value holds.
        holds: Holds,
        /// What is to be replaced where the address may not be written.
        cut: Span,
        /// What takes its place.
        instead: &'static str,
    },
    /// The `<` of a tag that is cut off where what follows may be, or become, an address which may not be written.
    Cut {
        /// The `<`.
        span: Span,
        /// The scheme of that address; nothing where the tag itself has none, and is cut off in a quoted value, so that
        /// the text of the page could go on with attributes.
        scheme: Option<&'static str>,
    },
    /// A place that links can lead to.
    Anchor {
        /// The id with its character references resolved, never empty.
        id: String,
        /// The element, lower case.
        tag: String,
        /// The id as written.
        value: Span,
    },
    /// A `style` attribute, from its name to its last quote, or the start tag of a `<style>` element.
    Style {
        /// Where it stands.
        span: Span,
    },
}

impl Mark {
    /// Where the text changes for this mark, if it does.
    fn start(&self) -> usize {
        match self {
            Self::Link { span, .. } | Self::Cut { span, .. } | Self::Style { span } => span.start,
            Self::Address { cut, .. } => cut.start,
            Self::Anchor { value, .. } => value.start,
        }
    }
}

/// Every link, anchor, other address and inline style of the start tags in `html`, in order.
///
/// Comments, CDATA and the text of scripts and styles hold no links, anchors and styles. Of an attribute given twice the
/// first counts. A tag that is cut off gives what stands complete in it. Addresses that may not be written are also
/// looked for where a browser could see a tag and this reading sees none, and in every attribute given again.
pub fn scan(html: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    if memchr(b'<', html.as_bytes()).is_none() {
        return marks;
    }
    let mut starts = Vec::new();
    for tag in tags(html) {
        if tag.is_closing {
            continue;
        }
        starts.push(tag.span.start);
        if tag.name == "style" {
            marks.push(Mark::Style { span: tag.span });
        }
        let mut seen: Vec<&'static str> = Vec::new();
        for attribute in &tag.attributes {
            let Some(kind) = kind_of(attribute.name.of(html)) else {
                marks.extend(unsafe_mark::other_address(html, &tag, attribute));
                continue;
            };
            if seen.contains(&kind) {
                // It counts once the first one has been cut out.
                marks.extend(unsafe_mark::other_address(html, &tag, attribute));
            } else {
                seen.push(kind);
                add_marks(html, &tag, kind, attribute, &mut marks);
            }
        }
        marks.extend(unsafe_mark::cut_off(html, &tag));
    }
    hidden::add_hidden(html, &starts, &mut marks);
    marks.sort_by_key(Mark::start);
    marks
}

/// The attributes that matter, whatever their case.
fn kind_of(name: &str) -> Option<&'static str> {
    const KINDS: [&str; 9] = ["href", "src", "id", "name", "style", "srcset", "poster", "data", "xlink:href"];
    KINDS.into_iter().find(|kind| kind.eq_ignore_ascii_case(name))
}

fn add_marks(html: &str, tag: &Tag, kind: &'static str, attribute: &Attribute, marks: &mut Vec<Mark>) {
    let value = trimmed(html, attribute.value);
    match (kind, tag.name.as_str()) {
        ("style", _) => marks.push(Mark::Style { span: attribute.span }),
        ("id", _) | ("name", "a") => {
            let id = decoded(attribute.value.of(html)).into_owned();
            if !id.is_empty() {
                marks.push(Mark::Anchor { id, tag: tag.name.clone(), value: attribute.value });
            }
        }
        ("srcset", "img" | "source") => {
            marks.extend(candidates(html, value).into_iter().map(|value| link(html, tag, attribute, (kind, value))));
        }
        ("href", "a" | "area" | "link" | "use" | "image")
        | ("xlink:href", "a" | "use" | "image")
        | ("src", "img" | "source" | "video" | "audio" | "iframe" | "script" | "embed" | "track" | "input")
        | ("poster", "video")
        | ("data", "object") => marks.push(link(html, tag, attribute, (kind, value))),
        _ => marks.extend(unsafe_mark::other_address(html, tag, attribute)),
    }
}

fn link(html: &str, tag: &Tag, attribute: &Attribute, (kind, value): (&'static str, Span)) -> Mark {
    let decoded = decoded(value.of(html)).into_owned();
    Mark::Link { tag: tag.name.clone(), attribute: kind, value, decoded, span: attribute.span }
}

/// The addresses of a `srcset`: each ends at a space or at the comma before the next one.
fn candidates(html: &str, value: Span) -> Vec<Span> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = value.start;
    while at < value.end {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b',' {
            at += 1;
            continue;
        }
        let rest = &bytes[at..value.end];
        let length = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        let commas = rest[..length].iter().rev().take_while(|byte| **byte == b',').count();
        found.push(Span::new(at, at + length - commas));
        at += length;
        if commas == 0 {
            at += memchr(b',', &bytes[at..value.end]).unwrap_or(value.end - at);
        }
    }
    found
}

/// Whether the addresses of an element are those of pictures, films or sounds that it shows.
pub(super) fn shows_media(tag: &str) -> bool {
    matches!(tag, "img" | "source" | "video" | "audio" | "image" | "input" | "track")
}

fn trimmed(html: &str, span: Span) -> Span {
    let text = span.of(html);
    let start = span.start + text.len() - text.trim_ascii_start().len();
    Span::new(start, start + text.trim_ascii().len())
}

/// The text of a piece of HTML without its tags and without blanks around it, character references as written.
pub fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = memchr(b'>', &rest.as_bytes()[at..]).map_or("", |end| &rest[at + end + 1..]);
    }
    text.push_str(rest);
    text.trim().to_owned()
}

/// `text` with its character references resolved: all named ones, and numbers.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() { Cow::Borrowed(text) } else { html_escape::decode_html_entities(text) }
}

/// `text` as it may stand between tags.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    push_text(&mut out, text);
    Cow::Owned(out)
}

/// `text` as it may stand in an attribute in double quotes.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    match escape_text(text) {
        escaped if memchr(b'"', escaped.as_bytes()).is_none() => escaped,
        escaped => Cow::Owned(escaped.replace('"', "&quot;")),
    }
}

/// Writes `text` so that it may stand between tags.
pub fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
