//! Terms of glossaries: those that the definition lists of an article define, and where prose uses one. Which words are
//! terms is decided by a [`TermFinder`].

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::citation::{self, CitationReader};
use super::goldmark::is_block;
use super::html::tags;
use super::placeholder::{PLACEHOLDER_START, placeholder_len};
use crate::source::{Span, Spanned};

/// Finds terms in prose. Handed to [`parse()`](super::parse()), because the first use of a term becomes a link while the HTML
/// is written.
pub trait TermFinder: Sync {
    /// The terms in `text`, the prose of one block: in order, and without overlaps.
    fn find(&self, text: &str) -> Vec<FoundTerm>;
}

/// A term in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTerm {
    /// The number that the finder has for it.
    pub term: usize,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// What an article has to do with glossaries.
#[derive(Clone, Copy)]
pub enum Terms<'a> {
    /// Nothing.
    Ignored,
    /// It is a glossary: its definition lists define terms.
    Defined,
    /// It uses terms, which are linked at their first use.
    Linked(&'a dyn TermFinder),
    /// It uses terms, without a link.
    Unlinked(&'a dyn TermFinder),
}

impl<'a> Terms<'a> {
    pub(super) fn finder(self) -> Option<&'a dyn TermFinder> {
        match self {
            Self::Ignored | Self::Defined => None,
            Self::Linked(finder) | Self::Unlinked(finder) => Some(finder),
        }
    }

    pub(super) const fn are_linked(self) -> bool {
        match self {
            Self::Linked(_) => true,
            Self::Ignored | Self::Defined | Self::Unlinked(_) => false,
        }
    }
}

/// A term that a definition list defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its names as plain text, at least one; prose may use any of them.
    pub names: Vec<Spanned<String>>,
    /// The id of its first name on the page; absent where the site gives headings none.
    pub id: Option<String>,
    /// What it means, as plain text.
    pub text: String,
}

/// Where prose uses a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermUse {
    /// The number that the finder has for it.
    pub term: usize,
    /// The words in the file.
    pub span: Span,
    /// Whether they are a link to the term.
    pub is_linked: bool,
}

/// A term in the text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub(super) term: usize,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Whether it may become a link: it is in no heading, link or control.
    pub(super) is_linkable: bool,
}

/// Stands for what is no prose within a block, so that no term goes across it.
const GAP: char = '\u{fffc}';

/// Elements of raw HTML in which there may be no link, or whose text is no prose.
const CONTROLS: [&str; 16] = [
    "a", "abbr", "button", "code", "dfn", "kbd", "label", "math", "option", "pre", "samp", "select", "summary", "svg",
    "template", "textarea",
];

/// Whether `html` has an element in which a term may not become a link.
pub(super) fn has_control(html: &str) -> bool {
    html.contains('<') && tags(html).any(|tag| CONTROLS.contains(&tag.name.as_str()))
}

/// The terms in a text with these events, in order.
pub(super) fn occurrences(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    citations: &dyn CitationReader,
    finder: &dyn TermFinder,
) -> Vec<Occurrence> {
    let mut scanner = Scanner {
        text,
        citations,
        finder,
        block: String::new(),
        parts: Vec::new(),
        found: Vec::new(),
        hidden: 0,
        headings: 0,
        links: Vec::new(),
        controls: 0,
    };
    for (event, range) in events {
        scanner.event(event, range);
    }
    scanner.end_block();
    scanner.found
}

struct Scanner<'s> {
    text: &'s str,
    citations: &'s dyn CitationReader,
    finder: &'s dyn TermFinder,
    /// The prose of the open block.
    block: String,
    parts: Vec<PartOfBlock>,
    found: Vec<Occurrence>,
    /// How many constructs are open whose text is no prose.
    hidden: usize,
    headings: usize,
    /// For each open link, whether it cites.
    links: Vec<bool>,
    /// How many of [`CONTROLS`] raw HTML has left open.
    controls: usize,
}

/// A part of the prose of a block: the text of one event.
struct PartOfBlock {
    /// Its first byte in the block.
    at: usize,
    /// Its bytes in the text.
    range: Range<usize>,
    /// Whether it is in the text byte for byte; else it is a single character.
    is_verbatim: bool,
    is_linkable: bool,
}

impl Scanner<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if is_block(event) {
            self.end_block();
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.hidden == 0 => self.prose(text, range),
            Event::SoftBreak | Event::HardBreak if self.hidden == 0 => self.prose(" ", range),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.raw(html);
                self.block.push(GAP);
            }
            Event::Text(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => self.block.push(GAP),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. } => self.hidden += 1,
            Tag::Heading { .. } => self.headings += 1,
            Tag::Link { dest_url, .. } => {
                let is_citation = citation::read(dest_url, self.citations).is_some();
                self.hidden += usize::from(is_citation);
                self.links.push(is_citation);
            }
            _ => {}
        }
        self.block.push(GAP);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::Heading(_) => self.headings = self.headings.saturating_sub(1),
            TagEnd::Link => {
                let was_citation = self.links.pop() == Some(true);
                self.hidden = self.hidden.saturating_sub(usize::from(was_citation));
            }
            _ => {}
        }
        self.block.push(GAP);
    }

    fn raw(&mut self, html: &str) {
        for tag in tags(html).filter(|tag| CONTROLS.contains(&tag.name.as_str())) {
            self.controls = if tag.is_closing { self.controls.saturating_sub(1) } else { self.controls + 1 };
        }
    }

    fn prose(&mut self, text: &str, range: &Range<usize>) {
        let is_verbatim = self.text.get(range.clone()) == Some(text);
        if !is_verbatim {
            return self.part(text, range.clone(), false);
        }
        let mut at = 0;
        while let Some(length) = text[at..].find(PLACEHOLDER_START) {
            let start = at + length;
            self.part(&text[at..start], range.start + at..range.start + start, true);
            self.block.push(GAP);
            at = start + placeholder_len(&text.as_bytes()[start..]).unwrap_or(PLACEHOLDER_START.len_utf8());
        }
        self.part(&text[at..], range.start + at..range.end, true);
    }

    fn part(&mut self, text: &str, range: Range<usize>, is_verbatim: bool) {
        let is_linkable = self.headings == 0 && self.links.is_empty() && self.controls == 0;
        self.parts.push(PartOfBlock { at: self.block.len(), range, is_verbatim, is_linkable });
        self.block.push_str(text);
    }

    fn end_block(&mut self) {
        if !self.parts.is_empty() {
            let found = self.finder.find(&self.block);
            let has_host = self.block.contains("www.");
            let occurrences: Vec<Occurrence> =
                found.into_iter().filter_map(|term| self.occurrence(term, has_host)).collect();
            self.found.extend(occurrences);
        }
        self.parts.clear();
        self.block.clear();
    }

    /// Where a term of the open block is in the text; `has_host` where the block may have the name of a host.
    fn occurrence(&self, FoundTerm { term, range }: FoundTerm, has_host: bool) -> Option<Occurrence> {
        let part_at = |at: usize| self.parts.partition_point(|part| part.at <= at).checked_sub(1);
        let (first, last) = (part_at(range.start)?, part_at(range.end.checked_sub(1)?)?);
        let parts = self.parts.get(first..=last)?;
        let start = parts.first()?;
        let end = parts.last()?;
        let start = if start.is_verbatim { start.range.start + (range.start - start.at) } else { start.range.start };
        let end = if end.is_verbatim { end.range.start + (range.end - end.at) } else { end.range.end };
        // What could become the link of an address is left to that.
        let has_address = has_host || self.block.get(range)?.contains(['@', ':', '/']);
        let is_linkable = parts.iter().all(|part| part.is_linkable) && !has_address;
        Some(Occurrence { term, range: start..end, is_linkable })
    }
}

#[cfg(test)]
mod tests {
    use super::{FoundTerm, TermFinder, occurrences};
    use crate::markdown::NoCitations;
    use crate::markdown::dialect::options;

    /// Finds `a b`.
    struct Finder;

    impl TermFinder for Finder {
        fn find(&self, text: &str) -> Vec<FoundTerm> {
            text.match_indices("a b").map(|(at, name)| FoundTerm { term: 7, range: at..at + name.len() }).collect()
        }
    }

    fn check(text: &str, expected: &[&str]) {
        let events: Vec<_> = pulldown_cmark::Parser::new_ext(text, options()).into_offset_iter().collect();
        let found = occurrences(text, &events, &NoCitations, &Finder).into_iter().map(|found| {
            assert_eq!(found.term, 7);
            format!("{}{}", if found.is_linkable { "" } else { "not " }, &text[found.range])
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_term_is_found_in_prose() {
        check("An a b, a\nb.\n\n- a b\n\n> a\n> b", &["a b", "a\nb", "a b", "a\n> b"]);
        check("*a* b, **a b** and a&#32;b", &["a b", "a&#32;b"]);
        check("| a b | c |\n|---|---|\n| x | a b |", &["a b", "a b"]);
    }

    #[test]
    fn what_is_no_prose_has_no_term_and_a_heading_or_a_link_none_to_link() {
        check("`a b`\n\n    a b\n\n![a b](/x/) <b title='a b'>\n\n<div>\na b\n</div>", &[]);
        check("# a b\n\n[a b](/x/) <a href=x>a b</a> a b", &["not a b", "not a b", "not a b", "a b"]);
        check("<a href=x>\n\na b\n\n</a>\n\na b", &["not a b", "a b"]);
    }
}
