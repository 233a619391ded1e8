//! The contents of cells, shared by all kinds of tables.

use crate::framework::RequirementIdx;
use crate::markdown::Piece;
use crate::source::Span;

/// A cell that is Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// As written.
    pub markdown: String,
    /// As it is shown; links and the like are indexes into the document of the table.
    pub pieces: Vec<Piece>,
}

/// The id of a requirement in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// As written.
    pub id: String,
    /// Its location.
    pub span: Span,
    /// The requirement; nothing where the framework has none with this id.
    pub requirement: Option<RequirementIdx>,
}
