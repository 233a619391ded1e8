//! One page of a site: its id, its kind, its metadata and its body.

use std::ops::Deref;
use std::sync::Arc;

use crate::citation::Mention;
use crate::front::{Date, FrontMatter};
use crate::markdown::{Document, Link};
use crate::source::{FileId, Span};

/// A page of a site, by its index in order of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub(super) u32);

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

/// Why an article is not part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpublished {
    /// It is a draft.
    Draft,
    /// Its date is in the future.
    Future,
    /// Its expiry date has passed.
    Expired,
    /// Its front matter says that no page is made of it: `build`, `headless`.
    NotRendered,
    /// Its front matter asks for other files than an HTML page: `outputs`.
    NotHtml,
    /// The configuration leaves out pages of its kind: `disable`.
    Disabled,
}

/// A page without its body.
#[derive(Debug, Clone)]
pub struct PageMeta {
    /// What kind of page it is.
    pub kind: Kind,
    /// Its file; absent for a page that the site has without one.
    pub file: Option<FileId>,
    /// The file's path relative to the root; empty where there is none.
    pub path: String,
    /// Where the file stands in the site, whatever the content folder is called and without its language:
    /// `content/a/b.md`. Empty where there is none.
    pub place: String,
    /// The taxonomy that it lists or is a term of; empty for other pages.
    pub taxonomy: String,
    /// Its address below the site's base, not percent-encoded: begins with `/`, and ends with `/` but for a
    /// page that asked for a file name.
    pub url: String,
    /// Its title, never empty for a page that lists show.
    pub title: String,
    /// The title that lists use.
    pub link_title: String,
    /// Its front matter.
    pub front: Arc<FrontMatter>,
    /// The links of its front matter.
    pub references: Vec<Link>,
    /// Its date; for a section without one, the latest below it.
    pub date: Option<Date>,
    /// When it was last changed.
    pub lastmod: Option<Date>,
    /// The nearest section above it.
    pub section: Option<PageId>,
    /// Whether lists, feeds and the site map have it: not with `build: {list: never}`.
    pub is_listed: bool,
    /// The pages that it lists, in display order.
    pub children: Vec<PageId>,
    /// The terms it carries, in the order written, with their taxonomy's page.
    pub terms: Vec<PageId>,
}

impl PageMeta {
    /// The `url` or `slug` in front matter that sets the page's address, or the beginning of its file.
    pub(super) fn address_span(&self) -> Span {
        self.front.url.as_ref().or(self.front.slug.as_ref()).map(|written| written.span).unwrap_or_default()
    }
}

/// A page that will be written: its metadata, whose fields read as its own, and its body.
#[derive(Debug, Clone)]
pub struct Page {
    pub(super) meta: Arc<PageMeta>,
    /// Its body.
    pub document: Arc<Document>,
    /// What the prose of its body may name of requirements.
    pub mentions: Arc<[Mention]>,
}

impl Deref for Page {
    type Target = PageMeta;

    fn deref(&self) -> &PageMeta {
        &self.meta
    }
}

impl Page {
    /// Every link of the article that the page shows: those of its body, then those of its front matter.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.document.shown_links().chain(&self.references)
    }
}
