//! Raw HTML, an author's own or a shortcode's: passed through, with links that lead to the final address.

use std::ops::Range;

use super::super::document::{Link, LinkKind, Piece};
use super::super::html::{self, Mark};
use super::super::origin::Mapped;
use super::Writer;
use crate::finding::{Code, Finding};
use crate::source::{Place, Placed, Span};

impl Writer<'_, '_> {
    /// One tag, comment or the like inside a paragraph.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if self.image.is_none() {
            self.raw_html(&Mapped::verbatim(html, range.start));
        }
    }

    pub(super) fn end_html(&mut self) {
        if let Some(block) = self.html.take() {
            self.raw_html(&block);
        }
    }

    /// Raw HTML whose origins are offsets of this text.
    fn raw_html(&mut self, block: &Mapped) {
        let text = self.text;
        self.raw(&block.text, |span| text.in_file(block.in_file(span)), |span| {
            block.verbatim_in_file(span).and_then(|span| text.verbatim_in_file(span))
        });
    }

    /// Raw HTML whose origins are offsets of the file.
    pub(super) fn raw_in_file(&mut self, block: &Mapped) {
        self.raw(&block.text, |span| block.in_file(span), |span| block.verbatim_in_file(span));
    }

    fn raw(&mut self, html: &str, in_file: impl Fn(Span) -> Span, verbatim: impl Fn(Span) -> Option<Span>) {
        let mut written = 0;
        for mark in html::scan(html) {
            match mark {
                Mark::Anchor { id, .. } => self.shared.document.anchors.push(Placed::new(id, in_file(Span::default()))),
                Mark::Style { range } => self.report_style(in_file(Span::from(range))),
                Mark::Link(found) => {
                    self.filled(&html[written..found.value.start]);
                    written = found.value.end;
                    let span = Span::from(found.value.clone());
                    let link = Link {
                        destination: found.decoded,
                        kind: if found.attribute == "href" { LinkKind::Html } else { LinkKind::HtmlResource },
                        span: in_file(span),
                        destination_span: verbatim(span),
                        has_text: true,
                    };
                    let index = self.link(link);
                    self.out().push(Piece::Href(index));
                    if found.is_sizable_image() {
                        self.out().html().push('"');
                        self.image_size(index);
                        written += 1;
                    }
                }
            }
        }
        self.filled(&html[written..]);
    }

    fn report_style(&mut self, span: Span) {
        let finding = Finding::new(Code::InlineStyle, Place::new(self.shared.file, span), "raw HTML with an inline style")
            .help("a strict content security policy blocks it; use a class and a style sheet of your own");
        self.shared.findings.push(finding);
    }
}
