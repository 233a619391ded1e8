//! Sets of bytes, and of characters by the bytes they begin with.
//!
//! Kept out: how they are written in a pattern.

use serde::{Deserialize, Serialize};

/// How many rows a table has that tells bytes apart: one for each within ASCII, and one for all others.
pub(crate) const ROWS: usize = 129;

/// The row of a byte.
pub(crate) fn row(byte: u8) -> usize {
    usize::from(byte).min(ROWS - 1)
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bytes([u64; 4]);

impl Bytes {
    pub(crate) const NONE: Self = Self([0; 4]);
    pub(crate) const ALL: Self = Self([u64::MAX; 4]);
    pub(crate) const LOWER: Self = Self::within(&[(b'a', b'z')]);
    pub(crate) const UPPER: Self = Self::within(&[(b'A', b'Z')]);
    pub(crate) const ALPHABETIC: Self = Self::within(&[(b'A', b'Z'), (b'a', b'z')]);
    pub(crate) const ALPHANUMERIC: Self = Self::within(&[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]);
    pub(crate) const WORD: Self = Self::within(&[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')]);
    pub(crate) const DIGIT: Self = Self::within(&[(b'0', b'9')]);
    pub(crate) const HEXADECIMAL: Self = Self::within(&[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')]);
    pub(crate) const SPACE: Self = Self::within(&[(b'\t', b'\r'), (b' ', b' ')]);
    pub(crate) const CONTROL: Self = Self::within(&[(0, 0x1f), (0x7f, 0x7f)]);
    /// Those that Unicode counts as symbols; the others that are no letters or digits count as punctuation.
    pub(crate) const SYMBOLS: Self = Self::within(&[
        (b'$', b'$'),
        (b'+', b'+'),
        (b'<', b'>'),
        (b'^', b'^'),
        (b'`', b'`'),
        (b'|', b'|'),
        (b'~', b'~'),
    ]);
    pub(crate) const PUNCTUATION: Self = Self::within(&[
        (b'!', b'#'),
        (b'%', b'*'),
        (b',', b'/'),
        (b':', b';'),
        (b'?', b'@'),
        (b'[', b']'),
        (b'_', b'_'),
        (b'{', b'{'),
        (b'}', b'}'),
    ]);
    pub(crate) const BLANK: Self = Self::within(&[(b'\t', b'\t'), (b' ', b' ')]);
    /// The bytes that begin characters outside ASCII.
    pub(crate) const LONG: Self = Self([0, 0, 0, 0x001f_ffff_ffff_fffc]);
    pub(crate) const OUTSIDE_ASCII: Self = Self([0, 0, u64::MAX, u64::MAX]);
    pub(crate) const ASCII: Self = Self([u64::MAX, u64::MAX, 0, 0]);
    /// The bytes that begin characters.
    pub(crate) const FIRST: Self = Self([u64::MAX, u64::MAX, 0, 0x001f_ffff_ffff_fffc]);

    pub(crate) const fn of(byte: u8) -> Self {
        let mut bytes = [0; 4];
        bytes[(byte >> 6) as usize] = 1 << (byte & 63);
        Self(bytes)
    }

    pub(crate) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Whether none of them is outside ASCII.
    pub(crate) const fn is_ascii(&self) -> bool {
        self.0[2] == 0 && self.0[3] == 0
    }

    pub(crate) fn is_single(&self) -> bool {
        let is_empty = |word: &&u64| **word == 0;
        let mut words = self.0.iter().skip_while(is_empty);
        words.next().is_some_and(|word| word & (word - 1) == 0) && words.all(|word| *word == 0)
    }

    /// Every byte of the set.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u8> {
        let words = (0_u8..).zip(self.0);
        words.flat_map(|(rank, word)| {
            let left = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
            left.take_while(|word| *word != 0).map(move |word| rank * 64 + word.trailing_zeros() as u8)
        })
    }

    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.and(other) != Self::NONE
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|index| self.0[index] | other.0[index]))
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|index| self.0[index] & other.0[index]))
    }

    /// The bytes from the first to the last of each range.
    pub(crate) const fn within(ranges: &[(u8, u8)]) -> Self {
        let mut bytes = [0; 4];
        let mut rank = 0;
        while rank < ranges.len() {
            let (mut byte, last) = ranges[rank];
            while byte <= last {
                bytes[(byte >> 6) as usize] |= 1 << (byte & 63);
                byte += 1;
            }
            rank += 1;
        }
        Self(bytes)
    }

    pub(crate) fn complement(&self) -> Self {
        Self(std::array::from_fn(|index| !self.0[index])).and(&Self::ASCII).or(&Self::LONG)
    }
}

/// One of some characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class {
    /// The bytes they begin with, or more.
    pub(crate) bytes: Bytes,
    /// Whether of ASCII it is those and no more.
    pub(crate) is_exact: bool,
    /// The characters outside ASCII that belong to it.
    pub(crate) others: Others,
}

/// Characters outside ASCII, as far as they are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Others {
    None,
    /// Some, or none, or all.
    Some,
    All,
}

impl Class {
    /// Some characters that are not known.
    pub(crate) const ANY: Self = Self { bytes: Bytes::FIRST, is_exact: false, others: Others::Some };
    /// Every character.
    pub(crate) const EVERY: Self = Self { bytes: Bytes::FIRST, is_exact: true, others: Others::All };

    pub(crate) const fn exact(bytes: Bytes) -> Self {
        let others = if bytes.is_ascii() { Others::None } else { Others::Some };
        Self { bytes, is_exact: true, others }
    }

    pub(crate) fn negated(&self) -> Self {
        // Characters outside ASCII share their first bytes: some of them are always left.
        let bytes = if self.is_exact { self.bytes.complement() } else { Bytes::FIRST };
        let others = match self.others {
            Others::None => Others::All,
            Others::Some => Others::Some,
            Others::All => Others::None,
        };
        Self { bytes, is_exact: self.is_exact, others }
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        let others = match (self.others, other.others) {
            (Others::All, _) | (_, Others::All) => Others::All,
            (Others::None, Others::None) => Others::None,
            _ => Others::Some,
        };
        Self { bytes: self.bytes.or(&other.bytes), is_exact: self.is_exact && other.is_exact, others }
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        let others = match (self.others, other.others) {
            (Others::None, _) | (_, Others::None) => Others::None,
            (Others::All, Others::All) => Others::All,
            _ => Others::Some,
        };
        Self { bytes: self.bytes.and(&other.bytes), is_exact: self.is_exact && other.is_exact, others }
    }

    /// With the other case of every letter. Some letters outside ASCII are the other case of one within.
    pub(crate) fn in_any_case(&self) -> Self {
        // Upper and lower case stand in one word of the set, 32 bits apart.
        let [_, letters, ..] = self.bytes.and(&Bytes::ALPHABETIC).0;
        let letters = Bytes([0, letters.rotate_left(32), 0, 0]);
        Self { bytes: self.bytes.or(&letters).or(&Bytes::LONG), is_exact: self.is_exact, others: Others::Some }
    }
}
