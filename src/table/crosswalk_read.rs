//! Reads a crosswalk: its rows, or where they come from.

use std::collections::BTreeMap;

use super::cell::Cited;
use super::crosswalk::{Crosswalk, Mapping};
use super::reader::Reader;
use super::relation::Relation;
use super::rows::{Cells, Head};
use super::{chain, mapping};
use crate::finding::{Code, nearest};
use crate::framework::{Framework, RequirementIdx};
use crate::labels::Labels;
use crate::source::Span;
use crate::yaml::Node;

/// The keys of a file.
pub(super) const KEYS: [&str; 9] = ["kind", "title", "source", "target", "method", "rows", "mapping", "via", "derive"];

/// The keys of a row.
pub(super) const ROW_KEYS: [&str; 4] = ["from", "relation", "to", "note"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<Crosswalk> {
    let value = |key: &str| root.get(key).filter(|node| !node.is_null());
    let sources = ["rows", "mapping", "derive", "via"].map(|key| value(key).map(|node| (key, node)));
    let mut sources = sources.into_iter().flatten().filter(|(key, _)| *key != "via" || value("derive").is_none());
    let (first, second) = (sources.next(), sources.next());
    if let (Some((key, _)), Some((other, node))) = (first, second) {
        let help = "rows are written here, read from a collection, or derived: keep one of the keys";
        reader.unreadable(node.span, format!("a crosswalk with `{key}` and `{other}`"), help);
    }
    if let Some(("via" | "derive", _)) = first {
        return chain::read(reader, root);
    }
    let (source, target) = (reader.framework(root, "source"), reader.framework(root, "target"));
    let method = root.get("method").filter(|method| !method.is_null()).and_then(|method| reader.text(method));
    if let Some(("mapping", node)) = first {
        let (source, target) = (source?, target?);
        let read = mapping::read(reader, node, source, target)?;
        let (source, target) = (source.key.clone(), target.key.clone());
        return Some(Crosswalk {
            source,
            target,
            method: method.or(read.method),
            mappings: read.mappings,
            chain: None,
        });
    }
    let (source, target) = (source?, target?);
    let rows = reader.rows(root, &heads(source, target))?;
    let mut mappings = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        if !reader.is_row(row) {
            continue;
        }
        reader.keys(row, &ROW_KEYS);
        let from = cited(reader, source, row, "from");
        let relation = relation(reader, row);
        let to = match row.get("to").filter(|to| !to.is_null()) {
            None if relation == Some(Relation::None) => Vec::new(),
            _ => cited(reader, target, row, "to"),
        };
        let note = reader.cell(row.get("note"));
        for from in from {
            reader.anchors.push(from.id.clone());
            mappings.push(Mapping { from, relation, to: to.clone(), note: note.clone(), through: Vec::new() });
        }
    }
    report_duplicates(reader, &mappings);
    let (source, target) = (source.key.clone(), target.key.clone());
    Some(Crosswalk { source, target, method, mappings, chain: None })
}

/// The columns of a file of rows: the keys of YAML, or the heads of the CSV file.
fn heads<'a>(source: &'a Framework, target: &'a Framework) -> Vec<Head<'a>> {
    let title = |framework: &Framework| Labels::english().fill("title_of", &[("name", &framework.name)]);
    vec![
        Head::new("from", &["source", source.name.as_str()], Cells::Ids(source)),
        Head::new("relation", &[], Cells::Words(Vec::new())),
        Head::new("to", &["target", target.name.as_str()], Cells::Ids(target)),
        Head::new("note", &["remark"], Cells::Text),
        Head::ignored(title(source)),
        Head::ignored(title(target)),
    ]
}

fn cited(reader: &mut Reader<'_>, framework: &Framework, row: &Node, key: &str) -> Vec<Cited> {
    match row.get(key).filter(|node| !node.is_null()) {
        Some(node) => reader.cited(framework, node),
        None => {
            let help = format!("name a requirement of {}", framework.name);
            reader.unreadable(row.span, format!("a row without `{key}`"), &help);
            Vec::new()
        }
    }
}

fn relation(reader: &mut Reader<'_>, row: &Node) -> Option<Relation> {
    let names = Relation::ALL.map(Relation::name);
    let known = format!("write one of {}", names.map(|name| format!("`{name}`")).join(", "));
    let Some(node) = row.get("relation").filter(|node| !node.is_null()) else {
        let span = row.get("from").map_or(row.span, |from| from.span);
        let finding = reader.finding(Code::UnknownRelation, span, "a row without `relation`").help(known);
        reader.findings.push(finding);
        return None;
    };
    let written = reader.text(node)?;
    let found = Relation::find(&written);
    if found.is_none() {
        let near = nearest(&written, names).map(|near| format!("did you mean `{near}`?"));
        let finding = reader.finding(Code::UnknownRelation, node.span, format!("unknown relation `{written}`"));
        reader.findings.push(finding.about(&written).help(near.unwrap_or(known)));
    }
    found
}

/// Reports pairs that are related a second time.
fn report_duplicates(reader: &mut Reader<'_>, mappings: &[Mapping]) {
    let mut seen: BTreeMap<(RequirementIdx, RequirementIdx), Span> = BTreeMap::new();
    for mapping in mappings {
        let Some(from) = mapping.from.requirement else { continue };
        for to in &mapping.to {
            let Some(idx) = to.requirement else { continue };
            let Some(first) = seen.insert((from, idx), to.span) else { continue };
            seen.insert((from, idx), first);
            let message = format!("`{}` and `{}` are related twice", mapping.from.id, to.id);
            let finding = reader.finding(Code::PairTwice, to.span, message).about(&to.id);
            let location = reader.location(first);
            reader.findings.push(finding.related(location, "first related here").help("keep one of the two rows"));
        }
    }
}
