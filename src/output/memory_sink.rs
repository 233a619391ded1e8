//! A sink that keeps all files in memory, for the preview and for tests.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, PoisonError};

use super::artifact::{Artifact, OutputPath};
use super::error::OutputError;
use super::sink::Sink;

/// Keeps every artifact by its path. Of a copied file only the path of its source is kept.
#[derive(Debug, Default)]
pub struct MemorySink {
    files: Mutex<BTreeMap<OutputPath, Artifact>>,
}

impl MemorySink {
    /// All artifacts, sorted by path.
    pub fn into_artifacts(self) -> BTreeMap<OutputPath, Artifact> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn put(&self, artifact: Artifact) -> Result<(), OutputError> {
        match self.files.lock().unwrap_or_else(PoisonError::into_inner).entry(artifact.path.clone()) {
            Entry::Occupied(entry) => Err(OutputError::DuplicatePath { path: entry.key().to_string() }),
            Entry::Vacant(entry) => {
                entry.insert(artifact);
                Ok(())
            }
        }
    }
}
