//! Which row of a matrix applies to which requirement: the most specific one.
//!
//! A row names requirements by id or by pattern. An id covers everything below it. Of two rows the one that covers the
//! smaller part of the framework applies; an id takes precedence over a pattern for the same part.

use crate::framework::{Framework, RequirementIdx};

/// How a row names requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// One requirement with all that is below it.
    Id(RequirementIdx),
    /// Every leaf whose id matches; `*` stands for any number of characters.
    Glob(String),
}

/// A row that covers a part of the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// The row.
    pub(super) row: usize,
    /// The part.
    pub(super) pattern: Pattern,
}

/// The cover of every leaf, by its index, and the faults of covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Resolution {
    /// Every leaf in order, with the cover that applies to it.
    pub(super) leaves: Vec<(RequirementIdx, Option<usize>)>,
    /// Pairs of covers of different rows that are equally specific, with the leaves that both cover.
    pub(super) rivals: Vec<(usize, usize, Vec<RequirementIdx>)>,
    /// Patterns that no leaf matches.
    pub(super) unmatched: Vec<usize>,
}

/// How specific a cover is: the depth of what it covers, whether by id, how much of a pattern is literal.
type Weight = (Option<usize>, bool, usize);

/// The best cover of a leaf so far.
#[derive(Clone, Copy, Default)]
struct Best {
    cover: Option<(Weight, usize)>,
    rival: Option<usize>,
}

/// The cover of every leaf of `framework`. Of two that are equally specific, the first applies.
pub(super) fn resolve(framework: &Framework, covers: &[Cover]) -> Resolution {
    let leaves: Vec<RequirementIdx> = framework.leaves().map(|(idx, _)| idx).collect();
    let leaves = Leaves::new(framework, leaves);
    let mut best = vec![Best::default(); leaves.requirements.len()];
    let mut unmatched = Vec::new();
    for (index, cover) in covers.iter().enumerate() {
        let (covered, weight) = leaves.covered(&cover.pattern);
        if covered.is_empty() && matches!(cover.pattern, Pattern::Glob(_)) {
            unmatched.push(index);
        }
        for leaf in covered {
            let best = &mut best[leaf];
            match best.cover {
                Some((other, _)) if other > weight => {}
                Some((other, first)) if other == weight => {
                    if covers[first].row != cover.row && best.rival.is_none() {
                        best.rival = Some(index);
                    }
                }
                Some(_) | None => *best = Best { cover: Some((weight, index)), rival: None },
            }
        }
    }
    Resolution { rivals: rivals(&leaves.requirements, &best), leaves: chosen(leaves.requirements, &best), unmatched }
}

fn chosen(leaves: Vec<RequirementIdx>, best: &[Best]) -> Vec<(RequirementIdx, Option<usize>)> {
    leaves.into_iter().zip(best).map(|(leaf, best)| (leaf, best.cover.map(|(_, index)| index))).collect()
}

fn rivals(leaves: &[RequirementIdx], best: &[Best]) -> Vec<(usize, usize, Vec<RequirementIdx>)> {
    let pairs = leaves.iter().zip(best);
    let mut pairs: Vec<(usize, usize, RequirementIdx)> =
        pairs.filter_map(|(leaf, best)| Some((best.cover?.1, best.rival?, *leaf))).collect();
    pairs.sort_unstable();
    let groups = pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    groups.map(|group| (group[0].0, group[0].1, group.iter().map(|(.., leaf)| *leaf).collect())).collect()
}

/// The requirements that rows are resolved for.
struct Leaves<'a> {
    framework: &'a Framework,
    /// In order.
    requirements: Vec<RequirementIdx>,
    /// Indexes into `requirements`, in order of the ids.
    by_id: Vec<usize>,
}

impl<'a> Leaves<'a> {
    fn new(framework: &'a Framework, requirements: Vec<RequirementIdx>) -> Self {
        let mut by_id: Vec<usize> = (0..requirements.len()).collect();
        by_id.sort_by_key(|index| &framework.requirement(requirements[*index]).id);
        Self { framework, requirements, by_id }
    }

    /// The indexes of the leaves that a pattern covers, in order, and its weight.
    fn covered(&self, pattern: &Pattern) -> (Vec<usize>, Weight) {
        let Self { framework, requirements: leaves, .. } = self;
        match pattern {
            Pattern::Id(idx) => {
                let last = framework.last_below(*idx);
                let first = leaves.partition_point(|leaf| leaf < idx);
                let end = leaves.partition_point(|leaf| *leaf <= last);
                ((first..end).collect(), (Some(framework.requirement(*idx).depth), true, 0))
            }
            Pattern::Glob(glob) => {
                let covered = self.matching(glob);
                let around = match (covered.first(), covered.last()) {
                    (Some(first), Some(last)) => common_depth(framework, leaves[*first], leaves[*last]),
                    _ => None,
                };
                let literal = glob.chars().filter(|letter| *letter != '*').count();
                (covered, (around, false, literal))
            }
        }
    }

    /// The indexes of the leaves whose ids match a glob, in order. Only ids with its literal beginning are compared.
    fn matching(&self, glob: &str) -> Vec<usize> {
        let start = glob.split('*').next().unwrap_or_default();
        let id = |index: &usize| self.framework.requirement(self.requirements[*index]).id.as_str();
        let first = self.by_id.partition_point(|index| id(index) < start);
        let alike = self.by_id[first..].iter().take_while(|index| id(index).starts_with(start));
        let mut matching: Vec<usize> = alike.filter(|index| matches(glob, id(index))).copied().collect();
        matching.sort_unstable();
        matching
    }
}

/// The depth of the deepest requirement that both belong to.
fn common_depth(framework: &Framework, a: RequirementIdx, b: RequirementIdx) -> Option<usize> {
    let line = |idx: RequirementIdx| std::iter::successors(Some(idx), |idx| framework.requirement(*idx).parent);
    let of_b: Vec<RequirementIdx> = line(b).collect();
    line(a).find(|idx| of_b.contains(idx)).map(|idx| framework.requirement(idx).depth)
}

/// Whether `id` matches `glob`.
fn matches(glob: &str, id: &str) -> bool {
    let Some((start, rest)) = glob.split_once('*') else { return glob == id };
    let Some(mut id) = id.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = id.find(part) else { return false };
        id = &id[at + part.len()..];
    }
    id.ends_with(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

    use super::{Cover, Pattern, matches, resolve};
    use crate::framework::{Framework, Head, Origin, Outline};

    fn node(id: &str, children: Vec<Outline>) -> Outline {
        Outline { id: id.to_owned(), children, ..Outline::default() }
    }

    fn small() -> Framework {
        let one = node("1", vec![node("1.1", vec![node("1.1.1", vec![]), node("1.1.2", vec![])]), node("1.2", vec![])]);
        let two = node("2", vec![node("2.1", vec![]), node("2.10", vec![])]);
        Framework::new(Head::default(), Origin::BuiltIn, vec![one, two])
    }

    /// What each of `1.1.1 1.1.2 1.2 2.1 2.10` gets from rows of one pattern each.
    fn check(rows: &[&str], expected: &str, rivals: usize) {
        let framework = small();
        let pattern = |written: &str| match framework.find(written) {
            Some(idx) => Pattern::Id(idx),
            None => Pattern::Glob(written.to_owned()),
        };
        let covers: Vec<Cover> =
            rows.iter().enumerate().map(|(row, written)| Cover { row, pattern: pattern(written) }).collect();
        let resolution = resolve(&framework, &covers);
        let rows: Vec<String> = resolution
            .leaves
            .iter()
            .map(|(_, cover)| cover.map_or("-".to_owned(), |cover| covers[cover].row.to_string()))
            .collect();
        assert_eq!(rows.join(" "), expected, "{covers:?}");
        assert_eq!(resolution.rivals.len(), rivals, "{:?}", resolution.rivals);
    }

    #[test]
    fn the_most_specific_row_counts_in_any_order() {
        check(&["1", "1.1", "1.1.1"], "2 1 0 - -", 0);
        check(&["1.1.1", "1.1", "1"], "0 1 2 - -", 0);
        check(&["1.*", "1.1.*", "1.1.2"], "1 2 0 - -", 0);
        check(&["*", "2"], "0 0 0 1 1", 0);
        check(&["1", "1.1.*"], "1 1 0 - -", 0);
        check(&["1.*", "1"], "1 1 1 - -", 0);
        check(&["2.1", "2.1*"], "- - - 0 1", 0);
        check(&["2.1*", "2.*"], "- - - 0 0", 0);
    }

    #[test]
    fn two_equally_specific_rows_are_rivals_and_the_first_counts() {
        check(&["1.1", "1.1"], "0 0 - - -", 1);
        check(&["2.*", "2.*", "2.*"], "- - - 0 0", 1);
        check(&["1.1", "1.1", "1.1.1", "1.1.2"], "2 3 - - -", 0);
    }

    #[test]
    fn a_pattern_that_nothing_matches_is_reported() {
        let framework = small();
        let covers = [Cover { row: 0, pattern: Pattern::Glob("3.*".to_owned()) }];
        assert_eq!(resolve(&framework, &covers).unmatched, [0]);
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (glob, id, expected) in [
            ("6.2.*", "6.2.1", true),
            ("6.2.*", "6.2", false),
            ("6.2*", "6.20", true),
            ("*", "", true),
            ("*.1", "6.1.1", true),
            ("AC-*(*)", "AC-2(1)", true),
            ("AC-*(*)", "AC-2", false),
            ("1*1", "1", false),
            ("a", "a", true),
        ] {
            assert_eq!(matches(glob, id), expected, "{glob} {id}");
        }
    }

    proptest! {
        #[test]
        fn every_leaf_has_one_cover_that_matches_it(
            rows in prop::collection::vec((any::<bool>(), "[12*]{1}[.12*0]{0,5}"), 0..12)
        ) {
            let framework = small();
            let all: Vec<_> = framework.requirements().map(|(idx, _)| idx).collect();
            let covers: Vec<Cover> = rows
                .iter()
                .enumerate()
                .map(|(row, (by_id, glob))| Cover {
                    row,
                    pattern: match by_id {
                        true => Pattern::Id(all[glob.len() % all.len()]),
                        false => Pattern::Glob(glob.clone()),
                    },
                })
                .collect();
            let resolution = resolve(&framework, &covers);
            let covered: Vec<_> = resolution.leaves.iter().map(|(leaf, _)| *leaf).collect();
            let leaves: Vec<_> = framework.leaves().map(|(leaf, _)| leaf).collect();
            prop_assert_eq!(covered, leaves);
            for (leaf, cover) in &resolution.leaves {
                let fits = |cover: &Cover| match &cover.pattern {
                    Pattern::Id(idx) => idx == leaf || framework.below(*idx).any(|(below, _)| below == *leaf),
                    Pattern::Glob(glob) => matches(glob, &framework.requirement(*leaf).id),
                };
                match cover {
                    Some(cover) => prop_assert!(fits(&covers[*cover])),
                    None => prop_assert!(!covers.iter().any(fits)),
                }
            }
        }
    }
}
