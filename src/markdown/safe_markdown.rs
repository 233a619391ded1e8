//! Markdown without unsafe addresses, for publishing it as source.

use std::ops::Range;

use memchr::{memchr, memchr2_iter};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::dialect::options;
use super::html::without_unsafe;
use crate::output::{AddressUse, unsafe_scheme};

/// Removing a link can turn the text around it into another one, so that the text is parsed again. Only a text written
/// as an attack needs more rounds.
const MAX_ROUNDS: usize = 16;

/// `text` without links that run code, or open a document inside their address, in a browser; their text stays. Such
/// attributes are removed from raw HTML.
pub fn without_unsafe_links(mut text: String) -> String {
    if !may_have_any(&text) {
        return text;
    }
    for _ in 0..MAX_ROUNDS {
        let mut cuts = cuts(&text);
        if cuts.is_empty() {
            return text;
        }
        cuts.sort_by_key(|(range, _)| range.start);
        let (mut kept, mut written) = (String::with_capacity(text.len()), 0);
        for (range, instead) in cuts {
            if range.start >= written {
                kept.push_str(&text[written..range.start]);
                kept.push_str(&instead);
                written = range.end;
            }
        }
        kept.push_str(&text[written..]);
        text = kept;
    }
    // Without brackets there is no link.
    text.replace('[', "\\[").replace('<', "&lt;")
}

/// Whether the text may have such an address: it has its scheme, or what could hide a character of it. A quick test,
/// because hardly any page has one.
fn may_have_any(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = |before: &[u8], word: &str| {
        before.len() >= word.len() && before[before.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
    };
    let begins = |after: &[u8], word: &str| {
        after.len() >= word.len() && after[..word.len()].eq_ignore_ascii_case(word.as_bytes())
    };
    let is_suspect = |at: usize| match bytes[at] {
        b':' => {
            let before = bytes[..at].strip_suffix(b"\\").unwrap_or(&bytes[..at]);
            ["script", "data"].iter().any(|word| ends(before, word))
        }
        _ => ["#", "tab", "newline", "colon"].iter().any(|word| begins(&bytes[at + 1..], word)),
    };
    // Browsers ignore a tab inside an address, which only an address in angle brackets can have.
    let may_hide = memchr(b'\t', bytes).is_some() && memchr(b'<', bytes).is_some();
    may_hide || memchr2_iter(b':', b'&', bytes).any(is_suspect)
}

/// A link or an image that is being read.
struct Open {
    is_unsafe: bool,
    /// Where its text begins; absent until that is read.
    words: Option<usize>,
}

/// The ranges to be replaced, each with its replacement.
fn cuts(text: &str) -> Vec<(Range<usize>, String)> {
    let mut cuts = Vec::new();
    let parser = Parser::new_ext(text, options());
    let is_unsafe = |address: &str, usage: AddressUse| unsafe_scheme(address, usage).is_some();
    for (_, definition) in parser.reference_definitions().iter() {
        if is_unsafe(&definition.dest, AddressUse::Follow) {
            cuts.push((definition.span.clone(), String::new()));
        }
    }
    let mut open: Vec<Open> = Vec::new();
    // Where the last event ends.
    let mut read = 0;
    for (event, range) in parser.into_offset_iter() {
        if !matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
            && let Some(around) = open.last_mut()
        {
            around.words.get_or_insert(range.start);
        }
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                open.push(Open { is_unsafe: is_unsafe(dest_url, AddressUse::Follow), words: None });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                open.push(Open { is_unsafe: is_unsafe(dest_url, AddressUse::Show), words: None });
            }
            Event::End(TagEnd::Link | TagEnd::Image) => match open.pop() {
                Some(Open { is_unsafe: true, words: Some(words) }) => {
                    cuts.push((range.start..words, String::new()));
                    cuts.push((read.clamp(words, range.end)..range.end, String::new()));
                }
                Some(Open { is_unsafe: true, words: None }) => cuts.push((range.clone(), String::new())),
                Some(Open { is_unsafe: false, .. }) | None => {}
            },
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let html = text.get(range.clone()).unwrap_or_default();
                let safe = without_unsafe(html);
                if safe != html {
                    cuts.push((range.clone(), safe.into_owned()));
                }
            }
            _ => {}
        }
        read = range.end;
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::without_unsafe_links;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(without_unsafe_links(text.to_owned()), expected);
    }

    #[test]
    fn the_words_of_a_link_that_runs_code_stay_without_it() {
        check("a [*b* c](javascript:x) d\n", "a *b* c d\n");
        check("a [b](JAVA&#115;cript:x \"title\") [c](/d/)\n", "a b [c](/d/)\n");
        check("a [b](javascript\\:x)\n", "a b\n");
        check("a <javascript:x> b\n", "a javascript:x b\n");
        check("a ![b](data:text/html,x) ![c](data:image/png,x)\n", "a b ![c](data:image/png,x)\n");
        check("[![a](javascript:x)](javascript:y)\n", "a\n");
        check("- [a](</x>)\n- [b](<java\tscript:x>)\n", "- [a](</x>)\n- b\n");
        check("[a [b](javascript:x)](javascript:y)\n", "a b\n");
        check("![![![![![![a](data:,1)](data:,2)](data:,3)](data:,4)](data:,5)](data:,6)\n", "a\n");
        check("[](javascript:x) b\n", " b\n");
        check("[a][b] [b]\n\n[b]: javascript:x\n", "a b\n\n\n");
    }

    #[test]
    fn a_text_that_needs_too_many_rounds_loses_its_brackets() {
        let text = format!("{}a{}\n", "[".repeat(40), "](javascript:x)".repeat(40));
        assert!(!without_unsafe_links(text).replace("\\[", "").contains('['));
    }

    #[test]
    fn raw_html_loses_the_attribute_and_code_stays() {
        check("a <b id=c><a href=\"javascript:x\">d</a></b>\n", "a <b id=c><a >d</a></b>\n");
        check("<div>\n<a\nhref=javascript:x>d</a>\n</div>\n", "<div>\n<a\n>d</a>\n</div>\n");
        check(
            "`[a](javascript:x)`\n\n    <a href=javascript:x>\n",
            "`[a](javascript:x)`\n\n    <a href=javascript:x>\n",
        );
        check("data: script: &#39;\n", "data: script: &#39;\n");
    }
}
