//! The terms of a site.

use super::index::TermIndex;
use super::term::{DefinedTerm, folder};
use crate::markdown::Definition;
use crate::source::FileId;
use crate::source::path::stem;

/// The terms that all glossaries of a site define.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    terms: Vec<DefinedTerm>,
    index: TermIndex,
}

/// A glossary as it was parsed.
#[derive(Debug, Clone, Copy)]
pub struct GlossaryArticle<'a> {
    /// Its file.
    pub file: FileId,
    /// Its place: see [`Entry::place`](crate::source::Entry::place).
    pub place: &'a str,
    /// What it defines.
    pub definitions: &'a [Definition],
}

impl Glossary {
    /// The terms of `articles`.
    pub fn new<'a>(articles: impl IntoIterator<Item = GlossaryArticle<'a>>) -> Self {
        let terms = articles.into_iter().flat_map(|GlossaryArticle { file, place, definitions }| {
            let scope = scope(place);
            definitions.iter().map(move |definition| {
                let (scope, definition) = (scope.to_owned(), definition.clone());
                DefinedTerm { file, scope, definition }
            })
        });
        let terms: Vec<DefinedTerm> = terms.collect();
        let index = TermIndex::new(&terms);
        Self { terms, index }
    }

    /// Every term, glossary by glossary. A [`TermUse`](crate::markdown::TermUse) has the number of one.
    pub fn terms(&self) -> &[DefinedTerm] {
        &self.terms
    }

    /// Finds the terms in articles.
    pub fn index(&self) -> &TermIndex {
        &self.index
    }
}

/// The folder whose articles a glossary at `place` holds for: its own; for a bundle, the one that holds the bundle.
fn scope(place: &str) -> &str {
    let own = folder(place);
    let name = place.get(own.len()..).unwrap_or_default();
    if stem(name) == "index" { folder(own.trim_end_matches('/')) } else { own }
}

#[cfg(test)]
mod tests {
    use super::scope;

    #[test]
    fn a_glossary_holds_for_its_folder() {
        for (place, expected) in [
            ("content/glossary.md", "content/"),
            ("content/pci-dss/glossary.md", "content/pci-dss/"),
            ("content/pci-dss/_index.md", "content/pci-dss/"),
            ("content/pci-dss/glossary/index.md", "content/pci-dss/"),
            ("content/index.md", ""),
        ] {
            assert_eq!(scope(place), expected, "{place}");
        }
    }
}
