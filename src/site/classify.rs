//! Which files under `content/` are pages, by their paths alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::route;
pub(super) use crate::source::path::content_folder as folder;
use crate::source::path::{Case, stem};
use crate::source::{Entry, FileId, Role};

/// The kind of page that a file is, by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PageLayout {
    /// `content/_index.md`.
    Home,
    /// `_index.md` of a folder below `content/`.
    Section,
    /// `index.md`: a page, and its folder holds its resources.
    Bundle,
    /// Any other Markdown file.
    Single,
}

/// Which files are pages and which are resources of one.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The folder of each bundle with its `index.md`.
    bundles: BTreeMap<String, FileId>,
    /// The folders below `content/` of sections: with an `_index.md`, or at the top with an article.
    sections: BTreeSet<String>,
    pages: Vec<FileId>,
}

impl Plan {
    /// The articles that are pages, in order of path.
    pub fn pages(&self) -> &[FileId] {
        &self.pages
    }

    /// Whether the article at `path` is a page, and not a resource of a bundle.
    fn is_page(&self, path: &str) -> bool {
        let folder = folder(path);
        match self.bundle_around(folder) {
            Some(bundle) => bundle == folder && is_index(path),
            None => true,
        }
    }

    /// The `index.md` by which the article at `path` is a resource and no page; nothing for a page.
    pub fn bundle_of(&self, path: &str) -> Option<FileId> {
        let bundle = self.bundle_around(folder(path)).filter(|_| !self.is_page(path))?;
        self.bundles.get(bundle).copied()
    }

    /// The folder, below `content/`, of the bundle that holds `folder`.
    pub(super) fn bundle_around<'a>(&self, folder: &'a str) -> Option<&'a str> {
        if self.bundles.is_empty() {
            return None;
        }
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        ends.map(|end| &folder[..end]).find(|ancestor| self.bundles.contains_key(*ancestor))
    }

    /// The folder, below `content/`, of the nearest section around `folder`; empty for the front page.
    pub(super) fn section_around<'a>(&self, folder: &'a str) -> &'a str {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        ends.rev().map(|end| &folder[..end]).find(|ancestor| self.sections.contains(*ancestor)).unwrap_or_default()
    }
}

/// Finds the bundles and the pages among `entries`.
pub fn plan(entries: &[Entry]) -> Plan {
    let articles = entries.iter().filter(|entry| entry.role == Role::Article);
    let bundles =
        articles.filter(|entry| is_index(entry.place())).map(|entry| (folder(entry.place()).to_owned(), entry.id));
    let bundles = bundles.filter(|(folder, _)| !folder.is_empty()).collect();
    let plan = Plan { bundles, ..Plan::default() };
    let is_page = |entry: &&Entry| entry.role == Role::Article && plan.is_page(entry.place());
    let pages: Vec<&Entry> = entries.par_iter().filter(is_page).collect();
    let sections = pages.iter().filter_map(|entry| section(entry.place())).map(str::to_owned).collect();
    let pages = pages.iter().map(|entry| entry.id).collect();
    Plan { sections, pages, ..plan }
}

/// The layout of the page at `path`.
pub(super) fn layout(path: &str) -> PageLayout {
    match (stem(path), folder(path)) {
        ("_index" | "index", "") => PageLayout::Home,
        ("_index", _) => PageLayout::Section,
        ("index", _) => PageLayout::Bundle,
        _ => PageLayout::Single,
    }
}

/// The folder that the article at `path` makes a section.
fn section(path: &str) -> Option<&str> {
    let folder = folder(path);
    match layout(path) {
        PageLayout::Section => Some(folder),
        PageLayout::Home => None,
        PageLayout::Bundle => folder.split_once('/').map(|(top, _)| top),
        PageLayout::Single => folder.split('/').next().filter(|top| !top.is_empty()),
    }
}

fn is_index(path: &str) -> bool {
    stem(path) == "index"
}

/// The address of each folder below `content/`: its segments as in Hugo, with a section's `slug` in place of its
/// name.
#[derive(Debug)]
pub(super) struct Folders {
    slugs: BTreeMap<String, String>,
    pub(super) case: Case,
}

impl Folders {
    /// Folders whose sections have these slugs.
    pub(super) fn new(slugs: BTreeMap<String, String>, case: Case) -> Self {
        Self { slugs, case }
    }

    /// The address of `folder`, with a slash at both ends.
    pub(super) fn url(&self, folder: &str) -> String {
        let mut url = String::from("/");
        for name in self.names(folder) {
            url.push_str(&name);
            url.push('/');
        }
        url
    }

    /// The parts of that address, one for each folder.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let mut end = 0;
        let parts = folder.split('/').filter(|part| !part.is_empty());
        let name = parts.map(|part| {
            end += part.len() + usize::from(end > 0);
            let slug = self.slugs.get(&folder[..end]).and_then(|slug| route::slug(slug, self.case));
            // A name without letters and digits has no segment, as in Hugo.
            slug.or_else(|| route::folder_segment(part, self.case))
        });
        name.flatten().collect()
    }
}

/// The addresses of [`Folders`], with the last one cached: files come folder by folder.
#[derive(Debug)]
pub(super) struct FolderUrls<'a> {
    folders: &'a Folders,
    folder: String,
    url: String,
}

impl<'a> FolderUrls<'a> {
    /// Addresses of `folders`.
    pub(super) fn new(folders: &'a Folders) -> Self {
        Self { folders, folder: String::new(), url: folders.url("") }
    }

    /// The address of `folder`, with a slash at both ends.
    pub(super) fn url(&mut self, folder: &str) -> &str {
        if self.folder != folder {
            self.url = self.folders.url(folder);
            folder.clone_into(&mut self.folder);
        }
        &self.url
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Folders, plan};
    use crate::source::path::Case;
    use crate::source::{Entry, FileId, Role};

    #[test]
    fn markdown_below_a_bundle_is_its_resource() {
        let paths = [
            "content/a/deep/_index.md",
            "content/a/index.md",
            "content/a/other.md",
            "content/ab/x.md",
            "content/b/_index.md",
        ];
        let entry = |(id, path): (u32, &str)| Entry::new(FileId(id), path, Role::Article);
        let entries: Vec<Entry> = (0..).zip(paths).map(entry).collect();
        assert_eq!(plan(&entries).pages(), [1, 3, 4].map(FileId));
    }

    #[test]
    fn a_slug_replaces_the_name_of_its_folder_in_every_address_below() {
        let folders = Folders::new(BTreeMap::from([("sec2".to_owned(), "section slug".to_owned())]), Case::Lower);
        assert_eq!(folders.url("sec2/Deep One"), "/section-slug/deep-one/");
        assert_eq!(folders.url(""), "/");
    }
}
