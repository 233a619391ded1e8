//! A body that is HTML and not Markdown.

use super::super::document::{Heading, Piece};
use super::super::html::{decoded, tags, without_tags};
use super::super::origin::Mapped;
use super::super::pieces::Pieces;
use super::super::placeholder::{Part, split_placeholders};
use super::inline::words;
use super::state::Writer;
use crate::finding::{Code, Finding};
use crate::source::{Location, Span};

impl Writer<'_, '_> {
    /// Writes the text, which is HTML, with its links, ids and headings known.
    pub(in crate::markdown) fn write_html(mut self) -> Vec<Piece> {
        let text = self.text;
        self.add_headings(&text.text);
        self.report_document(&text.text);
        self.raw_html(&Mapped::verbatim(&text.text, 0));
        let shown = self.filled_text(&text.text);
        self.shared.document.words += words(&without_tags(&shown));
        self.outputs.pop().map(Pieces::finish).unwrap_or_default()
    }

    /// Adds the headings. They have the ids that their author gave them and no others, as in Hugo.
    fn add_headings(&mut self, html: &str) {
        let mut open: Option<(u8, Option<String>, Span)> = None;
        for tag in tags(html) {
            let Some(level) = level(&tag.name) else { continue };
            let Some((level, id, start)) = open.take_if(|(opened, ..)| tag.is_closing && *opened == level) else {
                if !tag.is_closing {
                    let id = tag.attribute(html, "id").map(|id| decoded(id.value.of(html)).into_owned());
                    open = Some((level, id.filter(|id| !id.is_empty()), tag.span));
                }
                continue;
            };
            let inner = self.filled_text(&html[start.end..tag.span.start]);
            let text = decoded(&without_tags(&inner)).split_whitespace().collect::<Vec<_>>().join(" ");
            let span = self.text.in_file(Span::new(start.start, tag.span.end));
            self.shared.document.headings.push(Heading { level, id, text, span, numbered: false, listed: true });
        }
    }

    /// `html` with the plain text of its insertions in place of them.
    fn filled_text(&self, html: &str) -> String {
        let parts = split_placeholders(html).map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Insertion(index) => self.insertion_text(index),
        });
        parts.collect()
    }

    /// Reports a whole document: the page would have a second one inside.
    fn report_document(&mut self, html: &str) {
        let Some(tag) = tags(html).find(|tag| matches!(tag.name.as_str(), "html" | "head" | "body")) else { return };
        let location = Location::new(self.shared.file, self.text.in_file(tag.span));
        let message = format!("`<{}>` belongs to a whole document, and this text becomes a part of one", tag.name);
        let help =
            "keep what is inside of `<body>` alone, or put the file below `static/`, where it is published as it is";
        self.shared.findings.push(Finding::new(Code::DocumentInPage, location, message).about(&tag.name).help(help));
    }
}

fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}
