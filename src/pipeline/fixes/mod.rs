//! Which fixes may be written: those that change nothing but what they are to change.
//!
//! Each fix is tried in memory, as a part of the whole site: the site is put together with the changed texts, and held
//! against the site as it is. All fixes are tried at once. Where that brings a problem, those that stand where it
//! shows are set aside until there is none; what was set aside is then tried again in halves. So the number of trials
//! has a bound, and does not grow with that of the fixes.

mod compare;
mod data;
mod edit;
mod problem;

pub use compare::State;
pub use edit::Edit;

use std::collections::{BTreeMap, BTreeSet};

use compare::compare;
use edit::{EditSet, Step};
use problem::Problem;

use super::build_cache::BuildCache;
use super::{Project, Request, assemble, load_with};
use crate::finding::Finding;
use crate::source::FileId;

/// Of fixes for one place the first is taken; where it is withheld, another may be, and so on.
const MAX_PASSES: usize = 4;
/// How often fixes are set aside before all that are left are.
const MAX_SIFTINGS: usize = 6;
/// So many fixes that were set aside are each tried again until it is certain which of them are bad.
const FEW: usize = 24;
/// Of more, so many groups are tried again. Where one is bad among thousands, that finds nearly all others.
const MAX_RETRIALS: usize = 16;

/// Decides about the fixes of one site, and keeps of it what has not changed between two trials.
pub struct Fixer<'a> {
    request: &'a Request,
    memory: BuildCache,
}

/// What becomes of the fixes of one round.
#[derive(Debug, Default)]
pub struct Decision {
    /// What may be written, in order of file and place.
    pub edits: Vec<Edit>,
    /// The texts that this makes, by file.
    pub texts: BTreeMap<FileId, String>,
    /// What may not, in the same order.
    pub withheld: Vec<Withheld>,
}

/// A fix that is not written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withheld {
    /// What would be written.
    pub edit: Edit,
    /// Why it is not, for a message: `it would …`.
    pub reason: String,
}

impl<'a> Fixer<'a> {
    /// A fixer of the site that `request` names.
    pub fn new(request: &'a Request) -> Self {
        Self { request, memory: BuildCache::default() }
    }

    /// Reads the site as it stands.
    pub fn load(&mut self) -> Project {
        load_with(self.request, &mut self.memory)
    }

    /// Decides about the fixes of `findings`, some of those of `before`, which is the site as it was last loaded.
    /// `shown` says what is wrong with a site, in the same way as was asked for that one.
    pub fn decide(
        &mut self,
        before: State<'_>,
        findings: &[Finding],
        shown: &dyn Fn(&Project) -> Vec<Finding>,
    ) -> Decision {
        let pool = edits(before.project, findings);
        if pool.is_empty() {
            return Decision::default();
        }
        let files = pool.iter().map(|edit| edit.file).collect();
        let mut trials = Trials { fixer: self, before, shown, pool: &pool, files };
        let (mut accepted, mut withheld) = (Vec::new(), BTreeMap::new());
        for _ in 0..MAX_PASSES {
            let chosen = apart(&pool, &accepted, &withheld);
            if chosen.is_empty() {
                break;
            }
            trials.decide(chosen, &mut accepted, &mut withheld);
        }
        let set = EditSet::new(&pool, &accepted);
        accepted.sort_unstable();
        Decision {
            edits: accepted.iter().map(|index| pool[*index].clone()).collect(),
            texts: set.files().map(|file| (file, set.text(file, &pool, &before.project.sources))).collect(),
            withheld: withheld
                .into_iter()
                .map(|(index, reason)| Withheld { edit: pool[index].clone(), reason })
                .collect(),
        }
    }
}

/// The changes that findings propose, each once, sorted by file and place.
fn edits(project: &Project, findings: &[Finding]) -> Vec<Edit> {
    let mut edits: BTreeMap<(FileId, crate::source::Span, &str), &Finding> = BTreeMap::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let text = &project.sources.get(finding.location.file).text;
        let replaced = text.get(fix.span.start..fix.span.end);
        if replaced.is_some_and(|replaced| replaced != fix.replace) {
            edits.entry((finding.location.file, fix.span, fix.replace.as_str())).or_insert(finding);
        }
    }
    let edit = |((file, span, replace), finding): ((FileId, _, &str), &Finding)| Edit {
        file,
        span,
        code: finding.code,
        replace: replace.to_owned(),
    };
    let mut edits: Vec<Edit> = edits.into_iter().map(edit).collect();
    edits.sort_unstable();
    edits
}

/// The first edits of each place that nothing is decided about and that no accepted one overlaps.
fn apart(pool: &[Edit], accepted: &[usize], withheld: &BTreeMap<usize, String>) -> Vec<usize> {
    let accepted: BTreeSet<usize> = accepted.iter().copied().collect();
    let overlap = |one: usize, other: usize| {
        let (one, other) = (&pool[one], &pool[other]);
        one.file == other.file && one.span.start < other.span.end && other.span.start < one.span.end
    };
    let mut chosen: Vec<usize> = Vec::new();
    for index in (0..pool.len()).filter(|index| !accepted.contains(index) && !withheld.contains_key(index)) {
        let is_free = chosen.last().is_none_or(|last| !overlap(*last, index));
        let around = [accepted.range(..index).next_back(), accepted.range(index..).next()];
        if is_free && around.into_iter().flatten().all(|other| !overlap(*other, index)) {
            chosen.push(index);
        }
    }
    chosen
}

/// Trials against one state of the site.
struct Trials<'t, 'a> {
    fixer: &'t mut Fixer<'a>,
    before: State<'t>,
    shown: &'t dyn Fn(&Project) -> Vec<Finding>,
    pool: &'t [Edit],
    /// Every file that a trial may have changed.
    files: BTreeSet<FileId>,
}

impl Trials<'_, '_> {
    /// Adds each of `chosen` to those that are accepted, or to those that are withheld, with the reason.
    fn decide(&mut self, mut chosen: Vec<usize>, accepted: &mut Vec<usize>, withheld: &mut BTreeMap<usize, String>) {
        let mut aside: BTreeMap<usize, String> = BTreeMap::new();
        let mut siftings = 0;
        while !chosen.is_empty() {
            let (problems, set) = self.trial(accepted, &chosen);
            if problems.is_empty() {
                break;
            }
            siftings += 1;
            match siftings < MAX_SIFTINGS {
                true => aside.extend(self.blamed(&problems, &set, &chosen)),
                false => aside.extend(chosen.iter().map(|index| (*index, problems[0].reason.clone()))),
            }
            chosen.retain(|index| !aside.contains_key(index));
        }
        accepted.append(&mut chosen);
        // Those that were set aside at once have failed together already.
        let mut groups = match (siftings, aside.len()) {
            (_, 0) => return,
            (1, 1) => return withheld.append(&mut aside),
            (1, _) => halves(aside.keys().copied().collect()),
            _ => vec![aside.keys().copied().collect()],
        };
        let mut left = if aside.len() <= FEW { 2 * FEW } else { MAX_RETRIALS };
        while let Some(group) = groups.pop() {
            if left == 0 {
                withheld.extend(group.into_iter().filter_map(|index| aside.remove_entry(&index)));
                continue;
            }
            left -= 1;
            let (problems, _) = self.trial(accepted, &group);
            match (problems.first(), group.as_slice()) {
                (None, _) => accepted.extend(group),
                (Some(problem), [only]) => drop(withheld.insert(*only, problem.reason.clone())),
                (Some(_), _) => groups.append(&mut halves(group)),
            }
        }
    }

    /// What goes wrong where these edits are made.
    fn trial(&mut self, accepted: &[usize], more: &[usize]) -> (Vec<Problem>, EditSet) {
        let set = EditSet::new(self.pool, &[accepted, more].concat());
        let sources = &self.before.project.sources;
        let texts = self.files.iter().map(|file| (*file, set.text(*file, self.pool, sources))).collect();
        let memory = &mut self.fixer.memory;
        let texts = memory.substitute(&texts);
        let project = assemble(self.fixer.request, texts, memory);
        let findings = (self.shown)(&project);
        let after = State { project: &project, findings: &findings };
        (compare(self.before, after, &set, self.pool), set)
    }

    /// Those of `chosen` that stand where a problem shows, each with that; else all of its file; else all.
    fn blamed(&self, problems: &[Problem], set: &EditSet, chosen: &[usize]) -> BTreeMap<usize, String> {
        let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
        let mut blamed = BTreeMap::new();
        // Returns whether any is blamed so far.
        let mut blame = |steps: &[Step], problem: &Problem| {
            for step in steps.iter().filter(|step| chosen.contains(&step.index)) {
                blamed.entry(step.index).or_insert_with(|| problem.reason.clone());
            }
            !blamed.is_empty()
        };
        let mut is_found = false;
        for problem in problems {
            is_found = blame(set.of(problem.place.file).meeting(problem.place.span), problem);
        }
        if is_found {
            return blamed;
        }
        let files: BTreeMap<FileId, &Problem> =
            problems.iter().rev().map(|problem| (problem.place.file, problem)).collect();
        for (file, problem) in files {
            blame(set.of(file).all(), problem);
        }
        if blamed.is_empty() {
            blamed.extend(chosen.iter().map(|index| (*index, problems[0].reason.clone())));
        }
        blamed
    }
}

/// A group in two, to be taken from the end: the first half first.
fn halves(mut group: Vec<usize>) -> Vec<Vec<usize>> {
    let second = group.split_off(group.len().div_ceil(2));
    vec![second, group]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Edit, apart};
    use crate::finding::Code;
    use crate::source::{FileId, Span};

    #[test]
    fn the_first_of_each_place_is_chosen_and_the_next_where_it_is_withheld() {
        let edit = |start, end| Edit {
            file: FileId(0),
            span: Span::new(start, end),
            code: Code::MovedLink,
            replace: String::new(),
        };
        let pool = [edit(0, 4), edit(2, 6), edit(5, 9), edit(9, 10)];
        let none = BTreeMap::new();
        assert_eq!(apart(&pool, &[], &none), [0, 2, 3]);
        assert_eq!(apart(&pool, &[0, 3], &BTreeMap::from([(2, String::new())])), Vec::<usize>::new());
        assert_eq!(apart(&pool, &[3], &BTreeMap::from([(0, String::new()), (2, String::new())])), [1]);
    }
}
