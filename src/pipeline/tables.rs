//! The data tables of a site: found among its files, read in parallel, kept while they do not change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::build_cache::{BuildCache, CachedTable};
use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::{CellTools, Citable, Document, Highlighter};
use crate::site::{Site, decode};
use crate::source::{DataFile, Entry, FileId, Location, ReadError, Role, SourceFile, Span, path};
use crate::table::{self, Table};

/// What tables are read from and with.
pub(super) struct Sources<'a> {
    pub(super) entries: &'a [Entry],
    pub(super) files: &'a [Arc<SourceFile>],
    pub(super) faults: &'a [(FileId, ReadError)],
    pub(super) frameworks: &'a Arc<Frameworks>,
    pub(super) citable: &'a [Citable],
}

/// Tables with what was found in each file, by file.
pub(super) struct Tables {
    pub(super) by_file: BTreeMap<FileId, Arc<Table>>,
    found: BTreeMap<FileId, Vec<Finding>>,
}

/// Reads every file that says it is a table, and every other that an article may show as one.
pub(super) fn read(
    sources: &Sources<'_>,
    bodies: &[(FileId, Arc<Document>)],
    highlighter: &Highlighter,
    memory: &mut BuildCache,
) -> Tables {
    let names = embedded_names(bodies);
    let is_asked_for = |entry: &Entry| names.contains(path::name(&entry.path));
    let is_table = |entry: &&Entry| {
        let text = &sources.files[entry.id.0 as usize].text;
        match entry.role {
            Role::Attachment if entry.path.ends_with(".csv") => is_asked_for(entry),
            Role::Attachment if entry.role.is_read(&entry.path) => table::reads_as_table(text),
            _ => false,
        }
    };
    let entries: Vec<&Entry> = sources.entries.iter().filter(is_table).collect();
    let tools = CellTools { highlighter, citable: sources.citable };
    let one = |entry: &Entry| {
        let source = &sources.files[entry.id.0 as usize];
        if let Some(kept) = memory.table(entry.id, source, sources.frameworks) {
            return (entry.id, kept);
        }
        let file = DataFile { id: entry.id, path: &entry.path, text: &source.text };
        let reading = table::read(&file, sources.frameworks, tools);
        let table = reading.table.map(Arc::new);
        let frameworks = sources.frameworks.clone();
        (entry.id, CachedTable { source: source.clone(), frameworks, table, findings: reading.findings })
    };
    let read: Vec<(FileId, CachedTable)> = entries.into_par_iter().map(one).collect();
    let tables = read.iter().filter_map(|(file, kept)| Some((*file, kept.table.clone()?))).collect();
    let mut found: BTreeMap<FileId, Vec<Finding>> =
        read.iter().map(|(file, kept)| (*file, kept.findings.clone())).collect();
    for (file, fault) in sources.faults {
        if let Some(entry) = sources.entries.get(file.0 as usize).filter(|entry| is_asked_for(entry)) {
            found.insert(*file, undecodable(entry, fault).into_iter().collect());
        }
    }
    memory.keep_tables(read);
    Tables { by_file: tables, found }
}

impl Tables {
    /// What is wrong with the tables. A file that does not say what it is, is a table only where it is shown.
    pub(super) fn findings(self, site: &Site, sources: &Sources<'_>) -> Vec<Finding> {
        let shown: BTreeSet<FileId> = site.embedded_files().collect();
        let says_so = |file: &FileId| {
            let source = &sources.files[file.0 as usize];
            !source.path.ends_with(".csv") && !source.text.is_empty()
        };
        let found = self.found.into_iter().filter(|(file, _)| shown.contains(file) || says_so(file));
        found.flat_map(|(_, findings)| findings).collect()
    }
}

/// Names of the files that paragraphs of these bodies name.
fn embedded_names(bodies: &[(FileId, Arc<Document>)]) -> BTreeSet<String> {
    let links = bodies.iter().flat_map(|(_, body)| {
        let links = &body.links;
        body.embeds.iter().map(|embed| &links[embed.link].destination)
    });
    links.map(|path| decode(path::name(path))).collect()
}

fn undecodable(entry: &Entry, fault: &ReadError) -> Option<Finding> {
    let ReadError::NotUtf8 { before } = fault else { return None };
    let at = before.len();
    let message = format!("the table cannot be read: it is not UTF-8 from byte {at} on");
    let finding = Finding::new(Code::UnreadableTable, Location::new(entry.id, Span::new(at, at)), message);
    Some(finding.help("save the file as UTF-8; spreadsheets call it `CSV UTF-8`"))
}
