//! Ids that only the output has: those of copied HTML files, and those that a site's own table templates write.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;

use crate::markdown::Link;
use crate::markdown::html::{Mark, scan, tags};
use crate::site::{Address, PageId, Resolution, Resolver, Route, Site, Target};
use crate::source::FileId;

/// The files and pages whose ids a check of links needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NeededIds {
    /// Copied files with a fragment of which a page links to.
    pub files: BTreeSet<FileId>,
    /// Pages with tables, with a fragment of which a page links to.
    pub pages: BTreeSet<PageId>,
}

/// The ids in these files and pages. Those that are not in here are not checked.
#[derive(Debug, Default)]
pub struct WrittenIds {
    /// Those of copied HTML files.
    pub files: BTreeMap<FileId, Ids>,
    /// Those of pages whose tables are written by templates of the site's own.
    pub pages: BTreeMap<PageId, Ids>,
}

/// The ids of one HTML text.
#[derive(Debug, Default)]
pub struct Ids(HashSet<String>);

impl Ids {
    /// The ids in `html`.
    pub fn of(html: &str) -> Self {
        let ids = scan(html).into_iter().filter_map(|mark| match mark {
            Mark::Anchor { id, .. } => Some(id),
            Mark::Link { .. } | Mark::Address { .. } | Mark::Cut { .. } | Mark::Style { .. } => None,
        });
        Self(ids.collect())
    }

    /// The ids of a copied file. Nothing where a script makes the page: it has one and no heading.
    pub fn of_file(html: &str) -> Option<Self> {
        let has = |names: &[&str]| tags(html).any(|tag| names.contains(&tag.name.as_str()));
        let is_made_by_script = has(&["script"]) && !has(&["h1", "h2", "h3", "h4", "h5", "h6"]);
        (!is_made_by_script).then(|| Self::of(html))
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// All of them, sorted.
    pub(super) fn sorted(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.0.iter().map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }
}

/// Which ids the check of the site's links needs. Those of pages are needed only where `has_own_tables`: templates of the
/// site's own write tables.
pub fn needed_ids(resolver: &Resolver<'_>, has_own_tables: bool) -> NeededIds {
    let site = resolver.site();
    let mut needed = NeededIds::default();
    let links = site.pages().flat_map(|(page, _)| site.links(page).map(move |(_, link)| (page, link)));
    // Most fragments are on the same page or on that of a source file, and no copied file is there.
    let may_need = |link: &Link| {
        let path = link.destination.split_once('#').map(|(path, _)| path);
        path.is_some_and(|path| has_own_tables || !path.is_empty() && !path.ends_with(".md"))
    };
    for (page, link) in links.filter(|(_, link)| may_need(link)) {
        let fragment = Address::parse(&link.destination).fragment.unwrap_or_default();
        if fragment.is_empty() {
            continue;
        }
        let Resolution::Found(Route { target, .. }) = resolver.resolve(page, link) else { continue };
        match target {
            Target::Asset(file) => {
                needed.files.insert(file);
            }
            Target::Page(id) if has_own_tables && has_tables(site, id) => {
                needed.pages.insert(id);
            }
            Target::Page(_) | Target::Alias(_) | Target::GeneratedPage(_) | Target::GeneratedFile => {}
        }
    }
    needed
}

fn has_tables(site: &Site, page: PageId) -> bool {
    !site.written_tables(page).is_empty() || site.shown_tables(page).iter().any(Option::is_some)
}
