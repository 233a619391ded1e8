//! Lists of pieces: written one after another, and changed at their ends.

use super::document::Piece;

/// Pieces that are being written. Adjacent HTML becomes one piece.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
}

impl Pieces {
    /// The HTML at the end, to be appended to.
    pub(super) fn html(&mut self) -> &mut String {
        if !matches!(self.pieces.last(), Some(Piece::Html(_))) {
            self.pieces.push(Piece::Html(String::new()));
        }
        let Some(Piece::Html(text)) = self.pieces.last_mut() else { unreachable!("HTML was just added") };
        text
    }

    /// Adds a piece that is no HTML.
    pub(super) fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    /// Adds pieces of another list.
    pub(super) fn append(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            if let Piece::Html(text) = &piece {
                self.html().push_str(text);
            } else {
                self.push(piece);
            }
        }
    }

    /// The pieces, without spare capacity: they are kept for the whole build, and every cell of a table has some, so
    /// that spare capacity would double the memory of a site.
    pub(super) fn finish(mut self) -> Vec<Piece> {
        for piece in &mut self.pieces {
            if let Piece::Html(text) = piece {
                text.shrink_to_fit();
            }
        }
        self.pieces.shrink_to_fit();
        self.pieces
    }
}

/// A single paragraph without its tags, as with Hugo's `markdownify`; anything else unchanged.
pub(super) fn without_sole_paragraph(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let html = pieces.iter().filter_map(Piece::html);
    let paragraphs = html.map(|text| text.matches("<p>").count() + 2 * text.matches("<p ").count());
    let is_sole = paragraphs.sum::<usize>() == 1
        && matches!(pieces.first(), Some(Piece::Html(text)) if text.starts_with("<p>"))
        && matches!(pieces.last(), Some(Piece::Html(text)) if text.ends_with("</p>\n"));
    if is_sole {
        if let Some(Piece::Html(text)) = pieces.last_mut() {
            text.truncate(text.len() - "</p>\n".len());
        }
        if let Some(Piece::Html(text)) = pieces.first_mut() {
            text.replace_range(.."<p>".len(), "");
        }
    }
    pieces
}

/// The pieces without white space at their end.
pub(super) fn trim_end(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(Piece::Html(text)) = pieces.last_mut() {
        text.truncate(text.trim_end().len());
    }
    pieces
}
