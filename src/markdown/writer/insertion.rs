//! Writes insertions in place of their placeholders.

use super::super::document::{Link, LinkKind, Piece};
use super::super::expand::Insertion;
use super::super::html::without_tags;
use super::super::origin::Mapped;
use super::super::pieces::without_sole_paragraph;
use super::super::placeholder::{Part, has_placeholder, split_placeholders};
use super::super::shared::Region;
use super::super::term::has_control;
use super::state::Writer;

impl Writer<'_, '_> {
    /// Writes text that is HTML already, with its placeholders filled.
    pub(super) fn filled(&mut self, html: &str) {
        if !has_placeholder(html) {
            self.out().html().push_str(html);
            return;
        }
        for part in split_placeholders(html) {
            match part {
                Part::Text(text) => self.out().html().push_str(text),
                Part::Insertion(index) => self.insertion(index),
            }
        }
    }

    /// Writes the insertion of this index.
    pub(super) fn insertion(&mut self, index: usize) {
        if index >= self.limit {
            return;
        }
        // Removed while it is written, so that it cannot contain itself.
        let empty = Insertion::Html(Mapped::default());
        let insertion = std::mem::replace(&mut self.shared.insertions[index], empty);
        match &insertion {
            Insertion::Html(html) => {
                let limit = std::mem::replace(&mut self.limit, index);
                let controls = usize::from(has_control(&html.text));
                self.shared.controls += controls;
                self.raw_in_file(html);
                self.shared.controls -= controls;
                self.limit = limit;
            }
            Insertion::Markdown(text) => {
                let pieces = self.shared.render(text, index, Region::Shortcode(index));
                self.out().append(without_sole_paragraph(pieces));
            }
            Insertion::SourcePath(path, span) => {
                let link = Link {
                    destination: path.clone(),
                    kind: LinkKind::SourcePath,
                    span: *span,
                    destination_span: None,
                    has_text: true,
                };
                let index = self.link(link);
                self.out().push(Piece::Href(index));
            }
        }
        self.shared.insertions[index] = insertion;
    }

    /// The plain text of the insertion of this index, for headings.
    pub(super) fn insertion_text(&self, index: usize) -> String {
        match self.shared.insertions.get(index) {
            Some(Insertion::Html(_) | Insertion::Markdown(_)) => {
                without_tags(&self.insertion_source(index, self.limit))
            }
            Some(Insertion::SourcePath(..)) | None => String::new(),
        }
    }

    /// The text of the insertion of this index, if it is below `limit`, with those that it contains in it: they all come
    /// before it.
    pub(super) fn insertion_source(&self, index: usize, limit: usize) -> String {
        match self.shared.insertions.get(index).filter(|_| index < limit) {
            Some(Insertion::Html(inner) | Insertion::Markdown(inner)) => {
                let parts = split_placeholders(&inner.text).map(|part| match part {
                    Part::Text(text) => text.to_owned(),
                    Part::Insertion(nested) => self.insertion_source(nested, index),
                });
                parts.collect()
            }
            Some(Insertion::SourcePath(path, _)) => path.clone(),
            None => String::new(),
        }
    }
}
