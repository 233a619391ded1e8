//! Extracts the text of a page from its HTML: paragraphs, and headings with their ids.

use super::words::Words;
use crate::markdown::{Document, Piece, Table, TextPart, decoded, escape_attribute, escape_text, text_parts};

/// The indexed part of the text of a page, in bytes. Pagefind needs a hundred times as much memory.
const MAX_TEXT_LEN: usize = 1024 * 1024;

/// The text of `document`, after the sentences `about` it. These and the data `tables` are HTML.
pub(super) fn markup(about: &str, document: &Document, tables: &[String]) -> String {
    let mut html = format!("<p>{about}</p>");
    push(document, &document.pieces, tables, &mut html);
    indexed(&html)
}

/// The text of `html`.
pub(super) fn indexed(html: &str) -> String {
    let mut writer = Writer::default();
    writer.read(html);
    writer.end_block();
    writer.written
}

/// Appends the pieces as HTML, tables with a paragraph for each row.
fn push(document: &Document, pieces: &[Piece], tables: &[String], html: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            // In an attribute, which may have no quotes.
            Piece::Href(_) => html.push('x'),
            Piece::ImageSize { .. } => {}
            Piece::Citation(index) => {
                html.push_str(&escape_text(&document.citations[*index].mark));
            }
            Piece::CitationEnd(_) | Piece::Term(_) | Piece::TermEnd(_) => {}
            Piece::Table(index) => push_table(document, &document.tables[*index], html),
            Piece::Embed(index) => match tables.get(*index).filter(|table| !table.is_empty()) {
                Some(table) => html.push_str(table),
                None => push(document, &document.embeds[*index].paragraph, tables, html),
            },
        }
    }
}

fn push_table(document: &Document, table: &Table, html: &mut String) {
    if let Some(caption) = &table.caption {
        html.push_str(&format!("<p>{}</p>", crate::markdown::escape_text(caption)));
    }
    for row in std::iter::once(&table.head).chain(&table.rows) {
        html.push_str("<p>");
        for (index, cell) in row.iter().enumerate() {
            html.push_str(if index > 0 { " · " } else { "" });
            push(document, cell, &[], html);
        }
        html.push_str("</p>");
    }
}

#[derive(Default)]
struct Writer {
    written: String,
    /// The current paragraph or heading.
    block: Words,
    /// The level and the id of the current heading.
    heading: Option<(u8, String)>,
}

impl Writer {
    fn read(&mut self, html: &str) {
        for part in text_parts(html) {
            if self.written.len() > MAX_TEXT_LEN {
                return;
            }
            match part {
                TextPart::Text(text) if self.block.len() <= MAX_TEXT_LEN => self.block.push(&decoded(&text)),
                TextPart::Text(_) => {}
                TextPart::Break => self.block.end_word(),
                TextPart::Block(tag) => {
                    self.end_block();
                    self.heading = level(&tag.name).filter(|_| !tag.is_closing).and_then(|level| {
                        let id = tag.attribute(html, "id").map(|id| id.value.of(html).to_owned());
                        Some((level, id.filter(|id| !id.contains(char::is_whitespace))?))
                    });
                }
            }
        }
    }

    fn end_block(&mut self) {
        let heading = self.heading.take();
        let Some(block) = std::mem::take(&mut self.block).paragraph() else { return };
        let (open, close) = match heading {
            Some((level, id)) => (format!("h{level} id=\"{}\"", escape_attribute(&id)), format!("h{level}")),
            None => ("p".to_owned(), "p".to_owned()),
        };
        self.written.push_str(&format!("<{open}>{}</{close}>", escape_text(&block)));
    }
}

fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT_LEN, Writer};

    fn check(html: &str, expected: &str) {
        let mut writer = Writer::default();
        writer.read(html);
        writer.end_block();
        assert_eq!(writer.written.replace('\u{2024}', "◦"), expected, "{html}");
    }

    #[test]
    fn a_huge_text_is_read_from_its_start() {
        let mut writer = Writer::default();
        writer.read(&"<p>a few words</p>".repeat(200_000));
        assert!(
            writer.written.len() > MAX_TEXT_LEN && writer.written.len() < MAX_TEXT_LEN + 100,
            "{}",
            writer.written.len()
        );
    }

    #[test]
    fn a_text_keeps_its_headings_and_loses_its_elements() {
        check(
            "<h2 id=\"a\">A <em>b</em></h2>\n<p>One <a href=\"\">two</a>.</p>",
            "<h2 id=\"a\">A b◦</h2><p>One two◦</p>",
        );
        check("<ul><li>x</li><li>y</li></ul>", "<p>x◦</p><p>y◦</p>");
        check("<p>a<sup id=\"n\"><a class=\"footnote-ref\" href=\"#x\">1</a></sup> b</p>", "<p>a b◦</p>");
        check("a<script>x < y</script>b<svg><svg></svg><title>t</title></svg>c", "<p>abc◦</p>");
        check("a<br>b &amp; c?", "<p>a b &amp; c?</p>");
        check("<h2>no id</h2>text", "<p>no id◦</p><p>text◦</p>");
        check("<h3 id=\"a\"", "");
    }
}
