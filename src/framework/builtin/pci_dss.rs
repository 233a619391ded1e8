//! PCI DSS, with the identifiers of its older versions.

use jiff::civil::date;

use super::list::{entries, outline};
use crate::framework::model::{Head, Notation, Origin, Renumbering, Version};
use crate::framework::tree::Framework;

const PCI_DSS: &str = include_str!("pci-dss.txt");
const PCI_DSS_3_2_1: &str = include_str!("pci-dss-3.2.1.txt");

/// PCI DSS 4.0.1, with the identifiers of 3.2.1.
pub(in crate::framework) fn pci_dss() -> Framework {
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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::pci_dss;
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
        assert_eq!(framework.leaves().count(), 251);
    }

    #[test]
    fn every_requirement_stands_below_the_one_it_continues() {
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
    fn eighteen_requirements_are_for_service_providers() {
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
