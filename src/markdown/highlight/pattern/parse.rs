//! Reading a pattern into a tree.
//!
//! The syntax is that of the grammars, Oniguruma's. Whatever it has and this does not know makes the whole
//! pattern unknown. Kept out: classes of characters.

use std::iter::Peekable;
use std::str::Chars;

use super::bracket::first_of;
use super::bytes::{Bytes, Class};
use super::node::{Look, Manner, Node, Place, Times};

/// How deep groups may nest.
pub(crate) const DEEPEST: usize = 40;

#[derive(Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) any_case: bool,
    spaced: bool,
    dot_is_all: bool,
}

/// A pattern while it is read.
pub(crate) struct Parser<'p> {
    pub(crate) rest: Peekable<Chars<'p>>,
    pub(crate) mode: Mode,
    pub(crate) depth: usize,
    groups: usize,
    /// Whether nothing stands before this in its group.
    is_start: bool,
}

impl<'p> Parser<'p> {
    /// Before the first sign.
    pub(crate) fn new(pattern: &'p str) -> Self {
        let mode = Mode { any_case: false, spaced: false, dot_is_all: false };
        Self { rest: pattern.chars().peekable(), mode, depth: 0, groups: 0, is_start: true }
    }

    /// All of the pattern, with the number of its groups.
    pub(crate) fn whole(mut self) -> Option<(Node, usize)> {
        let node = self.alternatives()?;
        self.rest.peek().is_none().then_some((node, self.groups))
    }

    /// Alternatives up to the end of the group or of the pattern.
    fn alternatives(&mut self) -> Option<Node> {
        let mut all = Vec::new();
        loop {
            let sequence = self.sequence(all.is_empty())?;
            if self.rest.next_if_eq(&'|').is_some() {
                all.push(sequence);
            } else if all.is_empty() {
                return Some(sequence);
            } else {
                all.push(sequence);
                return Some(Node::Alternatives(all));
            }
        }
    }

    fn sequence(&mut self, is_first: bool) -> Option<Node> {
        let mut parts: Vec<Node> = Vec::new();
        while let Some(sign) = self.rest.peek().copied().filter(|sign| !matches!(sign, '|' | ')')) {
            self.is_start = is_first && parts.is_empty();
            if self.is_literal(sign) {
                self.rest.next();
                match parts.last_mut() {
                    Some(Node::Text(text)) if !self.is_repeated() => text.push(sign),
                    _ => {
                        let part = self.repeated(Node::Text(sign.into()))?;
                        parts.push(part);
                    }
                }
                continue;
            }
            let Some(part) = self.piece(sign)? else { continue };
            match (parts.last_mut(), part) {
                (Some(Node::Text(text)), Node::Text(more)) if !self.is_repeated() => text.push_str(&more),
                (_, part) => {
                    let part = self.repeated(part)?;
                    parts.push(part);
                }
            }
        }
        let only = if parts.len() == 1 { parts.pop() } else { None };
        Some(only.unwrap_or(Node::Sequence(parts)))
    }

    /// Whether a sign stands for itself, and in no other case.
    fn is_literal(&self, sign: char) -> bool {
        let is_special = matches!(sign, '(' | '[' | '.' | '^' | '$' | '\\' | '*' | '+' | '?' | '{' | '#');
        let is_skipped = self.mode.spaced && sign.is_ascii_whitespace();
        !is_special && !is_skipped && !self.mode.any_case
    }

    fn is_repeated(&mut self) -> bool {
        matches!(self.rest.peek(), Some('?' | '*' | '+' | '{'))
    }

    /// The next part without what says how often it comes; nothing where it is a comment.
    fn piece(&mut self, sign: char) -> Option<Option<Node>> {
        self.rest.next();
        Some(Some(match sign {
            sign if self.mode.spaced && sign.is_ascii_whitespace() => return Some(None),
            '#' if self.mode.spaced => {
                while self.rest.next().is_some_and(|sign| sign != '\n') {}
                return Some(None);
            }
            '(' => return self.group(),
            '[' => {
                let class = self.class()?;
                self.one_of(class)
            }
            '.' if self.mode.dot_is_all => Node::One(Class::EVERY),
            '.' => Node::One(Class::exact(Bytes::of(b'\n')).negated()),
            '^' => Node::Place(Place::LineStart),
            '$' => Node::Place(Place::LineEnd),
            '\\' => self.escape()?,
            // Without anything before it.
            '*' | '+' | '?' => return None,
            // A letter outside ASCII may be two others in the other case.
            sign if self.mode.any_case => {
                let class = sign.is_ascii().then(|| Class::exact(first_of(sign)))?;
                self.one_of(class)
            }
            sign => Node::Text(sign.into()),
        }))
    }

    fn one_of(&self, class: Class) -> Node {
        Node::One(if self.mode.any_case { class.in_any_case() } else { class })
    }

    /// The part with what is said after it about how often it may come.
    fn repeated(&mut self, mut node: Node) -> Option<Node> {
        while self.is_repeated() {
            let times = match self.rest.peek() {
                Some('{') => match self.interval()? {
                    Some(times) => times,
                    None => return Some(node),
                },
                _ => self.signs()?,
            };
            node = Node::Repeated(Box::new(node), times);
        }
        Some(node)
    }

    /// `?`, `*` or `+`, and how greedily.
    fn signs(&mut self) -> Option<Times> {
        let (least, most) = match self.rest.next()? {
            '?' => (0, Some(1)),
            '*' => (0, None),
            _ => (1, None),
        };
        let manner = match self.rest.next_if(|sign| matches!(sign, '?' | '+')) {
            Some('?') => Manner::Lazy,
            Some(_) => Manner::Possessive,
            None => Manner::Greedy,
        };
        Some(Times { least, most, manner })
    }

    /// `{n}`, `{n,}`, `{,m}` or `{n,m}`, taken off; nothing where the brace stands for itself.
    fn interval(&mut self) -> Option<Option<Times>> {
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
        let (least, most) = text.split_once(',').unwrap_or((&text, &text));
        let least = if least.is_empty() { 0 } else { least.parse().ok()? };
        let most = if most.is_empty() { None } else { Some(most.parse().ok()?) };
        // A question mark after `{n}` makes all of it optional, one after a range makes it lazy.
        let is_lazy = text.contains(',') && self.rest.next_if_eq(&'?').is_some();
        let manner = if is_lazy { Manner::Lazy } else { Manner::Greedy };
        most.is_none_or(|most: u32| least <= most).then_some(Some(Times { least, most, manner }))
    }

    /// What stands in parentheses; nothing for a comment.
    fn group(&mut self) -> Option<Option<Node>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let (outer, is_start) = (self.mode, self.is_start);
        let kind = self.kind()?;
        let node = match kind {
            Kind::Comment => {
                while self.rest.next()? != ')' {}
                self.depth -= 1;
                return Some(None);
            }
            Kind::Mode => {
                // It holds up to the end of the group around it. Whether what stands before it belongs to the
                // alternatives after it is too fine a point.
                let node = self.alternatives()?;
                (self.mode, self.depth) = (outer, self.depth - 1);
                return (is_start || !matches!(node, Node::Alternatives(_))).then_some(Some(node));
            }
            Kind::Plain => self.alternatives()?,
            Kind::Captured => {
                self.groups += 1;
                let number = self.groups;
                Node::Group(number, Box::new(self.alternatives()?))
            }
            Kind::Atomic => Node::Atomic(Box::new(self.alternatives()?)),
            Kind::Look(look) => Node::Look(look, Box::new(self.alternatives()?)),
        };
        (self.rest.next()? == ')').then_some(())?;
        self.mode = outer;
        self.depth -= 1;
        // Text in a group is one part: what is said after it about how often it comes is said of all of it.
        Some(Some(if matches!(node, Node::Text(_)) { Node::Sequence(vec![node]) } else { node }))
    }

    /// What kind of group this is, its opening signs taken off.
    fn kind(&mut self) -> Option<Kind> {
        if self.rest.next_if_eq(&'?').is_none() {
            return Some(Kind::Captured);
        }
        let look = |is_ahead, is_negated| Some(Kind::Look(Look { is_ahead, is_negated }));
        match self.rest.next()? {
            ':' => Some(Kind::Plain),
            '>' => Some(Kind::Atomic),
            '=' => look(true, false),
            '!' => look(true, true),
            '#' => Some(Kind::Comment),
            '<' => match self.rest.next()? {
                '=' => look(false, false),
                '!' => look(false, true),
                _ => {
                    while self.rest.next()? != '>' {}
                    Some(Kind::Captured)
                }
            },
            sign => self.modes(sign),
        }
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

    fn escape(&mut self) -> Option<Node> {
        let sign = self.rest.next()?;
        Some(match sign {
            'b' => Node::Place(Place::Boundary),
            'B' => Node::Place(Place::NoBoundary),
            'A' => Node::Place(Place::TextStart),
            'G' => Node::Place(Place::SearchStart),
            'Z' => Node::Place(Place::NearTextEnd),
            'z' => Node::Place(Place::TextEnd),
            '1'..='9' => {
                while self.rest.next_if(char::is_ascii_digit).is_some() {}
                Node::Unknown
            }
            'g' | 'k' => {
                (self.rest.next()? == '<').then_some(())?;
                while self.rest.next()? != '>' {}
                Node::Unknown
            }
            sign if (sign.is_ascii_punctuation() || sign == ' ') && !self.mode.any_case => Node::Text(sign.into()),
            _ => {
                let class = self.escaped_class(sign)?;
                self.one_of(class)
            }
        })
    }
}

enum Kind {
    Plain,
    Captured,
    Atomic,
    Look(Look),
    Comment,
    Mode,
}
