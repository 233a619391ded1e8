//! Data tables in the site: which article shows which, and the files that stand beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::resolve::merged;
use super::{Edge, EdgeKind, Meaning, Page, PageId, Site, Target, decode, meaning};
use crate::framework::{Frameworks, RequirementIdx};
use crate::markdown::{Document, Link};
use crate::output::{path_fault, path_of};
use crate::source::path::stem;
use crate::source::{Entry, FileId, Layout, Location, Role};
use crate::table::{Table, TableKind};

/// A data table that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTable {
    /// The data file.
    pub file: FileId,
    /// What its rows' ids begin with: the file's name without ending, told apart from others of the page.
    pub name: String,
    /// The ids of its rows, in the order shown.
    pub anchors: Vec<String>,
    /// The address of the table as comma-separated values.
    pub csv: MadeFile,
    /// The address of a responsibility matrix as JSON.
    pub json: Option<MadeFile>,
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
    /// The address of the table as comma-separated values, not percent-encoded.
    pub csv: String,
    /// How many rows it has.
    pub rows: usize,
}

/// A file beside a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    /// Its address below the base, not percent-encoded.
    pub url: String,
    /// Whether the build makes it; else a file of the site stands there.
    pub is_made: bool,
}

/// Files beside generated pages, which no table's file may be.
const GENERATED_FILES: [&str; 3] = ["/coverage.csv", "/crosswalk.csv", "/documents.csv"];

/// The address of the list of all edges, which no table's file may be.
const ALL_EDGES: &str = "/requirements.json";

/// The data files and tables of a site.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// The tables by their file.
    by_file: BTreeMap<FileId, Arc<Table>>,
    /// Data files by their path below `content/`.
    paths: HashMap<String, FileId>,
    /// The tables that pages show.
    shown: HashMap<PageId, Vec<Option<ShownTable>>>,
    /// The Markdown tables of pages.
    written: HashMap<PageId, Vec<WrittenTable>>,
    /// The numbers to try next for the names of files, by their addresses without one.
    numbers: HashMap<String, usize>,
}

/// Names of one page, each given once: the second `a` is `a-2`.
#[derive(Default)]
struct TableNames {
    taken: HashSet<String>,
    numbers: HashMap<String, usize>,
}

impl TableNames {
    /// A name made of `stem` that no other table has, and for which `is_free` holds.
    fn give(&mut self, stem: &str, is_free: impl Fn(&str) -> bool) -> String {
        // What was taken once stays so: there is no need to begin with the first number again.
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

impl Site {
    /// The same site with its data tables: each article that embeds one shows it, and files stand beside it.
    #[must_use]
    pub fn with_tables(mut self, tables: BTreeMap<FileId, Arc<Table>>, entries: &[Entry]) -> Self {
        let data = entries.iter().filter(|entry| entry.role == Role::Attachment && entry.role.is_read(&entry.path));
        let below = |entry: &Entry| entry.path[Layout::STANDARD.content.len() + 1..].to_owned();
        self.tables = Tables {
            paths: data.map(|entry| (below(entry), entry.id)).collect(),
            by_file: tables,
            ..Tables::default()
        };
        let has_tables = |page: &Page| !page.document.embeds.is_empty() || !page.document.tables.is_empty();
        let pages = self.pages().filter(|(_, page)| has_tables(page)).map(|(id, _)| id);
        for id in pages.collect::<Vec<_>>() {
            let shown = self.show(id, entries);
            self.tables.shown.insert(id, shown);
            let written = self.name_written(id);
            self.tables.written.insert(id, written);
        }
        self
    }

    /// The table that `file` is.
    pub fn table(&self, file: FileId) -> Option<&Table> {
        self.tables.by_file.get(&file).map(Arc::as_ref)
    }

    /// Every link that a page shows, with the file it stands in: of its body, of its front matter, and of the cells of
    /// the data tables that it shows.
    pub fn links(&self, page: PageId) -> impl Iterator<Item = (FileId, &Link)> {
        let own = self.page(page).file.map(|file| self.page(page).links().map(move |link| (file, link)));
        let files = self.shown_tables(page).iter().flatten().map(|shown| shown.file);
        let tables = files.filter_map(|file| Some((file, self.table(file)?)));
        let cells = tables.flat_map(|(file, table)| table.document.links.iter().map(move |link| (file, link)));
        own.into_iter().flatten().chain(cells)
    }

    /// Every data table with its file, in order of path.
    pub fn tables(&self) -> impl Iterator<Item = (FileId, &Table)> {
        self.tables.by_file.iter().map(|(file, table)| (*file, table.as_ref()))
    }

    /// The tables that `page` shows, one for each paragraph that names a data file; nothing where that is no table.
    pub fn shown_tables(&self, page: PageId) -> &[Option<ShownTable>] {
        self.tables.shown.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// The data files that paragraphs of their own name, tables or not; one may come more than once.
    pub fn embedded_files(&self) -> impl Iterator<Item = FileId> {
        self.pages().flat_map(|(_, page)| {
            let links = page.document.embeds.iter().map(|embed| &page.document.links[embed.link]);
            links.filter_map(|link| self.data_file(page, link).map(|(file, _)| file))
        })
    }

    /// The Markdown tables of `page`, in the order of its document.
    pub fn written_tables(&self, page: PageId) -> &[WrittenTable] {
        self.tables.written.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every page that has Markdown tables, with each of them.
    pub fn all_written_tables(&self) -> impl Iterator<Item = (PageId, &WrittenTable)> {
        self.pages().flat_map(|(id, _)| self.written_tables(id).iter().map(move |table| (id, table)))
    }

    /// The ids of data tables and of their rows on a page, and those of the rows of its Markdown tables.
    pub fn table_anchors(&self, page: PageId) -> impl Iterator<Item = Cow<'_, str>> {
        let shown = self.shown_tables(page).iter().flatten();
        let data = shown.flat_map(|shown| {
            let rows = shown.anchors.iter().map(|anchor| Cow::Borrowed(anchor.as_str()));
            rows.chain([Cow::Owned(shown.id())])
        });
        let written = self.written_tables(page).iter();
        data.chain(written.flat_map(|table| (1..=table.rows).map(|row| Cow::Owned(row_id(&table.name, row)))))
    }

    /// Every page that shows tables, with each of them, in order of address.
    pub fn all_shown_tables(&self) -> impl Iterator<Item = (PageId, &ShownTable)> {
        self.pages().flat_map(|(id, _)| self.shown_tables(id).iter().flatten().map(move |shown| (id, shown)))
    }

    /// From every table that a page shows to the requirements that its rows are about, and its cells cite.
    pub fn table_edges(&self, frameworks: &Frameworks) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (page, shown) in self.all_shown_tables() {
            let Some(table) = self.table(shown.file) else { continue };
            let mut add = |framework: &str, requirement: RequirementIdx, kind: EdgeKind, place: Location| {
                edges.push(Edge { framework: Arc::from(framework), requirement, kind, page, place });
            };
            for named in table.edges(shown.file) {
                add(named.framework, named.rank, EdgeKind::Table, named.place);
            }
            for citation in &table.document.citations {
                let Some(framework) = frameworks.get(&citation.framework) else { continue };
                for id in &citation.ids {
                    if let Meaning::Requirement(rank) = meaning(framework, citation.version.as_deref(), &id.id) {
                        add(&framework.key, rank, EdgeKind::Mentions, Location::new(shown.file, id.span));
                    }
                }
            }
        }
        edges
    }

    /// The data file that a link of its own paragraph leads to, with its address: beside the article's file, else at
    /// the address.
    pub(super) fn data_file(&self, page: &Page, link: &Link) -> Option<(FileId, String)> {
        let path = decode(&link.destination);
        let below = page.path.strip_prefix(Layout::STANDARD.content).unwrap_or(&page.path);
        let beside = merged(below, path.strip_prefix("/content").unwrap_or(&path));
        let file = self.tables.paths.get(beside.trim_start_matches('/'));
        if let Some(url) = file.and_then(|file| self.asset_url(*file)) {
            return file.map(|file| (*file, url.to_owned()));
        }
        let url = merged(&page.url, &path);
        match self.at(&url) {
            Some(Target::Asset(file)) => Some((file, url)),
            _ => None,
        }
    }

    fn asset_url(&self, file: FileId) -> Option<&str> {
        // Files got their addresses in order of path, as they got their ids.
        let found = self.assets().binary_search_by_key(&file, |(asset, _)| *asset);
        found.ok().map(|index| self.assets()[index].1.as_str())
    }

    fn show(&mut self, id: PageId, entries: &[Entry]) -> Vec<Option<ShownTable>> {
        let document = self.page(id).document.clone();
        let ids: BTreeSet<&str> = ids(&document).collect();
        let mut names = TableNames::default();
        // Where each file is shown first.
        let mut first: HashMap<FileId, usize> = HashMap::default();
        let mut shown: Vec<Option<ShownTable>> = Vec::new();
        for embed in &document.embeds {
            let found = self.data_file(self.page(id), &document.links[embed.link]);
            let table = found.and_then(|(file, _)| Some((file, self.tables.by_file.get(&file)?.clone())));
            let Some((file, table)) = table else {
                shown.push(None);
                continue;
            };
            let stem = stem(&entries[file.0 as usize].path);
            let name = names.give(&slug(stem), |name| !ids.contains(format!("table-{name}").as_str()));
            let anchors = table.anchors.iter().map(|anchor| format!("{name}-{anchor}")).collect();
            let again = *first.entry(file).or_insert(shown.len());
            let (csv, json) = match shown.get(again).and_then(Option::as_ref) {
                Some(again) => (again.csv.clone(), again.json.clone()),
                None => self.files(id, stem, &table, file),
            };
            shown.push(Some(ShownTable { file, name, anchors, csv, json }));
        }
        shown
    }

    /// The files beside the page `id` for a table, with routes of their own.
    fn files(&mut self, id: PageId, stem: &str, table: &Table, file: FileId) -> (MadeFile, Option<MadeFile>) {
        let url = &self.page(id).url;
        let folder = url[..=url.rfind('/').unwrap_or(0)].to_owned();
        let own = format!("{folder}{stem}.csv");
        if table.kind() == TableKind::Csv && self.at(&own) == Some(Target::Asset(file)) {
            return (MadeFile { url: own, is_made: false }, None);
        }
        let csv = self.free_csv(&folder, stem);
        let json = format!("{folder}{stem}.json");
        let is_wanted = table.kind().has_json() && json != ALL_EDGES;
        let has_json = is_wanted && self.claim_made(&json, Target::Made).is_ok();
        if has_json {
            self.made.insert(json.clone(), Target::Made);
        }
        (MadeFile { url: csv, is_made: true }, has_json.then_some(MadeFile { url: json, is_made: true }))
    }

    /// An address for a file `stem.csv` in `folder` that nothing else has, taken from now on.
    fn free_csv(&mut self, folder: &str, stem: &str) -> String {
        let fits = |folder: &str, stem: &str| path_fault(&path_of(&format!("{folder}{stem}-999999.csv"))).is_none();
        let stem = if fits("/", stem) { Cow::Borrowed(stem) } else { Cow::Owned(file_stem(stem)) };
        // A folder that leaves no room for the name has none for any other.
        let folder = if fits(folder, &stem) { folder } else { "/" };
        let plain = format!("{folder}{stem}");
        let mut number = self.tables.numbers.get(&plain).copied().unwrap_or(1);
        loop {
            let url = if number == 1 { format!("{plain}.csv") } else { format!("{plain}-{number}.csv") };
            number += 1;
            let is_taken = GENERATED_FILES.iter().any(|name| url.ends_with(name));
            if !is_taken && self.claim_made(&url, Target::Made).is_ok() {
                self.tables.numbers.insert(plain, number);
                self.made.insert(url.clone(), Target::Made);
                return url;
            }
        }
    }

    /// Names the Markdown tables of a page: by their own id, else by the heading above them.
    fn name_written(&mut self, id: PageId) -> Vec<WrittenTable> {
        let page = self.page(id);
        let folder = page.url[..=page.url.rfind('/').unwrap_or(0)].to_owned();
        let document = page.document.clone();
        let ids: BTreeSet<&str> = ids(&document).collect();
        let taken = self.shown_tables(id).iter().flatten().map(|shown| shown.name.clone()).collect();
        let mut names = TableNames { taken, ..TableNames::default() };
        let mut written = Vec::with_capacity(document.tables.len());
        for table in &document.tables {
            let heading = table.heading.and_then(|heading| document.headings.get(heading)?.id.as_deref());
            let stem = table.id.as_deref().or(heading).unwrap_or("table");
            let name = names.give(stem, |name| !ids.contains(row_id(name, 1).as_str()));
            let csv = self.free_csv(&folder, &file_stem(&name));
            written.push(WrittenTable { name, csv, rows: table.rows.len() });
        }
        written
    }
}

/// Ids that the text of a page has of its own.
fn ids(document: &Document) -> impl Iterator<Item = &str> {
    let headings = document.headings.iter().filter_map(|heading| heading.id.as_deref());
    headings.chain(document.anchors.iter().map(|anchor| anchor.value.as_str()))
}

/// The id of a row, from 1, of the Markdown table `name`.
fn row_id(name: &str, row: usize) -> String {
    format!("{name}-row-{row}")
}

/// A name that any file system takes: of letters, digits and few signs, and not too long.
fn file_stem(name: &str) -> String {
    const MAX_LEN: usize = 80;
    let plain = |sign: char| if sign.is_alphanumeric() || sign == '_' { sign } else { '-' };
    let mut stem: String = name.to_lowercase().chars().map(plain).collect();
    stem.truncate(stem.floor_char_boundary(MAX_LEN));
    stem
}

fn slug(stem: &str) -> String {
    stem.chars().map(|sign| if sign.is_whitespace() { '-' } else { sign }).collect()
}
