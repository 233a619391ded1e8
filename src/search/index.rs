//! Pagefind, in this process: texts in, the files of the index out.

use std::fmt::Display;

use pagefind::api::{PagefindIndex, SyntheticFile};
use pagefind::options::PagefindServiceConfig;
use sha2::{Digest, Sha256};

use super::entry::Entry;
use super::error::SearchError;
use super::paths::{FOLDER, IDS};
use super::requirement::{RequirementEntry, text};
use crate::output::{Artifact, Body, OutputPath, hexadecimal};

/// Signs that are part of a word, so that requirement ids stay whole.
const LETTERS: &str = ".-()_";

/// Stands for the way texts are prepared and for Pagefind's version; changes with them.
const FORM: &str = "1, pagefind 1.6.0";

/// What Pagefind writes for interfaces that we do not use.
const INTERFACES: [&str; 4] = ["pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight."];

/// Everything that can be found by its words, ready to be indexed.
#[derive(Debug)]
pub struct IndexInput {
    /// Address and HTML of each page.
    pages: Vec<(String, String)>,
    language: String,
    key: String,
}

impl IndexInput {
    /// The texts of `entries`, written in `language`.
    pub fn new(entries: &[Entry], language: &str) -> Self {
        let pages: Vec<(String, String)> = entries.iter().map(|entry| (entry.url.clone(), entry.html())).collect();
        let language = language.to_lowercase();
        let key = key(&pages, &language);
        Self { pages, language, key }
    }

    /// What an index of these texts is made from, as a checksum: equal for equal texts.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The index, with `requirements` as the list of ids: every file that a browser loads, by path.
    ///
    /// # Errors
    /// What Pagefind refused.
    pub fn build(&self, requirements: &[RequirementEntry]) -> Result<Vec<Artifact>, SearchError> {
        // Pagefind is asynchronous in form only: it works on this thread and on one beside it.
        let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build();
        let files = runtime.map_err(failed)?.block_on(self.files())?;
        let words = format!("wasm.{}.pagefind", self.language);
        let has_own_words = files.iter().any(|file| file.filename.as_os_str() == words.as_str());
        let is_needed = |name: &str| {
            let is_interface = INTERFACES.iter().any(|interface| name.starts_with(interface));
            !(is_interface || has_own_words && name == "wasm.unknown.pagefind")
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
        artifacts.sort_by(|a, b| a.path.cmp(&b.path));
        // Two pages of one text share a fragment, which is given once for each.
        artifacts.dedup_by(|a, b| a.path == b.path);
        Ok(artifacts)
    }

    async fn files(&self) -> Result<Vec<SyntheticFile>, SearchError> {
        let options = PagefindServiceConfig::builder()
            .force_language(self.language.clone())
            .include_characters(LETTERS.to_owned())
            .build();
        let mut index = PagefindIndex::new(Some(options)).map_err(failed)?;
        for (url, html) in &self.pages {
            index.add_html_file(None, Some(url.clone()), html.clone()).await.map_err(failed)?;
        }
        index.get_files().await.map_err(failed)
    }

    /// The list of ids beside an index of these texts.
    ///
    /// # Errors
    /// None: its path is a good one.
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
    [FORM, LETTERS, language].into_iter().for_each(&mut add);
    for (url, html) in pages {
        add(url);
        add(html);
    }
    hexadecimal(&digest.finalize())
}
