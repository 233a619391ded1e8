//! Decides which fixes may be written: those that change nothing else.
//!
//! Fixes are tried in memory on the whole site: it is loaded with the changed texts and compared with the site as it
//! is. All fixes are tried at once. If that causes problems, the fixes at the locations of the problems are set aside
//! until none is left, and what was set aside is tried again in halves. So the number of trials is bounded and does not
//! grow with the number of fixes.

mod compare;
mod data;
mod edit;
mod problem;

pub use compare::CheckedProject;
pub use edit::Edit;

use std::collections::{BTreeMap, BTreeSet};

use compare::compare;
use edit::{EditSet, Step};
use problem::Problem;

use super::build_cache::BuildCache;
use super::load::{load_texts, load_with};
use super::project::Project;
use super::request::Request;
use crate::finding::Finding;
use crate::source::FileId;

/// How often fixes that overlap are chosen anew: if the first one is withheld, the next may be taken.
const MAX_PASSES: usize = 4;
/// How often fixes are set aside by the locations of problems; then all others are set aside at once.
const MAX_ROUNDS: usize = 6;
/// Up to this number of fixes that were set aside, each is tried until it is certain which ones cause problems.
const MAX_TRIED_SINGLY: usize = 24;
/// Of more, this number of groups is tried. If one of thousands causes a problem, nearly all others are found good.
const MAX_RETRIALS: usize = 16;

/// Decides about the fixes of one site. What does not change between trials is cached.
pub struct Fixer<'a> {
    request: &'a Request,
    cache: BuildCache,
}

/// The decision about some fixes.
#[derive(Debug, Default)]
pub struct Decision {
    /// The edits that may be written, in order of file and span.
    pub edits: Vec<Edit>,
    /// The resulting texts by file.
    pub texts: BTreeMap<FileId, String>,
    /// The others, in the same order.
    pub withheld: Vec<Withheld>,
}

/// A fix that is not written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withheld {
    /// The edit.
    pub edit: Edit,
    /// The reason, as the end of a message: `it would …`.
    pub reason: String,
}

impl<'a> Fixer<'a> {
    /// A fixer of the site that `request` names.
    pub fn new(request: &'a Request) -> Self {
        Self { request, cache: BuildCache::default() }
    }

    /// A fixer of the site as `cache` has it, with the same request.
    pub(super) fn with_cache(request: &'a Request, cache: BuildCache) -> Self {
        Self { request, cache }
    }

    /// Loads the site as it is.
    pub fn load(&mut self) -> Project {
        load_with(self.request, &mut self.cache)
    }

    /// Decides about the fixes of `findings`, some of those of `before`, which is the site as it was last loaded.
    /// `check` returns the findings of a site in the same way as for that one.
    pub fn decide(
        &mut self,
        before: CheckedProject<'_>,
        findings: &[Finding],
        check: &dyn Fn(&Project) -> Vec<Finding>,
    ) -> Decision {
        let pool = edits(before.project, findings);
        if pool.is_empty() {
            return Decision::default();
        }
        let files = pool.iter().map(|edit| edit.file).collect();
        let mut trials = Trials { fixer: self, before, check, pool: &pool, files };
        let (mut approved, mut withheld) = (Vec::new(), BTreeMap::new());
        for _ in 0..MAX_PASSES {
            let chosen = without_overlaps(&pool, &approved, &withheld);
            if chosen.is_empty() {
                break;
            }
            trials.decide(chosen, &mut approved, &mut withheld);
        }
        let set = EditSet::new(&pool, &approved);
        approved.sort_unstable();
        Decision {
            edits: approved.iter().map(|index| pool[*index].clone()).collect(),
            texts: set.files().map(|file| (file, set.text(file, &pool, &before.project.sources))).collect(),
            withheld: withheld
                .into_iter()
                .map(|(index, reason)| Withheld { edit: pool[index].clone(), reason })
                .collect(),
        }
    }
}

impl Fixer<'_> {
    /// What keeps the fixes of `findings` from being written all together, as the end of a message; nothing where they can be.
    pub fn obstacle(
        &mut self,
        before: CheckedProject<'_>,
        findings: &[Finding],
        check: &dyn Fn(&Project) -> Vec<Finding>,
    ) -> Option<String> {
        let pool = edits(before.project, findings);
        let files = pool.iter().map(|edit| edit.file).collect();
        let all = without_overlaps(&pool, &[], &BTreeMap::new());
        if all.len() < pool.len() {
            return Some("two changes of one text overlap".to_owned());
        }
        let (problems, _) = Trials { fixer: self, before, check, pool: &pool, files }.trial(&[], &all);
        problems.into_iter().next().map(|problem| problem.reason)
    }
}

/// The distinct edits that findings propose, sorted by file and span.
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

/// Undecided edits that overlap neither each other nor approved ones; of overlapping ones the first.
fn without_overlaps(pool: &[Edit], approved: &[usize], withheld: &BTreeMap<usize, String>) -> Vec<usize> {
    let approved: BTreeSet<usize> = approved.iter().copied().collect();
    let overlap = |one: usize, other: usize| {
        let (one, other) = (&pool[one], &pool[other]);
        one.file == other.file && one.span.start < other.span.end && other.span.start < one.span.end
    };
    let mut chosen: Vec<usize> = Vec::new();
    for index in (0..pool.len()).filter(|index| !approved.contains(index) && !withheld.contains_key(index)) {
        let is_free = chosen.last().is_none_or(|last| !overlap(*last, index));
        let around = [approved.range(..index).next_back(), approved.range(index..).next()];
        if is_free && around.into_iter().flatten().all(|other| !overlap(*other, index)) {
            chosen.push(index);
        }
    }
    chosen
}

/// Trials of the edits of one site.
struct Trials<'t, 'a> {
    fixer: &'t mut Fixer<'a>,
    before: CheckedProject<'t>,
    check: &'t dyn Fn(&Project) -> Vec<Finding>,
    pool: &'t [Edit],
    /// Every file that a trial may change.
    files: BTreeSet<FileId>,
}

impl Trials<'_, '_> {
    /// Adds each of `chosen` to `approved`, or to `withheld` with the reason.
    fn decide(&mut self, mut chosen: Vec<usize>, approved: &mut Vec<usize>, withheld: &mut BTreeMap<usize, String>) {
        let mut aside: BTreeMap<usize, String> = BTreeMap::new();
        let mut rounds = 0;
        while !chosen.is_empty() {
            let (problems, set) = self.trial(approved, &chosen);
            if problems.is_empty() {
                break;
            }
            rounds += 1;
            match rounds < MAX_ROUNDS {
                true => aside.extend(self.blamed(&problems, &set, &chosen)),
                false => aside.extend(chosen.iter().map(|index| (*index, problems[0].reason.clone()))),
            }
            chosen.retain(|index| !aside.contains_key(index));
        }
        approved.append(&mut chosen);
        // Those that were set aside in the first round have already failed together.
        let mut groups = match (rounds, aside.len()) {
            (_, 0) => return,
            (1, 1) => return withheld.append(&mut aside),
            (1, _) => halves(aside.keys().copied().collect()),
            _ => vec![aside.keys().copied().collect()],
        };
        let mut left = if aside.len() <= MAX_TRIED_SINGLY { 2 * MAX_TRIED_SINGLY } else { MAX_RETRIALS };
        while let Some(group) = groups.pop() {
            if left == 0 {
                withheld.extend(group.into_iter().filter_map(|index| aside.remove_entry(&index)));
                continue;
            }
            left -= 1;
            let (problems, _) = self.trial(approved, &group);
            match (problems.first(), group.as_slice()) {
                (None, _) => approved.extend(group),
                (Some(problem), [only]) => drop(withheld.insert(*only, problem.reason.clone())),
                (Some(_), _) => groups.append(&mut halves(group)),
            }
        }
    }

    /// The problems that these edits cause.
    fn trial(&mut self, approved: &[usize], more: &[usize]) -> (Vec<Problem>, EditSet) {
        let set = EditSet::new(self.pool, &[approved, more].concat());
        let sources = &self.before.project.sources;
        let texts = self.files.iter().map(|file| (*file, set.text(*file, self.pool, sources))).collect();
        let cache = &mut self.fixer.cache;
        let texts = cache.files.substitute(&texts);
        let project = load_texts(self.fixer.request, texts, cache);
        let findings = (self.check)(&project);
        let after = CheckedProject { project: &project, findings: &findings };
        (compare(self.before, after, &set, self.pool), set)
    }

    /// The edits of `chosen` at the location of a problem, with its reason; else all of its file; else all.
    fn blamed(&self, problems: &[Problem], set: &EditSet, chosen: &[usize]) -> BTreeMap<usize, String> {
        let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
        let mut blamed = BTreeMap::new();
        // Returns whether any edit is blamed so far.
        let mut blame = |steps: &[Step], problem: &Problem| {
            for step in steps.iter().filter(|step| chosen.contains(&step.index)) {
                blamed.entry(step.index).or_insert_with(|| problem.reason.clone());
            }
            !blamed.is_empty()
        };
        let mut is_found = false;
        for problem in problems {
            is_found = blame(set.of(problem.location.file).meeting(problem.location.span), problem);
        }
        if is_found {
            return blamed;
        }
        let files: BTreeMap<FileId, &Problem> =
            problems.iter().rev().map(|problem| (problem.location.file, problem)).collect();
        for (file, problem) in files {
            blame(set.of(file).all(), problem);
        }
        if blamed.is_empty() {
            blamed.extend(chosen.iter().map(|index| (*index, problems[0].reason.clone())));
        }
        blamed
    }
}

/// The two halves of a group, the first half last: groups are taken from the end.
fn halves(mut group: Vec<usize>) -> Vec<Vec<usize>> {
    let second = group.split_off(group.len().div_ceil(2));
    vec![second, group]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Edit, without_overlaps};
    use crate::finding::Code;
    use crate::source::{FileId, Span};

    #[test]
    fn the_first_of_overlapping_edits_is_chosen_and_the_next_if_it_is_withheld() {
        let edit = |start, end| Edit {
            file: FileId(0),
            span: Span::new(start, end),
            code: Code::MovedLink,
            replace: String::new(),
        };
        let pool = [edit(0, 4), edit(2, 6), edit(5, 9), edit(9, 10)];
        let none = BTreeMap::new();
        assert_eq!(without_overlaps(&pool, &[], &none), [0, 2, 3]);
        assert_eq!(without_overlaps(&pool, &[0, 3], &BTreeMap::from([(2, String::new())])), Vec::<usize>::new());
        assert_eq!(without_overlaps(&pool, &[3], &BTreeMap::from([(0, String::new()), (2, String::new())])), [1]);
    }
}
