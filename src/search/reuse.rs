//! Reuses the index of the last build if no text has changed.
//!
//! The files are in the folder of the last site, which may be from the repository and cannot be trusted. So they are used
//! only if their checksums are those that an earlier run has saved in the user's cache.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::index::IndexInput;
use super::paths::{FOLDER, IDS};
use super::requirement::RequirementEntry;
use crate::output::{Artifact, Body, OutputPath, hexadecimal};
use crate::source::read_regular;

/// The greatest size of a file of an index, in bytes.
const MAX_FILE_SIZE: u64 = 64 << 20;

/// The key and the files of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRecord {
    /// [`IndexInput::key`].
    key: String,
    /// Path and SHA-256 of each file, without the list of ids.
    files: Vec<(String, String)>,
}

impl IndexRecord {
    /// The record of the index `files`, made from `texts`.
    pub fn new(texts: &IndexInput, files: &[Artifact]) -> Self {
        let files = files.iter().filter(|file| file.path.as_str() != IDS);
        let record = |file: &Artifact| match &file.body {
            Body::Bytes(bytes) => Some((file.path.to_string(), checksum(bytes))),
            Body::Text(text) => Some((file.path.to_string(), checksum(text.as_bytes()))),
            // An index has no copied files.
            Body::Copy(_) => None,
        };
        Self { key: texts.key().to_owned(), files: files.filter_map(record).collect() }
    }
}

impl IndexInput {
    /// The index in the folder of the `last` site, with a new list of ids; nothing unless `record` is of this input and
    /// matches the files.
    pub fn reuse(&self, last: &Path, record: &IndexRecord, requirements: &[RequirementEntry]) -> Option<Vec<Artifact>> {
        if record.key != self.key() {
            return None;
        }
        let mut artifacts = vec![self.ids(requirements).ok()?];
        for (path, expected) in &record.files {
            let path = OutputPath::new(path.as_str()).ok().filter(|path| path.as_str().starts_with(FOLDER))?;
            let bytes = read_regular(&last.join(path.as_str()), MAX_FILE_SIZE).ok()?;
            if checksum(&bytes) != *expected {
                return None;
            }
            artifacts.push(Artifact::new(path, Body::Bytes(bytes)));
        }
        Some(artifacts)
    }
}

fn checksum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
