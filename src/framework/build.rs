//! Builds a framework from what a file says: only ids that can be cited, each once.

use std::collections::HashMap;

use super::faults::Faults;
use super::model::{Head, Origin, Outline};
use super::suggest::suggest;
use super::tree::Framework;
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// The framework of these requirements. One that cannot be cited, or has the id of an earlier one, is a fault and is
/// left out; what is below it moves up.
pub(super) fn build(head: Head, file: FileId, outlines: Vec<Outline>, faults: &mut Faults) -> Framework {
    let mut filter = Filter { seen: HashMap::new(), folded: HashMap::new(), faults };
    let outlines = filter.valid(outlines, 0);
    let framework = Framework::new(head, Origin::File(file), outlines);
    if framework.requirements().len() == 0 {
        faults.unreadable(Span::default(), "a framework without a requirement", None);
    }
    framework
}

/// The framework of a catalog, in which each id is there once already.
pub(super) fn build_imported(head: Head, file: FileId, outlines: Vec<Outline>, faults: &mut Faults) -> Framework {
    let framework = Framework::new(head, Origin::File(file), outlines);
    if framework.requirements().len() == 0 {
        let help = "remove the file, or put the whole catalog in its place";
        faults.unreadable(Span::default(), "a catalog without a group or a control", Some(help.to_owned()));
    }
    framework
}

/// Reports ids that were renumbered to one that does not exist, or to themselves.
pub(super) fn check_renumbered(framework: &Framework, faults: &mut Faults) {
    for change in &framework.renumbered {
        let Some(location) = change.location else { continue };
        // Contents may stay under their number.
        for to in change.to.iter().filter(|to| change.is_same || **to != change.from) {
            faults.add_where(no_successor(framework, &change.from, to, location));
        }
    }
}

/// The same of requirements that are withdrawn or superseded. Not for a catalog, which may be a part of a larger one.
pub(super) fn check_withdrawn(framework: &Framework, faults: &mut Faults) {
    for (_, requirement) in framework.requirements() {
        let Some(location) = requirement.location else { continue };
        let superseded = requirement.superseded.as_ref().map(|superseded| &superseded.by);
        for to in requirement.withdrawn.iter().chain(superseded).flatten() {
            faults.add_where(no_successor(framework, &requirement.id, to, location));
        }
    }
}

fn no_successor(framework: &Framework, from: &str, to: &str, location: Location) -> Option<Finding> {
    if from == to {
        let message = format!("`{from}` is replaced by itself");
        let finding = Finding::new(Code::MissingSuccessor, location, message).about(to);
        return Some(finding.help("name the requirement that replaces it, or remove this"));
    }
    if framework.find(to).is_some() {
        return None;
    }
    let message = format!("`{from}` is replaced by `{to}`, which does not exist");
    let similar: Vec<String> =
        suggest(framework, to).into_iter().map(|idx| format!("`{}`", framework.requirement(idx).id)).collect();
    let help = match similar.as_slice() {
        [] => "name a requirement of this framework".to_owned(),
        similar => format!("did you mean {}?", similar.join(" or ")),
    };
    Some(Finding::new(Code::MissingSuccessor, location, message).about(to).help(help))
}

struct Filter<'a> {
    /// Every id so far, with its location.
    seen: HashMap<String, Option<Location>>,
    /// The same in lower case, with the id as written.
    folded: HashMap<String, String>,
    faults: &'a mut Faults,
}

impl Filter<'_> {
    /// Readers of files bound how deep outlines nest, so recursion is safe.
    fn valid(&mut self, outlines: Vec<Outline>, depth: usize) -> Vec<Outline> {
        let mut kept = Vec::with_capacity(outlines.len());
        for mut outline in outlines {
            let children = std::mem::take(&mut outline.children);
            if self.is_valid(&outline, depth) {
                outline.children = self.valid(children, depth + 1);
                kept.push(outline);
            } else {
                kept.extend(self.valid(children, depth));
            }
        }
        kept
    }

    fn is_valid(&mut self, outline: &Outline, depth: usize) -> bool {
        let id = &outline.id;
        let span = outline.location.map_or(Span::default(), |location| location.span);
        if id.is_empty() {
            self.faults.unreadable(span, "a requirement without an id", Some("give it an `id`".to_owned()));
            return false;
        }
        let is_forbidden = |character: &char| character.is_control() || matches!(character, ',' | '[' | ']');
        if let Some(character) = id.chars().find(is_forbidden) {
            let message = format!("invalid id `{id}`: {character:?} is not allowed");
            self.faults.unreadable(span, message, Some("write the id without it".to_owned()));
            return false;
        }
        if let Some(first) = self.seen.get(id) {
            let finding = duplicate(self.faults.location(span), id, *first);
            self.faults.add(finding);
            return false;
        }
        let other = self.folded.entry(id.to_lowercase()).or_insert_with(|| id.clone());
        let is_clash = other != id;
        if is_clash {
            let message = format!("`{id}` differs from `{other}` only in case");
            let location = self.faults.location(span);
            let finding = Finding::new(Code::DuplicateRequirement, location, message).about(id);
            self.faults.add(finding.help("rename one of the two: readers would take them for one"));
        }
        self.seen.insert(id.clone(), outline.location);
        // A principal requirement has a page, and addresses ignore case.
        !(is_clash && depth == 0)
    }
}

fn duplicate(location: Location, id: &str, first: Option<Location>) -> Finding {
    let finding = Finding::new(Code::DuplicateRequirement, location, format!("duplicate id `{id}`"))
        .about(id)
        .help("give each requirement its own id; the first one is used");
    match first {
        Some(first) => finding.related(first, "the first one"),
        None => finding,
    }
}
