//! Headings that a page numbers itself: `1 Scope`, `1.1 Roles`, `Clause 1 Scope`. Their numbers are no ids.

use std::collections::{BTreeMap, BTreeSet};

use crate::markdown::Heading;

/// The numbers that a page gives to its own parts, each with the word before it.
#[derive(Debug, Default)]
pub(super) struct OwnNumbers<'a> {
    /// By the word in lower case; it is empty where none stands before them.
    numbers: BTreeMap<String, BTreeSet<&'a str>>,
}

impl OwnNumbers<'_> {
    /// Whether the page has a part of this number behind this word.
    pub(super) fn holds(&self, word: &str, number: &str) -> bool {
        !self.numbers.is_empty() && self.numbers.get(&word.to_lowercase()).is_some_and(|own| own.contains(number))
    }
}

/// The numbers of headings that continue the numbers before them in order. Behind a word, the first is 1.
pub(super) fn own_numbers(headings: &[Heading]) -> OwnNumbers<'_> {
    let mut own = OwnNumbers::default();
    let mut last: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for heading in headings {
        let (word, rest) = word_of(&heading.text);
        let Some((written, number)) = number_of(rest) else { continue };
        let word = word.to_lowercase();
        let last = last.entry(word.clone()).or_default();
        if follows(last, &number) {
            own.numbers.entry(word).or_default().insert(written);
        } else if !word.is_empty() {
            continue;
        }
        *last = number;
    }
    own
}

/// The word that stands before the number of a heading, and the rest of the heading; an empty one where none does.
fn word_of(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

/// The number that a heading begins with.
fn number_of(text: &str) -> Option<(&str, Vec<u32>)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let written = text[..end].trim_end_matches('.');
    let number: Option<Vec<u32>> = written.split('.').map(|part| part.parse().ok()).collect();
    Some((written, number?))
}

/// Whether `number` is the next one behind `last`: the first one below it, or the one after it or after one above it.
fn follows(last: &[u32], number: &[u32]) -> bool {
    let Some((end, above)) = number.split_last() else { return false };
    match last.get(above.len()) {
        // `1.1` behind `1`, `1.1.1` behind `1`: a level may be left out.
        None => last.len() <= above.len() && above.starts_with(last) && *end <= 1,
        Some(before) => last.starts_with(above) && *end == before + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::own_numbers;
    use crate::markdown::Heading;
    use crate::source::Span;

    fn check(headings: &[&str], expected: &[&str]) {
        let heading = |text: &&str| Heading {
            level: 2,
            id: None,
            text: (*text).to_owned(),
            span: Span::default(),
            numbered: false,
            listed: true,
        };
        let headings: Vec<Heading> = headings.iter().map(heading).collect();
        let own = own_numbers(&headings);
        let shown = own.numbers.iter().flat_map(|(word, numbers)| {
            numbers.iter().map(move |number| format!("{word} {number}").trim_start().to_owned())
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_in_order_are_the_pages_own() {
        check(
            &["1 Scope", "1.1 Roles", "1.1.1 Owners", "1.1.2 Others", "2. Rules", "2.1 More"],
            &["1", "1.1", "1.1.1", "1.1.2", "2", "2.1"],
        );
        check(&["Introduction", "1.1 Roles", "1.2 More"], &["1.1", "1.2"]);
    }

    #[test]
    fn a_number_out_of_order_is_not() {
        check(&["8.3.6 Length", "8.3.77 Wrong", "8.3.9 Change"], &[]);
        check(&["1.1.1 A", "1.1.2 B", "1.1.77 C", "1.1.4 D"], &["1.1.1", "1.1.2"]);
        check(&["2026 in review", "x", ""], &[]);
    }

    #[test]
    fn parts_may_have_a_name() {
        check(
            &["Clause 1 \u{2014} Scope", "Clause 2: Roles", "Clause 3", "Clause 9"],
            &["clause 1", "clause 2", "clause 3"],
        );
        check(&["Clause 4 Context", "Clause 5 Leadership"], &[]);
    }
}
