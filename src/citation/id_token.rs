//! Finds the id at an offset of a text.

use std::ops::Range;

/// A longer token is not an id, in bytes.
const MAX_LEN: usize = 40;

/// The id that begins at byte `start` of `text`, if one does.
pub(super) fn id_at(text: &str, start: usize) -> Option<Range<usize>> {
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
    // `10.x` and `6.2.*` name a group of ids, not one.
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

/// A number without the letter of a testing procedure: `1.2.5` of `1.2.5.a`.
fn without_procedure(token: &str) -> &str {
    let Some(number) = token.strip_suffix(|last: char| last.is_ascii_lowercase()) else { return token };
    let number = number.strip_suffix('.').unwrap_or(number);
    let is_number = number.contains('.') && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number { number } else { token }
}

/// Whether `token` has the shape of an id of some framework: it holds a digit, and no words follow that.
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
