//! The whole site: its content, and the pages and files that are generated from it.

use std::ops::Deref;

use super::content::SiteContent;
use super::edge::Edges;
use super::generate::generate;
use super::generated::{GeneratedFile, GeneratedPage, GeneratedPages, Subject};
use super::generated_routes::GeneratedRoutes;
use super::outputs::Clash;
use super::page::PageId;
use super::target::{GeneratedId, Target};
use crate::framework::Frameworks;

/// A site with all its addresses. What reads its content alone is found at [`SiteContent`].
#[derive(Debug)]
pub struct Site {
    content: SiteContent,
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
    /// The site of this content, which has taken `routes` so far, with the pages that it and its `edges` call for.
    pub fn new(content: SiteContent, mut routes: GeneratedRoutes, frameworks: &Frameworks, edges: &Edges) -> Self {
        let generated = generate(&content, frameworks, edges, &mut routes);
        Self { content, generated, routes }
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
