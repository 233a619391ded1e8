//! ISO/IEC 27001.

use jiff::civil::date;

use super::list::{Older, entries, older, outline, words};
use crate::framework::model::{Head, Notation, Origin, Version};
use crate::framework::tree::Framework;

const ISO_27001: &str = include_str!("iso-27001.txt");
const ISO_27001_2013: &str = include_str!("iso-27001-2013.txt");

/// ISO/IEC 27001:2022, with the identifiers of 2013.
///
/// A clause has its number as its id, a control of Annex A has `A.` before it; only controls are assessed.
pub(super) fn iso_27001() -> Framework {
    let Older { ids, titles, unassessed, moved } = older(ISO_27001_2013, "2013");
    let old = Version {
        id: "2013".to_owned(),
        published: Some(date(2013, 10, 1)),
        // Certificates of this edition ended on that day.
        retired: Some(date(2025, 10, 31)),
        ids,
        titles,
        unassessed,
    };
    let current = Version { id: "2022".to_owned(), published: Some(date(2022, 10, 25)), ..Version::default() };
    let head = Head {
        key: "iso-27001".to_owned(),
        name: "ISO/IEC 27001".to_owned(),
        publisher: Some("ISO and IEC".to_owned()),
        version: current.id.clone(),
        versions: vec![old, current],
        notation: Notation {
            aliases: words(&["ISO 27001", "ISO27001", "IEC 27001"]),
            words: words(&["Annex", "Annex A", "Clause", "Control"]),
            prefixes: words(&["A.", "Annex A", "Control"]),
            ..Notation::default()
        },
        renumbered: moved,
    };
    Framework::new(head, Origin::BuiltIn, outline(entries(ISO_27001)))
}

#[cfg(test)]
mod tests {
    use super::iso_27001;
    use crate::framework::{Framework, Lookup};

    fn assessed(framework: &Framework, theme: &str) -> usize {
        framework.assessed().filter(|(_, requirement)| requirement.id.starts_with(theme)).count()
    }

    #[test]
    fn annex_a_has_93_controls_and_clauses_are_not_assessed() {
        let framework = iso_27001();
        assert_eq!(framework.assessed().count(), 93);
        assert_eq!(["A.5.", "A.6.", "A.7.", "A.8."].map(|theme| assessed(&framework, theme)), [37, 8, 14, 34]);
        let clauses: Vec<&str> = framework.requirements().map(|(_, its)| its.id.as_str()).take(41).collect();
        assert_eq!((clauses.first(), clauses.last()), (Some(&"4"), Some(&"10.2")));
        for id in ["4.1", "5.1", "7.5", "9.3.3", "10.2"] {
            let idx = framework.find(id).unwrap();
            assert!(!framework.is_assessed(idx) && clauses.contains(&id), "{id}");
        }
    }

    #[test]
    fn the_edition_of_2013_has_114_controls_with_numbers_of_their_own() {
        let framework = iso_27001();
        let ids = &framework.version("2013").unwrap().ids;
        let controls = ids.iter().filter(|id| id.starts_with("A.") && id.matches('.').count() == 3);
        assert_eq!(controls.count(), 114);
        assert_eq!(framework.look_up("A.9.2.1", None), Lookup::OtherVersion(vec!["2013"]));
        assert_eq!(framework.look_up("9.2.1", None), Lookup::Found(framework.find("9.2.1").unwrap()));
        assert_ne!(framework.find("5.1"), framework.find("A.5.1"));
        // Clause 7.5.2 is no control.
        assert!(matches!(framework.look_up("A.7.5.2", None), Lookup::Unknown(_)));
    }
}
