//! Errors of building the index.

use crate::output::OutputError;

/// Why an index could not be built.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// An error of Pagefind.
    #[error("cannot build the search index: {0}")]
    Index(String),
    /// A file of the index could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}
