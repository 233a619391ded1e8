//! The other files that a table names: those with its rows, and those that it inherits from.

use super::mark::reads_as_table;
use crate::source::DataFile;
use crate::source::path::beside;
use crate::yaml::{Kind, Node, parse};

/// The data files beside a table.
pub trait DataFiles: Sync {
    /// The file at `path`, relative to the root of the site; nothing where there is none. An error says why it cannot be
    /// read.
    fn find(&self, path: &str) -> Option<Result<DataFile<'_>, String>>;
}

/// No other files.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl DataFiles for NoFiles {
    fn find(&self, _: &str) -> Option<Result<DataFile<'_>, String>> {
        None
    }
}

/// The paths, relative to the root, of the files that the table in `text` at `path` names; none where it is no table.
pub fn named_files(path: &str, text: &str) -> Vec<String> {
    if !reads_as_table(text) {
        return Vec::new();
    }
    let Ok(document) = parse(text, 0) else { return Vec::new() };
    named(&document.root).into_iter().filter_map(|written| beside(path, written)).collect()
}

fn named(root: &Node) -> Vec<&str> {
    let inherits = root.get("inherits").into_iter();
    let sources =
        inherits.flat_map(|node| if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() });
    let sources = sources.filter_map(|node| node.get("from").and_then(Node::text));
    root.get("rows").and_then(named_in_rows).into_iter().chain(sources).collect()
}

/// The file that `rows` names; nothing where it holds the rows itself.
pub(super) fn named_in_rows(rows: &Node) -> Option<&str> {
    match &rows.kind {
        Kind::Scalar { text, .. } => Some(text),
        Kind::Mapping(_) => rows.get("file").and_then(Node::text),
        Kind::Null | Kind::Sequence(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::named_files;

    #[test]
    fn the_files_of_a_table_are_known_before_it_is_read() {
        let named = |text: &str| named_files("content/who.yaml", text);
        assert_eq!(named("kind: responsibility\nrows: who.xlsx\n"), ["content/who.xlsx"]);
        assert_eq!(named("kind: crosswalk\nrows: {file: a/who.xlsx, sheet: A}\n"), ["content/a/who.xlsx"]);
        assert!(named("kind: responsibility\nrows: []\n").is_empty());
        assert!(named("kind: Deployment\nrows: who.xlsx\n").is_empty());
    }
}
