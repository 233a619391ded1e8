//! Data tables in the site: which article shows which, and the files that stand beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::resolve::merged;
use super::{Edge, EdgeKind, Meaning, Page, PageId, Site, Target, decode, meaning};
use crate::framework::{Frameworks, Rank};
use crate::markdown::Link;
use crate::source::path::stem;
use crate::source::{Entry, FileId, Layout, Place, Role};
use crate::table::Table;

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

/// A file beside a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    /// Its address below the base, not percent-encoded.
    pub url: String,
    /// Whether the build makes it; else a file of the site stands there.
    pub is_made: bool,
}

/// The data files and tables of a site.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// The tables by their file.
    by_file: BTreeMap<FileId, Arc<Table>>,
    /// Data files by their path below `content/`.
    paths: HashMap<String, FileId>,
    /// The tables that pages show.
    shown: HashMap<PageId, Vec<Option<ShownTable>>>,
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
            shown: HashMap::new(),
        };
        let pages = self.pages().filter(|(_, page)| !page.document.embeds.is_empty()).map(|(id, _)| id);
        for id in pages.collect::<Vec<_>>() {
            let shown = self.show(id, entries);
            self.tables.shown.insert(id, shown);
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

    /// Every page that shows tables, with each of them, in order of address.
    pub fn all_shown_tables(&self) -> impl Iterator<Item = (PageId, &ShownTable)> {
        self.pages().flat_map(|(id, _)| self.shown_tables(id).iter().flatten().map(move |shown| (id, shown)))
    }

    /// From every table that a page shows to the requirements that its rows are about, and its cells cite.
    pub fn table_edges(&self, frameworks: &Frameworks) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (page, shown) in self.all_shown_tables() {
            let Some(table) = self.table(shown.file) else { continue };
            let mut add = |framework: &str, requirement: Rank, kind: EdgeKind, place: Place| {
                edges.push(Edge { framework: Arc::from(framework), requirement, kind, page, place });
            };
            for named in table.edges(shown.file) {
                add(named.framework, named.rank, EdgeKind::Table, named.place);
            }
            for citation in &table.document.citations {
                let Some(framework) = frameworks.get(&citation.framework) else { continue };
                for id in &citation.ids {
                    if let Meaning::Requirement(rank) = meaning(framework, citation.version.as_deref(), &id.id) {
                        add(&framework.key, rank, EdgeKind::Mentions, Place::new(shown.file, id.span));
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
        let found = self.assets.binary_search_by_key(&file, |(asset, _)| *asset);
        found.ok().map(|index| self.assets[index].1.as_str())
    }

    fn show(&mut self, id: PageId, entries: &[Entry]) -> Vec<Option<ShownTable>> {
        let document = self.page(id).document.clone();
        let headings = document.headings.iter().filter_map(|heading| heading.id.as_deref());
        let anchors = document.anchors.iter().map(|anchor| anchor.value.as_str());
        let ids: BTreeSet<&str> = headings.chain(anchors).collect();
        let mut shown: Vec<Option<ShownTable>> = Vec::new();
        for embed in &document.embeds {
            let found = self.data_file(self.page(id), &document.links[embed.link]);
            let table = found.and_then(|(file, _)| Some((file, self.tables.by_file.get(&file)?.clone())));
            let Some((file, table)) = table else {
                shown.push(None);
                continue;
            };
            let stem = stem(&entries[file.0 as usize].path);
            let mut name = slug(stem);
            let mut count = 1;
            while ids.contains(format!("table-{name}").as_str())
                || shown.iter().flatten().any(|other| other.name == name)
            {
                count += 1;
                name = format!("{}-{count}", slug(stem));
            }
            let anchors = table.anchors.iter().map(|anchor| format!("{name}-{anchor}")).collect();
            let again = shown.iter().flatten().find(|other| other.file == file);
            let (csv, json) = match again {
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
        if table.kind() == "csv" && self.at(&own) == Some(Target::Asset(file)) {
            return (MadeFile { url: own, is_made: false }, None);
        }
        let names = std::iter::once(stem.to_owned()).chain((2..).map(|count| format!("{stem}-{count}")));
        let mut free = names.map(|name| format!("{folder}{name}.csv")).filter(|url| self.at(url).is_none());
        let csv = free.next().unwrap_or(own);
        drop(free);
        self.routes.insert(csv.clone(), Target::Made);
        let json = format!("{folder}{stem}.json");
        let has_json = table.kind() == "responsibility" && self.at(&json).is_none();
        if has_json {
            self.routes.insert(json.clone(), Target::Made);
        }
        (MadeFile { url: csv, is_made: true }, has_json.then_some(MadeFile { url: json, is_made: true }))
    }
}

fn slug(stem: &str) -> String {
    stem.chars().map(|sign| if sign.is_whitespace() { '-' } else { sign }).collect()
}
