//! The frame of a site: every page, alias and file in its place.
//!
//! Kept out: what bodies say, and all that follows from it. Two sites whose articles differ in their bodies alone
//! have the same frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::outputs::Outputs;
use super::{Alias, Kind, PageId, Target, Unpublished};
use crate::front::{Date, FrontMatter};
use crate::markdown::Link;
use crate::source::{FileId, Span};

/// The place of one page: all of it but its body.
#[derive(Debug, Clone)]
pub struct PageMeta {
    /// What kind of page it is.
    pub kind: Kind,
    /// Its file; absent for a page that the site has without one.
    pub file: Option<FileId>,
    /// The file's path relative to the root; empty where there is none.
    pub path: String,
    /// Its address below the site's base, not percent-encoded: begins with `/`, and ends with `/` but for a
    /// page that asked for a file name.
    pub url: String,
    /// Its title, never empty for a page that people see in a list.
    pub title: String,
    /// The title that lists use.
    pub link_title: String,
    /// What its front matter says.
    pub front: Arc<FrontMatter>,
    /// The links of its front matter.
    pub references: Vec<Link>,
    /// The day it speaks of: of its own, or for a section without one the latest below it.
    pub date: Option<Date>,
    /// When it was last changed.
    pub lastmod: Option<Date>,
    /// The nearest section above it.
    pub section: Option<PageId>,
    /// What it lists, in the order it is shown.
    pub children: Vec<PageId>,
    /// The terms it carries, in the order written, with their taxonomy's page.
    pub terms: Vec<PageId>,
}

impl PageMeta {
    /// Where the front matter decides the page's address, or the beginning of its file.
    pub(super) fn wish_span(&self) -> Span {
        self.front.url.as_ref().or(self.front.slug.as_ref()).map(|wish| wish.span).unwrap_or_default()
    }
}

/// Every page, alias and file of a site in its place. Made by [`assemble()`](super::assemble()) and never changed
/// afterwards.
#[derive(Debug, Default)]
pub struct Frame {
    /// In order of address. Each is shared by the pages that are made of it.
    pub(super) pages: Vec<Arc<PageMeta>>,
    /// Addresses that lead to a page.
    pub(super) aliases: Vec<Alias>,
    /// Files that are copied, with their address, in order of path.
    pub(super) assets: Vec<(FileId, String)>,
    /// The taxonomies' pages, in the order configured.
    pub(super) taxonomies: Vec<PageId>,
    /// Addresses of articles that are left out, with the reason.
    pub(super) unpublished: BTreeMap<String, Unpublished>,
    /// The day that counts as today.
    pub(super) today: jiff::civil::Date,
    pub(super) home: Option<PageId>,
    /// The articles of each section, in reading order.
    pub(super) series: HashMap<PageId, Arc<[PageId]>>,
    /// The place of each article in the series of its section, from 0.
    pub(super) positions: HashMap<PageId, usize>,
    /// What stands at each address.
    pub(super) routes: HashMap<String, Target>,
    /// The output files of pages, aliases and copied files.
    pub(super) outputs: Outputs,
    /// Pages by the path of their source file below `content/`.
    pub(super) sources: HashMap<String, PageId>,
}

impl Frame {
    pub(super) fn page(&self, id: PageId) -> &PageMeta {
        &self.pages[id.0 as usize]
    }

    /// To be changed while nobody else holds it.
    pub(super) fn page_mut(&mut self, index: usize) -> &mut PageMeta {
        Arc::make_mut(&mut self.pages[index])
    }

    /// Every slot with its page's id, in order of address.
    pub(super) fn pages(&self) -> impl ExactSizeIterator<Item = (PageId, &PageMeta)> + Clone {
        self.pages.iter().enumerate().map(|(index, slot)| (PageId(index as u32), slot.as_ref()))
    }

    /// What stands at exactly this address.
    pub(super) fn at(&self, url: &str) -> Option<Target> {
        self.routes.get(url).copied()
    }

    /// The page at exactly this address.
    pub(super) fn page_at(&self, url: &str) -> Option<PageId> {
        match self.at(url) {
            Some(Target::Page(id)) => Some(id),
            _ => None,
        }
    }

    /// The page whose source file has this path below `content/`.
    pub(super) fn page_of(&self, path: &str) -> Option<PageId> {
        self.sources.get(path).copied()
    }
}
