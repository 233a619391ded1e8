//! A responsibility matrix as JSON, every assessed requirement of its framework resolved.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::body::Table;
use super::party::Share;
use super::responsibility::{LeftOut, Matrix, Resolved};
use crate::framework::Framework;

#[derive(Serialize)]
struct MatrixJson<'a> {
    version: u8,
    title: Option<&'a str>,
    framework: &'a str,
    framework_version: &'a str,
    parties: InOrder<&'a str>,
    default: Option<&'a str>,
    counts: InOrder<usize>,
    requirements: Vec<RequirementJson<'a>>,
    /// The assessed requirements that do not apply where the matrix is shown.
    left_out: Vec<LeftOutJson<'a>>,
}

#[derive(Serialize)]
struct LeftOutJson<'a> {
    id: &'a str,
    title: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct RequirementJson<'a> {
    id: &'a str,
    title: &'a str,
    who: Option<&'a str>,
    /// The keys of the responsible parties.
    responsible: Vec<&'a str>,
    is_default: bool,
    /// What each party does, by its key.
    #[serde(flatten)]
    parts: InOrder<String>,
    /// The condition of what is conditional.
    #[serde(skip_serializing_if = "String::is_empty")]
    when: String,
    note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    inherited: Option<InheritedJson<'a>>,
}

#[derive(Serialize)]
struct InheritedJson<'a> {
    party: &'a str,
    file: &'a str,
    date: String,
}

/// A mapping in the order of the parties.
struct InOrder<Value>(Vec<(String, Value)>);

impl<Value: Serialize> Serialize for InOrder<Value> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The JSON of `matrix`, the body of `table`, with a line end.
pub(super) fn matrix_json(table: &Table, matrix: &Matrix, framework: &Framework) -> Option<String> {
    let mut text = serde_json::to_string_pretty(&value(table, matrix, framework)).ok()?;
    text.push('\n');
    Some(text)
}

fn left_out_json<'a>(left_out: &LeftOut, framework: &'a Framework) -> LeftOutJson<'a> {
    let requirement = framework.requirement(left_out.requirement);
    LeftOutJson { id: &requirement.id, title: &requirement.title, reason: left_out.reason.words() }
}

fn value<'a>(table: &'a Table, matrix: &'a Matrix, framework: &'a Framework) -> MatrixJson<'a> {
    let parties = &matrix.parties;
    let key = |share: Share| share.word(parties);
    let mut counts: Vec<(String, usize)> =
        matrix.shares().into_iter().map(|(share, count)| (key(share).to_owned(), count)).collect();
    counts.push(("uncovered".to_owned(), matrix.uncovered()));
    let requirement = |resolved: &Resolved| {
        let requirement = framework.requirement(resolved.requirement);
        let (row, who) = (matrix.row(resolved), matrix.who(resolved));
        let part = |party: usize| row.map(|row| table.plain_of(&row.parts[party])).unwrap_or_default();
        RequirementJson {
            id: &requirement.id,
            title: &requirement.title,
            who: who.map(|who| key(who.share())),
            responsible: who
                .map(|who| who.parties().iter().map(|party| parties[*party].key.as_str()).collect())
                .unwrap_or_default(),
            is_default: row.is_none(),
            parts: InOrder((0..parties.len()).map(|party| (parties[party].key.clone(), part(party))).collect()),
            when: row.map(|row| table.plain_of(&row.when)).unwrap_or_default(),
            note: row.map(|row| table.plain_of(&row.note)).unwrap_or_default(),
            inherited: row.and_then(|row| inherited_json(matrix, row.inherited?)),
        }
    };
    MatrixJson {
        version: 1,
        title: table.title.as_deref(),
        framework: &framework.key,
        framework_version: &framework.version,
        parties: InOrder(parties.iter().map(|party| (party.key.clone(), party.name.as_str())).collect()),
        default: matrix.default.as_ref().map(|who| key(who.share())),
        counts: InOrder(counts),
        requirements: matrix.resolved.iter().map(requirement).collect(),
        left_out: matrix.left_out.iter().map(|left_out| left_out_json(left_out, framework)).collect(),
    }
}

fn inherited_json(matrix: &Matrix, index: usize) -> Option<InheritedJson<'_>> {
    let inherited = matrix.inherits.get(index)?;
    let party = matrix.parties.get(inherited.party)?;
    Some(InheritedJson { party: &party.key, file: &inherited.file, date: inherited.day() })
}
