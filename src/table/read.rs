//! From a data file to a table: which kind it is, and the reader of that kind.

use std::cell::Cell;
use std::collections::HashMap;

use super::body::{Body, Table};
use super::files::DataFiles;
use super::kind::TableKind;
use super::mark::meant;
use super::other_matrix::ReadOther;
use super::reader::Reader;
use super::{comparison, crosswalk_read, csv_table, inherit, responsibility};
use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::CellTools;
use crate::source::{DataFile, Location, Span};
use crate::yaml::{Document, Node, parse};

/// The result of reading a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The table; nothing where the file is no table or cannot be read.
    pub table: Option<Table>,
    /// The faults in it, and in the files that it names.
    pub findings: Vec<Finding>,
    /// Whether it depends on other files.
    pub reads_others: bool,
}

/// A matrix may inherit from one that inherits itself. So many are read for one table; a circle ends there.
const MAX_OTHERS: usize = 50;

/// Larger files are not read.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The keys that a file of this kind may have; none where it has no keys.
pub const fn known_keys(kind: TableKind) -> &'static [&'static str] {
    match kind {
        TableKind::Comparison => &comparison::KEYS,
        TableKind::Responsibility => &responsibility::KEYS,
        TableKind::Crosswalk => &crosswalk_read::KEYS,
        TableKind::Csv => &[],
    }
}

/// The keys of a row of such a table, besides those that its author names.
pub const fn row_keys(kind: TableKind) -> &'static [&'static str] {
    match kind {
        TableKind::Responsibility => &responsibility::ROW_KEYS,
        TableKind::Crosswalk => &crosswalk_read::ROW_KEYS,
        TableKind::Comparison | TableKind::Csv => &[],
    }
}

/// Reads `file`. A `.csv` always is a table; a file of YAML or JSON only with a `kind` that is known, or nearly. `files` has
/// what it names. The rows of a derived crosswalk come from other tables: see [`derive`](super::derive()).
pub fn read(file: &DataFile<'_>, frameworks: &Frameworks, tools: CellTools<'_>, files: &dyn DataFiles) -> Reading {
    read_with(file, frameworks, tools, files, &Cell::new(MAX_OTHERS))
}

/// The same; `others` more matrices may be read for what it inherits.
fn read_with(
    file: &DataFile<'_>,
    frameworks: &Frameworks,
    tools: CellTools<'_>,
    files: &dyn DataFiles,
    others: &Cell<usize>,
) -> Reading {
    let text = file.text;
    if text.len() > MAX_BYTES {
        let message = format!("a table of more than {} MB", MAX_BYTES / (1024 * 1024));
        return fault(Finding::new(Code::UnreadableTable, Location::start_of(file.id), message).help("split it"));
    }
    let reader = Reader::new(file, frameworks, tools, files);
    if file.path.ends_with(".csv") {
        return read_body(reader, TableKind::Csv, &Node::null(Span::default()), &|_| None);
    }
    // JSON may be indented with tabs, which YAML does not take; a space is as long.
    let spaced = if file.path.ends_with(".json") { text.replace('\t', " ") } else { String::new() };
    match parse(if spaced.is_empty() { text } else { &spaced }, 0) {
        Ok(document) => {
            let read_other = |file: &DataFile<'_>| {
                others.set(others.get().checked_sub(1)?);
                read_with(file, frameworks, tools, files, others).table
            };
            read_document(reader, &document, &read_other)
        }
        Err(why) => {
            let location = Location::new(file.id, why.span);
            let message = format!("the table cannot be read: {}", why.reason);
            fault(Finding::new(Code::UnreadableTable, location, message).optional_help(why.help))
        }
    }
}

fn fault(finding: Finding) -> Reading {
    Reading { findings: vec![finding], ..Reading::default() }
}

fn read_document(mut reader: Reader<'_>, document: &Document, read_other: &ReadOther<'_>) -> Reading {
    let root = &document.root;
    let Some(node) = root.get("kind") else { return Reading::default() };
    let written = node.text().unwrap_or_default();
    let Some(kind) = meant(written) else { return Reading::default() };
    if kind.name() != written {
        let message = format!("unknown kind of table `{written}`");
        let finding = reader.finding(Code::UnknownTableKind, node.span, message).about(written);
        return fault(finding.help(format!("did you mean `{}`?", kind.name())));
    }
    for duplicate in &document.duplicates {
        let message = format!("duplicate key `{}`", duplicate.key);
        let finding = reader.finding(Code::DuplicateTableKey, duplicate.again, message).about(&duplicate.key);
        let first = reader.location(duplicate.first);
        reader.findings.push(finding.related(first, "this value is used").help("remove one of the two"));
    }
    read_body(reader, kind, root, read_other)
}

/// Reads a table of a known kind; `root` holds its keys.
fn read_body(mut reader: Reader<'_>, kind: TableKind, root: &Node, read_other: &ReadOther<'_>) -> Reading {
    let title = root.get("title").filter(|title| !title.is_null()).and_then(|title| reader.text(title));
    reader.keys(root, known_keys(kind));
    let body = match kind {
        TableKind::Comparison => comparison::read(&mut reader, root).map(Body::Comparison),
        TableKind::Responsibility => inherit::read(&mut reader, root, read_other).map(Body::Responsibility),
        TableKind::Crosswalk => crosswalk_read::read(&mut reader, root).map(Body::Crosswalk),
        TableKind::Csv => csv_table::read(&mut reader).map(Body::Csv),
    };
    let rows_file = reader.rows_file();
    let Reader { cells, mut findings, anchors, reads_others, .. } = reader;
    let parsed = cells.finish();
    findings.extend(parsed.findings);
    let table =
        body.map(|body| Table { title, body, document: parsed.document, rows_file, anchors: distinct(anchors) });
    Reading { table, findings, reads_others }
}

/// The names with white space replaced, and with a number after each that occurred before.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = HashMap::new();
    let numbered = |name: String| {
        let name: String = name.chars().map(|letter| if letter.is_whitespace() { '-' } else { letter }).collect();
        let count: &mut usize = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}--{count}") }
    };
    names.into_iter().map(numbered).collect()
}
