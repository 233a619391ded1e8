//! Pieces as plain text.

use super::document::{Document, Piece};
use super::html::{self, escape_text};

/// The plain text of pieces of `document`: of a cell, or of a term. Tables and embedded tables are left out.
pub fn plain_text(document: &Document, pieces: &[Piece]) -> String {
    let mut written = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(text) => written.push_str(text),
            Piece::Citation(citation) => written.push_str(&escape_text(&document.citations[*citation].mark)),
            // In an attribute, which may have no quotes.
            Piece::Href(_) => written.push('x'),
            Piece::ImageSize { .. }
            | Piece::CitationEnd(_)
            | Piece::Term(_)
            | Piece::TermEnd(_)
            | Piece::Table(_)
            | Piece::Embed(_) => {}
        }
    }
    html::text(&written)
}
