//! Which scopes begin and end where a rule matches.
//!
//! Kept out: which rule that is, and what the scopes mean on a page.

use super::grammar::{Grammars, Rule, Rules};
use super::packed::{Cleared, Operation, Shade};

/// A change of scopes at a place of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Push(Shade),
    Pop(usize),
    Clear(Cleared),
    Restore,
}

/// The scopes that begin with a match for the sake of contexts.
pub(super) fn before(
    grammars: &Grammars,
    rule: &Rule,
    current: &Rules,
    place: usize,
    changes: &mut Vec<(usize, Change)>,
) -> Option<()> {
    match &rule.packed.operation {
        Operation::Stay => {}
        Operation::Pop => changes.extend(pop(current.head.meta_content_scope.len()).map(|change| (place, change))),
        Operation::Push(keys) => {
            for key in keys {
                let entered = grammars.rules(*key)?;
                changes.extend(entered.head.clear.map(|clear| (place, Change::Clear(clear))));
                push_all(&entered.head.meta_scope, place, changes);
            }
        }
        Operation::Set(keys) => {
            changes.extend(current.head.clear.map(|_| (place, Change::Restore)));
            for key in keys {
                push_all(&grammars.rules(*key)?.head.meta_scope, place, changes);
            }
        }
    }
    Some(())
}

/// The scopes that change after a match for the sake of contexts.
pub(super) fn after(
    grammars: &Grammars,
    rule: &Rule,
    current: &Rules,
    place: usize,
    changes: &mut Vec<(usize, Change)>,
) -> Option<()> {
    let (keys, is_set) = match &rule.packed.operation {
        Operation::Stay => return Some(()),
        Operation::Pop => {
            changes.extend(pop(current.head.meta_scope.len()).map(|change| (place, change)));
            changes.extend(current.head.clear.map(|_| (place, Change::Restore)));
            return Some(());
        }
        Operation::Push(keys) => (keys, false),
        Operation::Set(keys) => (keys, true),
    };
    let entered: Vec<&Rules> = keys.iter().map(|key| grammars.rules(*key)).collect::<Option<_>>()?;
    let left = if is_set { current.head.meta_scope.len() + current.head.meta_content_scope.len() } else { 0 };
    let moves = |rules: &&Rules| !rules.head.meta_content_scope.is_empty() || rules.head.clear.is_some() && is_set;
    if left == 0 && !entered.iter().any(moves) {
        return Some(());
    }
    // All scopes of contexts are taken off and put on again in the order of the contexts.
    let count = entered.iter().map(|rules| rules.head.meta_scope.len()).sum::<usize>() + left;
    changes.extend(pop(count).map(|change| (place, change)));
    for rules in entered {
        if is_set {
            changes.extend(rules.head.clear.map(|clear| (place, Change::Clear(clear))));
        }
        push_all(&rules.head.meta_scope, place, changes);
        push_all(&rules.head.meta_content_scope, place, changes);
    }
    Some(())
}

fn pop(count: usize) -> Option<Change> {
    (count > 0).then_some(Change::Pop(count))
}

fn push_all(shades: &[Shade], place: usize, changes: &mut Vec<(usize, Change)>) {
    changes.extend(shades.iter().map(|shade| (place, Change::Push(*shade))));
}

/// The scopes of groups, the outer ones first whatever order they stand in.
pub(super) fn colour_groups(rule: &Rule, groups: &[Option<(usize, usize)>], changes: &mut Vec<(usize, Change)>) {
    if rule.packed.captures.is_empty() {
        return;
    }
    let mut ordered: Vec<((usize, usize), Change)> = Vec::new();
    for (group, shades) in &rule.packed.captures {
        let Some((start, end)) = groups.get(*group).copied().flatten().filter(|(start, end)| start < end) else {
            continue;
        };
        // Where one ends and another begins, the end comes first; of two that begin, the longer.
        let rank = usize::MAX - (end - start);
        ordered.extend(shades.iter().map(|shade| ((start, rank), Change::Push(*shade))));
        ordered.push(((end, 0), Change::Pop(shades.len())));
    }
    ordered.sort_by_key(|(order, _)| *order);
    changes.extend(ordered.into_iter().map(|((place, _), change)| (place, change)));
}
