//! A responsibility matrix as JSON, every leaf of its framework resolved.

use serde::Serialize;

use super::body::Table;
use super::responsibility::{Matrix, Party, Resolved};
use crate::framework::Framework;

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

/// The JSON of `matrix`, the body of `table`, with a line end.
pub(super) fn matrix_json(table: &Table, matrix: &Matrix, framework: &Framework) -> Option<String> {
    let mut text = serde_json::to_string_pretty(&value(table, matrix, framework)).ok()?;
    text.push('\n');
    Some(text)
}

fn value<'a>(table: &'a Table, matrix: &'a Matrix, framework: &'a Framework) -> MatrixJson<'a> {
    let counts = matrix.counts();
    let leaf = |resolved: &Resolved| {
        let requirement = framework.requirement(resolved.leaf);
        let row = resolved.row.and_then(|row| matrix.rows.get(row));
        LeafJson {
            id: &requirement.id,
            title: &requirement.title,
            who: resolved.party.map(Party::name),
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
        default: matrix.default.map(Party::name),
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
