//! The order pages are shown in, as Hugo has it.

use std::cmp::{Ordering, Reverse};

use feruca::{Collator, Tailoring};

use super::{Page, PageId};

/// Compares pages: weight ascending with none last, then date descending, then link title as people sort
/// words, then address.
pub(super) struct PageOrder<'a> {
    pages: &'a [Page],
    /// Weight and date of each page.
    ranks: Vec<Rank>,
}

/// Whether it has no weight, its weight, and the second it speaks of, the latest first.
type Rank = (bool, i64, Reverse<Option<i64>>);

impl<'a> PageOrder<'a> {
    /// The order of `pages`, which are all that will be compared.
    pub(super) fn new(pages: &'a [Page]) -> Self {
        Self { pages, ranks: pages.iter().map(rank).collect() }
    }

    /// A reader of words; each thread needs one of its own.
    pub(super) fn words() -> Words {
        Words(Collator::new(Tailoring::Cldr(feruca::Locale::Root), false, true))
    }

    pub(super) fn compare(&self, words: &mut Words, a: PageId, b: PageId) -> Ordering {
        let (one, other) = (a.0 as usize, b.0 as usize);
        let ranks = self.ranks[one].cmp(&self.ranks[other]);
        // Pages are numbered in the order of their addresses.
        ranks
            .then_with(|| words.compare(given_title(&self.pages[one]), given_title(&self.pages[other])))
            .then(a.cmp(&b))
    }

    /// By link title, then by address.
    pub(super) fn compare_titles(&self, words: &mut Words, a: PageId, b: PageId) -> Ordering {
        let title = |id: PageId| &self.pages[id.0 as usize].link_title;
        words.compare(title(a), title(b)).then(a.cmp(&b))
    }
}

/// Compares words as a reader's dictionary does, by the Unicode Collation Algorithm.
pub(super) struct Words(Collator);

impl Words {
    fn compare(&mut self, a: &str, b: &str) -> Ordering {
        if a == b { Ordering::Equal } else { self.0.collate(a, b) }
    }
}

fn rank(page: &Page) -> Rank {
    let weight = page.front.weight.as_ref().map_or(0, |weight| weight.value);
    (weight == 0, weight, Reverse(page.date.as_ref().map(|date| date.instant().as_second())))
}

/// The title that orders a page: one whose file has none comes first, whatever it is called in lists.
fn given_title(page: &Page) -> &str {
    let has_title = page.front.title.is_some() || page.front.link_title.is_some();
    if page.file.is_some() && !has_title { "" } else { &page.link_title }
}
