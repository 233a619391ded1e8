//! Addresses in raw HTML that may not be written: in attributes that no link check looks at, and in tags that are cut
//! off.

use std::borrow::Cow;

use super::tag::{Attribute, Tag};
use super::{Mark, decoded, scan};
use crate::output::{AddressUse, UNSAFE_SCHEMES, unsafe_scheme};
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

/// What the value of an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// An address, or a list of them.
    Address(AddressUse),
    /// The source of an HTML document.
    Document,
}

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
    let is_shown = super::shows_media(&tag.name) && SHOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
    let holds = Holds::Address(if is_shown { AddressUse::Show } else { AddressUse::Follow });
    may_matter.then(|| Mark::Address { span, decoded: decoded.into_owned(), holds, cut, instead })
}

/// `text` with the character references that a browser also reads without their semicolon.
fn without_semicolons(text: &str) -> String {
    let text = text.replace("&lt", "<").replace("&LT", "<").replace("&gt", ">").replace("&GT", ">");
    text.replace("&quot", "\"").replace("&QUOT", "\"").replace("&amp", "&").replace("&AMP", "&")
}

/// The first address in the value of an attribute that may not be written. The value may list several, or say after how
/// many seconds a page leads on. For a document, the scheme of that address.
pub(in crate::markdown) fn unsafe_part(value: &str, holds: Holds) -> Option<&str> {
    let usage = match holds {
        Holds::Address(usage) => usage,
        Holds::Document => return unsafe_document(value),
    };
    let parts = value.split([';', ',']).map(|part| {
        let part = part.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_control());
        let url = part.get(..3).filter(|start| start.eq_ignore_ascii_case("url")).map(|_| part[3..].trim_start());
        let url = url.and_then(|rest| rest.strip_prefix('=')).unwrap_or(part);
        url.trim_start().trim_start_matches(['"', '\''])
    });
    [value].into_iter().chain(parts).find(|part| unsafe_scheme(part, usage).is_some())
}

/// The scheme of the first address in the source of a document that may not be written. A script in it counts as
/// one, and so does a document in the document: none is read inside another.
fn unsafe_document(source: &str) -> Option<&'static str> {
    let lower = source.to_ascii_lowercase();
    if lower.contains("<script") || lower.contains("srcdoc") {
        return Some("javascript:");
    }
    scan(source).iter().find_map(|mark| match mark {
        Mark::Link { tag, decoded, .. } => unsafe_scheme(decoded, use_on(tag)),
        Mark::Address { decoded, holds, .. } => {
            unsafe_part(decoded, *holds).and_then(|part| unsafe_scheme(part, AddressUse::Follow))
        }
        Mark::Cut { scheme, .. } => *scheme,
        Mark::Anchor { .. } | Mark::Style { .. } => None,
    })
}

/// What a browser does with the links of this element.
pub(super) fn use_on(tag: &str) -> AddressUse {
    if super::shows_media(tag) { AddressUse::Show } else { AddressUse::Follow }
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

/// The scheme of an address that runs code, wherever it stands in this Markdown or HTML, be it text or code.
pub(in crate::markdown) fn script_scheme(text: &str) -> Option<&'static str> {
    let plain = plain(text).replace('\\', "");
    ["javascript:", "vbscript:"].into_iter().find(|scheme| plain.contains(scheme))
}

/// `html` without the attributes whose address may not be written.
pub(in crate::markdown) fn without_unsafe(html: &str) -> Cow<'_, str> {
    let cuts: Vec<(Span, &str)> = scan(html)
        .into_iter()
        .filter_map(|mark| match mark {
            Mark::Link { tag, decoded, span, .. } => unsafe_scheme(&decoded, use_on(&tag)).map(|_| (span, "")),
            Mark::Address { decoded, holds, cut, instead, .. } => unsafe_part(&decoded, holds).map(|_| (cut, instead)),
            Mark::Cut { span, scheme } => scheme.map(|_| (span, "&lt;")),
            Mark::Anchor { .. } | Mark::Style { .. } => None,
        })
        .collect();
    if cuts.is_empty() {
        return Cow::Borrowed(html);
    }
    let (mut text, mut written) = (String::with_capacity(html.len()), 0);
    for (span, instead) in cuts.into_iter().filter(|(span, _)| span.start < span.end) {
        if span.start >= written {
            text.push_str(&html[written..span.start]);
            text.push_str(instead);
            written = span.end;
        }
    }
    text.push_str(&html[written..]);
    Cow::Owned(text)
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

#[cfg(test)]
mod tests {
    use super::{Holds, unsafe_part, without_unsafe};
    use crate::output::AddressUse;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(without_unsafe(html), expected);
    }

    #[test]
    fn an_attribute_that_runs_code_is_cut_out() {
        check("<a href=\"/x\" title=\"javascript:\">", "<a href=\"/x\" title=\"javascript:\">");
        check("<a href=\"javascript:x\">t</a>", "<a >t</a>");
        check("<a id=b HREF = ' \u{1}Java\tScript:x' class=c>t</a>", "<a id=b  class=c>t</a>");
        check("<a href=&#106;avascript:x>t</a>", "<a >t</a>");
        check("<form action=javascript:x><button formaction=\"&#x6A&#97vascript&colon;x\">", "<form ><button >");
        check(
            "<svg><a xlink:href=\"javascript:x\"/><animate to=javascript:x values=\"/a;javascript:x\"/>",
            "<svg><a /><animate  />",
        );
        check("<meta http-equiv=refresh content=\"0; URL='javascript:x'\">", "<meta http-equiv=refresh >");
        check(
            "<iframe src=data:text/html,x></iframe><img src=data:image/png,x>",
            "<iframe ></iframe><img src=data:image/png,x>",
        );
        check("<object data=data:text/html,x><embed src=vbscript:x>", "<object ><embed >");
        check("<p>one</p><a href=\"javascript:x\n", "<p>one</p>&lt;a href=\"javascript:x\n");
    }

    #[test]
    fn a_value_may_list_several_addresses() {
        let part = |value| unsafe_part(value, Holds::Address(AddressUse::Follow));
        assert_eq!(part("0;url=/x"), None);
        assert_eq!(part("/a; javascript:x"), Some("javascript:x"));
        assert_eq!(part("5 ; url = \"data:text/html,x\""), Some("data:text/html"));
        assert_eq!(part("a metadata: b"), None);
    }
}
