//! The requirements of one framework beside those of another.

use std::collections::{BTreeMap, HashSet};

use super::cell::{Cited, Text};
use super::grid::{Grid, Show};
use super::reader::Reader;
use super::relation::Relation;
use super::rows::{Cells, Head};
use crate::finding::{Code, nearest};
use crate::framework::{Framework, Frameworks, RequirementIdx};
use crate::labels::Labels;
use crate::source::Span;
use crate::yaml::Node;

/// A crosswalk, read from the source to the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crosswalk {
    /// The key of the framework on the left.
    pub source: String,
    /// The key of the framework on the right.
    pub target: String,
    /// How the mappings were made, in the terms of OSCAL: `human`, `automation`, `hybrid`.
    pub method: Option<String>,
    /// The mappings, in the order written.
    pub mappings: Vec<Mapping>,
}

/// One requirement of the source beside some of the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The requirement of the source.
    pub from: Cited,
    /// Its relation to each of `to`; nothing where the row names none that is known.
    pub relation: Option<Relation>,
    /// Requirements of the target.
    pub to: Vec<Cited>,
    /// A remark.
    pub note: Text,
}

impl Crosswalk {
    /// The requirements that its rows name, each with the key of its framework.
    pub(super) fn cited(&self) -> Vec<(&str, &Cited)> {
        let mut cited = Vec::new();
        for mapping in &self.mappings {
            cited.push((self.source.as_str(), &mapping.from));
            cited.extend(mapping.to.iter().map(|to| (self.target.as_str(), to)));
        }
        cited
    }

    pub(super) fn grid(&self, frameworks: &Frameworks, labels: &Labels, show: Show<'_>) -> Grid {
        let (source, target) = (frameworks.get(&self.source), frameworks.get(&self.target));
        let name = |framework: Option<&Framework>| framework.map(|found| found.name.clone()).unwrap_or_default();
        let title = |framework: Option<&Framework>, idx: Option<RequirementIdx>| {
            framework.zip(idx).map(|(framework, idx)| framework.requirement(idx).title.clone()).unwrap_or_default()
        };
        let titled = |name: String| [labels.fill("title_of", &[("name", &name)])];
        let (left, right) = (name(source), name(target));
        let mut head = vec![left.clone()];
        head.extend(titled(left));
        head.push(labels.text("relation").to_owned());
        head.push(right.clone());
        head.extend(titled(right));
        head.push(labels.text("remark_of_row").to_owned());
        let row = |(mapping, to): (&Mapping, Option<&Cited>)| {
            vec![
                mapping.from.id.clone(),
                title(source, mapping.from.requirement),
                mapping.relation.map_or("", Relation::name).to_owned(),
                to.map(|to| to.id.clone()).unwrap_or_default(),
                title(target, to.and_then(|to| to.requirement)),
                show(&mapping.note),
            ]
        };
        Grid { head, rows: self.lines().map(row).collect() }
    }

    /// Every pair in the order of exports; a mapping without a target counts once.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Mapping, Option<&Cited>)> {
        self.mappings.iter().flat_map(|mapping| {
            let alone = mapping.to.is_empty().then_some((mapping, None));
            mapping.to.iter().map(move |to| (mapping, Some(to))).chain(alone)
        })
    }

    /// The assessed requirements of `source` that have no relation to the target, and neither has anything above them.
    pub fn source_gaps(&self, source: &Framework) -> Vec<RequirementIdx> {
        let related = self.mappings.iter().filter(|mapping| is_related(mapping) && !mapping.to.is_empty());
        gaps(source, related.filter_map(|mapping| mapping.from.requirement))
    }

    /// The assessed requirements of `target` that have no relation to the source, and neither has anything above them.
    pub fn target_gaps(&self, target: &Framework) -> Vec<RequirementIdx> {
        let related = self.mappings.iter().filter(|mapping| is_related(mapping));
        gaps(target, related.flat_map(|mapping| mapping.to.iter().filter_map(|cited| cited.requirement)))
    }
}

fn is_related(mapping: &Mapping) -> bool {
    mapping.relation.is_some_and(|relation| relation != Relation::None)
}

/// The assessed requirements that are neither among `related` nor below one.
fn gaps(framework: &Framework, related: impl Iterator<Item = RequirementIdx>) -> Vec<RequirementIdx> {
    let mut reached: HashSet<RequirementIdx> = HashSet::new();
    for idx in related {
        if reached.insert(idx) {
            reached.extend(framework.below(idx).map(|(below, _)| below));
        }
    }
    framework.assessed().map(|(idx, _)| idx).filter(|idx| !reached.contains(idx)).collect()
}

/// The keys of a file.
pub(super) const KEYS: [&str; 6] = ["kind", "title", "source", "target", "method", "rows"];

/// The keys of a row.
pub(super) const ROW_KEYS: [&str; 4] = ["from", "relation", "to", "note"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<Crosswalk> {
    let (source, target) = (reader.framework(root, "source"), reader.framework(root, "target"));
    let method = root.get("method").filter(|method| !method.is_null()).and_then(|method| reader.text(method));
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
            mappings.push(Mapping { from, relation, to: to.clone(), note: note.clone() });
        }
    }
    report_duplicates(reader, &mappings);
    let (source, target) = (source.key.clone(), target.key.clone());
    Some(Crosswalk { source, target, method, mappings })
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
