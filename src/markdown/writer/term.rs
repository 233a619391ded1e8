//! Terms of glossaries: the definition lists that define them, and the links at their first use.

use std::ops::Range;

use super::super::document::Piece;
use super::super::html::escape_attribute;
use super::super::ids::GivenBy;
use super::super::pieces::trim_end;
use super::super::plain_text::plain_text;
use super::super::term::{Definition, Occurrence, TermUse, Terms};
use super::state::Writer;
use crate::source::{Span, Spanned};

impl Writer<'_, '_> {
    /// Writes text, with links at the first use of terms. A term may begin in one text and end in another.
    pub(super) fn text_with_terms(&mut self, text: &str, range: Range<usize>) {
        let mut start = range.start;
        // Text that is not verbatim in the source is a single character.
        let is_verbatim = text.len() == range.len();
        let slice = |from: usize, to: usize| match is_verbatim {
            true => text.get(from - range.start..to - range.start).unwrap_or_default(),
            false if from < to => text,
            false => "",
        };
        loop {
            if let Some((end, index)) = self.terms.open {
                let until = if is_verbatim { end.clamp(start, range.end) } else { range.end };
                self.plain_text(slice(start, until));
                start = until;
                if end > start {
                    return;
                }
                self.out().push(Piece::TermEnd(index));
                self.terms.open = None;
            }
            let Some(next) = self.terms.occurrences.get(self.terms.next).filter(|next| next.range.start < range.end)
            else {
                break;
            };
            let next = next.clone();
            self.terms.next += 1;
            // Its beginning was not written: an autolink or a marker is there.
            if next.range.start < start {
                continue;
            }
            if start < next.range.start {
                self.plain_text(slice(start, next.range.start));
                start = next.range.start;
            }
            self.use_term(&next);
        }
        if start < range.end || text.is_empty() {
            self.plain_text(slice(start, range.end));
        }
    }

    /// Notes the use of a term, and opens the link where it is the first one.
    fn use_term(&mut self, Occurrence { term, range, is_linkable }: &Occurrence) {
        let is_linked = *is_linkable
            && self.shared.tools.terms.are_linked()
            && self.heading.is_none()
            && self.title.is_none()
            && self.image.is_none()
            && self.links.is_empty()
            && self.shared.controls == 0
            && self.shared.linked_terms.insert(*term);
        let span = self.span(range);
        let index = self.shared.document.terms.len();
        self.shared.document.terms.push(TermUse { term: *term, span, is_linked });
        if is_linked {
            self.out().push(Piece::Term(index));
            self.terms.open = Some((range.end, index));
        }
    }

    /// Whether the definition list that is open defines terms: it is the outermost one of a glossary.
    fn defines(&self) -> bool {
        matches!(self.shared.tools.terms, Terms::Defined) && self.terms.lists == 1
    }

    pub(super) fn start_definition_list(&mut self, range: &Range<usize>) {
        self.terms.lists += 1;
        self.open_line("dl", range);
    }

    pub(super) fn end_definition_list(&mut self) {
        if self.defines() {
            self.end_definition();
        }
        self.terms.lists = self.terms.lists.saturating_sub(1);
        self.out().html().push_str("</dl>\n");
    }

    pub(super) fn start_name(&mut self) {
        if self.defines() {
            if self.terms.has_text {
                self.end_definition();
            }
            return self.start_capture();
        }
        self.out().html().push_str("<dt>");
    }

    pub(super) fn end_name(&mut self, range: &Range<usize>) {
        if !self.defines() {
            return self.out().html().push_str("</dt>\n");
        }
        let pieces = trim_end(self.end_capture());
        let name = one_line(&plain_text(&self.shared.document, &pieces));
        let span = self.trimmed(range);
        let name = Spanned::new(name, span);
        match &mut self.terms.definition {
            Some(definition) => {
                definition.names.push(name);
                self.out().html().push_str("<dt>");
            }
            None => {
                let id = self.ids.claim(&name.value).map(|(id, _)| id);
                let attribute = id.as_ref().map(|id| format!(" id=\"{}\"", escape_attribute(id))).unwrap_or_default();
                if let Some(id) = &id {
                    self.use_id(id, GivenBy::Program, span);
                    self.shared.document.anchors.push(Spanned::new(id.clone(), span));
                }
                self.terms.definition = Some(Definition { names: vec![name], id, text: String::new() });
                self.out().html().push_str(&format!("<dt{attribute}>"));
            }
        }
        self.out().html().push_str("<dfn>");
        self.out().append(pieces);
        self.out().html().push_str("</dfn></dt>\n");
    }

    pub(super) fn start_meaning(&mut self) {
        if self.defines() {
            return self.start_capture();
        }
        self.out().html().push_str("<dd>");
    }

    pub(super) fn end_meaning(&mut self) {
        if !self.defines() {
            return self.out().html().push_str("</dd>\n");
        }
        let pieces = self.end_capture();
        let text = one_line(&plain_text(&self.shared.document, &pieces));
        self.terms.has_text = true;
        if let Some(definition) = &mut self.terms.definition {
            let space = if definition.text.is_empty() { "" } else { " " };
            definition.text.push_str(space);
            definition.text.push_str(&text);
        }
        self.out().html().push_str("<dd>");
        self.out().append(pieces);
        self.out().html().push_str("</dd>\n");
    }

    fn end_definition(&mut self) {
        self.terms.has_text = false;
        self.shared.document.definitions.extend(self.terms.definition.take());
    }

    /// The location of `range` without white space at its ends.
    fn trimmed(&self, range: &Range<usize>) -> Span {
        let written = self.text.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (written.len() - written.trim_start().len());
        self.span(&(start..start + written.trim().len()))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
