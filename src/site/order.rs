//! The order pages are shown in, as Hugo has it.

use std::cmp::Ordering;

use feruca::{Collator, Tailoring};

use super::{Kind, Page};

/// Compares pages: weight ascending with none last, then date descending, then link title as people sort
/// words, then address.
pub(super) struct PageOrder {
    collator: Collator,
}

impl PageOrder {
    pub(super) fn new() -> Self {
        Self { collator: Collator::new(Tailoring::Cldr(feruca::Locale::Root), false, true) }
    }

    pub(super) fn compare(&mut self, a: &Page, b: &Page) -> Ordering {
        let weight = |page: &Page| match page.front.weight.as_ref().map_or(0, |weight| weight.value) {
            0 => (1, 0),
            weight => (0, weight),
        };
        let day = |page: &Page| page.date.as_ref().map(|date| date.instant().as_second());
        weight(a)
            .cmp(&weight(b))
            .then_with(|| day(b).cmp(&day(a)))
            .then_with(|| self.words(given_title(a), given_title(b)))
            .then_with(|| a.url.cmp(&b.url))
    }

    /// Compares words as a reader's dictionary does, by the Unicode Collation Algorithm.
    pub(super) fn words(&mut self, a: &str, b: &str) -> Ordering {
        if a == b { Ordering::Equal } else { self.collator.collate(a, b) }
    }
}

/// The title that orders a page: an article that has none comes first, whatever it is called in lists.
fn given_title(page: &Page) -> &str {
    let has_title = page.front.title.is_some() || page.front.link_title.is_some();
    if page.kind == Kind::Article && !has_title { "" } else { &page.link_title }
}
