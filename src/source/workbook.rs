//! The text that a workbook is read as, so that its cells have spans as all other text has.
//!
//! A sheet begins with a line of its own: a form feed, its name, and the cells that hold something other than text, each
//! as `ROW.COLUMN` and a letter. Then follow its rows, one a line, from the first one of the sheet, with a tab between
//! cells. A line end in a cell is a line separator, U+2028.

use std::fmt;

use memchr::memchr_iter;

use super::line_table::{LineTable, Position};
use super::source_set::SourceFile;
use super::span::Span;

/// Begins a sheet.
pub(super) const SHEET: char = '\u{c}';
/// A line end in a cell.
pub const LINE_END: char = '\u{2028}';

/// A cell of a workbook. It is shown as `sheet Matrix, cell C12`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellName {
    /// The sheet.
    pub sheet: String,
    /// From 1.
    pub row: usize,
    /// From 1.
    pub column: usize,
}

impl CellName {
    /// The cell as spreadsheets name it: `C12`.
    pub fn reference(&self) -> String {
        let mut letters = Vec::new();
        let mut rest = self.column;
        while rest > 0 {
            letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
            rest = (rest - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        format!("{letters}{}", self.row)
    }
}

impl fmt::Display for CellName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "sheet {}, cell {}", self.sheet, self.reference())
    }
}

/// What a cell holds, besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// A number or a truth value.
    Number,
    /// A date or a time.
    Date,
    /// The error of a formula, such as `#REF!`.
    Error,
}

impl CellType {
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Number => 'n',
            Self::Date => 'd',
            Self::Error => 'e',
        }
    }

    fn of_letter(letter: &str) -> Option<Self> {
        [Self::Number, Self::Date, Self::Error].into_iter().find(|known| letter == known.letter().to_string())
    }
}

/// One sheet in the text of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetText<'t> {
    /// Its name.
    pub name: &'t str,
    /// The spans of the cells of each row, in the text of the workbook.
    pub rows: Vec<Vec<Span>>,
    /// The cells that hold something other than text, by row and column from 0, sorted.
    pub types: Vec<((usize, usize), CellType)>,
}

/// The sheets in the text of a workbook, in their order.
pub fn sheets(text: &str) -> Vec<SheetText<'_>> {
    let mut sheets: Vec<SheetText<'_>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let cells = line.trim_end_matches('\n');
        match (cells.strip_prefix(SHEET), sheets.last_mut()) {
            (Some(head), _) => {
                let (name, types) = head.split_once('\t').unwrap_or((head, ""));
                let mut types: Vec<_> = types.split(' ').filter_map(cell_type).collect();
                types.sort_unstable_by_key(|(cell, _)| *cell);
                sheets.push(SheetText { name, rows: Vec::new(), types });
            }
            (None, Some(sheet)) => {
                let mut at = start;
                let spans = cells.split('\t').map(|cell| {
                    let span = Span::new(at, at + cell.len());
                    at = span.end + 1;
                    span
                });
                sheet.rows.push(spans.collect());
            }
            (None, None) => {}
        }
        start += line.len();
    }
    sheets
}

fn cell_type(written: &str) -> Option<((usize, usize), CellType)> {
    let (cell, letter) = written.split_at_checked(written.len().checked_sub(1)?)?;
    let (row, column) = cell.split_once('.')?;
    Some(((row.parse().ok()?, column.parse().ok()?), CellType::of_letter(letter)?))
}

/// Whether the file at `path` is a workbook, by its name.
pub fn is_workbook(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("xlsx"))
}

/// Converts offsets in a file to positions: a line and a column, or a cell of a workbook.
pub enum Positions<'a> {
    /// The lines of a text.
    Lines(LineTable<'a>),
    /// The text of a workbook, with the starts of its lines, and those of these that begin a sheet.
    Cells(&'a str, Vec<usize>, Vec<usize>),
}

impl<'a> Positions<'a> {
    /// The positions of a file with this path and text.
    pub fn new(file: &'a SourceFile) -> Self {
        let text = file.text.as_str();
        if !is_workbook(&file.path) || !text.starts_with(SHEET) {
            return Self::Lines(LineTable::new(text));
        }
        let ends = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let lines: Vec<usize> = std::iter::once(0).chain(ends).collect();
        let begins_sheet = |line: &usize| text[lines[*line]..].starts_with(SHEET);
        let sheets = (0..lines.len()).filter(begins_sheet).collect();
        Self::Cells(text, lines, sheets)
    }

    /// The position of a byte offset; that of a cell is its row and its column.
    pub fn position(&self, offset: usize) -> Position {
        match self {
            Self::Lines(lines) => lines.position(offset),
            Self::Cells(..) => self
                .cell(offset)
                .map_or(Position { line: 1, column: 1 }, |CellName { row, column, .. }| Position { line: row, column }),
        }
    }

    /// The cell at a byte offset; nothing in a file that is no workbook.
    pub fn cell(&self, offset: usize) -> Option<CellName> {
        let Self::Cells(text, lines, sheets) = self else { return None };
        let offset = text.floor_char_boundary(offset);
        let line = lines.partition_point(|start| *start <= offset).checked_sub(1)?;
        let begin = *sheets.get(sheets.partition_point(|sheet| *sheet <= line).checked_sub(1)?)?;
        let head = text[lines[begin]..].lines().next()?.trim_start_matches(SHEET);
        let sheet = head.split('\t').next()?.to_owned();
        let column = text[lines[line]..offset].matches('\t').count() + 1;
        // At the line of a sheet itself, its first cell.
        if line == begin {
            Some(CellName { sheet, row: 1, column: 1 })
        } else {
            Some(CellName { sheet, row: line - begin, column })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CellName, CellType, Positions, sheets};
    use crate::source::{Position, SourceFile};

    const TEXT: &str = "\u{c}Matrix\t1.0n 1.1d\nreq\twho\n1.1\tus\n\u{c}Other\t\n\n\ta\u{2028}b\n";

    #[test]
    fn the_cells_of_sheets_have_spans_and_types() {
        let read = sheets(TEXT);
        let texts = |sheet: usize| -> Vec<Vec<&str>> {
            read[sheet].rows.iter().map(|row| row.iter().map(|span| span.of(TEXT)).collect()).collect()
        };
        assert_eq!((read[0].name, texts(0)), ("Matrix", vec![vec!["req", "who"], vec!["1.1", "us"]]));
        assert_eq!(read[0].types, [((1, 0), CellType::Number), ((1, 1), CellType::Date)]);
        assert_eq!((read[1].name, texts(1)), ("Other", vec![vec![""], vec!["", "a\u{2028}b"]]));
        assert!(sheets("no sheet").is_empty());
    }

    #[test]
    fn an_offset_is_the_cell_that_it_is_in() {
        let file = SourceFile { path: "content/a.XLSX".to_owned(), text: TEXT.to_owned() };
        let positions = Positions::new(&file);
        let cell = |part: &str| positions.cell(TEXT.find(part).unwrap()).unwrap().to_string();
        assert_eq!(cell("who"), "sheet Matrix, cell B1");
        assert_eq!(cell("us\n"), "sheet Matrix, cell B2");
        assert_eq!(cell("a\u{2028}"), "sheet Other, cell B2");
        assert_eq!(cell("Matrix"), "sheet Matrix, cell A1");
        assert_eq!(positions.position(TEXT.find("us\n").unwrap()), Position { line: 2, column: 2 });
        assert_eq!(positions.cell(9_999).unwrap().sheet, "Other");
        let text = SourceFile { path: "content/a.csv".to_owned(), text: "a,b\n".to_owned() };
        assert_eq!(Positions::new(&text).cell(2), None);
    }

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let name = |column| CellName { sheet: String::new(), row: 1, column }.reference();
        for (column, expected) in [(1, "A1"), (26, "Z1"), (27, "AA1"), (702, "ZZ1"), (703, "AAA1"), (16_384, "XFD1")] {
            assert_eq!(name(column), expected);
        }
    }
}
