//! Edges from a location in the site to a requirement that it explains, mentions or has in a table.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashMap;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSliceMut;

use super::content::SiteContent;
use super::framework_scopes::FrameworkScopes;
use super::page::{Kind, Page, PageId};
use crate::citation::{Interpretation, InterpretedId, InterpretedMention, Meaning, between, cited, meaning};
use crate::framework::{Framework, Frameworks, Origin, RequirementIdx, split_version};
use crate::markdown::Citation;
use crate::source::{FileId, Location};

/// How a location covers a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// Its front matter declares it.
    Explains,
    /// It cites it.
    Mentions,
    /// Its prose names it, without a citation.
    Names,
    /// A row of a table is about it.
    Table,
}

impl EdgeKind {
    /// The word that exports and templates use; they do not distinguish a citation from a name in prose.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Explains => "explains",
            Self::Mentions | Self::Names => "mentions",
            Self::Table => "table",
        }
    }
}

/// From a location to a requirement of a current version. Ordered by these fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The framework's key.
    pub framework: Arc<str>,
    /// The requirement.
    pub requirement: RequirementIdx,
    /// How the location covers it.
    pub kind: EdgeKind,
    /// The page.
    pub page: PageId,
    /// The location.
    pub location: Location,
}

/// From a location to a requirement of an older version that the current one does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OlderEdge {
    /// The framework's key.
    pub framework: Arc<str>,
    /// The version.
    pub version: String,
    /// The id in it.
    pub id: String,
    /// The page.
    pub page: PageId,
    /// The location.
    pub location: Location,
}

/// Every edge of a site, and which frameworks its pages are about.
#[derive(Debug, Default)]
pub struct Edges {
    all: Vec<Edge>,
    older: Vec<OlderEdge>,
    by_page: ByPage,
    older_by_page: ByPage,
    /// Keys of the frameworks that have pages.
    shown: BTreeSet<String>,
    scopes: Arc<FrameworkScopes>,
}

impl Edges {
    /// The edges of articles, by the frameworks that they are about, and those of the data tables that they show.
    pub fn new(content: &SiteContent, frameworks: &Frameworks, scopes: Arc<FrameworkScopes>) -> Self {
        let keys: HashMap<&str, Arc<str>> = frameworks.keys().map(|key| (key, Arc::from(key))).collect();
        let none = || Gathered { frameworks, keys: &keys, all: Vec::new(), older: Vec::new() };
        let gathered = content.par_pages().fold(none, |gathered, (id, page)| gathered.with(id, page, &scopes));
        let (mut all, mut older) = of_tables(content, frameworks);
        for gathered in gathered.collect::<Vec<_>>() {
            all.extend(gathered.all);
            older.extend(gathered.older);
        }
        all.par_sort_unstable();
        all.dedup();
        older.sort_unstable();
        older.dedup();
        let pages = content.pages().len();
        let by_page = ByPage::new(all.iter().map(|edge| edge.page), pages);
        let older_by_page = ByPage::new(older.iter().map(|edge| edge.page), pages);
        let mut edges = Self { all, older, by_page, older_by_page, shown: BTreeSet::new(), scopes };
        let shown = frameworks.iter().filter(|framework| edges.shows(content, framework));
        edges.shown = shown.map(|framework| framework.key.clone()).collect();
        edges
    }

    /// Every edge, by framework, requirement, kind, page and location.
    pub fn all(&self) -> &[Edge] {
        &self.all
    }

    /// The edges to the requirements of one framework.
    pub fn of_framework(&self, key: &str) -> &[Edge] {
        let start = self.all.partition_point(|edge| &*edge.framework < key);
        let length = self.all[start..].partition_point(|edge| &*edge.framework == key);
        &self.all[start..start + length]
    }

    /// The edges to one requirement.
    pub fn of(&self, key: &str, requirement: RequirementIdx) -> &[Edge] {
        let edges = self.of_framework(key);
        let start = edges.partition_point(|edge| edge.requirement < requirement);
        let length = edges[start..].partition_point(|edge| edge.requirement == requirement);
        &edges[start..start + length]
    }

    /// The edges that begin on a page, by framework, requirement and kind.
    pub fn from_page(&self, page: PageId) -> impl Iterator<Item = &Edge> {
        self.by_page.of(page).iter().map(|index| &self.all[*index as usize])
    }

    /// The offsets in `file` at which edges of `page` begin, to requirements of any version, ascending.
    pub(super) fn offsets(&self, page: PageId, file: Option<FileId>) -> Vec<usize> {
        let older = self.older_by_page.of(page).iter().map(|index| self.older[*index as usize].location);
        let places = self.from_page(page).map(|edge| edge.location).chain(older);
        let mut offsets: Vec<usize> =
            places.filter(|place| Some(place.file) == file).map(|place| place.span.start).collect();
        offsets.sort_unstable();
        offsets
    }

    /// The edges to requirements of older versions.
    pub fn older(&self) -> &[OlderEdge] {
        &self.older
    }

    /// Which frameworks pages are about.
    pub fn scopes(&self) -> &FrameworkScopes {
        &self.scopes
    }

    /// Whether a framework has pages on this site: its own frameworks have, a built-in one where it is cited, has a
    /// table, or a section declares it. Prose that only names it is not enough.
    pub fn has_pages(&self, key: &str) -> bool {
        self.shown.contains(key)
    }

    fn shows(&self, content: &SiteContent, framework: &Framework) -> bool {
        let is_declared = |page: &Page| {
            matches!(page.kind, Kind::Home | Kind::Section)
                && page.front.framework.as_ref().is_some_and(|key| split_version(&key.value).0 == framework.key)
        };
        // A matrix may have nothing but patterns, which are no edges.
        let is_of_framework = |key: &str| split_version(key).0 == framework.key;
        let has_matrix = || {
            let mut tables = content.all_shown_tables().filter_map(|(_, shown)| content.table(shown.file));
            tables.any(|table| table.matrix_of().is_some_and(is_of_framework))
        };
        framework.origin != Origin::BuiltIn
            || has_matrix()
            || self.of_framework(&framework.key).iter().any(|edge| edge.kind != EdgeKind::Names)
            || content.pages().any(|(_, page)| is_declared(page))
    }
}

/// The indices of edges by page, in order.
#[derive(Debug, Default)]
struct ByPage {
    indices: Vec<u32>,
    /// The start of the indices of each page, and the end of the last one.
    starts: Vec<u32>,
}

impl ByPage {
    /// `pages_of` is the page of each edge, in order.
    fn new(pages_of: impl ExactSizeIterator<Item = PageId> + Clone, pages: usize) -> Self {
        let mut starts = vec![0; pages + 1];
        for page in pages_of.clone() {
            starts[page.0 as usize + 1] += 1;
        }
        for page in 0..pages {
            starts[page + 1] += starts[page];
        }
        let (mut indices, mut next) = (vec![0; pages_of.len()], starts.clone());
        for (index, page) in (0..).zip(pages_of) {
            let next = &mut next[page.0 as usize];
            indices[*next as usize] = index;
            *next += 1;
        }
        Self { indices, starts }
    }

    fn of(&self, page: PageId) -> &[u32] {
        match self.starts.get(page.0 as usize..page.0 as usize + 2) {
            Some([start, end]) => &self.indices[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

/// Where an edge begins.
type Spot = (PageId, Location);

/// The edges of some pages.
struct Gathered<'a> {
    frameworks: &'a Frameworks,
    keys: &'a HashMap<&'a str, Arc<str>>,
    all: Vec<Edge>,
    older: Vec<OlderEdge>,
}

impl Gathered<'_> {
    /// Adds the edges of a page.
    fn with(mut self, id: PageId, page: &Page, scopes: &FrameworkScopes) -> Self {
        let Some(file) = page.file else { return self };
        self.declared((id, page), file, scopes);
        for citation in page.document.shown_citations() {
            self.cited(id, citation, file);
        }
        for mention in scopes.mentions((id, page), self.frameworks) {
            self.named(id, &mention, file);
        }
        self
    }

    fn declared(&mut self, (page, on): (PageId, &Page), file: FileId, scopes: &FrameworkScopes) {
        for declared in &on.front.requirements {
            let (key, version) = split_version(&declared.framework.value);
            let Some(framework) = self.frameworks.get(key) else { continue };
            let version = version.or_else(|| scopes.older_version(page, framework, self.frameworks));
            for id in &declared.ids {
                let spot = (page, Location::new(file, id.span));
                match meaning(framework, version, &id.value) {
                    Meaning::Requirement(idx) => self.add(framework, idx, EdgeKind::Explains, spot),
                    Meaning::Older => {
                        self.add_older(framework, version.unwrap_or_default().to_owned(), &id.value, spot);
                    }
                    Meaning::Nothing => {}
                }
            }
        }
    }

    fn cited(&mut self, page: PageId, citation: &Citation, file: FileId) {
        let Some(framework) = self.frameworks.get(&citation.framework) else { return };
        for (meaning, id) in cited(framework, citation) {
            let spot = (page, Location::new(file, id.span));
            match meaning {
                Meaning::Requirement(idx) => self.add(framework, idx, EdgeKind::Mentions, spot),
                Meaning::Older => {
                    let version = citation.version.clone().unwrap_or_default();
                    self.add_older(framework, version, &id.id, spot);
                }
                Meaning::Nothing => {}
            }
        }
    }

    fn named(&mut self, page: PageId, interpreted: &InterpretedMention<'_>, file: FileId) {
        let framework = interpreted.framework;
        let mut last = None;
        for (id, InterpretedId { id: written, meaning }) in interpreted.mention.ids.iter().zip(&interpreted.ids) {
            let location = Location::new(file, id.span);
            match *meaning {
                Interpretation::Requirement(idx) => {
                    let first = last.filter(|_| id.is_end_of_range);
                    self.add_range(framework, (first, idx), EdgeKind::Names, (page, location));
                    last = Some(idx);
                }
                Interpretation::OlderVersion => {
                    let version = interpreted.version.unwrap_or_default().to_owned();
                    self.add_older(framework, version, written, (page, location));
                }
                Interpretation::Invalid | Interpretation::Unclear => last = None,
            }
        }
    }

    /// Adds the edges to a requirement, and to those between it and the first one of the range that it ends.
    fn add_range(
        &mut self,
        framework: &Framework,
        (first, last): (Option<RequirementIdx>, RequirementIdx),
        kind: EdgeKind,
        spot: Spot,
    ) {
        for idx in first.map(|first| between(framework, first, last)).unwrap_or_default() {
            self.add(framework, idx, kind, spot);
        }
        self.add(framework, last, kind, spot);
    }

    fn add(&mut self, framework: &Framework, requirement: RequirementIdx, kind: EdgeKind, (page, location): Spot) {
        if let Some(key) = self.keys.get(framework.key.as_str()) {
            self.all.push(Edge { framework: key.clone(), requirement, kind, page, location });
        }
    }

    fn add_older(&mut self, framework: &Framework, version: String, id: &str, (page, location): Spot) {
        if let Some(key) = self.keys.get(framework.key.as_str()) {
            self.older.push(OlderEdge { framework: key.clone(), version, id: id.to_owned(), page, location });
        }
    }
}

/// From every data table that a page shows to the requirements that its rows are about, and its cells cite.
fn of_tables(content: &SiteContent, frameworks: &Frameworks) -> (Vec<Edge>, Vec<OlderEdge>) {
    let (mut edges, mut older) = (Vec::new(), Vec::new());
    for (page, shown) in content.all_shown_tables() {
        let Some(table) = content.table(shown.file) else { continue };
        let mut add = |framework: &str, requirement: RequirementIdx, kind: EdgeKind, location: Location| {
            edges.push(Edge { framework: Arc::from(framework), requirement, kind, page, location });
        };
        let mut add_older = |framework: &str, version: Option<&str>, id: &str, location: Location| {
            let (framework, version) = (Arc::from(framework), version.unwrap_or_default().to_owned());
            older.push(OlderEdge { framework, version, id: id.to_owned(), page, location });
        };
        for named in table.edges(shown.file) {
            let (key, version) = split_version(named.framework);
            let Some((its, current)) = frameworks.get(named.framework).zip(frameworks.get(key)) else { continue };
            let id = &its.requirement(named.requirement).id;
            match meaning(current, version, id) {
                Meaning::Requirement(idx) => add(key, idx, EdgeKind::Table, named.location),
                Meaning::Older => add_older(key, version, id, named.location),
                Meaning::Nothing => {}
            }
        }
        for citation in &table.document.citations {
            let Some(framework) = frameworks.get(&citation.framework) else { continue };
            for (meaning, id) in cited(framework, citation) {
                let (location, version) =
                    (Location::new(table.cells_file(shown.file), id.span), citation.version.as_deref());
                match meaning {
                    Meaning::Requirement(idx) => add(&framework.key, idx, EdgeKind::Mentions, location),
                    Meaning::Older => add_older(&framework.key, version, &id.id, location),
                    Meaning::Nothing => {}
                }
            }
        }
    }
    (edges, older)
}
