//! Markdown that is published as it is, without the addresses that may not be written.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::html::without_unsafe;
use super::parse::options;
use crate::output::{AddressUse, unsafe_scheme};

/// What every Markdown with such an address has in it, in any case: its scheme, or what stands for a sign of it.
const SIGNS: [&str; 8] = ["script:", "script\\:", "data:", "data\\:", "&#", "&tab", "&newline", "&colon"];

/// A link in the text of a link in the text of an image is as deep as they go.
const MAX_ROUNDS: usize = 4;

/// `text` without the links that run code, or open a document written in their address, in the reader's browser: their
/// words stay. Raw HTML loses the attributes that hold such an address.
pub fn without_unsafe_links(mut text: String) -> String {
    // Blanks inside an address are rare, and hide its scheme.
    let may_hide = text.contains('\t') && text.contains('<');
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(SIGNS);
    if !may_hide && finder.is_ok_and(|finder| !finder.is_match(&text)) {
        return text;
    }
    for _ in 0..MAX_ROUNDS {
        let mut cuts = cuts(&text);
        if cuts.is_empty() {
            break;
        }
        cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let (mut kept, mut written) = (String::with_capacity(text.len()), 0);
        for (range, instead) in cuts {
            // What stands inside of another one is for the next round.
            if range.start >= written {
                kept.push_str(&text[written..range.start]);
                kept.push_str(&instead);
                written = range.end;
            }
        }
        kept.push_str(&text[written..]);
        text = kept;
    }
    text
}

/// What is to be replaced, and by what.
fn cuts(text: &str) -> Vec<(Range<usize>, String)> {
    let mut cuts = Vec::new();
    let parser = Parser::new_ext(text, options());
    let is_unsafe = |address: &str, usage: AddressUse| unsafe_scheme(address, usage).is_some();
    for (_, definition) in parser.reference_definitions().iter() {
        if is_unsafe(&definition.dest, AddressUse::Follow) {
            cuts.push((definition.span.clone(), String::new()));
        }
    }
    // The links and images that are open, each with where its text stands, as far as it has been seen.
    let mut open: Vec<(bool, Option<Range<usize>>)> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) => open.push((is_unsafe(dest_url, AddressUse::Follow), None)),
            Event::Start(Tag::Image { dest_url, .. }) => open.push((is_unsafe(dest_url, AddressUse::Show), None)),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((true, inner)) = open.pop() {
                    let words = inner.and_then(|inner| text.get(inner)).unwrap_or_default();
                    cuts.push((range.clone(), words.to_owned()));
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let html = text.get(range.clone()).unwrap_or_default();
                let safe = without_unsafe(html);
                if safe != html {
                    cuts.push((range.clone(), safe.into_owned()));
                }
            }
            _ => {}
        }
        let is_start = matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        let around = open.len() - usize::from(is_start && !open.is_empty());
        for (_, inner) in &mut open[..around] {
            let start = inner.as_ref().map_or(range.start, |inner| inner.start);
            *inner = Some(start..range.end.max(start));
        }
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
        check("[a][b] [b]\n\n[b]: javascript:x\n", "a b\n\n\n");
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
