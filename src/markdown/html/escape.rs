//! Escapes text for HTML, and gets the text out of HTML.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

/// The text of a piece of HTML without its tags and the white space around it; character references stay as written.
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

/// `text` with its character references resolved, named and numeric ones.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() { Cow::Borrowed(text) } else { html_escape::decode_html_entities(text) }
}

/// `text` escaped for the content of an element.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    push_text(&mut out, text);
    Cow::Owned(out)
}

/// `text` escaped for an attribute in double quotes.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    match escape_text(text) {
        escaped if memchr(b'"', escaped.as_bytes()).is_none() => escaped,
        escaped => Cow::Owned(escaped.replace('"', "&quot;")),
    }
}

/// Appends `text`, escaped for the content of an element, to `out`.
pub(in crate::markdown) fn push_text(out: &mut String, text: &str) {
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
