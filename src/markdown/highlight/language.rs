//! The names of languages as people write them, and the grammar each stands for.
//!
//! Kept out: where the names come from; the build script gathers them.

use super::grammar::languages;
use crate::finding::nearest;

/// Names of text that has no grammar, sorted.
const PLAIN: &[&str] = &[
    "",
    "ascii",
    "console",
    "fallback",
    "no-highlight",
    "nohighlight",
    "none",
    "output",
    "plain",
    "plaintext",
    "shell-session",
    "shellsession",
    "terminal",
    "text",
    "txt",
];

/// Whether `language`, in lower case, names text without a grammar.
pub(super) fn is_plain(language: &str) -> bool {
    PLAIN.binary_search(&language).is_ok()
}

/// The name nearest to `language`, in lower case; of equally near ones the first in the alphabet.
pub(super) fn nearest_to(language: &str) -> Option<&'static str> {
    // Extensions of one or two letters are near to everything.
    let mut names: Vec<&str> =
        languages().iter().map(|(name, _)| *name).chain(PLAIN.iter().copied()).filter(|name| name.len() > 2).collect();
    names.sort_unstable();
    nearest(language, names)
}

/// The rank of the grammar of `language`, in lower case; nothing where it has none.
pub(super) fn grammar_of(language: &str) -> Option<usize> {
    let languages = languages();
    let place = languages.binary_search_by_key(&language, |(name, _)| name).ok()?;
    languages.get(place).map(|(_, grammar)| *grammar)
}

#[cfg(test)]
mod tests {
    use super::{PLAIN, grammar_of, languages};

    #[test]
    fn names_are_sorted() {
        assert!(PLAIN.is_sorted());
        assert!(languages().is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn a_language_is_known_by_its_grammar_s_name_an_extension_and_further_names() {
        for names in [["go", "golang"], ["rust", "rs"], ["javascript", "mjs"], ["terraform", "hcl"], ["yaml", "k8s"]] {
            let [one, other] = names.map(grammar_of);
            assert!(one.is_some() && one == other, "{names:?}");
        }
        assert_eq!(grammar_of("pyhton"), None);
    }
}
