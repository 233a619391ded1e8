//! The order pages are shown in, as Hugo has it.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use feruca::{Collator, Tailoring};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::page::{Kind, PageId, PageMeta};

/// Puts what every page lists in order.
///
/// The same pages stand in many lists, so all are put in order once: in the lists only places are compared.
pub(super) fn sort_children(pages: &mut [Arc<PageMeta>]) {
    let lists = pages.iter_mut().map(|page| std::mem::take(&mut Arc::make_mut(page).children));
    let mut lists: Vec<Vec<PageId>> = lists.collect();
    let order = PageOrder::new(pages);
    let places = order.places();
    let sort = |words: &mut Words, (page, list): (&Arc<PageMeta>, &mut Vec<PageId>)| match page.kind {
        Kind::Taxonomy => list.sort_by(|a, b| order.compare_titles(words, *a, *b)),
        _ => list.sort_unstable_by_key(|id| places[id.0 as usize]),
    };
    let long = pages.par_iter().zip(&mut lists).filter(|(_, list)| list.len() > 1);
    long.for_each_init(words, sort);
    for (page, list) in pages.iter_mut().zip(lists) {
        Arc::make_mut(page).children = list;
    }
}

/// Compares pages: weight ascending with none last, then date descending, then link title as people sort
/// words, then address.
struct PageOrder<'a> {
    pages: &'a [Arc<PageMeta>],
    /// Weight and date of each page.
    ranks: Vec<Rank>,
}

/// Whether it has no weight, its weight, and the second it speaks of, the latest first.
type Rank = (bool, i64, Reverse<Option<i64>>);

impl<'a> PageOrder<'a> {
    /// The order of `pages`, which are all that will be compared.
    fn new(pages: &'a [Arc<PageMeta>]) -> Self {
        Self { pages, ranks: pages.iter().map(|page| rank(page)).collect() }
    }

    /// The place of each page among all.
    fn places(&self) -> Vec<u32> {
        let rank = |index: &u32| self.ranks[*index as usize];
        let title = |index: &u32| given_title(&self.pages[*index as usize]);
        let mut all: Vec<u32> = (0..self.pages.len() as u32).collect();
        // Pages are numbered in the order of their addresses.
        all.par_sort_unstable_by_key(|index| (rank(index), *index));
        let mut alike: Vec<&mut [u32]> = all.chunk_by_mut(|a, b| rank(a) == rank(b)).collect();
        alike.par_iter_mut().filter(|alike| alike.len() > 1).for_each_init(words, |words, alike| {
            alike.sort_by(|a, b| words.compare(title(a), title(b)).then(a.cmp(b)));
        });
        let mut places = vec![0; all.len()];
        for (place, index) in all.into_iter().enumerate() {
            places[index as usize] = place as u32;
        }
        places
    }

    /// By link title, then by address.
    fn compare_titles(&self, words: &mut Words, a: PageId, b: PageId) -> Ordering {
        let title = |id: PageId| &self.pages[id.0 as usize].link_title;
        words.compare(title(a), title(b)).then(a.cmp(&b))
    }
}

/// Loads what words are compared by, so that the first list need not wait for it.
pub fn prepare_order() {
    let _ = words().compare("a", "b");
}

/// A reader of words; each thread needs one of its own.
fn words() -> Words {
    Words(Collator::new(Tailoring::Cldr(feruca::Locale::Root), false, true))
}

/// Compares words as a reader's dictionary does, by the Unicode Collation Algorithm.
struct Words(Collator);

impl Words {
    fn compare(&mut self, a: &str, b: &str) -> Ordering {
        if a == b { Ordering::Equal } else { self.0.collate(a, b) }
    }
}

fn rank(page: &PageMeta) -> Rank {
    let weight = page.front.weight.as_ref().map_or(0, |weight| weight.value);
    (weight == 0, weight, Reverse(page.date.as_ref().map(|date| date.instant().as_second())))
}

/// The title that orders a page: one whose file has none comes first, whatever it is called in lists.
fn given_title(page: &PageMeta) -> &str {
    let has_title = page.front.title.is_some() || page.front.link_title.is_some();
    if page.file.is_some() && !has_title { "" } else { &page.link_title }
}
