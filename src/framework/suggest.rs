//! Which requirements somebody may have meant by an id that is none.

use super::{Framework, RequirementIdx};

/// How many are suggested at most.
const MAX_COUNT: usize = 3;
/// Longer ids are not compared letter by letter.
pub(super) const MAX_LEN: usize = 64;
/// Of ids with the same digits so many are compared: no framework of people has more than a few.
const MAX_DIVISIONS: usize = 1000;

/// The one id that is equal but for punctuation, case and leading zeros; else up to three that are near.
pub(super) fn near(framework: &Framework, written: &str) -> Vec<RequirementIdx> {
    if written.is_empty() || written.len() > MAX_LEN {
        return Vec::new();
    }
    equal_but_for_signs(framework, written).map_or_else(|| close(framework, written), |rank| vec![rank])
}

/// Digits may be divided otherwise than they should be; among several, the one that begins alike is meant.
fn equal_but_for_signs(framework: &Framework, written: &str) -> Option<RequirementIdx> {
    let spellings = framework.spellings();
    let alike = |rank: RequirementIdx| {
        let id = framework.requirement(rank).id.bytes();
        id.zip(written.bytes()).take_while(|(a, b)| a == b).count()
    };
    let divided = || {
        let equal = spellings.same_letters(written).iter().take(MAX_DIVISIONS);
        equal.max_by_key(|rank| (alike(**rank), std::cmp::Reverse(**rank))).copied()
    };
    spellings.same_parts(written).or_else(divided)
}

/// Those that differ in one place: brothers and sisters first, by how far their numbers are apart.
fn close(framework: &Framework, written: &str) -> Vec<RequirementIdx> {
    let parts: Vec<&str> = parts(written).collect();
    let allowed = (written.chars().count() / 3).clamp(1, 2);
    let alike = framework.spellings().alike(written, allowed);
    let candidates = alike.into_iter().filter_map(|rank| {
        let requirement = framework.requirement(rank);
        let id = requirement.id.as_str();
        if requirement.withdrawn.is_some() || id.len().abs_diff(written.len()) > allowed * 4 {
            return None;
        }
        let difference = difference(&parts, id);
        let is_sibling = difference.is_some_and(|difference| difference.is_late);
        let distance = strsim::osa_distance(written, id);
        let key = (!is_sibling, distance, difference.map_or(u64::MAX, |difference| difference.apart), rank);
        (is_sibling || distance <= allowed).then_some(key)
    });
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_unstable();
    // Where some are brothers and sisters, others are noise.
    let has_siblings = candidates.first().is_some_and(|(is_stranger, ..)| !is_stranger);
    let kept = candidates.into_iter().filter(|(is_stranger, ..)| !(has_siblings && *is_stranger));
    kept.take(MAX_COUNT).map(|(.., rank)| rank).collect()
}

/// How two ids with as many parts differ.
#[derive(Debug, Clone, Copy)]
struct Difference {
    /// Whether it is not in the part that comes first.
    is_late: bool,
    /// How far the numbers are apart.
    apart: u64,
}

/// How `id` differs, where it does so in one number alone.
fn difference(parts: &[&str], id: &str) -> Option<Difference> {
    let mut found = None;
    let mut count = 0;
    for part in self::parts(id) {
        let own = parts.get(count)?;
        if !bare(own).eq_ignore_ascii_case(bare(part)) {
            let (one, other) = (own.parse::<u64>().ok()?, part.parse::<u64>().ok()?);
            let difference = Difference { is_late: count > 0, apart: one.abs_diff(other) };
            if found.replace(difference).is_some() {
                return None;
            }
        }
        count += 1;
    }
    found.filter(|_| count == parts.len())
}

/// The runs of digits and the runs of letters.
pub(super) fn parts(id: &str) -> impl Iterator<Item = &str> {
    let mut rest = id;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let first = rest.chars().next()?;
        let is_other = |sign: char| !sign.is_alphanumeric() || sign.is_ascii_digit() != first.is_ascii_digit();
        let (part, after) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

/// A part without the zeros that only fill it up.
pub(super) fn bare(part: &str) -> &str {
    match part.trim_start_matches('0') {
        "" => part,
        bare => bare,
    }
}

pub(super) fn letters(id: &str) -> impl Iterator<Item = char> {
    id.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::near;
    use crate::framework::builtin::pci_dss;
    use crate::framework::{Framework, Head, Origin, Outline};

    fn check(framework: &Framework, written: &str, expected: &[&str]) {
        let found: Vec<&str> =
            near(framework, written).into_iter().map(|rank| framework.requirement(rank).id.as_str()).collect();
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn numbers_that_are_near_are_suggested() {
        let framework = pci_dss();
        for (written, expected) in [
            ("11.3.11", &["11.3.1.1"] as &[&str]),
            ("11..3", &["11.3"]),
            ("11.3.", &["11.3"]),
            ("11.3.1-1", &["11.3.1.1"]),
            ("1231", &["12.3.1"]),
            ("a3.3.1", &["A3.3.1"]),
            ("12.01.02", &["12.1.2"]),
            ("6.7.1", &["6.5.1", "6.4.1", "6.3.1"]),
            ("6.3.9", &["6.3.3", "6.3.2", "6.3.1"]),
            ("99.99.99", &[]),
            ("zebra", &[]),
            ("", &[]),
        ] {
            check(&framework, written, expected);
        }
    }

    #[test]
    fn controls_that_are_near_are_suggested() {
        let node = |id: &str| Outline { id: id.to_owned(), ..Outline::default() };
        let ids = ["AC-1", "AC-2", "AC-2(1)", "AC-2(2)", "AC-20", "AT-2", "IA-2(1)"];
        let framework = Framework::new(Head::default(), Origin::BuiltIn, ids.map(node).to_vec());
        for (written, expected) in [
            ("AC2(1)", &["AC-2(1)"] as &[&str]),
            ("AC-02(01)", &["AC-2(1)"]),
            ("ac-2", &["AC-2"]),
            ("AC-2.1", &["AC-2(1)"]),
            ("AC-2(9)", &["AC-2(2)", "AC-2(1)"]),
            ("AC-3", &["AC-2", "AC-1", "AC-20"]),
        ] {
            check(&framework, written, expected);
        }
    }
}
