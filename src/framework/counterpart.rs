//! The same requirement in a framework and in its baselines.

use std::collections::HashMap;

use super::model::RequirementIdx;
use super::tree::Framework;

/// The frameworks and requirements that baselines were selected from.
#[derive(Debug, Clone, Default)]
pub(super) struct Counterparts {
    /// The indexes of the baselines of a framework, by its index.
    pub(super) baselines: HashMap<usize, Vec<usize>>,
    /// By the index of a framework and a requirement of it: the baselines that have it, with their index of it.
    pub(super) requirements: HashMap<(usize, RequirementIdx), Vec<(usize, RequirementIdx)>>,
}

impl Counterparts {
    /// Of all frameworks, in order of key. Its size is that of the baselines together.
    pub(super) fn of(frameworks: &[Framework]) -> Self {
        let mut all = Self::default();
        for (index, baseline) in frameworks.iter().enumerate() {
            let of_key = |base: &Framework| frameworks.binary_search_by(|one| one.key.cmp(&base.key)).ok();
            for base in baseline.basis().filter_map(of_key) {
                let framework = &frameworks[base];
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
