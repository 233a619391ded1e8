//! Writes comma-separated values as RFC 4180 defines them, with no cell that a spreadsheet would run as a formula.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

/// A head and rows as comma-separated values; lines end with CR and LF.
///
/// A cell that would be a formula and is no number gets an apostrophe before it.
pub fn comma_separated<Row, Cell>(head: &[Cell], rows: impl IntoIterator<Item = Row>) -> String
where
    Row: AsRef<[String]>,
    Cell: AsRef<str>,
{
    let mut writer = WriterBuilder::new().flexible(true).terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(head.iter().map(|cell| harmless(cell.as_ref()).into_owned()));
    for row in rows {
        let _ = writer.write_record(row.as_ref().iter().map(|cell| harmless(cell).into_owned()));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The first characters of formulas, also in the full-width forms of East Asian keyboards.
pub(super) const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn harmless(cell: &str) -> Cow<'_, str> {
    let is_number = || cell.parse::<f64>().is_ok_and(f64::is_finite);
    // With the apostrophes that a cell begins with, so that none is lost where the file is read again.
    if cell.trim_start_matches('\'').starts_with(FORMULA_STARTS) && !is_number() {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::{comma_separated, harmless};

    #[test]
    fn cells_are_quoted_where_they_must_be_and_lines_end_as_the_standard_has_it() {
        let rows = [["12.10".to_owned(), "a, \"b\"\nc".to_owned()], ["=cmd".to_owned(), String::new()]];
        assert_eq!(comma_separated(&["id", "text"], rows), "id,text\r\n12.10,\"a, \"\"b\"\"\nc\"\r\n'=cmd,\r\n");
        assert_eq!(comma_separated(&["id"], [[String::new()]]), "id\r\n\"\"\r\n");
    }

    #[test]
    fn no_cell_runs_and_numbers_stay() {
        for cell in ["=1+1", "+x", "-y", "@x", "\t=1", "\r=1", "\n=1", "＝1", "-inf", "--1", "=cmd|' /C calc'!A0"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!((harmless("'=x"), harmless("'x")), ("''=x".into(), "'x".into()));
        for cell in ["", "-5", "+1.5", "-1e3", "12.10", "AC-2(1)", "a=b", " =1"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
