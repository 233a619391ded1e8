//! Tables whose columns the author chooses.

use std::collections::{HashMap, HashSet};

use super::cell::{Cited, Text};
use super::grid::{Grid, Show};
use super::reader::Reader;
use super::rows::{Cells, Head};
use crate::finding::Code;
use crate::framework::Framework;
use crate::yaml::{Kind, Node};

/// Columns and rows; one column may hold requirements of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The key of the framework whose requirements it names.
    pub framework: Option<String>,
    /// The columns, in the order shown.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<ComparisonRow>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its key in the rows.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// Whether its cells are requirements and not text.
    pub holds_requirements: bool,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComparisonRow {
    /// A cell for each column; empty in the column of requirements.
    pub cells: Vec<Text>,
    /// The requirements in the column for them.
    pub requirements: Vec<Cited>,
}

impl Comparison {
    /// The requirements that its rows name, each with the key of its framework.
    pub(super) fn cited(&self) -> Vec<(&str, &Cited)> {
        let Some(framework) = self.framework.as_deref() else { return Vec::new() };
        self.rows.iter().flat_map(|row| &row.requirements).map(|cited| (framework, cited)).collect()
    }

    pub(super) fn grid(&self, show: Show<'_>) -> Grid {
        let head = self.columns.iter().map(|column| column.label.clone()).collect();
        let row = |row: &ComparisonRow| {
            let cells = self.columns.iter().zip(&row.cells);
            let cell = |(column, cell): (&Column, &Text)| match column.holds_requirements {
                true => ids(&row.requirements),
                false => show(cell),
            };
            cells.map(cell).collect()
        };
        Grid { head, rows: self.rows.iter().map(row).collect() }
    }
}

fn ids(cited: &[Cited]) -> String {
    cited.iter().map(|cited| cited.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// The keys of a file.
pub(super) const KEYS: [&str; 5] = ["kind", "title", "framework", "columns", "rows"];

/// Keys of a column of requirements.
const REQUIREMENTS: [&str; 3] = ["req", "requirement", "requirements"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<Comparison> {
    let names_framework = root.get("framework").is_some_and(|node| !node.is_null());
    let framework = if names_framework { reader.framework(root, "framework") } else { None };
    let columns = columns(reader, root, framework.is_some())?;
    let rows = reader.rows(root, &heads(&columns, framework))?;
    let known: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
    let names: HashSet<&str> = known.iter().copied().collect();
    let mut read = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let values: Vec<Option<&Node>> = if let Kind::Sequence(items) = &row.kind {
            check_cell_count(reader, row, items.len(), columns.len());
            (0..columns.len()).map(|index| items.get(index)).collect()
        } else if reader.is_row(row) {
            if row.entries().iter().any(|(key, _)| !names.contains(key.text().unwrap_or_default())) {
                reader.keys(row, &known);
            }
            let values: HashMap<&str, &Node> =
                row.entries().iter().rev().filter_map(|(key, value)| Some((key.text()?, value))).collect();
            known.iter().map(|key| values.get(key).copied()).collect()
        } else {
            continue;
        };
        let mut comparison_row = ComparisonRow::default();
        for (column, value) in columns.iter().zip(values) {
            match (framework, value) {
                (Some(framework), Some(value)) if column.holds_requirements => {
                    comparison_row.requirements = reader.cited(framework, value);
                    comparison_row.cells.push(Text::default());
                }
                _ => comparison_row.cells.push(reader.cell(value)),
            }
        }
        let name = comparison_row.requirements.first().map(|cited| cited.id.clone());
        reader.anchors.push(name.unwrap_or_else(|| format!("row-{}", read.len() + 1)));
        read.push(comparison_row);
    }
    Some(Comparison { framework: framework.map(|framework| framework.key.clone()), columns, rows: read })
}

/// The columns of a file of rows: their keys or their heads.
fn heads<'a>(columns: &'a [Column], framework: Option<&'a Framework>) -> Vec<Head<'a>> {
    let head = |column: &'a Column| {
        let ids = framework.filter(|_| column.holds_requirements);
        Head::new(&column.key, &[column.label.as_str()], ids.map_or(Cells::Text, Cells::Ids))
    };
    columns.iter().map(head).collect()
}

/// The columns: keys with their headings, or a list of headings that are keys as well.
fn columns(reader: &mut Reader<'_>, root: &Node, has_framework: bool) -> Option<Vec<Column>> {
    let node = root.get("columns").filter(|columns| !columns.entries().is_empty() || !columns.items().is_empty());
    let Some(node) = node else {
        let span = root.get("columns").or(root.get("kind")).map_or(root.span, |node| node.span);
        reader.unreadable(span, "a comparison without columns", "write `columns: {key: Head, key: Head}`");
        return None;
    };
    let entries: Vec<(&Node, &Node)> = match &node.kind {
        Kind::Mapping(entries) => entries.iter().map(|(key, label)| (key, label)).collect(),
        Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) => node.items().iter().map(|item| (item, item)).collect(),
    };
    let count = reader.column_count(entries.len(), node.span);
    let mut columns: Vec<Column> = Vec::with_capacity(count);
    let mut has_requirements = false;
    for (key, label) in entries.into_iter().take(count) {
        let (Some(key), Some(label)) = (reader.text(key), reader.text(label)) else { continue };
        let holds_requirements = has_framework && !has_requirements && REQUIREMENTS.contains(&key.as_str());
        has_requirements |= holds_requirements;
        columns.push(Column { key, label, holds_requirements });
    }
    Some(columns)
}

/// Reports a row that has another number of cells than there are columns.
fn check_cell_count(reader: &mut Reader<'_>, row: &Node, cells: usize, columns: usize) {
    if cells != columns {
        let message = format!("a row of {cells} cells in a table of {columns} columns");
        let finding = reader.finding(Code::RaggedRow, row.span, message);
        reader.findings.push(finding.help("give every row a cell for each column; one may be empty"));
    }
}
