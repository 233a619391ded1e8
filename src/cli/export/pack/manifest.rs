//! The manifest of a pack: where it comes from, and the checksum of each of its files.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::file::File;
use crate::cli::status::CommandError;

/// The manifest's own name. It does not list itself.
pub(super) const NAME: &str = "manifest.json";

/// What tells a pack from other archives.
const KIND: &str = "clausebook-evidence-pack";

const FORMAT: u32 = 1;

/// The contents of the manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Manifest {
    /// Always the same.
    pub(super) kind: String,
    /// Version of this format.
    pub(super) format: u32,
    /// The program and its version.
    pub(super) generator: String,
    /// The day that the pack is for, `YYYY-MM-DD`.
    pub(super) date: String,
    pub(super) site: SiteRecord,
    pub(super) framework: FrameworkRecord,
    /// For whom it is; nothing where everything applies.
    pub(super) profile: Option<ProfileRecord>,
    pub(super) source: SourceRecord,
    /// What `check` finds.
    pub(super) check: Checked,
    /// What is not in the pack, and why.
    pub(super) left_out: Vec<LeftOut>,
    /// Every file but the manifest.
    pub(super) files: Vec<FileRecord>,
}

/// The site that a pack is of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SiteRecord {
    pub(super) title: String,
    pub(super) base_url: Option<String>,
}

/// The framework that it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FrameworkRecord {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) version: String,
}

/// For whom it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ProfileRecord {
    pub(super) name: Option<String>,
    pub(super) title: String,
}

/// The state of the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SourceRecord {
    /// The last commit that changed the site; nothing outside of a repository.
    pub(super) commit: Option<String>,
    /// Whether the sources differ from what is committed; nothing where that is not known.
    pub(super) changed: Option<bool>,
}

/// How many findings there are, by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checked {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) hints: usize,
}

/// A part that is not in the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftOut {
    pub(super) part: String,
    pub(super) reason: String,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRecord {
    pub(super) path: String,
    /// Which part of the pack it is: `matrix`, `coverage`, `register` …
    pub(super) kind: String,
    /// What it is, in words.
    pub(super) about: String,
    pub(super) size: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub(super) sha256: String,
}

impl Manifest {
    /// An empty one for a day.
    pub(super) fn new(date: String) -> Self {
        let generator = format!("clausebook {}", env!("CARGO_PKG_VERSION"));
        Self { kind: KIND.to_owned(), format: FORMAT, generator, date, ..Self::default() }
    }

    /// As JSON, with a newline at its end.
    pub(super) fn to_text(&self) -> Result<String, CommandError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| CommandError::Message(error.to_string()))?;
        Ok(format!("{text}\n"))
    }

    /// The manifest in these bytes; nothing where they are none of a pack.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        (manifest.kind == KIND && manifest.format == FORMAT).then_some(manifest)
    }
}

pub(super) fn record(file: &File) -> FileRecord {
    FileRecord {
        path: file.path.clone(),
        kind: file.kind.to_owned(),
        about: file.about.clone(),
        size: file.bytes.len() as u64,
        sha256: checksum(&file.bytes),
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
