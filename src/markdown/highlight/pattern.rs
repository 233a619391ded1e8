//! As much of a regular expression as says how its matches begin.
//!
//! The syntax is that of the grammars, Oniguruma's. Whatever it has and this does not know makes the whole
//! pattern unknown. Kept out: what the beginnings are good for.

use std::iter::Peekable;
use std::str::Chars;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes([u64; 4]);

impl Bytes {
    pub(super) const NONE: Self = Self([0; 4]);
    pub(super) const ALL: Self = Self([u64::MAX; 4]);
    const LOWER: Self = Self::within(&[(b'a', b'z')]);
    const UPPER: Self = Self::within(&[(b'A', b'Z')]);
    const ALPHABETIC: Self = Self::within(&[(b'A', b'Z'), (b'a', b'z')]);
    const ALPHANUMERIC: Self = Self::within(&[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]);
    const WORD: Self = Self::within(&[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')]);
    const DIGIT: Self = Self::within(&[(b'0', b'9')]);
    const HEXADECIMAL: Self = Self::within(&[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')]);
    const SPACE: Self = Self::within(&[(b'\t', b'\r'), (b' ', b' ')]);
    const BLANK: Self = Self::within(&[(b'\t', b'\t'), (b' ', b' ')]);
    /// The bytes that begin characters outside ASCII.
    const LONG: Self = Self([0, 0, 0, 0x001f_ffff_ffff_fffc]);
    const ASCII: Self = Self([u64::MAX, u64::MAX, 0, 0]);
    /// The bytes that begin characters.
    const FIRST: Self = Self([u64::MAX, u64::MAX, 0, 0x001f_ffff_ffff_fffc]);

    const fn of(byte: u8) -> Self {
        let mut bytes = [0; 4];
        bytes[(byte >> 6) as usize] = 1 << (byte & 63);
        Self(bytes)
    }

    /// The bytes of a text.
    pub(super) fn in_text(text: &[u8]) -> Self {
        let mut bytes = Self::NONE;
        text.iter().for_each(|byte| bytes.add(*byte));
        bytes
    }

    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn is_single(&self) -> bool {
        let is_empty = |word: &&u64| **word == 0;
        let mut words = self.0.iter().skip_while(is_empty);
        words.next().is_some_and(|word| word & (word - 1) == 0) && words.all(|word| *word == 0)
    }

    /// Every byte of the set.
    pub(super) fn iter(&self) -> impl Iterator<Item = u8> {
        let words = (0_u8..).zip(self.0);
        words.flat_map(|(rank, word)| {
            let left = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
            left.take_while(|word| *word != 0).map(move |word| rank * 64 + word.trailing_zeros() as u8)
        })
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.and(other) != Self::NONE
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|index| self.0[index] | other.0[index]))
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|index| self.0[index] & other.0[index]))
    }

    /// The bytes from the first to the last of each range.
    const fn within(ranges: &[(u8, u8)]) -> Self {
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

    fn complement(&self) -> Self {
        Self(std::array::from_fn(|index| !self.0[index])).and(&Self::ASCII).or(&Self::LONG)
    }
}

/// One of some characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// The bytes they begin with, or more.
    pub(super) bytes: Bytes,
    /// Whether of ASCII it is those and no more.
    pub(super) is_exact: bool,
}

impl Class {
    /// Some characters that are not known.
    const ANY: Self = Self { bytes: Bytes::FIRST, is_exact: false };

    const fn exact(bytes: Bytes) -> Self {
        Self { bytes, is_exact: true }
    }

    fn negated(&self) -> Self {
        // Characters outside ASCII share their first bytes: some of them are always left.
        let bytes = if self.is_exact { self.bytes.complement() } else { Bytes::FIRST };
        Self { bytes, is_exact: self.is_exact }
    }

    fn or(&self, other: &Self) -> Self {
        Self { bytes: self.bytes.or(&other.bytes), is_exact: self.is_exact && other.is_exact }
    }

    fn and(&self, other: &Self) -> Self {
        Self { bytes: self.bytes.and(&other.bytes), is_exact: self.is_exact && other.is_exact }
    }

    /// With the other case of every letter. Some letters outside ASCII are the other case of one within.
    fn in_any_case(&self) -> Self {
        // Upper and lower case stand in one word of the set, 32 bits apart.
        let [_, letters, ..] = self.bytes.and(&Bytes::ALPHABETIC).0;
        let letters = Bytes([0, letters << 32 | letters >> 32, 0, 0]);
        Self { bytes: self.bytes.or(&letters).or(&Bytes::LONG), is_exact: self.is_exact }
    }
}

/// What can stand where a pattern, or a part of one, begins to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct First {
    /// The bytes it can begin with.
    pub(super) bytes: Bytes,
    /// Whether it can match at the end of the text.
    pub(super) at_end: bool,
    /// Whether it begins with `^`.
    pub(super) at_line_start: bool,
    /// Whether it begins with `\b`.
    pub(super) at_boundary: bool,
    /// Whether it may match nothing, so that whatever follows may stand here instead.
    pub(super) is_empty: bool,
    /// What it is where one of `bytes` stands, for one character whose ASCII part is known.
    pub(super) whole: Option<Whole>,
    /// The bytes that can stand right after the first.
    pub(super) next: [Bytes; WINDOW],
    /// Bytes that must all come in the text from here on.
    pub(super) needs: Needs,
    /// How many bytes it takes up, where that is always the same.
    pub(super) length: Option<usize>,
}

/// How many bytes after the first are looked at.
pub(super) const WINDOW: usize = 2;

/// Bytes that all are needed, in one way or in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Needs(pub(super) Bytes, pub(super) Bytes);

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// It is that character.
    Character,
    /// It is nothing, before that character.
    Nothing,
}

impl First {
    const NOTHING: Self = Self {
        bytes: Bytes::NONE,
        at_end: false,
        at_line_start: false,
        at_boundary: false,
        is_empty: true,
        whole: None,
        next: [Bytes::ALL; WINDOW],
        needs: Needs::NOTHING,
        length: Some(0),
    };
    const LINE_END: Self =
        Self { bytes: Bytes::of(b'\n'), at_end: true, is_empty: false, length: None, ..Self::NOTHING };

    fn one_of(class: Class) -> Self {
        let whole = class.is_exact.then_some(Whole::Character);
        let needed = if class.is_exact && class.bytes.is_single() { class.bytes } else { Bytes::NONE };
        let length = if class.bytes.meets(&Bytes::LONG) { None } else { Some(1) };
        let needs = Needs(needed, needed);
        Self { bytes: class.bytes, is_empty: false, whole, needs, length, ..Self::NOTHING }
    }

    /// Either of the two.
    fn or(&self, other: &Self) -> Self {
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
        }
    }

    /// Both at one place; neither may be empty.
    fn and(&self, other: &Self) -> Self {
        let needs = self.needs.and(&other.needs);
        Self { bytes: self.bytes.and(&other.bytes), at_end: self.at_end && other.at_end, whole: None, needs, ..*self }
    }

    /// Takes over what `other`, which comes right behind, says of the bytes after the first.
    fn follow(&mut self, other: &Self) {
        let Some(length) = self.length else { return };
        for (index, bytes) in std::iter::once(&other.bytes).chain(&other.next).enumerate() {
            let is_there = index > 0 || !other.is_empty && !other.at_end;
            if let Some(place) = (length + index).checked_sub(1).filter(|_| is_there)
                && let Some(next) = self.next.get_mut(place)
            {
                *next = next.and(bytes);
            }
        }
        self.length = other.length.map(|other| length + other);
    }

    /// The same, which may be left out.
    fn optional(&self) -> Self {
        Self { bytes: self.bytes, at_end: self.at_end, length: None, ..Self::NOTHING }
    }

    /// The same, which may come again.
    fn repeated(&self) -> Self {
        Self { whole: None, length: None, next: [Bytes::ALL; WINDOW], ..*self }
    }
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// What takes up room, or a place.
    Here(First),
    /// What must follow here.
    Ahead(First),
    /// Something else that takes up no room.
    Assertion,
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

    /// Whether nothing more can be said of how it begins: most of a list of keywords comes after that.
    fn is_begun(&self) -> bool {
        !self.first.is_empty && self.first.length.is_none_or(|length| length > WINDOW)
    }

    /// One more character, which must come.
    fn need(&mut self, byte: u8) {
        let Needs(one, other) = &mut self.first.needs;
        one.add(byte);
        other.add(byte);
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
            Piece::Ahead(_) => {}
        }
    }

    fn finish(self) -> First {
        let Self { first, ahead, .. } = self;
        match ahead {
            Some(ahead) if first.is_empty => {
                First { bytes: ahead.bytes, at_end: ahead.at_end, is_empty: false, length: None, ..first }
            }
            Some(ahead) => First { needs: first.needs, ..first.and(&ahead) },
            None => first,
        }
    }
}

/// How deep groups may nest.
const DEEPEST: usize = 40;

/// How matches of a pattern begin, and whether it has groups that are captured; nothing where it has anything
/// that is not known here.
pub(super) fn parse(pattern: &str) -> Option<(First, bool)> {
    let mode = Mode { any_case: false, spaced: false, dot_is_all: false };
    let mut parser = Parser {
        rest: pattern.chars().peekable(),
        mode,
        depth: 0,
        has_groups: false,
        is_start: true,
        has_alternatives: false,
    };
    let first = parser.alternatives()?;
    parser.rest.peek().is_none().then_some((first, parser.has_groups))
}

#[derive(Clone, Copy)]
struct Mode {
    any_case: bool,
    spaced: bool,
    dot_is_all: bool,
}

struct Parser<'p> {
    rest: Peekable<Chars<'p>>,
    mode: Mode,
    depth: usize,
    has_groups: bool,
    /// Whether nothing stands before this in its group.
    is_start: bool,
    /// Whether the alternatives that were read last were more than one.
    has_alternatives: bool,
}

impl Parser<'_> {
    /// Alternatives up to the end of the group or of the pattern.
    fn alternatives(&mut self) -> Option<First> {
        let mut others: Option<First> = None;
        let mut sequence = Sequence::NEW;
        let joined = |others: Option<First>, sequence: Sequence| {
            let first = sequence.finish();
            others.map_or(first, |others| others.or(&first))
        };
        loop {
            match self.rest.peek() {
                None | Some(')') => {
                    self.has_alternatives = others.is_some();
                    return Some(joined(others, sequence));
                }
                Some('|') => {
                    self.rest.next();
                    others = Some(joined(others, sequence));
                    sequence = Sequence::NEW;
                }
                Some(sign) if sequence.is_begun() && (sign.is_ascii_alphanumeric() || *sign == '_') => {
                    let sign = *sign;
                    self.rest.next();
                    if matches!(self.rest.peek(), Some('?' | '*' | '+' | '{')) {
                        let piece = self.literal(sign)?;
                        sequence.push(self.repeated(piece)?);
                    } else if !self.mode.any_case {
                        sequence.need(sign as u8);
                    }
                }
                Some(_) => {
                    self.is_start = others.is_none() && sequence.length == 0;
                    if let Some(piece) = self.piece()? {
                        sequence.push(piece);
                    }
                }
            }
        }
    }

    fn piece(&mut self) -> Option<Option<Piece>> {
        let piece = match self.rest.next()? {
            sign if self.mode.spaced && sign.is_ascii_whitespace() => return Some(None),
            '#' if self.mode.spaced => {
                while self.rest.next().is_some_and(|sign| sign != '\n') {}
                return Some(None);
            }
            '(' => match self.group()? {
                Some(piece) => piece,
                None => return Some(None),
            },
            '[' => {
                let class = self.class()?;
                self.one_of(class)
            }
            '.' if self.mode.dot_is_all => self.one_of(Class::exact(Bytes::FIRST)),
            '.' => self.one_of(Class::exact(Bytes::of(b'\n').complement())),
            '^' => Piece::Here(First { at_line_start: true, ..First::NOTHING }),
            '$' => Piece::Here(First::LINE_END),
            '\\' => self.escape()?,
            // Without anything before it.
            '*' | '+' | '?' => return None,
            '{' if self.mode.spaced => return None,
            sign => self.literal(sign)?,
        };
        self.repeated(piece).map(Some)
    }

    fn literal(&self, sign: char) -> Option<Piece> {
        // A letter outside ASCII may be two others in the other case.
        (sign.is_ascii() || !self.mode.any_case).then(|| self.one_of(Class::exact(first_of(sign))))
    }

    fn one_of(&self, class: Class) -> Piece {
        let class = if self.mode.any_case { class.in_any_case() } else { class };
        Piece::Here(First::one_of(class))
    }

    /// The piece with what is said after it about how often it may come.
    fn repeated(&mut self, mut piece: Piece) -> Option<Piece> {
        loop {
            let is_optional = match self.rest.peek() {
                Some('{') => match self.interval()? {
                    Some(least) => least == 0,
                    None => return Some(piece),
                },
                Some('?' | '*' | '+') => {
                    let sign = self.rest.next();
                    // The next sign says how greedily. After an interval it may make all of it optional.
                    self.rest.next_if(|sign| matches!(sign, '?' | '+'));
                    sign != Some('+')
                }
                _ => return Some(piece),
            };
            piece = match piece {
                Piece::Here(first) if is_optional => Piece::Here(first.optional()),
                Piece::Here(first) => Piece::Here(first.repeated()),
                Piece::Ahead(_) | Piece::Assertion if is_optional => Piece::Assertion,
                piece => piece,
            };
        }
    }

    /// The least number of `{n}`, `{n,}`, `{,m}` or `{n,m}`, taken off; nothing where the brace stands for itself.
    fn interval(&mut self) -> Option<Option<usize>> {
        let mut ahead = self.rest.clone();
        ahead.next();
        let mut text = String::new();
        loop {
            match ahead.next() {
                Some('}') => break,
                Some(sign) if sign.is_ascii_digit() || sign == ',' => text.push(sign),
                _ => return Some(None),
            }
        }
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Some(None);
        }
        self.rest = ahead;
        let least = text.split(',').next().unwrap_or_default();
        if least.is_empty() { Some(Some(0)) } else { least.parse().ok().map(Some) }
    }

    /// What stands in parentheses; nothing for a comment or a change of mode.
    fn group(&mut self) -> Option<Option<Piece>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let (outer, is_start) = (self.mode, self.is_start);
        let piece = match self.kind()? {
            Kind::Mode => {
                // It holds up to the end of the group around it. Whether what stands before it belongs to the
                // alternatives after it is too fine a point.
                let first = self.alternatives()?;
                let has_more = self.has_alternatives;
                (self.mode, self.depth) = (outer, self.depth - 1);
                return (is_start || !has_more).then_some(Some(Piece::Here(first)));
            }
            Kind::Comment => {
                while self.rest.next()? != ')' {}
                self.depth -= 1;
                return Some(None);
            }
            Kind::Plain => Piece::Here(self.alternatives()?),
            Kind::Ahead => Piece::Ahead(self.alternatives()?),
            Kind::Assertion => {
                self.alternatives()?;
                Piece::Assertion
            }
        };
        (self.rest.next()? == ')').then_some(())?;
        self.mode = outer;
        self.depth -= 1;
        Some(Some(piece))
    }

    /// What kind of group this is, its opening signs taken off.
    fn kind(&mut self) -> Option<Kind> {
        if self.rest.next_if_eq(&'?').is_none() {
            self.has_groups = true;
            return Some(Kind::Plain);
        }
        Some(match self.rest.next()? {
            ':' | '>' => Kind::Plain,
            '=' => Kind::Ahead,
            '!' => Kind::Assertion,
            '#' => Kind::Comment,
            '<' => match self.rest.peek()? {
                '=' | '!' => {
                    self.rest.next();
                    Kind::Assertion
                }
                _ => {
                    self.has_groups = true;
                    while self.rest.next()? != '>' {}
                    Kind::Plain
                }
            },
            sign => return self.modes(sign),
        })
    }

    fn modes(&mut self, first: char) -> Option<Kind> {
        let mut on = true;
        let mut sign = first;
        loop {
            match sign {
                'i' => self.mode.any_case = on,
                'x' => self.mode.spaced = on,
                'm' => self.mode.dot_is_all = on,
                '-' => on = false,
                ':' => return Some(Kind::Plain),
                ')' => return Some(Kind::Mode),
                _ => return None,
            }
            sign = self.rest.next()?;
        }
    }

    fn escape(&mut self) -> Option<Piece> {
        let sign = self.rest.next()?;
        Some(match sign {
            'b' => Piece::Here(First { at_boundary: true, ..First::NOTHING }),
            'B' => Piece::Assertion,
            'A' => Piece::Here(First { at_line_start: true, ..First::NOTHING }),
            'z' | 'Z' => Piece::Here(First::LINE_END),
            _ => {
                let class = self.escaped_class(sign)?;
                self.one_of(class)
            }
        })
    }

    /// The characters that `\` and `sign` stand for, in a class or outside.
    fn escaped_class(&mut self, sign: char) -> Option<Class> {
        let known = |bytes: Bytes| Class::exact(bytes.or(&Bytes::LONG));
        Some(match sign {
            'w' => known(Bytes::WORD),
            'W' => Class::exact(Bytes::WORD.complement()),
            'd' => known(Bytes::DIGIT),
            'D' => Class::exact(Bytes::DIGIT.complement()),
            's' => known(Bytes::SPACE),
            'S' => Class::exact(Bytes::SPACE.complement()),
            'h' => Class::exact(Bytes::HEXADECIMAL),
            'H' => Class::exact(Bytes::HEXADECIMAL.complement()),
            'n' => Class::exact(Bytes::of(b'\n')),
            't' => Class::exact(Bytes::of(b'\t')),
            'r' => Class::exact(Bytes::of(b'\r')),
            'f' => Class::exact(Bytes::of(0x0c)),
            'v' => Class::exact(Bytes::of(0x0b)),
            'a' => Class::exact(Bytes::of(0x07)),
            'e' => Class::exact(Bytes::of(0x1b)),
            'p' | 'P' => {
                (self.rest.next()? == '{').then_some(())?;
                while self.rest.next()? != '}' {}
                Class::ANY
            }
            'x' => {
                if self.rest.peek() == Some(&'{') {
                    while self.rest.next()? != '}' {}
                } else {
                    self.rest.next_if(char::is_ascii_hexdigit);
                    self.rest.next_if(char::is_ascii_hexdigit);
                }
                Class::ANY
            }
            sign if sign.is_ascii_alphanumeric() => return None,
            sign if sign.is_ascii() => Class::exact(Bytes::of(sign as u8)),
            _ => return None,
        })
    }

    /// A class, its opening bracket taken off.
    fn class(&mut self) -> Option<Class> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut all: Option<Class> = None;
        let mut class = Class::exact(Bytes::NONE);
        let mut is_first = true;
        loop {
            let sign = self.rest.next()?;
            let part = match sign {
                ']' if !is_first => break,
                '[' => match self.named()? {
                    Some(class) => class,
                    None => self.class()?,
                },
                '&' if self.rest.next_if_eq(&'&').is_some() => {
                    all = Some(all.map_or(class, |all| all.and(&class)));
                    class = Class::exact(Bytes::NONE);
                    continue;
                }
                '\\' => {
                    let sign = self.rest.next()?;
                    if sign == 'b' { Class::exact(Bytes::of(0x08)) } else { self.escaped_class(sign)? }
                }
                sign => Class::exact(first_of(sign)),
            };
            is_first = false;
            class = class.or(&self.range(sign, part)?);
        }
        let class = all.map_or(class, |all| all.and(&class));
        self.depth -= 1;
        // In either case is settled before the complement is taken.
        let class = if is_negated && self.mode.any_case { class.in_any_case() } else { class };
        Some(if is_negated { class.negated() } else { class })
    }

    /// What `part` begins to be where a range follows; `sign` is as it was written.
    fn range(&mut self, sign: char, part: Class) -> Option<Class> {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
            return Some(part);
        }
        let end = ahead.next()?;
        if matches!(sign, '\\' | '[') || matches!(end, '\\' | '[') {
            // `[\w-.]` is no range, `[\t-\r]` is one: rare enough to be left alone, but for the hyphen itself.
            let is_single = matches!(sign, '\\') && !part.bytes.meets(&Bytes::LONG) && part.is_exact;
            if is_single || matches!(end, '\\' | '[') {
                return Some(Class::ANY);
            }
            return Some(part);
        }
        self.rest = ahead;
        if !sign.is_ascii() || !end.is_ascii() {
            let bytes = Bytes::within(&[(sign.min('\u{7f}') as u8, 0x7f)]).or(&Bytes::LONG);
            return Some(Class { bytes, is_exact: sign.is_ascii() });
        }
        Some(Class::exact(Bytes::within(&[(sign as u8, end as u8)])))
    }

    /// A class such as `[:alpha:]`, its opening bracket taken off; nothing where it is another.
    fn named(&mut self) -> Option<Option<Class>> {
        if self.rest.peek() != Some(&':') {
            return Some(None);
        }
        let mut ahead = self.rest.clone();
        ahead.next();
        let is_negated = ahead.next_if_eq(&'^').is_some();
        let mut name = String::new();
        loop {
            match ahead.next() {
                Some(sign) if sign.is_ascii_alphabetic() => name.push(sign),
                Some(':') if ahead.next() == Some(']') => break,
                _ => return Some(None),
            }
        }
        self.rest = ahead;
        let bytes = match name.as_str() {
            "alpha" => Bytes::ALPHABETIC,
            "digit" => Bytes::DIGIT,
            "alnum" => Bytes::ALPHANUMERIC,
            "upper" => Bytes::UPPER,
            "lower" => Bytes::LOWER,
            "xdigit" => Bytes::HEXADECIMAL,
            "space" => Bytes::SPACE,
            "blank" => Bytes::BLANK,
            "word" => Bytes::WORD,
            _ => return Some(Some(Class::ANY)),
        };
        let class = Class::exact(bytes.or(&Bytes::LONG));
        Some(Some(if is_negated { class.negated() } else { class }))
    }
}

enum Kind {
    Plain,
    Ahead,
    Assertion,
    Comment,
    Mode,
}

fn first_of(sign: char) -> Bytes {
    if sign.is_ascii() { Bytes::of(sign as u8) } else { Bytes::LONG }
}
