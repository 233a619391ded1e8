//! As much of a regular expression as says how its matches begin.
//!
//! The syntax is that of the grammars, Oniguruma's. Whatever it has and this does not know makes the whole
//! pattern unknown. Kept out: classes of characters, and what the beginnings are good for.

use std::iter::Peekable;
use std::str::Chars;

use super::bracket::first_of;
use super::bytes::{Bytes, Class};
use super::first::{First, Piece, Sequence};

/// How deep groups may nest.
pub(super) const DEEPEST: usize = 40;

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
pub(super) struct Mode {
    pub(super) any_case: bool,
    spaced: bool,
    dot_is_all: bool,
}

/// A pattern while it is read.
pub(super) struct Parser<'p> {
    pub(super) rest: Peekable<Chars<'p>>,
    pub(super) mode: Mode,
    pub(super) depth: usize,
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
}

enum Kind {
    Plain,
    Ahead,
    Assertion,
    Comment,
    Mode,
}
