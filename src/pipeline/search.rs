//! The search index of a loaded site.

use std::path::Path;

use super::project::Project;
use crate::config::Search;
use crate::output::{Sink, read_cached, write_cached};
use crate::search::{self, FOLDER, IndexInput, IndexRecord, MAX_ARTICLES, RequirementEntry, SearchError};
use crate::site::Kind;

/// The file among the caches that records what the last index was built from.
const RECORD: &str = "search.json";
/// The largest such file that is read, in bytes.
const MAX_RECORD: u64 = 16 << 20;

/// Whether a site has a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchState {
    /// An index is built.
    Enabled,
    /// None: this number of articles is too large for `search: auto`.
    TooLarge(usize),
    /// None, because the configuration says so.
    Unwanted,
    /// None, because the site has pages or files of its own at its address.
    Occupied,
}

/// Where the index came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexing {
    /// It was built from all texts.
    Built,
    /// It is that of the last build, whose texts were the same.
    Reused,
    /// There is none.
    None,
}

impl Project {
    /// Whether the site has a search.
    pub fn search_state(&self) -> SearchState {
        let articles = self.site.pages().filter(|(_, page)| page.kind == Kind::Article).count();
        let is_occupied = || self.site.occupies(FOLDER.trim_end_matches('/'));
        match self.config.search {
            Search::Never => SearchState::Unwanted,
            Search::Auto if articles > MAX_ARTICLES => SearchState::TooLarge(articles),
            Search::Auto | Search::Always if is_occupied() => SearchState::Occupied,
            Search::Auto | Search::Always => SearchState::Enabled,
        }
    }

    /// The texts that can be found by their words.
    pub fn texts(&self) -> IndexInput {
        let entries = search::entries(&self.site, &self.frameworks, self.edges.scopes());
        IndexInput::new(&entries, &self.config.language.value)
    }

    /// The requirements that can be found by their ids.
    pub fn requirements(&self) -> Vec<RequirementEntry> {
        search::requirements(&self.site, &self.frameworks, &self.labels)
    }

    /// Writes the index into `sink`. The index of the site in the folder `last` is reused if a record in `caches` says
    /// that it was built from the same texts.
    ///
    /// # Errors
    /// An error of Pagefind or of the sink.
    pub fn index(&self, sink: &dyn Sink, last: Option<&Path>, caches: Option<&Path>) -> Result<Indexing, SearchError> {
        if self.search_state() != SearchState::Enabled {
            return Ok(Indexing::None);
        }
        let (texts, requirements) = (self.texts(), self.requirements());
        let record = caches.and_then(|caches| read_cached(caches, RECORD, MAX_RECORD).ok().flatten());
        let record: Option<IndexRecord> = record.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let reused = last.zip(record).and_then(|(last, record)| texts.reuse(last, &record, &requirements));
        let (files, how) = match reused {
            Some(files) => (files, Indexing::Reused),
            None => (texts.build(&requirements)?, Indexing::Built),
        };
        if let Some(caches) = caches.filter(|_| how == Indexing::Built) {
            // Without the record the next run builds the index again.
            let _ =
                serde_json::to_vec(&IndexRecord::new(&texts, &files)).map(|bytes| write_cached(caches, RECORD, &bytes));
        }
        files.into_iter().try_for_each(|file| sink.put(file))?;
        Ok(how)
    }
}
