//! What the templates of data tables see.

use serde::Serialize;

use super::view::{FrameworkView, SafeHtml};

/// A data table, as `table` in `tables/KIND.html` and in a template of the data file's own name.
#[derive(Debug, Clone, Serialize)]
pub struct DataTableView {
    /// `comparison`, `responsibility`, `crosswalk` or `csv`.
    pub kind: &'static str,
    /// Its id on the page; the ids of its parts begin with it.
    pub id: String,
    /// Its title, else the text of the link that stands for it.
    pub caption: String,
    /// Public path of the table as comma-separated values.
    pub csv: String,
    /// Public path of a responsibility matrix as JSON; absent for other kinds.
    pub json: Option<String>,
    /// The heads of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<DataRowView>,
    /// The framework that a comparison or matrix speaks of; the left one of a crosswalk.
    pub framework: Option<FrameworkView>,
    /// A matrix: how many requirements fall to whom.
    pub shares: Vec<ShareView>,
    /// A matrix: how many rows come from its default.
    pub defaults: usize,
    /// A crosswalk: the right framework.
    pub target: Option<FrameworkView>,
    /// A crosswalk: public path of the page that shows the same from the right; empty where nothing relates.
    pub reversed: String,
    /// A crosswalk: what no row relates, of either side.
    pub gaps: Vec<GapView>,
}

/// A row of a data table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DataRowView {
    /// Its id.
    pub id: String,
    /// Its cells; the first names the row.
    pub cells: Vec<DataCellView>,
    /// `provider`, `shared`, `customer`, `none` for what does not apply, or the relation of a crosswalk; else empty.
    pub class: &'static str,
    /// Whether it comes from the default of a matrix.
    pub is_default: bool,
}

/// A cell of a data table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DataCellView {
    /// Finished HTML.
    pub html: SafeHtml,
    /// The head of its column, for layouts that stack rows.
    pub label: String,
    /// How many columns it takes.
    pub span: usize,
}

/// What falls to one party of a matrix.
#[derive(Debug, Clone, Serialize)]
pub struct ShareView {
    /// `provider`, `shared`, `customer` or `none`.
    pub class: &'static str,
    /// The letter that stands for it.
    pub sign: &'static str,
    /// What it is called.
    pub name: String,
    /// How many requirements.
    pub count: usize,
    /// Where its part of the bar begins, in per cent.
    pub start: String,
    /// How wide that is, in per cent.
    pub width: String,
}

/// Requirements of one side of a crosswalk that no row relates to the other.
#[derive(Debug, Clone, Serialize)]
pub struct GapView {
    /// The framework's name.
    pub name: String,
    /// How many leaves it has.
    pub total: usize,
    /// How many of them no row relates.
    pub count: usize,
    /// Those, by their principal requirement: a link for each would weigh more than all the rest of the page.
    pub groups: Vec<GapGroupView>,
}

/// What no row relates below a principal requirement.
#[derive(Debug, Clone, Serialize)]
pub struct GapGroupView {
    /// The id of the principal requirement.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// The public path of its page.
    pub url: String,
    /// The ids of the requirements below it.
    pub requirements: Vec<String>,
}
