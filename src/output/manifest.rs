//! `clausebook-manifest.json`: every file of a site with its checksum, and the commit of the sources.
//!
//! A folder without a manifest was not written by Clausebook, and is never replaced.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::artifact::OutputPath;
use super::error::OutputError;
use crate::source::read_regular;

/// The manifest's own name. It does not list itself.
pub const MANIFEST: &str = "clausebook-manifest.json";

/// The name in earlier versions, which is also the usual one of a web app manifest.
const FORMER_MANIFEST: &str = "manifest.json";

/// The greatest size of a manifest, in bytes: it has some 200 for each file of the site.
const MAX_MANIFEST: u64 = 1 << 30;

const FORMAT: u32 = 1;
const NAME: &str = "clausebook";

/// The origin of a site; an argument, so that the same input gives the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The commit of the sources, where they are under version control.
    pub source_commit: Option<String>,
    /// The build date, `YYYY-MM-DD`.
    pub date: String,
}

/// The program that built the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generator {
    /// Always `clausebook`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Path relative to the output folder, with `/`.
    pub path: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its URL, where it has one.
    pub route: Option<String>,
}

/// The contents of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub version: u32,
    /// The program that built the site.
    pub generator: Generator,
    /// The commit of the sources.
    pub source_commit: Option<String>,
    /// The build date.
    pub date: String,
    /// Every file but the manifest, sorted by path.
    pub files: Vec<FileRecord>,
}

impl Manifest {
    /// The manifest of `files`, in any order.
    pub fn new(provenance: &Provenance, mut files: Vec<FileRecord>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let generator = Generator { name: NAME.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
        let Provenance { source_commit, date } = provenance.clone();
        Self { version: FORMAT, generator, source_commit, date, files }
    }

    /// The manifest as JSON with one line for each file, for readable diffs; ends with a newline.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(256 + self.files.len() * 192);
        let head = [
            ("version", json(&self.version)),
            ("generator", json(&self.generator)),
            ("source_commit", json(&self.source_commit)),
            ("date", json(&self.date)),
        ];
        text.push_str("{\n");
        for (key, value) in head {
            text.push_str(&format!("  \"{key}\": {value},\n"));
        }
        text.push_str("  \"files\": [");
        let lines: Vec<String> = self.files.par_iter().map(json).collect();
        for (index, line) in lines.iter().enumerate() {
            text.push_str(if index == 0 { "\n    " } else { ",\n    " });
            text.push_str(line);
        }
        text.push_str(if lines.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }

    /// Reads the manifest of the site in `folder`. Its paths are inside of the folder and unique.
    pub fn read(folder: &Path) -> Result<Self, OutputError> {
        Self::find(folder).map(|(_, manifest)| manifest)
    }

    /// The manifest of the site in `folder`, with the name of its file. The former name counts only where the current file
    /// is absent, and Clausebook wrote the former.
    pub(super) fn find(folder: &Path) -> Result<(&'static str, Self), OutputError> {
        let is_former = folder.join(MANIFEST).symlink_metadata().is_err() && is_manifest(&folder.join(FORMER_MANIFEST));
        let name = if is_former { FORMER_MANIFEST } else { MANIFEST };
        Self::parse(folder.join(name)).map(|manifest| (name, manifest))
    }

    fn parse(path: PathBuf) -> Result<Self, OutputError> {
        let bytes = read_regular(&path, MAX_MANIFEST).map_err(OutputError::read(&path))?;
        let bad = |reason: String| OutputError::BadManifest { path: path.clone(), reason };
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
        if manifest.generator.name != NAME || manifest.version != FORMAT {
            return Err(bad(format!("not version {FORMAT} of a manifest by Clausebook")));
        }
        let mut seen = BTreeSet::new();
        for file in &manifest.files {
            OutputPath::new(file.path.as_str()).map_err(|error| bad(error.to_string()))?;
            if !seen.insert(file.path.as_str()) {
                return Err(bad(format!("duplicate path `{}`", file.path.escape_debug())));
            }
        }
        Ok(manifest)
    }

    /// Whether there is a manifest by Clausebook in `folder`, in any version of the format.
    pub(super) fn exists_in(folder: &Path) -> bool {
        [MANIFEST, FORMER_MANIFEST].iter().any(|name| is_manifest(&folder.join(name)))
    }
}

/// Whether the file at `path` is a manifest by Clausebook, in any version of the format.
fn is_manifest(path: &Path) -> bool {
    #[derive(Deserialize)]
    struct Header {
        generator: Generator,
    }
    let bytes = read_regular(path, MAX_MANIFEST).unwrap_or_default();
    serde_json::from_slice::<Header>(&bytes).is_ok_and(|header| header.generator.name == NAME)
}

/// Serialization of strings, numbers and structs of them cannot fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
