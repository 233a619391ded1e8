//! The site as a whole: pages with their routes, sections in order, terms, aliases, files.
//!
//! [`assemble()`] gives every page its place by what its head says; a [`Site`] puts the bodies in. Neither is ever
//! changed afterwards; everything later only reads them.

mod address;
mod alias;
mod assemble;
mod belonging;
mod check;
mod classify;
mod control;
mod coverage;
mod draft;
mod edge;
mod files;
mod frame;
mod generated;
mod mention;
mod navigation;
mod order;
mod output_check;
mod outputs;
mod parsed;
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
pub use check::{CheckOptions, check};
pub use classify::{Plan, plan};
pub use control::Review;
pub use coverage::{Coverage, Covered, State};
pub use edge::{Edge, EdgeKind, Edges, Meaning, OlderEdge, between, meaning};
pub use frame::{Frame, PageMeta};
pub use generated::{GeneratedId, GeneratedPage, Subject, generate, print_url};
pub use mention::{Heard, Spoken, spoken};
pub use navigation::Series;
pub use order::prepare_order;
pub use output_check::check_outputs;
pub use outputs::{Clash, Obstacle};
pub use parsed::{Head, ParsedPage};
pub use redirect::{Destination, Redirects};
pub use requirement::{framework_url, principal_url, requirement_url};
pub use resolve::{Base, Missing, Resolution, Resolver, Route, is_source_path};
pub use route::{decode, encode};
pub use standard::{Mentioned, STANDARDS, StandardNames, Version, version_behind};
pub use tabled::{Related, ShownMatrix, unreached};
pub use tables::{ShownTable, TableFile, WrittenTable};

use std::ops::Deref;
use std::sync::Arc;

use foldhash::HashMap;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::markdown::{Document, Link};
use crate::source::FileId;

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

/// One page that will be written: its slot, whose fields read as its own, with its body in it.
#[derive(Debug, Clone)]
pub struct Page {
    meta: Arc<PageMeta>,
    /// Its body.
    pub document: Arc<Document>,
}

impl Deref for Page {
    type Target = PageMeta;

    fn deref(&self) -> &PageMeta {
        &self.meta
    }
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
    GeneratedPage(GeneratedId),
    /// A file that the build makes: a feed, the site map and their like.
    GeneratedFile,
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

/// The site: a frame with bodies in it, and what follows from these.
#[derive(Debug, Default)]
pub struct Site {
    frame: Arc<Frame>,
    pages: Vec<Page>,
    /// What stands at addresses that the frame leaves free: files of tables, and generated pages with theirs.
    made: HashMap<String, Target>,
    /// The output files of these.
    outputs: outputs::Outputs,
    /// Addresses of generated pages and files that are not written, each with what is in the way.
    clashes: Vec<(String, Clash)>,
    /// Responsibility matrices and crosswalks, each with the first article that shows it.
    framework_tables: Vec<(PageId, FileId)>,
    generated: Vec<GeneratedPage>,
    /// The same by what they are about.
    generated_of: HashMap<Subject, GeneratedId>,
    /// What is generated on articles of the site's own.
    generated_on: HashMap<PageId, GeneratedId>,
    tables: tables::Tables,
}

impl Site {
    /// The site that `frame` becomes with these bodies, by their files.
    pub fn new(frame: Arc<Frame>, bodies: &[(FileId, Arc<Document>)]) -> Self {
        let last = bodies.iter().map(|(file, _)| file.0 as usize).max();
        let mut by_file: Vec<Option<&Arc<Document>>> = vec![None; last.map_or(0, |last| last + 1)];
        for (file, body) in bodies {
            by_file[file.0 as usize] = Some(body);
        }
        let none: Arc<Document> = Arc::default();
        let page = |meta: &Arc<PageMeta>| {
            let body = meta.file.and_then(|file| *by_file.get(file.0 as usize)?);
            Page { meta: meta.clone(), document: body.unwrap_or(&none).clone() }
        };
        let pages = frame.pages.par_iter().map(page).collect();
        Self { frame, pages, ..Self::default() }
    }

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
        self.frame.home
    }

    /// Addresses that lead to a page.
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

    /// Why the article that would stand at this address is left out, if one is.
    pub fn unpublished(&self, url: &str) -> Option<Unpublished> {
        self.frame.unpublished.get(url).copied()
    }

    /// The day that counts as today.
    pub fn today(&self) -> jiff::civil::Date {
        self.frame.today
    }

    /// What stands at exactly this address.
    pub fn at(&self, url: &str) -> Option<Target> {
        self.frame.at(url).or_else(|| self.made.get(url).copied())
    }

    /// The page whose source file has this path below `content/`.
    pub fn from_source(&self, path: &str) -> Option<PageId> {
        self.frame.page_of(path)
    }

    /// Every address of the site, sorted.
    pub fn urls(&self) -> Vec<&str> {
        let mut urls: Vec<&str> = self.frame.routes.keys().chain(self.made.keys()).map(String::as_str).collect();
        urls.sort_unstable();
        urls
    }
}
