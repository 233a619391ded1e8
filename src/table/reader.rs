//! What the readers of all kinds of tables share: keys, cells and ids. Each fault is a finding with its location.

use super::cell::{Cited, Text};
use super::files::DataFiles;
use super::requirement_cell::{Naming, Part, namings};
use crate::finding::{Code, Finding, nearest};
use crate::framework::{Framework, Frameworks, IdReference, Lookup, RequirementIdx};
use crate::markdown::{CellTools, Cells, Piece};
use crate::source::path::beside;
use crate::source::{DataFile, FileId, Location, Span};
use crate::yaml::Node;

/// Larger tables are cut off: a page would take too long to show. The largest catalog has some 1,200 requirements.
pub(super) const MAX_ROWS: usize = 5_000;
/// Each row has a cell for each column, written or not.
const MAX_COLUMNS: usize = 500;
/// How many known keys a finding lists.
const MAX_LISTED: usize = 20;

/// A longer range is not read: what is meant has a shorter name.
const MAX_IN_RANGE: usize = 500;

/// What a part of a cell names.
pub(super) enum Reference {
    /// One id, known or not.
    Id(Cited),
    /// All that stands between two requirements and below them, in parts as [`Framework::range`] gives them.
    Range(RequirementIdx, RequirementIdx, Vec<Cited>),
}

impl Reference {
    /// The requirements, those of a range in parts.
    pub(super) fn into_cited(self) -> Vec<Cited> {
        match self {
            Self::Id(cited) => vec![cited],
            Self::Range(_, _, cited) => cited,
        }
    }
}

/// Reads one table.
pub(super) struct Reader<'a> {
    /// The file that is being read: that of the table, or that of its rows.
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// The file of the table.
    head: DataFile<'a>,
    path: &'a str,
    files: &'a dyn DataFiles,
    tools: CellTools<'a>,
    frameworks: &'a Frameworks,
    /// Whether another file was asked for.
    pub(super) reads_others: bool,
    pub(super) cells: Cells<'a>,
    pub(super) findings: Vec<Finding>,
    /// The name of each row in its anchor.
    pub(super) anchors: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        file: &DataFile<'a>,
        frameworks: &'a Frameworks,
        tools: CellTools<'a>,
        files: &'a dyn DataFiles,
    ) -> Self {
        let (findings, anchors, reads_others) = (Vec::new(), Vec::new(), false);
        let cells = Cells::new(file.id, file.text, tools);
        let DataFile { id, path, text } = *file;
        Self { file: id, text, head: *file, path, files, tools, frameworks, reads_others, cells, findings, anchors }
    }

    /// Every framework.
    pub(super) fn frameworks(&self) -> &'a Frameworks {
        self.frameworks
    }

    /// The data file at a path that is written in that of the table; an error says why it cannot be read.
    pub(super) fn other_file(&mut self, written: &str) -> Option<Result<DataFile<'a>, String>> {
        self.reads_others = true;
        self.files.find(&beside(self.path, written.trim())?)
    }

    /// Goes on in another file, which has the rows of the table. No cell has been read before.
    pub(super) fn enter(&mut self, file: &DataFile<'a>) {
        (self.file, self.text) = (file.id, file.text);
        self.cells = Cells::new(file.id, file.text, self.tools);
    }

    /// Goes back to the file of the table.
    pub(super) fn leave(&mut self) {
        let head = self.head;
        self.enter(&head);
    }

    /// Does what findings in the file of the table itself come of, wherever its rows are.
    pub(super) fn in_head<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let (file, text) = (self.file, self.text);
        (self.file, self.text) = (self.head.id, self.head.text);
        let result = act(self);
        (self.file, self.text) = (file, text);
        result
    }

    /// A reader of the same file, with nothing read.
    pub(super) fn beside(&self) -> Self {
        Self::new(&self.head, self.frameworks, self.tools, self.files)
    }

    /// The framework with this key.
    pub(super) fn framework_of(&self, key: &str) -> Option<&'a Framework> {
        self.frameworks.get(key)
    }

    /// A location in the file of the table, wherever its rows are.
    pub(super) fn head_location(&self, span: Span) -> Location {
        Location::new(self.head.id, span)
    }

    /// The file that has the rows, where that is not the table's own.
    pub(super) fn rows_file(&self) -> Option<FileId> {
        (self.file != self.head.id).then_some(self.file)
    }

    pub(super) fn location(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    pub(super) fn finding(&self, code: Code, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(code, self.location(span), message)
    }

    /// Reports a part of the table that cannot be read.
    pub(super) fn unreadable(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let finding = self.finding(Code::UnreadableTable, span, message).help(help);
        self.findings.push(finding);
    }

    /// The text of a single value; anything else is reported.
    pub(super) fn text(&mut self, node: &Node) -> Option<String> {
        let text = node.text().map(str::to_owned);
        if text.is_none() {
            let message = format!("expected a single value, found {}", node.description());
            self.unreadable(node.span, message, "write one text");
        }
        text
    }

    /// A cell, which is empty where there is no value. A list of texts becomes a list in HTML.
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

    /// Reports every key of `node` that is not in `known`.
    pub(super) fn keys(&mut self, node: &Node, known: &[&str]) {
        for (key, _) in node.entries() {
            let written = key.text().unwrap_or_default();
            if known.contains(&written) {
                continue;
            }
            let message = format!("unknown key `{written}`");
            let near = nearest(written, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let listed = || {
                let listed = known.iter().take(MAX_LISTED).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                let more = if known.len() > MAX_LISTED { ", and more" } else { "" };
                format!("the known keys are {listed}{more}")
            };
            let finding = self.finding(Code::UnknownTableKey, key.span, message).about(written);
            self.findings.push(finding.help(near.unwrap_or_else(listed)));
        }
    }

    /// The framework that the value of `key` names; an older version as a framework of its own. Where there is none, that
    /// is reported.
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
        match self.frameworks.named(&written, self.location(node.span)) {
            Ok(_) => self.frameworks.get(&written),
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }

    /// The requirements that a cell names: ids and ranges, or a list of them. Ids that are not found are reported.
    pub(super) fn cited(&mut self, framework: &Framework, node: &Node) -> Vec<Cited> {
        let nodes = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
        let mut cited = Vec::with_capacity(nodes.len());
        for node in nodes.iter().filter(|node| !node.is_null()) {
            let references = self.references(framework, node);
            cited.extend(references.into_iter().flat_map(Reference::into_cited));
        }
        cited
    }

    /// The same of a single text, ranges apart.
    pub(super) fn references(&mut self, framework: &Framework, node: &Node) -> Vec<Reference> {
        let Some(written) = self.text(node) else { return Vec::new() };
        let namings = namings(framework, &written);
        let cell = IdCell { node, written: &written };
        namings.iter().map(|naming| self.reference(framework, &cell, naming)).collect()
    }

    fn reference(&mut self, framework: &Framework, cell: &IdCell<'_>, naming: &Naming<'_>) -> Reference {
        let (first, last, end) = match naming {
            Naming::Id(part) => return Reference::Id(self.one_cited(framework, cell, *part, part.text)),
            Naming::Range(first, last, end) => (first, last, end),
        };
        let span = cell.span(self.text, *first, *last).unwrap_or(cell.node.span);
        let text = &cell.written[first.start..last.start + last.text.len()];
        let unread = || Reference::Id(Cited { id: text.to_owned(), span, requirement: None });
        let one = self.one_cited(framework, cell, *first, first.text);
        let other = self.one_cited(framework, cell, *last, end);
        let Some((first, last)) = one.requirement.zip(other.requirement) else { return unread() };
        let parts = framework.range(first, last);
        if parts.is_empty() {
            let message = format!("the range `{text}` ends before it begins");
            self.unreadable(span, message, &format!("write `{} to {}`", other.id, one.id));
            return unread();
        }
        if parts.len() > MAX_IN_RANGE {
            let message = format!("the range `{text}` has {} parts; at most {MAX_IN_RANGE} are read", parts.len());
            self.unreadable(span, message, "name what is above them, or write a pattern such as `6.*` in a matrix");
            return unread();
        }
        let id = |idx: RequirementIdx| framework.requirement(idx).id.clone();
        let cited = parts.into_iter().map(|(idx, _)| Cited { id: id(idx), span, requirement: Some(idx) });
        Reference::Range(first, last, cited.collect())
    }

    /// The requirement that `id`, written as `part` of a cell, names.
    fn one_cited(&mut self, framework: &Framework, cell: &IdCell<'_>, part: Part<'_>, id: &str) -> Cited {
        let requirement = match framework.look_up(id, None) {
            Lookup::Found(idx) | Lookup::Withdrawn(idx) | Lookup::Renumbered(idx) => Some(idx),
            Lookup::OtherVersion(_) | Lookup::UnknownVersion | Lookup::Malformed(_) | Lookup::Unknown(_) => None,
        };
        // Without the quotes around the id, so that a fix keeps them.
        let inside = cell.span(self.text, part, part);
        let is_whole = part.text == cell.written.trim();
        let span = inside.filter(|_| !is_whole).unwrap_or(cell.node.span);
        let written = inside.filter(|_| part.text == id);
        let reference = IdReference { id, version: None, location: self.location(span), written };
        self.findings.extend(framework.fault(&reference));
        Cited { id: id.to_owned(), span, requirement }
    }

    /// Reports that another file has more rows than are `left`; `span` gives the location of a row there.
    pub(super) fn check_rows_in(&mut self, file: FileId, rows: usize, left: usize, span: impl Fn(usize) -> Span) {
        if rows > left {
            let message = format!("a table of more than {MAX_ROWS} rows; the others are left out");
            let finding = Finding::new(Code::TooManyRows, Location::new(file, span(left)), message);
            self.findings.push(finding.help("split the collection"));
        }
    }

    /// Reports a table of more than [`MAX_ROWS`] rows; `span` gives the location of a row.
    pub(super) fn check_row_count(&mut self, rows: usize, span: impl Fn(usize) -> Span) {
        if rows > MAX_ROWS {
            let message = format!("a table of {rows} rows; the first {MAX_ROWS} are shown");
            let finding = self.finding(Code::TooManyRows, span(MAX_ROWS), message).help("split the table");
            self.findings.push(finding);
        }
    }

    /// How many of the columns are read: [`MAX_COLUMNS`] at most, and more are reported.
    pub(super) fn column_count(&mut self, columns: usize, span: Span) -> usize {
        if columns > MAX_COLUMNS {
            let message = format!("a table of {columns} columns; the first {MAX_COLUMNS} are shown");
            let finding = self.finding(Code::TooManyRows, span, message).help("split the table");
            self.findings.push(finding);
        }
        columns.min(MAX_COLUMNS)
    }

    /// Whether a row is a mapping; if not, that is reported.
    pub(super) fn is_row(&mut self, row: &Node) -> bool {
        let is_row = !row.entries().is_empty();
        if !is_row {
            let message = format!("expected a row of keys with values, found {}", row.description());
            self.unreadable(row.span, message, "write it as `{key: value, key: value}`");
        }
        is_row
    }
}

/// A cell with ids, and its text.
struct IdCell<'c> {
    node: &'c Node,
    written: &'c str,
}

impl IdCell<'_> {
    /// Where `first` to `last` stand in `file`; nothing where the text is written with escapes there.
    fn span(&self, file: &str, first: Part<'_>, last: Part<'_>) -> Option<Span> {
        let at = self.node.span.start + self.node.span.of(file).find(self.written)?;
        Some(Span::new(at + first.start, at + last.start + last.text.len()))
    }
}
