//! Attribute lists on a line of their own below a block, as Goldmark reads them: `{.wide #goals}`.
//!
//! The Markdown parser does not support them: such a line is replaced by spaces before parsing, which ends the block
//! above it as in Goldmark, and its attributes are applied to the block that ends there.

use std::collections::BTreeMap;

use memchr::memchr_iter;
use pulldown_cmark::{Event, Parser, Tag};

use super::attributes::{self, Attributes};
use super::dialect::Dialect;

/// The attribute lines of a text.
#[derive(Debug)]
pub(super) struct BlockAttributes {
    blanked: String,
    lines: BTreeMap<usize, Attributes>,
}

impl BlockAttributes {
    /// The attribute lines of `text`; nothing where there is none, as in nearly all texts.
    pub(super) fn find(text: &str, dialect: Dialect<'_>) -> Option<Self> {
        let candidates = candidates(text);
        if candidates.is_empty() {
            return None;
        }
        let verbatim = verbatim_ranges(text, dialect);
        let mut blanked = text.as_bytes().to_vec();
        let mut lines = BTreeMap::new();
        for Candidate { line, list, attributes } in candidates {
            // The ranges are sorted and not nested.
            let before = verbatim.partition_point(|range| range.start <= list.start);
            if before.checked_sub(1).is_some_and(|last| list.start < verbatim[last].end) {
                continue;
            }
            blanked[list].fill(b' ');
            lines.insert(line, attributes);
        }
        // Whole characters were replaced by spaces, so the bytes are still UTF-8.
        let blanked = String::from_utf8(blanked).ok()?;
        (!lines.is_empty()).then_some(Self { blanked, lines })
    }

    /// The text without its attribute lines, of the same length.
    pub(super) fn text(&self) -> &str {
        &self.blanked
    }

    /// Every attribute list, with the offset of its line.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &Attributes)> {
        self.lines.iter().map(|(start, attributes)| (*start, attributes))
    }
}

/// A line that may be an attribute list.
struct Candidate {
    /// Where the line begins.
    line: usize,
    /// The list, without the white space and the marks of quotes before it.
    list: std::ops::Range<usize>,
    attributes: Attributes,
}

fn candidates(text: &str) -> Vec<Candidate> {
    let candidate = |at: usize| {
        let before =
            text[..at].trim_end_matches(|letter: char| letter != '\n' && (letter.is_whitespace() || letter == '>'));
        if !(before.is_empty() || before.ends_with('\n')) || text[at..].starts_with("{{") {
            return None;
        }
        let line = text[at..].lines().next().unwrap_or_default().trim_end();
        let attributes = line.ends_with('}').then(|| attributes::parse_attributes(line)).flatten()?;
        Some(Candidate { line: before.len(), list: at..at + line.len(), attributes })
    };
    memchr_iter(b'{', text.as_bytes()).filter_map(candidate).collect()
}

/// The ranges of code blocks and raw HTML.
fn verbatim_ranges(text: &str, dialect: Dialect<'_>) -> Vec<std::ops::Range<usize>> {
    let is_verbatim = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
    Parser::new_ext(text, dialect.options())
        .into_offset_iter()
        .filter(|(event, _)| is_verbatim(event))
        .map(|(_, range)| range)
        .collect()
}
