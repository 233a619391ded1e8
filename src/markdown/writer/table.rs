//! Tables, which are collected cell by cell for a template.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::super::document::{Align, Piece, Table};
use super::open::OpenTable;
use super::state::Writer;
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
        let mut table = Table { columns, heading, ..Table::default() };
        if let Some(attributes) = self.attributes_below(range) {
            if let Some(id) = &attributes.id {
                self.ids.reserve(id);
                self.shared.document.anchors.push(Spanned::new(id.clone(), self.span(range)));
            }
            table.id = attributes.id;
            table.classes = attributes.classes;
            table.caption = attributes.others.into_iter().find(|(key, _)| key == "caption").map(|(_, value)| value);
        }
        self.table = Some(OpenTable { table, all_strong: true, ..OpenTable::default() });
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

const fn aligned(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Start,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
