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
    /// In the order of the text; they do not overlap.
    blocks: Vec<Block>,
}

/// A text that stands for itself: a paragraph, a heading, the text of a list item, a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its bytes in the text, markup included.
    pub range: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is, and what introduces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph, or any other text.
    Paragraph,
    /// A heading.
    Heading,
    /// The text of a list item.
    Item {
        /// The block before the list, by its bytes in the text.
        lead: Option<Range<usize>>,
    },
    /// A cell of a table.
    Cell {
        /// The head of its column, by its bytes in the text; nothing for a head itself.
        head: Option<Range<usize>>,
        /// Its row, by its bytes in the text.
        row: Range<usize>,
    },
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
        Self { mapped: text.clone(), runs, blocks: blocks(events) }
    }

    /// Its blocks, in the order of the text.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
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

/// The blocks of a text with these events.
fn blocks(events: &[(Event<'_>, Range<usize>)]) -> Vec<Block> {
    let mut finder = BlockFinder::default();
    for (event, range) in events {
        finder.add(event, range);
    }
    finder.close();
    finder.blocks
}

/// Finds blocks: a run of inline content between two boundaries of block content.
#[derive(Debug, Default)]
struct BlockFinder {
    blocks: Vec<Block>,
    /// The block that is being read.
    open: Option<Range<usize>>,
    is_heading: bool,
    /// What introduces each open list.
    leads: Vec<Option<Range<usize>>>,
    /// The heads of the columns of the open table.
    heads: Vec<Range<usize>>,
    is_head: bool,
    row: Range<usize>,
    column: usize,
    is_in_cell: bool,
}

impl BlockFinder {
    fn add(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::TaskListMarker(_) => self.extend(range),
            Event::Html(_) | Event::Rule => drop(self.close()),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. } => return self.extend(range),
            _ => drop(self.close()),
        }
        match tag {
            Tag::Heading { .. } => self.is_heading = true,
            Tag::List(_) => self.leads.push(self.blocks.last().map(|block| block.range.clone())),
            Tag::Table(_) => self.heads.clear(),
            Tag::TableHead => (self.is_head, self.row, self.column) = (true, range.clone(), 0),
            Tag::TableRow => (self.row, self.column) = (range.clone(), 0),
            Tag::TableCell => self.is_in_cell = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image => return,
            _ => {}
        }
        let range = self.close();
        match tag {
            TagEnd::Heading(_) => self.is_heading = false,
            TagEnd::List(_) => drop(self.leads.pop()),
            TagEnd::TableHead => self.is_head = false,
            TagEnd::TableCell => {
                self.is_in_cell = false;
                self.column += 1;
                if self.is_head {
                    self.heads.push(range.unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    fn extend(&mut self, range: &Range<usize>) {
        match &mut self.open {
            Some(open) => open.end = open.end.max(range.end),
            None => self.open = Some(range.clone()),
        }
    }

    /// Ends the block that is being read; its bytes, where there is one.
    fn close(&mut self) -> Option<Range<usize>> {
        let range = self.open.take()?;
        let kind = if self.is_in_cell {
            let head = self.heads.get(self.column).filter(|head| !self.is_head && !head.is_empty());
            BlockKind::Cell { head: head.cloned(), row: self.row.clone() }
        } else if self.is_heading {
            BlockKind::Heading
        } else if let Some(lead) = self.leads.last() {
            BlockKind::Item { lead: lead.clone() }
        } else {
            BlockKind::Paragraph
        };
        self.blocks.push(Block { range: range.clone(), kind });
        Some(range)
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Parser;

    use super::{BlockKind, blocks};
    use crate::markdown::dialect::options;

    fn check(text: &str, expected: &[&str]) {
        let events: Vec<_> = Parser::new_ext(text, options()).into_offset_iter().collect();
        let found = blocks(&events).into_iter().map(|block| {
            let written = &text[block.range];
            match block.kind {
                BlockKind::Paragraph => format!("p {written}"),
                BlockKind::Heading => format!("h {written}"),
                BlockKind::Item { lead } => format!("i {written} < {}", lead.map_or("", |lead| &text[lead])),
                BlockKind::Cell { head, row } => {
                    assert!(text[row].contains(written), "{text}");
                    format!("c {written} < {}", head.map_or("", |head| &text[head]))
                }
            }
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn blocks_know_what_introduces_them() {
        check("## A *b*\n\nOne\ntwo **x**.\n\nThree", &["h A *b*", "p One\ntwo **x**.", "p Three"]);
        check(
            "Lead:\n\n- **a** 1\n- b\n  - c\n\nEnd",
            &["p Lead:", "i **a** 1 < Lead:", "i b < Lead:", "i c < b", "p End"],
        );
        check("- a\n\n  more", &["i a < ", "i more < "]);
        check(
            "| Req | `x` |\n|---|---|\n| 1.1 | *y* z |\n|  | 2 |",
            &["c Req < ", "c `x` < ", "c 1.1 < Req", "c *y* z < `x`", "c 2 < `x`"],
        );
        check("a\n\n```\ncode\n```\n\n<div>\nx\n</div>\n\nb", &["p a", "p code\n", "p b"]);
    }
}
