//! Crosswalks that are derived from others: what follows for A and C from A to B and B to C.
//!
//! What follows is [`Relation::then`]. Where a pair is reached in several ways, the strongest relation counts; ways that
//! contradict each other leave it open, and so does a pair of which nothing follows. A derived crosswalk never comes from a
//! derived one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::body::{Body, Table};
use super::cell::{Cited, Text};
use super::crosswalk::{Chain, Crosswalk, Mapping};
use super::read::distinct;
use super::reader::MAX_ROWS;
use super::relation::Relation;
use crate::finding::{Code, Finding};
use crate::framework::{Framework, Frameworks, RequirementIdx};
use crate::source::{FileId, Location, Span};

/// So many ways from a requirement to another are followed. Two tables of a few thousand rows, in which each requirement has
/// some counterparts, have fewer.
const MAX_WAYS: usize = 200_000;

/// Fills the rows of every derived crosswalk among `tables`. One that cannot be derived is removed, and the findings say
/// why.
pub fn derive(tables: &mut BTreeMap<FileId, Arc<Table>>, frameworks: &Frameworks) -> Vec<Finding> {
    let mut findings = Vec::new();
    let chains: Vec<FileId> = tables
        .iter()
        .filter(|(_, table)| crosswalk(table).is_some_and(|it| it.chain.is_some()))
        .map(|(id, _)| *id)
        .collect();
    for file in chains {
        let derived = Derivation { tables, frameworks, file, findings: &mut findings }.run();
        match derived {
            Some(table) => drop(tables.insert(file, Arc::new(table))),
            None => drop(tables.remove(&file)),
        }
    }
    findings
}

fn crosswalk(table: &Table) -> Option<&Crosswalk> {
    match &table.body {
        Body::Crosswalk(crosswalk) => Some(crosswalk),
        Body::Comparison(_) | Body::Responsibility(_) | Body::Csv(_) => None,
    }
}

/// A relation between a requirement of one framework and one of another.
type Step = (RequirementIdx, Relation, RequirementIdx);

struct Derivation<'a> {
    tables: &'a BTreeMap<FileId, Arc<Table>>,
    frameworks: &'a Frameworks,
    file: FileId,
    findings: &'a mut Vec<Finding>,
}

/// The frameworks of a chain.
struct Ends<'a> {
    source: &'a Framework,
    via: &'a Framework,
    target: &'a Framework,
}

impl<'a> Derivation<'a> {
    fn report(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.findings.push(Finding::new(code, Location::new(self.file, span), message).help(help));
    }

    fn run(mut self) -> Option<Table> {
        let tables = self.tables;
        let table = tables.get(&self.file)?;
        let crosswalk = crosswalk(table)?;
        let chain = crosswalk.chain.as_ref()?;
        let parts = self.parts(chain)?;
        let ends = self.ends(crosswalk, chain, &parts)?;
        let first = steps(&parts, &ends.source.key, &ends.via.key);
        let second = steps(&parts, &ends.via.key, &ends.target.key);
        for (steps, from, to) in [(&first, ends.source, ends.via), (&second, ends.via, ends.target)] {
            if steps.is_empty() {
                let message = format!("no crosswalk relates {} to {}", named(from), named(to));
                self.report(
                    Code::UnusableChain,
                    chain.span,
                    message,
                    "write one, or name another framework in between",
                );
                return None;
            }
        }
        let mappings = self.mappings(&first, &second, &ends, chain.span);
        let anchors = distinct(mappings.iter().map(|mapping| mapping.from.id.clone()).collect());
        let chain = Chain { via: Some(ends.via.key.clone()), ..chain.clone() };
        let (source, target, method) = (ends.source.key.clone(), ends.target.key.clone(), crosswalk.method.clone());
        let body = Body::Crosswalk(Crosswalk { source, target, method, mappings, chain: Some(chain) });
        let Table { title, document, rows_file, .. } = &**table;
        let (title, document) = (title.clone(), document.clone());
        Some(Table { title, body, document, rows_file: *rows_file, anchors })
    }

    /// The crosswalks that may be parts of the chain.
    fn parts(&mut self, chain: &Chain) -> Option<Vec<&'a Crosswalk>> {
        let tables = self.tables;
        let Some(named) = &chain.tables else {
            let written = tables.values().filter_map(|table| crosswalk(table)).filter(|it| it.chain.is_none());
            return Some(written.collect());
        };
        let mut parts = Vec::new();
        for file in named {
            match tables.get(&file.value).and_then(|table| crosswalk(table)) {
                Some(part) if part.chain.is_none() => parts.push(part),
                Some(_) => {
                    let message = "this crosswalk is derived itself".to_owned();
                    self.report(Code::UnusableChain, file.span, message, "name the crosswalks that it is derived from");
                    return None;
                }
                None => {
                    let message = "this is no crosswalk that can be read".to_owned();
                    self.report(Code::UnusableChain, file.span, message, "name files of the kind `crosswalk`");
                    return None;
                }
            }
        }
        Some(parts)
    }

    /// The frameworks: those that are named, else those of the first and the last table, and what these share.
    fn ends(&mut self, crosswalk: &Crosswalk, chain: &Chain, parts: &[&Crosswalk]) -> Option<Ends<'a>> {
        let frameworks = self.frameworks;
        let sides = |part: &Crosswalk| [part.source.clone(), part.target.clone()];
        let (first, last) = (parts.first().map(|part| sides(part)), parts.last().map(|part| sides(part)));
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let is_end = |key: &String| *key == crosswalk.source || *key == crosswalk.target;
        let shared: Vec<&String> = first.iter().filter(|key| last.contains(key) && !is_end(key)).collect();
        let only = if let [only] = shared.as_slice() { Some((*only).clone()) } else { None };
        let Some(via) = chain.via.clone().or(only).and_then(|via| frameworks.get(&via)) else {
            let message = "the first and the last of these crosswalks do not share one framework".to_owned();
            self.report(Code::UnusableChain, chain.span, message, "name the one in between: `via: KEY`");
            return None;
        };
        let end = |written: &str, sides: &[String; 2]| match written {
            "" => frameworks.get(sides.iter().find(|key| **key != via.key)?),
            key => frameworks.get(key),
        };
        let (source, target) = (end(&crosswalk.source, &first)?, end(&crosswalk.target, &last)?);
        if [&source.key, &target.key].contains(&&via.key) || source.key == target.key {
            let message = format!("a chain from {} through {} to {}", named(source), named(via), named(target));
            self.report(Code::UnusableChain, chain.span, message, "name three different frameworks");
            return None;
        }
        Some(Ends { source, via, target })
    }

    fn mappings(&mut self, first: &[Step], second: &[Step], ends: &Ends<'_>, span: Span) -> Vec<Mapping> {
        let mut from_middle: BTreeMap<RequirementIdx, Vec<(Relation, RequirementIdx)>> = BTreeMap::new();
        for (middle, relation, to) in second {
            from_middle.entry(*middle).or_default().push((*relation, *to));
        }
        let mut found: BTreeMap<(RequirementIdx, RequirementIdx), Vec<Way>> = BTreeMap::new();
        let (mut ways, mut is_cut) = (0, false);
        'steps: for (from, relation, middle) in first {
            for (next, to) in from_middle.get(middle).into_iter().flatten() {
                ways += 1;
                is_cut = ways > MAX_WAYS;
                if is_cut {
                    break 'steps;
                }
                let way = Way { relation: relation.then(*next), through: *middle };
                found.entry((*from, *to)).or_default().push(way);
            }
        }
        let mut mappings: Vec<Mapping> = Vec::new();
        for ((from, to), ways) in found {
            let (from, to) = (cited(ends.source, from, span), cited(ends.target, to, span));
            let (relation, through) = self.strongest(&ways, (&from, &to), ends.via);
            mappings.push(Mapping { from, relation, to: vec![to], note: Text::default(), through });
        }
        if is_cut || mappings.len() > MAX_ROWS {
            // What follows is kept rather than what is open.
            mappings.sort_by_key(|mapping| mapping.relation.is_none());
            mappings.truncate(MAX_ROWS);
            mappings.sort_by_key(|mapping| (mapping.from.requirement, mapping.to[0].requirement));
            let message = format!("more pairs follow than the {} that are shown", mappings.len());
            self.report(Code::TooManyRows, span, message, "derive it from smaller crosswalks");
        }
        mappings
    }

    /// What several ways say together, and the requirements in between that say it.
    fn strongest(
        &mut self,
        ways: &[Way],
        (from, to): (&Cited, &Cited),
        via: &Framework,
    ) -> (Option<Relation>, Vec<RequirementIdx>) {
        let mut said: Vec<Relation> = ways.iter().filter_map(|way| way.relation).collect();
        said.sort_unstable();
        let relation = said.first().copied();
        let agrees = |other: Relation| relation.is_some_and(|relation| agree(relation, other));
        let is_contradiction = !said.iter().all(|other| agrees(*other));
        let relation = relation.filter(|_| !is_contradiction);
        let is_said = |way: &&Way| is_contradiction || way.relation == relation;
        let mut through: Vec<RequirementIdx> = ways.iter().filter(is_said).map(|way| way.through).collect();
        through.sort_unstable();
        through.dedup();
        if is_contradiction {
            let ids: Vec<String> = through.iter().map(|idx| format!("`{}`", via.requirement(*idx).id)).collect();
            let message = format!(
                "`{}` and `{}` relate in ways that exclude each other through {} of {}",
                from.id,
                to.id,
                ids.join(" and "),
                via.name
            );
            let location = Location::new(self.file, from.span);
            let help = "correct one of the two crosswalks; until then the relation is left open";
            self.findings.push(Finding::new(Code::ContradictoryChain, location, message).about(&from.id).help(help));
        }
        (relation, through)
    }
}

/// One way from a requirement to another.
struct Way {
    relation: Option<Relation>,
    through: RequirementIdx,
}

/// Whether both may hold, where `stronger` is the first in the order of relations. That something is in common follows from
/// all but the last.
fn agree(stronger: Relation, other: Relation) -> bool {
    match (stronger, other) {
        (Relation::Equal | Relation::Equivalent, Relation::Equal | Relation::Equivalent) => true,
        (Relation::Equal | Relation::Equivalent | Relation::Subset | Relation::Superset, Relation::Intersects) => true,
        (one, other) => one == other,
    }
}

/// The relations from one framework to another, whichever way round a table has them.
fn steps(parts: &[&Crosswalk], from: &str, to: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in parts {
        let is_reversed = part.source == to && part.target == from;
        if !is_reversed && (part.source != from || part.target != to) {
            continue;
        }
        for mapping in &part.mappings {
            let (Some(left), Some(relation)) = (mapping.from.requirement, mapping.relation) else { continue };
            for right in mapping.to.iter().filter_map(|cited| cited.requirement) {
                steps.push(match is_reversed {
                    true => (right, relation.inverse(), left),
                    false => (left, relation, right),
                });
            }
        }
    }
    steps.sort_unstable();
    steps.dedup();
    steps
}

fn cited(framework: &Framework, idx: RequirementIdx, span: Span) -> Cited {
    Cited { id: framework.requirement(idx).id.clone(), span, requirement: Some(idx) }
}

fn named(framework: &Framework) -> String {
    format!("{} {}", framework.name, framework.version)
}
