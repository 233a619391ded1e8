//! The records of a file of comma-separated values, with the location of each.

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::source::Span;

/// Reads a file record by record. Blank lines are none.
pub(super) struct Records<'t> {
    text: &'t str,
    /// The length of the byte order mark.
    base: usize,
    delimiter: u8,
    csv: Reader<&'t [u8]>,
}

/// A record.
pub(super) struct Record {
    pub(super) cells: StringRecord,
    /// Its bytes in the file, without the line end.
    pub(super) span: Span,
}

impl<'t> Records<'t> {
    pub(super) fn new(whole: &'t str) -> Self {
        let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
        let delimiter = delimiter(text);
        let csv =
            ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
        Self { text, base: whole.len() - text.len(), delimiter, csv }
    }

    /// The spans of the fields of a record, with their quotes; that of the whole record for those behind them.
    pub(super) fn fields(&self, record: &Record) -> impl Iterator<Item = Span> + use<> {
        let start = record.span.start - self.base;
        let text = self.text.get(start..record.span.end - self.base).unwrap_or_default();
        let spans = fields(text, self.delimiter).into_iter().map({
            let start = record.span.start;
            move |field| field.shifted(start)
        });
        spans.chain(std::iter::repeat(record.span))
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let mut cells = StringRecord::new();
        // Any UTF-8 text is valid for this parser, so that no error can occur.
        if !self.csv.read_record(&mut cells).unwrap_or(false) {
            return None;
        }
        let text = self.text;
        let start = cells.position().map_or(0, |position| position.byte() as usize);
        let end = (self.csv.position().byte() as usize).min(text.len());
        let start = start + leading_line_ends(text.get(start..end).unwrap_or_default());
        let length = text.get(start..end).unwrap_or_default().trim_end().len();
        Some(Record { cells, span: Span::new(start, start + length).shifted(self.base) })
    }
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
