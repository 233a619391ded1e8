//! Which rules of a context can match in a line, told all at once by the bytes that stand in it.
//!
//! A context has dozens of rules, and in most lines a handful of them can begin anywhere. Kept out: where.

use super::pattern::{Bytewise, ROWS, Start, row};

/// The rules of a context, by the bytes their matches can begin with. Rules are bits, 64 to a word.
#[derive(Debug)]
pub(super) struct Candidates {
    /// Those that may match where no byte tells.
    always: Vec<u64>,
    /// The words of one row after those of another.
    by_byte: Vec<u64>,
}

impl Candidates {
    /// The table of rules that begin like this, in their order.
    pub(super) fn of<'s>(starts: impl ExactSizeIterator<Item = &'s Start>) -> Self {
        let words = starts.len().div_ceil(64);
        let mut table = Self { always: vec![0; words], by_byte: vec![0; words * ROWS] };
        for (rule, start) in starts.enumerate() {
            let (word, bit) = (rule / 64, 1 << (rule % 64));
            match start.first_bytes() {
                Some(bytes) => bytes.iter().for_each(|byte| table.by_byte[row(byte) * words + word] |= bit),
                None => table.always[word] |= bit,
            }
        }
        table
    }

    /// The ranks of the rules that can match in `line`, in their order.
    pub(super) fn in_line(&self, line: &Bytewise) -> impl Iterator<Item = usize> {
        let words = self.always.len();
        (0..words).flat_map(move |word| {
            let rows = line.rows().iter();
            let mut left =
                rows.fold(self.always[word], |all, row| all | self.by_byte[usize::from(*row) * words + word]);
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(word * 64 + bit)
            })
        })
    }
}
