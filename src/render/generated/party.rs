//! What is left to one party of a responsibility matrix, as a page and as a sheet.

use std::borrow::Cow;

use serde::Serialize;
use tera::Context;

use crate::labels::Labels;
use crate::render::address::link;
use crate::render::context::RenderContext;
use crate::render::data_table::{cell, row_remark, titled_mark};
use crate::render::data_view::DataRowView;
use crate::render::error::RenderError;
use crate::render::marks::{share_class, who_mark};
use crate::render::pieces::cell_html;
use crate::render::table_files::sheet_of_party;
use crate::render::view::LinkView;
use crate::site::PageId;
use crate::source::FileId;
use crate::table::{Resolved, Sheet, Table, Text};

/// A party of a matrix, as `party` in `party.html`.
#[derive(Debug, Serialize)]
struct PartyView {
    name: String,
    /// How many requirements are left to it, and how many the matrix has.
    count: usize,
    total: usize,
    /// The page that shows the matrix.
    source: LinkView,
    columns: Vec<String>,
    rows: Vec<DataRowView>,
}

/// A matrix as the page that shows it first has it: without what does not apply there.
fn shown<'a>(context: &RenderContext<'a>, file: FileId) -> Option<(PageId, Cow<'a, Table>)> {
    let page = context.site.page_of_table(file)?;
    Some((page, context.site.table_on(page, file, context.frameworks)?))
}

/// Adds what is left to a party, by its index.
pub(super) fn insert(
    context: &RenderContext<'_>,
    (file, party): (FileId, usize),
    values: &mut Context,
) -> Result<(), RenderError> {
    let Some((page, table)) = shown(context, file) else { return Ok(()) };
    let Some(matrix) = table.matrix() else { return Ok(()) };
    let Some(framework) = context.frameworks.get(&matrix.framework) else { return Ok(()) };
    let labels = context.theme.labels();
    let name = matrix.parties[party].shown(labels).to_owned();
    let head = |key: &str| labels.text(key).to_owned();
    let columns = vec![head("requirement"), head("responsible"), name.clone(), head("remark_of_row")];
    let row = |resolved: &Resolved| {
        let who = matrix.who(resolved);
        let html = |text: &Text| cell_html(context, page, &table, text);
        let row = matrix.row(resolved);
        let part = row.map(|row| html(&row.parts[party])).transpose()?.unwrap_or_default();
        let remark = row.map(|row| row_remark(context, matrix, row, &html)).transpose()?.unwrap_or_default();
        let requirement = titled_mark(context, framework, resolved.requirement);
        let cells = [requirement, who_mark(matrix, who, labels), part, remark].into_iter().zip(&columns);
        Ok(DataRowView {
            cells: cells.map(|(html, label)| cell(html, label, 1)).collect(),
            class: who.map_or("", |who| share_class(matrix, who.share())),
            ..DataRowView::default()
        })
    };
    let rows = matrix.left_to(party).map(row).collect::<Result<Vec<_>, RenderError>>()?;
    let (count, total, source) = (rows.len(), matrix.resolved.len(), link(context, page));
    values.insert("party", &PartyView { name, count, total, source, columns, rows });
    Ok(())
}

/// `party.csv` and `party.xlsx`: the same in the columns of the whole matrix.
pub(super) fn sheet(context: &RenderContext<'_>, (file, party): (FileId, usize)) -> Sheet {
    shown(context, file).map(|(_, table)| sheet_of_party(context, &table, party)).unwrap_or_default()
}

/// The same as Markdown.
pub(super) fn markdown(context: &RenderContext<'_>, (file, party): (FileId, usize)) -> String {
    let labels: &Labels = context.theme.labels();
    let shown = shown(context, file);
    shown.map(|(_, table)| table.markdown_of_party(party, context.frameworks, labels)).unwrap_or_default()
}
