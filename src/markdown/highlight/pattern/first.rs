//! How a pattern, or a part of one, begins to match: what its parts say, put together.
//!
//! The answer is on the safe side: it may allow more than can be, never less. Kept out: how patterns are written,
//! and lines of text.

use serde::{Deserialize, Serialize};

use super::bracket::first_of;
use super::bytes::{Bytes, Class};
use super::node::{Look, Node, Place};

/// What can stand where a pattern, or a part of one, begins to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct First {
    /// The bytes it can begin with.
    pub(crate) bytes: Bytes,
    /// Whether it can match at the end of the text.
    pub(crate) at_end: bool,
    /// Whether it begins with `^`.
    pub(crate) at_line_start: bool,
    /// Whether it begins with `\b`.
    pub(crate) at_boundary: bool,
    /// Whether it may match nothing, so that whatever follows may stand here instead.
    pub(crate) is_empty: bool,
    /// What it is where one of `bytes` stands, for one character whose ASCII part is known.
    pub(crate) whole: Option<Whole>,
    /// The bytes that can stand right after the first.
    pub(crate) next: [Bytes; WINDOW],
    /// Bytes that must all come in the text from here on.
    pub(crate) needs: Needs,
    /// How many bytes it takes up, where that is always the same.
    pub(crate) length: Option<usize>,
    /// The bytes that it can take up, wherever in it they stand.
    pub(crate) alphabet: Bytes,
}

/// How many bytes after the first are looked at.
pub(crate) const WINDOW: usize = 2;

/// Bytes that all are needed, in one way or in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needs(pub(crate) Bytes, pub(crate) Bytes);

impl Needs {
    const NOTHING: Self = Self(Bytes::NONE, Bytes::NONE);

    fn common(&self) -> Bytes {
        self.0.and(&self.1)
    }

    fn is_single(&self) -> bool {
        self.0 == self.1
    }

    fn or(&self, other: &Self) -> Self {
        Self(self.common(), other.common())
    }

    fn and(&self, other: &Self) -> Self {
        let Self(one, another) = if self.is_single() { other } else { self };
        let all = if self.is_single() { self.0 } else { other.common() };
        Self(one.or(&all), another.or(&all))
    }
}

/// What is known of a match without running the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Whole {
    /// It is that character.
    Character,
    /// It is nothing, before that character.
    Nothing,
}

impl First {
    pub(crate) const NOTHING: Self = Self {
        bytes: Bytes::NONE,
        at_end: false,
        at_line_start: false,
        at_boundary: false,
        is_empty: true,
        whole: None,
        next: [Bytes::ALL; WINDOW],
        needs: Needs::NOTHING,
        length: Some(0),
        alphabet: Bytes::NONE,
    };
    const LINE_END: Self =
        Self { bytes: Bytes::of(b'\n'), at_end: true, is_empty: false, length: None, ..Self::NOTHING };

    /// How matches of a pattern begin.
    pub(crate) fn of(node: &Node) -> Self {
        match node {
            Node::Alternatives(nodes) => {
                let firsts = nodes.iter().map(Self::of);
                firsts.reduce(|all, first| all.or(&first)).unwrap_or(Self::NOTHING)
            }
            Node::Sequence(nodes) => Self::of_sequence(nodes),
            Node::Group(_, node) | Node::Atomic(node) => Self::of(node),
            _ => Sequence::NEW.then(node).finish(),
        }
    }

    /// How matches of parts that follow one another begin.
    fn of_sequence(nodes: &[Node]) -> Self {
        nodes.iter().fold(Sequence::NEW, Sequence::then).finish()
    }

    /// How such parts begin where `next` follows them.
    pub(crate) fn then(nodes: &[Node], next: &Self) -> Self {
        let mut sequence = nodes.iter().fold(Sequence::NEW, Sequence::then);
        sequence.push(Piece::Here(*next));
        sequence.finish()
    }

    fn one_of(class: Class) -> Self {
        let whole = class.is_exact.then_some(Whole::Character);
        let needed = if class.is_exact && class.bytes.is_single() { class.bytes } else { Bytes::NONE };
        let is_long = class.bytes.meets(&Bytes::LONG);
        let length = if is_long { None } else { Some(1) };
        let needs = Needs(needed, needed);
        let alphabet = if is_long { class.bytes.or(&Bytes::OUTSIDE_ASCII) } else { class.bytes };
        Self { bytes: class.bytes, is_empty: false, whole, needs, length, alphabet, ..Self::NOTHING }
    }

    /// Either of the two.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self {
            bytes: self.bytes.or(&other.bytes),
            at_end: self.at_end || other.at_end,
            at_line_start: self.at_line_start && other.at_line_start,
            at_boundary: self.at_boundary && other.at_boundary,
            is_empty: self.is_empty || other.is_empty,
            whole: self.whole.filter(|whole| other.whole == Some(*whole)),
            next: std::array::from_fn(|index| self.next[index].or(&other.next[index])),
            needs: self.needs.or(&other.needs),
            length: self.length.filter(|length| other.length == Some(*length)),
            alphabet: self.alphabet.or(&other.alphabet),
        }
    }

    /// Both at one place; neither may be empty.
    fn and(&self, other: &Self) -> Self {
        let needs = self.needs.and(&other.needs);
        let next = std::array::from_fn(|index| self.next[index].and(&other.next[index]));
        let at_end = self.at_end && other.at_end;
        Self { bytes: self.bytes.and(&other.bytes), at_end, whole: None, next, needs, ..*self }
    }

    /// Takes over what `other`, which comes right behind, says of the bytes after the first.
    fn follow(&mut self, other: &Self) {
        let is_there = !other.is_empty && !other.at_end;
        if let Some(length) = self.length {
            for (index, bytes) in std::iter::once(&other.bytes).chain(&other.next).enumerate() {
                if let Some(place) = (length + index).checked_sub(1).filter(|_| index > 0 || is_there)
                    && let Some(next) = self.next.get_mut(place)
                {
                    *next = next.and(bytes);
                }
            }
        } else if is_there {
            // Wherever the other begins, what stands here is of this or of that.
            let mut either = self.alphabet.or(&other.bytes);
            for (next, bytes) in self.next.iter_mut().zip(&other.next) {
                either = either.or(bytes);
                *next = next.and(&either);
            }
        }
        self.length = self.length.and_then(|length| Some(length + other.length?));
        self.alphabet = self.alphabet.or(&other.alphabet);
    }

    /// The same, which may be left out.
    fn optional(&self) -> Self {
        Self { bytes: self.bytes, at_end: self.at_end, length: None, alphabet: self.alphabet, ..Self::NOTHING }
    }

    /// The same, which may come again.
    fn repeated(&self) -> Self {
        Self { whole: None, length: None, next: [Bytes::ALL; WINDOW], ..*self }
    }
}

/// What a part of a pattern says.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// What takes up room, or a place.
    Here(First),
    /// What must follow here.
    Ahead(First),
    /// Something else that takes up no room.
    Assertion,
}

impl Piece {
    fn of(node: &Node) -> Self {
        match node {
            Node::One(class) => Self::Here(First::one_of(*class)),
            Node::Look(Look { is_ahead: true, is_negated: false }, node) => Self::Ahead(First::of(node)),
            Node::Look(..) | Node::Place(Place::NoBoundary | Place::SearchStart) => Self::Assertion,
            Node::Unknown => {
                let alphabet = Bytes::ALL;
                Self::Here(First { bytes: Bytes::ALL, at_end: true, length: None, alphabet, ..First::NOTHING })
            }
            Node::Place(Place::Boundary) => Self::Here(First { at_boundary: true, ..First::NOTHING }),
            Node::Place(Place::LineStart | Place::TextStart) => {
                Self::Here(First { at_line_start: true, ..First::NOTHING })
            }
            Node::Place(Place::LineEnd | Place::NearTextEnd | Place::TextEnd) => Self::Here(First::LINE_END),
            Node::Repeated(node, times) => match Self::of(node) {
                Self::Here(first) if times.least == 0 => Self::Here(first.optional()),
                Self::Here(first) => Self::Here(first.repeated()),
                Self::Ahead(_) | Self::Assertion if times.least == 0 => Self::Assertion,
                piece => piece,
            },
            Node::Text(_) | Node::Sequence(_) | Node::Alternatives(_) | Node::Group(..) | Node::Atomic(_) => {
                Self::Here(First::of(node))
            }
        }
    }
}

/// Parts that follow one another, as far as they say how it begins.
#[derive(Debug, Clone, Copy)]
struct Sequence {
    first: First,
    ahead: Option<First>,
    length: usize,
}

impl Sequence {
    const NEW: Self = Self { first: First::NOTHING, ahead: None, length: 0 };

    /// With one more part.
    fn then(mut self, node: &Node) -> Self {
        match node {
            Node::Text(text) => text.chars().for_each(|sign| self.push_character(sign)),
            _ => self.push(Piece::of(node)),
        }
        self
    }

    fn push_character(&mut self, sign: char) {
        let is_begun = !self.first.is_empty && self.first.length.is_none_or(|length| length > WINDOW);
        if !is_begun || !sign.is_ascii() {
            return self.push(Piece::Here(First::one_of(Class::exact(first_of(sign)))));
        }
        // Nothing more can be said of how it begins: most of a list of keywords comes after that.
        let Needs(one, other) = &mut self.first.needs;
        one.add(sign as u8);
        other.add(sign as u8);
        self.first.alphabet.add(sign as u8);
        self.first.length = self.first.length.map(|length| length + 1);
    }

    fn push(&mut self, piece: Piece) {
        self.length += 1;
        let first = &mut self.first;
        first.whole = None;
        match piece {
            Piece::Here(next) => {
                first.needs = first.needs.and(&next.needs);
                first.follow(&next);
            }
            Piece::Ahead(next) => first.needs = first.needs.and(&next.needs),
            Piece::Assertion => {}
        }
        if !first.is_empty {
            return;
        }
        // Whether this piece begins where all of it does.
        let is_here = first.bytes == Bytes::NONE && !first.at_end;
        match piece {
            Piece::Assertion => {}
            Piece::Here(next) => {
                first.at_line_start |= is_here && next.at_line_start;
                first.at_boundary |= is_here && next.at_boundary;
                first.bytes = first.bytes.or(&next.bytes);
                first.at_end |= next.at_end;
                first.is_empty = next.is_empty;
                first.whole = next.whole.filter(|_| self.length == 1);
            }
            Piece::Ahead(next) if is_here => {
                first.at_line_start |= next.at_line_start;
                first.at_boundary |= next.at_boundary;
                if !next.is_empty {
                    self.ahead = Some(self.ahead.map_or(next, |known| known.and(&next)));
                }
                let is_character = next.whole == Some(Whole::Character) && self.length == 1;
                first.whole = is_character.then_some(Whole::Nothing);
            }
            // Where all before it is left out, it stands here.
            Piece::Ahead(next) => {
                first.bytes = first.bytes.or(&next.bytes);
                first.at_end |= next.at_end;
                first.is_empty = next.is_empty;
            }
        }
    }

    fn finish(self) -> First {
        let Self { first, ahead, .. } = self;
        match ahead {
            Some(ahead) if first.is_empty => {
                let First { bytes, at_end, next, .. } = ahead;
                First { bytes, at_end, next, is_empty: false, length: None, ..first }
            }
            Some(ahead) => First { needs: first.needs, ..first.and(&ahead) },
            None => first,
        }
    }
}
