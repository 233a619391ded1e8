//! Data tables on a page: from the table through its template to HTML, and the files beside the page.

use std::collections::HashSet;

use tera::Context;

use super::data_view::{DataCellView, DataRowView, DataTableView, GapGroupView, GapView, ShareView};
use super::page::{RenderError, Renderer, artifact};
use super::view::{FrameworkView, SafeHtml};
use crate::framework::{Framework, RequirementIdx};
use crate::markdown::{Document, escape_attribute, escape_text};
use crate::output::Artifact;
use crate::site::{PageId, ShownTable, Subject, framework_url, principal_url};
use crate::source::path::stem;
use crate::table::{Body, Cited, Comparison, Crosswalk, CsvTable, Matrix, Party, Relation, Table, TableKind, Text};

/// A table on a page.
struct Shown<'a> {
    page: PageId,
    table: &'a Table,
    /// The ids of the rows.
    anchors: &'a [String],
}

impl Renderer<'_> {
    /// The paragraph that names a data file: the table that the file is, else the paragraph.
    pub(super) fn embed(
        &self,
        page: PageId,
        document: &Document,
        index: usize,
        html: &mut String,
    ) -> Result<(), RenderError> {
        let embed = &document.embeds[index];
        let shown = self.site.shown_tables(page).get(index).and_then(Option::as_ref);
        let table = shown.and_then(|shown| Some((shown, self.site.table(shown.file)?)));
        let Some((shown, table)) = table else { return self.fill(page, document, &embed.paragraph, html) };
        let view = self.data_table(page, shown, table, &embed.caption)?;
        let mut context = Context::new();
        context.insert("table", &view);
        let template = self.table_template(shown, table);
        html.push_str(&self.render(&template, &context, self.place(page))?);
        Ok(())
    }

    /// Whether a page shows a data table.
    pub(super) fn has_data_tables(&self, page: PageId) -> bool {
        self.site.shown_tables(page).iter().any(Option::is_some)
    }

    /// Whether a page shows a matrix or a crosswalk.
    pub(super) fn has_standards(&self, page: PageId) -> bool {
        let tables = self.site.shown_tables(page).iter().flatten().filter_map(|shown| self.site.table(shown.file));
        tables.into_iter().any(|table| table.kind().covers_frameworks())
    }

    /// The template named for the data file, else the one for its kind.
    fn table_template(&self, shown: &ShownTable, table: &Table) -> String {
        let stem = stem(&self.sources.get(shown.file).path);
        let is_kind = TableKind::find(stem).is_some() || stem == "markdown";
        let own = format!("tables/{stem}.html");
        match self.theme.find([own.as_str()]) {
            Some(own) if !is_kind => own.to_owned(),
            _ => table.kind().template(),
        }
    }

    /// The files beside a page: every table as comma-separated values, a matrix as JSON too.
    pub(super) fn table_files(&self, page: PageId) -> Result<Vec<Artifact>, RenderError> {
        let mut artifacts: Vec<Artifact> = self.written_table_files(page)?;
        let mut routes: HashSet<String> = artifacts.iter().filter_map(|made| made.route.clone()).collect();
        for shown in self.site.shown_tables(page).iter().flatten() {
            let is_there = !routes.insert(shown.csv.url.clone());
            let Some(table) = self.site.table(shown.file).filter(|_| !is_there) else { continue };
            if shown.csv.is_made {
                artifacts.push(artifact(&shown.csv.url, table.csv(self.frameworks))?);
            }
            let json = shown.json.as_ref().zip(table.json(self.frameworks));
            if let Some((json, text)) = json {
                artifacts.push(artifact(&json.url, text)?);
            }
        }
        Ok(artifacts)
    }

    fn data_table(
        &self,
        page: PageId,
        shown: &ShownTable,
        table: &Table,
        caption: &str,
    ) -> Result<DataTableView, RenderError> {
        let on_page = Shown { page, table, anchors: &shown.anchors };
        let mut view = DataTableView {
            kind: table.kind().name(),
            id: shown.id(),
            caption: table.title.clone().unwrap_or_else(|| caption.to_owned()),
            csv: self.resolver.public(&shown.csv.url),
            json: shown.json.as_ref().map(|json| self.resolver.public(&json.url)),
            columns: Vec::new(),
            rows: Vec::new(),
            framework: None,
            shares: Vec::new(),
            defaults: 0,
            target: None,
            reversed: String::new(),
            gaps: Vec::new(),
        };
        match &table.body {
            Body::Comparison(comparison) => self.comparison(&on_page, comparison, &mut view)?,
            Body::Responsibility(matrix) => self.matrix(&on_page, matrix, &mut view)?,
            Body::Crosswalk(crosswalk) => self.crosswalk(&on_page, crosswalk, &mut view)?,
            Body::Csv(csv) => self.csv(&on_page, csv, &mut view)?,
        }
        Ok(view)
    }

    fn comparison(&self, on: &Shown<'_>, comparison: &Comparison, view: &mut DataTableView) -> Result<(), RenderError> {
        let framework = comparison.framework.as_deref().and_then(|key| self.frameworks.get(key));
        view.framework = framework.map(|framework| self.named(framework));
        view.columns = comparison.columns.iter().map(|column| column.label.clone()).collect();
        for (index, row) in comparison.rows.iter().enumerate() {
            let mut cells = Vec::with_capacity(row.cells.len());
            for (column, cell) in comparison.columns.iter().zip(&row.cells) {
                cells.push(match column.holds_requirements {
                    true => self.marks(framework, &row.requirements),
                    false => self.text(on, cell)?,
                });
            }
            view.rows.push(row_view(&view.columns, cells, on.anchors.get(index)));
        }
        Ok(())
    }

    fn csv(&self, on: &Shown<'_>, csv: &CsvTable, view: &mut DataTableView) -> Result<(), RenderError> {
        view.columns = csv.head.iter().map(|cell| on.table.plain_of(cell)).collect();
        for (index, row) in csv.rows.iter().enumerate() {
            let cells = row.iter().map(|cell| self.text(on, cell)).collect::<Result<Vec<_>, _>>()?;
            view.rows.push(row_view(&view.columns, cells, on.anchors.get(index)));
        }
        Ok(())
    }

    fn matrix(&self, on: &Shown<'_>, matrix: &Matrix, view: &mut DataTableView) -> Result<(), RenderError> {
        let Some(framework) = self.frameworks.get(&matrix.framework) else { return Ok(()) };
        let (provider, customer) = (matrix.parties.provider.clone(), matrix.parties.customer.clone());
        view.framework = Some(self.named(framework));
        view.columns = vec!["Requirement".to_owned(), "Responsible".to_owned(), provider, customer];
        // A row that covers many leaves is filled once.
        let mut parts = Vec::with_capacity(matrix.rows.len());
        for row in &matrix.rows {
            parts.push([self.text(on, &row.provider)?, self.text(on, &row.customer)?, self.text(on, &row.note)?]);
        }
        for (index, resolved) in matrix.resolved.iter().enumerate() {
            let cells = vec![self.titled_mark(framework, resolved.leaf), party_mark(matrix, resolved.party)];
            let mut row = row_view(&view.columns, cells, on.anchors.get(index));
            let texts = resolved.row.and_then(|row| parts.get(row)).cloned().unwrap_or_default();
            row.cells.extend(part_cells(&view.columns[2..], texts));
            row.class = resolved.party.map_or("", class);
            row.is_default = resolved.row.is_none();
            view.rows.push(row);
        }
        view.defaults = view.rows.iter().filter(|row| row.is_default).count();
        view.shares = shares(matrix);
        Ok(())
    }

    fn crosswalk(&self, on: &Shown<'_>, crosswalk: &Crosswalk, view: &mut DataTableView) -> Result<(), RenderError> {
        let frameworks = self.frameworks;
        let sides = frameworks.get(&crosswalk.source).zip(frameworks.get(&crosswalk.target));
        let Some((source, target)) = sides else { return Ok(()) };
        view.framework = Some(self.named(source));
        view.target = Some(self.named(target));
        view.columns = vec![full(source), "Relation".to_owned(), full(target), "Note".to_owned()];
        for (index, mapping) in crosswalk.mappings.iter().enumerate() {
            let to = mapping.to.iter().map(|cited| self.titled(target, cited)).collect::<Vec<_>>().join("<br>");
            let from = self.titled(source, &mapping.from);
            let cells = vec![from, relation_mark(mapping.relation), to, self.text(on, &mapping.note)?];
            let row = row_view(&view.columns, cells, on.anchors.get(index));
            view.rows.push(DataRowView { class: mapping.relation.map_or("", Relation::name), ..row });
        }
        // The other side has a page of its own: the same rows again would double the weight of this one.
        view.reversed = self.generated_url(&Subject::Crosswalk(target.key.clone())).unwrap_or_default();
        let gap = |framework: &Framework, ranks: Vec<RequirementIdx>| GapView {
            name: full(framework),
            total: framework.leaves().count(),
            count: ranks.len(),
            groups: self.gap_groups(framework, &ranks),
        };
        view.gaps = vec![gap(source, crosswalk.source_gaps(source)), gap(target, crosswalk.target_gaps(target))];
        Ok(())
    }

    /// `ranks`, in order, by their principal requirement.
    pub(super) fn gap_groups(&self, framework: &Framework, ranks: &[RequirementIdx]) -> Vec<GapGroupView> {
        let groups = ranks.chunk_by(|one, next| framework.principal_of(*one) == framework.principal_of(*next));
        let group = |ranks: &[RequirementIdx]| {
            let principal = framework.principal_of(*ranks.first()?);
            let requirement = framework.requirement(principal);
            let below = ranks.iter().filter(|rank| **rank != principal);
            Some(GapGroupView {
                id: requirement.id.clone(),
                title: requirement.title.clone(),
                url: self.resolver.public(&principal_url(framework, principal)),
                // One that has nothing below it is told already.
                requirements: below.map(|rank| framework.requirement(*rank).id.clone()).collect(),
            })
        };
        groups.filter_map(group).collect()
    }

    /// A cell of a table that `page` shows, wherever the cell itself is shown.
    pub(super) fn cell_html(&self, page: PageId, table: &Table, text: &Text) -> Result<String, RenderError> {
        self.text(&Shown { page, table, anchors: &[] }, text)
    }

    fn text(&self, on: &Shown<'_>, text: &Text) -> Result<String, RenderError> {
        let mut html = String::new();
        self.fill(on.page, &on.table.document, &text.pieces, &mut html)?;
        Ok(html)
    }

    /// The requirements of a cell, side by side.
    fn marks(&self, framework: Option<&Framework>, cited: &[Cited]) -> String {
        let mark = |cited: &Cited| match framework.zip(cited.rank) {
            Some((framework, rank)) => self.mark_of(framework, rank),
            None => escape_text(&cited.id).into_owned(),
        };
        cited.iter().map(mark).collect::<Vec<_>>().join(", ")
    }

    fn titled(&self, framework: &Framework, cited: &Cited) -> String {
        match cited.rank {
            Some(rank) => self.titled_mark(framework, rank),
            None => escape_text(&cited.id).into_owned(),
        }
    }

    fn titled_mark(&self, framework: &Framework, rank: RequirementIdx) -> String {
        let requirement = framework.requirement(rank);
        let address = self.requirement_address(framework, rank);
        let (address, id) = (escape_attribute(&address), escape_text(&requirement.id));
        let title = match requirement.title.as_str() {
            "" => String::new(),
            title => format!(" <span class=req-title>{}</span>", escape_text(title)),
        };
        format!("<a class=req href=\"{address}\">{id}</a>{title}")
    }

    /// A requirement in the mark that tables have for it: its id alone.
    fn mark_of(&self, framework: &Framework, rank: RequirementIdx) -> String {
        let requirement = framework.requirement(rank);
        let title = match requirement.title.as_str() {
            "" => String::new(),
            title => format!(" title=\"{}\"", escape_attribute(title)),
        };
        let address = self.requirement_address(framework, rank);
        let (address, id) = (escape_attribute(&address), escape_text(&requirement.id));
        format!("<a class=req href=\"{address}\"{title}>{id}</a>")
    }

    fn named(&self, framework: &Framework) -> FrameworkView {
        let has_pages = self.edges.has_pages(&framework.key);
        FrameworkView {
            key: framework.key.clone(),
            name: framework.name.clone(),
            version: framework.version.clone(),
            url: if has_pages { self.resolver.public(&framework_url(framework)) } else { String::new() },
        }
    }
}

fn row_view(columns: &[String], cells: Vec<String>, id: Option<&String>) -> DataRowView {
    let cells = cells.into_iter().zip(columns).map(|(html, label)| cell(html, label, 1)).collect();
    DataRowView { id: id.cloned().unwrap_or_default(), cells, ..DataRowView::default() }
}

fn cell(html: String, label: &str, span: usize) -> DataCellView {
    DataCellView { html: SafeHtml(html), label: label.to_owned(), span }
}

/// The parts of provider and customer with the note: a note alone takes the room of both.
fn part_cells(columns: &[String], [provider, customer, note]: [String; 3]) -> Vec<DataCellView> {
    if provider.is_empty() && customer.is_empty() && !note.is_empty() {
        return vec![cell(note, "Note", 2)];
    }
    let note = if note.is_empty() { note } else { format!("<span class=\"row-note\">{note}</span>") };
    let customer = format!("{customer}{note}");
    [provider, customer].into_iter().zip(columns).map(|(html, label)| cell(html, label, 1)).collect()
}

/// A framework with its version, which a name that ends in a number keeps apart.
fn full(framework: &Framework) -> String {
    let between = if framework.name.ends_with(|sign: char| sign.is_ascii_digit()) { ", version " } else { " " };
    format!("{}{between}{}", framework.name, framework.version)
}

/// The class of a party, which no sign can stand in.
const fn class(party: Party) -> &'static str {
    match party {
        Party::NotApplicable => "none",
        other => other.name(),
    }
}

const fn sign(party: Party) -> &'static str {
    match party {
        Party::Provider => "P",
        Party::Shared => "S",
        Party::Customer => "C",
        Party::NotApplicable => "–",
    }
}

fn party_name(matrix: &Matrix, party: Party) -> String {
    match party {
        Party::Provider => matrix.parties.provider.clone(),
        Party::Customer => matrix.parties.customer.clone(),
        Party::Shared => "Shared".to_owned(),
        Party::NotApplicable => "Not applicable".to_owned(),
    }
}

/// Who is responsible, as hue, letter and name.
pub(super) fn party_mark(matrix: &Matrix, party: Option<Party>) -> String {
    let Some(party) = party else { return "<span class=\"party\">Nobody</span>".to_owned() };
    let name = party_name(matrix, party);
    // The style sheet sets the letter before the name.
    format!("<span class=\"party {}\">{}</span>", class(party), escape_text(&name))
}

/// A relation as sign and word.
pub(super) fn relation_mark(relation: Option<Relation>) -> String {
    let Some(relation) = relation else { return String::new() };
    format!(
        "<span class=relation><span class=relation-sign aria-hidden=true>{}</span> {}</span>",
        relation.sign(),
        relation.word()
    )
}

/// The parts of the bar, one behind the other.
fn shares(matrix: &Matrix) -> Vec<ShareView> {
    let counts = matrix.counts();
    let total = matrix.resolved.len().max(1);
    let mut before = 0;
    let mut shares = Vec::new();
    for party in Party::ALL {
        let count = counts.of(party);
        // Two decimals of a per cent, in whole numbers: the same text on every machine.
        let part = |count: usize| format!("{}.{:02}", count * 100 / total, count * 10_000 / total % 100);
        let (start, width) = (part(before), part(count));
        let name = party_name(matrix, party);
        shares.push(ShareView { class: class(party), sign: sign(party), name, count, start, width });
        before += count;
    }
    shares
}
