//! Raw HTML without the addresses that run code or open a document of their own.

use std::borrow::Cow;

use super::address::{plain, use_on};
use super::mark::{Holds, Mark};
use super::scan::scan;
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::Span;

/// The first unsafe address in the value of an attribute. The value may list several addresses, or be that of a refresh
/// (`0; url=/x`). For a document, the scheme of the address.
pub(in crate::markdown) fn unsafe_part(value: &str, holds: Holds) -> Option<&str> {
    let usage = match holds {
        Holds::Address(usage) => usage,
        Holds::Document => return unsafe_document(value),
    };
    let parts = value.split([';', ',']).map(|part| {
        let part = part.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control());
        let url = part.get(..3).filter(|start| start.eq_ignore_ascii_case("url")).map(|_| part[3..].trim_start());
        let url = url.and_then(|rest| rest.strip_prefix('=')).unwrap_or(part);
        url.trim_start().trim_start_matches(['"', '\''])
    });
    [value].into_iter().chain(parts).find(|part| unsafe_scheme(part, usage).is_some())
}

/// The scheme of the first unsafe address in the source of a document. A script in it is unsafe, and so is a document
/// in the document, which is not read.
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

/// The scheme of an address that runs code, anywhere in this Markdown or HTML, also in text or code.
pub(in crate::markdown) fn script_scheme(text: &str) -> Option<&'static str> {
    let plain = plain(text).replace('\\', "");
    ["javascript:", "vbscript:"].into_iter().find(|scheme| plain.contains(scheme))
}

/// `html` without the attributes whose address is unsafe.
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

#[cfg(test)]
mod tests {
    use super::super::mark::Holds;
    use super::{unsafe_part, without_unsafe};
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
