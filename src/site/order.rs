//! The order pages are shown in, as Hugo has it.

use std::cmp::{Ordering, Reverse};

use feruca::{Collator, Tailoring};

use super::{Kind, Page, PageId, Site};

/// Compares pages: weight ascending with none last, then date descending, then link title as people sort
/// words, then address.
pub(super) struct PageOrder {
    collator: Collator,
    /// Weight and date of each page, in the site's order.
    ranks: Vec<Rank>,
}

/// Whether it has no weight, its weight, and the second it speaks of, the latest first.
type Rank = (bool, i64, Reverse<Option<i64>>);

impl PageOrder {
    /// The order of `pages`, which are all that will be compared.
    pub(super) fn new(pages: &[Page]) -> Self {
        let collator = Collator::new(Tailoring::Cldr(feruca::Locale::Root), false, true);
        Self { collator, ranks: pages.iter().map(rank).collect() }
    }

    pub(super) fn compare(&mut self, site: &Site, a: PageId, b: PageId) -> Ordering {
        let rank = |id: PageId| &self.ranks[id.0 as usize];
        let ranks = rank(a).cmp(rank(b));
        // Pages are numbered in the order of their addresses.
        ranks.then_with(|| self.words(given_title(site.page(a)), given_title(site.page(b)))).then(a.cmp(&b))
    }

    /// By link title, then by address.
    pub(super) fn by_title(&mut self, site: &Site, a: PageId, b: PageId) -> Ordering {
        self.words(&site.page(a).link_title, &site.page(b).link_title).then(a.cmp(&b))
    }

    /// Compares words as a reader's dictionary does, by the Unicode Collation Algorithm.
    fn words(&mut self, a: &str, b: &str) -> Ordering {
        if a == b { Ordering::Equal } else { self.collator.collate(a, b) }
    }
}

fn rank(page: &Page) -> Rank {
    let weight = page.front.weight.as_ref().map_or(0, |weight| weight.value);
    (weight == 0, weight, Reverse(page.date.as_ref().map(|date| date.instant().as_second())))
}

/// The title that orders a page: an article that has none comes first, whatever it is called in lists.
fn given_title(page: &Page) -> &str {
    let has_title = page.front.title.is_some() || page.front.link_title.is_some();
    if page.kind == Kind::Article && !has_title { "" } else { &page.link_title }
}
