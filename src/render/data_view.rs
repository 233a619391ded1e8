//! What the templates of data tables see.

use serde::Serialize;

use super::left_out_view::LeftOutView;
use super::view::{FrameworkView, LinkView, SafeHtml};

/// A data table, as `table` in `tables/KIND.html` and in a template of the data file's own name.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DataTableView {
    /// `comparison`, `responsibility`, `crosswalk` or `csv`.
    pub(super) kind: &'static str,
    /// Its id on the page; the ids of its parts begin with it.
    pub(super) id: String,
    /// Its title, else the text of its link.
    pub(super) caption: String,
    /// Public path of the table as comma-separated values.
    pub(super) csv: String,
    /// Public path of the table as a workbook; absent where the site asks for none.
    pub(super) xlsx: Option<String>,
    /// Public path of a responsibility matrix as JSON; absent for other kinds.
    pub(super) json: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<DataRowView>,
    /// The framework of a comparison or matrix; the left one of a crosswalk.
    pub(super) framework: Option<FrameworkView>,
    /// A matrix: how many requirements each party is responsible for.
    pub(super) shares: Vec<ShareView>,
    /// A matrix: the pages of what is left to each party.
    pub(super) views: Vec<LinkView>,
    /// A matrix: how many rows come from its default.
    pub(super) defaults: usize,
    /// A matrix: what does not apply to those for whom the page is, and has no row.
    pub(super) left_out: Vec<LeftOutView>,
    /// A crosswalk: the right framework.
    pub(super) target: Option<FrameworkView>,
    /// A crosswalk: public path of the page that shows the same from the right; empty where nothing relates.
    pub(super) reversed: String,
    /// A derived crosswalk: the name and version of the framework that it goes through; else empty.
    pub(super) via: String,
    /// A crosswalk: what no row relates, of either side.
    pub(super) gaps: Vec<GapView>,
}

/// A row of a data table.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct DataRowView {
    pub(super) id: String,
    /// Its cells; the first names the row.
    pub(super) cells: Vec<DataCellView>,
    /// `provider`, `shared`, `customer`, `other` for further parties, `none` for what does not apply, or the relation of a crosswalk; else empty.
    pub(super) class: &'static str,
    /// Whether it comes from the default of a matrix.
    pub(super) is_default: bool,
    /// A row of a matrix that stands for neighbours of which the same is said: the last of them, finished HTML; else
    /// empty.
    pub(super) until: SafeHtml,
    /// How many requirements such a row stands for; else 0.
    pub(super) count: usize,
    /// The ids of the rows that it replaces, but for its own.
    pub(super) ids: Vec<String>,
}

/// A cell of a data table.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct DataCellView {
    /// Finished HTML.
    pub(super) html: SafeHtml,
    /// The head of its column, for layouts that stack rows.
    pub(super) label: String,
    /// How many columns it takes.
    pub(super) span: usize,
}

/// What one party of a matrix is responsible for.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ShareView {
    /// `provider`, `shared`, `customer`, `other` for further parties, or `none`.
    pub(super) class: &'static str,
    /// The letter or number that stands for it; empty where the style sheet of the theme has it.
    pub(super) sign: String,
    pub(super) name: String,
    pub(super) count: usize,
    /// Where its part of the bar begins, in per cent.
    pub(super) start: String,
    /// How wide that is, in per cent.
    pub(super) width: String,
}

/// Requirements of one side of a crosswalk that no row relates to the other.
#[derive(Debug, Clone, Serialize)]
pub(super) struct GapView {
    pub(super) name: String,
    /// How many assessed requirements it has.
    pub(super) total: usize,
    /// How many of them no row relates.
    pub(super) count: usize,
    /// Those, by their principal requirement: a link for each would take more bytes than the rest of the page.
    pub(super) groups: Vec<GapGroupView>,
}

/// What no row relates below a principal requirement.
#[derive(Debug, Clone, Serialize)]
pub(super) struct GapGroupView {
    /// The id of the principal requirement.
    pub(super) id: String,
    /// Its title; may be empty.
    pub(super) title: String,
    /// The public path of its page.
    pub(super) url: String,
    /// The ids of the requirements below it.
    pub(super) requirements: Vec<String>,
}
