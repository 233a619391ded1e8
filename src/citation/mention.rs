//! Requirements that prose names without citing them: `Requirement 11.3.1`, `controls AC-2 and AC-3(1)`.
//!
//! A mention is found by its words alone and keeps its sentence: which framework it means is decided when all
//! frameworks and the page's scope are known. The source text is searched first, which is quick and nearly always finds
//! nothing; only what is found is checked to be prose.

use std::ops::Range;

use memchr::memmem;

use super::{id_token, sentence};
use crate::markdown::{Document, Prose};
use crate::source::Span;

/// Requirements that prose names together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The word before the first id.
    pub word: Word,
    /// Whether that word begins with a capital, as the name of something does.
    pub is_capitalised: bool,
    /// The sentence that holds it, as written.
    pub sentence: String,
    /// Its bytes in the sentence, from the word to the last id.
    pub at: Span,
    /// The ids, in the order written.
    pub ids: Vec<MentionedId>,
    /// The whole of it in the file.
    pub span: Span,
    /// Whether it can become a citation: it is in the file as it is, not inside a link, and without markup.
    pub is_plain: bool,
}

/// An id of a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionedId {
    /// The id, verbatim.
    pub id: String,
    /// Its bytes in the sentence.
    pub at: Span,
    /// Its bytes in the file.
    pub span: Span,
    /// Whether everything from the id before up to this one is meant: `8.3.1 through 8.3.4`.
    pub is_end_of_range: bool,
}

/// What prose calls a numbered node of a framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// `Requirement`, `Req.`
    Requirement,
    /// `Control`
    Control,
    /// `Practice`
    Practice,
}

/// The mentions that the page of `document` shows, in this prose of it.
pub fn mentions(prose: &[Prose], document: &Document) -> Vec<Mention> {
    let all = prose.iter().flat_map(|prose| {
        let candidates = candidates(prose.text()).into_iter();
        candidates.filter_map(|candidate| mention(prose, candidate))
    });
    // A footnote that nothing refers to is on no page.
    all.filter(|mention| document.shows(mention.span)).collect()
}

/// Words without their first letter, each with that letter in lower case: it may be a capital.
const WORDS: [(&str, u8, Word); 7] = [
    ("equirement", b'r', Word::Requirement),
    ("eq.", b'r', Word::Requirement),
    ("eqs.", b'r', Word::Requirement),
    ("eq ", b'r', Word::Requirement),
    ("eqs ", b'r', Word::Requirement),
    ("ontrol", b'c', Word::Control),
    ("ractice", b'p', Word::Practice),
];

/// A word with ids behind it, by their bytes in the text, which need not be prose.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    word: Word,
    start: usize,
    /// The ids, each with whether it ends a range.
    ids: Vec<(Range<usize>, bool)>,
}

fn mention(prose: &Prose, candidate: Candidate) -> Option<Mention> {
    let source = prose.text();
    let is_linked = prose.run_at(candidate.start)?.is_linked;
    // The first id that is not prose ends the list.
    let ids: Vec<_> = candidate.ids.into_iter().take_while(|(id, _)| prose.run_at(id.start).is_some()).collect();
    let whole = candidate.start..ids.last()?.0.end;
    let sentence = sentence::around(source, &whole);
    let within = |range: &Range<usize>| Span::new(range.start - sentence.start, range.end - sentence.start);
    let id = |(id, is_end_of_range): &(Range<usize>, bool)| MentionedId {
        id: source[id.clone()].to_owned(),
        at: within(id),
        span: prose.in_file(Span::from(id.clone())),
        is_end_of_range: *is_end_of_range,
    };
    let written = source[whole.clone()].as_bytes();
    let has_markup = written.iter().any(|byte| b"*_[]`\\<&".contains(byte));
    Some(Mention {
        word: candidate.word,
        is_capitalised: written.first().is_some_and(u8::is_ascii_uppercase),
        sentence: source[sentence.clone()].to_owned(),
        at: within(&whole),
        ids: ids.iter().map(id).collect(),
        span: prose.in_file(Span::from(whole.clone())),
        is_plain: !is_linked
            && !has_markup
            && !is_number_in_brackets(&source[whole.end..])
            && prose.verbatim_in_file(Span::from(whole)).is_some(),
    })
}

/// Whether a number in brackets follows, as of the enhancement in `AC-2 (1)`.
fn is_number_in_brackets(behind: &str) -> bool {
    let number = behind.strip_prefix(" (").map(|rest| rest.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    number.is_some_and(|rest| rest.starts_with(')') && rest.len() + 2 < behind.len())
}

fn candidates(text: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (needle, first, word) in WORDS {
        for at in memmem::find_iter(text.as_bytes(), needle) {
            let Some(start) = at.checked_sub(1) else { continue };
            let before = text[..at].bytes().next_back();
            let is_word = before.is_some_and(|letter| letter.eq_ignore_ascii_case(&first))
                && !text[..start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
            if is_word && let Some(ids) = ids_behind(text, at + needle.len()) {
                found.push(Candidate { word, start, ids });
            }
        }
    }
    found.sort_by_key(|candidate| candidate.start);
    found
}

/// The ids behind a word that ends at `end`, or one letter later for its plural.
fn ids_behind(text: &str, end: usize) -> Option<Vec<(Range<usize>, bool)>> {
    let rest = &text[end..];
    let is_abbreviated = text[..end].ends_with(['.', ' ']);
    let rest = if is_abbreviated { rest } else { rest.strip_prefix('s').unwrap_or(rest) };
    let behind = trim_start(rest);
    if behind.len() == rest.len() && !is_abbreviated {
        return None;
    }
    let mut ids = vec![(id_token::id_at(text, text.len() - behind.len())?, false)];
    while let Some((at, is_end_of_range)) = ids.last().and_then(|(last, _)| continued(text, last.end)) {
        let Some(next) = id_token::id_at(text, at) else { break };
        // `Requirement 6.3.1, 30 of them`: a plain number continues only a list of plain numbers.
        let is_plain = |range: &Range<usize>| text[range.clone()].bytes().all(|byte| byte.is_ascii_digit());
        if is_plain(&next) && !ids.last().is_some_and(|(last, _)| is_plain(last)) {
            break;
        }
        ids.push((next, is_end_of_range));
    }
    Some(ids)
}

/// `rest` without white space and the marks of emphasis and quotes at its start. A paragraph ends at an empty line:
/// then `rest` as it is.
fn trim_start(rest: &str) -> &str {
    let trimmed = rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '>'));
    let blank = &rest[..rest.len() - trimmed.len()];
    if blank.bytes().filter(|byte| *byte == b'\n').count() > 1 { rest } else { trimmed }
}

/// Where a further id may begin behind the one that ends at `end`, and whether it ends a range.
fn continued(text: &str, end: usize) -> Option<(usize, bool)> {
    const CONNECTORS: [(&str, bool); 12] = [
        (", and ", false),
        (", or ", false),
        (",", false),
        ("and/or ", false),
        ("and ", false),
        ("or ", false),
        ("& ", false),
        ("/", false),
        ("to ", true),
        ("through ", true),
        ("–", true),
        ("-", true),
    ];
    let rest = trim_start(&text[end..]);
    let is_close = rest.len() == text.len() - end;
    // The connector may be the last word of a line.
    let starts = |connector: &str| {
        let behind = rest.strip_prefix(connector.trim_end())?;
        let is_word = connector.ends_with(' ');
        let after = trim_start(behind);
        (!is_word || after.len() < behind.len()).then_some(after)
    };
    // A dash between spaces does not join ids.
    let connectors = CONNECTORS.iter().filter(|(connector, _)| is_close || !connector.ends_with(['-', '–']));
    let (after, is_range) =
        connectors.into_iter().find_map(|(connector, is_range)| Some((starts(connector)?, *is_range)))?;
    Some((text.len() - after.len(), is_range))
}

#[cfg(test)]
mod tests {
    use super::candidates;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = candidates(text)
            .into_iter()
            .flat_map(|candidate| candidate.ids)
            .map(|(id, ends)| format!("{}{}", if ends { ".." } else { "" }, &text[id]))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn ids_behind_the_words_for_them_are_found() {
        check("(Requirement 11.3.11). Next", &["11.3.11"]);
        check("Requirements 6.3.1 and 6.3.2", &["6.3.1", "6.3.2"]);
        check("requirements 6.3.1, 6.3.2, and\n6.4.", &["6.3.1", "6.3.2", "6.4"]);
        check("see Req. 8.3, or Reqs 8.4 & 8.5", &["8.3", "8.4", "8.5"]);
        check("Requirement 6.3.1/6.3.2", &["6.3.1", "6.3.2"]);
        check("Requirements 1, 2 and 12", &["1", "2", "12"]);
        check("Requirement\n> 8.3.1", &["8.3.1"]);
        check("**Requirement** 8.3.1", &["8.3.1"]);
        check("Control AC-2(1), controls AC-2 and AC-3", &["AC-2(1)", "AC-2", "AC-3"]);
        check("the practice AC.L1-3.1.1.", &["AC.L1-3.1.1"]);
        check("Requirement A3.2.1, PCI requirement 12.10", &["A3.2.1", "12.10"]);
        check("Requirement 1.2.5.a (quarterly)", &["1.2.5"]);
        check("Requirement 6.3.1(quarterly)", &["6.3.1"]);
    }

    #[test]
    fn ranges_are_distinguished_from_lists() {
        check("Requirements 8.3.1–8.3.4", &["8.3.1", "..8.3.4"]);
        check("Requirements 8.3.1-8.3.4", &["8.3.1", "..8.3.4"]);
        check("requirements 8.3.1 through 8.3.4 and 8.4", &["8.3.1", "..8.3.4", "8.4"]);
        check("Requirements 1 to 11", &["1", "..11"]);
    }

    #[test]
    fn other_numbers_behind_the_words_are_left_alone() {
        for text in [
            "requirements",
            "Requirement: 6.3",
            "a requirement 2-factor logins meet",
            "the requirements v4.0 has",
            "requirement 99.9% uptime",
            "control 2 GB of memory",
            "the requirement 2025 brings",
            "requirement\n\n6.3.1",
            "sequirement 6.3.1",
            "frequency 2.4",
            "Req",
            "eq. 3",
            "Requirements 10.x and 10.X",
            "requirement 6.3.x",
            "Requirements 6.2.* hold",
            "requirement [6.3.1](x)",
            "requirement `6.3.1`",
        ] {
            check(text, &[]);
        }
        check("Requirement 6.3.1, 30 of them", &["6.3.1"]);
        check("Requirement 6.3.1 and so on", &["6.3.1"]);
        check("Requirement 8.3 - 12 characters", &["8.3"]);
    }

    #[test]
    fn any_text_is_searched() {
        for text in ["requirement ", "Req.", "requirement (((", "control )1(", "requirement \u{e9}1", "Requirement 1,"]
        {
            candidates(text);
        }
        let ids = "1.1, ".repeat(50_000);
        assert_eq!(candidates(&format!("Requirements {ids}")).len(), 1);
    }
}
