//! The site as a whole: pages with their routes, sections in order, terms, aliases, files.
//!
//! Built once by [`assemble()`] and never changed afterwards; everything later only reads it.

mod address;
mod alias;
mod assemble;
mod belonging;
mod check;
mod classify;
mod control;
mod coverage;
mod edge;
mod files;
mod generated;
mod mention;
mod navigation;
mod order;
mod redirect;
mod reference;
mod requirement;
mod resolve;
mod route;
mod standard;
mod tabled;
mod tables;
mod taxonomy;
mod url;

pub use address::Address;
pub use alias::Alias;
pub use assemble::{Options, Selection, assemble};
pub use belonging::Belonging;
pub use check::{Demands, check};
pub use classify::{Plan, plan};
pub use control::Review;
pub use coverage::{Coverage, Covered, State};
pub use edge::{Edge, EdgeKind, Edges, Meaning, OlderEdge, between, meaning};
pub use generated::{Generated, GeneratedId, Subject, generate};
pub use mention::{Heard, Spoken, spoken};
pub use navigation::Series;
pub use redirect::{Destination, Redirects};
pub use requirement::{framework_url, principal_url, requirement_url};
pub use resolve::{Base, Missing, Resolution, Resolver, Route, is_source_path};
pub use route::{decode, encode};
pub use standard::{Mentioned, STANDARDS, StandardNames, Version, version_behind};
pub use tabled::{Related, ShownMatrix, unreached};
pub use tables::{MadeFile, ShownTable, WrittenTable};

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use crate::front::{Date, FrontMatter};
use crate::markdown::{Document, Link};
use crate::source::FileId;

/// An article as read, before it has a place in the site. Cheap to copy: what it says is shared.
#[derive(Debug, Clone)]
pub struct ParsedPage {
    /// Its file.
    pub file: FileId,
    /// The file's path relative to the root.
    pub path: String,
    /// What its front matter says.
    pub front: Arc<FrontMatter>,
    /// Its body.
    pub document: Arc<Document>,
    /// The last change that version control knows of, where the site asks for it.
    pub changed: Option<Date>,
}

/// A page of a [`Site`], by rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(u32);

/// What kind of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The front page.
    Home,
    /// A folder of articles.
    Section,
    /// An article.
    Article,
    /// The list of a taxonomy's terms.
    Taxonomy,
    /// The list of the pages that carry a term.
    Term,
}

impl Kind {
    /// The word that templates and `inspect` use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Section => "section",
            Self::Article => "article",
            Self::Taxonomy => "taxonomy",
            Self::Term => "term",
        }
    }
}

/// One page that will be written.
#[derive(Debug, Clone)]
pub struct Page {
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
    /// Its body.
    pub document: Arc<Document>,
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

impl Page {
    /// Every link of the article that a page shows: those of its body, then those of its front matter.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.document.shown_links().chain(&self.references)
    }
}

/// What stands at a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A page.
    Page(PageId),
    /// An alias, by its index in [`Site::aliases`].
    Alias(usize),
    /// A file that is copied.
    Asset(FileId),
    /// A page that the site makes by itself.
    Generated(GeneratedId),
    /// A file that the build makes: a feed, the site map and their like.
    Made,
}

/// Why an article is not part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpublished {
    /// It is a draft.
    Draft,
    /// Its date is still to come.
    Future,
    /// Its expiry date has passed.
    Expired,
}

/// The assembled site.
#[derive(Debug, Default)]
pub struct Site {
    pages: Vec<Page>,
    /// Addresses that lead to a page.
    pub aliases: Vec<Alias>,
    /// Files that are copied, with their address, in order of path.
    pub assets: Vec<(FileId, String)>,
    /// The taxonomies' pages, in the order configured.
    pub taxonomies: Vec<PageId>,
    /// Addresses of articles that are left out, with the reason.
    pub unpublished: BTreeMap<String, Unpublished>,
    /// The day that counts as today.
    pub today: jiff::civil::Date,
    /// Responsibility matrices and crosswalks, each with the first article that shows it.
    framework_tables: Vec<(PageId, FileId)>,
    generated: Vec<Generated>,
    /// The same by what they are about.
    generated_of: FxHashMap<Subject, GeneratedId>,
    /// What is generated on articles of the site's own.
    generated_on: FxHashMap<PageId, GeneratedId>,
    home: Option<PageId>,
    routes: FxHashMap<String, Target>,
    /// Pages by the path of their source file below `content/`.
    sources: FxHashMap<String, PageId>,
    tables: tables::Tables,
}

impl Site {
    /// The page that `id` names.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// Every page with its id, in order of address.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = (PageId, &Page)> + Clone {
        self.pages.iter().enumerate().map(|(index, page)| (PageId(index as u32), page))
    }

    /// Every page with its id, to be asked by several threads.
    fn par_pages(&self) -> impl IndexedParallelIterator<Item = (PageId, &Page)> {
        self.pages.par_iter().enumerate().map(|(index, page)| (PageId(index as u32), page))
    }

    /// The front page.
    pub fn home(&self) -> Option<PageId> {
        self.home
    }

    /// What stands at exactly this address.
    pub fn at(&self, url: &str) -> Option<Target> {
        self.routes.get(url).copied()
    }

    /// The page whose source file has this path below `content/`.
    pub fn from_source(&self, path: &str) -> Option<PageId> {
        self.sources.get(path).copied()
    }

    /// Every address of the site, sorted.
    pub fn urls(&self) -> Vec<&str> {
        let mut urls: Vec<&str> = self.routes.keys().map(String::as_str).collect();
        urls.sort_unstable();
        urls
    }
}
