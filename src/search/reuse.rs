//! The index of the last build, used again where every text is still the same.
//!
//! The files are in the folder of the last site, which may have come with the repository. So they are taken only where
//! they are, byte for byte, those that an earlier run has written: their checksums are kept in the user's caches.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::index::IndexInput;
use super::paths::{FOLDER, IDS};
use super::requirement::RequirementEntry;
use crate::output::{Artifact, Body, OutputPath, hexadecimal};
use crate::source::read_regular;

/// No file of an index is larger, in bytes.
const MAX_FILE: u64 = 64 << 20;

/// What an index was made from, and the files it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRecord {
    /// [`IndexInput::key`].
    key: String,
    /// Path and SHA-256 of each file, the list of ids aside.
    files: Vec<(String, String)>,
}

impl IndexRecord {
    /// The record of the index `files`, made from `texts`.
    pub fn new(texts: &IndexInput, files: &[Artifact]) -> Self {
        let files = files.iter().filter(|file| file.path.as_str() != IDS);
        let record = |file: &Artifact| match &file.body {
            Body::Bytes(bytes) => Some((file.path.to_string(), checksum(bytes))),
            Body::Text(text) => Some((file.path.to_string(), checksum(text.as_bytes()))),
            // An index is made in memory.
            Body::Copy(_) => None,
        };
        Self { key: texts.key().to_owned(), files: files.filter_map(record).collect() }
    }
}

impl IndexInput {
    /// The index in the folder of the last site, where `record` says that these texts have made it, and its files are
    /// unchanged since. The list of ids is made anew.
    pub fn reuse(&self, last: &Path, record: &IndexRecord, requirements: &[RequirementEntry]) -> Option<Vec<Artifact>> {
        if record.key != self.key() {
            return None;
        }
        let mut artifacts = vec![self.ids(requirements).ok()?];
        for (path, expected) in &record.files {
            let path = OutputPath::new(path.as_str()).ok().filter(|path| path.as_str().starts_with(FOLDER))?;
            let bytes = read_regular(&last.join(path.as_str()), MAX_FILE).ok()?;
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
