//! Which groups are rewritten: those that nothing keeps, and whose texts can all be changed without changing anything
//! else.

use std::collections::BTreeSet;

use super::fate::OldVersion;
use super::group::{Carried, Group, Left};
use super::pages::{self, Found};
use super::tables;
use crate::finding::{Code, Finding};
use crate::pipeline::fixes::{CheckedProject, Decision, Fixer};
use crate::pipeline::project::Project;
use crate::source::{FileId, Span};

/// A migration of one site.
pub struct Migration<'a> {
    /// The site as the fixer has loaded it.
    pub project: &'a Project,
    /// The versions.
    pub old: OldVersion<'a>,
    /// Whether a file may be rewritten.
    pub selected: &'a dyn Fn(&str) -> bool,
}

/// What a migration does.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is rewritten, in order of place.
    pub carried: Vec<Carried>,
    /// What is left, in order of place.
    pub left: Vec<Left>,
    /// Ids without a version that are ids of both with another meaning, and are read as current ones.
    pub ambiguous: usize,
    /// The new texts.
    pub decision: Decision,
}

/// How often groups are left because a part of one cannot be changed; then all are.
const MAX_ROUNDS: usize = 8;
/// How many groups are tried as a whole in a round. Each needs the whole site to be loaded.
const MAX_TRIED: usize = 24;

impl Migration<'_> {
    /// Decides what is rewritten. `fixer` has loaded the site, and `check` returns its findings.
    pub fn run(&self, fixer: &mut Fixer<'_>, check: &dyn Fn(&Project) -> Vec<Finding>) -> Outcome {
        let mut found = Found::default();
        pages::find(self.project, &self.old, &mut found);
        tables::find(self.project, &self.old, &mut found);
        let Found { groups, left, ambiguous } = found;
        let mut outcome = Outcome { left, ambiguous, ..Outcome::default() };
        let mut open = Vec::new();
        for group in groups.into_iter().filter_map(|group| self.within(group)) {
            match group.blocking.is_empty() {
                true => open.push(group),
                false => outcome.left.extend(group.into_left()),
            }
        }
        // What a title names in vain is no reason to leave ids as they are: it is reported.
        let check = |project: &Project| -> Vec<Finding> {
            check(project).into_iter().filter(|finding| finding.code != Code::RetiredVersion).collect()
        };
        let before = check(self.project);
        let trial = Trial { fixer, state: CheckedProject { project: self.project, findings: &before }, check: &check };
        (open, outcome.decision) = trial.decide(open, &mut outcome.left);
        outcome.carried = open.into_iter().flat_map(|group| group.carried).collect();
        outcome.left.retain(|left| (self.selected)(&self.project.sources.get(left.location.file).path));
        outcome.carried.sort();
        outcome.left.sort();
        outcome
    }

    /// The group, if it has a place in a selected file; with a place in another file it is left.
    fn within(&self, mut group: Group) -> Option<Group> {
        let is_selected = |file: FileId| (self.selected)(&self.project.sources.get(file).path);
        let places = group.carried.iter().map(|carried| carried.location.file);
        let files: BTreeSet<FileId> = places.chain(group.blocking.iter().map(|left| left.location.file)).collect();
        if !files.iter().any(|file| is_selected(*file)) {
            return None;
        }
        if let Some(outside) = group.carried.iter().find(|carried| !is_selected(carried.location.file)) {
            let Carried { location, kind, from, .. } = outside.clone();
            let path = &self.project.sources.get(location.file).path;
            let reason = format!("`{path}` belongs to the same {} and is not among the paths", group.what);
            group.blocking.insert(0, Left { location, kind, text: from, reason, candidates: Vec::new() });
        }
        Some(group)
    }
}

/// Tries groups on the whole site.
struct Trial<'t, 'a> {
    fixer: &'t mut Fixer<'a>,
    state: CheckedProject<'t>,
    check: &'t dyn Fn(&Project) -> Vec<Finding>,
}

impl Trial<'_, '_> {
    /// The groups of which every text may be changed, and the decision about them. The others are left, with the reason.
    fn decide(self, mut open: Vec<Group>, left: &mut Vec<Left>) -> (Vec<Group>, Decision) {
        for _ in 0..MAX_ROUNDS {
            let decision = self.fixer.decide(self.state, &edits(&open), self.check);
            let (whole, broken) = divided(open, &decision);
            open = whole;
            if broken.is_empty() {
                return (open, decision);
            }
            // Parts of a group fail alone: it is tried as a whole before it is left.
            let mut tried = 0;
            for group in broken {
                tried += 1;
                open.push(group);
                let reason = match tried <= MAX_TRIED {
                    true => self.fixer.obstacle(self.state, &edits(&open), self.check),
                    false => Some("it would change something else".to_owned()),
                };
                if let Some((reason, group)) = reason.and_then(|reason| Some((reason, open.pop()?))) {
                    left.extend(withheld(group, &reason));
                }
            }
        }
        let reason = "too many parts of the site depend on each other";
        left.extend(open.into_iter().flat_map(|group| withheld(group, reason)));
        (Vec::new(), Decision::default())
    }
}

/// The edits of groups, each as the fix of a finding. A text that stays as it is needs none.
fn edits(groups: &[Group]) -> Vec<Finding> {
    let carried = groups.iter().flat_map(|group| &group.carried).filter(|carried| carried.from != carried.to);
    let edit = |carried: &Carried| {
        Finding::new(Code::OtherVersion, carried.location, "").fix(carried.location.span, &carried.to)
    };
    carried.map(edit).collect()
}

/// The groups of which every text is changed, and the others.
fn divided(groups: Vec<Group>, decision: &Decision) -> (Vec<Group>, Vec<Group>) {
    let edits: BTreeSet<(FileId, Span)> = decision.edits.iter().map(|edit| (edit.file, edit.span)).collect();
    let is_there = |carried: &Carried| {
        carried.from == carried.to || edits.contains(&(carried.location.file, carried.location.span))
    };
    groups.into_iter().partition(|group| group.carried.iter().all(is_there))
}

/// What is left of a group that cannot be changed as a whole.
fn withheld(group: Group, reason: &str) -> Vec<Left> {
    let to_left = |carried: Carried| Left {
        location: carried.location,
        kind: carried.kind,
        text: carried.from,
        reason: reason.to_owned(),
        candidates: Some(carried.to).into_iter().filter(|to| !to.is_empty()).collect(),
    };
    group.carried.into_iter().map(to_left).collect()
}
