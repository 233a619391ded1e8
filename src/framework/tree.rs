//! A framework: its requirements as a tree, in reading order.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::assessed::AssessedShapes;
use super::canonical::CanonicalIds;
use super::dimension::Dimension;
use super::form::IdForms;
use super::index::{History, Spellings};
use super::model::{
    Head, Notation, Origin, Outline, Renumbering, Requirement, RequirementCounts, RequirementIdx, Version,
};
use super::succession::Succession;
use crate::source::FileId;
use crate::source::path::segment;

/// A standard that articles cite: its requirements, and its head, whose fields read as its own.
#[derive(Debug, Clone)]
pub struct Framework {
    head: Head,
    /// Where it comes from.
    pub origin: Origin,
    requirements: Vec<Requirement>,
    /// See [`Framework::dimensions`].
    dimensions: Vec<Dimension>,
    by_id: HashMap<String, RequirementIdx>,
    /// See [`Framework::catalog_href`].
    catalog_href: Option<String>,
    /// See [`Framework::basis`].
    basis: Vec<Arc<Self>>,
    /// How many principal requirements with the same slug precede one, where any do.
    namesakes: HashMap<RequirementIdx, usize>,
    history: OnceLock<History>,
    spellings: OnceLock<Spellings>,
    canonical: OnceLock<CanonicalIds>,
    forms: OnceLock<IdForms>,
    succession: OnceLock<Succession>,
}

impl Deref for Framework {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl Framework {
    /// A framework with these requirements, in the order given. Of two with one id, the first is found by it.
    pub fn new(head: Head, origin: Origin, outlines: Vec<Outline>) -> Self {
        let mut requirements = Vec::new();
        let shapes = AssessedShapes::of(&outlines);
        add_all(outlines, &shapes, &mut requirements);
        let mut by_id = HashMap::with_capacity(requirements.len());
        for (index, requirement) in requirements.iter().enumerate() {
            by_id.entry(requirement.id.clone()).or_insert(RequirementIdx(index as u32));
        }
        let mut framework = Self {
            head,
            origin,
            requirements,
            dimensions: Vec::new(),
            by_id,
            catalog_href: None,
            basis: Vec::new(),
            namesakes: HashMap::new(),
            history: OnceLock::new(),
            spellings: OnceLock::new(),
            canonical: OnceLock::new(),
            forms: OnceLock::new(),
            succession: OnceLock::new(),
        };
        framework.namesakes = framework.counted_namesakes();
        framework
    }

    /// With the address of its catalog in OSCAL.
    #[must_use]
    pub fn with_catalog_href(mut self, href: Option<String>) -> Self {
        self.catalog_href = href;
        self
    }

    /// The address of its catalog in OSCAL: the publisher's, or the path of a file of the site.
    pub fn catalog_href(&self) -> Option<&str> {
        self.catalog_href.as_deref()
    }

    /// With these dimensions, whose requirements are its own.
    #[must_use]
    pub(super) fn with_dimensions(mut self, dimensions: Vec<Dimension>) -> Self {
        self.dimensions = dimensions;
        self
    }

    /// What decides whether a requirement concerns somebody, in the order written.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The dimension with this key.
    pub fn dimension(&self, key: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.key == key)
    }

    /// As a baseline of these frameworks, the nearest first.
    #[must_use]
    pub(super) fn with_basis(mut self, basis: Vec<Arc<Self>>) -> Self {
        self.basis = basis;
        self
    }

    /// The frameworks that its requirements were selected from, the nearest first; none where it is no baseline.
    pub fn basis(&self) -> impl Iterator<Item = &Self> {
        self.basis.iter().map(Arc::as_ref)
    }

    /// The same to be shared.
    pub(super) fn shared_basis(&self) -> &[Arc<Self>] {
        &self.basis
    }

    /// Whether it was read from this file.
    pub fn is_from(&self, file: FileId) -> bool {
        self.origin == Origin::File(file)
    }

    /// The same framework with another notation.
    pub(super) fn with_notation(mut self, change: impl FnOnce(Notation) -> Notation) -> Self {
        self.head.notation = change(std::mem::take(&mut self.head.notation));
        (self.canonical, self.forms) = (OnceLock::new(), OnceLock::new());
        self
    }

    /// The requirement at this index.
    pub fn requirement(&self, idx: RequirementIdx) -> &Requirement {
        &self.requirements[idx.0 as usize]
    }

    /// Every requirement with its index, in reading order: what is below a node follows it.
    pub fn requirements(&self) -> impl ExactSizeIterator<Item = (RequirementIdx, &Requirement)> + Clone {
        self.requirements.iter().enumerate().map(|(index, requirement)| (RequirementIdx(index as u32), requirement))
    }

    /// The requirement with exactly this id in the current version.
    pub fn find(&self, id: &str) -> Option<RequirementIdx> {
        self.by_id.get(id).copied()
    }

    /// The nodes without a parent: principal requirements, control families.
    pub fn principals(&self) -> impl Iterator<Item = (RequirementIdx, &Requirement)> + Clone {
        let mut next = 0;
        std::iter::from_fn(move || {
            let idx = RequirementIdx(next);
            let requirement = self.requirements.get(next as usize)?;
            // Skips what is below it.
            next = requirement.end.0.max(next + 1);
            Some((idx, requirement))
        })
    }

    /// How many principal requirements before `principal` have the same [`slug`].
    pub fn namesakes(&self, principal: RequirementIdx) -> usize {
        self.namesakes.get(&principal).copied().unwrap_or_default()
    }

    fn counted_namesakes(&self) -> HashMap<RequirementIdx, usize> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut namesakes = HashMap::new();
        for (idx, requirement) in self.principals() {
            let before = seen.entry(slug(&requirement.id)).or_default();
            if *before > 0 {
                namesakes.insert(idx, *before);
            }
            *before += 1;
        }
        namesakes
    }

    /// The principal requirement that `idx` belongs to; itself where it is one.
    pub fn principal_of(&self, idx: RequirementIdx) -> RequirementIdx {
        let mut at = idx;
        while let Some(parent) = self.requirement(at).parent {
            at = parent;
        }
        at
    }

    /// What is directly below `idx`, in order.
    pub fn children(&self, idx: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        self.below(idx).filter(move |(_, requirement)| requirement.parent == Some(idx))
    }

    /// The requirements of the same parent behind `idx`, in order.
    pub fn siblings_after(&self, idx: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        let parent = self.requirement(idx).parent;
        let end = parent.map_or(self.requirements.len(), |parent| self.requirement(parent).end.0 as usize);
        let mut next = self.requirement(idx).end;
        std::iter::from_fn(move || {
            let (idx, requirement) = (next, self.requirements[..end].get(next.0 as usize)?);
            next = requirement.end;
            Some((idx, requirement))
        })
    }

    /// Everything below `idx`, in reading order, itself left out.
    pub fn below(&self, idx: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        let end = self.requirement(idx).end.0;
        (idx.0 + 1..end).map(|index| (RequirementIdx(index), &self.requirements[index as usize]))
    }

    /// What stands from `first` to `last` and below them, in as few parts as possible: each requirement with whether all
    /// that is below it belongs to its part. Empty where `last` stands before `first`.
    pub fn range(&self, first: RequirementIdx, last: RequirementIdx) -> Vec<(RequirementIdx, bool)> {
        let end = self.requirement(last).end;
        let mut parts = Vec::new();
        let mut next = first;
        while next <= last {
            let is_whole = self.requirement(next).end <= end;
            parts.push((next, is_whole));
            next = if is_whole { self.requirement(next).end } else { RequirementIdx(next.0 + 1) };
        }
        parts
    }

    /// Every requirement from `first` to `last`, in reading order; none where `last` stands before `first`.
    pub(super) fn between(&self, first: RequirementIdx, last: RequirementIdx) -> Vec<RequirementIdx> {
        (first.0..=last.0).map(RequirementIdx).collect()
    }

    /// The last requirement below `idx`, or itself.
    pub fn last_below(&self, idx: RequirementIdx) -> RequirementIdx {
        RequirementIdx(self.requirement(idx).end.0 - 1)
    }

    /// Whether it has no children. Says nothing of whether it is [assessed](Self::is_assessed).
    pub fn is_leaf(&self, idx: RequirementIdx) -> bool {
        self.requirement(idx).end.0 == idx.0 + 1
    }

    /// What is assessed, in reading order: the requirements that coverage, matrices and exports count.
    pub fn assessed(&self) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        self.requirements().filter(|(idx, _)| self.is_assessed(*idx))
    }

    /// Whether it is assessed as a requirement of its own and not withdrawn. What stands below it makes no difference.
    pub fn is_assessed(&self, idx: RequirementIdx) -> bool {
        let requirement = self.requirement(idx);
        requirement.is_assessed && requirement.withdrawn.is_none()
    }

    /// Whether it is assessed and required on `day`, and nothing has superseded it by then.
    pub fn is_in_force(&self, idx: RequirementIdx, day: Date) -> bool {
        let Requirement { superseded, effective, .. } = self.requirement(idx);
        let is_required = effective.is_none_or(|effective| effective <= day);
        self.is_assessed(idx) && is_required && superseded.as_ref().is_none_or(|since| since.on > day)
    }

    /// What is assessed on `day`: of [`Framework::assessed`], what is in force.
    pub fn assessed_in_force(&self, day: Date) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        self.assessed().filter(move |(idx, _)| self.is_in_force(*idx, day))
    }

    /// How many of its requirements are assessed, and how many of those are in force on `day`.
    pub fn counts(&self, day: Date) -> RequirementCounts {
        RequirementCounts {
            identifiers: self.requirements.len(),
            assessed: self.assessed().count(),
            in_force: self.assessed_in_force(day).count(),
        }
    }

    /// What became of `id` of an older version; nothing where that is not known.
    pub fn successors(&self, version: &str, id: &str) -> Option<&[String]> {
        let mut changes = self.succession().of(id).map(|index| &self.renumbered[index]);
        changes.find(|change| change.version == version).map(|change| change.to.as_slice())
    }

    /// The ids of older versions that became `id`, with those that are the same left out.
    pub fn predecessors<'f>(&'f self, id: &str) -> impl Iterator<Item = &'f Renumbering> {
        let changes = self.succession().before(id).map(|index| &self.renumbered[index]);
        changes.filter(move |change| change.from != id)
    }

    fn succession(&self) -> &Succession {
        self.succession.get_or_init(|| Succession::new(&self.head))
    }

    /// The version with this number, where something is known of it.
    pub fn version(&self, id: &str) -> Option<&Version> {
        self.history().version(id).map(|location| &self.versions[location])
    }

    /// The version with this number, whatever letters its id begins with: `r2` for `2`.
    pub(crate) fn version_numbered(&self, number: &str) -> Option<&Version> {
        self.version(number).or_else(|| self.versions.iter().find(|version| number_of(&version.id) == number))
    }

    /// Whether `version` is another one than the current, and has ids of its own.
    pub(crate) fn is_older(&self, version: &str) -> bool {
        version != self.version && self.version(version).is_some_and(|version| !version.ids.is_empty())
    }

    /// Its older ids.
    pub(super) fn history(&self) -> &History {
        self.history.get_or_init(|| History::new(&self.head))
    }

    /// Its ids by what they have in common with misspelt ones.
    pub(super) fn spellings(&self) -> &Spellings {
        self.spellings.get_or_init(|| Spellings::new(&self.head, &self.requirements))
    }

    /// Its ids by what all spellings of one have in common.
    pub(super) fn canonical(&self) -> &CanonicalIds {
        self.canonical.get_or_init(|| CanonicalIds::new(&self.head, &self.requirements))
    }

    /// The forms of its ids.
    pub(super) fn forms(&self) -> &IdForms {
        self.forms.get_or_init(|| IdForms::new(&self.head, &self.requirements))
    }

    /// Whether ids that begin with the same letters as `id` have all the punctuation that it has.
    pub(crate) fn has_punctuation_of(&self, id: &str) -> bool {
        self.spellings().has_punctuation_of(id)
    }
}

/// Adds outlines in reading order, parents before children, without recursion: a catalog may nest very deep.
fn add_all(outlines: Vec<Outline>, shapes: &AssessedShapes, requirements: &mut Vec<Requirement>) {
    let mut open: Vec<(Option<RequirementIdx>, std::vec::IntoIter<Outline>)> = vec![(None, outlines.into_iter())];
    while let Some((parent, siblings)) = open.last_mut() {
        let parent = *parent;
        let Some(outline) = siblings.next() else {
            open.pop();
            let end = RequirementIdx(requirements.len() as u32);
            if let Some(parent) = parent {
                requirements[parent.0 as usize].end = end;
            }
            continue;
        };
        let idx = RequirementIdx(requirements.len() as u32);
        let is_assessed = shapes.is_assessed(&outline);
        let Outline {
            id,
            title,
            tags,
            withdrawn,
            prose,
            location,
            token,
            is_assessed: _,
            superseded,
            effective,
            children,
        } = outline;
        let depth = open.len() - 1;
        requirements.push(Requirement {
            id,
            title,
            parent,
            depth,
            tags,
            withdrawn,
            prose,
            location,
            token,
            is_assessed,
            superseded,
            effective,
            end: idx,
        });
        open.push((Some(idx), children.into_iter()));
    }
}

/// The number of a version, without the letters that its id begins with.
pub(crate) fn number_of(version: &str) -> &str {
    version.trim_start_matches(|letter: char| letter.is_ascii_alphabetic() || letter == '.' || letter == ' ')
}

/// The id of a requirement as a segment of a path. Several ids may have the same one.
pub fn slug(id: &str) -> String {
    const MAX_SLUG: usize = 200;
    let is_name = |slug: &String| slug.len() <= MAX_SLUG && !slug.trim_end_matches('.').is_empty();
    Some(segment(id)).filter(is_name).unwrap_or_else(|| "requirement".to_owned())
}
