//! Tables that Goldmark takes and refuses in other forms than our parser.
//!
//! Goldmark takes the last line of a paragraph as a head, and adds the cells that the head lacks. Both are written out for
//! our parser, and the text that is inserted for it is taken out of its events again.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::super::dialect::options;

/// A line of HTML that separates a head from the paragraph above it.
pub(super) const SEPARATOR: &str = "<!---->\n";

/// What is changed in a text for our parser.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Bytes in place of others.
    pub(super) bytes: Vec<(usize, u8)>,
    /// Text to be inserted, in order of its places.
    pub(super) inserts: Vec<(usize, String)>,
}

/// The changes for the rows below the heads of tables in `source`, and for their heads.
pub(super) fn changes(source: &str) -> Changes {
    let bytes = source.as_bytes();
    let mut changes = Changes::default();
    let (mut above, mut head) = (0..0, 0..0);
    let mut verbatim = None;
    let mut is_in_table = false;
    let mut start = 0;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let row = &bytes[start..end];
        if row.trim_ascii().is_empty() {
            is_in_table = false;
        } else if !is_in_table && is_delimiter_row(row) {
            let lines = Lines { above: &source[above.clone()], head: &source[head.clone()], at: head.start };
            let found = lines.changes(row, start);
            // Few texts come here, so that these are parsed twice.
            let is_needed = !found.bytes.is_empty() || !found.inserts.is_empty();
            let verbatim = is_needed.then(|| verbatim.get_or_insert_with(|| verbatim_blocks(source)));
            if verbatim.is_some_and(|blocks| !is_in(blocks, start)) {
                changes.bytes.extend(found.bytes);
                changes.inserts.extend(found.inserts);
            }
            is_in_table = is_table(lines.head, row);
        }
        above = std::mem::replace(&mut head, start..end);
        start = end + 1;
    }
    changes
}

/// Whether the byte at `at` is in one of `blocks`, which are sorted, and none in another.
fn is_in(blocks: &[Range<usize>], at: usize) -> bool {
    let before = blocks.partition_point(|block| block.start <= at);
    before.checked_sub(1).is_some_and(|last| at < blocks[last].end)
}

/// Whether the line at `start` of `source` is the row below the head of a table.
pub(super) fn is_below_head(source: &str, start: usize) -> bool {
    let row = source[start..].lines().next().unwrap_or_default().as_bytes();
    let above = source[..start].strip_suffix('\n').unwrap_or_default();
    let head = above.rsplit('\n').next().unwrap_or_default();
    is_delimiter_row(row) && is_table(head, row)
}

fn is_delimiter_row(row: &[u8]) -> bool {
    let is_allowed = |byte: &u8| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r');
    row.iter().all(is_allowed) && row.contains(&b'|') && row.contains(&b'-')
}

fn is_table(head: &str, row: &[u8]) -> bool {
    columns(row).is_some_and(|columns| !head.trim().is_empty() && cells(head) <= columns)
}

/// The two lines above a row.
struct Lines<'s> {
    above: &'s str,
    head: &'s str,
    /// Where the head begins.
    at: usize,
}

impl Lines<'_> {
    fn changes(&self, row: &[u8], start: usize) -> Changes {
        let mut changes = Changes::default();
        if self.head.contains('|') {
            changes.bytes = row_changes(row).into_iter().map(|(at, byte)| (start + at, byte)).collect();
        }
        let Some(columns) = columns(row).filter(|_| is_table(self.head, row)) else { return changes };
        if self.is_below_paragraph() {
            let indentation = &self.head[..indentation(self.head)];
            changes.inserts.push((self.at, format!("{indentation}{SEPARATOR}")));
        }
        let missing = columns - cells(self.head);
        if missing > 0 {
            let end = self.at + self.head.trim_end().len();
            let closes = usize::from(!self.head.trim_end().ends_with('|'));
            changes.inserts.push((end, "|".repeat(missing + closes)));
        }
        changes
    }

    /// Whether the head may be the last line of a paragraph.
    fn is_below_paragraph(&self) -> bool {
        let text = self.above.trim();
        let is_apart =
            text.is_empty() || text.starts_with(['>', '#', '`', '~', '<']) || self.head.trim().starts_with('>');
        !is_apart && indentation(self.head) >= content_indentation(self.above)
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The column at which the text of a line begins, behind the mark of a list item.
fn content_indentation(line: &str) -> usize {
    let start = indentation(line);
    let rest = &line[start..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if digits > 0 { rest[digits..].starts_with(['.', ')']) } else { rest.starts_with(['-', '*', '+']) };
    let marked = digits + usize::from(mark);
    match rest.get(marked..).filter(|_| mark) {
        Some(text) if text.starts_with(' ') => start + marked + indentation(text),
        Some(_) | None => start,
    }
}

/// The number of columns of a row below a head; nothing where a cell is no line of dashes.
fn columns(row: &[u8]) -> Option<usize> {
    let row = row.trim_ascii();
    let row = row.strip_prefix(b"|").unwrap_or(row);
    let row = row.strip_suffix(b"|").unwrap_or(row);
    let is_line = |cell: &[u8]| {
        let cell = cell.trim_ascii();
        let cell = cell.strip_prefix(b":").unwrap_or(cell);
        let cell = cell.strip_suffix(b":").unwrap_or(cell);
        !cell.is_empty() && cell.iter().all(|byte| *byte == b'-')
    };
    let mut cells = row.split(|byte| *byte == b'|');
    cells.clone().all(is_line).then(|| cells.by_ref().count())
}

/// The number of cells of a head.
fn cells(head: &str) -> usize {
    let head = head.trim();
    let head = head.strip_prefix('|').unwrap_or(head);
    let bytes = head.as_bytes();
    let is_pipe = |at: &usize| at.checked_sub(1).is_none_or(|before| bytes[before] != b'\\');
    let pipes = memchr::memchr_iter(b'|', bytes).filter(is_pipe);
    pipes.filter(|at| at + 1 < bytes.len()).count() + 1
}

/// The bytes of a row to be replaced. A tab is what our parser refuses in it: a gap in a cell, and the blank behind a dash
/// that begins an item of a list.
fn row_changes(row: &[u8]) -> Vec<(usize, u8)> {
    let mut changes = Vec::new();
    let first = row.iter().position(|byte| *byte == b'-').filter(|at| row[..*at].iter().all(|byte| *byte == b' '));
    for (at, byte) in row.iter().enumerate() {
        let is_inside = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'-' | b':'));
        let next = row[at..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        let is_item = first.is_some_and(|first| at == first + 1);
        let is_gap = is_item || at > 0 && is_inside(row.get(at - 1)) && is_inside(next);
        match byte {
            b' ' if is_gap => changes.push((at, b'\t')),
            b'\t' if !is_gap => changes.push((at, b' ')),
            _ => {}
        }
    }
    changes
}

/// Code and raw HTML, whose text is shown as it stands.
fn verbatim_blocks(source: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(source, options()).into_offset_iter();
    let is_verbatim = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
    events.filter(|(event, _)| is_verbatim(event)).map(|(_, range)| range).collect()
}
