//! The same requirement in a framework and in its baselines.

use std::collections::HashMap;

use super::collection::Frameworks;
use super::model::RequirementIdx;
use super::tree::Framework;

/// The frameworks and requirements that baselines were selected from.
#[derive(Debug, Clone, Default)]
pub(super) struct Counterparts {
    /// The indexes of the baselines of a framework, by its index.
    baselines: HashMap<usize, Vec<usize>>,
    /// By the index of a framework and a requirement of it: the baselines that have it, with their index of it.
    requirements: HashMap<(usize, RequirementIdx), Vec<(usize, RequirementIdx)>>,
}

impl Counterparts {
    /// Of all frameworks. Its size is that of the baselines together.
    pub(super) fn of(frameworks: &Frameworks) -> Self {
        let mut all = Self::default();
        for (index, baseline) in frameworks.iter().enumerate() {
            for base in baseline.basis().filter_map(|base| frameworks.index_of(&base.key)) {
                let Some(framework) = frameworks.at(base) else { continue };
                all.baselines.entry(base).or_default().push(index);
                let shared = baseline.requirements().filter(|(own, _)| baseline.is_assessed(*own));
                for (own, requirement) in shared {
                    if let Some(idx) = framework.find(&requirement.id) {
                        all.requirements.entry((base, idx)).or_default().push((index, own));
                    }
                }
            }
        }
        all
    }
}

impl Frameworks {
    /// The baselines that have a requirement of `framework`, in order of key, each with its own index of it.
    pub(crate) fn baselines_with(
        &self,
        framework: &Framework,
        idx: RequirementIdx,
    ) -> impl Iterator<Item = (&Framework, RequirementIdx)> {
        let own = self.index_of(&framework.key).and_then(|index| self.counterparts().requirements.get(&(index, idx)));
        own.into_iter().flatten().filter_map(|(index, idx)| Some((self.at(*index)?, *idx)))
    }

    /// The baselines of `framework`, in order of key.
    pub(crate) fn baselines_of(&self, framework: &Framework) -> impl Iterator<Item = &Framework> {
        let own = self.index_of(&framework.key).and_then(|index| self.counterparts().baselines.get(&index));
        own.into_iter().flatten().filter_map(|index| self.at(*index))
    }

    /// The frameworks that `baseline` was selected from and that are in the site, the nearest first.
    pub(crate) fn selected_from(&self, baseline: &Framework) -> impl Iterator<Item = &Framework> {
        baseline.basis().filter_map(|base| self.at(self.index_of(&base.key)?))
    }
}
