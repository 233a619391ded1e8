//! Which requirements of a framework concern somebody, and why others do not.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::dimension::{Dimension, DimensionValue};
use super::model::RequirementIdx;
use super::tree::Framework;
use crate::applies::Choice;
use crate::labels::Labels;

/// Why a requirement does not apply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inapplicable {
    /// It is for others, which these titles name.
    OnlyFor(Vec<String>),
    /// It is not among those that concern these, such as a questionnaire.
    NotPartOf(Vec<String>),
    /// It is a good practice until this day, and required from then on.
    NotBefore(Date),
}

impl Inapplicable {
    /// The reason in the words of the theme.
    pub fn shown(&self, labels: &Labels) -> String {
        let list = |key: &str, names: &[String]| labels.fill(key, &[("names", &names.join(labels.text("separator")))]);
        match self {
            Self::OnlyFor(names) => list("only_for", names),
            Self::NotPartOf(names) => list("not_part_of", names),
            Self::NotBefore(day) => labels.fill("not_required_before", &[("date", &labels.date(*day))]),
        }
    }

    /// The reason for messages and data files, in English: `only for: Service provider`.
    pub fn words(&self) -> String {
        self.shown(Labels::english())
    }
}

/// For each requirement of one framework whether it applies, by what `applies` says and by the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicability {
    /// The distinct reasons, in the order of the first requirement that each leaves out.
    reasons: Vec<Inapplicable>,
    /// The index of the reason, by requirement; empty where every requirement applies.
    by_requirement: Vec<Option<u32>>,
}

impl Applicability {
    /// Every requirement applies.
    pub const EVERYTHING: Self = Self { reasons: Vec::new(), by_requirement: Vec::new() };

    /// What applies of `framework` on `day` to those who made `choices`. A dimension that `choices` leave open, and one
    /// that the framework does not have, leaves nothing out.
    pub fn new(framework: &Framework, choices: &[Choice], day: Date) -> Self {
        let chosen: Vec<Chosen<'_>> = choices.iter().filter_map(|choice| Chosen::of(framework, choice)).collect();
        let mut applicability = Self::EVERYTHING;
        let mut known = BTreeMap::new();
        for (idx, requirement) in framework.requirements() {
            let by_choice = || chosen.iter().find_map(|chosen| chosen.leaves_out(idx));
            let by_day = || requirement.effective.filter(|effective| *effective > day).map(Inapplicable::NotBefore);
            if let Some(reason) = by_choice().or_else(by_day) {
                let index = *known.entry(reason.clone()).or_insert_with(|| {
                    applicability.reasons.push(reason);
                    applicability.reasons.len() as u32 - 1
                });
                applicability.by_requirement.resize(framework.requirements().len(), None);
                applicability.by_requirement[idx.0 as usize] = Some(index);
            }
        }
        applicability
    }

    /// Whether the requirement applies.
    pub fn applies(&self, idx: RequirementIdx) -> bool {
        self.reason(idx).is_none()
    }

    /// Why the requirement does not apply; nothing where it does.
    pub fn reason(&self, idx: RequirementIdx) -> Option<&Inapplicable> {
        let index = (*self.by_requirement.get(idx.0 as usize)?)?;
        self.reasons.get(index as usize)
    }

    /// Whether every requirement applies.
    pub const fn is_everything(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The assessed requirements of `framework` that apply, in reading order.
    pub fn assessed<'f>(&self, framework: &'f Framework) -> impl Iterator<Item = RequirementIdx> + use<'f, '_> {
        framework.assessed().map(|(idx, _)| idx).filter(|idx| self.applies(*idx))
    }

    /// Every reason with the requirements that it leaves out of `requirements`, which are in reading order.
    pub fn left_out(
        &self,
        requirements: impl Iterator<Item = RequirementIdx>,
    ) -> Vec<(&Inapplicable, Vec<RequirementIdx>)> {
        let mut groups: Vec<(&Inapplicable, Vec<RequirementIdx>)> =
            self.reasons.iter().map(|reason| (reason, Vec::new())).collect();
        for idx in requirements {
            if let Some(index) = self.by_requirement.get(idx.0 as usize).copied().flatten() {
                groups[index as usize].1.push(idx);
            }
        }
        groups.retain(|(_, requirements)| !requirements.is_empty());
        groups
    }
}

/// A dimension of a framework with the values that were chosen.
struct Chosen<'f> {
    dimension: &'f Dimension,
    values: Vec<&'f DimensionValue>,
}

impl<'f> Chosen<'f> {
    /// Nothing where the framework does not have the dimension, or none of the values.
    fn of(framework: &'f Framework, choice: &Choice) -> Option<Self> {
        let dimension = framework.dimension(&choice.dimension.value)?;
        let values: Vec<&DimensionValue> =
            choice.values.iter().filter_map(|value| dimension.value(&value.value)).collect();
        (!values.is_empty()).then_some(Self { dimension, values })
    }

    fn leaves_out(&self, idx: RequirementIdx) -> Option<Inapplicable> {
        let naming = || self.dimension.values.iter().filter(move |value| value.names(idx));
        if naming().next().is_some() && !self.values.iter().any(|value| value.names(idx)) {
            return Some(Inapplicable::OnlyFor(naming().map(DimensionValue::full_title).collect()));
        }
        let is_included = self.values.iter().any(|value| value.includes(idx));
        (!is_included).then(|| Inapplicable::NotPartOf(self.values.iter().map(|value| value.full_title()).collect()))
    }
}
