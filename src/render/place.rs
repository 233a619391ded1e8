//! Where a page stands among the others of its section: what its sidebar depends on.

use foldhash::HashMap;

use crate::site::PageId;

/// What the sidebar of a page depends on: pages with the same part have the same sidebar, but for the mark of the page
/// itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Part {
    /// The section of the page; nothing at the top of the site.
    pub(super) section: Option<PageId>,
    /// Which entries of a long list are shown.
    pub(super) window: Window,
}

/// Which entries of the list of a section are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Window {
    /// Those around the entries of this step, counted from 0.
    Step(usize),
    /// The first ones, and behind all others a page that the section does not list.
    Unlisted(PageId),
}

/// What is known in advance of the lists that are too long to be shown whole, so that no page searches through them.
#[derive(Clone, Default)]
pub(super) struct Places {
    /// The index of each page in the list of its section.
    pub(super) indexes: HashMap<PageId, usize>,
    /// The indexes of the sections among the pages of a section, where they are few.
    pub(super) sections: HashMap<PageId, Vec<usize>>,
}

impl Places {
    /// The index of `page` in `list`.
    pub(super) fn index(&self, page: PageId, list: &[PageId]) -> Option<usize> {
        let known = self.indexes.get(&page).copied().filter(|index| list.get(*index) == Some(&page));
        known.or_else(|| list.iter().position(|listed| *listed == page))
    }
}
