//! Where a match of a pattern can begin, read off the pattern's text.
//!
//! Running a pattern at a place, and unpacking it before, costs far more than to see that no match can begin there.
//! The answer is on the safe side: what is not understood can begin anywhere. Kept out: matching itself, but for
//! patterns that are a single character.

use serde::{Deserialize, Serialize};

use super::bytes::{Bytes, ROWS, row};
use super::first::{First, WINDOW, Whole};
use super::node::Node;

/// A line of code, which has no line break but at its end.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    /// One more than the place where each byte stands last, by its row.
    last: [u32; ROWS],
}

impl<'a> Line<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut last = [0; ROWS];
        for (place, byte) in (1..).zip(text.bytes()) {
            last[row(byte)] = place;
        }
        Self { text, last }
    }

    /// The byte at `place`; nothing at the end.
    pub(crate) fn at(&self, place: usize) -> Option<u8> {
        self.text.as_bytes().get(place).copied()
    }

    /// Whether `byte` comes at `place` or later. Of bytes outside ASCII nothing is known.
    fn has(&self, byte: u8, place: usize) -> bool {
        !byte.is_ascii() || self.last[row(byte)] as usize > place
    }
}

/// Where a pattern can begin to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Start {
    /// Nothing where it can begin anywhere.
    begin: Option<Begin>,
    /// Bytes of which all must come from there on, in one way or in the other.
    needs: [Few; 2],
    /// Whether there are groups whose place may be asked for.
    pub(crate) has_groups: bool,
}

/// What stands where a match begins; see [`First`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Begin {
    bytes: Bytes,
    at_end: bool,
    at_line_start: bool,
    at_boundary: bool,
    whole: Option<Whole>,
    next: [Bytes; WINDOW],
}

impl From<First> for Begin {
    fn from(first: First) -> Self {
        let First { bytes, at_end, at_line_start, at_boundary, whole, next, .. } = first;
        Self { bytes, at_end, at_line_start, at_boundary, whole, next }
    }
}

/// Up to three bytes within ASCII; the places of those that are not there hold [`NONE`].
type Few = [u8; 3];

const NONE: u8 = 0xff;

impl Start {
    /// Where matches of `pattern` can begin.
    pub(crate) fn of(pattern: &str) -> Self {
        let Some((node, groups)) = Node::parse(pattern) else { return Self::anywhere() };
        let (parsed, has_groups) = (First::of(&node), groups > 0);
        let is_tied = parsed.at_line_start || parsed.needs.0 != Bytes::NONE && parsed.needs.1 != Bytes::NONE;
        let begin = match (parsed.is_empty, is_tied) {
            (true, true) => {
                Some(First { bytes: Bytes::ALL, at_end: true, whole: None, next: [Bytes::ALL; WINDOW], ..parsed })
            }
            (true, false) => None,
            (false, _) => Some(First { whole: parsed.whole.filter(|_| !has_groups), ..parsed }),
        };
        let needs = [few(&parsed.needs.0), few(&parsed.needs.1)];
        Self { begin: begin.map(Begin::from), needs, has_groups }
    }

    fn anywhere() -> Self {
        Self { begin: None, needs: [[NONE; 3]; 2], has_groups: true }
    }

    /// The bytes that a match can begin with, and whether it can at the end of a line; nothing where it can begin
    /// anywhere.
    pub(crate) fn first_bytes(&self) -> Option<(&Bytes, bool)> {
        self.begin.as_ref().map(|begin| (&begin.bytes, begin.at_end))
    }

    /// Whether a match can begin at `place`.
    pub(crate) fn is_possible(&self, line: &Line<'_>, place: usize) -> bool {
        let is_begun = self.begin.as_ref().is_none_or(|begin| begin.is_possible(line.text.as_bytes(), place));
        is_begun && self.has_needs(line, place)
    }

    /// Whether what must come from `place` on does come.
    fn has_needs(&self, line: &Line<'_>, place: usize) -> bool {
        let [one, other] = &self.needs;
        let all = |few: &Few| few.iter().take_while(|byte| **byte != NONE).all(|byte| line.has(*byte, place));
        // Most patterns need nothing.
        one[0] == NONE || all(one) || all(other)
    }

    /// The end of the match at `place`, where one is possible, if that much is known of it.
    pub(crate) fn end_at(&self, line: &Line<'_>, place: usize) -> Option<usize> {
        let whole = self.begin.as_ref()?.whole?;
        // Of characters outside ASCII only the first byte was looked at.
        line.at(place).filter(u8::is_ascii)?;
        Some(place + usize::from(whole == Whole::Character))
    }
}

/// Those of the bytes that come least often in text: more of them tell little more.
fn few(bytes: &Bytes) -> Few {
    let mut bytes: Vec<u8> = bytes.iter().collect();
    let commonness = |byte: &u8| b"zqjxkvbywgpfmucdlhrsinoate \n".iter().position(|common| common == byte);
    bytes.sort_by_key(commonness);
    let mut few = [NONE; 3];
    few.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    few
}

impl Begin {
    /// Whether what stands at `place`, what comes after that, and what stands before it is as it must be.
    fn is_possible(&self, line: &[u8], place: usize) -> bool {
        let is_here = line.get(place).map_or(self.at_end, |byte| self.bytes.has(*byte));
        let follows = |(index, next): (usize, &Bytes)| {
            *next == Bytes::ALL || line.get(place + 1 + index).is_some_and(|byte| next.has(*byte))
        };
        is_here
            && (!self.at_line_start || place == 0)
            && self.next.iter().enumerate().all(follows)
            && (!self.at_boundary || is_boundary(line, place))
    }
}

/// Whether a word begins or ends here, or may do so: letters outside ASCII are not told apart.
fn is_boundary(line: &[u8], place: usize) -> bool {
    let is_word = |byte: Option<&u8>| match byte {
        Some(byte) if !byte.is_ascii() => None,
        Some(byte) => Some(byte.is_ascii_alphanumeric() || *byte == b'_'),
        None => Some(false),
    };
    let before = place.checked_sub(1).and_then(|before| line.get(before));
    match (is_word(before), is_word(line.get(place))) {
        (Some(before), Some(after)) => before != after,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Start};

    /// The places of `line` where a match of `pattern` can begin.
    fn places(pattern: &str, line: &str) -> Vec<usize> {
        let (start, line) = (Start::of(pattern), Line::of(line));
        (0..=line.text.len()).filter(|place| start.is_possible(&line, *place)).collect()
    }

    #[test]
    fn a_match_begins_only_where_its_first_characters_stand() {
        let line = "if a == \"b\" then x\n";
        for (pattern, expected) in [
            ("then", &[12][..]),
            ("(?:if|then)\\b", &[0, 12]),
            ("[[:upper:]]", &[]),
            ("={2}", &[5, 6]),
            ("\\s+\\bthen", &[2, 4, 7, 11]),
            ("\\bx", &[17]),
            ("^if", &[0]),
            ("^a", &[]),
            ("(?i)THEN", &[12]),
            ("$", &[18, 19]),
            ("(?=\")b?", &[8, 10]),
            ("(?x) \" # a quote", &[8, 10]),
            ("(?<!a)\"", &[8, 10]),
            // What must come later is not there.
            ("[a-z]+(?=.*;)", &[]),
            ("a.*\\?", &[]),
            // What a group has captured can be anything; what stands around it counts.
            ("(i)f\\1", &[0]),
            ("(?:a\\g<0>)?(?==)", &[3, 5, 6]),
            ("(?x) [{}] | = (?!{|a)", &[5, 6]),
        ] {
            assert_eq!(places(pattern, line), expected, "{pattern}");
        }
    }

    #[test]
    fn what_may_be_empty_or_is_not_understood_can_begin_anywhere() {
        for pattern in [
            "", "a*", "(?:a|b?)", "(a)|\\1", "\\G", "(?~a)", "\\ba?", "(?=a*)", "a{0,2}", "a{2}?", "(", "[a",
            "x(?i)a|b",
        ] {
            assert!(Start::of(pattern).first_bytes().is_none(), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_of_one_character_is_known_to_match() {
        for (pattern, end) in [
            ("a", Some(1)),
            ("[^b]", Some(1)),
            ("(?=a)", Some(0)),
            ("(?:a|b)", Some(1)),
            ("a+", None),
            ("a?", None),
            ("(a)", None),
            ("ab", None),
            ("(?=a)b", None),
            ("\\p{L}", Some(1)),
            ("\\p{Greek}", None),
        ] {
            assert_eq!(Start::of(pattern).end_at(&Line::of("a"), 0), end, "{pattern}");
        }
    }
}
