//! Lists of pieces: written one after another, and changed at their ends.

use super::document::Piece;

/// Pieces being written: neighbouring HTML runs together.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
}

impl Pieces {
    /// The run of HTML at the end, to be written to.
    pub(super) fn html(&mut self) -> &mut String {
        if !matches!(self.pieces.last(), Some(Piece::Html(_))) {
            self.pieces.push(Piece::Html(String::new()));
        }
        match self.pieces.last_mut() {
            Some(Piece::Html(text)) => text,
            _ => unreachable!("a run of HTML was just put there"),
        }
    }

    /// Adds a hole.
    pub(super) fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    /// Adds pieces written elsewhere.
    pub(super) fn append(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Html(text) => self.html().push_str(&text),
                hole => self.pieces.push(hole),
            }
        }
    }

    /// What was written.
    ///
    /// It stays for the whole run, and a table has some in every cell: room to grow would double a site's memory.
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

/// A single paragraph without its tags, as Hugo's `markdownify` has it; anything else unchanged.
pub(super) fn without_sole_paragraph(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let paragraphs = pieces.iter().map(|piece| match piece {
        Piece::Html(text) => text.matches("<p>").count() + 2 * text.matches("<p ").count(),
        _ => 0,
    });
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
