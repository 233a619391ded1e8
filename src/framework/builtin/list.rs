//! Reads the list of a framework: one requirement a line, in the order of the standard.
//!
//! `ID Title in some words #tag #tag => ID ID`. An arrow marks a requirement that is withdrawn, and what stands behind it
//! is where that went, if anywhere. The tag `#unassessed` marks what is known but is not assessed.
//!
//! In the list of an older version: `ID ID ID: Title #unassessed`, the old id, what holds its contents now, and perhaps a
//! title.

use crate::framework::model::{Outline, Renumbering};

/// The lines of a list, but for comments.
pub(super) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The requirements of a list, each below the one whose id it continues.
pub(super) fn outline(lines: impl Iterator<Item = &'static str>) -> Vec<Outline> {
    let mut top = Vec::new();
    let mut open: Vec<Outline> = Vec::new();
    for node in lines.map(node) {
        while let Some(above) = open.pop() {
            if continues(&node.id, &above.id) {
                open.push(above);
                break;
            }
            close(above, &mut open, &mut top);
        }
        open.push(node);
    }
    while let Some(last) = open.pop() {
        close(last, &mut open, &mut top);
    }
    top
}

fn close(node: Outline, open: &mut [Outline], top: &mut Vec<Outline>) {
    open.last_mut().map_or(top, |above| &mut above.children).push(node);
}

fn continues(id: &str, above: &str) -> bool {
    id.strip_prefix(above).is_some_and(|rest| rest.starts_with(['.', '-']))
}

fn node(line: &'static str) -> Outline {
    let (line, went) = destinations(line);
    let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (title, tags) = rest.split_once(" #").unwrap_or((rest, ""));
    let tags = || tags.split(" #").filter(|tag| !tag.is_empty());
    Outline {
        id: id.to_owned(),
        title: title.to_owned(),
        tags: tags().filter(|tag| *tag != UNASSESSED).map(str::to_owned).collect(),
        withdrawn: went.map(|ids| ids.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect()),
        is_assessed: tags().any(|tag| tag == UNASSESSED).then_some(false),
        ..Outline::default()
    }
}

const UNASSESSED: &str = "unassessed";

/// What stands before the arrow of a line, and the ids behind it; nothing where there is no arrow.
fn destinations(line: &'static str) -> (&'static str, Option<&'static str>) {
    line.split_once(" =>").map_or((line, None), |(before, ids)| (before, Some(ids)))
}

/// The list of an older version.
pub(super) struct Older {
    /// Its ids, in order.
    pub(super) ids: Vec<String>,
    /// Their titles, in the same order; empty ones where the list gives none.
    pub(super) titles: Vec<String>,
    /// Those that are not assessed.
    pub(super) unassessed: Vec<String>,
    /// Where each of them went.
    pub(super) moved: Vec<Renumbering>,
}

/// Reads the list of the older version `version`.
pub(super) fn older(list: &'static str, version: &str) -> Older {
    let mut older = Older { ids: Vec::new(), titles: Vec::new(), unassessed: Vec::new(), moved: Vec::new() };
    for line in entries(list) {
        let (line, tag) = line.split_once(" #").unwrap_or((line, ""));
        let (ids, title) = line.split_once(": ").unwrap_or((line, ""));
        let mut ids = ids.split(' ').map(str::to_owned);
        let from = ids.next().unwrap_or_default();
        older.ids.push(from.clone());
        older.titles.push(title.to_owned());
        if tag == UNASSESSED {
            older.unassessed.push(from.clone());
        }
        let to = ids.collect();
        older.moved.push(Renumbering { from, to, is_same: false, version: version.to_owned(), location: None });
    }
    older
}

/// Constant texts as values of their own.
pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// How many requirements in force there are at each depth.
#[cfg(test)]
pub(super) fn depths(framework: &crate::framework::Framework) -> Vec<usize> {
    let mut depths = Vec::new();
    for (_, requirement) in framework.requirements().filter(|(_, its)| its.withdrawn.is_none()) {
        depths.resize(depths.len().max(requirement.depth + 1), 0);
        depths[requirement.depth] += 1;
    }
    depths
}
