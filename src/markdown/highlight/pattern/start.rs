//! Where a match of a pattern can begin, read off the pattern's text.
//!
//! Running a pattern over a line, and compiling it before, costs far more than to see that no byte of the line
//! can begin a match. The answer is on the safe side: what is not understood can begin anywhere. Kept out:
//! matching itself, but for patterns that are a single character.

use serde::{Deserialize, Serialize};

use super::bytes::{Bytes, ROWS, row};
use super::first::{First, WINDOW, Whole};
use super::node::Node;

/// The bytes of a line, and where each stands last.
#[derive(Debug)]
pub(crate) struct Bytewise {
    /// One more than the place where each stands last, by its row.
    last: [u32; ROWS],
    rows: Vec<u8>,
}

impl Bytewise {
    pub(crate) fn of(line: &[u8]) -> Self {
        let mut last = [0; ROWS];
        for (place, byte) in (1..).zip(line) {
            last[row(*byte)] = place;
        }
        let rows = (0..).zip(last).filter(|(_, last)| *last > 0).map(|(row, _)| row).collect();
        Self { last, rows }
    }

    /// The rows of its bytes, each once.
    pub(crate) fn rows(&self) -> &[u8] {
        &self.rows
    }

    fn last(&self, byte: u8) -> Option<usize> {
        // Of bytes outside ASCII nothing is known.
        if !byte.is_ascii() {
            return Some(usize::MAX);
        }
        self.last[row(byte)].checked_sub(1).map(|place| place as usize)
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

    /// Whether it can begin anywhere.
    pub(crate) fn is_anywhere(&self) -> bool {
        self.begin.is_none()
    }

    /// The bytes that a match begins with; nothing where it may begin with none.
    pub(crate) fn first_bytes(&self) -> Option<&Bytes> {
        self.begin.as_ref().filter(|begin| !begin.at_end).map(|begin| &begin.bytes)
    }

    /// The last place of `line` where a match can begin, if there is one.
    pub(crate) fn last_in(&self, line: &Bytewise) -> Option<usize> {
        let last_of = |few: &Few| {
            let bytes = few.iter().take_while(|byte| **byte != NONE);
            bytes.map(|byte| line.last(*byte)).min().unwrap_or(Some(usize::MAX))
        };
        let [one, other] = &self.needs;
        // Most patterns need nothing.
        if one[0] == NONE { Some(usize::MAX) } else { last_of(one).max(last_of(other)) }
    }

    /// The first place from `from` up to `limit` where a match can begin. `line` has no line break but its last
    /// byte.
    pub(crate) fn next(&self, line: &[u8], from: usize, limit: usize) -> Option<usize> {
        let Some(begin) = &self.begin else { return Some(from) };
        if begin.at_line_start && from > 0 {
            return None;
        }
        let limit = if begin.at_line_start { 0 } else { limit };
        let inside = line.get(from..limit.saturating_add(1).min(line.len())).unwrap_or_default();
        for (place, byte) in (from..).zip(inside) {
            if begin.bytes.has(*byte) && goes_on(begin, line, place) {
                return Some(place);
            }
        }
        let is_end_near = begin.at_end && (from..=limit).contains(&line.len());
        (is_end_near && goes_on(begin, line, line.len())).then_some(line.len())
    }

    /// The end of the match at `place`, which [`Start::next`] has found, where that much is known of it.
    pub(crate) fn end_at(&self, line: &[u8], place: usize) -> Option<usize> {
        let whole = self.begin.as_ref()?.whole?;
        // Of characters outside ASCII only the first byte was looked at.
        line.get(place).filter(|byte| byte.is_ascii())?;
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

/// Whether what comes after the first byte, and what stands before it, is as it must be.
fn goes_on(begin: &Begin, line: &[u8], place: usize) -> bool {
    let follows = |(index, next): (usize, &Bytes)| {
        *next == Bytes::ALL || line.get(place + 1 + index).is_some_and(|byte| next.has(*byte))
    };
    begin.next.iter().enumerate().all(follows) && (!begin.at_boundary || is_boundary(line, place))
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
    use super::{Bytewise, Start};

    /// The places of `line` where a match of `pattern` can begin.
    fn places(pattern: &str, line: &str) -> Vec<usize> {
        let start = Start::of(pattern);
        let Some(last) = start.last_in(&Bytewise::of(line.as_bytes())) else { return Vec::new() };
        let next = |place: &usize| start.next(line.as_bytes(), place + 1, last);
        let all = std::iter::successors(start.next(line.as_bytes(), 0, last), next);
        all.take_while(|place| *place <= last && *place <= line.len()).collect()
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
            "", "a*", "(?:a|b?)", "(a)|\\1", "\\Ga", "(?~a)", "\\ba?", "(?=a*)", "a{0,2}", "a{2}?", "(", "[a",
            "x(?i)a|b",
        ] {
            assert!(Start::of(pattern).is_anywhere(), "{pattern}");
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
            assert_eq!(Start::of(pattern).end_at(b"a", 0), end, "{pattern}");
        }
    }
}
