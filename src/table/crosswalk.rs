//! The requirements of one framework beside those of another.

use std::collections::HashSet;

use super::cell::{Cited, Text};
use super::grid::{Grid, Show};
use super::relation::Relation;
use crate::framework::{Framework, Frameworks, RequirementIdx};
use crate::labels::Labels;
use crate::source::{FileId, Span, Spanned};

/// A crosswalk, read from the source to the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crosswalk {
    /// The key of the framework on the left.
    pub source: String,
    /// The key of the framework on the right.
    pub target: String,
    /// How the mappings were made, in the terms of OSCAL: `human`, `automation`, `hybrid`.
    pub method: Option<String>,
    /// The mappings, in the order written; of a derived one by their requirements.
    pub mappings: Vec<Mapping>,
    /// Where its rows come from, if it is derived from other crosswalks.
    pub chain: Option<Chain>,
}

/// Where the rows of a derived crosswalk come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The key of the framework between the two; nothing until it is known which one the crosswalks share.
    pub via: Option<String>,
    /// The crosswalks that are named, else every one of the site that leads from or to `via`.
    pub tables: Option<Vec<Spanned<FileId>>>,
    /// Where it says so.
    pub span: Span,
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
    /// The requirements of the framework between the two that a derived row goes through.
    pub through: Vec<RequirementIdx>,
}

impl Crosswalk {
    /// The key of the framework that a derived crosswalk goes through.
    pub fn via(&self) -> Option<&str> {
        self.chain.as_ref()?.via.as_deref()
    }

    /// The requirements that its rows name, each with the key of its framework.
    pub(super) fn cited(&self) -> Vec<(&str, &Cited)> {
        let mut cited = Vec::new();
        // What is not known to be related is no statement about a requirement.
        for mapping in self.mappings.iter().filter(|mapping| mapping.relation.is_some() || self.chain.is_none()) {
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
        let via = self.via().and_then(|via| frameworks.get(via));
        head.push(labels.text(if via.is_some() { "derived_through" } else { "remark_of_row" }).to_owned());
        let row = |(mapping, to): (&Mapping, Option<&Cited>)| {
            vec![
                mapping.from.id.clone(),
                title(source, mapping.from.requirement),
                self.relation_name(mapping).to_owned(),
                to.map(|to| to.id.clone()).unwrap_or_default(),
                title(target, to.and_then(|to| to.requirement)),
                via.map_or_else(|| show(&mapping.note), |via| ids_through(via, mapping)),
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

    /// The word for the relation of a row; for one of a derived crosswalk that does not follow, what says so.
    fn relation_name(&self, mapping: &Mapping) -> &'static str {
        let open = if self.chain.is_some() { "not-derived" } else { "" };
        mapping.relation.map_or(open, Relation::name)
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

/// The requirements that a derived row goes through, with the framework that they are of: `NIST CSF 2.0 PR.AA-01`.
pub fn ids_through(via: &Framework, mapping: &Mapping) -> String {
    let ids = mapping.through.iter().map(|idx| via.requirement(*idx).id.as_str());
    format!("{} {} {}", via.name, via.version, ids.collect::<Vec<_>>().join(", "))
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
