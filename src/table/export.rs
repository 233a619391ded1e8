//! Tables for other programs: comma-separated values, JSON and Markdown.

use super::body::{Body, Table};
use super::cell::Text;
use super::grid::Grid;
use super::matrix_json::matrix_json;
use super::responsibility::Matrix;
use super::sheet::Sheet;
use crate::framework::{Framework, Frameworks, RequirementIdx};
use crate::labels::Labels;
use crate::markdown::{plain_text, without_unsafe_links};

impl Table {
    /// The table as a sheet: a row for each row, leaf or pair. Cells are plain text. `address` is that of a requirement,
    /// to which the first cells of its rows lead.
    pub fn sheet(&self, frameworks: &Frameworks, address: &dyn Fn(&Framework, RequirementIdx) -> String) -> Sheet {
        let Grid { head, mut rows } = self.grid(frameworks, Labels::english(), &|text| self.plain_of(text));
        let links = match &self.body {
            Body::Responsibility(matrix) => {
                let framework = frameworks.get(&matrix.framework);
                rows.extend(matrix.left_out_rows(framework));
                let resolved = matrix.resolved.iter().map(|resolved| Some(resolved.requirement));
                let left_out = matrix.left_out.iter().map(|left_out| Some(left_out.requirement));
                links(framework, resolved.chain(left_out), address)
            }
            Body::Crosswalk(crosswalk) => {
                let all = crosswalk.lines().map(|(mapping, _)| mapping.from.requirement);
                links(frameworks.get(&crosswalk.source), all, address)
            }
            Body::Comparison(_) | Body::Csv(_) => Vec::new(),
        };
        Sheet { name: self.kind().sheet_name().to_owned(), head, rows, links }
    }

    /// What a matrix leaves to one of its parties, in the columns of the whole; empty for other kinds.
    pub fn sheet_of_party(
        &self,
        party: usize,
        frameworks: &Frameworks,
        address: &dyn Fn(&Framework, RequirementIdx) -> String,
    ) -> Sheet {
        let Body::Responsibility(matrix) = &self.body else { return Sheet::default() };
        let framework = frameworks.get(&matrix.framework);
        let labels = Labels::english();
        let Grid { head, rows } = matrix.grid_of_party(party, framework, labels, &|text| self.plain_of(text));
        let all = matrix.left_to(party).map(|resolved| Some(resolved.requirement));
        let links = links(framework, all, address);
        Sheet { name: self.kind().sheet_name().to_owned(), head, rows, links }
    }

    /// The same as Markdown.
    pub fn markdown_of_party(&self, party: usize, frameworks: &Frameworks, labels: &Labels) -> String {
        let Body::Responsibility(matrix) = &self.body else { return String::new() };
        let show = |text: &Text| without_unsafe_links(text.markdown.clone());
        markdown_of(&matrix.grid_of_party(party, frameworks.get(&matrix.framework), labels, &show))
    }

    /// The table as comma-separated values. The head is in English in every language, because programs read it.
    pub fn csv(&self, frameworks: &Frameworks) -> String {
        self.sheet(frameworks, &|_, _| String::new()).csv()
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
        let mut text = markdown_of(&grid);
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

fn markdown_of(grid: &Grid) -> String {
    let line = |cells: &Vec<String>| {
        format!("| {} |\n", cells.iter().map(|cell| one_line(cell)).collect::<Vec<_>>().join(" | "))
    };
    let mut text = line(&grid.head);
    text.push_str(&format!("|{}\n", "---|".repeat(grid.head.len())));
    grid.rows.iter().for_each(|row| text.push_str(&line(row)));
    text
}

/// The addresses of these requirements of `framework`, in their order.
fn links(
    framework: Option<&Framework>,
    requirements: impl Iterator<Item = Option<RequirementIdx>>,
    address: &dyn Fn(&Framework, RequirementIdx) -> String,
) -> Vec<String> {
    let link = |idx: Option<RequirementIdx>| framework.zip(idx).map(|(framework, idx)| address(framework, idx));
    requirements.map(|idx| link(idx).unwrap_or_default()).collect()
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
