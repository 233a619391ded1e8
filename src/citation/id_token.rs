//! Finds what may be an id in a text: `11.3.1`, `AC-2(1)`, `GV.OC-01`, `164.308(a)(1)(i)`.

use std::ops::Range;

/// A longer token is not an id, in bytes.
const MAX_LEN: usize = 40;

/// The next token at or behind byte `from` of `text` that may be an id and ends before byte `to`.
pub(super) fn next(text: &str, from: usize, to: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        if bytes[at].is_ascii_digit() || is_between_capitals(bytes, at) {
            let start = start_of(text, from, at);
            let end = end_of_run(text, at);
            if let Some(id) = start.and_then(|start| id_at(text, start)).filter(|id| id.end > at && id.end <= to) {
                return Some(id);
            }
            at = end.max(at);
        }
        at += 1;
    }
    None
}

/// Whether the byte is a point between two capitals on either side, as in `GV.OC`.
fn is_between_capitals(bytes: &[u8], at: usize) -> bool {
    let is_capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    bytes[at] == b'.' && at >= 2 && (at - 2..at + 3).all(|near| near == at || is_capital(near))
}

/// Where the token that holds byte `at` begins; nothing where it is the end of a longer word or of a path.
fn start_of(text: &str, from: usize, at: usize) -> Option<usize> {
    let mut start = at;
    let mut before = text[from..at].chars().rev().peekable();
    while let Some(letter) = before.peek().copied().filter(|_| at - start < MAX_LEN) {
        let is_hyphen = is_hyphen(letter) && text.as_bytes()[start].is_ascii_digit();
        if !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-') || is_hyphen) {
            break;
        }
        before.next();
        start -= letter.len_utf8();
        if is_hyphen && !before.peek().is_some_and(char::is_ascii_alphabetic) {
            start += letter.len_utf8();
            return Some(start);
        }
    }
    let start = at - text[start..at].trim_start_matches(['.', '-']).len();
    if is_compared(&text[from..start]) {
        return None;
    }
    let mut before = text[..start].chars().rev();
    match before.next() {
        // `_6.3_` is emphasis, `a_6.3` is a name.
        Some('_') => before.next().is_none_or(|letter| !letter.is_alphanumeric()).then_some(start),
        Some('>') => ends_with_tag(&text[from..start]).then_some(start),
        Some('/' | '\\' | '@' | '=' | '~' | '^' | '+' | '<' | '$' | '€' | '£' | '&' | '{') => None,
        Some(letter) if letter.is_alphanumeric() => None,
        _ => Some(start),
    }
}

/// Whether `before` ends with a short HTML tag, such as `<br>`.
fn ends_with_tag(before: &str) -> bool {
    const MAX_TAG: usize = 20;
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(MAX_TAG))..];
    near.rfind('<')
        .is_some_and(|at| near[at + 1..].starts_with(|first: char| first.is_ascii_alphabetic() || first == '/'))
}

/// Whether `before` ends with a comparison and a blank, as in `lodash < 4.17.21`: a version stands behind it. The `>` of
/// a quote begins a line.
fn is_compared(before: &str) -> bool {
    let rest = before.trim_end_matches(' ');
    let is_greater = || {
        let compared =
            rest.strip_suffix('>').filter(|rest| rest.ends_with(' ')).map(|rest| rest.trim_end_matches([' ', '>']));
        compared.is_some_and(|compared| !compared.is_empty() && !compared.ends_with('\n'))
    };
    let marks = ["<", "<=", ">=", "==", "~=", "~>", "\u{2264}", "\u{2265}"];
    rest.len() < before.len() && (marks.iter().any(|mark| rest.ends_with(mark)) || is_greater())
}

/// Whether a letter may stand for the hyphen between the letters and the number of an id.
fn is_hyphen(letter: char) -> bool {
    matches!(letter, '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}')
}

/// The end of the run of letters, digits and points that holds byte `at`.
fn end_of_run(text: &str, at: usize) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    at + text.as_bytes()[at..].iter().take_while(|byte| is_part(byte)).count()
}

/// The id that begins at byte `start` of `text`, if one does.
pub(super) fn id_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let length = run_length(rest)?;
    let mut token = &rest[..length];
    let mut behind = rest[length..].chars();
    let is_part = match behind.next().filter(|_| !token.ends_with(['(', ')'])) {
        Some('_') => behind.next().is_some_and(char::is_alphanumeric),
        Some(next) => next.is_alphanumeric() || matches!(next, '%' | '@' | '=' | '+' | '°'),
        None => false,
    };
    if is_part {
        return None;
    }
    loop {
        let opened = token.matches('(').count();
        let closed = token.matches(')').count();
        let shorter = match token.bytes().next_back() {
            Some(b'.' | b'-' | b'(') => &token[..token.len() - 1],
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
    // `10.x` and `6.2.*` name a group of ids, not one.
    let is_open = [".x", ".X", ".*"].iter().any(|end| rest[token.len()..].starts_with(end));
    (is_id(token) && !is_open && !is_measure(token, &rest[token.len()..])).then(|| start..start + token.len())
}

/// How many bytes at the start of `rest` belong to a token; nothing where they are too many for an id. A dash that
/// stands for the hyphen between the letters and the number of an id belongs to it.
fn run_length(rest: &str) -> Option<usize> {
    let mut length = 0;
    let mut letters = rest.chars().peekable();
    let mut is_behind_letter = false;
    while let Some(letter) = letters.next() {
        let is_hyphen = is_hyphen(letter) && is_behind_letter && letters.peek().is_some_and(char::is_ascii_digit);
        if !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '(' | ')') || is_hyphen) {
            break;
        }
        is_behind_letter = letter.is_ascii_alphabetic();
        length += letter.len_utf8();
        if length > MAX_LEN {
            return None;
        }
    }
    Some(length)
}

/// The first of two ids that a hyphen joins, `8.3.1` of `8.3.1-8.3.4`, `AC-2` of `AC-2-AC-6`; anything else as it is.
fn range_start(token: &str) -> &str {
    let hyphens = token.match_indices('-').map(|(at, _)| (&token[..at], &token[at + 1..]));
    let range = hyphens.into_iter().find(|(first, last)| {
        let is_number = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_digit())
                && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        let is_whole = first.ends_with(|end: char| end.is_ascii_digit() || end == ')');
        let family = letters(first);
        is_whole && (is_number(first) && is_number(last) || !family.is_empty() && family == letters(last))
    });
    range.map_or(token, |(first, _)| first)
}

/// The letters that an id begins with.
fn letters(id: &str) -> &str {
    &id[..id.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(id.len())]
}

/// Whether `token` has the shape of an id of some framework: it holds a digit and no word follows that, or it is made of
/// capitals with points between them.
fn is_id(token: &str) -> bool {
    let bytes = token.as_bytes();
    if bytes.is_empty() || bytes.len() > MAX_LEN || !bytes[0].is_ascii_alphanumeric() || token.contains("..") {
        return false;
    }
    let Some(digit) = bytes.iter().position(u8::is_ascii_digit) else {
        return token.contains('.') && bytes.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'.');
    };
    let is_version = digit == 1 && bytes[0].eq_ignore_ascii_case(&b'v');
    let is_number = bytes.iter().all(u8::is_ascii_digit);
    let is_open = token.ends_with(".x") || token.ends_with(".X");
    !is_open && !is_version && !is_date(token) && !has_words(&token[digit..]) && (!is_number || bytes.len() <= 4)
}

/// Whether a run of lower-case letters is neither the letter of an item nor a Roman number.
fn has_words(behind: &str) -> bool {
    let runs = behind.split(|letter: char| !letter.is_ascii_lowercase());
    let is_roman = |run: &str| run.chars().all(|letter| matches!(letter, 'i' | 'v' | 'x'));
    runs.into_iter().any(|run| run.len() > 1 && !is_roman(run))
}

/// `2025-03-31`, `31.03.2025`.
fn is_date(token: &str) -> bool {
    let mut parts = token.split(['-', '.']);
    let (Some(first), Some(second), Some(third), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    [first, second, third].into_iter().all(is_number) && (first.len() == 4 || third.len() == 4)
}

/// Whether `token` is the number of a measure, whose unit begins the text `behind` it.
fn is_measure(token: &str, behind: &str) -> bool {
    const UNITS: [&str; 24] = [
        "gb", "mb", "kb", "tb", "gib", "mib", "ghz", "mhz", "ms", "seconds", "minutes", "hours", "days", "weeks",
        "months", "years", "percent", "times", "million", "billion", "cores", "cpus", "vcpus", "bits",
    ];
    let is_number = token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let word = behind.trim_start().split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    is_number && token.matches('.').count() < 2 && UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::next;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(token) = next(text, from, text.len()) {
            from = token.end;
            found.push(&text[token]);
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tokens_of_every_shape_are_found() {
        check("under 8.3.10, (AC-2(1)) and **GV.OC-01**.", &["8.3.10", "AC-2(1)", "GV.OC-01"]);
        check(
            "CC6.1 A.5.1 ISM-0123 164.308(a)(1)(ii) PO.1.1",
            &["CC6.1", "A.5.1", "ISM-0123", "164.308(a)(1)(ii)", "PO.1.1"],
        );
        check("AC.L2-3.1.1[a] AC.L1-b.1.i. AC-2a.1", &["AC.L2-3.1.1", "AC.L1-b.1.i", "AC-2a.1"]);
        check("A.7.5(\u{ac1c}), (A.8.1)\u{b97c}", &["A.7.5", "A.8.1"]);
        check("the category GV.XX, U.S. law", &["GV.XX"]);
        check("AC\u{2011}2, AC\u{2013}3", &["AC\u{2011}2", "AC\u{2013}3"]);
        check("_8.3.1_ #AC-99 \u{a7}8.3", &["8.3.1", "AC-99", "8.3"]);
        check("8.3.1-8.3.4 AC-2-AC-6", &["8.3.1", "8.3.4", "AC-2", "AC-6"]);
    }

    #[test]
    fn parts_of_longer_words_are_none() {
        check("v1.2.3 x86_64-1.2 a/1.2.3 pkg@1.2.3 n==1.2.3 1.2.3+4 99.9% 10.x 6.2.* $4.24", &[]);
        check("lodash < 4.17.21, x >= 1.2.3, y > 2.3.4, z \u{2264} 1.2.3", &[]);
        check("> 8.3.1\n> > 8.3.2<br>8.3.3<br/>8.3.4", &["8.3.1", "8.3.2", "8.3.3", "8.3.4"]);
        check("\u{e9}1.2.3 1.2.3\u{e9} 1.2.3rc1 2025-03-31 31.03.2025 12.5 GB", &[]);
    }

    #[test]
    fn any_text_is_searched() {
        for text in ["", "(((1", "1)))", "\u{e9}", "1\u{2013}", "A\u{2013}", ".1.", "-1-", "1.", "A.B", ".AB", "AB.CD"]
        {
            let mut from = 0;
            while let Some(token) = next(text, from, text.len()) {
                from = token.end;
            }
        }
    }
}
