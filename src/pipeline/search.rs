//! Whether a site has a search, and the index it has.

use std::path::Path;

use super::Project;
use crate::config::Search;
use crate::output::{Sink, read_cached, write_cached};
use crate::search::{self, FOLDER, IndexInput, IndexRecord, MAX_ARTICLES, RequirementEntry, SearchError};
use crate::site::Kind;

/// The file among the caches that says what the last index was made from.
const RECORD: &str = "search.json";
/// No such file is larger, in bytes.
const MAX_RECORD: u64 = 16 << 20;

/// Whether a site has a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searching {
    /// An index is made.
    Made,
    /// None: so many articles are too many for `search: auto`.
    TooLarge(usize),
    /// None, because the site wants none.
    Unwanted,
    /// None, because something of the site's own stands where it would.
    Occupied,
}

/// How an index came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexing {
    /// Every text was read into it.
    Made,
    /// It is that of the last build, whose texts were the same.
    TakenOver,
    /// There is none.
    None,
}

impl Project {
    /// Whether the site has a search.
    pub fn searching(&self) -> Searching {
        let articles = self.site.pages().filter(|(_, page)| page.kind == Kind::Article).count();
        match self.config.search {
            Search::Never => Searching::Unwanted,
            Search::Auto if articles > MAX_ARTICLES => Searching::TooLarge(articles),
            _ if self.site.occupies(FOLDER.trim_end_matches('/')) => Searching::Occupied,
            _ => Searching::Made,
        }
    }

    /// Everything on the site that can be found by its words.
    pub fn texts(&self) -> IndexInput {
        IndexInput::new(&search::entries(&self.site, &self.frameworks, self.edges.belonging()), &self.config.language)
    }

    /// Every requirement that can be found by its id.
    pub fn requirements(&self) -> Vec<RequirementEntry> {
        search::requirements(&self.site, &self.frameworks)
    }

    /// Writes the index into `sink`: that of the site in the folder `last`, where the folder `caches` says that an
    /// earlier run has made it from the same texts.
    ///
    /// # Errors
    /// What Pagefind or the sink refused.
    pub fn index(&self, sink: &dyn Sink, last: Option<&Path>, caches: Option<&Path>) -> Result<Indexing, SearchError> {
        if self.searching() != Searching::Made {
            return Ok(Indexing::None);
        }
        let (texts, requirements) = (self.texts(), self.requirements());
        let record = caches.and_then(|caches| read_cached(caches, RECORD, MAX_RECORD).ok().flatten());
        let record: Option<IndexRecord> = record.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let reused = last.zip(record).and_then(|(last, record)| texts.reuse(last, &record, &requirements));
        let (files, how) = match reused {
            Some(files) => (files, Indexing::TakenOver),
            None => (texts.build(&requirements)?, Indexing::Made),
        };
        if let Some(caches) = caches.filter(|_| how == Indexing::Made) {
            // Without the record the next run makes the index again.
            let _ =
                serde_json::to_vec(&IndexRecord::new(&texts, &files)).map(|bytes| write_cached(caches, RECORD, &bytes));
        }
        files.into_iter().try_for_each(|file| sink.put(file))?;
        Ok(how)
    }
}
