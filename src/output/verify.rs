//! Compares a copy of a site with its manifest.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use walkdir::WalkDir;

use super::error::OutputError;
use super::folder_sink::checksum;
use super::manifest::{FileRecord, Manifest};

/// The differences of a copy from its manifest. Paths are relative to the folder, with `/`, and sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// The number of files that the site has, with the manifest, as a build counts them.
    pub files: usize,
    /// In the manifest, and not in the folder.
    pub missing: Vec<String>,
    /// In the folder, and not in the manifest.
    pub added: Vec<String>,
    /// With other contents, or not a regular file.
    pub changed: Vec<String>,
}

impl Verification {
    /// Whether there are no differences.
    pub fn is_clean(&self) -> bool {
        self.missing.is_empty() && self.added.is_empty() && self.changed.is_empty()
    }
}

/// Compares the site in `folder` with its manifest. Symbolic links are not followed: a site has none.
pub fn verify(folder: &Path) -> Result<Verification, OutputError> {
    let (name, manifest) = Manifest::find(folder)?;
    let mut existing = list(folder)?;
    let mut missing = Vec::new();
    let mut listed = Vec::new();
    for record in &manifest.files {
        match existing.remove(&record.path) {
            Some(kind) => listed.push((record, kind)),
            None => missing.push(record.path.clone()),
        }
    }
    let differing = |(record, kind): &(&FileRecord, FileKind)| -> Result<Option<String>, OutputError> {
        let same = *kind == FileKind::Regular(record.size)
            && checksum(&folder.join(&record.path))? == (record.sha256.to_ascii_lowercase(), record.size);
        Ok((!same).then(|| record.path.clone()))
    };
    let differing: Result<Vec<_>, _> = listed.par_iter().map(differing).collect();
    let mut changed: Vec<String> = differing?.into_iter().flatten().collect();
    missing.sort();
    changed.sort();
    let added = existing.into_keys().filter(|path| path != name).collect();
    Ok(Verification { files: manifest.files.len() + 1, missing, added, changed })
}

#[derive(Debug, PartialEq, Eq)]
enum FileKind {
    /// A regular file of this size.
    Regular(u64),
    Other,
}

fn list(folder: &Path) -> Result<BTreeMap<String, FileKind>, OutputError> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_path_buf();
            OutputError::Read { path, cause: error.into() }
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let path = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let kind = match entry.metadata() {
            Ok(metadata) if metadata.is_file() => FileKind::Regular(metadata.len()),
            _ => FileKind::Other,
        };
        found.insert(path, kind);
    }
    Ok(found)
}
