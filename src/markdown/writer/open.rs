//! Open constructs: what is collected from the start of a construct to its end.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::attributes::Attributes;
use super::super::document::{Piece, Table};
use super::super::term::{Definition, Occurrence};
use super::id_text::IdText;
use crate::source::Span;

/// An open heading.
#[derive(Debug, Default)]
pub(super) struct OpenHeading {
    /// The text that its id is made from.
    pub(super) id_text: IdText,
    /// The text as it is shown.
    pub(super) text: String,
    pub(super) attributes: Attributes,
}

/// An open code block.
#[derive(Debug, Default)]
pub(super) struct OpenCode {
    /// The text after the opening fence.
    pub(super) info: String,
    pub(super) text: String,
}

/// A link or an image as the parser returns it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) link_type: LinkType,
    pub(super) destination: &'a str,
    pub(super) title: &'a str,
    pub(super) label: &'a str,
}

/// An open link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenLink {
    /// The link of this index.
    Link(usize),
    /// The citation of this index.
    Citation(usize),
}

/// An open image.
#[derive(Debug)]
pub(super) struct OpenImage {
    pub(super) link: usize,
    pub(super) alternative: String,
    pub(super) title: String,
    /// How many images are open inside its alternative text; only their text is used.
    pub(super) nested: usize,
}

/// The footnotes of a text, numbered in the order of their references.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    pub(super) order: Vec<String>,
    /// The references to each, by label.
    pub(super) uses: BTreeMap<String, Use>,
    pub(super) written: BTreeMap<String, Note>,
    pub(super) open: Option<(String, Note)>,
    /// Further notes of a label that has one already, which are not shown.
    pub(super) duplicates: Vec<Note>,
}

/// A footnote that is kept until the end of the text.
#[derive(Debug, Default)]
pub(super) struct Note {
    pub(super) pieces: Vec<Piece>,
    /// The indexes of its anchors in the document.
    pub(super) anchors: Range<usize>,
    /// Its location in the file; absent where a shortcode generated an end of it.
    pub(super) span: Option<Span>,
    /// Its label with the brackets, in the file.
    pub(super) mark: Span,
}

/// The references to one footnote.
#[derive(Debug)]
pub(super) struct Use {
    /// The number of the footnote, from 1.
    pub(super) number: usize,
    /// The number of references so far.
    pub(super) count: usize,
}

/// An open table.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    pub(super) table: Table,
    pub(super) row: Vec<Vec<Piece>>,
    /// The range of the open cell in the text.
    pub(super) cell: Range<usize>,
    /// Whether each first cell of a row so far is bold as a whole.
    pub(super) all_strong: bool,
    pub(super) cell_is_strong: bool,
}

/// An open paragraph with only a link to a data file.
#[derive(Debug)]
pub(super) struct OpenEmbed {
    /// The number of links of the document before it.
    pub(super) links: usize,
}

/// An alert whose title is being written.
#[derive(Debug)]
pub(super) struct OpenTitle {
    /// The element of the title; nothing where the author wrote none.
    pub(super) element: Option<&'static str>,
    /// The index of the event that ends it.
    pub(super) end: usize,
}

/// The terms of a text that is being written.
#[derive(Debug, Default)]
pub(in crate::markdown) struct OpenTerms {
    /// The terms that the text uses, in order.
    pub(in crate::markdown) occurrences: Vec<Occurrence>,
    /// The first one that is not written yet.
    pub(super) next: usize,
    /// The end of the open link to a term in the text, and the index of its use in the document.
    pub(super) open: Option<(usize, usize)>,
    /// How many definition lists are open.
    pub(super) lists: usize,
    /// The term that is being defined.
    pub(super) definition: Option<Definition>,
    /// Whether its text has begun.
    pub(super) has_text: bool,
}
