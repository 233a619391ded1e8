//! Reads the list of a framework: one requirement a line, `ID Title in some words #tag`, in the order of the standard.

use crate::framework::model::Outline;

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
    id.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

/// `ID Title in some words #tag #tag`
fn node(line: &'static str) -> Outline {
    let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (title, tags) = rest.split_once(" #").unwrap_or((rest, ""));
    let tags = tags.split(" #").filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    Outline { id: id.to_owned(), title: title.to_owned(), tags, ..Outline::default() }
}
