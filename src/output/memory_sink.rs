//! A sink that keeps everything, for the preview and for tests.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, PoisonError};

use super::artifact::{Artifact, OutputPath};
use super::error::OutputError;
use super::sink::Sink;

/// Keeps every artifact by its path. Copied files stay on disk; only their path is kept.
#[derive(Debug, Default)]
pub struct MemorySink {
    files: Mutex<BTreeMap<OutputPath, Artifact>>,
}

impl MemorySink {
    /// Everything that was put, sorted by path.
    pub fn into_artifacts(self) -> BTreeMap<OutputPath, Artifact> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn put(&self, artifact: Artifact) -> Result<(), OutputError> {
        match self.files.lock().unwrap_or_else(PoisonError::into_inner).entry(artifact.path.clone()) {
            Entry::Occupied(taken) => Err(OutputError::Twice { path: taken.key().to_string() }),
            Entry::Vacant(free) => {
                free.insert(artifact);
                Ok(())
            }
        }
    }
}
