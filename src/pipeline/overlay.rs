//! Texts that take the place of those on disk: what an editor has not saved yet.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Unsaved texts by the paths of their files, relative to the root of the site. A file that is not on disk is not part
/// of the site, and a file that is not read as text stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    texts: Arc<BTreeMap<String, Arc<str>>>,
}

impl Overlay {
    /// Has `text` stand for the file at `path`.
    pub fn insert(&mut self, path: String, text: Arc<str>) {
        Arc::make_mut(&mut self.texts).insert(path, text);
    }

    /// Has the file at `path` stand for itself again; returns whether a text stood for it.
    pub fn remove(&mut self, path: &str) -> bool {
        self.texts.contains_key(path) && Arc::make_mut(&mut self.texts).remove(path).is_some()
    }

    /// The text that stands for the file at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(AsRef::as_ref)
    }
}
