//! Other spellings of ids.

/// An id without the zeros that pad its numbers.
pub(super) fn without_padding(id: &str) -> String {
    let mut unpadded = String::with_capacity(id.len());
    let mut letters = id.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_within = unpadded.ends_with(|before: char| before.is_ascii_digit());
        let is_padding = letter == '0' && !is_within && letters.peek().is_some_and(char::is_ascii_digit);
        if !is_padding {
            unpadded.push(letter);
        }
    }
    unpadded
}

/// What an item of a requirement's text is an item of: `AC-2` of `AC-2a`, `AC-2a.1` and `AC-2.a`, `AC-2(1)` of
/// `AC-2(1)(a)`.
pub(super) fn item_of(id: &str) -> Option<&str> {
    let item = id.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let item = item.strip_suffix(')').unwrap_or(item);
    let whole = item.strip_suffix(|letter: char| letter.is_ascii_lowercase())?;
    Some(whole.trim_end_matches(['(', '.']))
}
