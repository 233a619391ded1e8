//! Which side of a delimiter is a word, as Goldmark decides it (CommonMark, section 6.2).

use crate::source::{is_punctuation, is_symbol};

/// Whether a delimiter between these characters can open and close.
pub(super) fn flanks(before: char, after: char) -> (bool, bool) {
    let flanks = |inner: char, outer: char| {
        !inner.is_whitespace() && (!is_mark(inner) || outer.is_whitespace() || is_mark(outer))
    };
    (flanks(after, before), flanks(before, after))
}

/// Whether a character is punctuation or a symbol.
pub(super) fn is_mark(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_punctuation()
    } else {
        is_punctuation(character) || is_symbol(character)
    }
}
