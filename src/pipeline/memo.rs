//! A value that is computed again only when its inputs change.

/// The last value of a computation, with the inputs that it was computed from.
#[derive(Clone)]
pub(super) struct Memo<K, V>(Option<(K, V)>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: PartialEq, V: Clone> Memo<K, V> {
    /// The value for `inputs`: the last one where they are equal to the last inputs, else that of `compute`.
    pub(super) fn get(&mut self, inputs: K, compute: impl FnOnce(&K) -> V) -> V {
        if let Some((_, value)) = self.0.as_ref().filter(|(known, _)| *known == inputs) {
            return value.clone();
        }
        let value = compute(&inputs);
        self.0 = Some((inputs, value.clone()));
        value
    }
}
