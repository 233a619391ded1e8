//! From a data file to a table: which kind it is, and the reader of that kind.

use std::collections::HashMap;

use super::body::{Body, Table};
use super::files::DataFiles;
use super::kind::TableKind;
use super::reader::Reader;
use super::{comparison, crosswalk, csv_table, responsibility};
use crate::finding::{Code, Finding, nearest};
use crate::framework::Frameworks;
use crate::markdown::CellTools;
use crate::source::{DataFile, Location, Span};
use crate::yaml::{Document, Node, parse};

/// The result of reading a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The table; nothing where the file is no table or cannot be read.
    pub table: Option<Table>,
    /// The faults in it.
    pub findings: Vec<Finding>,
}

/// Larger files are not read.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Whether a file of YAML or JSON names a kind of table, or nearly. Searches the text without parsing it.
pub fn reads_as_table(text: &str) -> bool {
    text.match_indices("kind").any(|(at, _)| {
        let before = text[..at].trim_end_matches(['"', '\'', '\u{feff}']);
        let starts = before.is_empty() || before.ends_with(['\n', '{', ',', ' ', '\t']);
        let after = text[at + "kind".len()..].trim_start_matches(['"', '\'', ' ', '\t']);
        let value = after.strip_prefix(':').map(|value| value.trim_start_matches(['"', '\'', ' ', '\t', '\r', '\n']));
        let word = |value: &str| value.chars().take(24).take_while(|letter| !",}\"'\r\n #".contains(*letter)).collect();
        starts && value.map(word).is_some_and(|word: String| meant(&word).is_some())
    })
}

/// The keys that a file of this kind may have; none where it has no keys.
pub const fn known_keys(kind: TableKind) -> &'static [&'static str] {
    match kind {
        TableKind::Comparison => &comparison::KEYS,
        TableKind::Responsibility => &responsibility::KEYS,
        TableKind::Crosswalk => &crosswalk::KEYS,
        TableKind::Csv => &[],
    }
}

/// The keys of a row of such a table, besides those that its author names.
pub const fn row_keys(kind: TableKind) -> &'static [&'static str] {
    match kind {
        TableKind::Responsibility => &responsibility::ROW_KEYS,
        TableKind::Crosswalk => &crosswalk::ROW_KEYS,
        TableKind::Comparison | TableKind::Csv => &[],
    }
}

/// Reads `file`. A `.csv` always is a table; a file of YAML or JSON only with a `kind` that is known, or nearly.
///
/// Its rows may be in one of `files`.
pub fn read(file: &DataFile<'_>, frameworks: &Frameworks, tools: CellTools<'_>, files: &dyn DataFiles) -> Reading {
    let text = file.text;
    if text.len() > MAX_BYTES {
        let message = format!("a table of more than {} MB", MAX_BYTES / (1024 * 1024));
        return fault(Finding::new(Code::UnreadableTable, Location::start_of(file.id), message).help("split it"));
    }
    let reader = Reader::new(file, frameworks, tools, files);
    if file.path.ends_with(".csv") {
        return read_body(reader, TableKind::Csv, &Node::null(Span::default()));
    }
    // JSON may be indented with tabs, which YAML does not take; a space is as long.
    let spaced = if file.path.ends_with(".json") { text.replace('\t', " ") } else { String::new() };
    match parse(if spaced.is_empty() { text } else { &spaced }, 0) {
        Ok(document) => read_document(reader, &document),
        Err(why) => {
            let location = Location::new(file.id, why.span);
            let message = format!("the table cannot be read: {}", why.reason);
            fault(Finding::new(Code::UnreadableTable, location, message).optional_help(why.help))
        }
    }
}

fn fault(finding: Finding) -> Reading {
    Reading { table: None, findings: vec![finding] }
}

fn read_document(mut reader: Reader<'_>, document: &Document) -> Reading {
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
    read_body(reader, kind, root)
}

/// The kind that `written` is, or is nearly, of those that a file names.
fn meant(written: &str) -> Option<TableKind> {
    let kinds = || TableKind::ALL.iter().copied().filter(|kind| kind.is_named_in_file());
    let near = || nearest(written, kinds().map(TableKind::name)).and_then(TableKind::find);
    kinds().find(|kind| kind.name() == written).or_else(near)
}

/// Reads a table of a known kind; `root` holds its keys.
fn read_body(mut reader: Reader<'_>, kind: TableKind, root: &Node) -> Reading {
    let title = root.get("title").filter(|title| !title.is_null()).and_then(|title| reader.text(title));
    reader.keys(root, known_keys(kind));
    let body = match kind {
        TableKind::Comparison => comparison::read(&mut reader, root).map(Body::Comparison),
        TableKind::Responsibility => responsibility::read(&mut reader, root).map(Body::Responsibility),
        TableKind::Crosswalk => crosswalk::read(&mut reader, root).map(Body::Crosswalk),
        TableKind::Csv => csv_table::read(&mut reader).map(Body::Csv),
    };
    let rows_file = reader.rows_file();
    let Reader { cells, mut findings, anchors, .. } = reader;
    let parsed = cells.finish();
    findings.extend(parsed.findings);
    let table =
        body.map(|body| Table { title, body, document: parsed.document, rows_file, anchors: distinct(anchors) });
    Reading { table, findings }
}

/// The names with white space replaced, and with a number after each that occurred before.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = HashMap::new();
    let numbered = |name: String| {
        let name: String = name.chars().map(|letter| if letter.is_whitespace() { '-' } else { letter }).collect();
        let count: &mut usize = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}--{count}") }
    };
    names.into_iter().map(numbered).collect()
}
