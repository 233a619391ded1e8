//! Spellings of ids that name the same requirement: another case, padded numbers, spaces, other dashes, a prefix more or
//! less, the id that a catalog uses within itself, an item of the requirement's text.

use std::collections::HashMap;

use super::model::{Head, Notation, Requirement, RequirementIdx};

/// The ids of a framework by what all their spellings have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct CanonicalIds {
    /// Ids of the current version.
    current: HashMap<String, RequirementIdx>,
    /// Ids that other versions have, as these have them.
    older: HashMap<String, String>,
}

impl CanonicalIds {
    pub(super) fn new(head: &Head, requirements: &[Requirement]) -> Self {
        let mut ids = Self::default();
        let notation = &head.notation;
        // An id has precedence over what only spells one.
        for (idx, requirement) in indexed(requirements) {
            ids.current.entry(key(&requirement.id, notation)).or_insert(idx);
        }
        for (idx, requirement) in indexed(requirements) {
            if let Some(token) = &requirement.token {
                ids.current.entry(key(token, notation)).or_insert(idx);
            }
        }
        // `A5.1` is `A.5.1` rather than `5.1` with a prefix.
        let (prefixed, others): (Vec<_>, Vec<_>) =
            indexed(requirements).partition(|(_, requirement)| without_prefix(&requirement.id, notation).is_some());
        // Where some ids have a prefix, the others are none with it: clause `7.5.2` is not `A.7.5.2`.
        let have_prefix = !prefixed.is_empty();
        let others = others.into_iter().filter(|_| !have_prefix);
        for (idx, requirement) in prefixed.into_iter().chain(others) {
            for key in with_prefixes(&requirement.id, notation) {
                ids.current.entry(key).or_insert(idx);
            }
        }
        let renumbered = head.renumbered.iter().map(|change| &change.from);
        for id in head.versions.iter().flat_map(|version| &version.ids).chain(renumbered) {
            let takes_prefix = !have_prefix || without_prefix(id, notation).is_some();
            let prefixed = takes_prefix.then(|| with_prefixes(id, notation)).into_iter().flatten();
            for key in std::iter::once(key(id, notation)).chain(prefixed) {
                ids.older.entry(key).or_insert_with(|| id.clone());
            }
        }
        ids
    }

    /// The requirement of the current version that `written` spells.
    pub(super) fn current(&self, written: &str, notation: &Notation) -> Option<RequirementIdx> {
        self.current.get(&key(written, notation)).copied()
    }

    /// The id of another version that `written` spells.
    pub(super) fn older(&self, written: &str, notation: &Notation) -> Option<&str> {
        self.older.get(&key(written, notation)).map(String::as_str)
    }
}

fn indexed(requirements: &[Requirement]) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
    (0..).map(RequirementIdx).zip(requirements)
}

/// What all spellings of an id have in common: no spaces, one kind of dash, no padding, and lower case where case does
/// not matter.
fn key(id: &str, notation: &Notation) -> String {
    let mut key = String::with_capacity(id.len());
    let mut letters = id.trim_end_matches('.').chars().filter(|letter| !letter.is_whitespace()).peekable();
    while let Some(letter) = letters.next() {
        let is_within = key.ends_with(|before: char| before.is_ascii_digit());
        let is_padding = letter == '0' && !is_within && letters.peek().is_some_and(char::is_ascii_digit);
        match letter {
            _ if is_padding => {}
            letter if is_dash(letter) => key.push('-'),
            letter if notation.is_case_sensitive => key.push(letter),
            letter => key.extend(letter.to_lowercase()),
        }
    }
    key
}

/// Whether a letter is one of the dashes that people type for a hyphen.
fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// The keys of an id without its prefix, and with each of the others.
fn with_prefixes<'a>(id: &'a str, notation: &'a Notation) -> impl Iterator<Item = String> + 'a {
    let own = without_prefix(id, notation);
    let bare = own.unwrap_or(id);
    let is_numbered = bare.starts_with(|first: char| first.is_ascii_digit());
    let prefixes = notation.prefixes.iter().filter(move |_| is_numbered).flat_map(move |prefix| {
        let joined = prefix.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        [key(&format!("{prefix}{bare}"), notation), key(&format!("{joined}{bare}"), notation)]
    });
    prefixes.chain(own.map(|bare| key(bare, notation)))
}

/// An id without the prefix that it has; nothing where it has none.
fn without_prefix<'i>(id: &'i str, notation: &Notation) -> Option<&'i str> {
    let has_prefix =
        |prefix: &&String| id.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_str()));
    notation.prefixes.iter().find(has_prefix).map(|prefix| &id[prefix.len()..])
}

/// `written` without the word before it that makes it an id: `Requirement 8.3.1`, `Req-8.3.1`, `§164.308`.
pub(super) fn without_word<'w>(written: &'w str, notation: &Notation) -> &'w str {
    let words = ["requirements", "requirement", "reqs", "req"].into_iter();
    let own = notation.words.iter().map(String::as_str);
    for word in words.chain(own) {
        let Some(start) = written.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)) else { continue };
        let rest = &written[start.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let id =
            rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '#' | '.' | '-'));
        let is_word = id.len() < rest.len() || !word.ends_with(char::is_alphabetic);
        if is_word && !id.is_empty() {
            return id;
        }
    }
    written
}

/// An item begins this close to the end of an id, in bytes.
const MAX_ITEM: usize = 20;

/// What `written` may be an item of, the longest first: `AC-2` of `AC-2a.1`, `AC-2(3)` of `AC-2(3)(a)`, `6.4.3` of
/// `6.4.3.a`. The letters and numbers of items are those of OSCAL catalogs and of testing procedures.
pub(super) fn wholes(written: &str) -> impl Iterator<Item = &str> {
    let first = written.len().saturating_sub(MAX_ITEM).max(1);
    let ends = (first..written.len()).rev().filter(|end| written.is_char_boundary(*end));
    ends.filter(|end| is_item(&written[*end..])).map(|end| written[..end].trim_end_matches(['.', ' ']))
}

/// Whether `rest` is the letter of an item, with numbers and letters of items below it.
fn is_item(rest: &str) -> bool {
    let mut parts = 0;
    let mut rest = rest.trim_start_matches(['.', ' ']);
    while !rest.is_empty() {
        let (part, behind) = match rest.strip_prefix('(').or_else(|| rest.strip_prefix('[')) {
            Some(inner) => match inner.find([')', ']']) {
                Some(end) => (&inner[..end], &inner[end + 1..]),
                None => return false,
            },
            None => {
                let is_letter = rest.starts_with(|first: char| first.is_ascii_lowercase());
                let end =
                    rest.find(|letter: char| letter.is_ascii_digit() == is_letter || !letter.is_ascii_alphanumeric());
                rest.split_at(end.unwrap_or(rest.len()))
            }
        };
        let is_roman = || part.chars().all(|letter| matches!(letter, 'i' | 'v' | 'x'));
        let is_letter = part.len() == 1 && part.chars().all(|letter| letter.is_ascii_lowercase());
        let is_letters = is_letter || !part.is_empty() && part.len() <= 5 && is_roman();
        let is_number = (1..=2).contains(&part.len()) && part.chars().all(|letter| letter.is_ascii_digit());
        if !is_letters && (parts == 0 || !is_number) {
            return false;
        }
        parts += 1;
        rest = behind.trim_start_matches(['.', ' ']);
    }
    parts > 0
}

#[cfg(test)]
mod tests {
    use super::{key, wholes, without_word};
    use crate::framework::Notation;

    #[test]
    fn spellings_have_one_key() {
        let notation = Notation::default();
        for (written, expected) in [
            ("AC-02(01)", "ac-2(1)"),
            ("AC-2 (1)", "ac-2(1)"),
            ("AC\u{2011}2", "ac-2"),
            ("GV.OC-1", "gv.oc-1"),
            ("03.01.01", "3.1.1"),
            ("12.10", "12.10"),
            ("10.0.1", "10.0.1"),
            ("6.4.", "6.4"),
        ] {
            assert_eq!(key(written, &notation), expected, "{written}");
        }
        let exact = Notation { is_case_sensitive: true, ..Notation::default() };
        assert_ne!(key("r1", &exact), key("R1", &exact));
    }

    #[test]
    fn a_word_before_an_id_is_left_out() {
        let notation = Notation { words: vec!["Control".to_owned(), "§".to_owned()], ..Notation::default() };
        for (written, expected) in [
            ("Requirement 8.3.1", "8.3.1"),
            ("requirements: 8.3.1", "8.3.1"),
            ("Req. 8.3", "8.3"),
            ("REQ-8.3", "8.3"),
            ("Controls AC-2", "AC-2"),
            ("§164.308", "164.308"),
            ("Controlled", "Controlled"),
            ("Requirement", "Requirement"),
            ("8.3", "8.3"),
        ] {
            assert_eq!(without_word(written, &notation), expected, "{written}");
        }
    }

    #[test]
    fn items_belong_to_a_requirement() {
        for (written, expected) in [
            ("AC-2a.1", &["AC-2"] as &[&str]),
            ("AC-2.a", &["AC-2", "AC-2"]),
            ("AC-2(3)(a)", &["AC-2(3)"]),
            ("6.4.3.a", &["6.4.3", "6.4.3"]),
            ("AC.L2-3.1.1[a]", &["AC.L2-3.1.1"]),
            ("164.308(a)(1)(ii)", &["164.308(a)(1)", "164.308"]),
            ("8.3.1", &[]),
            ("AC-2(1)", &[]),
            ("AC-2(", &[]),
        ] {
            assert_eq!(wholes(written).collect::<Vec<_>>(), expected, "{written}");
        }
    }
}
