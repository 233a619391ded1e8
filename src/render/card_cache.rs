//! The social cards that earlier runs have drawn.

use std::sync::Arc;

use crate::output::{DigestCache, DigestKey};

/// Stands at the start of the cache of cards, and is part of their names. Increase the number when a card is drawn in
/// another way.
pub(super) const STAMP: &str = "clausebook cards 1\n";

/// Further cards are not cached once this many bytes are.
const CAPACITY: usize = 64 << 20;

/// Draws each social card once. One value serves all threads.
#[derive(Debug, Clone)]
pub struct CardCache(Arc<DigestCache>);

impl CardCache {
    /// With the cards of an earlier run, as [`CardCache::to_bytes`] returned them. Other bytes are no cards.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(Arc::new(DigestCache::from_bytes(STAMP, CAPACITY, bytes)))
    }

    /// The cards that this run has needed, for the next one; nothing where the earlier run had the same.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        self.0.to_bytes()
    }

    /// A card: from the earlier run, from this one, or from `draw`.
    pub(super) fn get_or_draw(&self, key: DigestKey, draw: impl FnOnce() -> Vec<u8>) -> Arc<[u8]> {
        self.0.get_or_insert_with(key, draw)
    }
}

impl Default for CardCache {
    fn default() -> Self {
        Self::from_bytes(&[])
    }
}
