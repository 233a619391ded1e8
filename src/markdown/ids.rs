//! The ids of a page, and those that authors gave twice.

use foldhash::HashMap;

use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// An id on a page, in the order of the page.
#[derive(Debug, Clone)]
pub(super) struct UsedId {
    pub(super) id: String,
    pub(super) by: GivenBy,
    /// Where it is; the call of a shortcode that wrote it.
    pub(super) span: Span,
}

/// Who gave an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenBy {
    /// An author: in an attribute list, or in raw HTML.
    Author,
    /// The program, from the text of a heading or the number of a footnote.
    Program,
}

/// The ids that the layout of every article has.
const OF_LAYOUT: [&str; 3] = ["Main", "Menu", "Toc"];

/// The ids of authors that are on the page already, or come again. Of an id on two elements, the first counts in a
/// browser; what the program numbers by itself is no fault of an author.
pub(super) fn duplicates(file: FileId, ids: &[UsedId], is_shown: impl Fn(Span) -> bool) -> Vec<Finding> {
    let mut first: HashMap<&str, (&UsedId, bool)> = HashMap::default();
    let mut findings = Vec::new();
    for used in ids.iter().filter(|used| is_shown(used.span)) {
        if used.by == GivenBy::Author && OF_LAYOUT.contains(&used.id.as_str()) {
            findings.push(of_layout(file, used));
        }
        let Some((known, is_reported)) = first.get_mut(used.id.as_str()) else {
            first.insert(&used.id, (used, used.by == GivenBy::Program));
            continue;
        };
        match used.by {
            GivenBy::Author => findings.push(duplicate(file, used, known)),
            // A heading whose id depends on its text alone comes second.
            GivenBy::Program if !std::mem::replace(is_reported, true) => findings.push(duplicate(file, known, used)),
            GivenBy::Program => {}
        }
    }
    findings
}

fn of_layout(file: FileId, used: &UsedId) -> Finding {
    let message = format!("the id `{}` belongs to the layout of the page", used.id);
    Finding::new(Code::DuplicateId, Location::new(file, used.span), message)
        .about(&used.id)
        .help("a link leads there, and not to this element: choose another id")
}

fn duplicate(file: FileId, used: &UsedId, other: &UsedId) -> Finding {
    let message = format!("the id `{}` is on this page twice", used.id);
    Finding::new(Code::DuplicateId, Location::new(file, used.span), message)
        .about(&used.id)
        .help("a link leads to the first of them only: choose another id")
        .related(Location::new(file, other.span), "it is here too")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::OF_LAYOUT;
    use crate::markdown::html::tags;

    #[test]
    fn the_ids_of_the_layout_are_known() {
        let templates = [
            include_str!("../../templates/base.html"),
            include_str!("../../templates/partials/navigation.html"),
            include_str!("../../templates/partials/toc.html"),
        ];
        let ids = templates.iter().flat_map(|template| {
            tags(template).filter_map(|tag| Some(tag.attribute(template, "id")?.value.of(template).to_owned()))
        });
        assert_eq!(ids.collect::<BTreeSet<String>>(), OF_LAYOUT.map(str::to_owned).into());
    }
}
