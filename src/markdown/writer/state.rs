//! The state of the writer: its input, the open constructs, and the output.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::attributes::Attributes;
use super::super::autolink::Brackets;
use super::super::block_attributes::BlockAttributes;
use super::super::document::Piece;
use super::super::heading_id::IdSpace;
use super::super::ids::{GivenBy, UsedId};
use super::super::origin::Mapped;
use super::super::pieces::Pieces;
use super::super::shared::{Region, Shared};
use super::open::{Footnotes, OpenCode, OpenEmbed, OpenHeading, OpenImage, OpenLink, OpenTable, OpenTerms, OpenTitle};
use crate::source::{Location, Span};

/// Writes one text of a page.
pub(in crate::markdown) struct Writer<'s, 'a> {
    pub(super) shared: &'s mut Shared<'a>,
    pub(super) text: &'s Mapped,
    /// The text that was parsed: its attribute lines are replaced by spaces.
    pub(super) source: &'s str,
    /// Only insertions below this index are written.
    pub(super) limit: usize,
    pub(super) region: Region,
    pub(super) ids: IdSpace,
    /// The outputs, of which the last is written to: cells, notes and the like are captured in one of their own.
    pub(super) outputs: Vec<Pieces>,
    /// Attribute lists for the blocks that end right above them, by the offset of their line.
    pub(super) attributes: BTreeMap<usize, Attributes>,
    /// Text in this range is written already.
    pub(super) skip: Range<usize>,
    /// The attributes at the end of the open heading, which are not part of its text.
    pub(super) heading_end: Range<usize>,
    pub(super) heading: Option<OpenHeading>,
    pub(super) links: Vec<OpenLink>,
    /// The brackets that are open in the block.
    pub(super) brackets: Brackets,
    pub(super) image: Option<OpenImage>,
    pub(super) code: Option<OpenCode>,
    pub(super) html: Option<Mapped>,
    /// How many `<template>` elements are open.
    pub(super) templates: usize,
    pub(super) table: Option<OpenTable>,
    pub(super) footnotes: Footnotes,
    /// Whether the open citation is written already: its own text is only used for the id of a heading.
    pub(super) is_in_mark: bool,
    /// Whether the event begins or ends a paragraph with only a shortcode, which is written without its tags.
    pub(super) is_shortcode_paragraph: bool,
    pub(super) embed: Option<OpenEmbed>,
    /// The end tags of the open quotes.
    pub(super) quotes: Vec<&'static str>,
    /// The title of the alert that has just begun.
    pub(super) title: Option<OpenTitle>,
    pub(in crate::markdown) terms: OpenTerms,
}

impl<'s, 'a> Writer<'s, 'a> {
    pub(in crate::markdown) fn new(
        shared: &'s mut Shared<'a>,
        text: &'s Mapped,
        source: &'s str,
        limit: usize,
        region: Region,
    ) -> Self {
        let ids = IdSpace::new(shared.tools.dialect.heading_ids);
        Self {
            shared,
            text,
            source,
            limit,
            region,
            ids,
            outputs: vec![Pieces::default()],
            attributes: BTreeMap::new(),
            skip: 0..0,
            heading_end: 0..0,
            heading: None,
            links: Vec::new(),
            brackets: Brackets::default(),
            image: None,
            code: None,
            html: None,
            templates: 0,
            table: None,
            footnotes: Footnotes::default(),
            is_in_mark: false,
            is_shortcode_paragraph: false,
            embed: None,
            quotes: Vec::new(),
            title: None,
            terms: OpenTerms::default(),
        }
    }

    /// Sets the attribute lists, which go to the blocks above them.
    pub(in crate::markdown) fn attach(&mut self, attributes: &BlockAttributes) {
        self.attributes = attributes.lines().map(|(start, list)| (start, list.clone())).collect();
    }

    /// The current output.
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

    /// Notes that the page has this id.
    pub(super) fn use_id(&mut self, id: &str, by: GivenBy, span: Span) {
        self.shared.ids.push(UsedId { id: id.to_owned(), by, span });
    }

    /// The location of `range` of the text.
    pub(super) fn location(&self, range: &Range<usize>) -> Location {
        Location::new(self.shared.file, self.span(range))
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.text.in_file(Span::from(range.clone()))
    }
}
