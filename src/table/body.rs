//! A table that was read, whatever its kind.

use super::cell::Cited;
use super::comparison::Comparison;
use super::crosswalk::Crosswalk;
use super::csv_table::CsvTable;
use super::grid::{Grid, Show};
use super::kind::TableKind;
use super::responsibility::Matrix;
use crate::framework::{Frameworks, RequirementIdx};
use crate::labels::Labels;
use crate::markdown::Document;
use crate::source::{FileId, Location};

/// A data file that is a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its title, where the file gives one.
    pub title: Option<String>,
    /// Its content.
    pub body: Body,
    /// The links and anchors of all cells.
    pub document: Document,
    /// The file that has its rows, where that is not the table's own: its cells and links are there.
    pub rows_file: Option<FileId>,
    /// The name of each row in its anchor, in the order shown: an id, or its number.
    pub anchors: Vec<String>,
}

/// The content of a table, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A [`TableKind::Comparison`].
    Comparison(Comparison),
    /// A [`TableKind::Responsibility`].
    Responsibility(Matrix),
    /// A [`TableKind::Crosswalk`].
    Crosswalk(Crosswalk),
    /// A [`TableKind::Csv`].
    Csv(CsvTable),
}

/// A row that names a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge<'a> {
    /// The framework's key.
    pub framework: &'a str,
    /// The requirement.
    pub requirement: RequirementIdx,
    /// The location of the id.
    pub location: Location,
}

impl Table {
    /// Its kind.
    pub const fn kind(&self) -> TableKind {
        match self.body {
            Body::Comparison(_) => TableKind::Comparison,
            Body::Responsibility(_) => TableKind::Responsibility,
            Body::Crosswalk(_) => TableKind::Crosswalk,
            Body::Csv(_) => TableKind::Csv,
        }
    }

    /// The key of the framework whose responsibilities it shows; other kinds are about the requirements that they name.
    pub fn matrix_of(&self) -> Option<&str> {
        self.matrix().map(|matrix| matrix.framework.as_str())
    }

    /// The matrix that it is; nothing for other kinds.
    pub fn matrix(&self) -> Option<&Matrix> {
        match &self.body {
            Body::Responsibility(matrix) => Some(matrix),
            Body::Comparison(_) | Body::Crosswalk(_) | Body::Csv(_) => None,
        }
    }

    /// Every requirement that a row names, in the order written. `file` is the table's.
    pub fn edges(&self, file: FileId) -> Vec<Edge<'_>> {
        let cited = match &self.body {
            Body::Comparison(comparison) => comparison.cited(),
            Body::Responsibility(matrix) => matrix.cited(),
            Body::Crosswalk(crosswalk) => crosswalk.cited(),
            Body::Csv(_) => Vec::new(),
        };
        let edge = |(framework, cited): (_, &Cited)| {
            let location = Location::new(self.cells_file(file), cited.span);
            Some(Edge { framework, requirement: cited.requirement?, location })
        };
        cited.into_iter().filter_map(edge).collect()
    }

    /// The file that its cells are in; `file` is the table's.
    pub fn cells_file(&self, file: FileId) -> FileId {
        self.rows_file.unwrap_or(file)
    }

    /// The table as text, its head in the words of `labels`, and each cell as `show` writes it.
    pub(super) fn grid(&self, frameworks: &Frameworks, labels: &Labels, show: Show<'_>) -> Grid {
        match &self.body {
            Body::Comparison(comparison) => comparison.grid(show),
            Body::Responsibility(matrix) => matrix.grid(frameworks.get(&matrix.framework), labels, show),
            Body::Crosswalk(crosswalk) => crosswalk.grid(frameworks, labels, show),
            Body::Csv(csv) => csv.grid(show),
        }
    }

    /// Whether the author wrote the row of this index of [`Table::grid`]; others are filled by a default.
    pub(super) fn is_written(&self, row: usize) -> bool {
        match &self.body {
            Body::Responsibility(matrix) => matrix.resolved.get(row).is_some_and(|resolved| resolved.row.is_some()),
            Body::Comparison(_) | Body::Crosswalk(_) | Body::Csv(_) => true,
        }
    }
}
