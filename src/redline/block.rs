//! A block of a document as plain text.

use std::ops::Range;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A heading of this level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The first paragraph of an item, of a list at this depth.
    Item(u8),
    /// A paragraph of a quote or of a callout.
    Quote,
    /// A line of a code block.
    Code,
    /// A row of a table, its cells separated by `|`.
    Row,
}

impl BlockKind {
    /// The word that style sheets use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Paragraph => "paragraph",
            Self::Item(_) => "item",
            Self::Quote => "quote",
            Self::Code => "line",
            Self::Row => "row",
        }
    }
}

/// A block of a document. Two blocks are equal if readers see the same words, which lead to the same addresses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text with the addresses of its links and images.
    text: String,
    /// Where the addresses are.
    addresses: Vec<Range<usize>>,
}

impl Block {
    /// A block whose `addresses`, in order, are ranges of `text`.
    pub(super) fn new(kind: BlockKind, text: String, addresses: Vec<Range<usize>>) -> Self {
        Self { kind, text, addresses }
    }

    /// A block without addresses.
    pub fn plain(kind: BlockKind, text: impl Into<String>) -> Self {
        Self::new(kind, text.into(), Vec::new())
    }

    /// The text and the addresses in it, in reading order, each with whether it is an address.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, bool)> {
        let ends = self.addresses.iter().flat_map(|range| [(range.start, false), (range.end, true)]);
        let mut from = 0;
        ends.chain([(self.text.len(), false)]).filter_map(move |(end, is_address)| {
            let part = self.text.get(from..end)?;
            from = end;
            (!part.is_empty()).then_some((part, is_address))
        })
    }

    /// The text without addresses.
    pub fn shown(&self) -> String {
        self.parts().filter(|(_, is_address)| !is_address).map(|(text, _)| text).collect()
    }
}
