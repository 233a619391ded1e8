//! The ledger of files, as `inspect files` prints it and `build` sums it up.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pipeline::{FileState, LedgerEntry};

/// The width of the table, in columns.
const WIDTH: usize = 80;
/// The columns of the state of a file.
const STATE: usize = 12;
/// How far what became of a file is indented below its path.
const INDENT: usize = STATE + 2;

/// A file, as `inspect files --format json` prints it.
#[derive(Debug, Serialize)]
pub(super) struct FileRow<'l> {
    path: &'l str,
    role: Option<&'static str>,
    state: &'static str,
    urls: &'l [String],
    reason: Option<&'l str>,
    code: Option<&'static str>,
}

impl<'l> FileRow<'l> {
    pub(super) fn new(entry: &'l LedgerEntry) -> Self {
        let LedgerEntry { path, role, state, urls, reason, code, because_of: _ } = entry;
        let (state, reason, code) = (state.name(), reason.as_deref(), code.map(|code| code.id()));
        Self { path, role: *role, state, urls, reason, code }
    }
}

/// The ledger as lines of at most 80 columns, but for long paths and addresses. Ignored files of one folder are one line.
pub(super) fn file_table(ledger: &[LedgerEntry]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = ledger;
    while let Some(entry) = rest.first() {
        let together = rest.iter().take_while(|next| next.because_of.is_some() && next.because_of == entry.because_of);
        let (count, folder) = (together.count().max(1), entry.because_of.as_ref().filter(|name| **name != entry.path));
        let path = match (folder, count) {
            (None, _) => entry.path.clone(),
            (Some(folder), 1) => format!("{folder}/ (1 file)"),
            (Some(folder), count) => format!("{folder}/ ({count} files)"),
        };
        rest = &rest[count..];
        add_lines(&mut lines, entry, &path);
    }
    lines
}

fn add_lines(lines: &mut Vec<String>, entry: &LedgerEntry, path: &str) {
    let reason = entry.reason.iter().map(|reason| match entry.code {
        Some(code) => format!("{}: {reason}", code.id()),
        None => reason.clone(),
    });
    let facts: Vec<String> = entry.urls.iter().cloned().chain(reason).collect();
    let first = format!("{:<STATE$}{path}", entry.state.name());
    match facts.as_slice() {
        [fact] if width(&first) + 2 + width(fact) <= WIDTH => lines.push(format!("{first}  {fact}")),
        facts => {
            lines.push(first);
            facts.iter().for_each(|fact| add_wrapped(lines, fact));
        }
    }
}

/// Adds `fact` in indented lines, broken at spaces.
fn add_wrapped(lines: &mut Vec<String>, fact: &str) {
    let mut line = String::new();
    for word in fact.split(' ') {
        if !line.is_empty() && INDENT + width(&line) + 1 + width(word) > WIDTH {
            lines.push(format!("{:INDENT$}{line}", ""));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(format!("{:INDENT$}{line}", ""));
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// How many files there are in each state.
pub(super) fn file_counts(ledger: &[LedgerEntry]) -> String {
    let mut counts: BTreeMap<FileState, usize> = BTreeMap::new();
    for entry in ledger {
        *counts.entry(entry.state).or_default() += 1;
    }
    let counts = FileState::ALL.iter().filter_map(|state| Some(format!("{} {}", counts.get(state)?, state.name())));
    let total = match ledger.len() {
        0 => return "no source files".to_owned(),
        1 => "1 source file".to_owned(),
        files => format!("{files} source files"),
    };
    format!("{total}: {}", counts.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::{file_counts, file_table};
    use crate::finding::Code;
    use crate::pipeline::{FileState, LedgerEntry};

    fn entry(path: &str, state: FileState, url: Option<&str>, reason: Option<&str>) -> LedgerEntry {
        let (path, urls) = (path.to_owned(), url.map(str::to_owned).into_iter().collect());
        let reason = reason.map(str::to_owned);
        LedgerEntry { path, role: None, state, urls, reason, code: None, because_of: None }
    }

    #[test]
    fn a_row_has_a_line_or_goes_on_below_its_path() {
        let long = "content/a-folder-with-a-long-name/an-article-with-a-long-name-as-well.md";
        let mut lost = entry("content/b.md", FileState::Unpublished, None, Some("word ".repeat(20).trim_end()));
        lost.code = Some(Code::ArticleInBundle);
        let ledger = [
            entry("content/a.md", FileState::Published, Some("/a/"), None),
            lost,
            entry(long, FileState::Published, Some("/a-folder-with-a-long-name/x/"), None),
        ];
        let lines = file_table(&ledger);
        assert_eq!(lines[0], "published   content/a.md  /a/");
        assert_eq!(lines[1], "unpublished content/b.md");
        assert!(lines[2].starts_with("              SR107: word word"), "{lines:#?}");
        assert!(lines.iter().filter(|line| !line.contains(long)).all(|line| line.chars().count() <= 80), "{lines:#?}");
        assert_eq!(lines.last().unwrap(), "              /a-folder-with-a-long-name/x/");
        assert_eq!(file_counts(&ledger), "3 source files: 2 published, 1 unpublished");
    }

    #[test]
    fn ignored_files_of_a_folder_are_one_line() {
        let ignored = |path: &str, because_of: &str| LedgerEntry {
            because_of: Some(because_of.to_owned()),
            ..entry(path, FileState::Ignored, None, Some("hidden"))
        };
        let ledger = [
            ignored("content/.a", "content/.a"),
            ignored("content/.x/1", "content/.x"),
            ignored("content/.x/2", "content/.x"),
            ignored("content/.y/1", "content/.y"),
        ];
        let expected = ["content/.a  hidden", "content/.x/ (2 files)  hidden", "content/.y/ (1 file)  hidden"];
        assert_eq!(file_table(&ledger), expected.map(|line| format!("ignored     {line}")));
    }
}
