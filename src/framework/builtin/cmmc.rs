//! CMMC 2.0.

use jiff::civil::date;

use super::dimensions::with_built_in;
use super::list::{entries, outline, words};
use crate::framework::model::{Head, Notation, Origin, Renumbering, Version};
use crate::framework::tree::Framework;

const CMMC: &str = include_str!("cmmc.txt");
const APPLICABILITY: &str = include_str!("cmmc-applicability.yaml");

/// The ids that the model of 2021 gave to what level 1 requires, and those of the rule of 2024.
///
/// Sources: CMMC Model Overview 2.0 and 2.13, <https://dodcio.defense.gov/CMMC/Resources-Documentation/>, and CISO
/// Assistant, "CMMC version 2.0", <https://github.com/intuitem/ciso-assistant-community>.
const OF_LEVEL_1: [(&str, &str); 17] = [
    ("AC.L1-3.1.1", "AC.L1-b.1.i"),
    ("AC.L1-3.1.2", "AC.L1-b.1.ii"),
    ("AC.L1-3.1.20", "AC.L1-b.1.iii"),
    ("AC.L1-3.1.22", "AC.L1-b.1.iv"),
    ("IA.L1-3.5.1", "IA.L1-b.1.v"),
    ("IA.L1-3.5.2", "IA.L1-b.1.vi"),
    ("MP.L1-3.8.3", "MP.L1-b.1.vii"),
    ("PE.L1-3.10.1", "PE.L1-b.1.viii"),
    ("PE.L1-3.10.3", "PE.L1-b.1.ix"),
    ("PE.L1-3.10.4", "PE.L1-b.1.ix"),
    ("PE.L1-3.10.5", "PE.L1-b.1.ix"),
    ("SC.L1-3.13.1", "SC.L1-b.1.x"),
    ("SC.L1-3.13.5", "SC.L1-b.1.xi"),
    ("SI.L1-3.14.1", "SI.L1-b.1.xii"),
    ("SI.L1-3.14.2", "SI.L1-b.1.xiii"),
    ("SI.L1-3.14.4", "SI.L1-b.1.xiv"),
    ("SI.L1-3.14.5", "SI.L1-b.1.xv"),
];

/// CMMC 2.0: the requirements of its three levels, each with the tag of its level.
///
/// A requirement of SP 800-171 is one of level 2 alone, although level 3 presupposes it; level 1 has requirements of its
/// own, which level 2 states in other words. All 149 count as one whole.
pub(super) fn cmmc() -> Framework {
    let current = Version { id: "2.0".to_owned(), published: Some(date(2024, 10, 15)), ..Version::default() };
    let former = |(from, to): (&str, &str)| Renumbering {
        from: from.to_owned(),
        to: vec![to.to_owned()],
        is_same: true,
        version: current.id.clone(),
        location: None,
    };
    let head = Head {
        key: "cmmc".to_owned(),
        name: "CMMC".to_owned(),
        publisher: Some("United States Department of Defense".to_owned()),
        version: current.id.clone(),
        renumbered: OF_LEVEL_1.into_iter().map(former).collect(),
        versions: vec![current],
        notation: Notation {
            aliases: words(&["Cybersecurity Maturity Model Certification"]),
            words: words(&["Control", "Practice"]),
            ..Notation::default()
        },
    };
    with_built_in(Framework::new(head, Origin::BuiltIn, outline(entries(CMMC))), APPLICABILITY)
}

#[cfg(test)]
mod tests {
    use super::super::list::depths;
    use super::super::nist;
    use super::{OF_LEVEL_1, cmmc};
    use crate::framework::Lookup;

    #[test]
    fn the_levels_have_15_110_and_24_requirements() {
        let framework = cmmc();
        assert_eq!(depths(&framework), [14, 149]);
        for (level, expected) in [("1", 15), ("2", 110), ("3", 24)] {
            let tag = format!("level-{level}");
            let tagged: Vec<&str> = framework
                .assessed()
                .filter(|(_, requirement)| requirement.tags == [tag.clone()])
                .map(|(_, requirement)| requirement.id.as_str())
                .collect();
            assert_eq!(tagged.len(), expected, "{tag}");
            assert!(tagged.iter().all(|id| id[2..].starts_with(&format!(".L{level}-"))), "{tagged:?}");
        }
    }

    #[test]
    fn a_level_has_its_own_requirements_and_level_3_those_of_level_2_too() {
        let framework = cmmc();
        let level = framework.dimension("level").unwrap();
        let counts = level.values.iter().map(|value| value.only.len());
        assert_eq!(counts.collect::<Vec<_>>(), [15, 110, 134]);
    }

    #[test]
    fn level_2_is_revision_2_of_sp_800_171() {
        let (cmmc, sp_800_171) = (cmmc(), nist::sp_800_171());
        let level_2 = cmmc.requirements().filter_map(|(_, requirement)| requirement.id.split_once(".L2-"));
        let level_2: Vec<&str> = level_2.map(|(_, number)| number).collect();
        let revision_2 = &sp_800_171.version("r2").unwrap().ids;
        let known = |number: &&str| revision_2.iter().any(|id| id == number);
        assert_eq!((level_2.len(), level_2.iter().filter(|number| known(number)).count()), (110, 110));
    }

    #[test]
    fn ids_of_the_model_of_2021_are_ids_of_level_1_now() {
        let framework = cmmc();
        for (from, to) in OF_LEVEL_1 {
            let now = framework.find(to).unwrap();
            assert_eq!(framework.look_up(from, None), Lookup::Renumbered(now), "{from}");
        }
    }
}
