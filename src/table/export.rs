//! Tables for other programs: comma-separated values, JSON and Markdown.

use std::borrow::Cow;

use memchr::memchr_iter;
use serde::Serialize;

use super::values::comma_separated;
use super::{Body, Cited, Comparison, Crosswalk, Matrix, Plain, Table, Text};
use crate::framework::{Framework, Frameworks, RequirementIdx};
use crate::markdown::{Document, Piece, decoded, escape_text, without_tags, without_unsafe_links};

impl Table {
    /// The table as comma-separated values: a head, and a row for each row, leaf or pair. Cells are plain text.
    pub fn csv(&self, frameworks: &Frameworks) -> String {
        let Grid { head, rows } = self.grid(frameworks, &|text| self.plain_of(text));
        comma_separated(&head, rows)
    }

    /// The rows as plain text, a line each, for search; rows that the default of a matrix fills are left out.
    pub fn lines(&self, frameworks: &Frameworks) -> Vec<String> {
        let grid = self.grid(frameworks, &|text| self.plain_of(text));
        let is_own = |index: &usize| match &self.body {
            Body::Responsibility(matrix) => matrix.resolved.get(*index).is_some_and(|resolved| resolved.row.is_some()),
            _ => true,
        };
        let rows = grid.rows.iter().enumerate().filter(|(index, _)| is_own(index));
        let line = |(_, cells): (usize, &Vec<String>)| {
            let cells = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty());
            cells.collect::<Vec<_>>().join(" · ")
        };
        rows.map(line).collect()
    }

    /// The table as Markdown, cells as they were written, without the addresses that may not be.
    pub fn markdown(&self, frameworks: &Frameworks) -> String {
        let grid = self.grid(frameworks, &|text| without_unsafe_links(text.markdown.clone()));
        let line = |cells: &Vec<String>| {
            format!("| {} |\n", cells.iter().map(|cell| one_line(cell)).collect::<Vec<_>>().join(" | "))
        };
        let mut text = line(&grid.head);
        text.push_str(&format!("|{}\n", "---|".repeat(grid.head.len())));
        grid.rows.iter().for_each(|row| text.push_str(&line(row)));
        text
    }

    /// A responsibility matrix as JSON, every leaf resolved; nothing for other kinds.
    pub fn json(&self, frameworks: &Frameworks) -> Option<String> {
        let Body::Responsibility(matrix) = &self.body else { return None };
        let framework = frameworks.get(&matrix.framework)?;
        let mut text = serde_json::to_string_pretty(&matrix_json(self, matrix, framework)).ok()?;
        text.push('\n');
        Some(text)
    }

    /// The text of a cell: as typed where there is no markup in it, so that quotes and dashes stay what they are.
    pub fn plain_of(&self, text: &Text) -> String {
        let is_bare = !text.markdown.contains(['*', '_', '[', '<', '`', '&', '\\', '\n', '~', '#']);
        if is_bare { text.markdown.trim().to_owned() } else { plain_text(&self.document, &text.pieces) }
    }

    fn grid(&self, frameworks: &Frameworks, show: Show<'_>) -> Grid {
        match &self.body {
            Body::Comparison(table) => comparison(table, show),
            Body::Responsibility(matrix) => responsibility(matrix, frameworks.get(&matrix.framework), show),
            Body::Crosswalk(crosswalk) => crosswalk_grid(crosswalk, frameworks, show),
            Body::Plain(plain) => csv(plain, show),
        }
    }
}

/// The text of a cell of `document` without tags and addresses.
pub fn plain_text(document: &Document, pieces: &[Piece]) -> String {
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Citation(citation) => html.push_str(&escape_text(&document.citations[*citation].mark)),
            _ => {}
        }
    }
    decoded(&without_tags(&spaced(&html))).trim().to_owned()
}

/// `html` with what stands for the tags that part one line from the next.
fn spaced(html: &str) -> Cow<'_, str> {
    const PARTING: [(&str, &str); 3] = [("</li><li>", "; "), ("<br>", " "), ("</p>", " ")];
    let tags = memchr_iter(b'<', html.as_bytes());
    let parting = tags.filter_map(|at| PARTING.iter().find(|(tag, _)| html[at..].starts_with(tag)).map(|it| (at, it)));
    let mut text = String::new();
    let mut written = 0;
    for (at, (tag, sign)) in parting {
        text.push_str(&html[written..at]);
        text.push_str(sign);
        written = at + tag.len();
    }
    match written {
        0 => html.into(),
        _ => (text + &html[written..]).into(),
    }
}

/// How a cell is told.
type Show<'a> = &'a dyn Fn(&Text) -> String;

/// Heads and cells as text.
struct Grid {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn comparison(table: &Comparison, show: Show<'_>) -> Grid {
    let head = table.columns.iter().map(|column| column.label.clone()).collect();
    let row = |row: &super::ComparisonRow| {
        let cells = table.columns.iter().zip(&row.cells);
        let cell = |(column, cell): (&super::Column, &Text)| match column.holds_requirements {
            true => ids(&row.requirements),
            false => show(cell),
        };
        cells.map(cell).collect()
    };
    Grid { head, rows: table.rows.iter().map(row).collect() }
}

fn ids(cited: &[Cited]) -> String {
    cited.iter().map(|cited| cited.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn responsibility(matrix: &Matrix, framework: Option<&Framework>, show: Show<'_>) -> Grid {
    let parties = [&matrix.parties.provider, &matrix.parties.customer];
    let mut head = vec!["Requirement".to_owned(), "Title".to_owned(), "Responsible".to_owned()];
    head.extend(parties.into_iter().cloned());
    head.push("Note".to_owned());
    let rows = matrix.resolved.iter().filter_map(|resolved| {
        let requirement = framework?.requirement(resolved.leaf);
        let row = resolved.row.and_then(|row| matrix.rows.get(row));
        let text = |of: fn(&super::MatrixRow) -> &Text| row.map(|row| show(of(row))).unwrap_or_default();
        let party = resolved.party.map_or("", super::Party::name).to_owned();
        let texts = [text(|row| &row.provider), text(|row| &row.customer), text(|row| &row.note)];
        Some([requirement.id.clone(), requirement.title.clone(), party].into_iter().chain(texts).collect())
    });
    Grid { head, rows: rows.collect() }
}

fn crosswalk_grid(crosswalk: &Crosswalk, frameworks: &Frameworks, show: Show<'_>) -> Grid {
    let (source, target) = (frameworks.get(&crosswalk.source), frameworks.get(&crosswalk.target));
    let name = |framework: Option<&Framework>| framework.map(|found| found.name.clone()).unwrap_or_default();
    let title = |framework: Option<&Framework>, rank: Option<RequirementIdx>| {
        framework.zip(rank).map(|(framework, rank)| framework.requirement(rank).title.clone()).unwrap_or_default()
    };
    let titled = |name: String| [format!("{name} title")];
    let (left, right) = (name(source), name(target));
    let mut head = vec![left.clone()];
    head.extend(titled(left));
    head.push("Relation".to_owned());
    head.push(right.clone());
    head.extend(titled(right));
    head.push("Note".to_owned());
    let mut rows = Vec::new();
    for mapping in &crosswalk.mappings {
        let nothing = Cited { id: String::new(), span: mapping.from.span, rank: None };
        let to = if mapping.to.is_empty() { std::slice::from_ref(&nothing) } else { &mapping.to };
        for to in to {
            rows.push(vec![
                mapping.from.id.clone(),
                title(source, mapping.from.rank),
                mapping.relation.map_or("", super::Relation::name).to_owned(),
                to.id.clone(),
                title(target, to.rank),
                show(&mapping.note),
            ]);
        }
    }
    Grid { head, rows }
}

fn csv(plain: &Plain, show: Show<'_>) -> Grid {
    let row = |row: &Vec<Text>| row.iter().map(show).collect();
    Grid { head: row(&plain.head), rows: plain.rows.iter().map(row).collect() }
}

/// A cell of a Markdown table: one line, bars escaped.
fn one_line(cell: &str) -> String {
    let lines = cell.trim().replace("\r\n", "\n").replace("\n\n", "<br>").replace('\n', " ");
    let mut escaped = String::with_capacity(lines.len());
    let mut before = ' ';
    for sign in lines.chars() {
        if sign == '|' && before != '\\' {
            escaped.push('\\');
        }
        escaped.push(sign);
        before = sign;
    }
    escaped
}

#[derive(Serialize)]
struct MatrixJson<'a> {
    version: u8,
    title: Option<&'a str>,
    framework: &'a str,
    framework_version: &'a str,
    parties: PartiesJson<'a>,
    default: Option<&'static str>,
    counts: CountsJson,
    requirements: Vec<LeafJson<'a>>,
}

#[derive(Serialize)]
struct PartiesJson<'a> {
    provider: &'a str,
    customer: &'a str,
}

#[derive(Serialize)]
struct CountsJson {
    provider: usize,
    shared: usize,
    customer: usize,
    #[serde(rename = "n/a")]
    not_applicable: usize,
    uncovered: usize,
}

#[derive(Serialize)]
struct LeafJson<'a> {
    id: &'a str,
    title: &'a str,
    who: Option<&'static str>,
    is_default: bool,
    provider: String,
    customer: String,
    note: String,
}

fn matrix_json<'a>(table: &'a Table, matrix: &'a Matrix, framework: &'a Framework) -> MatrixJson<'a> {
    let counts = matrix.counts();
    let leaf = |resolved: &super::Resolved| {
        let requirement = framework.requirement(resolved.leaf);
        let row = resolved.row.and_then(|row| matrix.rows.get(row));
        LeafJson {
            id: &requirement.id,
            title: &requirement.title,
            who: resolved.party.map(super::Party::name),
            is_default: resolved.row.is_none(),
            provider: row.map(|row| table.plain_of(&row.provider)).unwrap_or_default(),
            customer: row.map(|row| table.plain_of(&row.customer)).unwrap_or_default(),
            note: row.map(|row| table.plain_of(&row.note)).unwrap_or_default(),
        }
    };
    MatrixJson {
        version: 1,
        title: table.title.as_deref(),
        framework: &framework.key,
        framework_version: &framework.version,
        parties: PartiesJson { provider: &matrix.parties.provider, customer: &matrix.parties.customer },
        default: matrix.default.map(super::Party::name),
        counts: CountsJson {
            provider: counts.provider,
            shared: counts.shared,
            customer: counts.customer,
            not_applicable: counts.not_applicable,
            uncovered: counts.uncovered,
        },
        requirements: matrix.resolved.iter().map(leaf).collect(),
    }
}
