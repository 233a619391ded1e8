//! The blocks of two versions of a document compared.

use std::collections::{BTreeSet, HashMap};
use std::mem::discriminant;
use std::ops::Range;

use super::align::{Op, align};
use super::block::{Block, BlockKind};
use super::words::{Part, Token, parts, tokens};

/// How many earlier blocks are tried for a block that is new.
const WINDOW: usize = 8;
/// Blocks are versions of one if this share of their words, in percent, is in both.
const ALIKE: usize = 50;

/// What changed in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redline {
    /// All of it in reading order, with little of what is the same.
    pub passages: Vec<Passage>,
    /// How many of the passages are changes.
    pub changes: usize,
}

/// A part of a compared document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// So many blocks that are the same are left out.
    Folded(usize),
    /// A block that is the same, beside a change or its heading.
    Same(Block),
    /// A block that was and is there, with other words.
    Changed(BlockKind, Vec<Part>),
    /// A block that is no longer there; `is_moved` where it is elsewhere in the document.
    Removed {
        /// The block.
        block: Block,
        /// Whether the document has it elsewhere.
        is_moved: bool,
    },
    /// A block that was not there.
    Added {
        /// The block.
        block: Block,
        /// Whether the document had it elsewhere.
        is_moved: bool,
    },
}

/// Compares two versions of a document. The time grows with their length, whatever they hold.
pub fn compare(old: &[Block], new: &[Block]) -> Redline {
    let mut passages = Vec::new();
    let ops = align(old, new);
    for (index, op) in ops.iter().enumerate() {
        match op {
            Op::Equal(before, _) => push_same(&old[before.clone()], index > 0, index + 1 < ops.len(), &mut passages),
            Op::Replace(before, after) => push_changed(&old[before.clone()], &new[after.clone()], &mut passages),
        }
    }
    mark_moved(&mut passages);
    let is_change = |passage: &&Passage| !matches!(passage, Passage::Folded(_) | Passage::Same(_));
    let changes = passages.iter().filter(is_change).count();
    Redline { passages, changes }
}

/// Adds what is the same: the blocks beside a change, and the heading that the next change is under.
fn push_same(blocks: &[Block], is_after_change: bool, is_before_change: bool, passages: &mut Vec<Passage>) {
    let last = blocks.len() - 1;
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    if is_after_change {
        shown.insert(0);
    }
    if is_before_change {
        shown.insert(last);
        // The title stands above all of it.
        shown.extend(blocks.iter().rposition(|block| matches!(block.kind, BlockKind::Heading(2..))));
    }
    let mut from = 0;
    for index in shown {
        push_folded(&blocks[from..index], passages);
        passages.push(Passage::Same(blocks[index].clone()));
        from = index + 1;
    }
    push_folded(&blocks[from..], passages);
}

/// Adds blocks that are left out. A single one is as short as the words that would stand for it.
fn push_folded(blocks: &[Block], passages: &mut Vec<Passage>) {
    match blocks {
        [] => {}
        [block] => passages.push(Passage::Same(block.clone())),
        blocks => passages.push(Passage::Folded(blocks.len())),
    }
}

/// Adds what one part of the document was and is: what is no longer there comes first.
fn push_changed(old: &[Block], new: &[Block], passages: &mut Vec<Passage>) {
    let removed = |block: &Block| Passage::Removed { block: block.clone(), is_moved: false };
    let added = |block: &Block| Passage::Added { block: block.clone(), is_moved: false };
    let (mut from, mut to) = (0, 0);
    let pairs = versions(old, new).into_iter().enumerate().filter_map(|(new, old)| Some((old?, new)));
    for (at_old, at_new) in pairs {
        passages.extend(old[from..at_old].iter().map(removed));
        passages.extend(new[to..at_new].iter().map(added));
        passages.push(Passage::Changed(new[at_new].kind, parts(&old[at_old], &new[at_new])));
        (from, to) = (at_old + 1, at_new + 1);
    }
    passages.extend(old[from..].iter().map(removed));
    passages.extend(new[to..].iter().map(added));
}

/// For each new block the old one that it is a version of, in order.
fn versions(old: &[Block], new: &[Block]) -> Vec<Option<usize>> {
    let (old_words, new_words): (Vec<_>, Vec<_>) =
        (old.iter().map(sorted_words).collect(), new.iter().map(sorted_words).collect());
    let mut from = 0;
    let mut found = Vec::with_capacity(new.len());
    for (block, words) in new.iter().zip(&new_words) {
        let window: Range<usize> = from..old.len().min(from + WINDOW);
        let alike = window.filter(|at| discriminant(&old[*at].kind) == discriminant(&block.kind));
        let alike = alike.map(|at| (likeness(&old_words[at], words), at)).filter(|(likeness, _)| *likeness >= ALIKE);
        // Of those that are as like, the first.
        let best = alike.max_by_key(|(likeness, at)| (*likeness, usize::MAX - at)).map(|(_, at)| at);
        from = best.map_or(from, |at| at + 1);
        found.push(best);
    }
    found
}

fn sorted_words(block: &Block) -> Vec<Token<'_>> {
    let mut words: Vec<Token<'_>> = tokens(block).into_iter().filter(Token::is_word).collect();
    words.sort_unstable();
    words
}

/// The share of words that two sorted lists have in common, in percent.
fn likeness(one: &[Token<'_>], other: &[Token<'_>]) -> usize {
    let (mut a, mut b, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (one.get(a), other.get(b)) {
        common += usize::from(x == y);
        a += usize::from(x <= y);
        b += usize::from(y <= x);
    }
    (200 * common).checked_div(one.len() + other.len()).unwrap_or(100)
}

/// Marks blocks that were removed in one place and added in another.
fn mark_moved(passages: &mut [Passage]) {
    let mut removed: HashMap<Block, Vec<usize>> = HashMap::new();
    for (index, passage) in passages.iter().enumerate().rev() {
        if let Passage::Removed { block, .. } = passage {
            removed.entry(block.clone()).or_default().push(index);
        }
    }
    if removed.is_empty() {
        return;
    }
    for index in 0..passages.len() {
        let Passage::Added { block, is_moved } = &mut passages[index] else { continue };
        let Some(from) = removed.get_mut(block).and_then(Vec::pop) else { continue };
        *is_moved = true;
        if let Passage::Removed { is_moved, .. } = &mut passages[from] {
            *is_moved = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Passage, compare};
    use crate::redline::{Block, BlockKind, Part, Presence};

    fn blocks(texts: &[&str]) -> Vec<Block> {
        let block = |text: &&str| match text.strip_prefix("# ") {
            Some(heading) => Block::plain(BlockKind::Heading(2), heading),
            None => Block::plain(BlockKind::Paragraph, *text),
        };
        texts.iter().map(block).collect()
    }

    fn shown(old: &[&str], new: &[&str]) -> Vec<String> {
        let part = |part: &Part| match part.presence {
            Presence::Both => part.text.clone(),
            Presence::Removed => format!("[-{}-]", part.text),
            Presence::Added => format!("[+{}+]", part.text),
        };
        let moved = |is_moved: bool| if is_moved { " moved" } else { "" };
        let passage = |passage: Passage| match passage {
            Passage::Folded(count) => format!("{count} folded"),
            Passage::Same(block) => format!("= {}", block.shown()),
            Passage::Changed(_, parts) => format!("~ {}", parts.iter().map(part).collect::<String>()),
            Passage::Removed { block, is_moved } => format!("- {}{}", block.shown(), moved(is_moved)),
            Passage::Added { block, is_moved } => format!("+ {}{}", block.shown(), moved(is_moved)),
        };
        compare(&blocks(old), &blocks(new)).passages.into_iter().map(passage).collect()
    }

    #[test]
    fn a_change_is_shown_with_its_neighbours_and_its_heading() {
        let old = ["# One", "a", "b", "# Two", "c", "d", "the old words", "e", "f", "g"];
        let new = ["# One", "a", "b", "# Two", "c", "d", "the new words", "e", "f", "g"];
        let expected = ["3 folded", "= Two", "= c", "= d", "~ the [-old-][+new+] words", "= e", "2 folded"];
        assert_eq!(shown(&old, &new), expected);
        assert_eq!(shown(&old, &old), ["10 folded"]);
        assert_eq!(compare(&blocks(&old), &blocks(&new)).changes, 1);
    }

    #[test]
    fn blocks_of_other_words_are_removed_and_added() {
        let (old, new) = (["a", "we scan each quarter", "z"], ["a", "backups are kept for years", "z"]);
        assert_eq!(shown(&old, &new), ["= a", "- we scan each quarter", "+ backups are kept for years", "= z"]);
        assert_eq!(shown(&[], &["a"]), ["+ a"]);
        assert_eq!(shown(&["a"], &[]), ["- a"]);
    }

    #[test]
    fn a_block_in_another_place_is_moved() {
        let (old, new) = (["this one", "b", "c", "d", "e"], ["b", "c", "d", "e", "this one"]);
        assert_eq!(shown(&old, &new), ["- this one moved", "= b", "2 folded", "= e", "+ this one moved"]);
    }

    #[test]
    fn each_new_version_of_a_block_is_found_past_a_new_one() {
        let old = ["scan the network each quarter", "keep the logs for a year"];
        let new = ["something else that is new here", "scan the network each month", "keep the logs for two years"];
        assert_eq!(
            shown(&old, &new),
            [
                "+ something else that is new here",
                "~ scan the network each [-quarter-][+month+]",
                "~ keep the logs for [-a year-][+two years+]",
            ]
        );
    }
}
