//! Attributes that hold an address, and the marks of those whose address may be unsafe to write into a page.

use std::borrow::Cow;

use super::escape::decoded;
use super::mark::{Holds, Mark};
use super::tag::{Attribute, Tag};
use crate::output::{AddressUse, UNSAFE_SCHEMES};
use crate::source::Span;

/// Attributes that hold an address, whatever the element; those of SVG animations can set one.
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

/// Attributes whose address is that of a picture, a film or a sound, on the elements that show one.
const SHOWN: [&str; 5] = ["src", "srcset", "poster", "href", "xlink:href"];

/// The mark of an attribute that is no link of the site, where its address could be one that may not be written.
pub(super) fn other_address(html: &str, tag: &Tag, attribute: &Attribute) -> Option<Mark> {
    address(html, tag, attribute, (attribute.span, ""))
}

/// The same, with what is to be replaced where the address may not be written, and by what.
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
    // What a shortcode puts there is not known yet: its placeholder is no ASCII.
    let may_matter = decoded.contains(':') || !decoded.is_ascii();
    let is_shown = shows_media(&tag.name) && SHOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
    let holds = Holds::Address(if is_shown { AddressUse::Show } else { AddressUse::Follow });
    may_matter.then(|| Mark::Address { span, decoded: decoded.into_owned(), holds, cut, instead })
}

/// `text` with the character references that a browser also reads without their semicolon.
fn without_semicolons(text: &str) -> String {
    let text = text.replace("&lt", "<").replace("&LT", "<").replace("&gt", ">").replace("&GT", ">");
    text.replace("&quot", "\"").replace("&QUOT", "\"").replace("&amp", "&").replace("&AMP", "&")
}

/// Whether the addresses of an element are those of pictures, films or sounds that it shows.
pub(in crate::markdown) fn shows_media(tag: &str) -> bool {
    matches!(tag, "img" | "source" | "video" | "audio" | "image" | "input" | "track")
}

/// What a browser does with the links of this element.
pub(super) fn use_on(tag: &str) -> AddressUse {
    if shows_media(tag) { AddressUse::Show } else { AddressUse::Follow }
}

/// The mark of a tag that is cut off where it may stand inside an address that may not be written: what follows in the
/// page would end the address.
pub(super) fn cut_off(html: &str, tag: &Tag) -> Option<Mark> {
    if !tag.is_cut {
        return None;
    }
    let scheme = scheme_in(&plain(tag.span.of(html)));
    (scheme.is_some() || tag.has_open_value)
        .then_some(Mark::Cut { span: Span::new(tag.span.start, tag.span.start + 1), scheme })
}

/// `html` in lower case, its character references resolved, without blanks and control characters.
pub(super) fn plain(html: &str) -> String {
    let is_read = |sign: &char| !sign.is_whitespace() && !sign.is_control();
    loosely_decoded(html).chars().filter(is_read).map(|sign| sign.to_ascii_lowercase()).collect()
}

/// The scheme of an address that may not be written, wherever it stands in this [`plain`] text.
pub(super) fn scheme_in(plain: &str) -> Option<&'static str> {
    UNSAFE_SCHEMES.into_iter().find(|scheme| plain.contains(scheme))
}

/// `text` with its character references resolved as a browser resolves them: numbers also without a semicolon.
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
        let end = digits.find(|sign: char| !sign.is_digit(radix)).unwrap_or(digits.len());
        match u32::from_str_radix(&digits[..end], radix).ok().and_then(char::from_u32) {
            Some(sign) => {
                out.push(sign);
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
