//! Where in its source a text begins to differ from an earlier one.

use crate::source::Span;

/// The first word of `new` that is not in the same place in the row of words of `old`; the last word where `new` only
/// ends earlier. White space, and so where lines end, does not count. Nothing where the words are the same.
pub fn first_difference(old: &str, new: &str) -> Option<Span> {
    let mut before = old.split_whitespace();
    let mut last = None;
    for word in new.split_whitespace() {
        let start = word.as_ptr() as usize - new.as_ptr() as usize;
        let span = Span::new(start, start + word.len());
        if before.next() != Some(word) {
            return Some(span);
        }
        last = Some(span);
    }
    before.next().map(|_| last.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_other_word_is_found_whatever_the_lines() {
        let check = |old: &str, new: &str, expected: Option<&str>| {
            assert_eq!(first_difference(old, new).map(|span| span.of(new)), expected, "{new}");
        };
        check("a b c", "a\n  b c", None);
        check("a b c", "a\nx c", Some("x"));
        check("a b c", "a b", Some("b"));
        check("a b", "a b c", Some("c"));
        check("a", "", Some(""));
        check("", "", None);
    }
}
