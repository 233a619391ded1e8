//! The constructs that are being read: each collects what its end needs.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::attributes::Attributes;
use super::super::document::{Piece, Table};
use super::id_text::IdText;
use crate::source::Span;

/// A heading whose text is being written.
#[derive(Debug, Default)]
pub(super) struct OpenHeading {
    /// The text that its id is made from.
    pub(super) id_text: IdText,
    /// The text as people read it.
    pub(super) text: String,
    pub(super) attributes: Attributes,
}

/// A code block whose text is being collected.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// What stands behind the opening fence.
    pub(super) info: String,
    pub(super) text: String,
}

/// A link as Markdown states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) link_type: LinkType,
    pub(super) destination: &'a str,
    pub(super) title: &'a str,
    pub(super) label: &'a str,
}

/// A link whose text is being written, by what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenLink {
    /// The link of this index.
    Link(usize),
    /// The requirements of the citation of this index.
    Citation(usize),
}

/// An image whose alternative text is being collected.
#[derive(Debug)]
pub(super) struct OpenImage {
    pub(super) link: usize,
    pub(super) alternative: String,
    pub(super) title: String,
    /// Images inside the alternative of this one; only their text counts.
    pub(super) nested: usize,
}

/// The footnotes of a text: numbered in the order they are referred to.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    pub(super) order: Vec<String>,
    /// How often each was referred to so far.
    pub(super) uses: BTreeMap<String, Use>,
    pub(super) written: BTreeMap<String, Note>,
    pub(super) open: Option<(String, Note)>,
    /// Second ones with a label: the first counts.
    pub(super) again: Vec<Note>,
}

/// A footnote that is not in its place yet.
#[derive(Debug, Default)]
pub(super) struct Note {
    pub(super) pieces: Vec<Piece>,
    /// The ids in it, among those of the page.
    pub(super) anchors: Range<usize>,
    /// Where it stands in the file, as far as that can be told from what a shortcode made.
    pub(super) span: Option<Span>,
}

/// What refers to one footnote.
#[derive(Debug)]
pub(super) struct Use {
    /// The number of the footnote, from 1.
    pub(super) number: usize,
    /// How many references there are so far.
    pub(super) count: usize,
}

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    pub(super) table: Table,
    pub(super) row: Vec<Vec<Piece>>,
    /// The cell being read, in the text.
    pub(super) cell: Range<usize>,
    /// Whether each first cell so far was one bold text.
    pub(super) all_strong: bool,
    pub(super) cell_is_strong: bool,
}

/// A paragraph that holds only a link to a data file.
#[derive(Debug)]
pub(super) struct OpenEmbed {
    /// How many links the page had before it.
    pub(super) links: usize,
}
