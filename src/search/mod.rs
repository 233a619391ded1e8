//! The search index of a site: the texts, indexed by Pagefind, and lists of requirement ids and of words of our own.
//!
//! The input are values, and the output are artifacts; only the index of the last build is read from disk. The search
//! dialog is part of the theme.

mod entry;
mod error;
mod index;
mod paths;
mod requirement;
mod reuse;
#[cfg(test)]
mod tests;
mod text;
mod vocabulary;
mod words;

pub use entry::{Entry, entries, requirements};
pub use error::SearchError;
pub use index::IndexInput;
pub use paths::{FOLDER, IDS};
pub use requirement::RequirementEntry;
pub use reuse::IndexRecord;

/// With more articles than this, `search: auto` makes no index.
pub const MAX_ARTICLES: usize = 3_000;
