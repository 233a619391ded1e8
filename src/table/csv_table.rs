//! Files of comma-separated values, as spreadsheets write them.

use super::cell::Text;
use super::csv_records::{Record, Records};
use super::grid::{Grid, Show};
use super::reader::{MAX_ROWS, Reader};
use crate::finding::Code;
use crate::source::Span;

/// A head and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvTable {
    /// The cells of the first line.
    pub head: Vec<Text>,
    /// The other lines; every row has as many cells as the head.
    pub rows: Vec<Vec<Text>>,
}

impl CsvTable {
    pub(super) fn grid(&self, show: Show<'_>) -> Grid {
        let row = |row: &Vec<Text>| row.iter().map(show).collect();
        Grid { head: row(&self.head), rows: self.rows.iter().map(row).collect() }
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Option<CsvTable> {
    let mut records = Records::new(reader.text);
    let mut table = CsvTable { head: Vec::new(), rows: Vec::new() };
    // The number of cells in the head of the file.
    let mut width = 0;
    let mut count = 0_usize;
    let mut first_too_many = Span::default();
    while let Some(mut record) = records.next() {
        let (span, length) = (record.span, record.cells.len());
        if table.head.is_empty() {
            width = length;
            record.cells.truncate(reader.column_count(width, span));
            table.head = cells(reader, &records, &record);
            continue;
        }
        count += 1;
        if count > MAX_ROWS {
            if count == MAX_ROWS + 1 {
                first_too_many = span;
            }
            continue;
        }
        if length != width {
            let message = format!("a row of {length} cells in a table of {width} columns");
            let finding = reader.finding(Code::RaggedRow, span, message);
            reader.findings.push(finding.help("give every row a cell for each column; put text with commas in quotes"));
        }
        record.cells.truncate(table.head.len());
        let mut row = cells(reader, &records, &record);
        row.resize(table.head.len(), Text::default());
        table.rows.push(row);
        reader.anchors.push(format!("row-{count}"));
    }
    if table.head.is_empty() {
        reader.unreadable(Span::default(), "an empty table", "write the heads of the columns on the first line");
        return None;
    }
    reader.check_row_count(count, |_| first_too_many);
    Some(table)
}

fn cells(reader: &mut Reader<'_>, records: &Records<'_>, record: &Record) -> Vec<Text> {
    let cells = record.cells.iter().zip(records.fields(record));
    cells.map(|(text, span)| reader.markdown(text.trim().to_owned(), span)).collect()
}
