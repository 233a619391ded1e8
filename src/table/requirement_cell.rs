//! The requirements in the text of a cell, as people write them: `1.1 to 1.3.3`, `2.1-2.3`, `Requirement 3.2.1`.

use crate::framework::{Framework, Lookup};

/// A part of the text, with the byte at which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

/// What a part names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Naming<'t> {
    /// One id, known or not.
    Id(Part<'t>),
    /// From one id to another; the second is written out where the text shortens it: `1.2.1-3`.
    Range(Part<'t>, Part<'t>, String),
}

/// A longer text is taken for one id.
const MAX_LEN: usize = 500;
/// So many hyphens are tried as the middle of a range.
const MAX_TRIED: usize = 8;
/// What stands between the ends of a range. A hyphen without blanks comes last: ids may have one.
const BETWEEN: [&str; 10] =
    [" to ", " through ", " thru ", "\u{2013}", "\u{2014}", "\u{2212}", "\u{2026}", "..", " - ", "-"];
/// What stands between ids.
const LIST: [&str; 4] = [",", ";", " and ", " & "];
/// Words that may stand before an id of any framework.
const WORDS: [&str; 2] = ["requirement", "req"];

/// What the text of a cell names, in order. Nothing is left out: what cannot be read comes out as an id.
pub(super) fn namings<'t>(framework: &Framework, text: &'t str) -> Vec<Naming<'t>> {
    let whole = trimmed(Part { text, start: 0 });
    if whole.text.len() > MAX_LEN || framework.find(whole.text).is_some() {
        return vec![Naming::Id(whole)];
    }
    let parts = split(whole).into_iter().map(trimmed).filter(|part| !part.text.is_empty());
    let namings: Vec<Naming<'_>> = parts.map(|part| naming(framework, part)).collect();
    if namings.is_empty() { vec![Naming::Id(whole)] } else { namings }
}

fn naming<'t>(framework: &Framework, part: Part<'t>) -> Naming<'t> {
    let is_exact = framework.find(part.text).is_some();
    let bare = if is_exact { part } else { without_words(framework, part) };
    if is_known(framework, bare.text) {
        return Naming::Id(bare);
    }
    range(framework, bare).unwrap_or(Naming::Id(bare))
}

/// The range that the part is; nothing where it can be one id.
fn range<'t>(framework: &Framework, part: Part<'t>) -> Option<Naming<'t>> {
    for between in BETWEEN {
        for (at, _) in part.text.match_indices(between).take(MAX_TRIED) {
            let first = trimmed(Part { text: &part.text[..at], ..part });
            let after = at + between.len();
            let last = trimmed(Part { text: &part.text[after..], start: part.start + after });
            let last = without_words(framework, last);
            if first.text.is_empty() || last.text.is_empty() {
                continue;
            }
            let end = written_out(framework, first.text, last.text).unwrap_or_else(|| last.text.to_owned());
            let (knows_first, knows_last) = (is_known(framework, first.text), is_known(framework, &end));
            let has_shape = |id: &str| matches!(framework.look_up(id, None), Lookup::Unknown(_));
            let is_range = match (knows_first, knows_last) {
                (true, true) => true,
                (true, false) => between != "-" || has_shape(&end),
                (false, true) => between != "-" || has_shape(first.text),
                (false, false) => between != "-" && has_shape(first.text) && has_shape(&end),
            };
            if is_range {
                return Some(Naming::Range(first, last, end));
            }
        }
    }
    None
}

/// The id that `last`, a number alone, is short for behind `first`: `3` for `1.2.3` behind `1.2.1`.
fn written_out(framework: &Framework, first: &str, last: &str) -> Option<String> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let above = first.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if !is_number(last) || above.is_empty() || above.len() == first.len() {
        return None;
    }
    Some(format!("{above}{last}")).filter(|id| is_known(framework, id))
}

fn is_known(framework: &Framework, id: &str) -> bool {
    framework.known(id, None).is_some()
}

/// The part without the name of the framework and a word such as `Requirement` before the id.
fn without_words<'t>(framework: &Framework, part: Part<'t>) -> Part<'t> {
    let names = [&framework.name, &framework.key].into_iter().chain(&framework.notation.aliases);
    let after_name = names.filter_map(|name| after_word(part, name)).min_by_key(|rest| rest.text.len());
    let rest = after_name.unwrap_or(part);
    let words = WORDS.into_iter().chain(framework.notation.words.iter().map(String::as_str));
    let after = words.filter_map(|word| after_word(rest, word)).min_by_key(|rest| rest.text.len());
    after.or(after_name).unwrap_or(part)
}

/// What stands behind a word, in any case, perhaps with an `s`, and behind what divides it from the id.
fn after_word<'t>(part: Part<'t>, word: &str) -> Option<Part<'t>> {
    let before = part.text.get(..word.len()).filter(|before| before.eq_ignore_ascii_case(word))?;
    let rest = &part.text[before.len()..];
    let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
    let is_divider = |letter: char| letter.is_whitespace() || matches!(letter, '.' | ':' | '#' | '-');
    let id = rest.trim_start_matches(is_divider);
    let is_sign = !word.ends_with(char::is_alphanumeric);
    let is_divided = id.len() < rest.len() || is_sign;
    (is_divided && !id.is_empty()).then(|| Part { text: id, start: part.start + part.text.len() - id.len() })
}

fn trimmed(part: Part<'_>) -> Part<'_> {
    let text = part.text.trim_start();
    Part { text: text.trim_end(), start: part.start + part.text.len() - text.len() }
}

/// The parts between commas and the like.
fn split(part: Part<'_>) -> Vec<Part<'_>> {
    let mut parts = vec![part];
    for divider in LIST {
        parts = parts.into_iter().flat_map(|part| split_at(part, divider)).collect();
    }
    parts
}

fn split_at<'t>(part: Part<'t>, divider: &'static str) -> impl Iterator<Item = Part<'t>> {
    let mut start = part.start;
    part.text.split(divider).map(move |text| {
        let own = start;
        start += text.len() + divider.len();
        Part { text, start: own }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{Naming, namings};
    use crate::framework::{Framework, Head, Notation, Origin, Outline};

    fn framework(ids: &[&str]) -> Framework {
        let notation = Notation { words: vec!["Control".to_owned(), "§".to_owned()], ..Notation::default() };
        let head = Head { key: "std".to_owned(), name: "A STD".to_owned(), notation, ..Head::default() };
        let node = |id: &&str| Outline { id: (*id).to_owned(), ..Outline::default() };
        Framework::new(head, Origin::BuiltIn, ids.iter().map(node).collect())
    }

    #[track_caller]
    fn check(ids: &[&str], text: &str, expected: &[&str]) {
        let framework = framework(ids);
        let show = |naming: Naming<'_>| match naming {
            Naming::Id(part) => {
                assert_eq!(&text[part.start..part.start + part.text.len()], part.text);
                part.text.to_owned()
            }
            Naming::Range(first, last, end) => {
                assert_eq!(&text[last.start..last.start + last.text.len()], last.text);
                format!("{} to {end}", first.text)
            }
        };
        let found: Vec<String> = namings(&framework, text).into_iter().map(show).collect();
        assert_eq!(found, expected, "{text}");
    }

    proptest! {
        #[test]
        fn every_part_is_a_part_of_the_text(text in "([A1-3.a(), ;–§#-]|to |and |req){0,40}") {
            let framework = framework(&["1", "1.1", "A-1", "A-2", "A1"]);
            for naming in namings(&framework, &text) {
                let parts = match naming {
                    Naming::Id(part) => vec![part],
                    Naming::Range(first, last, _) => vec![first, last],
                };
                for part in parts {
                    prop_assert_eq!(text.get(part.start..part.start + part.text.len()), Some(part.text));
                }
            }
        }
    }

    const NUMBERS: [&str; 8] = ["1", "1.1", "1.2", "1.3", "1.3.1", "1.3.3", "2.1", "3"];

    #[test]
    fn ranges_are_read_with_any_dash_or_word() {
        for text in ["1.1 to 1.3.3", "1.1-1.3.3", "1.1 - 1.3.3", " 1.1\u{2013}1.3.3", "1.1 through 1.3.3", "1.1..1.3.3"]
        {
            check(&NUMBERS, text, &["1.1 to 1.3.3"]);
        }
        check(&NUMBERS, "Requirements 1.1 to Requirement 1.3", &["1.1 to 1.3"]);
        check(&NUMBERS, "1.3.1-3", &["1.3.1 to 1.3.3"]);
        check(&NUMBERS, "1-3", &["1 to 3"]);
    }

    #[test]
    fn a_range_with_one_unknown_end_is_one() {
        check(&NUMBERS, "1.1-1.9", &["1.1 to 1.9"]);
        check(&NUMBERS, "0.9 to 1.1", &["0.9 to 1.1"]);
    }

    #[test]
    fn ids_with_hyphens_are_no_ranges() {
        let ids = ["AC", "AC-1", "AC-2", "AC-2(1)", "AC-3"];
        check(&ids, "AC-2", &["AC-2"]);
        check(&ids, "AC-99", &["AC-99"]);
        check(&ids, "AC-1-AC-3", &["AC-1 to AC-3"]);
        check(&ids, "AC-1 - AC-3", &["AC-1 to AC-3"]);
        check(&ids, "AC-1-3", &["AC-1 to AC-3"]);
        check(&ids, "AC-1 to 3", &["AC-1 to AC-3"]);
        check(&["AC-2-AC-3", "AC-2", "AC-3"], "AC-2-AC-3", &["AC-2-AC-3"]);
    }

    #[test]
    fn words_before_an_id_are_left_out() {
        for text in
            ["Requirement 1.2", "REQ. 1.2", "req #1.2", "Req-1.2", "Req: 1.2", "A STD 1.2", "std requirement 1.2"]
        {
            check(&NUMBERS, text, &["1.2"]);
        }
        check(&NUMBERS, "Control 1.2", &["1.2"]);
        check(&NUMBERS, "§1.2", &["1.2"]);
        check(&NUMBERS, "Reqs1.2", &["Reqs1.2"]);
        check(&NUMBERS, "Requirement", &["Requirement"]);
    }

    #[test]
    fn lists_are_divided_and_what_is_no_id_stays() {
        check(&NUMBERS, "1.1, 1.2 and 2.1; 3", &["1.1", "1.2", "2.1", "3"]);
        check(&NUMBERS, "Requirements 1.1-1.2, 3", &["1.1 to 1.2", "3"]);
        check(&NUMBERS, "all of it", &["all of it"]);
        check(&NUMBERS, "", &[""]);
        check(&NUMBERS, ",", &[","]);
    }
}
