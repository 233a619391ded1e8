//! The index of the last build, taken over where every text is still the same.

use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{FOLDER, IDS, RequirementEntry, Texts};
use crate::output::{Artifact, Body, Manifest, OutputPath};

/// What is read of the list of ids.
#[derive(Deserialize)]
struct Made {
    key: String,
}

impl Texts {
    /// The index that the build in `folder` made, where it was made from the same texts and nobody has touched
    /// it since. The list of ids is made anew.
    pub fn last(&self, folder: &Path, requirements: &[RequirementEntry]) -> Option<Vec<Artifact>> {
        let made: Made = serde_json::from_slice(&std::fs::read(folder.join(IDS)).ok()?).ok()?;
        if made.key != self.key() {
            return None;
        }
        let manifest = Manifest::read(folder).ok()?;
        let mut artifacts = vec![self.ids(requirements).ok()?];
        for record in manifest.files.iter().filter(|record| record.path.starts_with(FOLDER) && record.path != IDS) {
            let bytes = std::fs::read(folder.join(&record.path)).ok()?;
            let checksum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            if checksum != record.sha256 {
                return None;
            }
            artifacts.push(Artifact::new(OutputPath::new(record.path.as_str()).ok()?, Body::Bytes(bytes)));
        }
        Some(artifacts)
    }
}
