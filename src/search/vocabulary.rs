//! The words of a site, which the search dialog compares with a word that it does not find.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::markdown::{TextPart, decoded, text_parts};
use crate::source::is_unspaced;

/// The file has the most frequent words only, so that it stays below 50 KB.
const MAX_WORDS: usize = 4_000;

/// The lengths, in characters, of words whose typing errors can be told from other words.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=30;

#[derive(Debug, Serialize)]
struct Vocabulary {
    words: Vec<String>,
}

/// The text of `words.json` for these pages as HTML: words in lower case, those on most pages first.
pub(super) fn text<'p>(pages: impl Iterator<Item = &'p str>) -> String {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let mut seen: HashSet<String> = HashSet::new();
        for part in text_parts(page) {
            if let TextPart::Text(text) = part {
                seen.extend(decoded(&text).split_whitespace().filter_map(word));
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "they are counted")]
        for word in seen {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|(a, in_a), (b, in_b)| in_b.cmp(in_a).then_with(|| a.cmp(b)));
    counts.truncate(MAX_WORDS);
    let vocabulary = Vocabulary { words: counts.into_iter().map(|(word, _)| word).collect() };
    // Serialization of strings cannot fail.
    serde_json::to_string(&vocabulary).unwrap_or_default()
}

/// `written` as a word of the list: without the punctuation around it, and nothing where it is no word of letters.
fn word(written: &str) -> Option<String> {
    let word = written.trim_matches(|character: char| !character.is_alphabetic());
    let is_letter = |character: char| (character.is_alphabetic() && !is_unspaced(character)) || character == '-';
    let is_word = LENGTHS.contains(&word.chars().take(LENGTHS.end() + 1).count()) && word.chars().all(is_letter);
    is_word.then(|| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{MAX_WORDS, text};

    #[test]
    fn words_of_letters_are_listed_by_the_number_of_their_pages() {
        let pages =
            ["<p>(Firewall) rules, two rules and two &amp; AC-2(1)</p>", "<h2 id=x>Rules</h2>Zeit 信用卡 multi-factor"];
        assert_eq!(text(pages.into_iter()), r#"{"words":["rules","firewall","multi-factor","zeit"]}"#);
        assert_eq!(text(std::iter::empty()), r#"{"words":[]}"#);
    }

    #[test]
    fn of_very_many_words_the_most_frequent_are_listed() {
        let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
        let word = |number: usize| [number / 676, number / 26, number, 1].map(letter).iter().collect::<String>() + "x";
        let many: String = (0..10_000).map(|number| word(number) + " ").collect();
        let text = text([many.as_str(), "zzzz"].into_iter());
        assert!(text.matches(',').count() < MAX_WORDS && text.len() < 50_000, "{}", text.len());
    }
}
