//! Between byte offsets and the lines and characters of the protocol.
//!
//! A line ends with `\n`, `\r\n` or `\r`. A character is counted in the units that editor and server have agreed on. A byte
//! order mark at the start of a file is no part of an editor's text.

use gen_lsp_types::{Position, Range};

use crate::source::Span;

/// The units in which characters of a line are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every editor and server understands.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The name in the protocol.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    fn length(self, text: &str) -> usize {
        if self == Self::Utf8 || text.is_ascii() {
            return text.len();
        }
        text.chars().map(|character| self.width(character)).sum()
    }
}

/// The lines of a text.
#[derive(Debug, Clone)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, encoding: Encoding) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        // The `\r` of `\r\n` ends no line of its own.
        let ends = ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(first).chain(ends.map(|at| at + 1)).collect();
        Self { text, starts, encoding }
    }

    /// The position of a byte offset, which is rounded down to a character and at most the end of the text.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset).max(self.starts[0]);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let character = self.encoding.length(&self.text[self.starts[line]..offset]);
        Position::new(line as u32, character as u32)
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }

    /// The byte offset of a position. A character behind the end of its line is that end, a line behind the last one the end
    /// of the text, and one inside a character its beginning.
    pub(super) fn offset(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize).copied() else { return self.text.len() };
        let line = &self.text[start..self.end_of_line(position.line as usize)];
        let mut left = position.character as usize;
        for (at, character) in line.char_indices() {
            let width = self.encoding.width(character);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }

    /// The span of a range; nothing where it ends before it begins.
    pub(super) fn span(&self, range: Range) -> Option<Span> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        (range.start <= range.end).then(|| Span::new(start, end.max(start)))
    }

    /// The end of a line without its line break.
    fn end_of_line(&self, line: usize) -> usize {
        let start = self.starts[line];
        match self.starts.get(line + 1) {
            Some(next) => start + self.text[start..*next].trim_end_matches(['\n', '\r']).len(),
            None => self.text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, Range};
    use proptest::prelude::{any, proptest};

    use super::{Encoding, Lines};
    use crate::source::Span;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn check(text: &str, offset: usize, line: u32, characters: [u32; 3]) {
        for (encoding, character) in ALL.into_iter().zip(characters) {
            let lines = Lines::new(text, encoding);
            let position = Position::new(line, character);
            assert_eq!(lines.position(offset), position, "{text:?} at {offset} in {encoding:?}");
            assert_eq!(lines.offset(position), offset, "{text:?} at {position:?} in {encoding:?}");
        }
    }

    #[test]
    fn characters_are_counted_in_the_units_agreed_on() {
        check("a😀b", 5, 0, [5, 3, 2]);
        check("e\u{301}x", 3, 0, [3, 2, 2]);
        check("👩\u{200d}🔬!", 11, 0, [11, 5, 3]);
        check("é\r\n→x", 7, 1, [3, 1, 1]);
        check("a\rb\nc", 4, 2, [0, 0, 0]);
        check("\u{feff}ab", 4, 0, [1, 1, 1]);
        check("", 0, 0, [0, 0, 0]);
    }

    #[test]
    fn a_position_outside_of_the_text_is_its_nearest_end() {
        let lines = Lines::new("ab\r\n😀\r\n", Encoding::Utf16);
        for (line, character, offset) in [(0, 99, 2), (1, 1, 4), (1, 2, 8), (1, 3, 8), (2, 5, 10), (7, 0, 10)] {
            assert_eq!(lines.offset(Position::new(line, character)), offset, "{line}:{character}");
        }
        assert_eq!(lines.offset(Position::new(u32::MAX, u32::MAX)), 10);
        let range = |start: (u32, u32), end: (u32, u32)| {
            Range::new(Position::new(start.0, start.1), Position::new(end.0, end.1))
        };
        assert_eq!(lines.span(range((1, 0), (0, 1))), None);
        assert_eq!(lines.span(range((0, 1), (9, 9))), Some(Span::new(1, 10)));
    }

    proptest! {
        #[test]
        fn every_character_survives_both_ways(text in "[a\u{feff}é→😀\u{301}\r\n]{0,40}", offset in 0_usize..60) {
            for encoding in ALL {
                let lines = Lines::new(&text, encoding);
                let at = text.floor_char_boundary(offset).max(lines.starts[0]);
                let is_in_break = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                if !is_in_break {
                    assert_eq!(lines.offset(lines.position(at)), at);
                }
            }
        }

        #[test]
        fn no_position_leaves_the_text(text in "[a😀\r\n]{0,20}", line in any::<u32>(), character in any::<u32>()) {
            for encoding in ALL {
                let lines = Lines::new(&text, encoding);
                for line in [line, line % 8] {
                    assert!(text.is_char_boundary(lines.offset(Position::new(line, character % 16))));
                    assert!(text.is_char_boundary(lines.offset(Position::new(line, character))));
                }
            }
        }
    }
}
