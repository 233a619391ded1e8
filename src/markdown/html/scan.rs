//! The links, anchors, inline styles and unsafe addresses in raw HTML.

use memchr::memchr;

use super::address::{cut_off, other_address};
use super::escape::decoded;
use super::hidden::add_hidden;
use super::mark::Mark;
use super::tag::{Attribute, Tag, tags};
use crate::source::Span;

/// Every link, anchor, other address and inline style of the start tags in `html`, in order.
///
/// There are no links, anchors and styles in comments, CDATA and the text of scripts and styles. The first of duplicate
/// attributes counts. Of a tag that is cut off, complete attributes count. Unsafe addresses are also searched for where
/// only some browsers see a tag, and in duplicate attributes.
pub fn scan(html: &str) -> Vec<Mark> {
    scan_inside(html, &mut 0)
}

/// The same for a part of a page that begins inside of so many templates. What is in a template is not on the page.
pub(in crate::markdown) fn scan_inside(html: &str, templates: &mut usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    if memchr(b'<', html.as_bytes()).is_none() {
        return marks;
    }
    let mut starts = Vec::new();
    for tag in tags(html) {
        if tag.is_closing {
            *templates = templates.saturating_sub(usize::from(tag.name == "template"));
            continue;
        }
        starts.push(tag.span.start);
        if tag.name == "style" {
            marks.push(Mark::Style { span: tag.span });
        }
        let (before, mut seen): (usize, Vec<&'static str>) = (marks.len(), Vec::new());
        for attribute in &tag.attributes {
            let Some(kind) = kind_of(attribute.name.of(html)) else {
                marks.extend(other_address(html, &tag, attribute));
                continue;
            };
            if seen.contains(&kind) {
                // It would count after the first one was removed as unsafe.
                marks.extend(other_address(html, &tag, attribute));
            } else {
                seen.push(kind);
                add_marks(html, &tag, kind, attribute, &mut marks);
            }
        }
        if *templates > 0 {
            let of_tag = marks.split_off(before);
            marks.extend(of_tag.into_iter().filter(|mark| !matches!(mark, Mark::Anchor { .. })));
        }
        *templates += usize::from(tag.name == "template");
        marks.extend(cut_off(html, &tag));
    }
    add_hidden(html, &starts, &mut marks);
    marks.sort_by_key(Mark::start);
    marks
}

/// The name of an attribute that matters, in lower case.
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
                marks.push(Mark::Anchor { id, tag: tag.name.clone(), value: attribute.value, is_id: kind == "id" });
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
        _ => marks.extend(other_address(html, tag, attribute)),
    }
}

fn link(html: &str, tag: &Tag, attribute: &Attribute, (kind, value): (&'static str, Span)) -> Mark {
    let decoded = decoded(value.of(html)).into_owned();
    Mark::Link { tag: tag.name.clone(), attribute: kind, value, decoded, span: attribute.span }
}

/// The addresses of a `srcset`: each ends at white space, or at the comma before the next one.
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

fn trimmed(html: &str, span: Span) -> Span {
    let text = span.of(html);
    let start = span.start + text.len() - text.trim_ascii_start().len();
    Span::new(start, start + text.trim_ascii().len())
}
