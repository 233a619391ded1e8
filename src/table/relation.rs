//! How a requirement of one framework relates to those of another: the six relations of OSCAL.

use crate::labels::Labels;

/// A relation, read from the source to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Both have the same wording.
    Equal,
    /// Both require the same in other words.
    Equivalent,
    /// The target requires all that the source requires, and more.
    Subset,
    /// The source requires all that the target requires, and more.
    Superset,
    /// Both require something in common, and each requires more.
    Intersects,
    /// They have nothing in common.
    None,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 6] =
        [Self::Equal, Self::Equivalent, Self::Subset, Self::Superset, Self::Intersects, Self::None];

    /// The word in data files and in OSCAL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal-to",
            Self::Equivalent => "equivalent-to",
            Self::Subset => "subset-of",
            Self::Superset => "superset-of",
            Self::Intersects => "intersects-with",
            Self::None => "no-relationship",
        }
    }

    /// The relation of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }

    /// Its symbol.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Equivalent => "≡",
            Self::Subset => "⊂",
            Self::Superset => "⊃",
            Self::Intersects => "∩",
            Self::None => "∅",
        }
    }

    /// The relation in words of the site's language.
    pub fn word(self, labels: &Labels) -> &str {
        labels.text(match self {
            Self::Equal => "relation_equal",
            Self::Equivalent => "relation_equivalent",
            Self::Subset => "relation_subset",
            Self::Superset => "relation_superset",
            Self::Intersects => "relation_intersects",
            Self::None => "relation_none",
        })
    }

    /// What follows for A and C where A has this relation to B, and B has `next` to C. Nothing where nothing follows: what
    /// A shares with B need not be what B shares with C.
    pub const fn then(self, next: Self) -> Option<Self> {
        use Relation::{Equal, Equivalent, Intersects, None as Apart, Subset, Superset};
        match (self, next) {
            (Equal, other) | (other, Equal) => Some(other),
            (Equivalent, other) | (other, Equivalent) => Some(other),
            (Subset, Subset) => Some(Subset),
            (Superset, Superset) => Some(Superset),
            // Both hold all of B, or the part of it that the other reaches.
            (Superset, Subset | Intersects) | (Intersects, Subset) => Some(Intersects),
            // A lies within what C does not reach; or C lies within what A does not reach.
            (Subset, Apart) | (Apart, Superset) => Some(Apart),
            (Subset, Superset | Intersects) | (Intersects, Superset | Intersects) => None,
            (Superset | Intersects | Apart, Apart) | (Apart, Subset | Intersects) => None,
        }
    }

    /// The relation read from the target to the source.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Subset => Self::Superset,
            Self::Superset => Self::Subset,
            Self::Equal | Self::Equivalent | Self::Intersects | Self::None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Relation;

    /// Every composition holds for all sets of three requirements: A, B and C are sets of demands, none of them empty.
    #[test]
    fn what_follows_from_two_relations_holds_for_sets() {
        let relation = |one: u8, other: u8| match (one & other, one == other) {
            (_, true) => Relation::Equivalent,
            (0, _) => Relation::None,
            (both, _) if both == one => Relation::Subset,
            (both, _) if both == other => Relation::Superset,
            _ => Relation::Intersects,
        };
        let mut results = std::collections::BTreeMap::new();
        for (a, b, c) in (1..32).flat_map(|a| (1..32).flat_map(move |b| (1..32).map(move |c| (a, b, c)))) {
            let seen: &mut std::collections::BTreeSet<_> = results.entry((relation(a, b), relation(b, c))).or_default();
            seen.insert(relation(a, c));
        }
        for ((first, second), possible) in results {
            let overlaps = possible.iter().all(|relation| *relation != Relation::None);
            let expected = match possible.first() {
                Some(only) if possible.len() == 1 => Some(*only),
                _ => overlaps.then_some(Relation::Intersects),
            };
            assert_eq!(first.then(second), expected, "{first:?} {second:?} {possible:?}");
            assert_eq!(first.then(Relation::Equal), Some(first));
            assert_eq!(Relation::Equal.then(first), Some(first));
            let back = second.inverse().then(first.inverse());
            assert_eq!(back.map(Relation::inverse), first.then(second), "{first:?} {second:?}");
        }
    }

    #[test]
    fn a_relation_is_found_by_its_name_and_turned_round_twice_is_itself() {
        for relation in Relation::ALL {
            assert_eq!(Relation::find(relation.name()), Some(relation));
            assert_eq!(relation.inverse().inverse(), relation);
        }
        assert_eq!(Relation::Subset.inverse(), Relation::Superset);
        assert_eq!(Relation::find("equals"), None);
    }
}
