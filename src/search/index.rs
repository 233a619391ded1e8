//! Runs Pagefind in this process.

use std::fmt::Display;

use pagefind::api::{PagefindIndex, SyntheticFile};
use pagefind::options::PagefindServiceConfig;
use sha2::{Digest, Sha256};

use super::entry::Entry;
use super::error::SearchError;
use super::paths::{FOLDER, IDS, WORDS};
use super::requirement::{RequirementEntry, text};
use super::vocabulary;
use crate::output::{Artifact, Body, OutputPath, hexadecimal};

/// Characters that are part of words, so that a requirement id is one word.
const WORD_CHARACTERS: &str = ".-()_";

/// The version of the index input and of Pagefind; part of the key, so that a change of either builds a new index.
const FORMAT: &str = "2, pagefind 1.6.0";

/// Prefixes of files of Pagefind for user interfaces that the theme does not use.
const UNUSED_PREFIXES: [&str; 4] =
    ["pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight."];

/// The input of an index.
#[derive(Debug)]
pub struct IndexInput {
    /// URL and HTML of each page.
    pages: Vec<(String, String)>,
    language: String,
    key: String,
}

impl IndexInput {
    /// The input from `entries`, in this language.
    pub fn new(entries: &[Entry], language: &str) -> Self {
        let pages: Vec<(String, String)> = entries.iter().map(|entry| (entry.url.clone(), entry.html())).collect();
        let language = language.to_lowercase();
        let key = key(&pages, &language);
        Self { pages, language, key }
    }

    /// A checksum of the input.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Builds the index, the list of words and that of `requirements`: every file that a browser loads, sorted by path.
    ///
    /// # Errors
    /// An error of Pagefind.
    pub fn build(&self, requirements: &[RequirementEntry]) -> Result<Vec<Artifact>, SearchError> {
        // Pagefind is asynchronous in form only: it uses this thread and one more.
        let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build();
        let files = runtime.map_err(failed)?.block_on(self.files())?;
        let stemmer = format!("wasm.{}.pagefind", self.language);
        let has_stemmer = files.iter().any(|file| file.filename.as_os_str() == stemmer.as_str());
        let is_needed = |name: &str| {
            let is_interface = UNUSED_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
            !(is_interface || has_stemmer && name == "wasm.unknown.pagefind")
        };
        let mut artifacts = Vec::with_capacity(files.len() + 1);
        for file in files {
            let name = file.filename.to_string_lossy().replace('\\', "/");
            if is_needed(&name) {
                let path = OutputPath::new(format!("{FOLDER}{name}"))?;
                artifacts.push(Artifact::new(path, Body::Bytes(file.contents)));
            }
        }
        artifacts.push(self.ids(requirements)?);
        let words = vocabulary::text(self.pages.iter().map(|(_, html)| html.as_str()));
        artifacts.push(Artifact::new(OutputPath::new(WORDS)?, Body::Text(words)));
        artifacts.sort_by(|a, b| a.path.cmp(&b.path));
        // Two pages with the same text share a fragment, which Pagefind returns once for each.
        artifacts.dedup_by(|a, b| a.path == b.path);
        Ok(artifacts)
    }

    async fn files(&self) -> Result<Vec<SyntheticFile>, SearchError> {
        let options = PagefindServiceConfig::builder()
            .force_language(self.language.clone())
            .include_characters(WORD_CHARACTERS.to_owned())
            .build();
        let mut index = PagefindIndex::new(Some(options)).map_err(failed)?;
        for (url, html) in &self.pages {
            index.add_html_file(None, Some(url.clone()), html.clone()).await.map_err(failed)?;
        }
        index.get_files().await.map_err(failed)
    }

    /// The list of ids for an index of this input.
    ///
    /// # Errors
    /// None, because the path is valid.
    pub fn ids(&self, requirements: &[RequirementEntry]) -> Result<Artifact, SearchError> {
        Ok(Artifact::new(OutputPath::new(IDS)?, Body::Text(text(&self.key, requirements))))
    }
}

fn failed(error: impl Display) -> SearchError {
    SearchError::Index(error.to_string())
}

fn key(pages: &[(String, String)], language: &str) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text.as_bytes());
    };
    [FORMAT, WORD_CHARACTERS, language].into_iter().for_each(&mut add);
    for (url, html) in pages {
        add(url);
        add(html);
    }
    hexadecimal(&digest.finalize())
}
