//! The files beside articles for the tables that they show: comma-separated values, workbooks, and JSON of a
//! responsibility matrix.

use std::borrow::Cow;

use foldhash::HashMap;

use super::content::SiteContent;
use super::edge::Edges;
use super::generated::GeneratedFile;
use super::generated_routes::GeneratedRoutes;
use super::page::{Page, PageId};
use super::tables::ShownTable;
use super::target::Target;
use crate::config::Outputs;
use crate::output::{path_fault, path_of};
use crate::source::{FileId, Span};
use crate::table::{Table, TableKind};

/// The files of a data table on one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataTableFiles {
    /// The table as comma-separated values.
    pub csv: Option<TableFile>,
    /// The address of the table as a workbook, below the base, not percent-encoded.
    pub xlsx: Option<String>,
    /// The address of a responsibility matrix as JSON, below the base, not percent-encoded.
    pub json: Option<String>,
}

/// A file beside a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFile {
    /// Its address below the base, not percent-encoded.
    pub url: String,
    /// Whether the build generates it; else it is a file of the site.
    pub is_generated: bool,
}

/// The address of the list of all edges, which no table's file may have.
pub const EDGES_URL: &str = "/requirements.json";

/// The files of all tables, by page.
#[derive(Debug, Default)]
pub(super) struct TableFiles {
    /// One for each of [`SiteContent::shown_tables`].
    data: HashMap<PageId, Vec<DataTableFiles>>,
    /// The address of the CSV of each of [`SiteContent::written_tables`] that has one.
    markdown: HashMap<PageId, Vec<Option<String>>>,
}

impl TableFiles {
    /// The files of the tables of `content`. Their addresses are claimed in `routes`.
    pub(super) fn new(content: &SiteContent, edges: &Edges, outputs: Outputs, routes: &mut GeneratedRoutes) -> Self {
        let mut files = Self::default();
        let mut claims = Claims { content, outputs, routes, numbers: HashMap::default() };
        for (id, page) in content.pages() {
            let shown = content.shown_tables(id);
            if !shown.is_empty() {
                files.data.insert(id, claims.of_data_tables(page, shown));
            }
            if outputs.csv && !page.document.tables.is_empty() {
                files.markdown.insert(id, claims.of_markdown_tables(id, page, edges));
            }
        }
        files
    }

    /// The files of the data tables of `page`.
    pub(super) fn of_data_tables(&self, page: PageId) -> &[DataTableFiles] {
        self.data.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// The address of the CSV of the Markdown table with this index.
    pub(super) fn of_markdown_table(&self, page: PageId, index: usize) -> Option<&str> {
        self.markdown.get(&page)?.get(index)?.as_deref()
    }

    /// The page that has a generated file at `url` for one of its tables.
    pub(super) fn page_with(&self, url: &str) -> Option<PageId> {
        let is_data = |files: &DataTableFiles| {
            files.csv.as_ref().is_some_and(|csv| csv.is_generated && csv.url == url)
                || files.json.as_deref() == Some(url)
                || files.xlsx.as_deref() == Some(url)
        };
        let data = self.data.iter().find(|(_, files)| files.iter().any(is_data)).map(|(page, _)| *page);
        let is_markdown = |csv: &Option<String>| csv.as_deref() == Some(url);
        let markdown = || self.markdown.iter().find(|(_, files)| files.iter().any(is_markdown)).map(|(page, _)| *page);
        data.or_else(markdown)
    }
}

/// Claims the addresses of the files of tables.
struct Claims<'a> {
    content: &'a SiteContent,
    outputs: Outputs,
    routes: &'a mut GeneratedRoutes,
    /// The numbers to try next for the names of files, by their addresses without one.
    numbers: HashMap<String, usize>,
}

impl Claims<'_> {
    /// The files of the data tables that `page` shows. A table that it shows again has the files that it has already.
    fn of_data_tables(&mut self, page: &Page, shown: &[Option<ShownTable>]) -> Vec<DataTableFiles> {
        let mut first: HashMap<FileId, usize> = HashMap::default();
        let mut all: Vec<DataTableFiles> = Vec::with_capacity(shown.len());
        for shown in shown {
            let files = match shown {
                None => DataTableFiles::default(),
                Some(shown) => match all.get(*first.entry(shown.file).or_insert(all.len())) {
                    Some(earlier) => earlier.clone(),
                    None => self.of_data_table(page, shown),
                },
            };
            all.push(files);
        }
        all
    }

    fn of_data_table(&mut self, page: &Page, shown: &ShownTable) -> DataTableFiles {
        let content = self.content;
        let Some(table) = content.table(shown.file) else { return DataTableFiles::default() };
        let csv = self.outputs.csv.then(|| self.csv_of(page, shown, table));
        let json = format!("{}{}.json", folder_of(page), shown.stem);
        let is_wanted = table.kind().has_json() && json != EDGES_URL;
        let has_json = is_wanted && self.routes.claim(&json, Target::GeneratedFile);
        let xlsx = self.outputs.xlsx.then(|| self.free(folder_of(page), &shown.stem, "xlsx"));
        DataTableFiles { csv, xlsx, json: has_json.then_some(json) }
    }

    fn csv_of(&mut self, page: &Page, shown: &ShownTable, table: &Table) -> TableFile {
        let folder = folder_of(page);
        let own = format!("{folder}{}.csv", shown.stem);
        if table.kind() == TableKind::Csv && self.content.frame.asset_at(&own) == Some(shown.file) {
            return TableFile { url: own, is_generated: false };
        }
        TableFile { url: self.free(folder, &shown.stem, "csv"), is_generated: true }
    }

    /// The addresses of the CSV of the Markdown tables of `page`: of those whose attribute list asks for it, and where
    /// it does not decide, of those that cite a requirement.
    fn of_markdown_tables(&mut self, id: PageId, page: &Page, edges: &Edges) -> Vec<Option<String>> {
        let cited = edges.offsets(id, page.file);
        let cites = |span: Span| {
            let next = cited.partition_point(|offset| *offset < span.start);
            cited.get(next).is_some_and(|offset| *offset < span.end)
        };
        let folder = folder_of(page);
        let tables = page.document.tables.iter().zip(self.content.written_tables(id));
        let csv = tables.map(|(table, written)| {
            let is_wanted = table.csv.unwrap_or_else(|| cites(table.span));
            is_wanted.then(|| self.free(folder, &file_stem(&written.name), "csv"))
        });
        csv.collect()
    }

    /// Claims an address for a file `stem.extension` in `folder`, with a number where others have the name.
    fn free(&mut self, folder: &str, stem: &str, extension: &str) -> String {
        let fits =
            |folder: &str, stem: &str| path_fault(&path_of(&format!("{folder}{stem}-999999.{extension}"))).is_none();
        let stem = if fits("/", stem) { Cow::Borrowed(stem) } else { Cow::Owned(file_stem(stem)) };
        // A folder whose path is too long for this name is too long for any.
        let folder = if fits(folder, &stem) { folder } else { "/" };
        let plain = format!("{folder}{stem}");
        let first = format!("{plain}.{extension}");
        let mut number = self.numbers.get(&first).copied().unwrap_or(1);
        loop {
            let url = if number == 1 { first.clone() } else { format!("{plain}-{number}.{extension}") };
            number += 1;
            if !GeneratedFile::is_name_of(&url) && self.routes.claim(&url, Target::GeneratedFile) {
                self.numbers.insert(first, number);
                return url;
            }
        }
    }
}

/// The folder of a page's address, with a slash at its end.
pub(super) fn folder_of(page: &Page) -> &str {
    &page.url[..=page.url.rfind('/').unwrap_or(0)]
}

/// A name that is valid on every file system: letters, digits, `_` and `-`, and not too long.
fn file_stem(name: &str) -> String {
    const MAX_LEN: usize = 80;
    let plain = |character: char| if character.is_alphanumeric() || character == '_' { character } else { '-' };
    let mut stem: String = name.to_lowercase().chars().map(plain).collect();
    stem.truncate(stem.floor_char_boundary(MAX_LEN));
    stem
}
