//! Navigation: the pages above a page, and the series it belongs to.

use std::sync::Arc;

use super::content::SiteContent;
use super::frame::Frame;
use super::page::{Kind, Page, PageId, PageMeta};

/// A series, and the position of one article in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The section whose articles are read in order.
    pub section: PageId,
    /// Its articles in reading order.
    pub articles: Arc<[PageId]>,
    /// The index of the article among them.
    pub position: usize,
}

impl Series {
    /// The article before this one.
    pub fn previous(&self) -> Option<PageId> {
        self.position.checked_sub(1).and_then(|index| self.articles.get(index)).copied()
    }

    /// The article after this one.
    pub fn next(&self) -> Option<PageId> {
        self.articles.get(self.position + 1).copied()
    }
}

impl Frame {
    /// Sets the series of every section, whose children must be in order.
    pub(super) fn number_series(&mut self) {
        let sections = self.pages().filter(|(id, page)| page.kind == Kind::Section && Some(*id) != self.home);
        let articles = |page: &PageMeta| -> Arc<[PageId]> {
            let of_kind = |child: &PageId| self.page(*child).kind == Kind::Article;
            page.children.iter().copied().filter(of_kind).collect()
        };
        self.series = sections.map(|(id, page)| (id, articles(page))).collect();
        let positions = self.series.values().flat_map(|articles| articles.iter().copied().zip(0..));
        self.positions = positions.collect();
    }

    /// The pages above `id`, the front page first.
    pub(super) fn ancestors(&self, id: PageId) -> Vec<PageId> {
        let mut above = Vec::new();
        let mut next = self.page(id).section;
        while let Some(section) = next {
            above.push(section);
            next = self.page(section).section;
        }
        above.reverse();
        let is_home = above.first().copied() == self.home;
        if let Some(home) = self.home.filter(|home| !is_home && *home != id) {
            above.insert(0, home);
        }
        above
    }
}

impl SiteContent {
    /// The pages above `id`, the front page first.
    pub fn ancestors(&self, id: PageId) -> Vec<PageId> {
        self.frame.ancestors(id)
    }

    /// The series that the article `id` belongs to: the articles of its section, in the section's order.
    ///
    /// Nothing for other pages, and for articles directly below the front page.
    pub fn series(&self, id: PageId) -> Option<Series> {
        let page = self.page(id);
        let section = page.section.filter(|section| Some(*section) != self.home())?;
        let articles = self.frame.series.get(&section)?.clone();
        Some(Series { section, articles, position: *self.frame.positions.get(&id)? })
    }

    /// The articles that a page lists, in order.
    pub fn articles(&self, id: PageId) -> impl Iterator<Item = PageId> {
        self.page(id).children.iter().copied().filter(|child| self.page(*child).kind == Kind::Article)
    }
}

/// The names by which a `menu` in front matter may name a section as its parent: that of its folder, and the last part of
/// its address.
pub fn folder_names(page: &Page) -> impl Iterator<Item = &str> {
    let of_path = page.place.rsplit('/').nth(1);
    let of_url = page.url.trim_matches('/').rsplit('/').next();
    of_path.into_iter().chain(of_url.filter(|url| of_path != Some(url))).filter(|name| !name.is_empty())
}
