//! Pages that a site has without a file: sections, taxonomies and terms.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;

use super::classify::{self, PageLayout};
use super::page::Kind;
use super::pending::PendingPage;
use super::permalink::{Named, Rules};
use super::taxonomy::{Terms, taxonomy_key, term_url};
use crate::config::Part;

/// What decides which pages without a file there are.
#[derive(Debug)]
pub(super) struct Missing<'a> {
    pub(super) rules: &'a Rules<'a>,
    /// The title of the front page.
    pub(super) title: &'a str,
    /// The titles of taxonomies by name, for those that do not get theirs from the name.
    pub(super) taxonomy_titles: &'a BTreeMap<String, String>,
    pub(super) taxonomies: &'a [String],
    /// Folders whose own article is not shown.
    pub(super) hidden: &'a BTreeSet<String>,
    /// Folders of articles that have no page and still make their folder a section.
    pub(super) further: &'a BTreeSet<String>,
}

impl Missing<'_> {
    /// The root and every top-level folder with an article are sections, even without an `_index.md`; but not a folder
    /// whose `_index.md` is not shown.
    pub(super) fn add_sections(&self, pages: &mut Vec<PendingPage>) {
        let mut missing: BTreeSet<String> = BTreeSet::from([String::new()]);
        let taxonomies: HashSet<&str> = self.taxonomies.iter().map(String::as_str).collect();
        let tops = pages.iter().filter_map(|pending| {
            let is_own_folder = classify::layout(&pending.meta.place) == PageLayout::Bundle;
            let top = pending.folder().split('/').next().unwrap_or_default();
            (!(is_own_folder && pending.folder() == top)).then_some(top)
        });
        let further = self.further.iter().map(|folder| folder.split('/').next().unwrap_or_default());
        for top in tops.chain(further) {
            if !taxonomies.contains(top) && !self.hidden.contains(top) && !missing.contains(top) {
                missing.insert(top.to_owned());
            }
        }
        for pending in pages.iter().filter(|pending| matches!(pending.meta.kind, Kind::Home | Kind::Section)) {
            missing.remove(pending.folder());
        }
        missing.retain(|folder| match folder.as_str() {
            "" => self.rules.addresses.has(Part::Home) && !self.hidden.contains(""),
            _ => self.rules.addresses.has(Part::Section),
        });
        let mut missing: Vec<PendingPage> = missing.into_iter().map(|folder| self.section(folder)).collect();
        // An article beside a folder of its name takes the address of the folder, as in Hugo.
        let urls: HashSet<&str> = missing.iter().map(|pending| pending.meta.url.as_str()).collect();
        let taken = pages.iter().map(|pending| pending.meta.url.clone()).filter(|url| urls.contains(url.as_str()));
        let taken: HashSet<String> = taken.collect();
        missing.retain(|pending| pending.meta.kind == Kind::Home || !taken.contains(&pending.meta.url));
        pages.extend(missing);
    }

    fn section(&self, folder: String) -> PendingPage {
        let (kind, title) = match folder.is_empty() {
            true => (Kind::Home, self.title.to_owned()),
            false => (Kind::Section, humanized(&folder)),
        };
        let url = self.url(kind, &folder, &title, || self.rules.folders.url(&folder));
        PendingPage::without_file(kind, url, title, folder)
    }

    pub(super) fn add_terms(&self, pages: &mut Vec<PendingPage>, terms: &Terms) {
        let known: HashSet<&str> = pages.iter().filter_map(|pending| pending.key.as_deref()).collect();
        let mut missing = Vec::new();
        for (taxonomy, found) in terms {
            let key = taxonomy_key(taxonomy);
            if !known.contains(key.as_str()) && self.rules.addresses.has(Part::Taxonomy) {
                // An address does not change with the language.
                let url = self.url(Kind::Taxonomy, taxonomy, &humanized(taxonomy), || key.clone());
                let title = self.taxonomy_titles.get(taxonomy).cloned().unwrap_or_else(|| humanized(taxonomy));
                missing.push(PendingPage::of_taxonomy((Kind::Taxonomy, taxonomy), key, url, title));
            }
            let found = found.iter().filter(|(key, _)| !known.contains(key.as_str()));
            for (key, (term, location)) in found.filter(|_| self.rules.addresses.has(Part::Term)) {
                let title = term.trim().to_owned();
                let folder = key.trim_matches('/');
                let url = self.url(Kind::Term, folder, &title, || term_url(taxonomy, term, self.rules.case()));
                let page = PendingPage::of_taxonomy((Kind::Term, taxonomy), key.clone(), url, title);
                missing.push(PendingPage { named_at: Some(*location), ..page });
            }
        }
        pages.extend(missing);
    }

    fn url(&self, kind: Kind, folder: &str, title: &str, own: impl FnOnce() -> String) -> String {
        let page = Named { kind, place: None, folder, title, slug: None, date: None };
        let by_rule = || self.rules.permalink(&page).map(|(url, _)| url);
        by_rule().unwrap_or_else(|| self.rules.shaped(&page, own()))
    }
}

/// The words of a file name: `pci-dss_scope` becomes `Pci dss scope`.
pub(super) fn humanized(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
