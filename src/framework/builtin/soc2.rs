//! The Trust Services Criteria, by which SOC 2 reports are made.

use super::list::{entries, outline, words};
use crate::framework::model::{Head, Notation, Origin, Version};
use crate::framework::tree::Framework;

const CRITERIA: &str = include_str!("soc2.txt");

/// The criteria of 2017. The revision of 2022 changed points of focus, which have no ids.
pub(super) fn soc2() -> Framework {
    let current = Version { id: "2017".to_owned(), ..Version::default() };
    let head = Head {
        key: "soc2".to_owned(),
        name: "SOC 2".to_owned(),
        publisher: Some("American Institute of Certified Public Accountants".to_owned()),
        version: current.id.clone(),
        versions: vec![current],
        notation: Notation {
            aliases: words(&["AICPA TSC", "SOC2", "Trust Services Criteria"]),
            words: words(&["Control", "Criteria", "Criterion"]),
            ..Notation::default()
        },
        ..Head::default()
    };
    Framework::new(head, Origin::BuiltIn, outline(entries(CRITERIA)))
}

#[cfg(test)]
mod tests {
    use super::super::list::depths;
    use super::soc2;

    #[test]
    fn there_are_61_criteria() {
        let framework = soc2();
        assert_eq!(depths(&framework), [9 + 3 + 8, 61]);
        for (series, expected) in [("CC", 33), ("A", 3), ("C", 2), ("PI", 5), ("P", 18)] {
            let letters = |id: &str| id.trim_end_matches(|letter: char| !letter.is_ascii_alphabetic()) == series;
            assert_eq!(framework.assessed().filter(|(_, its)| letters(&its.id)).count(), expected, "{series}");
        }
    }
}
