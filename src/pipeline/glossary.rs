//! Checks the glossaries of a loaded site, and which of their terms its pages use.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;

use super::file_cache::SourceTexts;
use crate::finding::Finding;
use crate::glossary::{Glossary, check_definitions, check_use};
use crate::markdown::TermFinder;
use crate::site::{Page, Site};
use crate::source::{FileId, Location};

/// The findings on the glossaries that `site` publishes.
pub(super) fn check_glossary(texts: &SourceTexts, site: &Site, glossary: &Glossary) -> Vec<Finding> {
    let key = |(_, page): (_, &Page)| {
        let key = page.front.glossary.as_ref().filter(|key| key.value)?;
        Some((page.file?, Location::new(page.file?, key.span)))
    };
    let published: BTreeMap<FileId, Location> = site.pages().filter_map(key).collect();
    if published.is_empty() {
        return Vec::new();
    }
    let mut findings = check_definitions(glossary, &published);
    findings.extend(check_use(glossary, &published, &used(texts, site, glossary)));
    findings
}

/// The numbers of the terms that a page uses, or a data table that one shows.
fn used(texts: &SourceTexts, site: &Site, glossary: &Glossary) -> HashSet<usize> {
    let documents = site.pages().map(|(_, page)| &page.document);
    let shown = documents.flat_map(|document| document.terms.iter().filter(|used| document.shows(used.span)));
    let mut used: HashSet<usize> = shown.map(|used| used.term).collect();
    let tables: BTreeSet<FileId> = site.all_shown_tables().map(|(_, shown)| shown.file).collect();
    for file in tables {
        let (entry, source) = (&texts.inventory.entries[file.0 as usize], &texts.files[file.0 as usize]);
        used.extend(glossary.index().of_page(entry.place()).find(&source.text).into_iter().map(|found| found.term));
    }
    used
}
