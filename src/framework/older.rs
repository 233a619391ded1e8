//! Older versions of a framework, each as a framework of its own: its ids can be looked up, counted and put in a matrix.

use std::collections::HashSet;

use super::model::{Head, Outline, Version};
use super::tree::Framework;

/// The frameworks of all versions of `current` but its own, in order. The key of each has its version: `pci-dss@3.2.1`.
pub(super) fn versions(current: &Framework) -> Vec<Framework> {
    let older = current.versions.iter().filter(|version| version.id != current.version);
    older.map(|version| of_version(current, version)).collect()
}

fn of_version(current: &Framework, version: &Version) -> Framework {
    let unassessed: HashSet<&str> = version.unassessed.iter().map(String::as_str).collect();
    let outlines = match version.ids.is_empty() {
        true => {
            let titled = |id: &str, title: &str| (former_id(current, version, id), title.to_owned());
            outline(current.requirements().map(|(_, it)| titled(&it.id, &it.title)), &unassessed)
        }
        false => {
            let titles = version.titles.iter().cloned().chain(std::iter::repeat_with(String::new));
            outline(version.ids.iter().cloned().zip(titles), &unassessed)
        }
    };
    let head = Head {
        key: format!("{}@{}", current.key, version.id),
        name: current.name.clone(),
        publisher: current.publisher.clone(),
        version: version.id.clone(),
        versions: vec![Version { ids: Vec::new(), titles: Vec::new(), ..version.clone() }],
        renumbered: Vec::new(),
        notation: current.notation.clone(),
    };
    Framework::new(head, current.origin, outlines)
}

/// The id in `version`, which has the ids of the current one but for those that were renumbered since.
fn former_id(current: &Framework, version: &Version, id: &str) -> String {
    let mut changes = current.predecessors(id).filter(|change| change.version == version.id);
    changes.next().map_or(id, |change| &change.from).to_owned()
}

/// These ids with their titles, each below the one that it continues: `1.2.3` is below `1.2`, `AC-2(1)` below `AC-2`. An
/// id of one part with others below it is a group, and not assessed; nor are those that are `unassessed`.
fn outline(titled: impl Iterator<Item = (String, String)>, unassessed: &HashSet<&str>) -> Vec<Outline> {
    let mut top = Vec::new();
    let mut open: Vec<Outline> = Vec::new();
    for (id, title) in titled {
        while let Some(above) = open.pop_if(|above| !continues(&id, &above.id)) {
            close(above, &mut open, &mut top);
        }
        let is_assessed = unassessed.contains(id.as_str()).then_some(false);
        open.push(Outline { id, title, is_assessed, ..Outline::default() });
    }
    while let Some(last) = open.pop() {
        close(last, &mut open, &mut top);
    }
    top
}

fn close(mut node: Outline, open: &mut [Outline], top: &mut Vec<Outline>) {
    let is_group = !node.children.is_empty() && node.id.chars().all(char::is_alphanumeric);
    node.is_assessed = node.is_assessed.or(Some(!is_group));
    open.last_mut().map_or(top, |above| &mut above.children).push(node);
}

fn continues(id: &str, above: &str) -> bool {
    let rest = id.strip_prefix(above);
    rest.is_some_and(|rest| rest.starts_with(|next: char| !next.is_alphanumeric()))
}
