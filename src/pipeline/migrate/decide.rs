//! Which groups are rewritten: those that nothing keeps, and whose texts can all be changed without changing anything
//! else.

use std::collections::{BTreeMap, BTreeSet};

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

/// How often groups are left out because a part of one cannot be changed; then all are.
const MAX_ROUNDS: usize = 8;

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
        let state = CheckedProject { project: self.project, findings: &before };
        for round in 0.. {
            let edits: Vec<Finding> = open.iter().flat_map(|group| &group.carried).map(edit).collect();
            let decision = fixer.decide(state, &edits, &check);
            let kept: Vec<Group> = without_broken(std::mem::take(&mut open), &decision, &mut outcome.left);
            let is_whole = kept.iter().map(|group| group.carried.len()).sum::<usize>() == edits.len();
            open = kept;
            if is_whole {
                outcome.decision = decision;
                break;
            }
            if round == MAX_ROUNDS {
                let reason = "too many parts of the site depend on each other";
                open.drain(..).for_each(|group| outcome.left.extend(withheld(group, reason)));
                break;
            }
        }
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

fn edit(carried: &Carried) -> Finding {
    Finding::new(Code::OtherVersion, carried.location, "").fix(carried.location.span, &carried.to)
}

/// The groups of which every text may be changed. The others are left, with the reason.
fn without_broken(groups: Vec<Group>, decision: &Decision, left: &mut Vec<Left>) -> Vec<Group> {
    let edits: BTreeSet<(FileId, Span)> = decision.edits.iter().map(|edit| (edit.file, edit.span)).collect();
    let reasons: BTreeMap<(FileId, Span), &str> = decision
        .withheld
        .iter()
        .map(|withheld| ((withheld.edit.file, withheld.edit.span), withheld.reason.as_str()))
        .collect();
    let mut kept = Vec::new();
    for group in groups {
        let place = |carried: &Carried| (carried.location.file, carried.location.span);
        // A text that stays as it is needs no edit.
        let is_there = |carried: &&Carried| carried.from == carried.to || edits.contains(&place(carried));
        match group.carried.iter().find(|carried| !is_there(carried)) {
            None => kept.push(group),
            Some(broken) => {
                let reason = reasons.get(&place(broken)).copied().unwrap_or("it overlaps with another change");
                left.extend(withheld(group, reason));
            }
        }
    }
    kept
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
