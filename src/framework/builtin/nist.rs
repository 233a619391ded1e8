//! NIST's Cybersecurity Framework and SP 800-171.

use jiff::civil::date;

use super::list::{Older, entries, older, outline, words};
use crate::framework::model::{Head, Notation, Origin, Version};
use crate::framework::tree::Framework;

const CSF: &str = include_str!("nist-csf.txt");
const CSF_1_1: &str = include_str!("nist-csf-1.1.txt");
const SP_800_171: &str = include_str!("nist-800-171.txt");
const SP_800_171_R2: &str = include_str!("nist-800-171-r2.txt");

const PUBLISHER: &str = "National Institute of Standards and Technology";

/// The Cybersecurity Framework 2.0, with the identifiers of 1.1.
pub(super) fn csf() -> Framework {
    let Older { ids, titles, unassessed, moved } = older(CSF_1_1, "1.1");
    let old = Version {
        id: "1.1".to_owned(),
        published: Some(date(2018, 4, 16)),
        retired: Some(date(2024, 2, 26)),
        ids,
        titles,
        unassessed,
    };
    let current = Version { id: "2.0".to_owned(), published: Some(date(2024, 2, 26)), ..Version::default() };
    let head = Head {
        key: "nist-csf".to_owned(),
        name: "NIST CSF".to_owned(),
        publisher: Some(PUBLISHER.to_owned()),
        version: current.id.clone(),
        versions: vec![old, current],
        notation: Notation {
            aliases: words(&["CSF", "Cybersecurity Framework", "NIST Cybersecurity Framework"]),
            words: words(&["Category", "Control", "Outcome", "Subcategory"]),
            ..Notation::default()
        },
        renumbered: moved,
    };
    Framework::new(head, Origin::BuiltIn, outline(entries(CSF)))
}

/// SP 800-171 Revision 3, with the identifiers of Revision 2.
///
/// Revision 2 is not retired: contracts of the Department of Defense, and CMMC, still require it.
pub(super) fn sp_800_171() -> Framework {
    let Older { ids, titles, unassessed, moved } = older(SP_800_171_R2, "r2");
    let old =
        Version { id: "r2".to_owned(), published: Some(date(2020, 2, 21)), retired: None, ids, titles, unassessed };
    let current = Version { id: "r3".to_owned(), published: Some(date(2024, 5, 14)), ..Version::default() };
    let head = Head {
        key: "nist-800-171".to_owned(),
        name: "NIST SP 800-171".to_owned(),
        publisher: Some(PUBLISHER.to_owned()),
        version: current.id.clone(),
        versions: vec![old, current],
        notation: Notation {
            aliases: words(&["800-171", "NIST 800-171", "SP 800-171", "NIST Special Publication 800-171"]),
            words: words(&["Control", "Practice"]),
            ..Notation::default()
        },
        renumbered: moved,
    };
    Framework::new(head, Origin::BuiltIn, outline(entries(SP_800_171)))
}

#[cfg(test)]
mod tests {
    use super::super::list::depths;
    use super::{csf, sp_800_171};
    use crate::framework::{Framework, Lookup};

    fn withdrawn(framework: &Framework) -> usize {
        framework.requirements().filter(|(_, requirement)| requirement.withdrawn.is_some()).count()
    }

    #[test]
    fn csf_has_six_functions_22_categories_and_106_subcategories() {
        let framework = csf();
        assert_eq!(depths(&framework), [6, 22, 106]);
        assert_eq!(framework.assessed().count(), 106);
        assert_eq!(withdrawn(&framework), 12 + 79);
        assert_eq!(framework.version("1.1").map(|version| version.ids.len()), Some(5 + 23 + 108));
    }

    #[test]
    fn sp_800_171_has_97_requirements_33_withdrawn_ones_and_the_110_of_revision_2() {
        let framework = sp_800_171();
        assert_eq!(depths(&framework), [17, 97]);
        assert_eq!((framework.assessed().count(), withdrawn(&framework)), (97, 33));
        assert_eq!(framework.version("r2").map(|version| version.ids.len()), Some(14 + 110));
        assert!(framework.version("r3").is_some_and(|version| version.published.is_some()));
    }

    #[test]
    fn ids_of_each_version_are_its_own() {
        let (csf, sp_800_171) = (csf(), sp_800_171());
        assert_eq!(csf.look_up("PR.AC-1", None), Lookup::OtherVersion(vec!["1.1"]));
        assert!(matches!(csf.look_up("PR.AC-01", None), Lookup::Withdrawn(_)));
        assert!(matches!(csf.look_up("PR.AA-01", None), Lookup::Found(_)));
        assert_eq!(sp_800_171.look_up("3.1.1", None), Lookup::OtherVersion(vec!["r2"]));
        assert!(matches!(sp_800_171.look_up("03.01.01", None), Lookup::Found(_)));
        assert!(matches!(sp_800_171.look_up("03.01.13", None), Lookup::Withdrawn(_)));
    }

    /// `PR.AC-01` of the current list is `PR.AC-1` of 1.1.
    #[test]
    fn a_withdrawn_requirement_went_where_the_list_of_the_older_version_says() {
        let pad = |id: &str| {
            let digits = |part: &str| if part.len() == 1 { format!("0{part}") } else { part.to_owned() };
            id.split('.').map(digits).collect::<Vec<_>>().join(".")
        };
        for (framework, version) in [(csf(), "1.1"), (sp_800_171(), "r2")] {
            let check = |(index, id): (usize, &String)| {
                let now = match id.split_once('-') {
                    Some((category, number)) => format!("{category}-{}", pad(number)),
                    None if version == "r2" => pad(id),
                    None => id.clone(),
                };
                let requirement = framework.requirement(framework.find(&now).unwrap());
                let went = requirement.withdrawn.clone().unwrap_or_else(|| vec![now]);
                assert_eq!(framework.renumbered[index].to, went, "{id}");
            };
            framework.version(version).unwrap().ids.iter().enumerate().for_each(check);
        }
    }
}
