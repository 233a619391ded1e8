//! The order in which pages are listed, as in Hugo.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use feruca::{Collator, Tailoring};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::page::{Kind, PageId, PageMeta};

/// Sorts the children of every page.
///
/// A page is in several lists, so all pages are ranked once, and the lists are sorted by rank.
pub(super) fn sort_children(pages: &mut [Arc<PageMeta>]) {
    let lists = pages.iter_mut().map(|page| std::mem::take(&mut Arc::make_mut(page).children));
    let mut lists: Vec<Vec<PageId>> = lists.collect();
    let order = PageOrder::new(pages);
    let ranks = order.ranks();
    let sort = |words: &mut Words, (page, list): (&Arc<PageMeta>, &mut Vec<PageId>)| match page.kind {
        Kind::Taxonomy => list.sort_by(|a, b| order.compare_titles(words, *a, *b)),
        Kind::Home | Kind::Section | Kind::Article | Kind::Term => list.sort_unstable_by_key(|id| ranks[id.0 as usize]),
    };
    let long = pages.par_iter().zip(&mut lists).filter(|(_, list)| list.len() > 1);
    long.for_each_init(words, sort);
    for (page, list) in pages.iter_mut().zip(lists) {
        Arc::make_mut(page).children = list;
    }
}

/// Compares pages: weight ascending with none last, then date descending, then link title by the
/// Unicode Collation Algorithm, then address.
struct PageOrder<'a> {
    pages: &'a [Arc<PageMeta>],
    /// Weight and date of each page.
    keys: Vec<SortKey>,
}

/// Whether it has no weight, its weight, and the second of its date, the latest first.
type SortKey = (bool, i64, Reverse<Option<i64>>);

impl<'a> PageOrder<'a> {
    /// The order of `pages`.
    fn new(pages: &'a [Arc<PageMeta>]) -> Self {
        Self { pages, keys: pages.iter().map(|page| sort_key(page)).collect() }
    }

    /// The rank of each page among all.
    fn ranks(&self) -> Vec<u32> {
        let key = |index: &u32| self.keys[*index as usize];
        let title = |index: &u32| given_title(&self.pages[*index as usize]);
        let mut all: Vec<u32> = (0..self.pages.len() as u32).collect();
        // Pages are numbered in the order of their addresses.
        all.par_sort_unstable_by_key(|index| (key(index), *index));
        let mut ties: Vec<&mut [u32]> = all.chunk_by_mut(|a, b| key(a) == key(b)).collect();
        ties.par_iter_mut().filter(|tie| tie.len() > 1).for_each_init(words, |words, tie| {
            tie.sort_by(|a, b| words.compare(title(a), title(b)).then(a.cmp(b)));
        });
        let mut ranks = vec![0; all.len()];
        for (rank, index) in all.into_iter().enumerate() {
            ranks[index as usize] = rank as u32;
        }
        ranks
    }

    /// By link title, then by address.
    fn compare_titles(&self, words: &mut Words, a: PageId, b: PageId) -> Ordering {
        let title = |id: PageId| &self.pages[id.0 as usize].link_title;
        words.compare(title(a), title(b)).then(a.cmp(&b))
    }
}

/// Loads the collation tables, so that the first comparison does not wait for them.
pub fn prepare_order() {
    let _ = words().compare("a", "b");
}

/// A collator; each thread needs one of its own.
fn words() -> Words {
    // Titles that differ in nothing but their form are ordered by address, as in Hugo.
    Words(Collator::new(Tailoring::Cldr(feruca::Locale::Root), false, false))
}

/// Compares text by the Unicode Collation Algorithm.
struct Words(Collator);

impl Words {
    fn compare(&mut self, a: &str, b: &str) -> Ordering {
        if a == b { Ordering::Equal } else { self.0.collate(a, b) }
    }
}

fn sort_key(page: &PageMeta) -> SortKey {
    let weight = page.front.weight.as_ref().map_or(0, |weight| weight.value);
    (weight == 0, weight, Reverse(page.date.as_ref().map(|date| date.instant().as_second())))
}

/// The title by which a page is sorted; empty if its file has none, as in Hugo.
fn given_title(page: &PageMeta) -> &str {
    let has_title = page.front.title.is_some() || page.front.link_title.is_some();
    if page.file.is_some() && !has_title { "" } else { &page.link_title }
}
