//! Which requirements may be meant by an unknown id.

use super::model::RequirementIdx;
use super::spelling::{self, MAX_COMPARED_LEN, unpadded};
use super::tree::Framework;

/// How many are suggested at most.
const MAX_SUGGESTIONS: usize = 3;
/// So many ids with the same digits are compared; real frameworks have a few.
const MAX_DIVISIONS: usize = 1000;

/// The one requirement whose id is equal but for punctuation, case and leading zeros; else up to three with similar
/// ids.
pub(super) fn suggest(framework: &Framework, written: &str) -> Vec<RequirementIdx> {
    if written.is_empty() || written.len() > MAX_COMPARED_LEN {
        return Vec::new();
    }
    equal_but_for_punctuation(framework, written).map_or_else(|| similar(framework, written), |idx| vec![idx])
}

/// The requirement whose id has the same letters and digits in order. Of several, the one that begins alike.
fn equal_but_for_punctuation(framework: &Framework, written: &str) -> Option<RequirementIdx> {
    let spellings = framework.spellings();
    let alike = |idx: RequirementIdx| {
        let id = framework.requirement(idx).id.bytes();
        id.zip(written.bytes()).take_while(|(a, b)| a == b).count()
    };
    let divided = || {
        let equal = spellings.same_letters(written).iter().take(MAX_DIVISIONS);
        equal.max_by_key(|idx| (alike(**idx), std::cmp::Reverse(**idx))).copied()
    };
    spellings.same_parts(written).or_else(divided)
}

/// Requirements whose ids differ in one number: siblings first, by the distance of their numbers.
fn similar(framework: &Framework, written: &str) -> Vec<RequirementIdx> {
    let parts: Vec<&str> = spelling::parts(written).collect();
    let allowed = (written.chars().count() / 3).clamp(1, 2);
    let alike = framework.spellings().alike(written, allowed);
    let candidates = alike.into_iter().filter_map(|idx| {
        let requirement = framework.requirement(idx);
        let id = requirement.id.as_str();
        if requirement.withdrawn.is_some() || id.len().abs_diff(written.len()) > allowed * 4 {
            return None;
        }
        let difference = difference(&parts, id);
        let is_sibling = difference.is_some_and(|difference| difference.is_late);
        let distance = strsim::osa_distance(written, id);
        let key = (!is_sibling, distance, difference.map_or(u64::MAX, |difference| difference.apart), idx);
        (is_sibling || distance <= allowed).then_some(key)
    });
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_unstable();
    // Where there are siblings, the others are unlikely.
    let has_siblings = candidates.first().is_some_and(|(is_other, ..)| !is_other);
    let kept = candidates.into_iter().filter(|(is_other, ..)| !(has_siblings && *is_other));
    kept.take(MAX_SUGGESTIONS).map(|(.., idx)| idx).collect()
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
    for part in spelling::parts(id) {
        let own = parts.get(count)?;
        if !unpadded(own).eq_ignore_ascii_case(unpadded(part)) {
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

#[cfg(test)]
mod tests {
    use super::suggest;
    use crate::framework::builtin::pci_dss;
    use crate::framework::{Framework, Head, Origin, Outline};

    fn check(framework: &Framework, written: &str, expected: &[&str]) {
        let found: Vec<&str> =
            suggest(framework, written).into_iter().map(|idx| framework.requirement(idx).id.as_str()).collect();
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn similar_numbers_are_suggested() {
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
    fn similar_controls_are_suggested() {
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
