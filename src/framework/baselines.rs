//! Baselines of a site: the frameworks that others were selected from, in an order in which each is known before what is
//! selected from it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::applicability_reader::{WrittenDimension, with_dimensions};
use super::baseline::{Baseline, outlines};
use super::build::build;
use super::collection::split_version;
use super::dimension::{Dimension, DimensionValue};
use super::faults::Faults;
use super::model::{Head, Notation, Origin, RequirementIdx};
use super::older;
use super::oscal::Library;
use super::tree::Framework;
use crate::finding::{Code, Finding, nearest};
use crate::source::{FileId, Location};

/// How many baselines may build on each other.
const MAX_DEPTH: usize = 8;

/// A baseline whose framework may not be known yet.
pub(super) struct Pending {
    pub(super) head: Head,
    /// The location of its key.
    pub(super) key: Location,
    pub(super) baseline: Baseline,
    /// What its file says of applicability.
    pub(super) dimensions: Vec<WrittenDimension>,
}

/// A framework of a file.
pub(super) struct KeyedFramework {
    pub(super) framework: Framework,
    /// The location of its key.
    pub(super) key: Location,
}

/// Frameworks that others were selected from, by their keys with a version: each is shared by all of those.
#[derive(Default)]
pub(super) struct Bases(HashMap<String, Arc<Framework>>);

impl Bases {
    fn shared(&mut self, framework: &Framework) -> Arc<Framework> {
        let shared = self.0.entry(framework.key.clone()).or_insert_with(|| Arc::new(framework.clone()));
        Arc::clone(shared)
    }

    /// The framework, or an older version of it; nothing where that version is not known.
    fn version(&mut self, base: &Framework, version: Option<&str>) -> Option<Arc<Framework>> {
        let Some(version) = version.filter(|version| *version != base.version) else { return Some(self.shared(base)) };
        let key = format!("{}@{version}", base.key);
        if let Some(known) = self.0.get(&key) {
            return Some(Arc::clone(known));
        }
        let older = older::versions(base).into_iter().find(|older| older.version == version)?;
        Some(self.shared(&older))
    }
}

/// The frameworks, those of profiles with what they were selected from.
pub(super) fn with_basis(all: Vec<Framework>, library: &Library<'_>, bases: &mut Bases) -> Vec<Framework> {
    let of_file = |framework: &Framework| match framework.origin {
        Origin::File(file) => Some(file),
        Origin::BuiltIn => None,
    };
    let by_file: HashMap<FileId, usize> =
        all.iter().enumerate().rev().filter_map(|(index, framework)| Some((of_file(framework)?, index))).collect();
    let of = |framework: &Framework| -> Vec<usize> {
        let files = of_file(framework).map(|file| library.basis(file)).unwrap_or_default();
        files.iter().filter_map(|file| by_file.get(file).copied()).collect()
    };
    let mut shared: HashMap<usize, Arc<Framework>> = HashMap::new();
    let indexes: Vec<Vec<usize>> = all.iter().map(of).collect();
    for index in indexes.iter().flatten() {
        shared.entry(*index).or_insert_with(|| bases.shared(&all[*index]));
    }
    let with = |(framework, basis): (Framework, Vec<usize>)| {
        framework.with_basis(basis.iter().filter_map(|index| shared.get(index).cloned()).collect())
    };
    // One that others were selected from has a basis as well, which nobody asks the shared one for.
    all.into_iter().zip(indexes).map(with).collect()
}

/// The frameworks of the baselines. One whose framework is not known, or that is a baseline of itself, is reported and left
/// out.
pub(super) fn build_all(
    pending: Vec<Pending>,
    known: &[&Framework],
    bases: &mut Bases,
    findings: &mut Vec<Finding>,
) -> Vec<KeyedFramework> {
    let by_key: BTreeMap<&str, &Framework> =
        known.iter().map(|framework| (framework.key.as_str(), *framework)).collect();
    let mut waiting: BTreeMap<String, Vec<Pending>> = BTreeMap::new();
    let mut ready: Vec<(Arc<Framework>, Pending)> = Vec::new();
    let mut resolve = |base: &Framework, pending: Pending, ready: &mut Vec<(Arc<Framework>, Pending)>| {
        let of = &pending.baseline.of;
        match bases.version(base, split_version(&of.value).1) {
            Some(base) if base.shared_basis().len() >= MAX_DEPTH => findings.push(too_deep(&pending)),
            Some(base) => ready.push((base, pending)),
            None => findings.push(unknown_version(base, &pending)),
        }
    };
    for one in pending {
        let key = split_version(&one.baseline.of.value).0.to_owned();
        match by_key.get(key.as_str()).filter(|_| key != one.head.key) {
            Some(base) => resolve(base, one, &mut ready),
            None => waiting.entry(key).or_default().push(one),
        }
    }
    let mut built = Vec::new();
    while let Some((base, one)) = ready.pop() {
        let Pending { head, key, baseline, dimensions } = one;
        let mut faults = Faults::of(key.file);
        let framework = framework(head, &base, &baseline, &mut faults);
        let above: Vec<Arc<Framework>> = std::iter::once(&base).chain(base.shared_basis()).cloned().collect();
        let framework = with_dimensions(inherited(framework, &base), &dimensions, &mut faults).with_basis(above);
        built.push((faults.into_findings(), KeyedFramework { framework, key }));
        if let Some((_, last)) = built.last() {
            for next in waiting.remove(&last.framework.key).unwrap_or_default() {
                resolve(&last.framework, next, &mut ready);
            }
        }
    }
    let left: Vec<Pending> = waiting.into_values().flatten().collect();
    unresolved(&left, &by_key, findings);
    built.sort_by_key(|(_, one)| one.key.file);
    let mut all = Vec::new();
    for (faults, one) in built {
        findings.extend(faults);
        all.push(one);
    }
    all
}

fn framework(mut head: Head, base: &Framework, baseline: &Baseline, faults: &mut Faults) -> Framework {
    if head.version.is_empty() {
        head.version.clone_from(&base.version);
    }
    let known = Notation { aliases: Vec::new(), ..base.notation.clone() };
    head.notation = Notation { is_case_sensitive: known.is_case_sensitive, ..head.notation.completed(known) };
    let outlines = outlines(baseline, base, faults);
    build(head, faults.location(baseline.of.span).file, outlines, faults)
}

/// A baseline with the dimensions of the framework that it was selected from, as far as it has their requirements.
fn inherited(baseline: Framework, base: &Framework) -> Framework {
    let own = |list: &[RequirementIdx]| -> Vec<RequirementIdx> {
        let mut own: Vec<_> = list.iter().filter_map(|idx| baseline.find(&base.requirement(*idx).id)).collect();
        own.sort_unstable();
        own
    };
    let value = |value: &DimensionValue| DimensionValue {
        only: own(&value.only),
        all: value.all.as_deref().map(own),
        ..value.clone()
    };
    let dimension =
        |dimension: &Dimension| Dimension { values: dimension.values.iter().map(value).collect(), ..dimension.clone() };
    let dimensions = base.dimensions().iter().map(dimension).collect();
    baseline.with_dimensions(dimensions)
}

fn too_deep(pending: &Pending) -> Finding {
    let of = &pending.baseline.of;
    let location = Location::new(pending.key.file, of.span);
    let message = format!("more than {MAX_DEPTH} baselines build on each other");
    let help = "select from a framework that is nearer to the first one";
    Finding::new(Code::CircularProfile, location, message).about(&of.value).help(help)
}

fn unknown_version(base: &Framework, pending: &Pending) -> Finding {
    let of = &pending.baseline.of;
    let known: Vec<&str> = base.versions.iter().map(|version| version.id.as_str()).collect();
    let location = Location::new(pending.key.file, of.span);
    let message = format!("a baseline of `{}`, a version of {} that is not known", of.value, base.name);
    let help = match known.as_slice() {
        [] => format!("{} {} is known alone: write `{}`", base.name, base.version, base.key),
        known => format!("these are known: {}", known.join(", ")),
    };
    Finding::new(Code::MissingImport, location, message).about(&of.value).help(help)
}

/// Reports baselines that lead to themselves, or to a framework that is not there.
fn unresolved(left: &[Pending], known: &BTreeMap<&str, &Framework>, findings: &mut Vec<Finding>) {
    let by_key: BTreeMap<&str, usize> =
        left.iter().enumerate().map(|(index, one)| (one.head.key.as_str(), index)).collect();
    let next = |index: usize| by_key.get(split_version(&left[index].baseline.of.value).0).copied();
    let circular = circular(left.len(), next);
    for (index, one) in left.iter().enumerate() {
        let of = &one.baseline.of;
        let location = Location::new(one.key.file, of.span);
        let finding = if circular[index] {
            let message = format!("`{}` is a baseline of itself, through `{}`", one.head.key, of.value);
            Finding::new(Code::CircularProfile, location, message).help("name another framework as `of`")
        } else if next(index).is_some() {
            let message = format!("`{}` is a baseline of `{}`, which has no result", one.head.key, of.value);
            Finding::new(Code::MissingImport, location, message).help("see what is said of that baseline")
        } else {
            let message = format!("`{}` is a baseline of `{}`, which is not known", one.head.key, of.value);
            let near = nearest(&of.value, known.keys().copied()).map(|near| format!("did you mean `{near}`?"));
            let help =
                near.unwrap_or_else(|| "name the key of a framework of this site, or of a built-in one".to_owned());
            Finding::new(Code::MissingImport, location, message).help(help)
        };
        findings.push(finding.about(&of.value));
    }
}

/// Which of so many, of which each leads to one other or to none, lead to themselves.
fn circular(count: usize, next: impl Fn(usize) -> Option<usize>) -> Vec<bool> {
    let mut circular = vec![false; count];
    // By which start each was reached.
    let mut reached: Vec<Option<usize>> = vec![None; count];
    for start in 0..count {
        let mut at = Some(start);
        while let Some(index) = at.filter(|index| reached[*index].is_none()) {
            reached[index] = Some(start);
            at = next(index);
        }
        let Some(first) = at.filter(|index| reached[*index] == Some(start)) else { continue };
        let mut index = first;
        while !circular[index] {
            circular[index] = true;
            index = next(index).unwrap_or(first);
        }
    }
    circular
}
