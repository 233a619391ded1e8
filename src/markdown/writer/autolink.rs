//! URLs and e-mail addresses in text, which become links where Goldmark makes them links.

use std::ops::Range;

use super::super::autolink::{self, Autolink};
use super::super::document::{Link, LinkKind, Piece};
use super::super::html::escape_text;
use super::state::Writer;
use crate::source::Span;

impl Writer<'_, '_> {
    /// The autolinks that begin in `text` at `range`; none where a link is not allowed.
    pub(super) fn autolinks(&mut self, text: &str, range: &Range<usize>) -> Vec<Autolink> {
        // Text that is not verbatim in the source is a single character.
        if !self.shared.tools.dialect.extensions.linkify || self.text.text.get(range.clone()) != Some(text) {
            return Vec::new();
        }
        if self.image.is_some() || !self.links.is_empty() || self.code.is_some() {
            return Vec::new();
        }
        autolink::find(&self.text.text, range, &mut self.brackets)
    }

    /// Writes text with autolinks, the last of which may extend over the events that follow.
    pub(super) fn text_with_autolinks(&mut self, text: &str, range: &Range<usize>, found: &[Autolink]) {
        let mut start = range.start;
        for autolink in found {
            if start < autolink.range.start {
                let before = &text[start - range.start..autolink.range.start - range.start];
                self.text_without_autolink(before, start..autolink.range.start);
            }
            self.write_autolink(autolink);
            start = autolink.range.end.min(range.end);
            self.skip = autolink.range.clone();
        }
        if start < range.end || found.is_empty() {
            self.text_without_autolink(&text[start - range.start..], start..range.end);
        }
    }

    fn text_without_autolink(&mut self, text: &str, range: Range<usize>) {
        if let Some(heading) = &mut self.heading {
            heading.id_text.text(text, &range, &self.text.text);
        }
        self.text_with_terms(text, range);
    }

    fn write_autolink(&mut self, Autolink { range, prefix }: &Autolink) {
        let address = &self.text.text[range.clone()];
        let index = self.link(Link {
            destination: format!("{prefix}{address}"),
            kind: LinkKind::Automatic,
            span: self.span(range),
            destination_span: self.text.verbatim_in_file(Span::from(range.clone())),
            has_text: true,
        });
        if let Some(heading) = &mut self.heading {
            heading.id_text.autolink();
        }
        self.heading_text(address);
        self.out().html().push_str("<a href=\"");
        self.out().push(Piece::Href(index));
        let escaped = escape_text(address);
        self.out().html().push_str("\">");
        // A shortcode may stand in an address.
        self.filled(&escaped);
        self.out().html().push_str("</a>");
        self.shared.document.words += 1;
    }
}
