//! Attributes that hold an address, and the marks of those whose address may be unsafe to write into a page.

use std::borrow::Cow;

use super::escape::decoded;
use super::mark::{Holds, Mark};
use super::tag::{Attribute, Tag};
use crate::output::{AddressUse, UNSAFE_SCHEMES};
use crate::source::Span;

/// Attributes with an address, on any element. SVG animations can set an address with `by`, `from`, `to` and `values`.
const ADDRESSES: [&str; 20] = [
    "action",
    "background",
    "by",
    "cite",
    "codebase",
    "data",
    "dynsrc",
    "formaction",
    "from",
    "href",
    "longdesc",
    "lowsrc",
    "manifest",
    "ping",
    "poster",
    "src",
    "srcset",
    "to",
    "values",
    "xlink:href",
];

/// Attributes with the address of an image, a video or a sound, on elements that show one.
const MEDIA: [&str; 5] = ["src", "srcset", "poster", "href", "xlink:href"];

/// The mark of an attribute that is no link, where its address may be unsafe.
pub(super) fn other_address(html: &str, tag: &Tag, attribute: &Attribute) -> Option<Mark> {
    address(html, tag, attribute, (attribute.span, ""))
}

/// As [`other_address`], with the span to replace where the address is unsafe, and its replacement.
pub(super) fn address(
    html: &str,
    tag: &Tag,
    attribute: &Attribute,
    (cut, instead): (Span, &'static str),
) -> Option<Mark> {
    let name = attribute.name.of(html);
    let span = attribute.span;
    if name.eq_ignore_ascii_case("srcdoc") {
        let decoded = without_semicolons(&loosely_decoded(attribute.value.of(html)));
        return Some(Mark::Address { span, decoded, holds: Holds::Document, cut, instead });
    }
    let is_refresh = tag.name == "meta" && name.eq_ignore_ascii_case("content");
    let holds_address = ADDRESSES.iter().any(|known| known.eq_ignore_ascii_case(name))
        || name.len() > 5 && name.as_bytes()[name.len() - 5..].eq_ignore_ascii_case(b":href");
    if !holds_address && !is_refresh {
        return None;
    }
    let decoded = loosely_decoded(attribute.value.of(html));
    // A placeholder, which is not ASCII, stands for text that is inserted later.
    let may_matter = decoded.contains(':') || !decoded.is_ascii();
    let is_media = shows_media(&tag.name) && MEDIA.iter().any(|known| known.eq_ignore_ascii_case(name));
    let holds = Holds::Address(if is_media { AddressUse::Show } else { AddressUse::Follow });
    may_matter.then(|| Mark::Address { span, decoded: decoded.into_owned(), holds, cut, instead })
}

/// `text` with those character references resolved that browsers also read without a semicolon.
fn without_semicolons(text: &str) -> String {
    let text = text.replace("&lt", "<").replace("&LT", "<").replace("&gt", ">").replace("&GT", ">");
    text.replace("&quot", "\"").replace("&QUOT", "\"").replace("&amp", "&").replace("&AMP", "&")
}

/// Whether the addresses of an element are those of images, videos or sounds that it shows.
pub(in crate::markdown) fn shows_media(tag: &str) -> bool {
    matches!(tag, "img" | "source" | "video" | "audio" | "image" | "input" | "track")
}

/// How a browser uses the links of this element.
pub(super) fn use_on(tag: &str) -> AddressUse {
    if shows_media(tag) { AddressUse::Show } else { AddressUse::Follow }
}

/// The mark of a tag that is cut off where it has, or with the text after it could have, an unsafe address.
pub(super) fn cut_off(html: &str, tag: &Tag) -> Option<Mark> {
    if !tag.is_cut {
        return None;
    }
    let scheme = scheme_in(&plain(tag.span.of(html)));
    (scheme.is_some() || tag.has_open_value)
        .then_some(Mark::Cut { span: Span::new(tag.span.start, tag.span.start + 1), scheme })
}

/// `html` in lower case, its character references resolved, without white space and control characters.
pub(super) fn plain(html: &str) -> String {
    let is_significant = |letter: &char| !letter.is_whitespace() && !letter.is_control();
    loosely_decoded(html).chars().filter(is_significant).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The scheme of an unsafe address anywhere in this [`plain`] text.
pub(super) fn scheme_in(plain: &str) -> Option<&'static str> {
    UNSAFE_SCHEMES.into_iter().find(|scheme| plain.contains(scheme))
}

/// `text` with its character references resolved as in a browser: numeric ones also without a semicolon.
fn loosely_decoded(text: &str) -> Cow<'_, str> {
    let decoded = decoded(text);
    if !decoded.contains("&#") {
        return decoded;
    }
    let mut parts = decoded.split("&#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, radix) = match part.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (part, 10),
        };
        let end = digits.find(|letter: char| !letter.is_digit(radix)).unwrap_or(digits.len());
        match u32::from_str_radix(&digits[..end], radix).ok().and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                out.push_str(&digits[end..]);
            }
            None => {
                out.push_str("&#");
                out.push_str(part);
            }
        }
    }
    Cow::Owned(out)
}
