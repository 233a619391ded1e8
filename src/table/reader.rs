//! What every kind of table is read with: keys, cells and ids, each fault told at its place.

use super::{Body, Cited, Table, Text, comparison, crosswalk, plain, responsibility};
use crate::finding::{Code, Finding, nearest};
use crate::framework::{Asked, Framework, Frameworks, Lookup};
use crate::markdown::{CellTools, Cells, Piece};
use crate::source::{DataFile, FileId, Location, Span};
use crate::yaml::{self, Document, Node};

/// A file as read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The table, unless the file is none or cannot be read.
    pub table: Option<Table>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// The kinds that a file of YAML or JSON can name.
const KINDS: [&str; 3] = ["comparison", "responsibility", "crosswalk"];

/// More rows than this no page shows; the largest catalog has some 1,200 requirements.
pub(super) const MAX_ROWS: usize = 5_000;
/// Each row has a cell for each column, written or not.
const MAX_COLUMNS: usize = 500;
/// So many keys are listed for one that is not known.
const MAX_LISTED: usize = 20;

/// Larger files are not read.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Whether a file of YAML or JSON says that it is a table, or nearly does. Looks at the text alone and quickly.
pub fn reads_as_table(text: &str) -> bool {
    text.match_indices("kind").any(|(at, _)| {
        let before = text[..at].trim_end_matches(['"', '\'', '\u{feff}']);
        let starts = before.is_empty() || before.ends_with(['\n', '{', ',', ' ', '\t']);
        let after = text[at + "kind".len()..].trim_start_matches(['"', '\'', ' ', '\t']);
        let value = after.strip_prefix(':').map(|value| value.trim_start_matches(['"', '\'', ' ', '\t', '\r', '\n']));
        let word = |value: &str| value.chars().take(24).take_while(|sign| !",}\"'\r\n #".contains(*sign)).collect();
        starts && value.map(word).is_some_and(|word: String| meant(&word).is_some())
    })
}

/// Reads `file`. Without a `kind` of ours, a file of YAML or JSON is no table; a `.csv` always is one.
pub fn read(file: &DataFile<'_>, frameworks: &Frameworks, tools: CellTools<'_>) -> Reading {
    if file.text.len() > MAX_BYTES {
        let message = format!("a table of more than {} MB", MAX_BYTES / (1024 * 1024));
        return fault(Finding::new(Code::UnreadableTable, Location::start_of(file.id), message).help("divide it"));
    }
    let text = file.text;
    let mut reader = Reader {
        file: file.id,
        text,
        frameworks,
        cells: Cells::new(file.id, text, tools),
        findings: Vec::new(),
        anchors: Vec::new(),
    };
    if file.path.ends_with(".csv") {
        let body = plain::read(&mut reader).map(Body::Plain);
        return reader.finish(None, body);
    }
    // JSON may be indented with tabs, which YAML does not take; a blank is as long.
    let spaced = if file.path.ends_with(".json") { text.replace('\t', " ") } else { String::new() };
    match yaml::parse(if spaced.is_empty() { text } else { &spaced }, 0) {
        Ok(document) => typed(reader, &document),
        Err(why) => {
            let place = Location::new(file.id, why.span);
            let message = format!("the table cannot be read: {}", why.reason);
            fault(Finding::new(Code::UnreadableTable, place, message).optional_help(why.help))
        }
    }
}

fn fault(finding: Finding) -> Reading {
    Reading { table: None, findings: vec![finding] }
}

fn typed(mut reader: Reader<'_>, document: &Document) -> Reading {
    let root = &document.root;
    let Some(kind) = root.get("kind") else { return Reading::default() };
    let written = kind.text().unwrap_or_default();
    let Some(meant) = meant(written) else { return Reading::default() };
    if meant != written {
        let message = format!("no kind of table `{written}`");
        let finding = reader.finding(Code::UnknownTableKind, kind.span, message).about(written);
        return fault(finding.help(format!("did you mean `{meant}`?")));
    }
    for twice in &document.duplicates {
        let finding = reader.finding(Code::DuplicateTableKey, twice.again, format!("`{}` is given twice", twice.key));
        let first = reader.place(twice.first);
        let finding = finding.about(&twice.key).related(first, "this one counts").help("remove one of the two");
        reader.findings.push(finding);
    }
    let title = root.get("title").filter(|title| !title.is_null()).and_then(|title| reader.text(title));
    let body = match meant {
        "comparison" => comparison::read(&mut reader, root).map(Body::Comparison),
        "responsibility" => responsibility::read(&mut reader, root).map(Body::Responsibility),
        _ => crosswalk::read(&mut reader, root).map(Body::Crosswalk),
    };
    reader.finish(title, body)
}

/// The kind that `written` is, or is nearly.
fn meant(written: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == written).or_else(|| nearest(written, KINDS))
}

/// One table on its way.
pub(super) struct Reader<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    frameworks: &'a Frameworks,
    cells: Cells<'a>,
    pub(super) findings: Vec<Finding>,
    /// What each row is called in its anchor.
    pub(super) anchors: Vec<String>,
}

impl<'a> Reader<'a> {
    fn finish(self, title: Option<String>, body: Option<Body>) -> Reading {
        let parsed = self.cells.finish();
        let mut findings = self.findings;
        findings.extend(parsed.findings);
        let anchors = distinct(self.anchors);
        let table = body.map(|body| Table { title, body, document: parsed.document, anchors });
        Reading { table, findings }
    }

    pub(super) fn place(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    pub(super) fn finding(&self, code: Code, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(code, self.place(span), message)
    }

    /// Notes that a part of the table cannot be read.
    pub(super) fn unreadable(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let finding = self.finding(Code::UnreadableTable, span, message).help(help);
        self.findings.push(finding);
    }

    /// A single value.
    pub(super) fn text(&mut self, node: &Node) -> Option<String> {
        let text = node.text().map(str::to_owned);
        if text.is_none() {
            let message = format!("a single value belongs here, and not {}", node.description());
            self.unreadable(node.span, message, "write one text");
        }
        text
    }

    /// The Markdown of a cell; a list of texts becomes a list.
    pub(super) fn cell(&mut self, node: Option<&Node>) -> Text {
        let Some(node) = node.filter(|node| !node.is_null()) else { return Text::default() };
        if node.items().is_empty() {
            let Some(markdown) = self.text(node) else { return Text::default() };
            return self.markdown(markdown, node.span);
        }
        let mut list = Text { markdown: String::new(), pieces: vec![Piece::Html("<ul>".to_owned())] };
        for item in node.items() {
            let Some(markdown) = self.text(item) else { continue };
            let item = self.markdown(markdown, item.span);
            list.pieces.push(Piece::Html("<li>".to_owned()));
            list.pieces.extend(item.pieces);
            list.pieces.push(Piece::Html("</li>".to_owned()));
            let between = if list.markdown.is_empty() { "" } else { "<br>" };
            list.markdown.push_str(&format!("{between}{}", item.markdown));
        }
        list.pieces.push(Piece::Html("</ul>".to_owned()));
        list
    }

    pub(super) fn markdown(&mut self, markdown: String, span: Span) -> Text {
        let pieces = self.cells.read(&markdown, span);
        Text { markdown, pieces }
    }

    /// Finds fault with every key of `node` that is not `known`.
    pub(super) fn keys(&mut self, node: &Node, known: &[&str]) {
        for (key, _) in node.entries() {
            let written = key.text().unwrap_or_default();
            if known.contains(&written) {
                continue;
            }
            let message = format!("no key `{written}` here");
            let near = nearest(written, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let listed = || {
                let listed = known.iter().take(MAX_LISTED).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                let more = if known.len() > MAX_LISTED { ", and more" } else { "" };
                format!("known are {listed}{more}")
            };
            let finding = self.finding(Code::UnknownTableKey, key.span, message).about(written);
            self.findings.push(finding.help(near.unwrap_or_else(listed)));
        }
    }

    /// The framework that `key` names, or nothing with a finding that says why.
    pub(super) fn framework(&mut self, root: &Node, key: &str) -> Option<&'a Framework> {
        let Some(node) = root.get(key).filter(|node| !node.is_null()) else {
            let span = root.get("kind").map_or(root.span, |kind| kind.span);
            self.unreadable(
                span,
                format!("a table without `{key}`"),
                "name the framework by its key, such as `pci-dss`",
            );
            return None;
        };
        let written = self.text(node)?;
        let found = self.frameworks.get(&written);
        if found.is_none() {
            let finding = self.frameworks.unknown(&written, self.place(node.span));
            self.findings.push(finding);
        }
        found
    }

    /// The requirements that a cell names: one id, or a list of them.
    pub(super) fn cited(&mut self, framework: &Framework, node: &Node) -> Vec<Cited> {
        let nodes = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
        let mut cited = Vec::with_capacity(nodes.len());
        for node in nodes.iter().filter(|node| !node.is_null()) {
            let Some(written) = self.text(node) else { continue };
            let looked_up = framework.look_up(&written, None);
            let rank = match &looked_up {
                Lookup::Found(rank) | Lookup::Withdrawn(rank) | Lookup::Renumbered(rank) => Some(*rank),
                _ => None,
            };
            // Quotes that stand around the id have to stay.
            let at = node.span.of(self.text).find(&written).map(|at| node.span.start + at);
            let inside = at.map(|start| Span::new(start, start + written.len()));
            let asked = Asked { id: &written, version: None, place: self.place(node.span), written: inside };
            self.findings.extend(framework.fault(&asked));
            cited.push(Cited { id: written.trim().to_owned(), span: node.span, rank });
        }
        cited
    }

    /// The rows of a table, as many as a page can show.
    pub(super) fn rows<'n>(&mut self, root: &'n Node) -> Option<&'n [Node]> {
        let rows = root.get("rows").filter(|rows| !rows.is_null());
        let Some(rows) = rows else {
            let span = root.get("kind").map_or(root.span, |kind| kind.span);
            self.unreadable(span, "a table without `rows`", "give `rows` a list, one entry a row");
            return None;
        };
        if !matches!(rows.kind, yaml::Kind::Sequence(_)) {
            let message = format!("`rows` is {} and not a list", rows.description());
            self.unreadable(rows.span, message, "begin each row with `- `");
            return None;
        }
        let rows = rows.items();
        self.too_many(rows.len(), |index| rows[index].span);
        Some(&rows[..rows.len().min(MAX_ROWS)])
    }

    /// Finds fault with a table of more rows than a page can show.
    pub(super) fn too_many(&mut self, rows: usize, span: impl Fn(usize) -> Span) {
        if rows > MAX_ROWS {
            let message = format!("a table of {rows} rows; the first {MAX_ROWS} are shown");
            let finding = self.finding(Code::TooManyRows, span(MAX_ROWS), message).help("divide the table");
            self.findings.push(finding);
        }
    }

    /// Whether a row is a mapping; if not, that is a finding.
    /// So many of the columns count; reports it where there are more.
    pub(super) fn columns(&mut self, columns: usize, span: Span) -> usize {
        if columns > MAX_COLUMNS {
            let message = format!("a table of {columns} columns; the first {MAX_COLUMNS} are shown");
            let finding = self.finding(Code::TooManyRows, span, message).help("divide the table");
            self.findings.push(finding);
        }
        columns.min(MAX_COLUMNS)
    }

    pub(super) fn is_row(&mut self, row: &Node) -> bool {
        let is_row = !row.entries().is_empty();
        if !is_row {
            let message = format!("a row is {} and not keys with values", row.description());
            self.unreadable(row.span, message, "write it as `{key: value, key: value}`");
        }
        is_row
    }
}

/// The names, each with a number behind it where it was there before.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashMap::new();
    let one = |name: String| {
        let name: String = name.chars().map(|sign| if sign.is_whitespace() { '-' } else { sign }).collect();
        let count: &mut usize = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}--{count}") }
    };
    names.into_iter().map(one).collect()
}
