//! Reads the blocks of a document from its pieces.

use std::mem;
use std::ops::Range;

use super::block::{Block, BlockKind};
use crate::markdown::html::{Tag, tags, without_comments};
use crate::markdown::{Citation, Document, Piece, Table, decoded, escape_attribute, escape_text};

/// Elements inside a line, which do not end a block.
const INLINE: &[&str] = &[
    "a", "abbr", "audio", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "ruby", "s", "samp", "small", "source", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "video", "wbr",
];

/// Elements whose content is not text.
const HIDDEN: &[&str] = &["script", "style", "svg", "template", "button", "select", "textarea", "rp", "rt"];

/// Classes of what belongs to the page and not to its text.
const HIDDEN_CLASSES: &[&str] = &["footnote-ref", "footnote-backref", "ln"];

/// Attributes with addresses.
const ADDRESSES: &[&str] = &["href", "src", "srcset", "poster", "data"];

/// Between two cells of a row.
const CELL: &str = " | ";

/// The blocks of `document`. Emphasis and the numbers of footnotes and lists are not part of them.
pub fn blocks(document: &Document) -> Vec<Block> {
    let mut html = String::new();
    push(document, &document.pieces, &mut html);
    let mut reader = Reader::default();
    reader.read(&html);
    reader.end_block();
    reader.blocks
}

/// Appends the pieces as HTML, with addresses as written.
fn push(document: &Document, pieces: &[Piece], html: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Href(link) => html.push_str(&escape_attribute(&document.links[*link].destination)),
            // That a word is a defined term is no change of the document.
            Piece::ImageSize { .. } | Piece::Term(_) | Piece::TermEnd(_) => {}
            Piece::Citation(index) => {
                let citation = &document.citations[*index];
                match citation.mark.as_str() {
                    // Words of the author's own follow.
                    "" => html.push_str(&format!("<a href=\"{}\">", escape_attribute(&cited(citation)))),
                    mark => html.push_str(&escape_text(mark)),
                }
            }
            Piece::CitationEnd(_) => html.push_str("</a>"),
            Piece::Table(index) => push_table(document, &document.tables[*index], html),
            Piece::Embed(index) => push(document, &document.embeds[*index].paragraph, html),
        }
    }
}

/// What a citation with words of its own leads to.
fn cited(citation: &Citation) -> String {
    let ids = citation.ids.iter().enumerate().map(|(index, id)| {
        let joint = if index > 0 { id.joint() } else { "" };
        format!("{joint}{}", id.id)
    });
    let version = citation.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
    format!("{}{version}:{}", citation.framework, ids.collect::<String>())
}

fn push_table(document: &Document, table: &Table, html: &mut String) {
    html.push_str("<table>");
    if let Some(caption) = &table.caption {
        html.push_str(&format!("<caption>{}</caption>", escape_text(caption)));
    }
    for row in std::iter::once(&table.head).chain(&table.rows) {
        html.push_str("<tr>");
        for cell in row {
            html.push_str("<td>");
            push(document, cell, html);
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
}

/// Reads HTML into blocks.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: String,
    addresses: Vec<Range<usize>>,
    heading: Option<u8>,
    /// Whether the next block is the first of an item.
    is_item: bool,
    lists: u8,
    quotes: usize,
    is_code: bool,
    /// The number of cells of the current row so far.
    cells: Option<usize>,
    /// The addresses of the links that are open.
    links: Vec<String>,
    /// The element that is hidden, and its depth inside others of the same name.
    hidden: Option<(String, usize)>,
    is_formula: bool,
}

impl Reader {
    fn read(&mut self, html: &str) {
        let mut position = 0;
        for tag in tags(html) {
            self.text(html.get(position..tag.span.start).unwrap_or_default());
            position = tag.span.end;
            self.tag(html, &tag);
        }
        self.text(html.get(position..).unwrap_or_default());
    }

    fn text(&mut self, written: &str) {
        if self.hidden.is_some() || written.is_empty() {
            return;
        }
        let written = without_comments(written);
        let text = decoded(&written);
        if self.is_code {
            let mut lines = text.split('\n');
            self.text.push_str(lines.next().unwrap_or_default());
            for line in lines {
                self.end_line();
                self.text.push_str(line);
            }
            return;
        }
        for (index, word) in text.split_ascii_whitespace().enumerate() {
            if index > 0 || text.starts_with(|first: char| first.is_ascii_whitespace()) {
                self.space();
            }
            self.text.push_str(word);
        }
        if text.ends_with(|last: char| last.is_ascii_whitespace()) {
            self.space();
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn tag(&mut self, html: &str, tag: &Tag) {
        if let Some((name, depth)) = &mut self.hidden {
            if *name == tag.name {
                *depth = if tag.is_closing { depth.saturating_sub(1) } else { *depth + 1 };
            }
            if *depth == 0 {
                self.hidden = None;
            }
            return;
        }
        let value = |name: &str| tag.attribute(html, name).map(|attribute| decoded(attribute.value.of(html)));
        let name = tag.name.as_str();
        let class = value("class").unwrap_or_default();
        let mut classes = class.split_ascii_whitespace();
        if !tag.is_closing && (HIDDEN.contains(&name) || classes.any(|class| HIDDEN_CLASSES.contains(&class))) {
            if class.contains("footnote-ref") {
                self.text.push_str("[*]");
            }
            self.hidden = Some((tag.name.clone(), 1));
            return;
        }
        if name == "math" {
            self.is_formula = !tag.is_closing;
        } else if self.is_formula {
            self.formula(tag);
        } else if INLINE.contains(&name) {
            let id = value("id").unwrap_or_default();
            let address = ADDRESSES.iter().find_map(|name| value(name)).map(|address| address.into_owned());
            self.inline(tag, address, (value("alt").as_deref(), id.starts_with("fnref"), value("checked").is_some()));
        } else {
            self.block(tag);
            let address = ADDRESSES.iter().find_map(|name| value(name)).filter(|_| !tag.is_closing);
            if let Some(address) = address {
                self.text.push_str(name);
                self.address(&address);
            }
        }
    }

    /// The structure of a formula counts: a root is another number than what is under it.
    fn formula(&mut self, tag: &Tag) {
        if matches!(tag.name.as_str(), "mi" | "mn" | "mo" | "mtext" | "mrow" | "semantics" | "mspace" | "mstyle") {
            return;
        }
        if tag.is_closing {
            self.text.push(')');
        } else {
            self.text.push_str(tag.name.trim_start_matches('m'));
            self.text.push('(');
        }
    }

    fn inline(&mut self, tag: &Tag, address: Option<String>, (alt, is_note, is_done): (Option<&str>, bool, bool)) {
        match tag.name.as_str() {
            "a" if tag.is_closing => {
                if let Some(address) = self.links.pop() {
                    self.address(&address);
                }
            }
            "a" => self.links.push(address.unwrap_or_default()),
            "del" | "s" | "strike" => self.text.push_str("~~"),
            "sup" if !tag.is_closing && !is_note => self.text.push('^'),
            "sub" if !tag.is_closing => self.text.push('_'),
            "input" => self.text.push_str(if is_done { "[x]" } else { "[ ]" }),
            _ => {
                if let Some(alt) = alt.filter(|alt| !alt.is_empty()) {
                    self.text.push_str(&format!("[{}]", alt.replace('\n', " ")));
                }
                if let Some(address) = address.filter(|_| !tag.is_closing) {
                    self.address(&address);
                }
            }
        }
    }

    /// Adds the address of what comes before, unless that is the address itself.
    fn address(&mut self, address: &str) {
        if !address.is_empty() && !self.text.ends_with(address) {
            let start = self.text.len();
            self.text.push_str(&format!(" ({address})"));
            self.addresses.push(start..self.text.len());
        }
    }

    fn block(&mut self, tag: &Tag) {
        let is_opening = !tag.is_closing;
        let name = tag.name.as_str();
        if self.cells.is_some() && !matches!(name, "tr" | "td" | "th" | "table" | "thead" | "tbody" | "tfoot") {
            self.space();
            return;
        }
        match name {
            "br" => return self.space(),
            "td" | "th" => {
                let cells = self.cells.get_or_insert(0);
                *cells += usize::from(is_opening);
                if *cells > 1 && is_opening {
                    self.text.truncate(self.text.trim_end().len());
                    self.text.push_str(CELL);
                }
                return;
            }
            _ => self.end_block(),
        }
        match name {
            "tr" => self.cells = is_opening.then_some(0),
            "pre" => self.is_code = is_opening,
            "li" => self.is_item = is_opening,
            "ul" | "ol" | "menu" if is_opening => self.lists = self.lists.saturating_add(1),
            "ul" | "ol" | "menu" => self.lists = self.lists.saturating_sub(1),
            "blockquote" if is_opening => self.quotes += 1,
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "table" => self.cells = None,
            "hr" if is_opening => self.blocks.push(Block::plain(BlockKind::Paragraph, "———")),
            name => {
                if let [b'h', digit @ b'1'..=b'6'] = name.as_bytes() {
                    self.heading = is_opening.then_some(digit - b'0');
                }
            }
        }
    }

    /// Ends a line of code. An empty line counts: it separates others.
    fn end_line(&mut self) {
        let mut text = mem::take(&mut self.text);
        text.truncate(text.trim_end_matches('\r').len());
        self.blocks.push(Block::new(BlockKind::Code, text, mem::take(&mut self.addresses)));
    }

    fn end_block(&mut self) {
        if self.is_code {
            if !self.text.is_empty() {
                self.end_line();
            }
            return;
        }
        let mut text = mem::take(&mut self.text);
        text.truncate(text.trim_end().len());
        let addresses = mem::take(&mut self.addresses);
        if text.is_empty() {
            return;
        }
        let kind = match self.heading {
            _ if self.cells.is_some() => BlockKind::Row,
            Some(level) => BlockKind::Heading(level),
            None if mem::take(&mut self.is_item) => BlockKind::Item(self.lists),
            None if self.quotes > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        self.blocks.push(Block::new(kind, text, addresses));
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use crate::redline::BlockKind::{Code, Heading, Item, Paragraph, Quote, Row};
    use crate::redline::{Block, BlockKind};

    fn read(html: &str) -> Vec<Block> {
        let mut reader = Reader::default();
        reader.read(html);
        reader.end_block();
        reader.blocks
    }

    #[track_caller]
    fn check(html: &str, expected: &[(BlockKind, &str)]) {
        let found = read(html);
        let shown: Vec<(BlockKind, String)> = found.iter().map(|block| (block.kind, block.shown())).collect();
        let shown: Vec<(BlockKind, &str)> = shown.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(shown, expected, "{html}");
    }

    /// Whether both are the same to readers.
    #[track_caller]
    fn check_same(one: &str, other: &str, is_same: bool) {
        assert_eq!(read(one) == read(other), is_same, "{one} {other}");
    }

    #[test]
    fn each_kind_of_block_is_read() {
        check("<h2 id=x>A <em>b</em></h2>\n<p>One\ntwo.</p>", &[(Heading(2), "A b"), (Paragraph, "One two.")]);
        check(
            "<ul><li><p>a</p><p>b</p></li><li>c<ul><li>d</li></ul></li></ul>e",
            &[(Item(1), "a"), (Paragraph, "b"), (Item(1), "c"), (Item(2), "d"), (Paragraph, "e")],
        );
        check("<blockquote><p>q</p></blockquote><p>r</p>", &[(Quote, "q"), (Paragraph, "r")]);
        check(
            "<table><caption>t</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td></td></tr></table>",
            &[(Paragraph, "t"), (Row, "a | b"), (Row, "1 |")],
        );
        check(
            "<div class=code><pre><code><span>a</span>  b\n\n\tc\n</code></pre></div>",
            &[(Code, "a  b"), (Code, ""), (Code, "\tc")],
        );
        check("<p>a<!-- b <i>c</i> --> d</p><script>e</script><hr>", &[(Paragraph, "a d"), (Paragraph, "———")]);
        check("<b", &[]);
    }

    #[test]
    fn addresses_count_and_emphasis_does_not() {
        check_same("<p><a href=/a/>x</a></p>", "<p><a href=/b/>x</a></p>", false);
        check_same("<p><img src=a.png alt=x></p>", "<p><img src=b.png alt=x></p>", false);
        check_same("<p><img src=a.png alt=x></p>", "<p><img src=a.png alt=y></p>", false);
        check_same("<p><b>x</b> y</p>", "<p>x\n<i>y</i></p>", true);
        check_same("<p><del>x</del></p>", "<p>x</p>", false);
        check_same("<p>m<sup>2</sup></p>", "<p>m2</p>", false);
        check_same("<input type=checkbox checked>", "<input type=checkbox>", false);
        check_same("<iframe src=/a></iframe>", "<iframe src=/b></iframe>", false);
        check_same("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "<math><mi>x</mi><mn>2</mn></math>", false);
        check("<p><a href=/a/>x</a>.</p>", &[(Paragraph, "x.")]);
    }

    #[test]
    fn the_number_of_a_footnote_is_no_text() {
        let note = |number: u8| {
            format!("a<sup id=\"fnref:{number}\"><a href=\"#fn:{number}\" class=\"footnote-ref\">{number}</a></sup>")
        };
        check_same(&note(1), &note(2), true);
        check_same(&note(1), "a", false);
    }
}
