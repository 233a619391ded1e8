//! The rows of a table that are in a file of their own: comma-separated values, or a sheet of a workbook.
//!
//! They become the nodes that the rows of YAML are, so that each kind of table has one reader. From here on the reader is
//! in the file of the rows: findings and links point at its cells.

use std::borrow::Cow;

use super::csv_records::Records;
use super::files::named_in_rows;
use super::reader::{MAX_ROWS, Reader};
use super::values::FORMULA_STARTS;
use crate::finding::{Code, nearest};
use crate::framework::Framework;
use crate::source::{CellType, DataFile, LINE_END, SheetText, Span, is_workbook, sheets};
use crate::yaml::{Kind, Node};

/// A column that a kind of table reads.
pub(super) struct Head<'a> {
    /// The key that the values have in YAML; nothing where the column only repeats what is known.
    pub(super) key: Option<Cow<'a, str>>,
    /// The heads that it may have, in any case.
    pub(super) names: Vec<Cow<'a, str>>,
    /// What its cells hold.
    pub(super) cells: Cells<'a>,
}

/// What the cells of a column hold.
pub(super) enum Cells<'a> {
    /// Markdown.
    Text,
    /// Ids of this framework.
    Ids(&'a Framework),
    /// Words, with commas between them. Names stand for some, in any case.
    Words(Vec<(&'a str, &'a str)>),
}

impl<'a> Head<'a> {
    pub(super) fn new(key: &'a str, names: &[&'a str], cells: Cells<'a>) -> Self {
        let names = std::iter::once(key).chain(names.iter().copied()).map(Cow::Borrowed).collect();
        Self { key: Some(key.into()), names, cells }
    }

    pub(super) fn ignored(name: impl Into<Cow<'a, str>>) -> Self {
        Self { key: None, names: vec![name.into()], cells: Cells::Text }
    }
}

/// The keys of `rows` where it names a file.
pub const FILE_KEYS: [&str; 2] = ["file", "sheet"];

/// A cell with its location, and what it holds besides text.
struct Cell {
    text: String,
    span: Span,
    kind: Option<CellType>,
}

impl<'a> Reader<'a> {
    /// The rows, [`MAX_ROWS`] at most; what is missing or left out is reported.
    /// Those in a file of their own have the columns `heads`.
    pub(super) fn rows<'n>(&mut self, root: &'n Node, heads: &[Head<'_>]) -> Option<Cow<'n, [Node]>> {
        let rows = root.get("rows").filter(|rows| !rows.is_null());
        let Some(rows) = rows else {
            let span = root.get("kind").map_or(root.span, |kind| kind.span);
            self.unreadable(span, "a table without `rows`", "give `rows` a list, one entry a row");
            return None;
        };
        if let Some(written) = named_in_rows(rows) {
            return self.file_rows(rows, written, heads).map(Cow::Owned);
        }
        if !matches!(rows.kind, Kind::Sequence(_)) {
            let message = format!("`rows` takes a list or the name of a file, not {}", rows.description());
            self.unreadable(rows.span, message, "begin each row with `- `");
            return None;
        }
        let rows = rows.items();
        self.check_row_count(rows.len(), |index| rows[index].span);
        Some(Cow::Borrowed(&rows[..rows.len().min(MAX_ROWS)]))
    }

    /// The rows in the file that `node`, the value of `rows`, names as `written`, as nodes. What cannot be read is
    /// reported.
    pub(super) fn file_rows(&mut self, node: &Node, written: &str, heads: &[Head<'_>]) -> Option<Vec<Node>> {
        if !node.entries().is_empty() {
            self.keys(node, &FILE_KEYS);
        }
        let span = node.get("file").map_or(node.span, |file| file.span);
        let file = self.named_file(span, written)?;
        let sheet = node.get("sheet").filter(|sheet| !sheet.is_null());
        let records = if is_workbook(file.path) {
            self.sheet_records(&file, sheet, span)?
        } else {
            if let Some(sheet) = sheet {
                self.unreadable_rows(sheet.span, "a file of comma-separated values has no sheets", "remove `sheet`");
            }
            csv_records(file.text)
        };
        self.enter(&file);
        let nodes = self.row_nodes(records, heads);
        if nodes.is_none() {
            self.leave();
        }
        nodes
    }

    /// The file of rows that is named as `written` at `span`.
    pub(super) fn named_file(&mut self, span: Span, written: &str) -> Option<DataFile<'a>> {
        let help = "name a `.csv` or `.xlsx` file below the content folder, by its path from this file";
        if !is_workbook(written) && !written.ends_with(".csv") {
            self.unreadable_rows(span, format!("`{written}` is no file of rows"), help);
            return None;
        }
        match self.other_file(written) {
            Some(Ok(file)) => Some(file),
            Some(Err(reason)) => {
                let help = "save it as a workbook of Excel 2007 or later, or as CSV in UTF-8";
                self.unreadable_rows(span, format!("`{written}` cannot be read: {reason}"), help);
                None
            }
            None => {
                self.unreadable_rows(span, format!("no file `{written}`"), help);
                None
            }
        }
    }

    pub(super) fn unreadable_rows(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let finding = self.finding(Code::UnreadableRows, span, message).help(help);
        self.findings.push(finding);
    }

    /// The cells of the sheet that `sheet` names, else of the first one.
    fn sheet_records(&mut self, file: &DataFile<'_>, sheet: Option<&Node>, span: Span) -> Option<Vec<Vec<Cell>>> {
        let mut all = sheets(file.text);
        let names: Vec<&str> = all.iter().map(|sheet| sheet.name).collect();
        let index = match sheet {
            None => 0,
            Some(node) => {
                let written = self.text(node)?;
                let found = names.iter().position(|name| *name == written.trim());
                let Some(found) = found else {
                    let help = match nearest(&written, names.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the sheets are {}", quoted(names.iter().copied())),
                    };
                    self.unreadable_rows(node.span, format!("no sheet `{written}`"), &help);
                    return None;
                };
                found
            }
        };
        if index >= all.len() {
            self.unreadable_rows(span, "a workbook without sheets", "write the heads of the columns in its first row");
            return None;
        }
        let SheetText { rows, types, .. } = all.swap_remove(index);
        let kind = |row: usize, column: usize| {
            let found = types.binary_search_by_key(&(row, column), |(cell, _)| *cell);
            found.ok().map(|index| types[index].1)
        };
        let cell = |row: usize, (column, span): (usize, &Span)| {
            let text = span.of(file.text).replace(LINE_END, "\n");
            Cell { text, span: *span, kind: kind(row, column) }
        };
        let record = |(index, row): (usize, &Vec<Span>)| row.iter().enumerate().map(|at| cell(index, at)).collect();
        Some(rows.iter().enumerate().map(record).collect())
    }

    /// The rows below the heads, which the first row that is not empty has.
    fn row_nodes(&mut self, records: Vec<Vec<Cell>>, heads: &[Head<'_>]) -> Option<Vec<Node>> {
        let mut records = records.into_iter().filter(|record| record.iter().any(|cell| !cell.text.is_empty()));
        let Some(first) = records.next() else {
            self.unreadable(Span::default(), "an empty table", "write the heads of the columns in the first row");
            return None;
        };
        let span = first.first().map_or(Span::default(), |cell| cell.span);
        let first = &first[..self.column_count(first.len(), span)];
        let columns = self.columns(first, heads)?;
        let mut nodes = Vec::new();
        for record in records {
            nodes.extend(self.row_node(&record, &columns));
        }
        self.check_row_count(nodes.len(), |index| nodes[index].span);
        nodes.truncate(MAX_ROWS);
        Some(nodes)
    }

    /// What each column holds; nothing where one that every row needs is missing.
    fn columns<'h>(&mut self, first: &[Cell], heads: &'h [Head<'h>]) -> Option<Vec<Option<&'h Head<'h>>>> {
        let mut taken = vec![false; heads.len()];
        let mut columns = Vec::with_capacity(first.len());
        for cell in first {
            let is_named = |head: &Head<'_>| head.names.iter().any(|name| same(name, &cell.text));
            let found = (0..heads.len()).find(|index| !taken[*index] && is_named(&heads[*index]));
            if let Some(index) = found {
                taken[index] = true;
            } else if !cell.text.is_empty() {
                let known = || heads.iter().filter_map(|head| head.key.as_deref());
                let finding = self.finding(Code::UnknownTableKey, cell.span, format!("unknown column `{}`", cell.text));
                let help = match nearest(&cell.text.to_lowercase(), known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the known columns are {}", quoted(known())),
                };
                self.findings.push(finding.about(&cell.text).help(help));
            }
            columns.push(found.map(|index| &heads[index]));
        }
        let first_key = heads.first().and_then(|head| head.key.as_deref())?;
        if !taken[0] {
            let span = first.first().map_or(Span::default(), |cell| cell.span);
            let help = format!("head the column `{first_key}`, or as the CSV file of such a table has it");
            self.unreadable(span, format!("no column `{first_key}`"), &help);
            return None;
        }
        Some(columns)
    }

    /// A row as a mapping; nothing where it says nothing: a list of ids to be filled in is no fault.
    fn row_node(&mut self, record: &[Cell], columns: &[Option<&Head<'_>>]) -> Option<Node> {
        let mut entries = Vec::new();
        let mut says_something = false;
        for (cell, head) in record.iter().zip(columns) {
            let Some((head, key)) = head.and_then(|head| Some((head, head.key.as_deref()?))) else { continue };
            if cell.text.is_empty() || !self.is_usable(cell, head) {
                continue;
            }
            says_something |= !entries.is_empty();
            entries.push((scalar(key, cell.span), value(cell, head)));
        }
        let is_alone = columns.iter().flatten().filter(|head| head.key.is_some()).count() < 2;
        let span = record.iter().find(|cell| !cell.text.is_empty()).map_or(Span::default(), |cell| cell.span);
        (says_something || is_alone && !entries.is_empty()).then_some(Node { span, kind: Kind::Mapping(entries) })
    }

    /// Whether a cell holds what its column does. An error is no value, and a spreadsheet changes an id that it takes for
    /// a number or a date: both are reported.
    fn is_usable(&mut self, cell: &Cell, head: &Head<'_>) -> bool {
        let text = &cell.text;
        let Some(kind) = cell.kind else { return true };
        let message = match (kind, &head.cells) {
            (CellType::Error, _) => {
                self.unreadable(cell.span, format!("the error `{text}` in place of a value"), "correct the formula");
                return false;
            }
            (CellType::Date, Cells::Ids(_)) => format!("the date {text} in place of an id"),
            (CellType::Number, Cells::Ids(framework)) if framework.find(&format!("{text}0")).is_some() => {
                format!("the number {text} in place of an id: it may be `{text}` or `{text}0`")
            }
            (CellType::Date | CellType::Number, Cells::Ids(_) | Cells::Text | Cells::Words(_)) => return true,
        };
        let finding = self.finding(Code::IdAsNumber, cell.span, message).about(text);
        self.findings.push(finding.help("format the column as text, and write the id again"));
        false
    }
}

/// The heads of the columns of a file of rows: those of the first sheet of a workbook.
pub(super) fn first_row(file: &DataFile<'_>) -> Vec<String> {
    if !is_workbook(file.path) {
        let first = Records::new(file.text).next();
        return first
            .map(|record| record.cells.iter().map(|cell| cell.trim().to_owned()).collect())
            .unwrap_or_default();
    }
    let first = sheets(file.text).into_iter().next().and_then(|sheet| sheet.rows.into_iter().next());
    first.unwrap_or_default().into_iter().map(|span| span.of(file.text).to_owned()).collect()
}

/// The records of a file of comma-separated values.
fn csv_records(text: &str) -> Vec<Vec<Cell>> {
    let mut reader = Records::new(text);
    let mut records = Vec::new();
    while let Some(record) = reader.next() {
        let cells = record.cells.iter().zip(reader.fields(&record));
        let cell = |(text, span): (&str, Span)| {
            let text = without_apostrophe(text.trim()).replace("\r\n", "\n");
            Cell { text, span, kind: None }
        };
        records.push(cells.map(cell).collect());
    }
    records
}

fn scalar(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar { text: text.to_owned(), quoted: true } }
}

/// The value of a cell, as YAML would have it.
fn value(cell: &Cell, head: &Head<'_>) -> Node {
    let text = cell.text.as_str();
    let parts = || text.split(',').map(str::trim).filter(|part| !part.is_empty());
    match &head.cells {
        Cells::Text => scalar(&text.replace('\n', "<br>"), cell.span),
        // Ids and ranges are divided where they are read; that reader takes a pattern or a tag as it is.
        Cells::Ids(_) if !text.contains(['*', '#']) => scalar(text, cell.span),
        Cells::Ids(_) => list(parts().map(|part| scalar(part, cell.span)), cell.span),
        Cells::Words(names) => {
            let word = |part| names.iter().find(|(name, _)| same(name, part)).map_or(part, |(_, word)| *word);
            list(parts().map(|part| scalar(word(part), cell.span)), cell.span)
        }
    }
}

/// One value, or a list of several.
fn list(values: impl Iterator<Item = Node>, span: Span) -> Node {
    let mut values: Vec<Node> = values.collect();
    if values.len() == 1 { values.remove(0) } else { Node { span, kind: Kind::Sequence(values) } }
}

/// The text without the apostrophe that [`comma_separated`](super::comma_separated) puts before a formula.
fn without_apostrophe(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    rest.filter(|rest| rest.trim_start_matches('\'').starts_with(FORMULA_STARTS)).unwrap_or(text)
}

/// Whether two words are the same but for case.
fn same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

fn quoted<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.take(20).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
