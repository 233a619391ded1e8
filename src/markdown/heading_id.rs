//! Heading ids as Hugo makes them with Goldmark's `github` type, so that the anchors of a site built with Hugo stay
//! valid.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::markup::HeadingIds;
use crate::source::{is_accent, is_letter_or_digit, is_letter_or_number};

/// The ids in use within one text. Text rendered inside a shortcode has an id space of its own, as in Hugo.
#[derive(Debug, Default)]
pub(super) struct IdSpace {
    kind: HeadingIds,
    used: BTreeSet<String>,
    /// The first number to try for a repeated id; all lower ones are in use. Without it the time for a page of equal
    /// headings would be quadratic.
    next: BTreeMap<String, usize>,
}

impl IdSpace {
    /// Without an id in use; ids are made in this way.
    pub(super) fn new(kind: HeadingIds) -> Self {
        Self { kind, ..Self::default() }
    }

    /// An id for a heading of this text, and whether a number had to be added to make it unique.
    ///
    /// Nothing for an empty text, and where headings get none; a text of spaces is not empty.
    pub(super) fn claim(&mut self, text: &str) -> Option<(String, bool)> {
        if text.is_empty() {
            return None;
        }
        let slug = match self.kind {
            HeadingIds::Github => slug(text.trim()),
            HeadingIds::GithubAscii => ascii_slug(text).into(),
            HeadingIds::Blackfriday => dashed(text).into(),
            HeadingIds::None => return None,
        };
        let wanted = if slug.is_empty() { "heading".to_owned() } else { slug.into_owned() };
        if self.used.insert(wanted.clone()) {
            return Some((wanted, false));
        }
        let first = self.next.get(&wanted).copied().unwrap_or(1);
        let with_number = |number: usize| (number, format!("{wanted}-{number}"));
        let (number, numbered) = (first..).map(with_number).find(|(_, id)| !self.used.contains(id))?;
        self.next.insert(wanted, number + 1);
        self.used.insert(numbered.clone());
        Some((numbered, true))
    }

    /// Marks an id that the author chose as used.
    pub(super) fn reserve(&mut self, id: &str) {
        self.used.insert(id.to_owned());
    }
}

/// `text` in lower case: letters, decimal digits and `_` stay, a space becomes `-`, all else but `-` is dropped.
fn slug(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    if text.as_bytes().iter().all(is_plain) {
        return Cow::Borrowed(text);
    }
    text.chars().filter_map(slug_character).collect::<String>().into()
}

/// The same with ASCII alone, accents removed.
fn ascii_slug(text: &str) -> String {
    let plain: String = text.nfd().filter(|letter| !is_accent(*letter)).nfc().collect();
    plain.trim().chars().filter(char::is_ascii).filter_map(slug_character).collect()
}

/// `text` in lower case, with one hyphen for what is between two letters or numbers.
fn dashed(text: &str) -> String {
    let mut slug = String::new();
    let mut is_apart = false;
    for letter in text.chars() {
        if !is_letter_or_number(letter) {
            is_apart = true;
            continue;
        }
        if std::mem::take(&mut is_apart) && !slug.is_empty() {
            slug.push('-');
        }
        slug.push(letter.to_lowercase().next().unwrap_or(letter));
    }
    slug
}

fn slug_character(character: char) -> Option<char> {
    match character {
        ' ' | '-' => Some('-'),
        '_' | 'a'..='z' | '0'..='9' => Some(character),
        'A'..='Z' => Some(character.to_ascii_lowercase()),
        _ if character.is_ascii() => None,
        // One character for each, as Go's `unicode.ToLower` does: `İ` becomes `i`, not `i` and a dot.
        _ if is_letter_or_digit(character) => character.to_lowercase().next(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::IdSpace;

    fn check(texts: &[&str], ids: &[Option<&str>]) {
        let mut space = IdSpace::default();
        let got: Vec<_> = texts.iter().map(|text| space.claim(text).map(|(id, _)| id)).collect();
        let got: Vec<_> = got.iter().map(Option::as_deref).collect();
        assert_eq!(got, ids, "{texts:?}");
    }

    #[test]
    fn equal_headings_are_numbered_past_ids_in_use_and_in_time() {
        let mut ids = super::IdSpace::default();
        ids.reserve("a-2");
        let claimed: Vec<String> = (0..4).filter_map(|_| ids.claim("A")).map(|(id, _)| id).collect();
        assert_eq!(claimed, ["a", "a-1", "a-3", "a-4"]);
        // By the square of their number this would take minutes.
        let last = (0..100_000).filter_map(|_| ids.claim("B")).last();
        assert_eq!(last, Some(("b-99999".to_owned(), true)));
    }

    #[test]
    fn letters_digits_and_underscores_stay_spaces_and_hyphens_become_hyphens() {
        check(&["What are STIG-Hardened FIPS Images?"], &[Some("what-are-stig-hardened-fips-images")]);
        check(&["A  double   space"], &[Some("a--double---space")]);
        check(&["trailing -"], &[Some("trailing--")]);
        check(&["$100 / 50% snake_case"], &[Some("100--50-snake_case")]);
        check(&["tabs\there"], &[Some("tabshere")]);
        check(&["“q” – it’s"], &[Some("q--its")]);
    }

    #[test]
    fn other_scripts_stay_and_only_decimal_digits_count() {
        check(&["ﬁ İ ß ² ½ ١ Ⅷ  日本 É"], &[Some("ﬁ-i-ß---١---日本-é")]);
    }

    #[test]
    fn duplicates_are_numbered_and_chosen_ids_are_respected() {
        check(&["dup", "dup", "dup-1", "dup"], &[Some("dup"), Some("dup-1"), Some("dup-1-1"), Some("dup-2")]);
        let mut space = IdSpace::default();
        space.reserve("setup");
        assert_eq!(space.claim("Setup"), Some(("setup-1".to_owned(), true)));
    }

    #[test]
    fn nothing_left_is_called_heading_and_an_empty_heading_has_no_id() {
        check(&["!!!", "???", "", "  "], &[Some("heading"), Some("heading-1"), None, Some("heading-2")]);
    }
}
