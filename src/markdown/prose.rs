//! Which parts of a text are prose: its words as readers see them, not code, raw HTML, the alternative of an image, or
//! the words of a citation.
//!
//! The text and its origins are kept for the caller, who interprets the prose.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::citation::{self, CitationReader};
use super::origin::Mapped;
use crate::source::Span;

/// A text of a page, shortcodes expanded, with the parts of it that are prose.
#[derive(Debug)]
pub struct Prose {
    mapped: Mapped,
    /// In the order of the text; they do not overlap.
    runs: Vec<Run>,
}

/// A piece of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Whether it is the text of a link.
    pub is_linked: bool,
}

impl Prose {
    /// The prose of `text`, whose events these are.
    pub(super) fn new(text: &Mapped, events: &[(Event<'_>, Range<usize>)], citations: &dyn CitationReader) -> Self {
        let mut runs = Vec::new();
        // How many of the constructs that are open are no prose, and how many are links.
        let (mut hidden, mut linked) = (0_usize, 0_usize);
        let mut links = Vec::new();
        for (event, range) in events {
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. }) => hidden += 1,
                Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image) => hidden = hidden.saturating_sub(1),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let is_citation = citation::read(dest_url, citations).is_some();
                    links.push(is_citation);
                    if is_citation { hidden += 1 } else { linked += 1 }
                }
                Event::End(TagEnd::Link) => match links.pop() {
                    Some(true) => hidden = hidden.saturating_sub(1),
                    Some(false) | None => linked = linked.saturating_sub(1),
                },
                Event::Text(_) if hidden == 0 => runs.push(Run { range: range.clone(), is_linked: linked > 0 }),
                _ => {}
            }
        }
        Self { mapped: text.clone(), runs }
    }

    /// The whole text: prose, the rest, and the markup.
    pub fn text(&self) -> &str {
        &self.mapped.text
    }

    /// The run of prose that holds byte `at` of the text, where it is prose.
    pub fn run_at(&self, at: usize) -> Option<&Run> {
        let index = self.runs.partition_point(|run| run.range.start <= at).checked_sub(1)?;
        self.runs.get(index).filter(|run| at < run.range.end)
    }

    /// Where the bytes `span` of the text come from in the file: the bytes themselves, or the shortcode that wrote them.
    pub fn in_file(&self, span: Span) -> Span {
        self.mapped.in_file(span)
    }

    /// As [`Self::in_file`]; nothing where a shortcode wrote any of it.
    pub fn verbatim_in_file(&self, span: Span) -> Option<Span> {
        self.mapped.verbatim_in_file(span)
    }
}
