//! The whole site: its content, and the pages and files that are generated from it.

use std::ops::Deref;

use super::content::SiteContent;
use super::edge::Edges;
use super::generate::generate;
use super::generated::{GeneratedFile, GeneratedPage, GeneratedPages, Subject};
use super::generated_routes::GeneratedRoutes;
use super::outputs::Clash;
use super::page::PageId;
use super::table_files::{DataTableFiles, TableFiles};
use super::target::{GeneratedId, Target};
use crate::config::Outputs;
use crate::framework::Frameworks;
use crate::labels::Labels;

/// A site with all its addresses. What reads its content alone is found at [`SiteContent`].
#[derive(Debug)]
pub struct Site {
    content: SiteContent,
    table_files: TableFiles,
    generated: GeneratedPages,
    pub(super) routes: GeneratedRoutes,
}

impl Deref for Site {
    type Target = SiteContent;

    fn deref(&self) -> &SiteContent {
        &self.content
    }
}

impl Site {
    /// The site of this content, with the files of tables and the generated pages that it and its `edges` call for, the
    /// titles of which are in the words of `labels`.
    pub fn new(
        content: SiteContent,
        frameworks: &Frameworks,
        labels: &Labels,
        edges: &Edges,
        outputs: Outputs,
    ) -> Self {
        let mut routes = GeneratedRoutes::new(content.frame.clone());
        let table_files = TableFiles::new(&content, edges, outputs, &mut routes);
        let generated = generate(&content, frameworks, labels, edges, (outputs, &mut routes));
        Self { content, table_files, generated, routes }
    }

    /// What is at exactly this address.
    pub fn at(&self, url: &str) -> Option<Target> {
        self.routes.at(url)
    }

    /// Every address of the site, sorted.
    pub fn urls(&self) -> Vec<&str> {
        let own = self.frame.routes.keys().map(String::as_str);
        let mut urls: Vec<&str> = own.chain(self.routes.urls()).collect();
        urls.sort_unstable();
        urls
    }

    /// What is in the way of an output file at `path`, relative to the output folder.
    pub fn clash(&self, path: &str) -> Option<Clash> {
        self.routes.clash(path)
    }

    /// Whether any output is at `path` or below it.
    pub fn occupies(&self, path: &str) -> bool {
        self.routes.outputs().iter().any(|outputs| outputs.occupies(path))
    }

    /// The files of the data tables of `page`, one for each of [`SiteContent::shown_tables`].
    pub fn data_table_files(&self, page: PageId) -> &[DataTableFiles] {
        self.table_files.of_data_tables(page)
    }

    /// The address of the CSV of a Markdown table, by its index in the document of `page`; nothing where it has none.
    /// Below the base, not percent-encoded.
    pub fn markdown_table_csv(&self, page: PageId, index: usize) -> Option<&str> {
        self.table_files.of_markdown_table(page, index)
    }

    /// The page that has a generated file at `url` for one of its tables.
    pub fn page_with_table_file(&self, url: &str) -> Option<PageId> {
        (self.at(url) == Some(Target::GeneratedFile)).then(|| self.table_files.page_with(url)).flatten()
    }

    /// The generated page that `id` names.
    pub fn generated(&self, id: GeneratedId) -> &GeneratedPage {
        self.generated.get(id)
    }

    /// Every generated page with its id.
    pub fn all_generated(&self) -> impl ExactSizeIterator<Item = (GeneratedId, &GeneratedPage)> + Clone {
        self.generated.iter()
    }

    /// What is generated on an article of the site's own.
    pub fn generated_on(&self, page: PageId) -> Option<GeneratedId> {
        self.generated.on(page)
    }

    /// The generated page of this subject.
    pub fn find_generated(&self, subject: &Subject) -> Option<GeneratedId> {
        self.generated.find(subject)
    }

    /// The generated file at `url`, with the page that it is beside.
    pub fn generated_beside(&self, url: &str) -> Option<(GeneratedId, GeneratedFile)> {
        let (folder, name) = url.split_at(url.rfind('/')? + 1);
        let id = match self.at(folder)? {
            Target::GeneratedPage(id) => id,
            Target::Page(page) => self.generated_on(page)?,
            Target::Alias(_) | Target::Asset(_) | Target::GeneratedFile => return None,
        };
        let file = self.generated(id).files.iter().find(|file| file.name() == name)?;
        Some((id, *file))
    }
}
