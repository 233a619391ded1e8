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
