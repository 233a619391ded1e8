//! Finds terms in prose: all names of all glossaries in one pass over a text.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use foldhash::HashMap;

use super::term::{DefinedTerm, MAX_NAME, folder};
use crate::markdown::{FoundTerm, TermFinder};
use crate::source::is_unspaced;

/// The names of the terms of a site.
#[derive(Debug, Clone, Default)]
pub struct TermIndex {
    /// Absent where there are no names.
    automaton: Option<AhoCorasick>,
    /// What each pattern of the automaton stands for.
    patterns: Vec<Pattern>,
    /// A number for each folder with a glossary.
    scopes: HashMap<String, usize>,
    /// All that it was made of: the folder and the names of each term.
    made_of: Vec<(String, Vec<String>)>,
}

/// Compared by what they were made of.
impl PartialEq for TermIndex {
    fn eq(&self, other: &Self) -> bool {
        self.made_of == other.made_of
    }
}

/// A name as it is looked for.
#[derive(Debug, Clone, Default)]
struct Pattern {
    /// Whether its first letter is a capital only because it begins a sentence.
    begins_sentence: bool,
    /// For the number of each scope that has the name, its term.
    terms: HashMap<usize, usize>,
}

/// The terms that the articles of a folder may use.
#[derive(Debug, Clone)]
pub struct PageTerms<'a> {
    index: &'a TermIndex,
    /// The numbers of the scopes that the folder is in, the nearest first.
    scopes: Vec<usize>,
}

impl TermIndex {
    /// The names of `terms`. Of one name several times in one scope, the first counts.
    pub(super) fn new(terms: &[DefinedTerm]) -> Self {
        let mut scopes: HashMap<String, usize> = HashMap::default();
        let mut patterns: BTreeMap<(String, bool), Pattern> = BTreeMap::new();
        let mut made_of = Vec::with_capacity(terms.len());
        for (term, DefinedTerm { scope, definition, .. }) in terms.iter().enumerate() {
            let next = scopes.len();
            let number = *scopes.entry(scope.clone()).or_insert(next);
            let names: Vec<String> = definition.names.iter().map(|name| name.value.clone()).collect();
            for name in names.iter().filter(|name| !name.is_empty() && name.len() <= MAX_NAME) {
                for (written, begins_sentence) in [(Some(name.clone()), false), (capitalized(name), true)] {
                    let Some(written) = written else { continue };
                    let pattern = patterns.entry((written, begins_sentence)).or_default();
                    pattern.begins_sentence = begins_sentence;
                    pattern.terms.entry(number).or_insert(term);
                }
            }
            made_of.push((scope.clone(), names));
        }
        let automaton = AhoCorasick::new(patterns.keys().map(|(written, _)| written)).ok();
        let automaton = automaton.filter(|_| !patterns.is_empty());
        Self { automaton, patterns: patterns.into_values().collect(), scopes, made_of }
    }

    /// The terms that an article at `place` may use.
    pub fn of_page(&self, place: &str) -> PageTerms<'_> {
        let ends = folder(place).match_indices('/').map(|(at, _)| at + 1).chain([0]);
        let mut ends: Vec<usize> = ends.collect();
        ends.sort_unstable_by_key(|end| Reverse(*end));
        let scopes = ends.into_iter().filter_map(|end| self.scopes.get(&place[..end]).copied());
        PageTerms { index: self, scopes: scopes.collect() }
    }
}

impl PageTerms<'_> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty() || self.index.automaton.is_none()
    }

    /// Whether `word` is one, as a whole.
    pub fn has(&self, word: &str) -> bool {
        self.find(word).first().is_some_and(|found| found.range == (0..word.len()))
    }
}

impl TermFinder for PageTerms<'_> {
    /// Of terms that overlap, the first counts, of those that begin together the longest, of equal ones that of the nearest
    /// glossary.
    fn find(&self, text: &str) -> Vec<FoundTerm> {
        let Some(automaton) = self.index.automaton.as_ref().filter(|_| !self.scopes.is_empty()) else {
            return Vec::new();
        };
        let spaced = Spaced::new(text);
        let text = &*spaced.text;
        let mut candidates = Vec::new();
        for found in automaton.find_overlapping_iter(text) {
            let Some(pattern) = self.index.patterns.get(found.pattern().as_usize()) else { continue };
            let nearest = self.scopes.iter().enumerate().find_map(|(distance, scope)| {
                let term = pattern.terms.get(scope)?;
                Some((distance, *term))
            });
            let Some((distance, term)) = nearest else { continue };
            let (start, end) = (found.start(), found.end());
            if is_whole(text, start, end) && (!pattern.begins_sentence || begins_sentence(&text[..start])) {
                candidates.push((start, Reverse(end), distance, pattern.begins_sentence, term));
            }
        }
        candidates.sort_unstable();
        let mut found: Vec<FoundTerm> = Vec::new();
        let mut written = 0;
        for (start, Reverse(end), _, _, term) in candidates {
            if start >= written {
                written = end;
                found.push(FoundTerm { term, range: spaced.original(start)..spaced.original(end) });
            }
        }
        found
    }
}

/// A text in which every space is a single blank, so that names are found at the end of a line too.
struct Spaced<'t> {
    text: Cow<'t, str>,
    /// The offset of each byte in the original text; empty where that is the same.
    original: Vec<usize>,
}

impl<'t> Spaced<'t> {
    fn new(text: &'t str) -> Self {
        let is_single = |letter: char| !letter.is_whitespace() || letter == ' ';
        if text.chars().all(is_single) && !text.contains("  ") {
            return Self { text: Cow::Borrowed(text), original: Vec::new() };
        }
        let (mut spaced, mut original) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (at, letter) in text.char_indices() {
            if !letter.is_whitespace() {
                spaced.push(letter);
                original.extend(at..at + letter.len_utf8());
            } else if !spaced.ends_with(' ') {
                spaced.push(' ');
                original.push(at);
            }
        }
        original.push(text.len());
        Self { text: Cow::Owned(spaced), original }
    }

    fn original(&self, at: usize) -> usize {
        self.original.get(at).copied().unwrap_or(at)
    }
}

/// `name` with a capital at its beginning, where it has a small letter there.
fn capitalized(name: &str) -> Option<String> {
    let first = name.chars().next().filter(|first| first.is_lowercase())?;
    let written = first.to_uppercase().chain(name.chars().skip(1)).collect::<String>();
    (written != name).then_some(written)
}

/// Whether the bytes from `start` to `end` are whole words, and no part of a path, an address or an id such as `AC-2`.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let (name, before, after) = (&text[start..end], &text[..start], &text[end..]);
    let (first, last) = (name.chars().next(), name.chars().next_back());
    let (left, right) = (before.chars().next_back(), after.chars().next());
    let joins = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => is_word(one) && is_word(other) && !is_unspaced(one) && !is_unspaced(other),
        (None, _) | (_, None) => false,
    };
    let is_name_of_file = |side: Option<char>, next: Option<char>| {
        matches!(side, Some('.' | '-'))
            && next.is_some_and(|next| next.is_ascii_digit() || side == Some('.') && is_word(next))
    };
    !joins(left, first)
        && !joins(last, right)
        && !matches!(left, Some('@' | '#' | '$' | '\\'))
        && !is_name_of_file(right, after.chars().nth(1))
        && !is_name_of_file(left.filter(|left| *left == '.'), before.chars().rev().nth(1))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || crate::source::is_accent(letter)
}

/// Whether a sentence begins behind `before`.
fn begins_sentence(before: &str) -> bool {
    let is_opening = |letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[' | '\u{fffc}')
    };
    let before = before.trim_end_matches(is_opening);
    before
        .chars()
        .next_back()
        .is_none_or(|last| matches!(last, '.' | '!' | '?' | ':' | '…' | '。' | '！' | '？' | '：'))
}

#[cfg(test)]
mod tests {
    use super::{DefinedTerm, TermIndex};
    use crate::markdown::{Definition, TermFinder};
    use crate::source::{FileId, Span, Spanned};

    fn index(terms: &[(&str, &[&str])]) -> TermIndex {
        let term = |(scope, names): &(&str, &[&str])| {
            let names = names.iter().map(|name| Spanned::new((*name).to_owned(), Span::default())).collect();
            let definition = Definition { names, id: None, text: String::new() };
            DefinedTerm { file: FileId(0), scope: (*scope).to_owned(), definition }
        };
        TermIndex::new(&terms.iter().map(term).collect::<Vec<_>>())
    }

    #[track_caller]
    fn check(index: &TermIndex, place: &str, text: &str, expected: &[(&str, usize)]) {
        let found = index.of_page(place).find(text);
        let found: Vec<(&str, usize)> = found.into_iter().map(|found| (&text[found.range], found.term)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_are_found_and_the_longest_name_counts() {
        let index = index(&[
            ("c/", &["PAN", "primary account number"]),
            ("c/", &["account"]),
            ("c/", &["POA&M"]),
            ("c/", &["数据"]),
            ("c/", &["AC"]),
        ]);
        let check = |text: &str, expected: &[(&str, usize)]| check(&index, "c/a.md", text, expected);
        check("PAN, a PANs PANIC span pan", &[("PAN", 0)]);
        check("The primary account number of an account", &[("primary account number", 0), ("account", 1)]);
        check("Primary account number. Account! An Account", &[("Primary account number", 0), ("Account", 1)]);
        check("a primary\u{a0}account  number", &[("primary\u{a0}account  number", 0)]);
        check("A POA&M's, (“account”). “Account”", &[("POA&M", 2), ("account", 1), ("Account", 1)]);
        check("持卡人数据环境", &[("数据", 3)]);
        check("AC-2, AC.md, x.AC @AC AC_1 AC\u{301} AC-like. AC.", &[("AC", 4), ("AC", 4)]);
        check("", &[]);
    }

    #[test]
    fn the_nearest_glossary_counts() {
        let index = index(&[("c/", &["PAN"]), ("c/s/", &["PAN"]), ("c/t/", &["PAN card"]), ("c/t/", &["PAN card"])]);
        check(&index, "c/a.md", "PAN card", &[("PAN", 0)]);
        check(&index, "c/s/deep/a.md", "PAN card", &[("PAN", 1)]);
        check(&index, "c/t/a.md", "PAN card", &[("PAN card", 2)]);
        check(&index, "c/st/a.md", "PAN", &[("PAN", 0)]);
        check(&index, "other/a.md", "PAN", &[]);
        assert!(index.of_page("other/a.md").is_empty());
    }

    #[test]
    fn without_names_nothing_is_found() {
        check(&index(&[]), "c/a.md", "PAN", &[]);
        check(&index(&[("c/", &[""])]), "c/a.md", "PAN", &[]);
    }
}
