//! Reads the file of a workbook as text. Nothing in it is run, computed or followed, and no more is unpacked than a bound.

use std::path::Path;

use super::regular::read_regular;

/// Larger files are not read.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// The text of the workbook at `path`, as [`Positions`](super::Positions) and [`sheets`](super::sheets) read it.
///
/// # Errors
/// Why it cannot be read, in one line.
pub fn read_workbook(path: &Path) -> Result<String, String> {
    let bytes = read_regular(path, MAX_FILE).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => format!("it has more than {} MB", MAX_FILE / (1024 * 1024)),
        _ => error.to_string(),
    })?;
    text_of(&bytes)
}

/// The text of a workbook with these bytes.
///
/// # Errors
/// Why it cannot be read, in one line.
pub fn text_of(bytes: &[u8]) -> Result<String, String> {
    const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if bytes.starts_with(OLD) {
        return Err("it has a password, or is a workbook of the old format `.xls`".to_owned());
    }
    if !bytes.starts_with(b"PK") {
        return Err("it is no workbook, whatever its name".to_owned());
    }
    // Arithmetic on numbers of a damaged workbook can overflow in the reader, which panics in a build with checks.
    let read = std::panic::catch_unwind(|| unpacked(bytes));
    read.unwrap_or_else(|_| Err("it is damaged".to_owned()))
}

#[cfg(not(feature = "spreadsheets"))]
fn unpacked(_: &[u8]) -> Result<String, String> {
    Err("this program was built without spreadsheets".to_owned())
}

#[cfg(feature = "spreadsheets")]
use cells::unpacked;

#[cfg(feature = "spreadsheets")]
mod cells {
    use std::borrow::Cow;
    use std::fmt::Write as _;
    use std::io::{self, Cursor, Read};

    use calamine::{Data, Reader, SheetType, Xlsx};
    use zip::ZipArchive;

    use crate::source::workbook::{CellType, LINE_END, SHEET};

    /// A workbook has some twenty parts, and one for each sheet, image and comment.
    const MAX_PARTS: usize = 4_000;
    /// What all parts may have together, unpacked.
    const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
    /// What a sheet may have; a table is cut off earlier, and that is said.
    const MAX_ROWS: u32 = 10_000;
    const MAX_COLUMNS: u32 = 600;
    /// The text of all cells, with what divides them. A shared text counts in each cell.
    const MAX_TEXT: usize = 16 * 1024 * 1024;

    pub(super) fn unpacked(bytes: &[u8]) -> Result<String, String> {
        check_parts(bytes)?;
        let unreadable = |error: calamine::XlsxError| format!("it is damaged: {error}");
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
        let sheets = workbook.sheets_metadata().iter();
        let names: Vec<String> =
            sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect();
        let mut text = String::new();
        for name in names {
            let mut reader = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
            let mut sheet = Sheet::default();
            // The dimensions that a sheet declares are not used: memory for them could be any amount.
            while let Some(cell) = reader.next_cell().map_err(unreadable)? {
                let ((row, column), value) = (cell.get_position(), Data::from(cell.get_value().clone()));
                sheet.add((row, column), &value).map_err(|reason| format!("sheet {}: {reason}", shown(&name)))?;
                if sheet.length + text.len() > MAX_TEXT {
                    return Err(too_long());
                }
            }
            sheet.write(&name, &mut text)?;
        }
        if text.is_empty() { Err("it has no sheet with cells".to_owned()) } else { Ok(text) }
    }

    fn too_long() -> String {
        format!("its cells have more than {} MB of text", MAX_TEXT / (1024 * 1024))
    }

    /// Whether the parts may be read: what they unpack to is counted, whatever the archive declares.
    fn check_parts(bytes: &[u8]) -> Result<(), String> {
        let damaged = |error: zip::result::ZipError| format!("it is damaged: {error}");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > MAX_PARTS {
            return Err(format!("it has {} parts; at most {MAX_PARTS} are read", archive.len()));
        }
        let mut left = MAX_UNPACKED;
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(damaged)?;
            let name = part.name().map_err(damaged)?.to_lowercase();
            if name.ends_with("vbaproject.bin") {
                return Err("it has macros; save it without them".to_owned());
            }
            if name.contains("externallinks/") {
                return Err("it takes values from other workbooks; save it with the values alone".to_owned());
            }
            let read = io::copy(&mut part.take(left + 1), &mut io::sink());
            let length = read.map_err(|error| format!("it is damaged: {error}"))?;
            left = left.checked_sub(length).ok_or_else(|| {
                format!("its parts have more than {} MB when they are unpacked", MAX_UNPACKED / (1024 * 1024))
            })?;
        }
        Ok(())
    }

    /// The cells of a sheet, by row and column from 0.
    #[derive(Default)]
    struct Sheet {
        cells: Vec<((u32, u32), String)>,
        types: Vec<((u32, u32), CellType)>,
        length: usize,
    }

    impl Sheet {
        fn add(&mut self, (row, column): (u32, u32), value: &Data) -> Result<(), String> {
            let (text, kind) = match value {
                Data::Empty => return Ok(()),
                Data::String(text) => (Cow::Borrowed(text.as_str()), None),
                Data::Int(number) => (number.to_string().into(), Some(CellType::Number)),
                Data::Float(number) => (number.to_string().into(), Some(CellType::Number)),
                Data::Bool(value) => (value.to_string().into(), Some(CellType::Number)),
                Data::DateTime(date) if date.is_duration() => (date.as_f64().to_string().into(), Some(CellType::Date)),
                Data::DateTime(date) => {
                    let (year, month, day, ..) = date.to_ymd_hms_milli();
                    (format!("{year:04}-{month:02}-{day:02}").into(), Some(CellType::Date))
                }
                Data::DateTimeIso(text) | Data::DurationIso(text) => (text.as_str().into(), Some(CellType::Date)),
                Data::Error(error) => (error.to_string().into(), Some(CellType::Error)),
            };
            if text.trim().is_empty() {
                return Ok(());
            }
            if row >= MAX_ROWS || column >= MAX_COLUMNS {
                return Err(format!("a cell beyond row {MAX_ROWS} or column {MAX_COLUMNS}"));
            }
            self.types.extend(kind.map(|kind| ((row, column), kind)));
            let text = one_line(&text);
            self.length += text.len() + 1;
            self.cells.push(((row, column), text));
            Ok(())
        }

        fn write(mut self, name: &str, text: &mut String) -> Result<(), String> {
            text.push(SHEET);
            text.push_str(&one_line(name).replace(LINE_END, " "));
            text.push('\t');
            for ((row, column), kind) in &self.types {
                // Writing to a text cannot fail.
                let _ = write!(text, "{row}.{column}{} ", kind.letter());
            }
            text.push('\n');
            // Of two values for one cell the first counts, as cells come.
            self.cells.sort_by_key(|(cell, _)| *cell);
            self.cells.dedup_by_key(|(cell, _)| *cell);
            let (mut row, mut column) = (0, 0);
            for ((own_row, own_column), cell) in self.cells {
                if row < own_row {
                    column = 0;
                }
                text.extend((row..own_row).map(|_| '\n'));
                text.extend((column..own_column).map(|_| '\t'));
                text.push_str(&cell);
                (row, column) = (own_row, own_column);
                if text.len() > MAX_TEXT {
                    return Err(too_long());
                }
            }
            text.push('\n');
            Ok(())
        }
    }

    /// The text of a cell without the characters that divide cells and rows.
    fn one_line(text: &str) -> String {
        let text = text.trim().replace("\r\n", "\n");
        let line = |letter: char| match letter {
            '\n' | '\r' => LINE_END,
            '\t' | SHEET => ' ',
            _ => letter,
        };
        text.chars().map(line).collect()
    }

    /// A name for a message.
    fn shown(name: &str) -> String {
        name.chars().filter(|letter| !letter.is_control()).take(40).collect()
    }
}

#[cfg(test)]
#[cfg(feature = "spreadsheets")]
mod tests {
    use std::io::{Cursor, Read, Write};

    use proptest::prelude::{prop, prop_assert, proptest};
    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    use super::text_of;
    use crate::source::sheets;

    /// The parts of a small workbook, with all types of cells.
    fn parts() -> Vec<(String, Vec<u8>)> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_string(0, 0, "req").unwrap().write_string(0, 1, "a\nb").unwrap();
        sheet.write_number(1, 0, 1.5).unwrap().write_boolean(1, 1, true).unwrap();
        sheet.write_number_with_format(2, 0, 38_000, &date).unwrap().write_formula(2, 1, "=1/0").unwrap();
        let mut archive = ZipArchive::new(Cursor::new(workbook.save_to_buffer().unwrap())).unwrap();
        let count = archive.len();
        let part = |index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        };
        (0..count).map(part).collect()
    }

    fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut written = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            written.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            written.write_all(bytes).unwrap();
        }
        written.finish().unwrap().into_inner()
    }

    #[test]
    fn cells_of_every_type_are_text() {
        let text = text_of(&packed(&parts())).unwrap();
        assert_eq!(text, "\u{c}Sheet1\t1.0n 1.1n 2.0d 2.1n \nreq\ta\u{2028}b\n1.5\ttrue\n2004-01-14\t0\n");
        assert_eq!(sheets(&text).len(), 1);
    }

    proptest! {
        #[test]
        fn a_damaged_workbook_is_read_or_refused(
            changes in prop::collection::vec((0_usize..100, 0_usize..10_000, 0_usize..12, "[<>/\"=A-Z0-9 ]{0,12}|99999999999|&#0;"), 1..6),
            cut in prop::option::of(0_usize..8_000)
        ) {
            let mut parts = parts();
            for (part, at, length, text) in &changes {
                let count = parts.len();
                let bytes = &mut parts[part % count].1;
                let at = at % (bytes.len() + 1);
                let end = (at + length).min(bytes.len());
                bytes.splice(at..end, text.bytes());
            }
            let mut file = packed(&parts);
            if let Some(cut) = cut {
                file.truncate(cut.max(2));
            }
            match text_of(&file) {
                Ok(text) => prop_assert!(!sheets(&text).is_empty()),
                Err(reason) => prop_assert!(!reason.is_empty()),
            }
        }
    }
}
