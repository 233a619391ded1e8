//! Tables in the site: which article shows which data tables, and the ids of their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::frame::Frame;
use super::page::{Page, PageId};
use super::route::{decode, merged};
use crate::markdown::{Document, Link};
use crate::source::path::{below_content, stem};
use crate::source::{Entry, FileId, Layout, Role};
use crate::table::Table;

/// A data table that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTable {
    /// The data file.
    pub file: FileId,
    /// The file's name without extension.
    pub stem: String,
    /// What its rows' ids begin with: made of the stem, unique on the page.
    pub name: String,
    /// The ids of its rows, in the order shown.
    pub anchors: Vec<String>,
}

impl ShownTable {
    /// The id of the table itself.
    pub fn id(&self) -> String {
        format!("table-{}", self.name)
    }
}

/// A Markdown table of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenTable {
    /// What its rows' ids begin with, before `-row-` and their number.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
}

/// The data files and tables of a site.
#[derive(Debug)]
pub(super) struct Tables {
    by_file: BTreeMap<FileId, Arc<Table>>,
    /// Data files by their path below `content/`.
    paths: HashMap<String, FileId>,
    /// The data tables that pages show.
    shown: HashMap<PageId, Vec<Option<ShownTable>>>,
    /// The Markdown tables of pages.
    written: HashMap<PageId, Vec<WrittenTable>>,
    /// Responsibility matrices and crosswalks, each with the first page that shows it.
    of_frameworks: Vec<(PageId, FileId)>,
    /// The same pages by file.
    pages: HashMap<FileId, PageId>,
}

impl Tables {
    /// The tables `by_file` in the pages that show them.
    pub(super) fn new(frame: &Frame, pages: &[Page], by_file: BTreeMap<FileId, Arc<Table>>, entries: &[Entry]) -> Self {
        let data = entries.iter().filter(|entry| entry.role == Role::Attachment && entry.role.is_read(&entry.path));
        let below = |entry: &Entry| below_content(entry.place()).to_owned();
        let paths = data.map(|entry| (below(entry), entry.id)).collect();
        let (shown, written) = (HashMap::default(), HashMap::default());
        let mut tables = Self { by_file, paths, shown, written, of_frameworks: Vec::new(), pages: HashMap::default() };
        let mut seen: HashSet<FileId> = HashSet::default();
        let pages = (0..).map(PageId).zip(pages);
        for (id, page) in pages.filter(|(_, page)| !page.document.embeds.is_empty() || !page.document.tables.is_empty())
        {
            let shown = tables.show(frame, page, entries);
            for file in shown.iter().flatten().map(|shown| shown.file) {
                if tables.by_file[&file].kind().covers_frameworks() && seen.insert(file) {
                    tables.of_frameworks.push((id, file));
                    tables.pages.insert(file, id);
                }
            }
            tables.written.insert(id, name_written(&page.document, &shown));
            tables.shown.insert(id, shown);
        }
        tables
    }

    /// The table that `file` is.
    pub(super) fn table(&self, file: FileId) -> Option<&Table> {
        self.by_file.get(&file).map(Arc::as_ref)
    }

    /// Every data table with its file, in order of path.
    pub(super) fn by_file(&self) -> impl Iterator<Item = (FileId, &Table)> {
        self.by_file.iter().map(|(file, table)| (*file, table.as_ref()))
    }

    /// The data tables of `page`.
    pub(super) fn shown(&self, page: PageId) -> &[Option<ShownTable>] {
        self.shown.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// The Markdown tables of `page`.
    pub(super) fn written(&self, page: PageId) -> &[WrittenTable] {
        self.written.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// Responsibility matrices and crosswalks, each with the first page that shows it, in order of page.
    pub(super) fn of_frameworks(&self) -> impl Iterator<Item = (PageId, &Table)> {
        self.of_frameworks.iter().filter_map(|(page, file)| Some((*page, self.table(*file)?)))
    }

    /// The first page that shows the matrix or the crosswalk of a data file.
    pub(super) fn page_of(&self, file: FileId) -> Option<PageId> {
        self.pages.get(&file).copied()
    }

    /// The data file that a link in a paragraph of its own leads to, with its address: beside the article's file, else
    /// at the address.
    pub(super) fn data_file(&self, frame: &Frame, page: &Page, link: &Link) -> Option<(FileId, String)> {
        let path = decode(&link.destination);
        let below = page.place.strip_prefix(Layout::STANDARD.content).unwrap_or(&page.place);
        let beside = merged(below, path.strip_prefix("/content").unwrap_or(&path));
        let file = self.paths.get(beside.trim_start_matches('/'));
        if let Some(url) = file.and_then(|file| frame.asset_url(*file)) {
            return file.map(|file| (*file, url.to_owned()));
        }
        let url = merged(&page.url, &path);
        frame.asset_at(&url).map(|file| (file, url))
    }

    /// The data tables that the paragraphs of `page` name.
    fn show(&self, frame: &Frame, page: &Page, entries: &[Entry]) -> Vec<Option<ShownTable>> {
        let document = &page.document;
        let ids: BTreeSet<&str> = ids(document).collect();
        let mut names = TableNames::default();
        let mut shown: Vec<Option<ShownTable>> = Vec::new();
        for embed in &document.embeds {
            let found = self.data_file(frame, page, &document.links[embed.link]);
            let Some((file, table)) = found.and_then(|(file, _)| Some((file, self.table(file)?))) else {
                shown.push(None);
                continue;
            };
            let stem = stem(&entries[file.0 as usize].path);
            let name = names.give(&slug(stem), |name| !ids.contains(format!("table-{name}").as_str()));
            let anchors = table.anchors.iter().map(|anchor| format!("{name}-{anchor}")).collect();
            shown.push(Some(ShownTable { file, stem: stem.to_owned(), name, anchors }));
        }
        shown
    }
}

/// Names the Markdown tables of a page, which shows these data tables too: by their own id, else by the heading above
/// them.
fn name_written(document: &Document, shown: &[Option<ShownTable>]) -> Vec<WrittenTable> {
    let ids: BTreeSet<&str> = ids(document).collect();
    let taken = shown.iter().flatten().map(|shown| shown.name.clone()).collect();
    let mut names = TableNames { taken, ..TableNames::default() };
    let mut written = Vec::with_capacity(document.tables.len());
    for table in &document.tables {
        let heading = table.heading.and_then(|heading| document.headings.get(heading)?.id.as_deref());
        let stem = table.id.as_deref().or(heading).unwrap_or("table");
        let name = names.give(stem, |name| !ids.contains(row_id(name, 1).as_str()));
        written.push(WrittenTable { name, rows: table.rows.len() });
    }
    written
}

/// Names for the tables of one page, each used once: the second `a` becomes `a-2`.
#[derive(Default)]
struct TableNames {
    taken: HashSet<String>,
    numbers: HashMap<String, usize>,
}

impl TableNames {
    /// A name made of `stem` that no other table has, and for which `is_free` holds.
    fn give(&mut self, stem: &str, is_free: impl Fn(&str) -> bool) -> String {
        // A taken name stays taken, so the search goes on where it ended.
        let number = self.numbers.entry(stem.to_owned()).or_insert(1);
        loop {
            let name = if *number == 1 { stem.to_owned() } else { format!("{stem}-{number}") };
            *number += 1;
            if is_free(&name) && self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// The ids of headings and anchors in the text of a page.
fn ids(document: &Document) -> impl Iterator<Item = &str> {
    let headings = document.headings.iter().filter_map(|heading| heading.id.as_deref());
    headings.chain(document.anchors.iter().map(|anchor| anchor.value.as_str()))
}

/// The id of a row, from 1, of the Markdown table `name`.
pub(super) fn row_id(name: &str, row: usize) -> String {
    format!("{name}-row-{row}")
}

fn slug(stem: &str) -> String {
    stem.chars().map(|character| if character.is_whitespace() { '-' } else { character }).collect()
}
