//! The anchors of each page. What is needed only for a broken link is computed at the first one.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use crate::finding::NameIndex;
use crate::site::{GeneratedId, GeneratedPage, Page, PageId, Site};

/// The anchors of every page.
pub(super) struct Anchors<'a> {
    by_page: HashMap<PageId, PageAnchors<'a>>,
    generated: HashMap<GeneratedId, PageAnchors<'a>>,
}

impl<'a> Anchors<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        let of_page = |(id, page)| (id, PageAnchors::of_page(site, id, page));
        let of_generated = |(id, generated)| (id, PageAnchors::of_generated(generated));
        Self {
            by_page: site.pages().map(of_page).collect(),
            generated: site.all_generated().map(of_generated).collect(),
        }
    }

    pub(super) fn of_page(&self, page: PageId) -> Option<&PageAnchors<'a>> {
        self.by_page.get(&page)
    }

    pub(super) fn of_generated(&self, page: GeneratedId) -> Option<&PageAnchors<'a>> {
        self.generated.get(&page)
    }
}

/// The anchors of one page.
pub(super) struct PageAnchors<'a> {
    known: BTreeSet<&'a str>,
    /// Those of headings that have an automatic number.
    numbered: BTreeSet<&'a str>,
    /// The page, where it may have tables.
    tables: Option<(&'a Site, PageId)>,
    /// The anchors of tables and of their rows.
    rows: OnceLock<HashSet<Cow<'a, str>>>,
    names: OnceLock<NameIndex>,
}

impl<'a> PageAnchors<'a> {
    fn of_page(site: &'a Site, id: PageId, page: &'a Page) -> Self {
        let headings = page.document.headings.iter().filter(|heading| page.document.shows(heading.span));
        let headings = headings.filter_map(|heading| heading.id.as_deref());
        let generated = site.generated_on(id).into_iter().flat_map(|id| &site.generated(id).anchors);
        let rows = site.shown_tables(id).iter().flatten().flat_map(|shown| &shown.anchors);
        let others = page.document.anchors.iter().map(|anchor| anchor.value.as_str());
        let numbered = page.document.headings.iter().filter(|heading| heading.numbered);
        Self {
            known: headings.chain(others).chain(generated.chain(rows).map(String::as_str)).collect(),
            numbered: numbered.filter_map(|heading| heading.id.as_deref()).collect(),
            tables: Some((site, id)),
            rows: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    fn of_generated(generated: &'a GeneratedPage) -> Self {
        Self {
            known: generated.anchors.iter().map(String::as_str).collect(),
            numbered: BTreeSet::new(),
            tables: None,
            rows: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// Whether the page has this anchor. Those of Markdown tables are not included.
    pub(super) fn has(&self, anchor: &str) -> bool {
        self.known.contains(anchor)
    }

    /// Whether the anchor is that of a heading and ends with an automatic number.
    pub(super) fn is_numbered(&self, anchor: &str) -> bool {
        self.numbered.contains(anchor)
    }

    /// Whether the anchor is that of a table or of a row.
    pub(super) fn is_of_table(&self, anchor: &str) -> bool {
        let all = |(site, page): (&'a Site, PageId)| {
            let given = site.page(page).document.tables.iter().filter_map(|table| table.id.as_deref());
            site.table_anchors(page).chain(given.map(Cow::Borrowed)).collect()
        };
        self.rows.get_or_init(|| self.tables.map(all).unwrap_or_default()).contains(anchor)
    }

    /// The anchor that is probably meant.
    pub(super) fn nearest(&self, anchor: &str) -> Option<&str> {
        self.names.get_or_init(|| NameIndex::new(self.known.iter().copied())).nearest(anchor)
    }
}
