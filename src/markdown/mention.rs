//! Requirements that prose names without citing them: `Requirement 11.3.1`, `controls AC-2 and AC-3(1)`.
//!
//! Found in the source text first, which is quick and nearly always finds nothing; only then is it asked what
//! of it is prose. Which framework a number belongs to is for others to say: the sentence comes along.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::citation::{self, Citable};
use super::origin::Mapped;
use crate::source::Span;

/// Requirements that are named in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The word before the first id.
    pub word: Word,
    /// Whether that word begins with a capital, as the name of something does.
    pub is_capitalised: bool,
    /// The sentence it stands in, as written.
    pub sentence: String,
    /// Its bytes in the sentence, from the word to the last id.
    pub at: Span,
    /// The ids, in the order written.
    pub ids: Vec<MentionedId>,
    /// The whole of it in the file.
    pub span: Span,
    /// Whether it stands in the file in one piece and can become a citation: not inside a link, and with no markup
    /// in its middle.
    pub is_plain: bool,
}

/// An id that prose names.
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

/// The words without their first letter, each with the letter.
const WORDS: [(&str, u8, Word); 7] = [
    ("equirement", b'r', Word::Requirement),
    ("eq.", b'r', Word::Requirement),
    ("eqs.", b'r', Word::Requirement),
    ("eq ", b'r', Word::Requirement),
    ("eqs ", b'r', Word::Requirement),
    ("ontrol", b'c', Word::Control),
    ("ractice", b'p', Word::Practice),
];

/// A candidate, by its bytes in the text.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    word: Word,
    start: usize,
    /// The ids, each with whether it ends a range.
    ids: Vec<(Range<usize>, bool)>,
}

/// The mentions in `text` that stand in prose, as its `events` have it.
pub(super) fn find(text: &Mapped, events: &[(Event<'_>, Range<usize>)], citable: &[Citable]) -> Vec<Mention> {
    let candidates = candidates(&text.text);
    if candidates.is_empty() {
        return Vec::new();
    }
    let prose = prose(events, citable);
    candidates.into_iter().filter_map(|candidate| mention(text, candidate, &prose)).collect()
}

/// A run of prose, and whether it is the text of a link.
type Run = (Range<usize>, bool);

/// Text that is neither code nor raw HTML, no alternative of an image, and no citation.
fn prose(events: &[(Event<'_>, Range<usize>)], citable: &[Citable]) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut apart, mut linked) = (0_usize, 0_usize);
    let mut links = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. }) => apart += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image) => apart = apart.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_citation = citation::read(dest_url, citable).is_some();
                links.push(is_citation);
                if is_citation { apart += 1 } else { linked += 1 }
            }
            Event::End(TagEnd::Link) => match links.pop() {
                Some(true) => apart = apart.saturating_sub(1),
                _ => linked = linked.saturating_sub(1),
            },
            Event::Text(_) if apart == 0 => runs.push((range.clone(), linked > 0)),
            _ => {}
        }
    }
    runs
}

fn mention(text: &Mapped, candidate: Candidate, prose: &[Run]) -> Option<Mention> {
    let run_of = |at: usize| {
        let index = prose.partition_point(|(run, _)| run.start <= at).checked_sub(1)?;
        prose.get(index).filter(|(run, _)| at < run.end)
    };
    let source = text.text.as_str();
    let (_, is_linked) = run_of(candidate.start)?;
    // What follows an id that is no prose is none either.
    let ids: Vec<_> = candidate.ids.into_iter().take_while(|(id, _)| run_of(id.start).is_some()).collect();
    let whole = candidate.start..ids.last()?.0.end;
    let sentence = sentence(source, &whole);
    let within = |range: &Range<usize>| Span::new(range.start - sentence.start, range.end - sentence.start);
    let id = |(id, is_end_of_range): &(Range<usize>, bool)| MentionedId {
        id: source[id.clone()].to_owned(),
        at: within(id),
        span: text.in_file(Span::from(id.clone())),
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
        span: text.in_file(Span::from(whole.clone())),
        is_plain: !is_linked
            && !has_markup
            && !is_number_in_brackets(&source[whole.end..])
            && text.verbatim_in_file(Span::from(whole)).is_some(),
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
    let behind = blanks(rest);
    if behind.len() == rest.len() && !is_abbreviated {
        return None;
    }
    let mut ids = vec![(id(text, text.len() - behind.len())?, false)];
    while let Some((at, is_end_of_range)) = ids.last().and_then(|(last, _)| continued(text, last.end)) {
        let Some(next) = id(text, at) else { break };
        // `Requirement 6.3.1, 30 of them`: a plain number goes on only where plain numbers are listed.
        let is_plain = |range: &Range<usize>| text[range.clone()].bytes().all(|byte| byte.is_ascii_digit());
        if is_plain(&next) && !ids.last().is_some_and(|(last, _)| is_plain(last)) {
            break;
        }
        ids.push((next, is_end_of_range));
    }
    Some(ids)
}

/// `rest` without the blanks, marks of emphasis and of quotes at its start; a paragraph ends at an empty line.
fn blanks(rest: &str) -> &str {
    let trimmed = rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '>'));
    let blank = &rest[..rest.len() - trimmed.len()];
    if blank.bytes().filter(|byte| *byte == b'\n').count() > 1 { rest } else { trimmed }
}

/// Where a further id may begin behind the one that ends at `end`, and whether it ends a range.
fn continued(text: &str, end: usize) -> Option<(usize, bool)> {
    const JOINED: [(&str, bool); 12] = [
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
    let rest = blanks(&text[end..]);
    let is_close = rest.len() == text.len() - end;
    // A word that a line ends with is joined all the same.
    let starts = |joint: &str| {
        let behind = rest.strip_prefix(joint.trim_end())?;
        let is_word = joint.ends_with(' ');
        let after = blanks(behind);
        (!is_word || after.len() < behind.len()).then_some(after)
    };
    // A dash with blanks around it begins something else.
    let joints = JOINED.iter().filter(|(joint, _)| is_close || !joint.ends_with(['-', '–']));
    let (after, is_range) = joints.into_iter().find_map(|(joint, is_range)| Some((starts(joint)?, *is_range)))?;
    Some((text.len() - after.len(), is_range))
}

/// Longer is no id.
const MAX_LEN: usize = 40;

/// The id that begins at byte `start`, if one does.
fn id(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b".-()_".contains(byte);
    let length = rest.bytes().take(MAX_LEN + 1).take_while(is_part).count();
    let mut token = &rest[..length];
    if rest[length..].starts_with(|next: char| next.is_alphanumeric() || matches!(next, '%' | '@' | '=' | '+')) {
        return None;
    }
    loop {
        let opened = token.matches('(').count();
        let closed = token.matches(')').count();
        let shorter = match token.bytes().next_back() {
            Some(b'.' | b'-' | b'_' | b'(') => &token[..token.len() - 1],
            Some(b')') if closed > opened => &token[..token.len() - 1],
            _ if opened > closed => &token[..token.rfind('(').unwrap_or_default()],
            _ => break,
        };
        token = shorter;
    }
    if !is_id(token) {
        token = &token[..token.find('(')?];
    }
    token = range_start(token);
    token = without_procedure(token);
    // `10.x` and `6.2.*` speak of several, and of none in particular.
    let is_open = [".x", ".X", ".*"].iter().any(|end| rest[token.len()..].starts_with(end));
    (is_id(token) && !is_open && !is_measure(token, &rest[token.len()..])).then(|| start..start + token.len())
}

/// The first of two numbers that a hyphen joins, `8.3.1-8.3.4`; anything else as it is.
fn range_start(token: &str) -> &str {
    let is_number = |part: &str| part.contains('.') && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match token.split_once('-') {
        Some((first, last)) if is_number(first) && is_number(last) => first,
        _ => token,
    }
}

/// A number without the letter of a testing procedure: `1.2.5.a` speaks of `1.2.5`.
fn without_procedure(token: &str) -> &str {
    let Some(number) = token.strip_suffix(|last: char| last.is_ascii_lowercase()) else { return token };
    let number = number.strip_suffix('.').unwrap_or(number);
    let is_number = number.contains('.') && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number { number } else { token }
}

/// Whether it has the shape of an id in some framework: a digit, and no words behind it.
fn is_id(token: &str) -> bool {
    let bytes = token.as_bytes();
    let Some(digit) = bytes.iter().position(u8::is_ascii_digit) else { return false };
    let is_version = digit == 1 && bytes[0].eq_ignore_ascii_case(&b'v');
    let has_words = bytes[digit..].windows(2).any(|pair| pair.iter().all(u8::is_ascii_lowercase));
    let is_number = bytes.iter().all(u8::is_ascii_digit);
    let is_open = token.ends_with(".x") || token.ends_with(".X");
    let is_ordinary = bytes.len() <= MAX_LEN && bytes[0].is_ascii_alphanumeric() && !token.contains("..");
    is_ordinary && !is_open && !is_version && !has_words && (!is_number || bytes.len() <= 2)
}

/// Whether a number is one of things that are counted or weighed.
fn is_measure(token: &str, behind: &str) -> bool {
    const UNITS: [&str; 24] = [
        "gb", "mb", "kb", "tb", "gib", "mib", "ghz", "mhz", "ms", "seconds", "minutes", "hours", "days", "weeks",
        "months", "years", "percent", "times", "million", "billion", "cores", "cpus", "vcpus", "bits",
    ];
    let is_number = token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let word = behind.trim_start().split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    is_number && token.matches('.').count() < 2 && UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word))
}

/// A sentence is looked for no further than this from what it is looked for.
const FARTHEST: usize = 240;

/// The sentence around `whole`, as well as one can tell.
fn sentence(text: &str, whole: &Range<usize>) -> Range<usize> {
    let from = text.ceil_char_boundary(whole.start.saturating_sub(FARTHEST));
    let to = text.floor_char_boundary((whole.end + FARTHEST).min(text.len()));
    let before = &text[from..whole.start];
    let start = ends(before).map(|(_, end)| end).last().map_or(from, |end| from + end);
    let end = ends(&text[whole.end..to]).map(|(start, _)| start).next().map_or(to, |end| whole.end + end);
    start..end.max(whole.end)
}

/// Where a sentence of `text` ends, and where the next one begins.
fn ends(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let is_end = move |(at, mark): (usize, &str)| {
        let (before, behind) = (&text[..at], &text[at + mark.len()..]);
        match mark.as_bytes()[0] {
            b'\n' => {
                let line = behind.trim_start_matches([' ', '\t', '>']);
                let is_end = line.starts_with(['\n', '\r', '-', '*', '+', '#', '|']);
                is_end.then_some((at, at + 1))
            }
            _ => {
                let is_short = ["Req", "Reqs", "req", "reqs", "e.g", "i.e", "vs", "no", "No", "cf"];
                let last = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next();
                let is_abbreviated = last.is_some_and(|word| is_short.contains(&word));
                let is_end = behind.starts_with([' ', '\n', '\r']) && !is_abbreviated;
                is_end.then_some((at, at + 1))
            }
        }
    };
    text.match_indices(['.', '?', '!', '\n']).filter_map(is_end)
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
    fn ranges_are_told_from_lists() {
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
    fn no_text_is_too_odd() {
        for text in ["requirement ", "Req.", "requirement (((", "control )1(", "requirement \u{e9}1", "Requirement 1,"]
        {
            candidates(text);
        }
        let ids = "1.1, ".repeat(50_000);
        assert_eq!(candidates(&format!("Requirements {ids}")).len(), 1);
    }
}
