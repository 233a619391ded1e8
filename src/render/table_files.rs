//! The files beside a page: its tables as comma-separated values, a responsibility matrix as JSON too.

use std::collections::HashSet;

use super::context::{RenderContext, artifact};
use super::error::RenderError;
use crate::markdown::{Document, Piece, Table};
use crate::output::Artifact;
use crate::site::PageId;
use crate::table::{comma_separated, plain_text};

/// The files beside a page: every table as comma-separated values, a matrix as JSON too.
pub(super) fn table_files(context: &RenderContext<'_>, page: PageId) -> Result<Vec<Artifact>, RenderError> {
    let mut artifacts: Vec<Artifact> = written_table_files(context, page)?;
    let mut routes: HashSet<String> = artifacts.iter().filter_map(|artifact| artifact.route.clone()).collect();
    for shown in context.site.shown_tables(page).iter().flatten() {
        let is_there = !routes.insert(shown.csv.url.clone());
        let Some(table) = context.site.table(shown.file).filter(|_| !is_there) else { continue };
        if shown.csv.is_generated {
            artifacts.push(artifact(&shown.csv.url, table.csv(context.frameworks))?);
        }
        let json = shown.json.as_ref().zip(table.json(context.frameworks));
        if let Some((json, text)) = json {
            artifacts.push(artifact(&json.url, text)?);
        }
    }
    Ok(artifacts)
}

/// The Markdown tables of a page as comma-separated values.
pub(super) fn written_table_files(context: &RenderContext<'_>, id: PageId) -> Result<Vec<Artifact>, RenderError> {
    let document = &context.site.page(id).document;
    let tables = document.tables.iter().zip(context.site.written_tables(id));
    tables.map(|(table, written)| artifact(&written.csv, values(document, table))).collect()
}

fn values(document: &Document, table: &Table) -> String {
    let row = |row: &Vec<Vec<Piece>>| row.iter().map(|cell| plain_text(document, cell)).collect::<Vec<String>>();
    comma_separated(&row(&table.head), table.rows.iter().map(row))
}
