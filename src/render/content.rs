//! The article of a page as HTML.

use super::card::Cards;
use super::context::RenderContext;
use super::data_table;
use super::error::RenderError;
use super::pieces::PieceWriter;
use crate::markdown::Piece;
use crate::site::PageId;

/// Most pieces that are not HTML already are shorter than this, in bytes.
const PIECE_CAPACITY: usize = 64;

/// The article's HTML.
///
/// # Errors
/// The failure of a table's template.
pub(super) fn content(context: &RenderContext<'_>, page: PageId, cards: &Cards<'_>) -> Result<String, RenderError> {
    let document = &*context.site.page(page).document;
    let writer = PieceWriter { context, page, document, cards };
    let length = |piece: &Piece| if let Piece::Html(text) = piece { text.len() } else { PIECE_CAPACITY };
    let mut html = String::with_capacity(document.pieces.iter().map(length).sum());
    for piece in &document.pieces {
        if let Piece::Embed(index) = piece {
            data_table::write(&writer, *index, &mut html)?;
        } else {
            writer.write(std::slice::from_ref(piece), &mut html)?;
        }
    }
    Ok(html)
}
