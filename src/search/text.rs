//! The text of a page, out of its HTML: paragraphs, and headings with their ids.
//!
//! Pagefind counts `.`, `-`, `(` and `)` as letters here, so that `11.3.1` and `AC-2(1)` are words. Where such a
//! sign only ends a sentence or surrounds a phrase it would stick to the word beside it; there it is written as
//! a look-alike, which the search dialog turns back.

use crate::markdown::html::tags;
use crate::markdown::{Document, Piece, Table, escape_attribute};

/// The look-alikes of `.`, `(` and `)`.
const STOP: char = '\u{2024}';
const OPENING: char = '\u{2768}';
const CLOSING: char = '\u{2769}';

/// A page can be found by so many bytes of its text, from its start. Pagefind takes a hundred times as much memory.
const MAX_COUNT: usize = 1024 * 1024;

/// Elements that run with the text around them; every other one begins a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements whose content nobody reads.
const UNREAD: &[&str] = &["script", "style", "svg", "template", "iframe", "math", "button", "select", "textarea"];

/// The text of `document` behind the sentences `about` it, which are HTML already, as are its data `tables`.
pub(super) fn markup(about: &str, document: &Document, tables: &[String]) -> String {
    let mut html = format!("<p>{about}</p>");
    push(document, &document.pieces, tables, &mut html);
    let mut writer = Writer::default();
    writer.read(&html);
    writer.end_block();
    writer.written
}

/// The pieces as one HTML, tables as one paragraph a row.
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
    /// The paragraph or heading being read.
    block: String,
    /// The level and the id of the heading being read.
    heading: Option<(u8, String)>,
    /// The element that is passed over, and how deep inside others of its name.
    unread: Option<(String, usize)>,
}

impl Writer {
    fn read(&mut self, html: &str) {
        let mut position = 0;
        for tag in tags(html) {
            if self.written.len() > MAX_COUNT {
                return;
            }
            self.text(html.get(position..tag.span.start).unwrap_or_default());
            position = tag.span.end;
            if let Some((name, depth)) = &mut self.unread {
                if *name == tag.name {
                    *depth = if tag.is_closing { depth.saturating_sub(1) } else { *depth + 1 };
                }
                if *depth == 0 {
                    self.unread = None;
                }
                continue;
            }
            let name = tag.name.as_str();
            let class = tag.attribute(html, "class").map(|class| class.value.of(html)).unwrap_or_default();
            let is_mark = matches!(class, "footnote-ref" | "footnote-backref" | "ln");
            if !tag.is_closing && (is_mark || UNREAD.contains(&name)) {
                self.unread = Some((tag.name, 1));
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
        if self.unread.is_none() && self.block.len() <= MAX_COUNT {
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
            let is_ended = block.ends_with([STOP, '?', '!', ':', ';', ',', '…']);
            self.written.push_str(&format!("<{open}>{block}"));
            if !is_ended {
                self.written.push(STOP);
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

/// Adds `text` with look-alikes for the signs that belong to no word.
fn push_words(text: &str, out: &mut String) {
    let mut before: Option<char> = None;
    // Brackets opened inside the word at hand.
    let mut open = 0_usize;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inside = characters.peek().is_some_and(|next| next.is_alphanumeric());
        let follows = before.is_some_and(char::is_alphanumeric);
        let shown = match character {
            '.' if !is_inside => STOP,
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
            blank if blank.is_whitespace() => {
                open = 0;
                blank
            }
            other => other,
        };
        out.push(shown);
        before = Some(character);
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_COUNT, Writer, push_words};

    fn check_words(text: &str, expected: &str) {
        let mut out = String::new();
        push_words(text, &mut out);
        assert_eq!(out.replace('\u{2024}', "◦").replace('\u{2768}', "‹").replace('\u{2769}', "›"), expected);
    }

    #[test]
    fn signs_stay_in_ids_and_leave_words_alone() {
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
        assert!(writer.written.len() > MAX_COUNT && writer.written.len() < MAX_COUNT + 100, "{}", writer.written.len());
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
