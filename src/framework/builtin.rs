//! The built-in frameworks: identifiers with short titles of our own.
//!
//! The lists are plain text files, because they are read on every run; what a list cannot hold is here. The wording of
//! the standard itself is not included.

use jiff::civil::date;

use super::model::{Head, Notation, Origin, Outline, Renumbering, Version};
use super::tree::Framework;

const PCI_DSS: &str = include_str!("builtin/pci-dss.txt");
const PCI_DSS_3_2_1: &str = include_str!("builtin/pci-dss-3.2.1.txt");

/// Every framework that ships with the program.
pub fn all() -> Vec<Framework> {
    vec![pci_dss()]
}

/// PCI DSS 4.0.1, with the identifiers of 3.2.1.
pub(super) fn pci_dss() -> Framework {
    let old = Version {
        id: "3.2.1".to_owned(),
        published: Some(date(2018, 5, 17)),
        retired: Some(date(2024, 3, 31)),
        ids: entries(PCI_DSS_3_2_1).map(str::to_owned).collect(),
    };
    let first = Version {
        id: "4.0".to_owned(),
        published: Some(date(2022, 3, 31)),
        retired: Some(date(2024, 12, 31)),
        ids: Vec::new(),
    };
    let current =
        Version { id: "4.0.1".to_owned(), published: Some(date(2024, 6, 11)), retired: None, ids: Vec::new() };
    let moved = Renumbering {
        from: "A3.3.1.2".to_owned(),
        to: "A3.3.1.1".to_owned(),
        version: "4.0".to_owned(),
        location: None,
    };
    let head = Head {
        key: "pci-dss".to_owned(),
        name: "PCI DSS".to_owned(),
        publisher: Some("PCI Security Standards Council".to_owned()),
        version: current.id.clone(),
        versions: vec![old, first, current],
        renumbered: vec![moved],
        notation: Notation::default(),
    };
    Framework::new(head, Origin::BuiltIn, outline(entries(PCI_DSS)))
}

/// The lines of a list, but for comments.
fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The requirements of a list, each below the one whose id it continues.
fn outline(lines: impl Iterator<Item = &'static str>) -> Vec<Outline> {
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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{all, pci_dss};
    use crate::framework::Lookup;

    #[test]
    fn pci_dss_has_every_identifier_once_at_its_depth() {
        let framework = pci_dss();
        let mut depths: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, requirement) in framework.requirements() {
            *depths.entry(requirement.depth).or_default() += 1;
        }
        assert_eq!(depths, BTreeMap::from([(0, 15), (1, 71), (2, 230), (3, 49), (4, 1)]));
        let ids: BTreeSet<&str> = framework.requirements().map(|(_, requirement)| requirement.id.as_str()).collect();
        assert_eq!((ids.len(), framework.requirements().len()), (366, 366));
        let assessed: Vec<&str> = framework.assessed().map(|(_, requirement)| requirement.id.as_str()).collect();
        let below_sections = framework.requirements().filter(|(_, requirement)| requirement.depth >= 2);
        let below_sections: Vec<&str> = below_sections.map(|(_, requirement)| requirement.id.as_str()).collect();
        assert_eq!((assessed.len(), &assessed), (280, &below_sections));
    }

    #[test]
    fn every_requirement_stands_below_the_one_it_continues() {
        for framework in all() {
            let ids: BTreeSet<&str> = framework.requirements().map(|(_, its)| its.id.as_str()).collect();
            assert_eq!(ids.len(), framework.requirements().len(), "{} has a duplicate id", framework.key);
        }
        let framework = pci_dss();
        for (_, requirement) in framework.requirements() {
            let expected = requirement.id.rsplit_once('.').map(|(above, _)| above);
            let parent = requirement.parent.map(|parent| framework.requirement(parent).id.as_str());
            assert_eq!(parent, expected, "{}", requirement.id);
        }
        let after = framework.requirements().map(|(_, requirement)| requirement.id.as_str());
        let after: Vec<&str> = after.skip_while(|id| *id != "12.9.2").take(2).collect();
        assert_eq!(after, ["12.9.2", "12.10"]);
    }

    #[test]
    fn titles_are_short_and_eighteen_requirements_are_for_service_providers() {
        for framework in all() {
            for (_, requirement) in framework.requirements() {
                let words = requirement.title.split(' ').count();
                assert!((1..=8).contains(&words) && !requirement.title.is_empty(), "{}", requirement.id);
            }
        }
        let framework = pci_dss();
        let marked = |tag: &str| {
            let marked =
                framework.requirements().filter(|(_, requirement)| requirement.tags.iter().any(|its| its == tag));
            marked.count()
        };
        assert_eq!(marked("service-provider"), 18);
        assert_eq!(marked("access-control"), 3);
    }

    #[test]
    fn identifiers_of_older_versions_are_known() {
        let framework = pci_dss();
        let idx = |id: &str| framework.find(id).expect("an id of the framework");
        let check = |id: &str, version: Option<&str>, expected: Lookup<'_>| {
            assert_eq!(framework.look_up(id, version), expected, "{id} in {version:?}");
        };
        check("12.10", None, Lookup::Found(idx("12.10")));
        check("9.5.1.2.1", None, Lookup::Found(idx("9.5.1.2.1")));
        check("A3.3.1.2", None, Lookup::Renumbered(idx("A3.3.1.1")));
        check("6.5.10", None, Lookup::OtherVersion(vec!["3.2.1"]));
        check("6.5.10", Some("3.2.1"), Lookup::OtherVersion(vec!["3.2.1"]));
        check("6.5.1", Some("4.0"), Lookup::OtherVersion(vec!["4.0"]));
        check("1.1", Some("5.0"), Lookup::UnknownVersion);
    }
}
