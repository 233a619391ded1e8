//! The longest common parts of two sequences, in time that grows with their length.
//!
//! Myers' algorithm takes the product of length and difference. It is therefore used on short sequences only; long ones
//! are divided at items that each has once (as in a patience diff), and what cannot be divided is one replacement. The
//! result is a function of the input, which a time limit would not give.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The greatest length of two sequences together that are compared item by item.
const MAX_EXACT: usize = 600;
/// How often a sequence is divided at items that are unique in the part.
const MAX_DEPTH: usize = 4;

/// A part of two sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    /// Both have the same items.
    Equal(Range<usize>, Range<usize>),
    /// They have different ones; one of the ranges may be empty.
    Replace(Range<usize>, Range<usize>),
}

/// What two sequences have in common, in order; every index of both is in one part. No two neighbours are of one kind.
pub(super) fn align<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<Op> {
    let mut numbers: HashMap<&T, u32> = HashMap::with_capacity(old.len());
    let mut number = |item| {
        let next = numbers.len() as u32;
        *numbers.entry(item).or_insert(next)
    };
    let old: Vec<u32> = old.iter().map(&mut number).collect();
    let new: Vec<u32> = new.iter().map(&mut number).collect();
    let mut aligner = Aligner { old: &old, new: &new, ops: Vec::new() };
    aligner.part(0..old.len(), 0..new.len(), 0);
    aligner.ops
}

struct Aligner<'a> {
    old: &'a [u32],
    new: &'a [u32],
    ops: Vec<Op>,
}

impl Aligner<'_> {
    fn part(&mut self, old: Range<usize>, new: Range<usize>, depth: usize) {
        let (a, b) = (&self.old[old.clone()], &self.new[new.clone()]);
        let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[prefix..], &b[prefix..]);
        let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        self.equal(old.start, new.start, prefix);
        self.middle(old.start + prefix..old.end - suffix, new.start + prefix..new.end - suffix, depth);
        self.equal(old.end - suffix, new.end - suffix, suffix);
    }

    /// A part whose first and last items differ.
    fn middle(&mut self, old: Range<usize>, new: Range<usize>, depth: usize) {
        let (a, b) = (&self.old[old.clone()], &self.new[new.clone()]);
        if a.is_empty() || b.is_empty() {
            return self.replace(old, new);
        }
        if a.len() + b.len() <= MAX_EXACT {
            // Its lengths alone are used: an index of an empty range may be that before a shift.
            let (mut from, mut to) = (old.start, new.start);
            for op in capture_diff_slices(Algorithm::Myers, a, b) {
                let (before, after) = (from..from + op.old_range().len(), to..to + op.new_range().len());
                (from, to) = (before.end, after.end);
                match op {
                    DiffOp::Equal { len, .. } => self.equal(before.start, after.start, len),
                    DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                        self.replace(before, after);
                    }
                }
            }
            return;
        }
        let anchors = if depth < MAX_DEPTH { anchors(a, b) } else { Vec::new() };
        if anchors.is_empty() {
            return self.replace(old, new);
        }
        let (mut from, mut to) = (old.start, new.start);
        for (at_old, at_new) in anchors {
            self.part(from..old.start + at_old, to..new.start + at_new, depth + 1);
            self.equal(old.start + at_old, new.start + at_new, 1);
            (from, to) = (old.start + at_old + 1, new.start + at_new + 1);
        }
        self.part(from..old.end, to..new.end, depth + 1);
    }

    fn equal(&mut self, old: usize, new: usize, length: usize) {
        match self.ops.last_mut() {
            _ if length == 0 => {}
            Some(Op::Equal(before, after)) => (before.end, after.end) = (old + length, new + length),
            Some(Op::Replace(..)) | None => self.ops.push(Op::Equal(old..old + length, new..new + length)),
        }
    }

    fn replace(&mut self, old: Range<usize>, new: Range<usize>) {
        match self.ops.last_mut() {
            _ if old.is_empty() && new.is_empty() => {}
            Some(Op::Replace(before, after)) => (before.end, after.end) = (old.end, new.end),
            Some(Op::Equal(..)) | None => self.ops.push(Op::Replace(old, new)),
        }
    }
}

/// Positions of items that each sequence has once, as many as come in the same order in both.
fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let mut places: HashMap<u32, [Option<(usize, bool)>; 2]> = HashMap::new();
    for (side, items) in [old, new].into_iter().enumerate() {
        for (index, item) in items.iter().enumerate() {
            let place = &mut places.entry(*item).or_default()[side];
            *place = Some((index, place.is_none()));
        }
    }
    let unique = |(index, item): (usize, &u32)| match places.get(item)? {
        [Some((old, true)), Some((_, true))] => Some((*old, index)),
        [_, _] => None,
    };
    increasing(&new.iter().enumerate().filter_map(unique).collect::<Vec<_>>())
}

/// The longest part of these pairs whose first numbers increase; their second ones do.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pair that ends the best row of each length, and the pair before each in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (old, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].0 < *old);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut row: Vec<(usize, usize)> =
        std::iter::successors(ends.last().copied(), |index| before[*index]).map(|index| pairs[index]).collect();
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::{Op, align};

    #[test]
    fn long_sequences_are_divided_at_what_is_unique() {
        let old: Vec<u32> = (0..5000).collect();
        let mut new = old.clone();
        new[10] = 9_000_001;
        new.insert(2500, 9_000_002);
        new.remove(4990);
        let ops = align(&old, &new);
        let changes: Vec<_> = ops.iter().filter(|op| matches!(op, Op::Replace(..))).collect();
        assert_eq!(
            changes,
            [&Op::Replace(10..11, 10..11), &Op::Replace(2500..2500, 2500..2501), &Op::Replace(4989..4990, 4990..4990)]
        );
    }

    #[test]
    fn what_cannot_be_divided_is_one_replacement() {
        let old: Vec<u32> = (0..4000).map(|index| index % 2).collect();
        let new: Vec<u32> = (0..4000).map(|index| 2 + index % 3).collect();
        assert_eq!(align(&old, &new), [Op::Replace(0..4000, 0..4000)]);
    }

    proptest! {
        #[test]
        fn every_item_is_in_one_part(old in vec(0_u32..40, 0..900), new in vec(0_u32..40, 0..900)) {
            let (mut from, mut to) = (0, 0);
            for op in align(&old, &new) {
                let (Op::Equal(a, b) | Op::Replace(a, b)) = op.clone();
                prop_assert_eq!((a.start, b.start), (from, to));
                prop_assert!(a.end <= old.len() && b.end <= new.len() && (!a.is_empty() || !b.is_empty()));
                if matches!(op, Op::Equal(..)) {
                    prop_assert_eq!(&old[a.clone()], &new[b.clone()]);
                }
                (from, to) = (a.end, b.end);
            }
            prop_assert_eq!((from, to), (old.len(), new.len()));
        }
    }
}
