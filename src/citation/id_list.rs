//! Lists and ranges of ids: `6.3.1, 6.3.2 and 6.4`, `8.3.1 through 8.3.4`, `AC-2(1), (3)`.

use std::ops::Range;

use super::id_token;

/// An id in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedId {
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
    /// The id without blanks: `AC-2(1)` of `AC-2 (1)`. For `(3)` behind it, that is `AC-2(3)`.
    pub(super) id: String,
    /// Whether everything from the id before up to this one is meant.
    pub(super) is_end_of_range: bool,
}

/// The list that begins with the id at `first` of `text`. It ends before byte `to`.
pub(super) fn list_from(text: &str, first: Range<usize>, to: usize) -> Vec<ListedId> {
    let mut list = vec![listed(text, first, false)];
    while let Some(next) = list.last().and_then(|last| following(text, last)).filter(|next| next.at.end <= to) {
        list.push(next);
    }
    list
}

/// The ids of a text that holds nothing else, as a citation and a cell do; where it does hold something else, a part of
/// the list is as it is written.
pub(crate) fn read_list(text: &str, separators: &[char]) -> Vec<(Range<usize>, String, bool)> {
    let mut ids: Vec<(Range<usize>, String, bool)> = Vec::new();
    let mut start = 0;
    for part in text.split(separators) {
        let written = part.trim_matches(is_blank);
        let from = start + part.find(|letter| !is_blank(letter)).unwrap_or(part.len());
        start += part.len() + 1;
        if written.is_empty() {
            continue;
        }
        let before = ids.last().map(|(_, id, _)| id.as_str());
        match enhancement(written).zip(before) {
            Some((_, before)) if written.len() == enhancement_length(written) => {
                let id = format!("{}{written}", without_enhancement(before));
                ids.push((from..from + written.len(), id, false));
            }
            _ => ids.extend(range_of(written).into_iter().map(|(at, is_end)| {
                let id = written[at.clone()].to_owned();
                (at.start + from..at.end + from, id, is_end)
            })),
        }
    }
    ids
}

/// A label may span several lines, and each line of a block quote begins with `>`.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '>'
}

/// The two ends of `written`, where that is a range; else the whole.
fn range_of(written: &str) -> Vec<(Range<usize>, bool)> {
    let whole = || vec![(0..written.len(), false)];
    let first =
        written.find(|letter: char| letter.is_ascii_digit()).and_then(|_| id_token::next(written, 0, written.len()));
    let Some(first) = first.map(|first| listed(written, first, false)) else { return whole() };
    match following(written, &first) {
        Some(last) if last.is_end_of_range && last.at.end == written.len() => {
            vec![(0..first.at.end, false), (last.at, true)]
        }
        _ => whole(),
    }
}

/// The id at `at`, with the number in brackets that a blank separates from it.
fn listed(text: &str, at: Range<usize>, is_end_of_range: bool) -> ListedId {
    let behind = &text[at.end..];
    let has_letters = text[at.clone()].starts_with(|first: char| first.is_ascii_alphabetic());
    let number =
        behind.strip_prefix([' ', '\u{a0}']).filter(|_| has_letters).map(|number| (number, enhancement_length(number)));
    let end = match number {
        Some((number, length)) if length > 0 && !text[at.clone()].ends_with(')') => {
            at.end + (behind.len() - number.len()) + length
        }
        _ => at.end,
    };
    let at = at.start..end;
    let id = text[at.clone()].replace([' ', '\u{a0}'], "");
    ListedId { id, at, is_end_of_range }
}

/// `1` of `(1)` at the start of a text.
fn enhancement(text: &str) -> Option<&str> {
    let number = text.strip_prefix('(')?;
    let length = number.bytes().take(3).take_while(u8::is_ascii_digit).count();
    (length > 0 && number[length..].starts_with(')')).then(|| &number[..length])
}

/// The bytes of `(1)` at the start of a text; 0 where there is none.
fn enhancement_length(text: &str) -> usize {
    enhancement(text).map_or(0, |number| number.len() + 2)
}

/// `AC-2` of `AC-2(1)`.
fn without_enhancement(id: &str) -> &str {
    id[..id.find('(').unwrap_or(id.len())].trim_end()
}

/// What joins two ids: words, and marks. A dash joins ids that belong to a range.
const CONNECTORS: [(&str, bool); 17] = [
    (", and ", false),
    (", or ", false),
    ("; and ", false),
    (",", false),
    (";", false),
    ("and/or ", false),
    ("and ", false),
    ("or ", false),
    ("plus ", false),
    ("& ", false),
    ("/", false),
    ("to ", true),
    ("through ", true),
    ("thru ", true),
    ("until ", true),
    ("up to ", true),
    ("...", true),
];

/// The dashes of a range. East Asian texts have a tilde.
const DASHES: [char; 9] =
    ['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}', '~', '\u{301c}', '\u{ff5e}'];

/// The id that continues the list behind `last`.
fn following(text: &str, last: &ListedId) -> Option<ListedId> {
    let (at, is_end_of_range) = connected(text, last)?;
    if !is_end_of_range && last.id.contains('(') {
        let length = enhancement_length(&text[at..]);
        if length > 0 {
            let id = format!("{}{}", without_enhancement(&last.id), &text[at..at + length]);
            return Some(ListedId { at: at..at + length, id, is_end_of_range });
        }
    }
    let next = listed(text, id_token::id_at(text, at)?, is_end_of_range);
    // `Requirement 6.3.1, 30 of them`: a plain number continues only a list of plain numbers.
    let is_plain = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
    (!is_plain(&next.id) || is_plain(&last.id)).then_some(next)
}

/// Where a further id may begin behind `last`, and whether it ends a range.
fn connected(text: &str, last: &ListedId) -> Option<(usize, bool)> {
    let rest = trim_start(&text[last.at.end..]);
    let is_close = rest.len() == text.len() - last.at.end;
    if let Some(behind) = rest.strip_prefix(DASHES) {
        let after = trim_start(behind);
        let at = text.len() - after.len();
        let is_range = is_close && after.len() == behind.len() || are_alike(&last.id, text, at);
        return is_range.then_some((at, true));
    }
    // The connector may be the last word of a line.
    let starts = |connector: &str| {
        let behind = rest.strip_prefix(connector.trim_end())?;
        let is_word = connector.ends_with(' ');
        let after = trim_start(behind);
        (!is_word || after.len() < behind.len()).then_some(after)
    };
    let (after, is_range) =
        CONNECTORS.iter().find_map(|(connector, is_range)| Some((starts(connector)?, *is_range)))?;
    Some((text.len() - after.len(), is_range))
}

/// Whether the id at byte `at` has as many points as `id`, and at least one: then a dash between blanks joins them, as in
/// `1.2.1 – 1.2.8`, and not in `8.3 – 12 characters`.
fn are_alike(id: &str, text: &str, at: usize) -> bool {
    let points = |id: &str| id.matches(['.', '-']).count();
    id_token::id_at(text, at).is_some_and(|next| points(id) > 0 && points(&text[next]) == points(id))
}

/// `rest` without white space and the marks of emphasis and quotes at its start. A paragraph ends at an empty line:
/// then `rest` as it is.
pub(super) fn trim_start(rest: &str) -> &str {
    let trimmed = rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '>'));
    let blank = &rest[..rest.len() - trimmed.len()];
    if blank.bytes().filter(|byte| *byte == b'\n').count() > 1 { rest } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::{list_from, read_list};
    use crate::citation::id_token;

    fn shown<'i>(ids: impl Iterator<Item = (&'i str, bool)>) -> String {
        ids.map(|(id, ends)| format!("{}{id}", if ends { ".." } else { "" })).collect::<Vec<_>>().join(" ")
    }

    fn check(text: &str, expected: &str) {
        let first = id_token::next(text, 0, text.len()).unwrap();
        let list = list_from(text, first, text.len());
        assert_eq!(shown(list.iter().map(|id| (id.id.as_str(), id.is_end_of_range))), expected, "{text}");
    }

    #[test]
    fn lists_are_read_to_their_end() {
        check("6.3.1, 6.3.2, and\n6.4.", "6.3.1 6.3.2 6.4");
        check("**6.3.1**, **6.3.2** & 8.5; 8.6", "6.3.1 6.3.2 8.5 8.6");
        check("6.3.1/6.3.2 or so", "6.3.1 6.3.2");
        check("1, 2 and 12", "1 2 12");
        check("6.3.1, 30 of them", "6.3.1");
        check("AC-2(1), (3), and (4), AC-6", "AC-2(1) AC-2(3) AC-2(4) AC-6");
        check("AC-2 (1), (3) and AC-3 (old)", "AC-2(1) AC-2(3) AC-3");
        check("6.3.1 (1) more", "6.3.1");
    }

    #[test]
    fn ranges_are_distinguished_from_lists() {
        for dash in
            ["-", "\u{2013}", " \u{2013} ", " \u{2014} ", " - ", " to ", " through ", "\u{2212}", "~", "\u{ff5e}"]
        {
            check(&format!("8.3.1{dash}8.3.4, 9.1"), "8.3.1 ..8.3.4 9.1");
        }
        check("1-12", "1 ..12");
        check("AC-2 through AC-6", "AC-2 ..AC-6");
        check("AC-2\u{2013}AC-6", "AC-2 ..AC-6");
        check("8.3 - 12 characters", "8.3");
        check("8.3 \u{2013} 8.3.1", "8.3");
    }

    #[test]
    fn a_citation_is_a_list() {
        let check = |text: &str, expected: &str| {
            let ids = read_list(text, &[',']);
            for (at, id, _) in &ids {
                assert!(id.ends_with(&text[at.clone()]), "{text}");
            }
            assert_eq!(shown(ids.iter().map(|(_, id, ends)| (id.as_str(), *ends))), expected, "{text}");
        };
        check("6.3.1 ,\n> 6.3.2", "6.3.1 6.3.2");
        check("AC-2(1), (3), AC-3", "AC-2(1) AC-2(3) AC-3");
        check("AC-2 through AC-6", "AC-2 ..AC-6");
        check("1.1 to 1.3.3", "1.1 ..1.3.3");
        check("Requirement 3.2.1", "Requirement 3.2.1");
        check("Annex A 5.1", "Annex A 5.1");
        check("see below", "see below");
        check("AC-2a.1", "AC-2a.1");
        check(" , ", "");
    }
}
