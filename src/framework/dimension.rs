//! What decides whether a requirement concerns somebody: dimensions such as the kind of entity, each with its values.

use super::model::RequirementIdx;

/// One thing that differs among those who are held to a framework: what kind of entity they are, which questionnaire
/// they answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Its key in `applies`: `entity`.
    pub key: String,
    /// What readers know it by.
    pub title: String,
    /// Its values, in the order written.
    pub values: Vec<DimensionValue>,
}

/// One value of a dimension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DimensionValue {
    /// Its key: `merchant`. `true` or `false` of a dimension without values of its own.
    pub key: String,
    /// What readers know it by.
    pub title: String,
    /// The edition of what it stands for, such as a questionnaire: `r1, 2025-01`.
    pub revision: Option<String>,
    /// Requirements for this value, and others that name them too, alone; ascending.
    pub only: Vec<RequirementIdx>,
    /// The only requirements that concern this value, ascending; nothing where it leaves none out.
    pub all: Option<Vec<RequirementIdx>>,
}

impl Dimension {
    /// The value with this key.
    pub fn value(&self, key: &str) -> Option<&DimensionValue> {
        self.values.iter().find(|value| value.key == key)
    }
}

impl DimensionValue {
    /// Its title with the edition: `SAQ A r1, 2025-01`.
    pub fn full_title(&self) -> String {
        match &self.revision {
            Some(revision) => format!("{} {revision}", self.title),
            None => self.title.clone(),
        }
    }

    /// Whether a requirement is for this value alone, or for others that name it too.
    pub fn names(&self, requirement: RequirementIdx) -> bool {
        self.only.binary_search(&requirement).is_ok()
    }

    /// Whether it leaves the requirement in.
    pub fn includes(&self, requirement: RequirementIdx) -> bool {
        self.all.as_ref().is_none_or(|all| all.binary_search(&requirement).is_ok())
    }
}
