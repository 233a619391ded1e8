//! Tables for other programs: comma-separated values, JSON and Markdown.

use super::body::{Body, Table};
use super::cell::Text;
use super::grid::Grid;
use super::matrix_json::matrix_json;
use super::responsibility::Matrix;
use super::values::comma_separated;
use crate::framework::Frameworks;
use crate::labels::Labels;
use crate::markdown::{self, Document, Piece, escape_text, without_unsafe_links};

impl Table {
    /// The table as comma-separated values: a head, and a row for each row, leaf or pair. Cells are plain text. The head
    /// is in English in every language, because programs read it.
    pub fn csv(&self, frameworks: &Frameworks) -> String {
        let Grid { head, mut rows } = self.grid(frameworks, Labels::english(), &|text| self.plain_of(text));
        if let Body::Responsibility(matrix) = &self.body {
            rows.extend(matrix.left_out_rows(frameworks.get(&matrix.framework)));
        }
        comma_separated(&head, rows)
    }

    /// The rows as plain text, a line each, for search; rows that only repeat the default of a matrix are left out.
    pub fn lines(&self, frameworks: &Frameworks) -> Vec<String> {
        let grid = self.grid(frameworks, Labels::english(), &|text| self.plain_of(text));
        let rows = grid.rows.iter().enumerate().filter(|(index, _)| self.is_written(*index));
        let line = |(_, cells): (usize, &Vec<String>)| {
            let cells = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty());
            cells.collect::<Vec<_>>().join(" · ")
        };
        rows.map(line).collect()
    }

    /// The table as Markdown, cells as they were written but without unsafe addresses.
    pub fn markdown(&self, frameworks: &Frameworks, labels: &Labels) -> String {
        let grid = self.grid(frameworks, labels, &|text| without_unsafe_links(text.markdown.clone()));
        let line = |cells: &Vec<String>| {
            format!("| {} |\n", cells.iter().map(|cell| one_line(cell)).collect::<Vec<_>>().join(" | "))
        };
        let mut text = line(&grid.head);
        text.push_str(&format!("|{}\n", "---|".repeat(grid.head.len())));
        grid.rows.iter().for_each(|row| text.push_str(&line(row)));
        if let Body::Responsibility(matrix) = &self.body {
            push_left_out(matrix, frameworks, labels, &mut text);
        }
        text
    }

    /// The table as JSON, for kinds that have it: see [`TableKind::has_json`](super::TableKind::has_json).
    pub fn json(&self, frameworks: &Frameworks) -> Option<String> {
        match &self.body {
            Body::Responsibility(matrix) => matrix_json(self, matrix, frameworks.get(&matrix.framework)?),
            Body::Comparison(_) | Body::Crosswalk(_) | Body::Csv(_) => None,
        }
    }

    /// The plain text of a cell: as written where it has no markup, so that quotes and dashes do not change.
    pub fn plain_of(&self, text: &Text) -> String {
        let is_unformatted = !text.markdown.contains(['*', '_', '[', '<', '`', '&', '\\', '\n', '~', '#']);
        if is_unformatted { text.markdown.trim().to_owned() } else { plain_text(&self.document, &text.pieces) }
    }
}

/// Writes what a matrix leaves out, a line for each reason.
fn push_left_out(matrix: &Matrix, frameworks: &Frameworks, labels: &Labels, text: &mut String) {
    let Some(framework) = frameworks.get(&matrix.framework) else { return };
    for (reason, requirements) in matrix.left_out_by_reason() {
        let ids: Vec<&str> = requirements.iter().map(|idx| framework.requirement(*idx).id.as_str()).collect();
        let head = labels.count("left_out_because", ids.len(), &[("reason", &reason.shown(labels))]);
        text.push_str(&format!("\n{head}: {}\n", ids.join(labels.text("separator"))));
    }
}

/// The text of a cell of `document`, as [`markdown::text`] has it.
pub fn plain_text(document: &Document, pieces: &[Piece]) -> String {
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Citation(citation) => html.push_str(&escape_text(&document.citations[*citation].mark)),
            // In an attribute, which may have no quotes.
            Piece::Href(_) => html.push('x'),
            Piece::ImageSize { .. }
            | Piece::CitationEnd(_)
            | Piece::Term(_)
            | Piece::TermEnd(_)
            | Piece::Table(_)
            | Piece::Embed(_) => {}
        }
    }
    markdown::text(&html)
}

/// A cell of a Markdown table: one line, bars escaped.
fn one_line(cell: &str) -> String {
    let lines = cell.trim().replace("\r\n", "\n").replace("\n\n", "<br>").replace('\n', " ");
    let mut escaped = String::with_capacity(lines.len());
    let mut before = ' ';
    for letter in lines.chars() {
        if letter == '|' && before != '\\' {
            escaped.push('\\');
        }
        escaped.push(letter);
        before = letter;
    }
    escaped
}
