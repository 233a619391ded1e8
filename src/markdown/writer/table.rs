//! Tables, which are collected cell by cell for a template.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::super::document::{Align, Piece, Table};
use super::super::ids::GivenBy;
use super::open::OpenTable;
use super::state::Writer;
use crate::finding::{Code, Finding};
use crate::source::Spanned;

/// The part of the table that a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Head,
    Body,
}

impl Writer<'_, '_> {
    pub(super) fn start_table(&mut self, alignments: &[Alignment], range: &Range<usize>) {
        let columns = alignments.iter().map(|align| aligned(*align)).collect();
        let heading = self.shared.document.headings.len().checked_sub(1);
        let mut table = Table { columns, heading, span: self.span(range), ..Table::default() };
        if let Some(attributes) = self.attributes_below(range) {
            if let Some(id) = &attributes.id {
                self.ids.reserve(id);
                self.use_id(id, GivenBy::Author, self.span(range));
                self.shared.document.anchors.push(Spanned::new(id.clone(), self.span(range)));
            }
            let value = |name: &str| attributes.others.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            table.csv = value("csv").and_then(|value| self.switch("csv", value, range));
            table.sort = value("sort").and_then(|value| self.switch("sort", value, range));
            table.caption = value("caption").cloned();
            table.id = attributes.id;
            table.classes = attributes.classes;
        }
        self.table = Some(OpenTable { table, all_strong: true, ..OpenTable::default() });
    }

    /// The value of an attribute of the table at `range` that is `true` or `false`; any other is a finding.
    fn switch(&mut self, name: &str, value: &str, range: &Range<usize>) -> Option<bool> {
        if let Ok(switch) = value.parse() {
            return Some(switch);
        }
        let list = line_below(&self.text.text, range);
        let finding = Finding::new(
            Code::InvalidTableAttribute,
            self.location(&list),
            format!("`{name}`: expected `true` or `false`, found `{value}`"),
        );
        let help = format!("write `{{{name}=true}}` or `{{{name}=false}}`; until then the attribute is not used");
        self.shared.findings.push(finding.about(name).help(help));
        None
    }

    pub(super) fn start_row(&mut self) {
        if let Some(open) = &mut self.table {
            open.row.clear();
        }
    }

    pub(super) fn start_cell(&mut self, range: &Range<usize>) {
        if let Some(open) = &mut self.table {
            open.cell = range.clone();
            open.cell_is_strong = false;
        }
        self.start_capture();
    }

    /// Starts bold text; a first cell that is nothing else is a row header.
    pub(super) fn start_strong(&mut self, range: &Range<usize>) {
        let source = &self.text.text;
        if let Some(open) = &mut self.table
            && source[open.cell.clone()].trim() == source[range.clone()].trim()
        {
            open.cell_is_strong = true;
        }
        self.inline_tag("<strong>");
    }

    pub(super) fn end_cell(&mut self) {
        let cell = self.end_capture();
        if let Some(open) = &mut self.table {
            if open.row.is_empty() && !open.table.head.is_empty() {
                open.all_strong &= open.cell_is_strong;
            }
            open.row.push(cell);
        }
    }

    pub(super) fn end_row(&mut self, part: Row) {
        let Some(open) = &mut self.table else { return };
        let row = std::mem::take(&mut open.row);
        match part {
            Row::Head => open.table.head = row,
            Row::Body => open.table.rows.push(row),
        }
    }

    pub(super) fn end_table(&mut self) {
        let Some(mut open) = self.table.take() else { return };
        open.table.row_headers = open.all_strong && !open.table.rows.is_empty();
        let index = self.shared.document.tables.len();
        self.shared.document.tables.push(open.table);
        self.out().push(Piece::Table(index));
    }
}

/// The line below the block at `range`, without the blanks around it.
fn line_below(text: &str, range: &Range<usize>) -> Range<usize> {
    let end = range.start + text[range.clone()].trim_end().len();
    let below = text[end..].trim_start();
    let start = text.len() - below.len();
    start..start + below.lines().next().unwrap_or_default().trim_end().len()
}

const fn aligned(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Start,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
