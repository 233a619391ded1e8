//! Which frameworks each page of a site is about.

use foldhash::HashMap;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::classify::folder;
use super::frame::Frame;
use super::page::{Page, PageId, PageMeta};
use crate::citation::{
    FrameworkScope, InterpretedMention, KnownStandards, NamedFramework, PageText, ScopeFinder, StandardNames,
    declared_framework, interpret_mentions,
};
use crate::framework::{Framework, Frameworks};

/// The scope of every page, and the names of all standards.
#[derive(Debug, Default)]
pub struct FrameworkScopes {
    by_page: Vec<FrameworkScope>,
    names: StandardNames,
}

impl FrameworkScopes {
    /// The scopes of the pages of `frame`. They do not depend on bodies.
    pub fn new(frame: &Frame, frameworks: &Frameworks) -> Self {
        let finder = || Scopes { frameworks, finder: ScopeFinder::new(frameworks), sections: HashMap::default() };
        let pages = frame.pages.par_iter().enumerate();
        let by_page = pages.map_init(finder, |scopes, (index, page)| scopes.of(frame, PageId(index as u32), page));
        Self { by_page: by_page.collect(), names: StandardNames::new(frameworks) }
    }

    /// `frameworks` with the names of all standards.
    pub(crate) fn standards<'a>(&'a self, frameworks: &'a Frameworks) -> KnownStandards<'a> {
        KnownStandards { frameworks, names: &self.names }
    }

    /// The frameworks that the page is about, in order of key.
    pub fn of<'f>(&self, page: PageId, frameworks: &'f Frameworks) -> impl Iterator<Item = &'f Framework> {
        self.scope(page).into_iter().flat_map(|scope| scope.frameworks(frameworks))
    }

    /// The mentions of a page that mean the one framework it is about, in reading order.
    pub(crate) fn mentions<'a>(
        &'a self,
        (id, page): (PageId, &'a Page),
        frameworks: &'a Frameworks,
    ) -> impl Iterator<Item = InterpretedMention<'a>> {
        let text = PageText { document: &page.document, mentions: &page.mentions };
        let standards = self.standards(frameworks);
        self.scope(id).into_iter().flat_map(move |scope| interpret_mentions(text, scope, standards))
    }

    /// The older version of `framework` that the page is about.
    pub(super) fn older_version(&self, page: PageId, framework: &Framework, frameworks: &Frameworks) -> Option<&str> {
        self.scope(page)?.older_version(framework, frameworks)
    }

    /// The frameworks that the page is about, with the versions that it names.
    pub(crate) fn scope(&self, page: PageId) -> Option<&FrameworkScope> {
        self.by_page.get(page.0 as usize)
    }
}

/// Finds scopes on one thread.
struct Scopes<'a> {
    frameworks: &'a Frameworks,
    finder: ScopeFinder<'a>,
    /// The frameworks that a section and those above it declare, the nearest first.
    sections: HashMap<PageId, Vec<NamedFramework>>,
}

impl<'a> Scopes<'a> {
    fn of(&mut self, frame: &'a Frame, id: PageId, page: &'a PageMeta) -> FrameworkScope {
        if page.file.is_none() {
            return FrameworkScope::default();
        }
        let inherited = self.above(frame, id);
        self.finder.find(&page.front, folder(&page.place), &inherited)
    }

    /// The frameworks that the pages above `id` declare, the nearest first.
    fn above(&mut self, frame: &Frame, id: PageId) -> Vec<NamedFramework> {
        let declared = || {
            let above = frame.ancestors(id).into_iter().rev().map(|above| frame.page(above));
            above
                .filter_map(|above| declared_framework(&above.front.framework.as_ref()?.value, self.frameworks))
                .collect()
        };
        match frame.page(id).section {
            Some(section) => self.sections.entry(section).or_insert_with(declared).clone(),
            None => declared(),
        }
    }
}
