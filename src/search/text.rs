//! Extracts the text of a page from its HTML: paragraphs, and headings with their ids.
//!
//! For Pagefind `.`, `-`, `(` and `)` are letters here, so that `11.3.1` and `AC-2(1)` are words. Where such a character
//! only ends a sentence or encloses a phrase, it would become part of a word; there it is replaced with a similar one,
//! which the search dialog replaces back.

use crate::markdown::html::tags;
use crate::markdown::{Document, Piece, Table, escape_attribute};

/// The replacements of `.`, `(` and `)`.
const FULL_STOP: char = '\u{2024}';
const OPENING: char = '\u{2768}';
const CLOSING: char = '\u{2769}';

/// The indexed part of the text of a page, in bytes. Pagefind needs a hundred times as much memory.
const MAX_TEXT_LEN: usize = 1024 * 1024;

/// Inline elements; every other one begins a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements whose content is not text of the page.
const SKIPPED: &[&str] = &["script", "style", "svg", "template", "iframe", "math", "button", "select", "textarea"];

/// The text of `document`, after the sentences `about` it. These and the data `tables` are HTML.
pub(super) fn markup(about: &str, document: &Document, tables: &[String]) -> String {
    let mut html = format!("<p>{about}</p>");
    push(document, &document.pieces, tables, &mut html);
    let mut writer = Writer::default();
    writer.read(&html);
    writer.end_block();
    writer.written
}

/// Appends the pieces as HTML, tables with a paragraph for each row.
fn push(document: &Document, pieces: &[Piece], tables: &[String], html: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Href(_) | Piece::ImageSize { .. } => {}
            Piece::Citation(index) => {
                html.push_str(&crate::markdown::escape_text(&document.citations[*index].mark));
            }
            Piece::CitationEnd(_) => {}
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
    block: String,
    /// The level and the id of the current heading.
    heading: Option<(u8, String)>,
    /// The element that is skipped, and its depth inside others of the same name.
    skipped: Option<(String, usize)>,
}

impl Writer {
    fn read(&mut self, html: &str) {
        let mut position = 0;
        for tag in tags(html) {
            if self.written.len() > MAX_TEXT_LEN {
                return;
            }
            self.text(html.get(position..tag.span.start).unwrap_or_default());
            position = tag.span.end;
            if let Some((name, depth)) = &mut self.skipped {
                if *name == tag.name {
                    *depth = if tag.is_closing { depth.saturating_sub(1) } else { *depth + 1 };
                }
                if *depth == 0 {
                    self.skipped = None;
                }
                continue;
            }
            let name = tag.name.as_str();
            let class = tag.attribute(html, "class").map(|class| class.value.of(html)).unwrap_or_default();
            let is_mark = matches!(class, "footnote-ref" | "footnote-backref" | "ln");
            if !tag.is_closing && (is_mark || SKIPPED.contains(&name)) {
                self.skipped = Some((tag.name, 1));
            } else if let Some(level) = level(name) {
                self.end_block();
                let id = tag.attribute(html, "id").map(|id| id.value.of(html).to_owned());
                self.heading =
                    id.filter(|id| !tag.is_closing && !id.contains(char::is_whitespace)).map(|id| (level, id));
            } else if name == "br" {
                self.block.push(' ');
            } else if !INLINE.contains(&name) {
                self.end_block();
            }
        }
        self.text(html.get(position..).unwrap_or_default());
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_none() && self.block.len() <= MAX_TEXT_LEN {
            push_words(text, &mut self.block);
        }
    }

    fn end_block(&mut self) {
        let block = self.block.trim();
        if !block.is_empty() {
            let (open, close) = match &self.heading {
                Some((level, id)) => (format!("h{level} id=\"{}\"", escape_attribute(id)), format!("h{level}")),
                None => ("p".to_owned(), "p".to_owned()),
            };
            let has_end = block.ends_with([FULL_STOP, '?', '!', ':', ';', ',', '…']);
            self.written.push_str(&format!("<{open}>{block}"));
            if !has_end {
                self.written.push(FULL_STOP);
            }
            self.written.push_str(&format!("</{close}>"));
        }
        self.block.clear();
        self.heading = None;
    }
}

fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Appends `text`, with replacements for the punctuation that is not part of a word.
fn push_words(text: &str, out: &mut String) {
    let mut before: Option<char> = None;
    // Parentheses opened inside the current word.
    let mut open = 0_usize;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inside = characters.peek().is_some_and(|next| next.is_alphanumeric());
        let follows = before.is_some_and(char::is_alphanumeric);
        let shown = match character {
            '.' if !is_inside => FULL_STOP,
            '(' if follows && is_inside => {
                open += 1;
                '('
            }
            '(' => OPENING,
            ')' if open > 0 => {
                open -= 1;
                ')'
            }
            ')' => CLOSING,
            space if space.is_whitespace() => {
                open = 0;
                space
            }
            other => other,
        };
        out.push(shown);
        before = Some(character);
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT_LEN, Writer, push_words};

    fn check_words(text: &str, expected: &str) {
        let mut out = String::new();
        push_words(text, &mut out);
        assert_eq!(out.replace('\u{2024}', "◦").replace('\u{2768}', "‹").replace('\u{2769}', "›"), expected);
    }

    #[test]
    fn punctuation_is_part_of_ids_and_not_of_words() {
        check_words("See 11.3.1.1. Then 6.3.", "See 11.3.1.1◦ Then 6.3◦");
        check_words("AC-2(1) and (the CDE).", "AC-2(1) and ‹the CDE›◦");
        check_words("control(s), f(x).y )", "control(s), f(x).y ›");
        check_words("…e.g. .env", "…e.g◦ .env");
    }

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
