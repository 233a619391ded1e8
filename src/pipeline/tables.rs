//! Reads the data tables of a site in parallel.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::build_cache::{BuildCache, CachedTable};
use super::file_cache::SourceTexts;
use super::settings::Settings;
use crate::finding::{Code, Finding};
use crate::markdown::CellTools;
use crate::site::{Body, SiteContent, decode};
use crate::source::{DataFile, Entry, FileId, Location, ReadError, Role, Span, path};
use crate::table::{self, DataFiles, Reading, Table};

/// Data tables and their findings, by file.
pub(super) struct Tables {
    pub(super) by_file: BTreeMap<FileId, Arc<Table>>,
    findings: BTreeMap<FileId, Vec<Finding>>,
}

/// Reads every file that declares itself a table, and every CSV file that one of `bodies` may show as one.
pub(super) fn read_tables(
    texts: &SourceTexts,
    bodies: &[(FileId, Body)],
    settings: &Settings,
    cache: &mut BuildCache,
) -> Tables {
    let names = embedded_names(bodies);
    let may_be_shown = |entry: &Entry| names.contains(path::name(&entry.path));
    let is_table = |entry: &&Entry| {
        if entry.role != Role::Attachment {
            return false;
        }
        match entry.path.ends_with(".csv") {
            true => may_be_shown(entry),
            false => entry.role.is_read(&entry.path) && table::reads_as_table(&texts.files[entry.id.0 as usize].text),
        }
    };
    let entries: Vec<&Entry> = texts.inventory.entries.iter().filter(is_table).collect();
    let Settings { frameworks, highlighter, citable, labels, .. } = settings;
    let tools = CellTools { highlighter, citations: citable, words: settings.dialect().words };
    let files = Attachments(texts);
    let read_one = |entry: &Entry| {
        let source = &texts.files[entry.id.0 as usize];
        if let Some(cached) = cache.table(entry.id, source, frameworks, labels) {
            return (entry.id, cached);
        }
        let file = DataFile { id: entry.id, path: &entry.path, text: &source.text };
        let reading = table::read(&file, frameworks, tools, &files);
        let (source, frameworks, labels) = (source.clone(), frameworks.clone(), labels.clone());
        let Reading { table, findings, reads_others } = reading;
        (entry.id, CachedTable { source, frameworks, labels, table: table.map(Arc::new), findings, reads_others })
    };
    let read: Vec<(FileId, CachedTable)> = entries.into_par_iter().map(read_one).collect();
    let mut by_file = read.iter().filter_map(|(file, read)| Some((*file, read.table.clone()?))).collect();
    let mut findings: BTreeMap<FileId, Vec<Finding>> =
        read.iter().map(|(file, read)| (*file, read.findings.clone())).collect();
    for finding in table::derive(&mut by_file, frameworks) {
        findings.entry(finding.location.file).or_default().push(finding);
    }
    for (file, fault) in &texts.faults {
        if let Some(entry) = texts.inventory.entries.get(file.0 as usize).filter(|entry| may_be_shown(entry)) {
            findings.insert(*file, undecodable(entry, fault).into_iter().collect());
        }
    }
    cache.set_tables(read);
    Tables { by_file, findings }
}

/// The attachments of a site as the data files that tables may name.
struct Attachments<'a>(&'a SourceTexts);

impl DataFiles for Attachments<'_> {
    fn find(&self, path: &str) -> Option<Result<DataFile<'_>, String>> {
        let entries = &self.0.inventory.entries;
        let index = entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        let entry = entries.get(index).filter(|entry| entry.role == Role::Attachment)?;
        let fault = self.0.faults.iter().find(|(file, _)| *file == entry.id).map(|(_, fault)| match fault {
            ReadError::Unreadable(reason) | ReadError::Workbook(reason) => reason.clone(),
            ReadError::NotUtf8 { before } => format!("it is not UTF-8 from byte {} on", before.len()),
        });
        let text = &self.0.files[index].text;
        Some(fault.map_or(Ok(DataFile { id: entry.id, path: &entry.path, text }), Err))
    }
}

impl Tables {
    /// The findings of the tables. A CSV file is a table only where `content` shows it.
    pub(super) fn findings(&self, content: &SiteContent, texts: &SourceTexts) -> Vec<Finding> {
        let shown: BTreeSet<FileId> = content.embedded_files().collect();
        let declares_itself = |file: &FileId| {
            let source = &texts.files[file.0 as usize];
            !source.path.ends_with(".csv") && !source.text.is_empty()
        };
        let findings = self.findings.iter().filter(|(file, _)| shown.contains(file) || declares_itself(file));
        findings.flat_map(|(_, findings)| findings).cloned().collect()
    }
}

/// Names of the files that paragraphs of these bodies name.
fn embedded_names(bodies: &[(FileId, Body)]) -> BTreeSet<String> {
    let links = bodies.iter().flat_map(|(_, body)| {
        let links = &body.document.links;
        body.document.embeds.iter().map(|embed| &links[embed.link].destination)
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
