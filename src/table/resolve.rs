//! Which row of a matrix applies to which requirement: the most specific one.
//!
//! A row names requirements by id, range, pattern or tag. An id covers everything below it. Of two rows the one that
//! covers the smaller part of the framework applies; for the same part an id takes precedence over a range, that over a
//! pattern, that over a tag.

use crate::framework::{Framework, RequirementIdx, matches_glob};

/// How a row names requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// One requirement with all that is below it.
    Id(RequirementIdx),
    /// All from one requirement to another, with what is below them.
    Range(RequirementIdx, RequirementIdx),
    /// Every requirement whose id matches; `*` stands for any number of characters.
    Glob(String),
    /// Every requirement: those of a tag alone.
    All,
}

/// What a row names at one place, an item of its list: a part of the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// The row.
    pub(super) row: usize,
    /// The part.
    pub(super) pattern: Pattern,
    /// Of it only what has all these tags, or is below something that has them.
    pub(super) tags: Vec<String>,
}

/// The cover of every assessed requirement, by its index, and the faults of covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Resolution {
    /// Every assessed requirement in order, with the cover that applies to it.
    pub(super) chosen: Vec<(RequirementIdx, Option<usize>)>,
    /// Pairs of covers of different rows that are equally specific, with the requirements that both cover.
    pub(super) rivals: Vec<(usize, usize, Vec<RequirementIdx>)>,
    /// Covers of which no requirement is assessed.
    pub(super) empty: Vec<usize>,
    /// Covers that apply to nothing, each with a cover of another row that applies instead.
    pub(super) overridden: Vec<(usize, usize)>,
}

/// How a part is named, the least exact first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Tag,
    Glob,
    Range,
    Id,
}

/// How specific a cover is: the depth of what it covers, how it is named, whether by a tag as well, how much of a
/// pattern is literal.
type Weight = (Option<usize>, Exactness, bool, usize);

/// The best cover of a requirement so far.
#[derive(Clone, Copy, Default)]
struct Best {
    cover: Option<(Weight, usize)>,
    rival: Option<usize>,
}

/// The cover of every assessed requirement of `framework`. Of two that are equally specific, the first applies.
pub(super) fn resolve(framework: &Framework, covers: &[Cover]) -> Resolution {
    let assessed = Assessed::new(framework);
    let mut best = vec![Best::default(); assessed.requirements.len()];
    let mut resolution = Resolution::default();
    for (index, cover) in covers.iter().enumerate() {
        let covered = assessed.covered(cover);
        if covered.is_empty() {
            resolution.empty.push(index);
        }
        for (at, weight) in covered {
            let best = &mut best[at];
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
    add_rivals(&assessed, covers, &best, &mut resolution);
    let chosen = assessed.requirements.iter().zip(&best);
    resolution.chosen = chosen.map(|(idx, best)| (*idx, best.cover.map(|(_, index)| index))).collect();
    resolution
}

/// Adds covers that are equally specific as others, and covers of which nothing is left.
fn add_rivals(assessed: &Assessed<'_>, covers: &[Cover], best: &[Best], resolution: &mut Resolution) {
    let mut pairs: Vec<(usize, usize, RequirementIdx)> = Vec::new();
    let mut is_applied = vec![false; covers.len()];
    for (idx, best) in assessed.requirements.iter().zip(best) {
        if let Some((_, cover)) = best.cover {
            is_applied[cover] = true;
            pairs.extend(best.rival.map(|rival| (cover, rival, *idx)));
        }
    }
    for (_, rival, _) in &pairs {
        is_applied[*rival] = true;
    }
    for (index, cover) in covers.iter().enumerate().filter(|(index, _)| !is_applied[*index]) {
        let covered = assessed.covered(cover);
        let others = || covered.iter().filter_map(|(at, weight)| Some((*at, *weight, best[*at].cover?)));
        // What another item of the same row names more exactly is no fault.
        if others().any(|(.., (_, other))| covers[other].row == cover.row) {
            continue;
        }
        let equals = others().filter(|(_, weight, (applied, _))| weight == applied);
        let before = pairs.len();
        pairs.extend(equals.map(|(at, _, (_, other))| (other, index, assessed.requirements[at])));
        if pairs.len() == before {
            resolution.overridden.extend(others().next().map(|(.., (_, other))| (index, other)));
        }
    }
    pairs.sort_unstable();
    let groups = pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let group = |group: &[(usize, usize, RequirementIdx)]| {
        (group[0].0, group[0].1, group.iter().map(|(.., idx)| *idx).collect())
    };
    resolution.rivals = groups.map(group).collect();
}

/// The requirements that rows are resolved for.
struct Assessed<'a> {
    framework: &'a Framework,
    /// In order.
    requirements: Vec<RequirementIdx>,
    /// Indexes into `requirements`, in order of the ids.
    by_id: Vec<usize>,
}

impl<'a> Assessed<'a> {
    fn new(framework: &'a Framework) -> Self {
        let requirements: Vec<RequirementIdx> = framework.assessed().map(|(idx, _)| idx).collect();
        let mut by_id: Vec<usize> = (0..requirements.len()).collect();
        by_id.sort_by_key(|index| &framework.requirement(requirements[*index]).id);
        Self { framework, requirements, by_id }
    }

    /// The indexes of the requirements that a cover names, in order, each with the weight there.
    fn covered(&self, cover: &Cover) -> Vec<(usize, Weight)> {
        let by_pattern = self.matched(&cover.pattern);
        if cover.tags.is_empty() {
            return by_pattern;
        }
        let with_tags = by_pattern.into_iter().filter_map(|(at, (depth, exactness, _, literal))| {
            let tagged = cover.tags.iter().map(|tag| self.tagged_depth(self.requirements[at], tag));
            let tagged = tagged.collect::<Option<Vec<usize>>>()?.into_iter().max();
            let weight =
                if tagged > depth { (tagged, Exactness::Tag, true, 0) } else { (depth, exactness, true, literal) };
            Some((at, weight))
        });
        with_tags.collect()
    }

    fn matched(&self, pattern: &Pattern) -> Vec<(usize, Weight)> {
        let depth = |idx: RequirementIdx| self.framework.requirement(idx).depth;
        match pattern {
            Pattern::Id(idx) => {
                let weight = (Some(depth(*idx)), Exactness::Id, false, 0);
                self.between(*idx, self.framework.last_below(*idx)).map(|at| (at, weight)).collect()
            }
            Pattern::Range(first, last) => {
                let parts = self.framework.range(*first, *last).into_iter();
                let part = |(idx, is_whole): (RequirementIdx, bool)| {
                    let end = if is_whole { self.framework.last_below(idx) } else { idx };
                    let weight = (Some(depth(idx)), Exactness::Range, false, 0);
                    self.between(idx, end).map(move |at| (at, weight))
                };
                parts.flat_map(part).collect()
            }
            Pattern::Glob(glob) => {
                let covered = self.matching(glob);
                let around = match (covered.first(), covered.last()) {
                    (Some(first), Some(last)) => {
                        common_depth(self.framework, self.requirements[*first], self.requirements[*last])
                    }
                    _ => None,
                };
                let literal = glob.chars().filter(|letter| *letter != '*').count();
                covered.into_iter().map(|at| (at, (around, Exactness::Glob, false, literal))).collect()
            }
            Pattern::All => (0..self.requirements.len()).map(|at| (at, (None, Exactness::Tag, false, 0))).collect(),
        }
    }

    /// The indexes of the requirements from `first` to `last`.
    fn between(&self, first: RequirementIdx, last: RequirementIdx) -> std::ops::Range<usize> {
        let start = self.requirements.partition_point(|idx| *idx < first);
        start..self.requirements.partition_point(|idx| *idx <= last)
    }

    /// The depth of the deepest node with the tag that `idx` is or belongs to.
    fn tagged_depth(&self, idx: RequirementIdx, tag: &str) -> Option<usize> {
        let tagged = line(self.framework, idx).map(|idx| self.framework.requirement(idx));
        tagged.filter(|its| its.tags.iter().any(|own| own == tag)).map(|its| its.depth).next()
    }

    /// The indexes of the requirements whose ids match a glob, in order. Only ids with its literal beginning are
    /// compared.
    fn matching(&self, glob: &str) -> Vec<usize> {
        let start = glob.split('*').next().unwrap_or_default();
        let id = |index: &usize| self.framework.requirement(self.requirements[*index]).id.as_str();
        let first = self.by_id.partition_point(|index| id(index) < start);
        let alike = self.by_id[first..].iter().take_while(|index| id(index).starts_with(start));
        let mut matching: Vec<usize> = alike.filter(|index| matches_glob(glob, id(index))).copied().collect();
        matching.sort_unstable();
        matching
    }
}

/// A requirement and those that it belongs to, from below.
fn line(framework: &Framework, idx: RequirementIdx) -> impl Iterator<Item = RequirementIdx> {
    std::iter::successors(Some(idx), |idx| framework.requirement(*idx).parent)
}

/// The depth of the deepest requirement that both belong to.
fn common_depth(framework: &Framework, a: RequirementIdx, b: RequirementIdx) -> Option<usize> {
    let of_b: Vec<RequirementIdx> = line(framework, b).collect();
    line(framework, a).find(|idx| of_b.contains(idx)).map(|idx| framework.requirement(idx).depth)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

    use super::{Cover, Pattern, Resolution, resolve};
    use crate::framework::{Framework, Head, Origin, Outline, matches_glob};

    fn node(id: &str, children: Vec<Outline>) -> Outline {
        Outline { id: id.to_owned(), children, ..Outline::default() }
    }

    fn small() -> Framework {
        let section = node("1.1", vec![node("1.1.1", vec![]), node("1.1.2", vec![])]);
        let section = Outline { is_assessed: Some(false), ..section };
        let one = node("1", vec![section, node("1.2", vec![])]);
        let two = node("2", vec![node("2.1", vec![]), node("2.10", vec![])]);
        Framework::new(Head::default(), Origin::BuiltIn, vec![one, two])
    }

    fn cover(row: usize, pattern: Pattern) -> Cover {
        Cover { row, pattern, tags: Vec::new() }
    }

    /// The cover of a row that writes one thing: an id, a pattern, `FIRST to LAST`, or one of these with `#TAG`.
    fn written(framework: &Framework, row: usize, written: &str) -> Cover {
        let (name, tag) = written.split_once('#').unwrap_or((written, ""));
        let find = |id: &str| framework.find(id).expect("an id of the framework");
        let pattern = match (name.trim(), name.split_once(" to ")) {
            ("", _) => Pattern::All,
            (_, Some((first, last))) => Pattern::Range(find(first), find(last.trim())),
            (glob, None) if glob.contains('*') => Pattern::Glob(glob.to_owned()),
            (id, None) => Pattern::Id(find(id)),
        };
        let tags = if tag.is_empty() { Vec::new() } else { vec![tag.to_owned()] };
        Cover { row, pattern, tags }
    }

    fn resolved(framework: &Framework, rows: &[&str]) -> (String, Resolution) {
        let covers: Vec<Cover> = rows.iter().enumerate().map(|(row, text)| written(framework, row, text)).collect();
        let resolution = resolve(framework, &covers);
        let row = |cover: usize| covers[cover].row.to_string();
        let rows: Vec<String> = resolution.chosen.iter().map(|(_, cover)| cover.map_or("-".to_owned(), row)).collect();
        (rows.join(" "), resolution)
    }

    /// What each of `1.1.1 1.1.2 1.2 2.1 2.10` gets from rows of one pattern each.
    #[track_caller]
    fn check(rows: &[&str], expected: &str, rivals: usize) {
        let (found, resolution) = resolved(&small(), rows);
        assert_eq!(found, expected, "{rows:?}");
        assert_eq!(resolution.rivals.len(), rivals, "{:?}", resolution.rivals);
    }

    /// `1.1 1.1.1 1.2 2.1`, of which `1.1` has the tag `some` and `2` the tag `two`.
    fn with_parts() -> Framework {
        let one = node("1", vec![tagged("1.1", "some", vec![node("1.1.1", vec![])]), node("1.2", vec![])]);
        Framework::new(Head::default(), Origin::BuiltIn, vec![one, tagged("2", "two", vec![node("2.1", vec![])])])
    }

    fn tagged(id: &str, tag: &str, children: Vec<Outline>) -> Outline {
        Outline { tags: vec![tag.to_owned()], ..node(id, children) }
    }

    /// What each of the four gets, and which rows decide nothing because of which.
    #[track_caller]
    fn check_parts(rows: &[&str], expected: &str, overridden: &[(usize, usize)]) {
        let (found, resolution) = resolved(&with_parts(), rows);
        assert_eq!((found.as_str(), resolution.overridden.as_slice()), (expected, overridden), "{rows:?}");
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
    fn a_row_holds_for_a_requirement_and_its_parts_but_for_a_row_of_theirs() {
        check_parts(&["1.1"], "0 0 - -", &[]);
        check_parts(&["1.1", "1.1.1"], "0 1 - -", &[]);
        check_parts(&["1.1.1"], "- 0 - -", &[]);
    }

    #[test]
    fn a_row_of_which_nothing_is_left_is_known_with_what_applies_instead() {
        check_parts(&["1", "1.1", "1.2"], "1 1 2 -", &[(0, 1)]);
        check_parts(&["2.*", "2.1"], "- - - 1", &[(0, 1)]);
        check_parts(&["*", "1", "2"], "1 1 1 2", &[(0, 1)]);
        let framework = with_parts();
        let mut covers = [written(&framework, 0, "1"), written(&framework, 0, "1.1"), written(&framework, 1, "1.2")];
        assert_eq!(resolve(&framework, &covers).overridden, [], "another item of its row applies");
        covers[1].row = 2;
        assert_eq!(resolve(&framework, &covers).overridden, [(0, 1)]);
    }

    #[test]
    fn a_range_counts_like_its_parts_and_an_id_wins() {
        check(&["1.1 to 1.2"], "0 0 0 - -", 0);
        check(&["1.1 to 2.1", "1.2"], "0 0 1 0 -", 0);
        check(&["1.1.2 to 2.1"], "- 0 0 0 -", 0);
        check(&["1.1 to 1.1.1", "1.1.1"], "1 - - - -", 0);
        check_parts(&["1.1 to 1.2", "1.1"], "1 1 0 -", &[]);
        check_parts(&["1.1 to 1.2", "1"], "0 0 0 -", &[(1, 0)]);
    }

    #[test]
    fn a_tag_counts_like_what_has_it_and_anything_else_for_the_same_wins() {
        check_parts(&["#some"], "0 0 - -", &[]);
        check_parts(&["#two"], "- - - 0", &[]);
        check_parts(&["#some", "1"], "0 0 1 -", &[]);
        check_parts(&["#some", "1.*"], "0 0 1 -", &[]);
        check_parts(&["#some", "1.1"], "1 1 - -", &[(0, 1)]);
        check_parts(&["#some", "1.1.1"], "0 1 - -", &[]);
        check_parts(&["#two", "2.*"], "- - - 1", &[(0, 1)]);
    }

    #[test]
    fn a_tag_beside_an_id_or_a_pattern_narrows_it() {
        check_parts(&["1#some", "1"], "0 0 1 -", &[]);
        check_parts(&["*#two", "*"], "1 1 1 0", &[]);
        check_parts(&["1.1#some", "1.1"], "0 0 - -", &[(1, 0)]);
        assert_eq!(resolved(&with_parts(), &["1#two"]).1.empty, [0]);
    }

    #[test]
    fn two_equally_specific_rows_are_rivals_and_the_first_counts() {
        check(&["1.1", "1.1"], "0 0 - - -", 1);
        check(&["2.*", "2.*", "2.*"], "- - - 0 0", 2);
        check(&["1.1", "1.1", "1.1.1", "1.1.2"], "2 3 - - -", 0);
    }

    #[test]
    fn a_pattern_that_nothing_matches_is_reported() {
        let framework = small();
        let covers = [cover(0, Pattern::Glob("3.*".to_owned()))];
        assert_eq!(resolve(&framework, &covers).empty, [0]);
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
            assert_eq!(matches_glob(glob, id), expected, "{glob} {id}");
        }
    }

    proptest! {
        #[test]
        fn every_requirement_has_one_cover_that_matches_it(
            rows in prop::collection::vec((any::<bool>(), "[12*]{1}[.12*0]{0,5}"), 0..12)
        ) {
            let framework = small();
            let all: Vec<_> = framework.requirements().map(|(idx, _)| idx).collect();
            let pattern = |by_id: bool, glob: &String| match by_id {
                true => Pattern::Id(all[glob.len() % all.len()]),
                false => Pattern::Glob(glob.clone()),
            };
            let covers: Vec<Cover> =
                rows.iter().enumerate().map(|(row, (by_id, glob))| cover(row, pattern(*by_id, glob))).collect();
            let resolution = resolve(&framework, &covers);
            let covered: Vec<_> = resolution.chosen.iter().map(|(idx, _)| *idx).collect();
            let assessed: Vec<_> = framework.assessed().map(|(idx, _)| idx).collect();
            prop_assert_eq!(covered, assessed);
            for (own, chosen) in &resolution.chosen {
                let fits = |cover: &Cover| match &cover.pattern {
                    Pattern::Id(idx) => idx == own || framework.below(*idx).any(|(below, _)| below == *own),
                    Pattern::Glob(glob) => matches_glob(glob, &framework.requirement(*own).id),
                    Pattern::Range(..) | Pattern::All => false,
                };
                match chosen {
                    Some(cover) => prop_assert!(fits(&covers[*cover])),
                    None => prop_assert!(!covers.iter().any(fits)),
                }
            }
            // Nothing vanishes: a row applies somewhere, or is reported.
            for index in 0..covers.len() {
                let applies = resolution.chosen.iter().any(|(_, cover)| *cover == Some(index));
                let is_rival = resolution.rivals.iter().any(|(_, rival, _)| *rival == index);
                let is_overridden = resolution.overridden.iter().any(|(cover, _)| *cover == index);
                prop_assert!(applies || is_rival || is_overridden || resolution.empty.contains(&index));
            }
        }
    }
}
