//! Files of comma-separated values, as spreadsheets write them.

use csv::{ReaderBuilder, StringRecord};

use super::cell::Text;
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
    let whole = reader.text;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let base = whole.len() - text.len();
    let delimiter = delimiter(text);
    let mut csv =
        ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let mut table = CsvTable { head: Vec::new(), rows: Vec::new() };
    let mut record = StringRecord::new();
    // The number of cells in the head of the file.
    let mut width = 0;
    let mut count = 0_usize;
    let mut first_too_many = Span::default();
    loop {
        // Any UTF-8 text is valid for this parser, so that no error can occur.
        if !csv.read_record(&mut record).unwrap_or(false) {
            break;
        }
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let end = (csv.position().byte() as usize).min(text.len());
        let start = start + leading_line_ends(text.get(start..end).unwrap_or_default());
        let span = Span::new(start, start + text.get(start..end).unwrap_or_default().trim_end().len()).shifted(base);
        if table.head.is_empty() {
            width = record.len();
            record.truncate(reader.column_count(width, span));
            table.head = cells(reader, &record, span, delimiter);
            continue;
        }
        count += 1;
        if count > MAX_ROWS {
            if count == MAX_ROWS + 1 {
                first_too_many = span;
            }
            continue;
        }
        if record.len() != width {
            let message = format!("a row of {} cells in a table of {width} columns", record.len());
            let finding = reader.finding(Code::RaggedRow, span, message);
            reader.findings.push(finding.help("give every row a cell for each column; put text with commas in quotes"));
        }
        record.truncate(table.head.len());
        let mut row = cells(reader, &record, span, delimiter);
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

/// The cells of the record at `span`.
fn cells(reader: &mut Reader<'_>, record: &StringRecord, span: Span, delimiter: u8) -> Vec<Text> {
    let spans = fields(span.of(reader.text), delimiter);
    let spans = spans.into_iter().map(|field| field.shifted(span.start)).chain(std::iter::repeat(span));
    record.iter().zip(spans).map(|(text, span)| reader.markdown(text.trim().to_owned(), span)).collect()
}

/// The fields of a record in its text, with their quotes.
fn fields(text: &str, delimiter: u8) -> Vec<Span> {
    let mut fields = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'"' {
            is_quoted = !is_quoted;
        } else if byte == delimiter && !is_quoted {
            fields.push(Span::new(start, at));
            start = at + 1;
        }
    }
    fields.push(Span::new(start, text.len()));
    fields
}

/// The delimiter of the fields: of comma, semicolon and tab the one that is most frequent on the first line.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| line.bytes().filter(|byte| *byte == delimiter).count();
    // Of equal counts the last is taken: a comma where there is none of them.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn leading_line_ends(text: &str) -> usize {
    text.len() - text.trim_start_matches(['\n', '\r']).len()
}
