//! Data tables: files of YAML, JSON or CSV that stand for a table, read and checked cell by cell.
//!
//! How a table looks, and which article shows it, is kept out.

mod comparison;
mod crosswalk;
mod export;
mod plain;
mod reader;
mod relation;
mod resolve;
mod responsibility;
#[cfg(test)]
mod tests;
mod values;

pub use comparison::{Column, Comparison, ComparisonRow};
pub use crosswalk::{Crosswalk, Mapping};
pub use export::plain_text;
pub use plain::Plain;
pub use reader::{Reading, read, reads_as_table};
pub use relation::Relation;
pub use resolve::{Cover, Pattern, Resolution, resolve};
pub use responsibility::{Counts, Matrix, MatrixRow, Parties, Party, Resolved};
pub use values::comma_separated;

use crate::framework::RequirementIdx;
use crate::markdown::{Document, Piece};
use crate::source::{FileId, Location, Span};

/// A data file that is a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its title, where the file gives one.
    pub title: Option<String>,
    /// What is in it.
    pub body: Body,
    /// The links and anchors of all cells.
    pub document: Document,
    /// What each row is called where it is linked to, in the order shown: an id, or its number.
    pub anchors: Vec<String>,
}

/// What is in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Columns of the author's own.
    Comparison(Comparison),
    /// Who does what for each requirement of a framework.
    Responsibility(Matrix),
    /// The requirements of one framework beside those of another.
    Crosswalk(Crosswalk),
    /// Comma-separated values.
    Plain(Plain),
}

/// A cell that is Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// As written.
    pub markdown: String,
    /// As it is shown; the holes point into [`Table::document`].
    pub pieces: Vec<Piece>,
}

/// An id of a framework as a cell names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// As written.
    pub id: String,
    /// Where.
    pub span: Span,
    /// The requirement, where there is one.
    pub rank: Option<RequirementIdx>,
}

/// That a row speaks of a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge<'a> {
    /// The framework's key.
    pub framework: &'a str,
    /// The requirement.
    pub rank: RequirementIdx,
    /// Where it is named.
    pub place: Location,
}

impl Table {
    /// The word for its kind, by which templates are found: `comparison`, `responsibility`, `crosswalk`, `csv`.
    pub const fn kind(&self) -> &'static str {
        match self.body {
            Body::Comparison(_) => "comparison",
            Body::Responsibility(_) => "responsibility",
            Body::Crosswalk(_) => "crosswalk",
            Body::Plain(_) => "csv",
        }
    }

    /// Every requirement that a row names, in the order written. `file` is the table's.
    pub fn edges(&self, file: FileId) -> Vec<Edge<'_>> {
        let mut edges = Vec::new();
        match &self.body {
            Body::Comparison(table) => {
                if let Some(framework) = &table.framework {
                    push(&mut edges, framework, file, table.rows.iter().flat_map(|row| &row.requirements));
                }
            }
            Body::Responsibility(matrix) => {
                push(&mut edges, &matrix.framework, file, matrix.rows.iter().flat_map(|row| &row.requirements));
            }
            Body::Crosswalk(crosswalk) => {
                for mapping in &crosswalk.mappings {
                    push(&mut edges, &crosswalk.source, file, [&mapping.from]);
                    push(&mut edges, &crosswalk.target, file, &mapping.to);
                }
            }
            Body::Plain(_) => {}
        }
        edges
    }
}

fn push<'a, 'c>(
    edges: &mut Vec<Edge<'a>>,
    framework: &'a str,
    file: FileId,
    cited: impl IntoIterator<Item = &'c Cited>,
) {
    let named = cited.into_iter().filter_map(|cited| Some((cited.rank?, Location::new(file, cited.span))));
    edges.extend(named.map(|(rank, place)| Edge { framework, rank, place }));
}
