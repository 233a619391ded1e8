//! The words of a text for Pagefind, which separates them by white space alone.
//!
//! For Pagefind `.`, `-`, `(` and `)` are letters here, so that `11.3.1` and `AC-2(1)` are words. Where such a character
//! only ends a sentence or encloses a phrase, it would become part of a word; there it is replaced with a similar one.
//! Characters of scripts without spaces get one on both sides, and a space beside them a mark. The search dialog does all
//! of this backwards.

use crate::source::{is_attached, is_unspaced};

/// The replacement of `.`.
pub(super) const FULL_STOP: char = '\u{2024}';

/// The replacements of `(` and `)`.
const OPENING: char = '\u{2768}';
const CLOSING: char = '\u{2769}';

/// Stands for a space beside a character of a script without spaces.
const SPACE: char = '\u{2063}';

/// Punctuation that ends a paragraph.
const ENDS: &[char] = &[FULL_STOP, '?', '!', ':', ';', ',', '…', '。', '！', '？', '：', '；', '，', '、'];

/// Text as words, written piece by piece.
#[derive(Debug, Default)]
pub(super) struct Words {
    written: String,
    /// Whether white space comes before the next character.
    has_gap: bool,
    /// The last character that is not attached to another.
    before: Option<char>,
    /// Parentheses opened inside the current word.
    open: usize,
}

impl Words {
    /// The words of one text.
    pub(super) fn of(text: &str) -> String {
        let mut words = Self::default();
        words.push(text);
        words.written
    }

    pub(super) fn len(&self) -> usize {
        self.written.len()
    }

    /// Adds white space.
    pub(super) fn end_word(&mut self) {
        self.has_gap = true;
    }

    /// Adds text that follows without white space.
    pub(super) fn push(&mut self, text: &str) {
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if character.is_whitespace() {
                self.has_gap = true;
                self.open = 0;
                continue;
            }
            let is_inside = characters.peek().is_some_and(|next| next.is_alphanumeric() && !is_unspaced(*next));
            let shown = self.shown(character, is_inside);
            self.put(shown);
        }
    }

    fn shown(&mut self, character: char, is_inside: bool) -> char {
        let follows =
            !self.has_gap && self.before.is_some_and(|before| before.is_alphanumeric() && !is_unspaced(before));
        match character {
            '.' if !is_inside => FULL_STOP,
            '(' if follows && is_inside => {
                self.open += 1;
                '('
            }
            '(' => OPENING,
            ')' if self.open > 0 => {
                self.open -= 1;
                ')'
            }
            ')' => CLOSING,
            // It would be taken for one of ours.
            SPACE => '\u{200b}',
            other => other,
        }
    }

    fn put(&mut self, character: char) {
        let is_start = self.written.is_empty();
        if is_attached(character) && !self.has_gap && !is_start {
            return self.written.push(character);
        }
        if is_unspaced(character) || self.before.is_some_and(is_unspaced) {
            if is_start {
                // Apart from the block before it.
                self.written.extend([SPACE, ' ']);
            } else if self.has_gap {
                self.written.extend([' ', SPACE, ' ']);
            } else {
                self.written.push(' ');
            }
        } else if self.has_gap && !is_start {
            self.written.push(' ');
        }
        self.written.push(character);
        self.has_gap = false;
        self.before = Some(character);
    }

    /// The words as a paragraph that ends with punctuation; `None` where there are none.
    pub(super) fn paragraph(mut self) -> Option<String> {
        if self.written.is_empty() {
            return None;
        }
        self.has_gap = false;
        if !self.before.is_some_and(|last| ENDS.contains(&last)) {
            self.put(FULL_STOP);
        }
        Some(self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = Words::of(text).replace('\u{2024}', "◦").replace('\u{2768}', "‹").replace('\u{2769}', "›");
        assert_eq!(shown.replace('\u{2063}', "_"), expected);
    }

    #[test]
    fn punctuation_is_part_of_ids_and_not_of_words() {
        check("See 11.3.1.1. Then 6.3.", "See 11.3.1.1◦ Then 6.3◦");
        check("AC-2(1) and (the CDE).", "AC-2(1) and ‹the CDE›◦");
        check("control(s), f(x).y )", "control(s), f(x).y ›");
        check("…e.g. .env", "…e.g◦ .env");
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        check("信用卡", "_ 信 用 卡");
        check("PCI DSS 信用卡 data", "PCI DSS _ 信 用 卡 _ data");
        check("TLS1.2を使用。AC-2(1)の", "TLS1.2 を 使 用 。 AC-2(1) の");
        check("6.3.2を 3.を", "6.3.2 を _ 3◦ を");
        check("표(CDE) 나", "_ 표 ‹CDE› _ 나");
        check("การ", "_ ก า ร");
        check("ที่นี่", "_ ที่ นี่");
        check("\u{1112}\u{1161}\u{11ab}a\u{301}", "_ \u{1112}\u{1161}\u{11ab} a\u{301}");
        check(" a  b\u{3000}c ", "a b c");
    }

    #[test]
    fn a_word_goes_on_in_the_next_piece() {
        let mut words = Words::default();
        ["AC-2", "(1) 信", "用", " ", "卡"].into_iter().for_each(|piece| words.push(piece));
        words.end_word();
        words.push("end");
        assert_eq!(words.len(), "AC-2(1) _ 信 用 _ 卡 _ end".len() + 3 * 2);
        assert_eq!(words.paragraph().unwrap().replace('\u{2063}', "_"), "AC-2(1) _ 信 用 _ 卡 _ end\u{2024}");
        assert_eq!(Words::default().paragraph(), None);
    }
}
