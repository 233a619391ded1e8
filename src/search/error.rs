//! Why there is no index, in words for the person who asked for it.

use crate::output::OutputError;

/// Why an index could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Pagefind refused something.
    #[error("the search index cannot be made: {0}")]
    Index(String),
    /// A file of the index could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}
