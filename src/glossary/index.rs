//! Finds terms in prose: all names of all glossaries in one pass over a text.
//!
//! `aho-corasick` takes more than linear time to prepare for very many names, and would find parts of words.

use std::borrow::Cow;
use std::cmp::Reverse;

use foldhash::HashMap;

use super::term::{DefinedTerm, MAX_NAME, folder};
use crate::markdown::{FoundTerm, TermFinder};
use crate::source::is_unspaced;

/// The names of the terms of a site.
#[derive(Debug, Clone, Default)]
pub struct TermIndex {
    /// What each name stands for: as written, and where a sentence begins.
    names: HashMap<String, Vec<Pattern>>,
    /// For the first word of names, the length of the longest of them, in bytes.
    first_words: HashMap<String, usize>,
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
        let (mut all_names, mut first_words) = (HashMap::default(), HashMap::default());
        let mut made_of = Vec::with_capacity(terms.len());
        for (term, DefinedTerm { scope, definition, .. }) in terms.iter().enumerate() {
            let next = scopes.len();
            let number = *scopes.entry(scope.clone()).or_insert(next);
            let names: Vec<String> = definition.names.iter().map(|name| name.value.clone()).collect();
            for name in names.iter().filter(|name| !name.is_empty() && name.len() <= MAX_NAME) {
                for (written, begins_sentence) in [(Some(name.clone()), false), (capitalized(name), true)] {
                    let Some(written) = written else { continue };
                    let longest: &mut usize =
                        first_words.entry(written[..word_end(&written, 0)].to_owned()).or_default();
                    *longest = written.len().max(*longest);
                    let patterns: &mut Vec<Pattern> = all_names.entry(written).or_default();
                    let known = patterns.iter_mut().find(|pattern| pattern.begins_sentence == begins_sentence);
                    match known {
                        Some(pattern) => drop(pattern.terms.entry(number).or_insert(term)),
                        None => {
                            patterns.push(Pattern { begins_sentence, terms: [(number, term)].into_iter().collect() });
                        }
                    }
                }
            }
            made_of.push((scope.clone(), names));
        }
        Self { names: all_names, first_words, scopes, made_of }
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
        self.scopes.is_empty() || self.index.names.is_empty()
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
        if self.is_empty() {
            return Vec::new();
        }
        let spaced = Spaced::new(text);
        let text = &*spaced.text;
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = word_end(text, at);
            let longest = self.index.first_words.get(&text[at..end]);
            at = match longest.and_then(|longest| self.longest_at(text, at, *longest)) {
                Some((end, term)) => {
                    found.push(FoundTerm { term, range: spaced.original(at)..spaced.original(end) });
                    end
                }
                None => end,
            };
        }
        found
    }
}

impl PageTerms<'_> {
    /// The longest name at `at`, of at most `longest` bytes: its end, and its term.
    fn longest_at(&self, text: &str, at: usize, longest: usize) -> Option<(usize, usize)> {
        let next = |end: &usize| (*end < text.len()).then(|| word_end(text, *end));
        let ends = std::iter::successors(Some(word_end(text, at)), next);
        let ends: Vec<usize> = ends.take_while(|end| end - at <= longest).collect();
        ends.into_iter().rev().find_map(|end| Some((end, self.named(text, at, end)?)))
    }

    /// The term whose name is the bytes from `start` to `end`.
    fn named(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        let patterns = self.index.names.get(&text[start..end])?;
        if !is_free(text, start, end) {
            return None;
        }
        let fits = |pattern: &&Pattern| !pattern.begins_sentence || begins_sentence(&text[..start]);
        let nearest = patterns.iter().filter(fits).filter_map(|pattern| {
            self.scopes.iter().enumerate().find_map(|(distance, scope)| Some((distance, *pattern.terms.get(scope)?)))
        });
        nearest.min_by_key(|(distance, _)| *distance).map(|(_, term)| term)
    }
}

/// The end of the word at `at`: of letters and digits up to what is none, else of one character.
fn word_end(text: &str, at: usize) -> usize {
    let is_part = |letter: char| is_word(letter) && !is_unspaced(letter);
    let rest = &text[at..];
    match rest.chars().next() {
        Some(first) if !is_part(first) => at + first.len_utf8(),
        _ => rest.find(|letter| !is_part(letter)).map_or(text.len(), |length| at + length),
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

/// Whether the bytes from `start` to `end` are no part of a path, an address or an id such as `AC-2`.
fn is_free(text: &str, start: usize, end: usize) -> bool {
    let (mut before, mut after) = (text[..start].chars().rev(), text[end..].chars());
    let (left, right) = (before.next(), after.next());
    let joins = |side: Option<char>, next: Option<char>| match (side, next) {
        (Some('.'), Some(next)) => is_word(next),
        (Some('-'), Some(next)) => next.is_ascii_digit(),
        (_, _) => false,
    };
    !matches!(left, Some('@' | '#' | '$' | '\\'))
        && !joins(right, after.next())
        && !joins(left.filter(|left| *left == '.'), before.next())
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
