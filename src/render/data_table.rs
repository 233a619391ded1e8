//! Data tables on a page: from the table through its template to HTML.

use std::collections::HashMap;

use tera::Context;

use super::address::{generated_link, generated_path, requirement_address, requirement_link};
use super::card::Cards;
use super::context::{RenderContext, page_location, render};
use super::data_view::{DataCellView, DataRowView, DataTableView, GapView, ShareView};
use super::error::RenderError;
use super::gap_groups::gap_groups;
use super::left_out_view::{LeftOutIdView, LeftOutView};
use super::marks::{is_sign_of_style_sheet, relation_mark, share_class, share_sign, who_mark};
use super::pieces::PieceWriter;
use super::requirement::framework_view;
use super::theme::is_default_template;
use super::view::{LinkView, SafeHtml};
use crate::framework::{Framework, Inapplicable, RequirementIdx};
use crate::labels::Labels;
use crate::markdown::{escape_attribute, escape_text};
use crate::site::{DataTableFiles, PageId, ShownTable, Subject};
use crate::source::FileId;
use crate::table::{
    Body, Cited, Comparison, Crosswalk, CsvTable, Mapping, Matrix, MatrixRow, Relation, Resolved, Table, Text, Who,
};

/// Describes one data table of one page for its template.
struct TableWriter<'a> {
    context: &'a RenderContext<'a>,
    page: PageId,
    cards: &'a Cards<'a>,
    file: FileId,
    table: &'a Table,
    /// The ids of the rows.
    anchors: &'a [String],
}

/// Writes the table that a paragraph of an article links to; the paragraph itself where it links to no table.
///
/// # Errors
/// The template's failure.
pub(super) fn write(article: &PieceWriter<'_>, index: usize, html: &mut String) -> Result<(), RenderError> {
    let PieceWriter { context, page, document, cards } = *article;
    let embed = &document.embeds[index];
    let shown = context.site.shown_tables(page).get(index).and_then(Option::as_ref);
    let files = context.site.data_table_files(page).get(index);
    let table = shown.zip(files).and_then(|(shown, files)| {
        let table = context.site.table_on(page, shown.file, context.frameworks)?;
        Some((shown, files, table))
    });
    let Some((shown, files, table)) = table else { return article.write(&embed.paragraph, html) };
    let writer = TableWriter { context, page, cards, file: shown.file, table: &table, anchors: &shown.anchors };
    let view = writer.view(shown, files, &embed.caption)?;
    let mut values = Context::new();
    values.insert("table", &view);
    let template = table_template(context, shown, &table);
    html.push_str(&render(context, &template, &values, page_location(context, page))?);
    Ok(())
}

/// Whether a page shows a data table.
pub(super) fn has_data_tables(context: &RenderContext<'_>, page: PageId) -> bool {
    context.site.shown_tables(page).iter().any(Option::is_some)
}

/// Whether a page shows a matrix or a crosswalk.
pub(super) fn has_standards(context: &RenderContext<'_>, page: PageId) -> bool {
    let tables = context.site.shown_tables(page).iter().flatten().filter_map(|shown| context.site.table(shown.file));
    tables.into_iter().any(|table| table.kind().covers_frameworks())
}

/// The template named for the data file, else the one for its kind.
fn table_template(context: &RenderContext<'_>, shown: &ShownTable, table: &Table) -> String {
    let own = format!("tables/{}.html", shown.stem);
    // A data file called `csv.yaml` does not mean the template of that kind.
    let is_of_file = !is_default_template(&own) && context.theme.find([own.as_str()]).is_some();
    if is_of_file { own } else { table.kind().template() }
}

impl TableWriter<'_> {
    fn view(&self, shown: &ShownTable, files: &DataTableFiles, caption: &str) -> Result<DataTableView, RenderError> {
        let Self { context, table, .. } = *self;
        let mut view = DataTableView {
            kind: table.kind().name(),
            id: shown.id(),
            caption: table.title.clone().unwrap_or_else(|| caption.to_owned()),
            csv: files.csv.as_ref().map(|csv| context.resolver.public(&csv.url)).unwrap_or_default(),
            xlsx: files.xlsx.as_ref().map(|xlsx| context.resolver.public(xlsx)),
            json: files.json.as_ref().map(|json| context.resolver.public(json)),
            columns: Vec::new(),
            rows: Vec::new(),
            framework: None,
            shares: Vec::new(),
            views: Vec::new(),
            defaults: 0,
            left_out: Vec::new(),
            target: None,
            reversed: String::new(),
            via: String::new(),
            gaps: Vec::new(),
        };
        match &table.body {
            Body::Comparison(comparison) => self.comparison(comparison, &mut view)?,
            Body::Responsibility(matrix) => self.matrix(matrix, &mut view)?,
            Body::Crosswalk(crosswalk) => self.crosswalk(crosswalk, &mut view)?,
            Body::Csv(csv) => self.csv(csv, &mut view)?,
        }
        Ok(view)
    }

    fn comparison(&self, comparison: &Comparison, view: &mut DataTableView) -> Result<(), RenderError> {
        let context = self.context;
        let framework = comparison.framework.as_deref().and_then(|key| context.frameworks.get(key));
        view.framework = framework.map(|framework| framework_view(context, framework));
        view.columns = comparison.columns.iter().map(|column| column.label.clone()).collect();
        for (index, row) in comparison.rows.iter().enumerate() {
            let mut cells = Vec::with_capacity(row.cells.len());
            for (column, cell) in comparison.columns.iter().zip(&row.cells) {
                cells.push(match column.holds_requirements {
                    true => marks(context, framework, &row.requirements),
                    false => self.cell(cell)?,
                });
            }
            view.rows.push(row_view(&view.columns, cells, self.anchors.get(index).map(String::as_str)));
        }
        Ok(())
    }

    fn csv(&self, csv: &CsvTable, view: &mut DataTableView) -> Result<(), RenderError> {
        view.columns = csv.head.iter().map(|cell| self.table.plain_of(cell)).collect();
        for (index, row) in csv.rows.iter().enumerate() {
            let cells = row.iter().map(|cell| self.cell(cell)).collect::<Result<Vec<_>, _>>()?;
            view.rows.push(row_view(&view.columns, cells, self.anchors.get(index).map(String::as_str)));
        }
        Ok(())
    }

    fn matrix(&self, matrix: &Matrix, view: &mut DataTableView) -> Result<(), RenderError> {
        let context = self.context;
        let Some(framework) = context.frameworks.get(&matrix.framework) else { return Ok(()) };
        view.framework = Some(framework_view(context, framework));
        let labels = context.theme.labels();
        view.columns = ["requirement", "responsible"].map(|key| labels.text(key).to_owned()).into();
        view.columns.extend(matrix.parties.iter().map(|party| party.shown(labels).to_owned()));
        // A row that covers many requirements is filled once.
        let mut texts = Vec::with_capacity(matrix.rows.len());
        for row in &matrix.rows {
            let parts = row.parts.iter().map(|part| self.cell(part)).collect::<Result<Vec<_>, _>>()?;
            texts.push((parts, self.remark(matrix, row)?));
        }
        let text_of = |resolved: &Resolved| resolved.row.and_then(|row| texts.get(row));
        let are_one = |one: &Resolved, next: &Resolved| {
            let is_out = |resolved| matches!(matrix.who(resolved), Some(Who::NotApplicable));
            let is_same = one.row == next.row || one.row.is_some() && text_of(one) == text_of(next);
            is_same && is_out(one) && is_out(next)
        };
        let (anchors, left_out) = self.matrix_anchors(matrix);
        let mut anchors = anchors.into_iter();
        for run in matrix.resolved.chunk_by(are_one) {
            let Some(first) = run.first() else { continue };
            let who = matrix.who(first);
            let name = if run.len() > 1 { mark_of } else { titled_mark };
            let cells = vec![name(context, framework, first.requirement), who_mark(matrix, who, labels)];
            let mut row = row_view(&view.columns, cells, anchors.next());
            let (parts, note) = text_of(first).cloned().unwrap_or_default();
            row.cells.extend(part_cells(&view.columns[2..], parts, note, labels));
            row.class = who.map_or("", |who| share_class(matrix, who.share()));
            row.is_default = first.row.is_none();
            if let [_, .., last] = run {
                row.until = SafeHtml(mark_of(context, framework, last.requirement));
                row.count = run.len();
                row.ids = anchors.by_ref().take(run.len() - 1).map(str::to_owned).collect();
            }
            view.rows.push(row);
        }
        view.defaults = view.rows.iter().filter(|row| row.is_default).count();
        view.shares = shares(matrix, labels);
        view.left_out = self.left_out(matrix, framework, left_out);
        view.views = self.views(matrix);
        Ok(())
    }

    /// The pages of what is left to each party.
    fn views(&self, matrix: &Matrix) -> Vec<LinkView> {
        let subjects = (0..matrix.parties.len()).map(|party| Subject::Party(self.file, party));
        let pages = subjects.filter_map(|subject| self.context.site.find_generated(&subject));
        pages.map(|id| generated_link(self.context, id)).collect()
    }

    /// What stands below the parts of a row: its condition, its note and where it is inherited from.
    fn remark(&self, matrix: &Matrix, row: &MatrixRow) -> Result<String, RenderError> {
        let cell = |text: &Text| self.cell(text);
        row_remark(self.context, matrix, row, &cell)
    }

    /// What a matrix leaves out, with the anchor of each requirement.
    fn left_out(
        &self,
        matrix: &Matrix,
        framework: &Framework,
        anchors: Vec<(RequirementIdx, &str)>,
    ) -> Vec<LeftOutView> {
        let anchors: HashMap<RequirementIdx, &str> = anchors.into_iter().collect();
        let id = |idx: &RequirementIdx| {
            let link = requirement_link(self.context, framework, *idx);
            LeftOutIdView::new(link, anchors.get(idx).copied().unwrap_or_default())
        };
        let part = |(reason, requirements): (&Inapplicable, Vec<RequirementIdx>)| LeftOutView {
            reason: reason.shown(self.context.theme.labels()),
            count: requirements.len(),
            requirements: requirements.iter().map(id).collect(),
        };
        matrix.left_out_by_reason().into_iter().map(part).collect()
    }

    /// The ids of the rows of a matrix, and those that requirements would have which are left out. The page has an id for
    /// each requirement, so that links to a row lead somewhere in both cases.
    fn matrix_anchors(&self, matrix: &Matrix) -> (Vec<&str>, Vec<(RequirementIdx, &str)>) {
        let rows = matrix.resolved.iter().map(|resolved| (resolved.requirement, true));
        let left_out = matrix.left_out.iter().map(|left_out| (left_out.requirement, false));
        let mut all: Vec<(RequirementIdx, bool)> = rows.chain(left_out).collect();
        all.sort_unstable();
        let all = all.into_iter().zip(self.anchors.iter().map(String::as_str));
        let (rows, left_out): (Vec<_>, Vec<_>) = all.partition(|((_, is_row), _)| *is_row);
        let anchors = rows.into_iter().map(|(_, anchor)| anchor).collect();
        (anchors, left_out.into_iter().map(|((idx, _), anchor)| (idx, anchor)).collect())
    }

    fn crosswalk(&self, crosswalk: &Crosswalk, view: &mut DataTableView) -> Result<(), RenderError> {
        let context = self.context;
        let frameworks = context.frameworks;
        let sides = frameworks.get(&crosswalk.source).zip(frameworks.get(&crosswalk.target));
        let Some((source, target)) = sides else { return Ok(()) };
        view.framework = Some(framework_view(context, source));
        view.target = Some(framework_view(context, target));
        let labels = context.theme.labels();
        let head = |key: &str| labels.text(key).to_owned();
        let via = crosswalk.via().and_then(|via| frameworks.get(via));
        let last = if via.is_some() { "derived_through" } else { "remark_of_row" };
        view.columns = vec![full(source, labels), head("relation"), full(target, labels), head(last)];
        view.via = via.map(|via| full(via, labels)).unwrap_or_default();
        for (index, mapping) in crosswalk.mappings.iter().enumerate() {
            let to = mapping.to.iter().map(|cited| titled(context, target, cited)).collect::<Vec<_>>().join("<br>");
            let from = titled(context, source, &mapping.from);
            let note = match via {
                Some(via) => through(context, via, mapping),
                None => self.cell(&mapping.note)?,
            };
            let relation = match (mapping.relation, via) {
                (None, Some(_)) => escape_text(labels.text("relation_open")).into_owned(),
                (relation, _) => relation_mark(relation, labels),
            };
            let cells = vec![from, relation, to, note];
            let row = row_view(&view.columns, cells, self.anchors.get(index).map(String::as_str));
            view.rows.push(DataRowView { class: mapping.relation.map_or("", Relation::name), ..row });
        }
        // The other side has a page of its own: the same rows again would double the weight of this one.
        view.reversed = generated_path(context, &Subject::Crosswalk(target.key.clone())).unwrap_or_default();
        let gap = |framework: &Framework, indices: Vec<RequirementIdx>| GapView {
            name: full(framework, labels),
            total: framework.assessed().count(),
            count: indices.len(),
            groups: gap_groups(context, framework, &indices),
        };
        view.gaps = vec![gap(source, crosswalk.source_gaps(source)), gap(target, crosswalk.target_gaps(target))];
        Ok(())
    }

    fn cell(&self, text: &Text) -> Result<String, RenderError> {
        let Self { context, page, cards, .. } = *self;
        let mut html = String::new();
        PieceWriter { context, page, document: &self.table.document, cards }.write(&text.pieces, &mut html)?;
        Ok(html)
    }
}

/// The condition of a row, its note and where it is inherited from, each in a line; `cell` writes a cell.
pub(super) fn row_remark(
    context: &RenderContext<'_>,
    matrix: &Matrix,
    row: &MatrixRow,
    cell: &dyn Fn(&Text) -> Result<String, RenderError>,
) -> Result<String, RenderError> {
    let labels = context.theme.labels();
    let mut lines = Vec::new();
    let condition = cell(&row.when)?;
    if !condition.is_empty() {
        lines.push(format!("<b>{}</b> {condition}", escape_text(labels.text("condition"))));
    }
    lines.push(cell(&row.note)?);
    let inherited = row.inherited.and_then(|index| matrix.inherits.get(index));
    if let Some(inherited) = inherited {
        let name = matrix.parties[inherited.party].shown(labels);
        lines.push(format!("<i>{}</i>", escape_text(&inherited.shown(name, labels))));
    }
    lines.retain(|line| !line.is_empty());
    Ok(lines.join("<br>"))
}

/// The requirements that a derived row goes through.
fn through(context: &RenderContext<'_>, via: &Framework, mapping: &Mapping) -> String {
    mapping.through.iter().map(|idx| mark_of(context, via, *idx)).collect::<Vec<_>>().join(", ")
}

/// The requirements of a cell, side by side.
fn marks(context: &RenderContext<'_>, framework: Option<&Framework>, cited: &[Cited]) -> String {
    let mark = |cited: &Cited| match framework.zip(cited.requirement) {
        Some((framework, idx)) => mark_of(context, framework, idx),
        None => escape_text(&cited.id).into_owned(),
    };
    cited.iter().map(mark).collect::<Vec<_>>().join(", ")
}

fn titled(context: &RenderContext<'_>, framework: &Framework, cited: &Cited) -> String {
    match cited.requirement {
        Some(idx) => titled_mark(context, framework, idx),
        None => escape_text(&cited.id).into_owned(),
    }
}

/// A requirement by its id, with its title as text.
pub(super) fn titled_mark(context: &RenderContext<'_>, framework: &Framework, idx: RequirementIdx) -> String {
    let title = match framework.requirement(idx).title.as_str() {
        "" => String::new(),
        title => format!(" <span class=req-title>{}</span>", escape_text(title)),
    };
    requirement_html(context, framework, idx, "") + &title
}

/// A requirement by its id, with its title as a tooltip.
fn mark_of(context: &RenderContext<'_>, framework: &Framework, idx: RequirementIdx) -> String {
    let title = match framework.requirement(idx).title.as_str() {
        "" => String::new(),
        title => format!(" title=\"{}\"", escape_attribute(title)),
    };
    requirement_html(context, framework, idx, &title)
}

fn requirement_html(context: &RenderContext<'_>, framework: &Framework, idx: RequirementIdx, title: &str) -> String {
    let address = requirement_address(context, framework, idx);
    let (address, id) = (escape_attribute(&address), escape_text(&framework.requirement(idx).id));
    if address.is_empty() {
        return format!("<span class=req{title}>{id}</span>");
    }
    format!("<a class=req href=\"{address}\"{title}>{id}</a>")
}

fn row_view(columns: &[String], cells: Vec<String>, id: Option<&str>) -> DataRowView {
    let cells = cells.into_iter().zip(columns).map(|(html, label)| cell(html, label, 1)).collect();
    DataRowView { id: id.unwrap_or_default().to_owned(), cells, ..DataRowView::default() }
}

/// A cell below a head that spans so many columns.
pub(super) fn cell(html: String, label: &str, span: usize) -> DataCellView {
    DataCellView { html: SafeHtml(html), label: label.to_owned(), span }
}

/// The parts of the parties with the note behind the last: a note alone takes the columns of all.
fn part_cells(columns: &[String], mut parts: Vec<String>, note: String, labels: &Labels) -> Vec<DataCellView> {
    if parts.iter().all(String::is_empty) && !note.is_empty() {
        return vec![cell(note, labels.text("remark_of_row"), columns.len())];
    }
    parts.resize(columns.len(), String::new());
    if let Some(last) = parts.last_mut().filter(|_| !note.is_empty()) {
        last.push_str(&format!("<span class=\"row-note\">{note}</span>"));
    }
    parts.into_iter().zip(columns).map(|(html, label)| cell(html, label, 1)).collect()
}

/// A framework with its version, which a name that ends in a number keeps apart.
fn full(framework: &Framework, labels: &Labels) -> String {
    let (name, version) = (&framework.name, &framework.version);
    match name.ends_with(|character: char| character.is_ascii_digit()) {
        true => labels.fill("framework_version", &[("name", name), ("version", version)]),
        false => format!("{name} {version}"),
    }
}

/// The parts of the bar, one behind the other.
fn shares(matrix: &Matrix, labels: &Labels) -> Vec<ShareView> {
    let total = matrix.resolved.len().max(1);
    let mut before = 0;
    let mut shares = Vec::new();
    for (share, count) in matrix.shares() {
        // Two decimals of a per cent, in whole numbers: the same text on every machine.
        let part = |count: usize| format!("{}.{:02}", count * 100 / total, count * 10_000 / total % 100);
        let (start, width) = (part(before), part(count));
        let (class, name) = (share_class(matrix, share), matrix.share_name(share, labels));
        let sign = share_sign(matrix, share, labels);
        let sign = if is_sign_of_style_sheet(class, &sign) { String::new() } else { sign };
        shares.push(ShareView { class, sign, name, count, start, width });
        before += count;
    }
    shares
}
