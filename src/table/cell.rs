//! What stands in the cells of every kind of table.

use crate::framework::RequirementIdx;
use crate::markdown::Piece;
use crate::source::Span;

/// A cell that is Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// As written.
    pub markdown: String,
    /// As it is shown; the holes point into the document of the table.
    pub pieces: Vec<Piece>,
}

/// An id of a framework as a cell names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// As written.
    pub id: String,
    /// Where.
    pub span: Span,
    /// The requirement, where there is one.
    pub rank: Option<RequirementIdx>,
}
