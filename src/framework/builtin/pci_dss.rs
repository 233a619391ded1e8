//! PCI DSS, with the identifiers of its older versions.

use jiff::civil::date;

use super::dimensions::with_built_in;
use super::list::{Older, entries, older, outline, words};
use crate::framework::model::{Head, Notation, Origin, Outline, Renumbering, Superseded, Version};
use crate::framework::tree::Framework;

const PCI_DSS: &str = include_str!("pci-dss.txt");
const APPLICABILITY: &str = include_str!("pci-dss-applicability.yaml");
const PCI_DSS_3_2_1: &str = include_str!("pci-dss-3.2.1-to-4.0.1.txt");

/// Requirements of 4.0.1 that others took the place of on 31 March 2025. Sources: PCI SSC, "Summary of Changes from PCI
/// DSS Version 3.2.1 to 4.0", revision 2, section 5, <https://www.pcisecuritystandards.org/document_library/>; the
/// applicability notes as an OSCAL catalog, <https://github.com/bionicspy/oscal-content> (catalogs/pci-dss-4).
const SUPERSEDED: [(&str, &str); 3] = [("6.4.1", "6.4.2"), ("8.3.10", "8.3.10.1"), ("10.7.1", "10.7.2")];

/// PCI DSS 4.0.1, with the identifiers of 3.2.1.
pub(in crate::framework) fn pci_dss() -> Framework {
    let Older { ids, titles, unassessed, moved } = older(PCI_DSS_3_2_1, "3.2.1");
    let old = Version {
        id: "3.2.1".to_owned(),
        published: Some(date(2018, 5, 17)),
        retired: Some(date(2024, 3, 31)),
        ids,
        titles,
        unassessed,
    };
    let first = Version {
        id: "4.0".to_owned(),
        published: Some(date(2022, 3, 31)),
        retired: Some(date(2024, 12, 31)),
        ..Version::default()
    };
    let current = Version { id: "4.0.1".to_owned(), published: Some(date(2024, 6, 11)), ..Version::default() };
    let corrected = Renumbering {
        from: "A3.3.1.2".to_owned(),
        to: vec!["A3.3.1.1".to_owned()],
        is_same: true,
        version: first.id.clone(),
        location: None,
    };
    let head = Head {
        key: "pci-dss".to_owned(),
        name: "PCI DSS".to_owned(),
        publisher: Some("PCI Security Standards Council".to_owned()),
        version: current.id.clone(),
        versions: vec![old, first, current],
        renumbered: moved.into_iter().chain([corrected]).collect(),
        notation: Notation {
            aliases: words(&["PCI Data Security Standard", "Payment Card Industry Data Security Standard"]),
            // Requirement in German, French, Spanish, Portuguese, Italian, Dutch and Japanese.
            words: words(&[
                "Anforderung",
                "Anforderungen",
                "Exigence",
                "Requisito",
                "Requisiti",
                "Vereiste",
                "Vereisten",
                "要件",
            ]),
            ..Notation::default()
        },
    };
    let mut outlines = outline(entries(PCI_DSS));
    mark(&mut outlines, 0);
    with_built_in(Framework::new(head, Origin::BuiltIn, outlines), APPLICABILITY)
}

/// Marks what is assessed, everything below a principal requirement and its sections, whatever is below it in turn; what is
/// superseded, and what was best practice at first.
fn mark(outlines: &mut [Outline], depth: usize) {
    for outline in outlines {
        outline.is_assessed = Some(depth > 1);
        let superseded = SUPERSEDED.iter().find(|(id, _)| *id == outline.id);
        outline.superseded = superseded.map(|(_, by)| Superseded { on: date(2025, 3, 31), by: vec![(*by).to_owned()] });
        let is_future_dated = outline.tags.iter().any(|tag| tag == "future-dated");
        outline.effective = is_future_dated.then_some(date(2025, 3, 31));
        mark(&mut outline.children, depth + 1);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::civil::date;

    use super::pci_dss;
    use crate::applies::Choice;
    use crate::framework::{Applicability, Lookup};
    use crate::source::{Span, Spanned};

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
        assert_eq!(framework.assessed().count(), 280);
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

    #[test]
    fn three_requirements_are_superseded_since_31_march_2025() {
        let framework = pci_dss();
        let best_practice = framework.requirements().filter(|(_, requirement)| requirement.effective.is_some()).count();
        assert_eq!(framework.assessed_in_force(date(2025, 3, 30)).count(), 280 - best_practice);
        assert_eq!(framework.assessed_in_force(date(2025, 3, 31)).count(), 277);
        let superseded = framework.requirements().filter(|(_, requirement)| requirement.superseded.is_some());
        let ids: Vec<&str> = superseded.map(|(_, requirement)| requirement.id.as_str()).collect();
        assert_eq!(ids, ["6.4.1", "8.3.10", "10.7.1"]);
        let by = framework.requirements().filter_map(|(_, requirement)| requirement.superseded.as_ref());
        assert!(by.flat_map(|since| &since.by).all(|id| framework.find(id).is_some()));
    }

    #[test]
    fn fifty_one_requirements_were_best_practice_until_31_march_2025() {
        let framework = pci_dss();
        let tagged = |tag: &str| -> Vec<&str> {
            let all = framework.requirements().map(|(_, requirement)| requirement);
            all.filter(|it| it.tags.iter().any(|its| its == tag)).map(|it| it.id.as_str()).collect()
        };
        let part = ["3.2.1", "3.3.3", "3.6.1.1", "4.2.1", "10.7.3", "12.10.5", "A3.3.1"];
        assert_eq!(tagged("future-dated-part"), part);
        assert_eq!(tagged("future-dated").len() + part.len(), 51);
        assert_eq!(tagged("issuers"), ["3.3.3"]);
        let tenants = ["11.4.7", "A1.1.1", "A1.1.2", "A1.1.3", "A1.1.4", "A1.2.1", "A1.2.2", "A1.2.3"];
        assert_eq!(tagged("multi-tenant"), tenants);
        assert_eq!(tagged("early-tls").len(), 3);
        assert_eq!(tagged("customized-approach"), ["12.3.2"]);
    }

    /// How many assessed requirements apply to those who made these choices, a dimension and a value each.
    fn applying(choices: &[(&str, &str)]) -> usize {
        let framework = pci_dss();
        let written = |text: &str| Spanned::new(text.to_owned(), Span::default());
        let choice = |(dimension, value): &(&str, &str)| {
            assert!(framework.dimension(dimension).is_some_and(|known| known.value(value).is_some()), "{dimension}");
            Choice { dimension: written(dimension), values: vec![written(value)] }
        };
        let choices: Vec<Choice> = choices.iter().map(choice).collect();
        Applicability::new(&framework, &choices, date(2026, 1, 1)).assessed(&framework).count()
    }

    #[test]
    fn what_applies_depends_on_who_one_is() {
        assert_eq!(applying(&[]), 280);
        // 18 are for service providers, 8 for those of them with many tenants, one for both.
        assert_eq!(applying(&[("entity", "merchant")]), 280 - 25);
        assert_eq!(applying(&[("entity", "service-provider")]), 280);
        assert_eq!(applying(&[("entity", "service-provider"), ("multi_tenant", "false")]), 280 - 8);
        assert_eq!(applying(&[("issuer", "false")]), 279);
        assert_eq!(applying(&[("designated_entity", "false")]), 280 - 20);
        assert_eq!(applying(&[("early_tls", "false")]), 280 - 3);
        assert_eq!(applying(&[("customized_approach", "false")]), 279);
    }

    #[test]
    fn every_dimension_names_requirements_but_that_of_questionnaires() {
        let framework = pci_dss();
        assert_eq!(framework.dimensions().len(), 7);
        for dimension in framework.dimensions().iter().filter(|dimension| dimension.key != "saq") {
            let lists = dimension.values.iter().flat_map(|value| [Some(&value.only), value.all.as_ref()]).flatten();
            assert!(lists.into_iter().any(|list| !list.is_empty()), "{}", dimension.key);
        }
    }

    #[test]
    fn version_3_2_1_has_its_own_ids_and_each_went_somewhere_or_nowhere() {
        let framework = pci_dss();
        let version = framework.version("3.2.1").expect("a known version");
        let ids: BTreeSet<&str> = version.ids.iter().map(String::as_str).collect();
        assert_eq!((ids.len(), version.ids.len(), version.titles.len()), (298, 298, 298));
        assert!(version.titles.iter().all(|title| (1..=8).contains(&title.split(' ').count()) && !title.is_empty()));
        let some = "1 12 8.3.1 8.3.2 10.8.1 10.9 11.3.4.1 12.4.1 12.11 12.11.1 A1.1 A1.4 A2.1 A2.3 A3.3 A3.5.1";
        assert_eq!(some.split(' ').filter(|id| !ids.contains(id)).count(), 0);
        assert!(!ids.contains("A.1.1") && !ids.contains("13"));
        let went = |id: &str| framework.successors("3.2.1", id).map(|to| to.join(" "));
        let check = |id: &str, expected: &str| assert_eq!(went(id).as_deref(), Some(expected), "{id}");
        check("6.6", "6.4.2");
        check("8.2.3", "8.3.6");
        check("11.2", "11.3");
        check("1.1.6", "1.2.5 1.2.6");
        check("1.1.4", "");
        for id in ids {
            let successors = framework.successors("3.2.1", id).expect("a line for every id");
            assert!(successors.iter().all(|to| framework.find(to).is_some()), "{id} went to {successors:?}");
            let unknown = framework.requirements().all(|(_, it)| it.id != id);
            assert!(unknown || !successors.is_empty(), "{id}: both versions have the number");
        }
    }
}
