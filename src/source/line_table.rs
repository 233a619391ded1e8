//! Converts byte offsets to lines and columns, for output only.

use memchr::memchr_iter;

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// In Unicode characters, from 1.
    pub column: usize,
}

/// The lines of a text.
#[derive(Debug, Clone)]
pub struct LineTable<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// The number of characters before each block, because a line may be as long as the file.
    blocks: Vec<usize>,
}

/// Bytes in a block.
const BLOCK: usize = 1024;

impl<'a> LineTable<'a> {
    /// Lines end with `\n`; a `\r` before it belongs to the line.
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        let mut count = 0;
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        for block in text.as_bytes().chunks(BLOCK) {
            blocks.push(count);
            count += characters(block);
        }
        if text.len().is_multiple_of(BLOCK) {
            blocks.push(count);
        }
        Self { text, starts, blocks }
    }

    /// The position of a byte offset. An offset past the end or inside a character is rounded down to a character
    /// boundary. A byte order mark at the start of the file has no column.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let has_bom = line == 1 && offset > 0 && self.text.starts_with('\u{feff}');
        let before =
            self.characters_before(offset) - self.characters_before(self.starts[line - 1]) - usize::from(has_bom);
        Position { line, column: before + 1 }
    }

    /// The number of characters before `offset`, a character boundary.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        self.blocks[block] + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// The number of characters that begin in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    if bytes.is_ascii() { bytes.len() } else { bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() }
}

#[cfg(test)]
mod tests {
    use super::{LineTable, Position};

    fn check(text: &str, offset: usize, line: usize, column: usize) {
        assert_eq!(LineTable::new(text).position(offset), Position { line, column }, "{text:?} at {offset}");
    }

    #[test]
    fn counts_lines_and_characters_from_one() {
        check("", 0, 1, 1);
        check("ab\ncd", 0, 1, 1);
        check("ab\ncd", 2, 1, 3);
        check("ab\ncd", 3, 2, 1);
        check("é→x", 5, 1, 3);
    }

    #[test]
    fn an_offset_past_the_end_or_inside_a_character_is_the_boundary_before() {
        check("ab\n", 99, 2, 1);
        check("→", 1, 1, 1);
    }

    #[test]
    fn a_long_line_is_counted_right() {
        for piece in ["a", "é", "→", "aé→\n", "é→\u{1f600}\nx"] {
            let text = piece.repeat(3 * super::BLOCK);
            let table = LineTable::new(&text);
            for offset in (0..=text.len()).step_by(7).chain([1024, 2048, text.len()]) {
                let offset = text.floor_char_boundary(offset);
                let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
                let column = text[start..offset].chars().count() + 1;
                assert_eq!(table.position(offset).column, column, "{piece} at {offset}");
            }
        }
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        check("\u{feff}ab", 4, 1, 2);
    }
}
