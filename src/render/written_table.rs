//! Markdown tables on a page: through their template to HTML, and as comma-separated values beside the page.

use tera::Context;

use super::page::{RenderError, Renderer, artifact};
use super::view::{CellView, SafeHtml, TableView};
use crate::markdown::{Align, Document, Piece, Table, decoded, without_tags};
use crate::output::Artifact;
use crate::site::PageId;
use crate::table::{comma_separated, plain_text};

impl Renderer<'_> {
    /// The table of `document` with this index. Only those of the page's own article have rows to link to, and a file.
    pub(super) fn written_table(&self, id: PageId, document: &Document, index: usize) -> Result<String, RenderError> {
        let table = &document.tables[index];
        let cell = |pieces: &Vec<Piece>| {
            let mut html = String::new();
            self.fill(id, document, pieces, &mut html).map(|()| html)
        };
        let head = table.head.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        let labels: Vec<String> = head.iter().map(|html| decoded(&without_tags(html)).into_owned()).collect();
        let view = |(index, html): (usize, String)| CellView {
            align: table.columns.get(index).map_or("", |align| align_name(*align)),
            label: labels.get(index).filter(|_| index > 0 && !html.is_empty()).cloned().unwrap_or_default(),
            html: SafeHtml(html),
        };
        let rows = table.rows.iter().map(|row| {
            let cells = row.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
            Ok(cells.into_iter().enumerate().map(view).collect())
        });
        let rows = rows.collect::<Result<Vec<Vec<CellView>>, RenderError>>()?;
        let is_own = std::ptr::eq(document, &*self.site.page(id).document);
        let written = self.site.written_tables(id).get(index).filter(|_| is_own);
        let view = TableView {
            id: table.id.clone().unwrap_or_default(),
            name: written.map(|written| written.name.clone()).unwrap_or_default(),
            csv: written.map(|written| self.resolver.public(&written.csv)).unwrap_or_default(),
            classes: table.classes.clone(),
            caption: table.caption.clone().unwrap_or_default(),
            row_headers: table.row_headers,
            head: head.into_iter().enumerate().map(view).collect(),
            rows,
        };
        let mut context = Context::new();
        context.insert("table", &view);
        self.render("tables/markdown.html", &context, self.place(id))
    }

    /// The Markdown tables of a page as comma-separated values.
    pub(super) fn written_table_files(&self, id: PageId) -> Result<Vec<Artifact>, RenderError> {
        let document = &self.site.page(id).document;
        let tables = document.tables.iter().zip(self.site.written_tables(id));
        tables.map(|(table, written)| artifact(&written.csv, values(document, table))).collect()
    }
}

fn values(document: &Document, table: &Table) -> String {
    let row = |row: &Vec<Vec<Piece>>| row.iter().map(|cell| plain_text(document, cell)).collect::<Vec<String>>();
    comma_separated(&row(&table.head), table.rows.iter().map(row))
}

const fn align_name(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}
