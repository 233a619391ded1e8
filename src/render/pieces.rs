//! The pieces of a parsed text as HTML: what depends on the page that shows them and on the rest of the site is filled
//! in here.

use tera::Context;

use super::asset_info::Size;
use super::card::Cards;
use super::citation;
use super::context::{RenderContext, page_location, render};
use super::error::RenderError;
use super::term;
use super::view::{CellView, SafeHtml, TableView};
use crate::markdown::{Align, Document, Link, Piece, escape_attribute, text};
use crate::site::{PageId, Resolution, Route, Target};
use crate::table;

/// A Markdown table of fewer rows has a link to its CSV file only if it asks for the file. The script of the theme makes
/// columns of tables sort from the same number on.
const MANY_ROWS: usize = 6;

/// Writes pieces of one document as one page shows them.
#[derive(Clone, Copy)]
pub(super) struct PieceWriter<'a> {
    pub(super) context: &'a RenderContext<'a>,
    /// The page: links lead where they would from there.
    pub(super) page: PageId,
    /// What the pieces point into.
    pub(super) document: &'a Document,
    /// The cards that citations lead to.
    pub(super) cards: &'a Cards<'a>,
}

/// A cell of a data table of `page` as it is shown on a generated page, where citations have no cards.
pub(super) fn cell_html(
    context: &RenderContext<'_>,
    page: PageId,
    table: &table::Table,
    cell: &table::Text,
) -> Result<String, RenderError> {
    let mut html = String::new();
    let writer = PieceWriter { context, page, document: &table.document, cards: &Cards::default() };
    writer.write(&cell.pieces, &mut html)?;
    Ok(html)
}

impl PieceWriter<'_> {
    /// Writes the pieces.
    ///
    /// # Errors
    /// The failure of a table's template.
    pub(super) fn write(&self, pieces: &[Piece], html: &mut String) -> Result<(), RenderError> {
        let Self { context, page, document, cards } = *self;
        for piece in pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Href(link) => {
                    html.push_str(&escape_attribute(&context.resolver.href(page, &document.links[*link])));
                }
                Piece::ImageSize { link, lazy } => html.push_str(&self.image_size(&document.links[*link], *lazy)),
                Piece::Citation(citation) => citation::open(context, cards, &document.citations[*citation], html),
                Piece::CitationEnd(citation) => citation::close(context, &document.citations[*citation], html),
                Piece::Term(index) => term::open(context, cards, document.terms[*index], html),
                Piece::TermEnd(index) => term::close(context, document.terms[*index], html),
                Piece::Table(index) => html.push_str(&self.table(*index)?),
                // Only an article shows data tables: see `content.rs`. Elsewhere the paragraph is shown.
                Piece::Embed(embed) => self.write(&document.embeds[*embed].paragraph, html)?,
            }
        }
        Ok(())
    }

    fn image_size(&self, link: &Link, lazy: bool) -> String {
        let size = match self.context.resolver.resolve(self.page, link) {
            Resolution::Found(Route { target: Target::Asset(file), .. }) => self.context.assets.sizes.get(&file),
            Resolution::Found(_) | Resolution::Missing(_) | Resolution::Elsewhere => None,
        };
        let size = size.map(|Size { width, height }| format!(" width=\"{width}\" height=\"{height}\""));
        let loading = if lazy { " loading=\"lazy\"" } else { "" };
        format!("{}{loading}", size.unwrap_or_default())
    }

    /// The Markdown table of the document with this index. Only those of the page's own article have rows to link to,
    /// and a file.
    fn table(&self, index: usize) -> Result<String, RenderError> {
        let Self { context, page, document, .. } = *self;
        let table = &document.tables[index];
        let cell = |pieces: &Vec<Piece>| {
            let mut html = String::new();
            self.write(pieces, &mut html).map(|()| html)
        };
        let head = table.head.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        let labels: Vec<String> = head.iter().map(|html| text(html).replace('\n', " ")).collect();
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
        let is_own = std::ptr::eq(document, &*context.site.page(page).document);
        let written = context.site.written_tables(page).get(index).filter(|_| is_own);
        let has_csv = is_own && (rows.len() >= MANY_ROWS || table.csv == Some(true));
        let csv = context.site.markdown_table_csv(page, index).filter(|_| has_csv);
        let view = TableView {
            id: table.id.clone().unwrap_or_default(),
            name: written.map(|written| written.name.clone()).unwrap_or_default(),
            csv: csv.map(|url| context.resolver.public(url)).unwrap_or_default(),
            sort: table.sort,
            classes: table.classes.clone(),
            caption: table.caption.clone().unwrap_or_default(),
            row_headers: table.row_headers,
            head: head.into_iter().enumerate().map(view).collect(),
            rows,
        };
        let mut values = Context::new();
        values.insert("table", &view);
        render(context, "tables/markdown.html", &values, page_location(context, page))
    }
}

const fn align_name(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}
