//! Which rules of a context can match at a place, told all at once by the byte that stands there.
//!
//! A context has dozens of rules, and at most places a handful of them can begin. Kept out: what else they need.

use super::pattern::{ROWS, Start, row};

/// The rules of a context, by the bytes their matches can begin with. Rules are bits, 64 to a word.
#[derive(Debug)]
pub(super) struct Candidates {
    /// How many words a row has.
    words: usize,
    /// The words of one row after those of another: a row for each byte, and the last for the end of the line.
    rows: Vec<u64>,
}

impl Candidates {
    /// The table of rules that begin like this, in their order.
    pub(super) fn of<'s>(starts: impl ExactSizeIterator<Item = &'s Start>) -> Self {
        let words = starts.len().div_ceil(64);
        let mut table = Self { words, rows: vec![0; words * (ROWS + 1)] };
        for (rule, start) in starts.enumerate() {
            match start.first_bytes() {
                Some((bytes, at_end)) => {
                    bytes.iter().for_each(|byte| table.add(row(byte), rule));
                    if at_end {
                        table.add(ROWS, rule);
                    }
                }
                None => (0..=ROWS).for_each(|row| table.add(row, rule)),
            }
        }
        table
    }

    fn add(&mut self, row: usize, rule: usize) {
        self.rows[row * self.words + rule / 64] |= 1 << (rule % 64);
    }

    /// The ranks of the rules that can match where `byte` stands, or at the end of the line, in their order.
    pub(super) fn at(&self, byte: Option<u8>) -> Ranks<'_> {
        let first = byte.map_or(ROWS, row) * self.words;
        Ranks { words: self.rows.get(first..first + self.words).unwrap_or_default(), begun: 0, left: 0 }
    }
}

/// Ranks of rules, as the bits of words.
pub(super) struct Ranks<'a> {
    words: &'a [u64],
    /// How many words are begun.
    begun: usize,
    /// What is left of the last of them.
    left: u64,
}

impl Iterator for Ranks<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.left = *self.words.get(self.begun)?;
            self.begun += 1;
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some((self.begun - 1) * 64 + bit)
    }
}
