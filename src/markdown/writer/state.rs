//! The state of the writer: what it reads, what is open, and where output goes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::attributes::Attributes;
use super::super::block_attributes::BlockAttributes;
use super::super::document::Piece;
use super::super::heading_id::IdSpace;
use super::super::origin::Mapped;
use super::super::pieces::Pieces;
use super::super::shared::{Region, Shared};
use super::open::{Code, Footnotes, OpenEmbed, OpenHeading, OpenImage, OpenLink, OpenTable};
use crate::source::{Location, Span};

/// Writes one text of a page.
pub(in crate::markdown) struct Writer<'s, 'a> {
    pub(super) shared: &'s mut Shared<'a>,
    pub(super) text: &'s Mapped,
    /// What Markdown was read from: the text, its attribute lines blanked out.
    pub(super) source: &'s str,
    pub(super) limit: usize,
    pub(super) region: Region,
    pub(super) ids: IdSpace,
    /// Where output goes: the last is written to; cells, notes and the like are captured on top.
    pub(super) outputs: Vec<Pieces>,
    /// Attribute lists that wait for the block that ends right above them, by offset of their line.
    pub(super) attributes: BTreeMap<usize, Attributes>,
    /// Text in this range is not written: it was dealt with otherwise.
    pub(super) skip: Range<usize>,
    /// The attributes at the end of the heading that is being written, which are no text of it.
    pub(super) heading_end: Range<usize>,
    pub(super) heading: Option<OpenHeading>,
    pub(super) links: Vec<OpenLink>,
    pub(super) image: Option<OpenImage>,
    pub(super) code: Option<Code>,
    pub(super) html: Option<Mapped>,
    pub(super) table: Option<OpenTable>,
    pub(super) footnotes: Footnotes,
    /// Whether the citation that is being read is written already: its own text only makes a heading's id.
    pub(super) is_in_mark: bool,
    /// Where the paragraph that holds only a shortcode ends: its tags are left out.
    pub(super) bare_paragraph: bool,
    /// The paragraph that is being read, where it holds only a link to a data file.
    pub(super) embed: Option<OpenEmbed>,
}

impl<'s, 'a> Writer<'s, 'a> {
    pub(in crate::markdown) fn new(
        shared: &'s mut Shared<'a>,
        text: &'s Mapped,
        source: &'s str,
        limit: usize,
        region: Region,
    ) -> Self {
        Self {
            shared,
            text,
            source,
            limit,
            region,
            ids: IdSpace::default(),
            outputs: vec![Pieces::default()],
            attributes: BTreeMap::new(),
            skip: 0..0,
            heading_end: 0..0,
            heading: None,
            links: Vec::new(),
            image: None,
            code: None,
            html: None,
            table: None,
            footnotes: Footnotes::default(),
            is_in_mark: false,
            bare_paragraph: false,
            embed: None,
        }
    }

    /// Attribute lists to give to the blocks above them.
    pub(in crate::markdown) fn attach(&mut self, attributes: &BlockAttributes) {
        self.attributes = attributes.lines().map(|(start, list)| (start, list.clone())).collect();
    }

    /// Where output goes now.
    pub(super) fn out(&mut self) -> &mut Pieces {
        if self.outputs.is_empty() {
            self.outputs.push(Pieces::default());
        }
        let last = self.outputs.len() - 1;
        &mut self.outputs[last]
    }

    pub(super) fn start_capture(&mut self) {
        self.outputs.push(Pieces::default());
    }

    pub(super) fn end_capture(&mut self) -> Vec<Piece> {
        self.outputs.pop().map(Pieces::finish).unwrap_or_default()
    }

    /// Where `range` of this text stands in the file.
    pub(super) fn place(&self, range: &Range<usize>) -> Location {
        Location::new(self.shared.file, self.span(range))
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.text.in_file(Span::from(range.clone()))
    }
}
