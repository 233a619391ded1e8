//! The files beside a page for its tables: comma-separated values, and JSON of a responsibility matrix.

use std::collections::HashSet;

use super::address::{requirement_address, with_host};
use super::context::{RenderContext, artifact, workbook};
use super::error::RenderError;
use crate::framework::Framework;
use crate::markdown::{Document, Piece, Table, plain_text};
use crate::output::Artifact;
use crate::site::PageId;
use crate::source::FileId;
use crate::table::{Sheet, Table as DataTable, comma_separated};

/// The files beside a page for its tables, each once.
pub(super) fn table_files(context: &RenderContext<'_>, page: PageId) -> Result<Vec<Artifact>, RenderError> {
    let mut artifacts: Vec<Artifact> = markdown_table_files(context, page)?;
    let mut seen: HashSet<FileId> = HashSet::new();
    let shown = context.site.shown_tables(page).iter().zip(context.site.data_table_files(page));
    for (shown, files) in shown.filter_map(|(shown, files)| Some((shown.as_ref()?, files))) {
        if !seen.insert(shown.file) {
            continue;
        }
        let Some(table) = context.site.table_on(page, shown.file, context.frameworks) else { continue };
        if let Some(csv) = files.csv.as_ref().filter(|csv| csv.is_generated) {
            artifacts.push(artifact(&csv.url, table.csv(context.frameworks))?);
        }
        if let Some(xlsx) = &files.xlsx {
            artifacts.push(workbook(xlsx, &sheet(context, &table))?);
        }
        if let Some((json, text)) = files.json.as_ref().zip(table.json(context.frameworks)) {
            artifacts.push(artifact(json, text)?);
        }
    }
    Ok(artifacts)
}

/// A data table as a sheet, whose ids lead to the pages of requirements.
pub(super) fn sheet(context: &RenderContext<'_>, table: &DataTable) -> Sheet {
    table.sheet(context.frameworks, &|framework, idx| with_host(context, &requirement_address(context, framework, idx)))
}

/// What a matrix leaves to one party, as a sheet.
pub(super) fn sheet_of_party(context: &RenderContext<'_>, table: &DataTable, party: usize) -> Sheet {
    let address = |framework: &Framework, idx| with_host(context, &requirement_address(context, framework, idx));
    table.sheet_of_party(party, context.frameworks, &address)
}

/// The Markdown tables of a page that are also written as comma-separated values.
pub(super) fn markdown_table_files(context: &RenderContext<'_>, page: PageId) -> Result<Vec<Artifact>, RenderError> {
    let document = &context.site.page(page).document;
    let tables = document.tables.iter().enumerate();
    let tables = tables.filter_map(|(index, table)| Some((context.site.markdown_table_csv(page, index)?, table)));
    tables.map(|(url, table)| artifact(url, values(document, table))).collect()
}

fn values(document: &Document, table: &Table) -> String {
    let row = |row: &Vec<Vec<Piece>>| row.iter().map(|cell| plain_text(document, cell)).collect::<Vec<String>>();
    comma_separated(&row(&table.head), table.rows.iter().map(row))
}
