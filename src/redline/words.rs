//! Two texts compared word by word.

use similar::DiffableStr;

use super::align::{Op, align};
use super::block::Block;

/// In which of two texts a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In both.
    Both,
    /// In the earlier one alone.
    Removed,
    /// In the later one alone.
    Added,
}

/// A part of a compared text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it is.
    pub presence: Presence,
    /// Its text; never empty.
    pub text: String,
}

/// A word, what stands between words, or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Token<'t> {
    text: &'t str,
    is_address: bool,
}

impl Token<'_> {
    /// Whether it is a word or an address, and not what stands between them.
    pub(super) fn is_word(&self) -> bool {
        self.is_address || self.text.chars().any(char::is_alphanumeric)
    }
}

/// The words of a block by the rules of Unicode: a character of Chinese or Japanese is one.
pub(super) fn tokens(block: &Block) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (text, is_address) in block.parts() {
        if is_address {
            tokens.push(Token { text, is_address });
        } else {
            let words = text.tokenize_unicode_words();
            tokens.extend(words.into_iter().map(|text| Token { text, is_address }));
        }
    }
    tokens
}

/// The parts of two blocks: addresses are shown where they changed. A change that leaves only white space or
/// punctuation between it and the next is one with it, because single signs are hard to read between crossed-out words.
pub(super) fn parts(old: &Block, new: &Block) -> Vec<Part> {
    let (old, new) = (tokens(old), tokens(new));
    let mut parts = Vec::new();
    let (mut removed, mut added) = (String::new(), String::new());
    for op in joined(align(&old, &new), &old) {
        match op {
            Op::Replace(before, after) => {
                removed.extend(old[before].iter().map(|token| token.text));
                added.extend(new[after].iter().map(|token| token.text));
            }
            Op::Equal(before, _) => {
                push(&mut parts, Presence::Removed, std::mem::take(&mut removed));
                push(&mut parts, Presence::Added, std::mem::take(&mut added));
                let shown = old[before].iter().filter(|token| !token.is_address);
                push(&mut parts, Presence::Both, shown.map(|token| token.text).collect());
            }
        }
    }
    push(&mut parts, Presence::Removed, removed);
    push(&mut parts, Presence::Added, added);
    parts
}

fn push(parts: &mut Vec<Part>, presence: Presence, text: String) {
    if !text.is_empty() {
        parts.push(Part { presence, text });
    }
}

/// The same parts, where what is equal between two changes and has no word belongs to both of them.
fn joined(ops: Vec<Op>, old: &[Token<'_>]) -> Vec<Op> {
    let last = ops.len().saturating_sub(1);
    let between = |(index, op): (usize, Op)| match op {
        Op::Equal(before, after)
            if index > 0 && index < last && old[before.clone()].iter().all(|token| !token.is_word()) =>
        {
            Op::Replace(before, after)
        }
        op => op,
    };
    ops.into_iter().enumerate().map(between).collect()
}

#[cfg(test)]
mod tests {
    use super::{Presence, parts};
    use crate::redline::{Block, BlockKind};

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let block = |text: &str| Block::plain(BlockKind::Paragraph, text);
        let marked = parts(&block(old), &block(new)).into_iter().map(|part| match part.presence {
            Presence::Both => part.text,
            Presence::Removed => format!("[-{}-]", part.text),
            Presence::Added => format!("[+{}+]", part.text),
        });
        assert_eq!(marked.collect::<String>(), expected);
    }

    #[test]
    fn words_are_compared_as_wholes() {
        check("Scan every quarter.", "Scan every month.", "Scan every [-quarter-][+month+].");
        check("Scan it.", "Scan it, always.", "Scan it[+, always+].");
        check("a b c d", "a x y d", "a [-b c-][+x y+] d");
        check("don't use 3.2.1", "don't use 4.0.1", "don't use [-3.2.1-][+4.0.1+]");
        check("same", "same", "same");
        check("", "new", "[+new+]");
    }

    #[test]
    fn a_character_of_a_script_without_spaces_is_a_word() {
        check("每季度扫描", "每月扫描", "每[-季度-][+月+]扫描");
        check("毎月確認する", "毎週確認する", "毎[-月-][+週+]確認する");
    }
}
