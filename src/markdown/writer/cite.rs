//! Citations of requirements, which Markdown takes for links.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, RefDefs, TagEnd};

use super::super::citation::{self, Citation, CitedId, Form};
use super::super::document::Piece;
use super::open::{OpenLink, Written};
use super::state::Writer;
use crate::source::Span;

/// The text of a citation.
struct Source<'t> {
    /// `pci-dss:11.3.1`.
    text: &'t str,
    /// Its offset in the file, if it is there as it is.
    start: Option<usize>,
}

impl Writer<'_, '_> {
    /// Begins the link as a citation; whether it is one.
    pub(super) fn start_citation(
        &mut self,
        written: &Written<'_>,
        range: &Range<usize>,
        definitions: &RefDefs<'_>,
    ) -> bool {
        let Some((form, source)) = self.cited(written, range, definitions) else { return false };
        let Some(read) = citation::read(source.text, self.shared.tools.citations) else { return false };
        let span = self.span(range);
        let ids = read.ids.into_iter().map(|id| {
            let at = source.start.map(|start| Span::from(id.at.clone()).shifted(start));
            let is_whole = id.at.len() == id.id.len();
            let (id, is_end_of_range) = (id.id, id.is_end_of_range);
            CitedId { id, is_end_of_range, span: at.unwrap_or(span), written: at.filter(|_| is_whole) }
        });
        let ids: Vec<CitedId> = ids.collect();
        let mark = match form {
            Form::Mark => read.short_form,
            Form::Words => String::new(),
        };
        let (framework, version) = (read.framework, read.version);
        let index = self.shared.document.citations.len();
        self.shared.document.citations.push(Citation { framework, version, ids, span, form, mark: mark.clone() });
        self.out().push(Piece::Citation(index));
        match form {
            Form::Mark => self.write_mark(&mark),
            Form::Words => self.links.push(OpenLink::Citation(index)),
        }
        true
    }

    /// What readers see of the link, and the text that cites; nothing where it can cite nothing.
    fn cited<'w>(
        &'w self,
        written: &Written<'w>,
        range: &Range<usize>,
        definitions: &RefDefs<'_>,
    ) -> Option<(Form, Source<'w>)> {
        let citations = self.shared.tools.citations;
        let is_defined = matches!(written.link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
        // Markdown parsed this label as a link definition, which was reported. It still counts as a citation.
        let is_swallowed = is_defined
            && !citation::is_address(written.destination)
            && citation::read(written.label, citations).is_some();
        let is_label = is_swallowed
            || matches!(
                written.link_type,
                LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown
            );
        if is_label {
            let (start, text) = citation::label(self.text.text.get(range.clone())?)?;
            let start = range.start + start;
            let location = self.text.verbatim_in_file(Span::new(start, start + text.len()));
            let has_words = matches!(written.link_type, LinkType::Reference | LinkType::ReferenceUnknown);
            let form = if has_words { Form::Words } else { Form::Mark };
            return Some((form, Source { text, start: location.map(|location| location.start) }));
        }
        citation::read(written.destination, citations)?;
        let location = self.destination_span(written, range, definitions);
        let is_empty = self.text.text[range.clone()].starts_with("[](");
        let form = if is_empty || written.link_type == LinkType::Autolink { Form::Mark } else { Form::Words };
        Some((form, Source { text: written.destination, start: location.map(|location| location.start) }))
    }

    /// Counts the short form of a citation, and skips the events of its label.
    fn write_mark(&mut self, mark: &str) {
        self.is_in_mark = true;
        self.heading_text(mark);
        self.shared.document.words += mark.split_ascii_whitespace().count();
    }

    /// An event inside a citation that is written already.
    pub(super) fn inside_mark(&mut self, event: &Event<'_>) {
        if let Event::End(TagEnd::Link) = event {
            self.is_in_mark = false;
        }
    }
}
