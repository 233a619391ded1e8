//! Which ids of older versions became which of the current one.

use std::collections::HashMap;

use super::model::Head;

/// The renumberings of a framework, by the ids on both sides.
#[derive(Debug, Clone, Default)]
pub(super) struct Succession {
    /// Indexes of renumberings, by the old id.
    by_old: HashMap<String, Vec<usize>>,
    /// The same by each id that it became.
    by_new: HashMap<String, Vec<usize>>,
}

impl Succession {
    pub(super) fn new(head: &Head) -> Self {
        let mut succession = Self::default();
        for (index, change) in head.renumbered.iter().enumerate() {
            succession.by_old.entry(change.from.clone()).or_default().push(index);
            for to in &change.to {
                succession.by_new.entry(to.clone()).or_default().push(index);
            }
        }
        succession
    }

    /// The renumberings of an old id.
    pub(super) fn of(&self, id: &str) -> impl Iterator<Item = usize> {
        self.by_old.get(id).into_iter().flatten().copied()
    }

    /// The renumberings to an id.
    pub(super) fn before(&self, id: &str) -> impl Iterator<Item = usize> {
        self.by_new.get(id).into_iter().flatten().copied()
    }
}
