//! The content of a site: pages with their bodies, and the data tables they show.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::frame::{Alias, Frame};
use super::page::{Page, PageId, PageMeta, Unpublished};
use super::parsed::Body;
use super::profiles::Profiles;
use super::publication::LeftOut;
use super::tables::{ShownTable, Tables, WrittenTable, row_id};
use crate::markdown::Link;
use crate::source::path::below_content;
use crate::source::{Entry, FileId};
use crate::table::Table;

/// A site but for what is generated from its content.
#[derive(Debug)]
pub struct SiteContent {
    pub(super) frame: Arc<Frame>,
    pages: Vec<Page>,
    pub(super) tables: Tables,
    profiles: Profiles,
}

impl SiteContent {
    /// The content of `frame` with these bodies and data tables, by their files. `entries` are all files of the site, and
    /// `profiles` those of its configuration and of `frame`.
    pub fn new(
        frame: Arc<Frame>,
        bodies: &[(FileId, Body)],
        tables: BTreeMap<FileId, Arc<Table>>,
        entries: &[Entry],
        profiles: Profiles,
    ) -> Self {
        let pages = with_bodies(&frame, bodies);
        let tables = Tables::new(&frame, &pages, tables, entries);
        Self { frame, pages, tables, profiles }
    }

    /// The page that `id` names.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// Every page with its id, in order of address.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = (PageId, &Page)> + Clone {
        self.pages.iter().enumerate().map(|(index, page)| (PageId(index as u32), page))
    }

    /// The same for several threads.
    pub(super) fn par_pages(&self) -> impl IndexedParallelIterator<Item = (PageId, &Page)> {
        self.pages.par_iter().enumerate().map(|(index, page)| (PageId(index as u32), page))
    }

    /// The front page.
    pub fn home(&self) -> Option<PageId> {
        self.frame.home
    }

    /// For whom the site and its pages are.
    pub const fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// Addresses that redirect to a page.
    pub fn aliases(&self) -> &[Alias] {
        &self.frame.aliases
    }

    /// Files that are copied, with their address, in order of path.
    pub fn assets(&self) -> &[(FileId, String)] {
        &self.frame.assets
    }

    /// The taxonomies' pages, in the order configured.
    pub fn taxonomies(&self) -> &[PageId] {
        &self.frame.taxonomies
    }

    /// Why the article with this address is left out, if one is.
    pub fn unpublished(&self, url: &str) -> Option<Unpublished> {
        self.frame.unpublished.get(url).copied()
    }

    /// Why the file is left out although nothing else has its address, if it is.
    pub fn left_out(&self, file: FileId) -> Option<LeftOut> {
        self.frame.left_out.get(&file).copied()
    }

    /// Why the article whose source file has this path below `content/` is left out, if one is.
    pub(super) fn unpublished_source(&self, path: &str) -> Option<Unpublished> {
        self.frame.unpublished_source(path)
    }

    /// The articles that `ref` may name by `name` alone, sorted by path. They are several where the name is not enough.
    pub fn articles_named(&self, name: &str) -> Vec<&str> {
        let mut paths: Vec<_> = self.frame.pages_named(name).iter().map(|id| self.page(*id).path.as_str()).collect();
        paths.sort_unstable();
        paths
    }

    /// The path below `content/` of the source file that differs from this one only in case.
    pub fn source_in_other_case(&self, path: &str) -> Option<&str> {
        let page = self.page(self.frame.page_of_folded(path)?);
        Some(below_content(&page.place)).filter(|found| *found != path)
    }

    /// The day that counts as today.
    pub fn today(&self) -> jiff::civil::Date {
        self.frame.today
    }

    /// The page whose source file has this path below `content/`.
    pub fn from_source(&self, path: &str) -> Option<PageId> {
        self.frame.page_of(path)
    }

    /// The table that `file` is.
    pub fn table(&self, file: FileId) -> Option<&Table> {
        self.tables.table(file)
    }

    /// Every link that a page shows, with the file it is written in: of its body, of its front matter, and of the
    /// cells of the data tables that it shows.
    pub fn links(&self, page: PageId) -> impl Iterator<Item = (FileId, &Link)> {
        let own = self.page(page).file.map(|file| self.page(page).links().map(move |link| (file, link)));
        let files = self.shown_tables(page).iter().flatten().map(|shown| shown.file);
        let tables = files.filter_map(|file| Some((file, self.table(file)?)));
        let cells = tables.flat_map(|(file, table)| {
            let file = table.cells_file(file);
            table.document.links.iter().map(move |link| (file, link))
        });
        own.into_iter().flatten().chain(cells)
    }

    /// Every data table with its file, in order of path.
    pub fn tables(&self) -> impl Iterator<Item = (FileId, &Table)> {
        self.tables.by_file()
    }

    /// The tables that `page` shows, one for each paragraph that names a data file; `None` where that is no table.
    pub fn shown_tables(&self, page: PageId) -> &[Option<ShownTable>] {
        self.tables.shown(page)
    }

    /// The data files that are the whole text of a paragraph, tables or not; one may come more than once.
    pub fn embedded_files(&self) -> impl Iterator<Item = FileId> {
        self.pages().flat_map(|(_, page)| {
            let links = page.document.embeds.iter().map(|embed| &page.document.links[embed.link]);
            links.filter_map(|link| self.data_file(page, link).map(|(file, _)| file))
        })
    }

    /// The Markdown tables of `page`, in the order of its document.
    pub fn written_tables(&self, page: PageId) -> &[WrittenTable] {
        self.tables.written(page)
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

    /// Every page that shows data tables, with each of them, in order of address.
    pub fn all_shown_tables(&self) -> impl Iterator<Item = (PageId, &ShownTable)> {
        self.pages().flat_map(|(id, _)| self.shown_tables(id).iter().flatten().map(move |shown| (id, shown)))
    }

    /// The data file that a link in a paragraph of its own leads to, with its address.
    pub(super) fn data_file(&self, page: &Page, link: &Link) -> Option<(FileId, String)> {
        self.tables.data_file(&self.frame, page, link)
    }
}

fn with_bodies(frame: &Frame, bodies: &[(FileId, Body)]) -> Vec<Page> {
    let last = bodies.iter().map(|(file, _)| file.0 as usize).max();
    let mut by_file: Vec<Option<&Body>> = vec![None; last.map_or(0, |last| last + 1)];
    for (file, body) in bodies {
        by_file[file.0 as usize] = Some(body);
    }
    let empty = Body::default();
    let page = |meta: &Arc<PageMeta>| {
        let body = meta.file.and_then(|file| *by_file.get(file.0 as usize)?);
        let Body { document, mentions } = body.unwrap_or(&empty).clone();
        Page { meta: meta.clone(), document, mentions }
    };
    frame.pages.par_iter().map(page).collect()
}
